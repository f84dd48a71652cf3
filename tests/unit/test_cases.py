"""Cases: what comes out, what does not, and what the report says to type."""

from dataclasses import replace

import pytest

from qmasdsl.cases.run import CaseReport, run_case
from qmasdsl.cases.words import failure, summary
from qmasdsl.interpreter.facts import Style, Wrong, read_facts
from qmasdsl.interpreter.resting import complete
from qmasdsl.ir import nodes as ir
from qmasdsl.source import SourceFile, Span
from unit.mini import RULESET, engineer

TOTAL = ir.Score("general.total")
LANGUAGE = ir.Score("general.language")
PASSES = ir.ExpectHolds(ir.Passes("general"), True, "general.passes")
ELIGIBLE = ir.ExpectHolds(ir.Eligible(), True, "eligible")
SPAN = Span(SourceFile("hk_qmas.qmas", "\n\ncase"), 2, 6)


def points(subject: ir.Score, least: int, greatest: int | None = None) -> ir.ExpectNumber:
    return ir.ExpectNumber(subject, least, greatest or least, f"{subject.path} {least}")


def ran(*expects: ir.ExpectHolds | ir.ExpectNumber, everything_else: bool = False, **given: object) -> CaseReport:
    facts = read_facts(RULESET, given or engineer(), Style.DATA)
    return run_case(RULESET, ir.Case("an engineer", tuple(facts.items()), everything_else, expects, span=SPAN))


def test_a_case_that_comes_out() -> None:
    report = ran(points(TOTAL, 105), points(TOTAL, 100, 110), PASSES, ELIGIBLE)
    assert report.came_out
    assert summary(report) == 'yes  "an engineer": 105, passes'
    assert failure(report) == ""


def test_a_summary_says_who_is_not_eligible() -> None:
    report = ran(ir.ExpectHolds(ir.Eligible(), False, "not eligible"), **engineer(speaks_english=False))
    assert summary(report) == 'yes  "an engineer": 95, passes; not eligible'


def test_a_case_that_does_not_come_out() -> None:
    report = ran(points(TOTAL, 115), points(LANGUAGE, 20), PASSES)
    assert summary(report) == 'no   "an engineer": 2 of 3 expectations did not come out'
    assert failure(report).split("\n") == [
        'case failed: "an engineer"',
        "  --> hk_qmas.qmas, line 3",
        "  expected general.total 115, the rules give 105",
        "  expected general.language 20, the rules give 10",
        "     `speaks_chinese or speaks_english`: 10 points",
        "     20 needs `speaks_chinese and speaks_english`",
        "  the other 5 factors agree",
        "  = type: expect general.total 105, general.language 10     if the rules are right",
        "  = or correct the rules     if the case is right",
    ]


def test_a_total_that_no_factor_explains_lists_them_all() -> None:
    said = failure(ran(points(TOTAL, 90)))
    assert "  the factors give age 30, qualifications 20, work 15, talent 30, language 10, family 0" in said


def test_a_verdict_that_does_not_come_out() -> None:
    said = failure(ran(ir.ExpectHolds(ir.Passes("general"), False, "not general.passes")))
    assert "  expected not general.passes, the rules give yes" in said
    assert "type: expect general.passes " in said


def test_a_define_is_told_in_its_own_words() -> None:
    months = replace(RULESET.defines[0], name="work", type=RULESET.facts[6].type, body=ir.FactValue("graduate_work"))
    ruleset = replace(RULESET, defines=(*RULESET.defines, months))
    wrong = ir.ExpectNumber(ir.DefineValue("work"), 60, 60, "work 5 years", months.type)
    facts = read_facts(RULESET, engineer(), Style.DATA)
    report = run_case(ruleset, ir.Case("months", tuple(facts.items()), False, (wrong,)))
    assert "expected work 5 years, the rules give 6 years" in failure(report)


def test_what_turns_on_a_missing_fact_says_what_to_give() -> None:
    report = ran(points(TOTAL, 105), **engineer(leading_company=None, masters_degrees=None))
    assert (report.came_out, report.needs) == (False, ("masters_degrees", "leading_company"))
    assert "give masters_degrees, leading_company" in failure(report)


def test_a_missing_fact_that_changes_nothing_is_no_matter() -> None:
    assert ran(PASSES, points(LANGUAGE, 10), **engineer(salary=None, children=None, partner=None)).checks[1].came_out


def test_a_fact_that_may_not_exist_is_not_asked_for_first() -> None:
    assert ran(points(TOTAL, 105), **engineer(partner=None)).needs == ("partner",)


def test_everything_else_rests() -> None:
    given = {"lodged": "2019-03-01", "elected": "general", "age": 30, "education": "master"}
    report = ran(points(TOTAL, 50), everything_else=True, **given)
    assert report.came_out


def test_everything_else_leaves_days_and_choices_unknown() -> None:
    report = ran(points(TOTAL, 50), everything_else=True, age=30, education="master", speaks_english=True)
    assert report.needs == ("elected",)


def test_facts_that_do_not_fit_are_reported_and_nothing_is_checked() -> None:
    facts = {**read_facts(RULESET, engineer(), Style.DATA), "age": 500, "partner_has_degree": True}
    report = run_case(RULESET, ir.Case("an engineer", tuple(facts.items()), False, (PASSES,)))
    assert [misfit.wrong for misfit in report.misfits] == [Wrong.OUTSIDE, Wrong.SHUT]
    assert (report.came_out, report.checks) == (False, ())
    assert "`500`" in failure(report)


@pytest.mark.parametrize(
    ("fact", "resting"),
    [
        ("partner", False),
        ("age", 0),
        ("graduate_work", 0),
        ("education", 0),
        ("profession", 3),
        ("languages", frozenset()),
        ("children", ()),
        ("ielts.reading", 0),
    ],
)
def test_resting_values(fact: str, resting: ir.Encoded) -> None:
    assert complete(RULESET, {})[fact] == resting


def test_what_has_no_resting_value_or_does_not_exist_stays_away() -> None:
    assert {"lodged", "elected", "partner_has_degree"}.isdisjoint(complete(RULESET, {}))
    assert complete(RULESET, {"partner": True})["partner_has_degree"] is False


def test_a_number_rests_at_its_least_where_it_cannot_be_nothing() -> None:
    adult = replace(RULESET.facts[2], type=replace(RULESET.facts[2].type, least=18))
    assert complete(replace(RULESET, facts=(adult,)), {})["age"] == 18


def test_a_record_rests_in_the_fields_it_does_not_give() -> None:
    given: ir.Encoded = ((("child_age", 5),),)
    assert complete(RULESET, {"children": given})["children"] == ((("child_age", 5), ("child_married", False)),)
