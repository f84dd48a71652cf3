"""What each form of the language becomes: conditions and numbers with their scale, rules with their keys."""

import pytest

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Numeric, Records, Several, YesNo
from qmasdsl.pipeline import check_text
from qmasdsl.syntax.printer import format_module
from unit.lowered import codes, lowered, module_of

FACTS = """scheme demo "Demonstration"
  version by lodged

kinds
  ability : set of reading, writing

facts
  lodged     : date
  born       : date
  age        : whole number from 0 to 120, years
  work       : months from 0 to 60 years
  band       : number from 0 to 9 by 0.5
  salary     : money HKD a year, from 0 to 1_000_000
  rate       : money HKD a year, from 0 to 1_000_000
  education  : level none < bachelor < master
  permit     : one of student, worker
  speaks     : some of french, german
  profession : one of talent, or other
  partner, adult : yes/no
  degree     : yes/no only when partner
  ielts of each ability : number from 0 to 9 by 0.5
  children   : up to 5
    each with child_age : whole number from 0 to 60, years
    each with income    : money HKD a year, from 0 to 1000

list talent
  actuary
  fintech
    only when education at least bachelor

define alone as not partner
define clb of each ability as
  thresholds by ability, ielts of ability at least
      | reading | writing
    9 |     7.0 |     7.5
    4 |     4.0 |     4.5
    otherwise 0

question doubt : read as no

"""
AGE, WORK, EDUCATION = ir.FactValue("age"), ir.FactValue("work"), ir.FactValue("education")
AT_LEAST, AT_MOST = ir.Comparison.AT_LEAST, ir.Comparison.AT_MOST
MORE, LESS, IS = ir.Comparison.MORE, ir.Comparison.LESS, ir.Comparison.IS


def at_least(item: ir.Number, value: int) -> ir.Condition:
    return ir.Compare(item, AT_LEAST, ir.Constant(value))


def holds(name: str) -> ir.Condition:
    return ir.FactHolds(name)


CONDITIONS: list[tuple[str, ir.Condition]] = [
    ("partner", holds("partner")),
    ("not partner", ir.Not(holds("partner"))),
    ("partner is yes", holds("partner")),
    ("partner is no", ir.Not(holds("partner"))),
    ("alone", ir.DefineHolds("alone")),
    ("doubt", ir.Reading("doubt")),
    ("age at least 18", at_least(AGE, 18)),
    ("18 at most age", at_least(AGE, 18)),
    ("age at least 24 months", at_least(AGE, 2)),
    ("work at least 10 years", at_least(WORK, 120)),
    ("work more than 6 years 3 months", ir.Compare(WORK, MORE, ir.Constant(75))),
    ("band at least 6.5", at_least(ir.FactValue("band"), 65)),
    ("age from 18 to 39", ir.And((at_least(AGE, 18), ir.Compare(AGE, AT_MOST, ir.Constant(39))))),
    ("work from 3 to under 5 years", ir.And((at_least(WORK, 36), ir.Compare(WORK, LESS, ir.Constant(60))))),
    ("age in {18, 21}", ir.Or((ir.Compare(AGE, IS, ir.Constant(18)), ir.Compare(AGE, IS, ir.Constant(21))))),
    ("education is master", ir.Among(EDUCATION, (2,))),
    ("education is not master", ir.Not(ir.Among(EDUCATION, (2,)))),
    ("education at least bachelor", at_least(EDUCATION, 1)),
    ("master more than education", ir.Compare(EDUCATION, LESS, ir.Constant(2))),
    ("permit in {worker, student}", ir.Among(ir.FactValue("permit"), (0, 1))),
    ("profession in talent", ir.OnList(ir.FactValue("profession"), "talent", ((0, "actuary"), (1, "fintech")))),
    ("speaks includes german", ir.Includes("speaks", (1,))),
    ("(count of speaks) at least 2", at_least(ir.Size("speaks"), 2)),
    ("any speaks in talent_of_tongues", ir.Includes("speaks", (0,))),
    ("every speaks in talent_of_tongues", ir.And((ir.Not(ir.Includes("speaks", (1,))),))),
    ("every ielts at least 6", ir.And((at_least(ir.FactValue("ielts.reading"), 60),
                                       at_least(ir.FactValue("ielts.writing"), 60)))),
    ("any clb is 9", ir.Or((ir.Compare(ir.DefineValue("clb.reading"), IS, ir.Constant(9)),
                            ir.Compare(ir.DefineValue("clb.writing"), IS, ir.Constant(9))))),
    ("ielts.reading at least 6", at_least(ir.FactValue("ielts.reading"), 60)),
    ("clb of writing at least 4", at_least(ir.DefineValue("clb.writing"), 4)),
    ("(lowest of clb) at least 4",
     at_least(ir.Least((ir.DefineValue("clb.reading"), ir.DefineValue("clb.writing"))), 4)),
    ("all of partner, adult", ir.And((holds("partner"), holds("adult")))),
    ("any of partner, adult", ir.Or((holds("partner"), holds("adult")))),
    ("at least 2 of partner, adult, alone",
     ir.AtLeast(2, (holds("partner"), holds("adult"), ir.DefineHolds("alone")))),
    ("partner and degree", ir.And((holds("partner"), holds("degree")))),
    ("salary at least 90% of rate",
     ir.Compare(ir.Linear(((10, ir.FactValue("salary")),)), AT_LEAST, ir.Linear(((9, ir.FactValue("rate")),)))),
    ("salary + 500 - rate at least 2 * rate",
     ir.Compare(ir.Linear(((1, ir.FactValue("salary")), (-1, ir.FactValue("rate"))), 500), AT_LEAST,
                ir.Linear(((2, ir.FactValue("rate")),)))),
    ("age at least work", ir.Compare(ir.Linear(((12, AGE),)), AT_LEAST, WORK)),
    ("(count of children where child_age less than 18) at least 1",
     at_least(ir.Count("children", ir.Compare(ir.FieldValue("child_age"), LESS, ir.Constant(18))), 1)),
    ("(sum of income of children) more than 100",
     ir.Compare(ir.Total("children", "income"), MORE, ir.Constant(100))),
    ("(completed years from born to lodged) at least 18",
     at_least(ir.Completed(12, ir.FactValue("born"), ir.FactValue("lodged")), 18)),
    ("born + 18 years at most lodged",
     ir.Compare(ir.Later(ir.FactValue("born"), 216), AT_MOST, ir.FactValue("lodged"))),
    ("lodged at least 2020-01-01", at_least(ir.FactValue("lodged"), 737425)),
    ("partner is adult",
     ir.Or((ir.And((holds("partner"), holds("adult"))),
            ir.And((ir.Not(holds("partner")), ir.Not(holds("adult"))))))),
]


def source(condition: str, body: str = "") -> str:
    tongues = "list talent_of_tongues\n  french\n\n"
    return f"{FACTS}{tongues}test t\n  pass mark 1\n" + (body or f"  factor f : {condition} => +1\n")


@pytest.mark.parametrize(("written", "meaning"), CONDITIONS, ids=[written for written, _ in CONDITIONS])
def test_a_condition_means_exactly_this(written: str, meaning: ir.Condition) -> None:
    (rule,) = lowered(source(written)).tests[0].factors[0].parts
    assert isinstance(rule, ir.Rule)
    assert rule.guard == meaning


def test_a_value_wins_over_a_fact_of_its_name() -> None:
    text = source("education is master").replace("  permit  ", "  master : yes/no\n  permit  ")
    (rule,) = lowered(text).tests[0].factors[0].parts
    assert isinstance(rule, ir.Rule)
    assert rule.guard == ir.Among(EDUCATION, (2,))


def test_facts_have_their_whole_domain() -> None:
    facts = {fact.name: fact for fact in lowered(source("partner")).facts}
    assert facts["work"].type == Numeric(Form.MONTHS, 0, 720, 1, 0, "months")
    assert facts["band"].type == Numeric(Form.NUMBER, 0, 90, 5, 1)
    assert facts["salary"].type == Numeric(Form.MONEY, 0, 1_000_000, 1, 0, "HKD a year")
    assert facts["lodged"].type == Date(693596, 767009)
    assert facts["ielts.writing"].member == ("ielts", "writing")
    assert facts["degree"].gate == holds("partner")
    profession, speaks, children = facts["profession"].type, facts["speaks"].type, facts["children"].type
    assert isinstance(profession, Choice)
    assert [value.name for value in profession.values] == ["actuary", "fintech", "other"]
    assert profession.listed == "talent"
    assert isinstance(speaks, Several)
    assert isinstance(children, Records)
    assert [field.name for field in children.fields] == ["child_age", "income"]


def test_a_define_of_each_becomes_one_for_each_member() -> None:
    defines = {define.name: define for define in lowered(source("partner")).defines}
    reading = defines["clb.reading"]
    assert reading.type == Numeric(Form.WHOLE, 0, 9)
    assert isinstance(reading.body, ir.Choose)
    assert [rule.key for rule in reading.body.items if isinstance(rule, ir.Rule)] == [
        "clb.reading/ielts of ability at least 7.0",
        "clb.reading/ielts of ability at least 4.0",
    ]
    assert defines["alone"].type == YesNo()


def test_defines_stand_after_those_they_read() -> None:
    text = source("partner") + "define c as b and a\ndefine b as a\ndefine a as adult\n"
    names = [define.name for define in lowered(text).defines]
    assert names.index("a") < names.index("b") < names.index("c")


def test_a_table_is_a_choice_of_cells() -> None:
    body = (
        "  factor f\n    table by age\n"
        "                | partner | alone\n"
        "      under 18  |       0 |     1\n"
        "      18 to 20  |       2 |     3\n"
        "      otherwise 0\n"
    )
    (table,) = lowered(source("", body)).tests[0].factors[0].parts
    assert isinstance(table, ir.Choose)
    assert (table.policy, table.layout) == (ir.Policy.ONLY_ONE, ir.Layout.TABLE)
    assert [rule.key for rule in table.items if isinstance(rule, ir.Rule)] == [
        "t.f/under 18 | partner",
        "t.f/under 18 | alone",
        "t.f/18 to 20 | partner",
        "t.f/18 to 20 | alone",
    ]
    first = table.items[0]
    assert isinstance(first, ir.Rule)
    assert first.guard == ir.And((ir.Compare(AGE, LESS, ir.Constant(18)), holds("partner")))
    assert table.otherwise is not None
    assert table.otherwise.value == ir.Constant(0)


def test_a_heading_called_points_always_applies() -> None:
    body = "  factor f\n    table by education\n      | points\n      bachelor, master | 5\n      none | 0\n"
    (table,) = lowered(source("", body)).tests[0].factors[0].parts
    assert isinstance(table, ir.Choose)
    first = table.items[0]
    assert isinstance(first, ir.Rule)
    assert (first.guard, first.text) == (ir.Among(EDUCATION, (1, 2)), "bachelor, master | points")


def test_a_table_by_two_facts_crosses_bands() -> None:
    rows = "      | under 30 | 30 or over\n      master | 5 | 4\n      otherwise 0\n"
    body = f"  factor f\n    table by education, age\n{rows}"
    (table,) = lowered(source("", body)).tests[0].factors[0].parts
    assert isinstance(table, ir.Choose)
    assert [rule.guard for rule in table.items if isinstance(rule, ir.Rule)] == [
        ir.And((ir.Among(EDUCATION, (2,)), ir.Compare(AGE, LESS, ir.Constant(30)))),
        ir.And((ir.Among(EDUCATION, (2,)), at_least(AGE, 30))),
    ]


def test_thresholds_take_the_first_row_whose_limits_are_met() -> None:
    body = (
        "  factor f\n    thresholds | work at least | age less than | and\n"
        "      +5 | 5 years | 40 | partner or adult\n"
        "      +2 | 2 years |    |\n"
        "      otherwise 0\n"
    )
    (choice,) = lowered(source("", body)).tests[0].factors[0].parts
    assert isinstance(choice, ir.Choose)
    assert (choice.policy, choice.layout) == (ir.Policy.FIRST, ir.Layout.THRESHOLDS)
    first, second = choice.items
    assert isinstance(first, ir.Rule)
    assert isinstance(second, ir.Rule)
    young = ir.Compare(AGE, LESS, ir.Constant(40))
    assert first.guard == ir.And((at_least(WORK, 60), young, ir.Or((holds("partner"), holds("adult")))))
    assert first.text == "work at least 5 years and age less than 40 and (partner or adult)"
    assert (second.guard, second.text) == (at_least(WORK, 24), "work at least 2 years")


def test_for_each_is_one_part_a_member_with_its_name_in_the_key() -> None:
    body = "  factor f\n    for each ability\n      clb of ability at least 4 => +6\n"
    parts = lowered(source("", body)).tests[0].factors[0].parts
    assert [part.key for part in parts if isinstance(part, ir.Rule)] == [
        "t.f/clb of ability at least 4 (reading)",
        "t.f/clb of ability at least 4 (writing)",
    ]


def test_points_for_each_step_need_no_condition() -> None:
    body = "  factor f\n    +1 for each 6 months of work, capped at 20\n    plus +5 for each of children\n"
    first, second = lowered(source("", body)).tests[0].factors[0].parts
    assert isinstance(first, ir.Rule)
    assert isinstance(second, ir.Rule)
    assert (first.guard, first.value) == (ir.Truth(True), ir.Each(1, 6, WORK, 20))
    assert first.key == "t.f/for each 6 months of work"
    assert second.value == ir.Each(5, 1, ir.Count("children"))


def test_equal_rules_of_a_factor_keep_different_keys() -> None:
    body = "  factor f\n    partner => +1\n    plus partner => +2\n"
    keys = [part.key for part in lowered(source("", body)).tests[0].factors[0].parts if isinstance(part, ir.Rule)]
    assert keys == ["t.f/partner", "t.f/partner (2)"]


def test_a_shared_factor_stands_in_every_test_that_uses_it() -> None:
    text = source("", "  use factors home\n")
    text += "test u\n  pass mark 1\n  use factors home\nshared factor home : adult => +3\n"
    tests = lowered(text).tests
    assert [factor.name for test in tests for factor in test.factors] == ["t.home", "u.home"]


def test_sections_hold_their_factors_and_stand_within_others() -> None:
    body = (
        "  section outer capped at 5\n    factor f : partner => +1\n"
        "  section inner within outer takes the highest\n    factor g : adult => +1\n"
    )
    (test,) = lowered(source("", body)).tests
    assert [(section.name, section.within, section.highest) for section in test.sections] == [
        ("t.outer", None, False),
        ("t.inner", "t.outer", True),
    ]
    assert [(factor.name, factor.section) for factor in test.factors] == [("t.f", "t.outer"), ("t.g", "t.inner")]


def test_a_define_may_give_values_of_a_kind_by_name() -> None:
    text = source("tier is high") + "kinds\n  rank : level low < high\n" + (
        "define tier as\n  first that applies\n    adult => high\n    otherwise => low\n"
    )
    tier = next(define for define in lowered(text).defines if define.name == "tier")
    assert isinstance(tier.type, Choice)
    assert tier.type.kind == "rank"
    assert isinstance(tier.body, ir.Choose)
    first = tier.body.items[0]
    assert isinstance(first, ir.Rule)
    assert first.value == ir.Constant(1)


def test_a_yes_no_define_by_rules_gives_one_and_zero() -> None:
    text = source("fit") + "define fit as\n  first that applies\n    adult => yes\n    otherwise => no\n"
    fit = next(define for define in lowered(text).defines if define.name == "fit")
    assert fit.type == YesNo()
    assert isinstance(fit.body, ir.Choose)
    first = fit.body.items[0]
    assert isinstance(first, ir.Rule)
    assert first.value == ir.Constant(1)


def test_numbers_of_a_define_are_brought_to_one_scale() -> None:
    text = source("half at least 1") + "define half as\n  first that applies\n    adult => 1.5\n    otherwise => band\n"
    half = next(define for define in lowered(text).defines if define.name == "half")
    assert half.type == Numeric(Form.NUMBER, 0, 90, 1, 1)


@pytest.mark.parametrize(
    "guarded",
    [
        "partner and degree",
        "alone or degree",
        "not alone and degree",
        "all of partner, degree",
        "any of alone, degree",
        "(adult or partner) and not adult and degree",
    ],
)
def test_a_fact_may_be_read_where_it_surely_exists(guarded: str) -> None:
    assert "QM310" not in codes(source(guarded))


@pytest.mark.parametrize(
    "body",
    [
        "  factor f only when partner\n    degree => +1\n",
        "  section s only when partner\n    factor f : degree => +1\n",
        "  section s only when partner\n    factor g : adult => +1\n"
        "  section r within s\n    factor f : degree => +1\n",
        "  factor f\n    first that applies\n      alone => +0\n      degree => +1\n",
        "  factor f\n    thresholds => +1 | age at least | and | and\n      \"a\" | 18 | partner | degree\n",
    ],
)
def test_what_stands_around_a_rule_says_that_a_fact_exists(body: str) -> None:
    assert "QM310" not in codes(source("", body))


def test_claims_keep_their_bounds_in_the_subjects_scale() -> None:
    text = source("partner") + (
        "prove that t.total from 0 to 5\nprove that band from 0 to 8.5\n"
        "prove that t.total never falls as ielts, age rise while adult\nprove that t.passes only if adult\n"
    )
    total, band, trend, only = lowered(text).claims
    assert (total.subject, total.least, total.greatest) == (ir.Score("t.total"), 0, 5)  # type: ignore[union-attr]
    assert (band.least, band.greatest) == (0, 85)  # type: ignore[union-attr]
    assert isinstance(trend, ir.TrendClaim)
    assert trend.rising == ("ielts.reading", "ielts.writing", "age")
    assert only == ir.HoldsClaim(ir.Or((ir.Not(ir.Passes("t")), holds("adult"))), "t.passes only if adult")


def test_a_case_encodes_what_is_given() -> None:
    text = source("partner") + (
        'case "one"\n  given lodged 2020-01-01, age 34, work 6 years 3 months, band 6.5, education master, partner\n'
        "    and not adult, speaks {german}, profession other\n"
        "  given children\n    child_age 5, income 100\n"
        "  expect t.total from 0 to 1, t.passes, not eligible, clb.reading 9, alone\n"
    )
    (case,) = lowered(text).cases
    assert dict(case.given) == {
        "lodged": 737425,
        "age": 34,
        "work": 75,
        "band": 65,
        "education": 2,
        "partner": True,
        "adult": False,
        "speaks": frozenset({1}),
        "profession": 2,
        "children": ((("child_age", 5), ("income", 100)),),
    }
    assert [expected.text for expected in case.expects] == [
        "t.total from 0 to 1",
        "t.passes",
        "not eligible",
        "clb.reading 9",
        "alone",
    ]


def test_a_birth_date_gives_the_age_on_the_day_that_decides() -> None:
    text = source("partner").replace("120, years\n  work", "120, years since birthday\n  work")
    text += 'case "leap"\n  given birthday 2000-02-29, lodged 2018-02-28\n  expect t.total 0\n'
    assert dict(lowered(text).cases[0].given)["age"] == 17


USED = """kinds
  step : level low < high

facts
  rung    : step
  married : yes/no
  spouse_rung : step only when married
"""


def test_used_facts_bring_their_kinds() -> None:
    text = 'scheme demo "D"\nuse facts from "f.qmas" : rung\ntest t\n  pass mark 1\n  factor f : rung is high => +1\n'
    (fact,) = lowered(text, {"f.qmas": module_of(USED, "f.qmas")}).facts
    assert isinstance(fact.type, Choice)


@pytest.mark.parametrize(
    ("names", "found"),
    [("rung, rong", ["QM209"]), ("rung, spouse_rung", ["QM209", "QM211"]), ("rung, spouse_rung, married", ["QM211"])],
)
def test_used_facts_must_be_there_with_what_their_condition_reads(names: str, found: list[str]) -> None:
    text = f'scheme demo "D"\nuse facts from "f.qmas" : {names}\n'
    text += "test t\n  pass mark 1\n  factor f : rung is high => +1\n"
    assert codes(text, {"f.qmas": module_of(USED, "f.qmas")}) == found


def test_what_is_never_used_is_pointed_out() -> None:
    text = 'scheme demo "D"\nfacts\n  a, b : yes/no\ndefine d as a\nlist l\n  x\nrequire r : a\n'
    assert sorted(codes(text)) == ["QM210", "QM210", "QM211"]


def test_asking_for_the_list_as_well_is_no_oversight() -> None:
    assert "QM327" not in codes(source("profession in talent and profession is fintech"))


def test_a_chain_of_many_defines_is_only_a_long_chain() -> None:
    chain = "".join(f"define d{i} as d{i + 1}\n" for i in range(3000))
    assert "QM206" not in codes(source("d0") + chain + "define d3000 as adult\n")
    assert codes(source("d0") + chain + "define d3000 as d0\n").count("QM206") == 1


def test_too_many_rules_are_refused_once() -> None:
    body = "  factor f\n    all that apply\n" + "      adult => +1\n" * 10_001
    assert codes(source("", body)).count("QM335") == 1


def test_the_key_of_a_cell_is_its_head_as_fmt_writes_it() -> None:
    text = (
        'scheme demo "D"\n\nfacts\n  work : months from 0 to 60 years\n\ntest t\n  pass mark 1\n  factor f\n'
        "    table by work\n      work               | points\n      3 to under 5 years |      1\n"
        "      5 years or over    |      2\n      otherwise 0\n"
    )
    checked = check_text(text, "keys.qmas")
    assert checked.ruleset is not None
    assert format_module(checked.module) == text
    (table,) = checked.ruleset.tests[0].factors[0].parts
    assert isinstance(table, ir.Choose)
    keys = [rule.key for rule in table.items if isinstance(rule, ir.Rule)]
    assert keys == ["t.f/3 to under 5 years | points", "t.f/5 years or over | points"]
