"""Whole results: requirements, gates, caps from the inside out, verdicts, awards and the JSON form."""

import json
from dataclasses import replace
from datetime import date

import pytest

from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, missing, read_facts
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.interpreter.trace import Result, TestResult, as_json
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import index
from unit.mini import RULESET, compare, engineer, factor, number, rule, yes

YES = ir.Truth(True)


def scored(**changes: object) -> Result:
    return score(RULESET, read_facts(RULESET, engineer(**changes), Style.DATA))


def result_of(test: ir.Test, **given: object) -> TestResult:
    ruleset = replace(RULESET, tests=(test,), outcomes=())
    return score(ruleset, read_facts(ruleset, given, Style.PYTHON)).tests[test.name]


def test_the_engineer_has_105_points() -> None:
    general = scored().tests["general"]
    assert (general.total, general.passes, general.pass_mark) == (105, True, 80)
    assert dict(general.factors) == {
        "age": 30, "qualifications": 20, "work": 15, "talent": 30, "language": 10, "family": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ({"leading_company": False}, 75),
        ({"age": 40}, 95),
        ({"age": 51}, 75),
        ({"education": "doctorate"}, 125),
        ({"senior_work": 24}, 120),
        ({"graduate_work": "10 years", "senior_work": 60}, 130),
        ({"speaks_chinese": True}, 115),
        ({"partner": True, "partner_has_degree": True}, 110),
        ({"children": [{"child_age": 3, "child_married": False}] * 3}, 115),
        ({"children": [{"child_age": 18, "child_married": False}]}, 105),
    ],
)
def test_each_factor_adds_what_its_rules_say(changes: dict[str, object], total: int) -> None:
    assert scored(**changes).tests["general"].total == total


def test_the_pass_mark_itself_passes() -> None:
    result = scored(leading_company=False, senior_work=24, speaks_english=True, age=45)
    assert (result.tests["general"].total, result.tests["general"].passes) == (75, False)
    result = scored(leading_company=False, senior_work=24, age=40)
    assert (result.tests["general"].total, result.tests["general"].passes) == (80, True)


def test_who_is_not_eligible_is_scored_but_gets_no_outcome() -> None:
    result = scored(speaks_english=False)
    assert (result.eligible, dict(result.requirements)) == (False, {"adult": True, "language": False})
    assert (result.tests["general"].total, result.tests["general"].passes) == (95, True)
    assert dict(result.outcomes) == {"goes_to_selection": False}


def test_a_test_that_does_not_apply_has_no_points() -> None:
    result = scored(elected="achievement", exceptional_award=True)
    general, achievement = result.tests["general"], result.tests["achievement"]
    assert (general.applies, general.total, general.passes, general.awards) == (False, None, False, ())
    assert set(general.factors.values()) == {None}
    assert (achievement.total, achievement.passes, achievement.pass_mark) == (225, True, None)


def test_all_or_nothing() -> None:
    achievement = scored(elected="achievement").tests["achievement"]
    assert (achievement.total, achievement.passes) == (0, False)


def test_awards_are_the_rules_that_gave_points() -> None:
    awards = {award.key: award.points for award in scored().tests["general"].awards}
    assert awards == {
        "general.age/age from 18 to 39": 30,
        "general.qualifications/education is master": 20,
        "general.work/5 years": 15,
        "general.talent/profession in talent_list": 30,
        "general.language/speaks_chinese or speaks_english": 10,
    }
    assert scored().tests["general"].awards[1].cite == "GPT 2"


def test_a_missing_fact_leaves_open_what_turns_on_it() -> None:
    result = scored(leading_company=None)
    general = result.tests["general"]
    assert (general.total, general.passes, general.factors["talent"], general.factors["age"]) == (None, None, None, 30)
    assert (result.eligible, result.outcomes["goes_to_selection"]) == (True, None)
    assert result.depends_on == ("leading_company",)


def test_a_missing_fact_that_changes_nothing_is_not_named() -> None:
    assert scored(profession="actuary", leading_company=None).depends_on == ()


def test_only_facts_that_exist_can_be_missing() -> None:
    assert scored(partner=True, partner_has_degree=None).depends_on == ("partner_has_degree",)
    assert scored(partner=False, partner_has_degree=None).depends_on == ()


def test_an_unknown_test_leaves_its_awards_open() -> None:
    result = scored(elected=None)
    assert (result.tests["general"].applies, result.tests["general"].awards) == (None, ())
    assert result.depends_on == ("elected",)


def test_outcomes_are_decided_where_eligibility_is() -> None:
    result = scored(speaks_english=False, leading_company=None)
    assert (result.tests["general"].passes, result.outcomes["goes_to_selection"]) == (None, False)


def test_missing_facts_are_listed_as_they_are_declared() -> None:
    given = engineer(partner=True, salary=None, age=None)
    facts = read_facts(RULESET, given, Style.DATA)
    assert [fact.name for fact in missing(RULESET, facts)] == ["age", "salary", "partner_has_degree"]


def test_caps_bind_from_the_inside_out() -> None:
    ten = rule(YES, 10, "ten")
    test = ir.Test(
        "t",
        ir.PassMark(15),
        factors=(
            replace(factor("t.a", ten, cap=8), section="t.inner"),
            replace(factor("t.b", ten), section="t.inner"),
            replace(factor("t.c", ten), section="t.outer"),
        ),
        sections=(
            ir.Section("t.outer", cap=(ir.Limit(20),)),
            ir.Section("t.inner", within="t.outer", cap=(ir.Limit(12),)),
        ),
        cap=(ir.Limit(17),),
    )
    result = result_of(test)
    assert dict(result.factors) == {"a": 8, "b": 10, "c": 10}
    assert dict(result.sections) == {"outer": 20, "inner": 12}
    assert (result.total, result.passes) == (17, True)


def test_a_section_may_take_the_highest() -> None:
    parts = [replace(factor(f"t.{name}", rule(YES, n, name)), section="t.s") for name, n in (("a", 3), ("b", 9))]
    test = ir.Test("t", ir.NoPassMark(), tuple(parts), (ir.Section("t.s", highest=True),))
    result = result_of(test)
    assert (result.total, result.passes, result.pass_mark) == (9, True, None)


def test_a_cap_may_depend_on_the_applicant() -> None:
    limits = (ir.Limit(5, yes("partner")), ir.Limit(7, ir.Not(yes("partner"))))
    test = ir.Test("t", ir.PassMark(6), (replace(factor("t.a", rule(YES, 10, "ten")), cap=limits),))
    assert (result_of(test, partner=True).total, result_of(test, partner=False).total) == (5, 7)
    assert result_of(test).total is None


def test_out_of_is_a_promise_and_never_cuts() -> None:
    assert result_of(ir.Test("t", ir.PassMark(1), (factor("t.a", rule(YES, 10, "ten"), out_of=5),))).total == 10


def test_a_factor_behind_a_shut_condition_gives_nothing() -> None:
    gated = replace(factor("t.a", rule(YES, 10, "ten")), gate=yes("partner"))
    test = ir.Test("t", ir.PassMark(6), (gated,))
    assert (result_of(test, partner=False).factors["a"], result_of(test, partner=True).factors["a"]) == (0, 10)


def test_what_a_shut_section_holds_gives_nothing() -> None:
    inside = replace(factor("t.a", rule(yes("partner_has_degree"), 10, "ten")), section="t.s")
    test = ir.Test("t", ir.PassMark(6), (inside,), (ir.Section("t.s", gate=yes("partner")),))
    result = result_of(test, partner=False)
    assert (result.total, dict(result.factors), dict(result.sections)) == (0, {"a": 0}, {"s": 0})


def test_a_requirement_of_a_test_only_fails_that_test() -> None:
    own = ir.Requirement("t.competent", compare("age", ">=", 30), "age at least 30")
    test = ir.Test("t", ir.PassMark(5), (factor("t.a", rule(YES, 10, "ten")),), requirements=(own,))
    young, old = result_of(test, age=20), result_of(test, age=30)
    assert (young.total, young.passes, dict(young.requirements)) == (10, False, {"competent": False})
    assert old.passes is True


def test_a_requirement_is_not_read_where_its_test_does_not_apply() -> None:
    own = ir.Requirement("t.degree", yes("partner_has_degree"), "partner_has_degree")
    test = ir.Test("t", ir.NoPassMark(), requirements=(own,), gate=yes("partner"))
    result = result_of(test, partner=False)
    assert (result.passes, dict(result.requirements)) == (False, {"degree": False})


def test_conditions_may_ask_for_scores_of_other_tests() -> None:
    first = ir.Test("first", ir.PassMark(10), (factor("first.a", rule(compare("age", ">=", 18), 10, "a")),))
    second = ir.Test(
        "second",
        ir.PassMark(1),
        (
            factor("second.passed", rule(ir.Passes("first"), 1, "first.passes")),
            factor("second.same", rule(YES, ir.Score("first.total"), "first.total")),
            factor("second.none", rule(YES, ir.Score("third.total"), "third.total")),
        ),
    )
    third = ir.Test("third", ir.PassMark(1), (factor("third.a", rule(YES, 5, "five")),), gate=ir.Truth(False))
    ruleset = replace(RULESET, tests=(first, second, third), outcomes=())
    result = score(ruleset, read_facts(ruleset, {"age": 20}, Style.DATA)).tests["second"]
    assert dict(result.factors) == {"passed": 1, "same": 10, "none": 0}


def test_defines_may_be_groups_and_conditions() -> None:
    level = ir.Choose(ir.Policy.FIRST, (rule(compare("age", ">=", 18), 2, "a"),), rule(YES, 1, "otherwise"))
    old = ir.Choose(ir.Policy.FIRST, (rule(compare("age", ">=", 60), 1, "a"),), rule(YES, 0, "otherwise"))
    defines = (
        ir.Define("level", RULESET.facts[4].type, level),
        ir.Define("old", RULESET.facts[5].type, old),
        ir.Define("neither", RULESET.facts[5].type, ir.Not(ir.DefineHolds("old"))),
    )
    found = Meaning(index(replace(RULESET, defines=defines)), {"age": 40})
    assert found.number(ir.DefineValue("level")) == 2
    assert (found.holds(ir.DefineHolds("old")), found.holds(ir.DefineHolds("neither"))) == (False, True)
    unknown = Meaning(index(replace(RULESET, defines=defines)), {})
    assert unknown.holds(ir.DefineHolds("neither")) == Unknown(frozenset({"age"}))


def test_ten_thousand_defines_in_a_row_are_no_trouble() -> None:
    count = RULESET.facts[4].type
    chain = [ir.Define("d0", count, ir.Constant(1))]
    chain += [ir.Define(f"d{n}", count, ir.Linear(((1, ir.DefineValue(f"d{n - 1}")),), 1)) for n in range(1, 10_000)]
    test = ir.Test("t", ir.NoPassMark(), (factor("t.a", rule(YES, ir.DefineValue("d9999"), "last")),))
    ruleset = replace(RULESET, defines=tuple(chain), tests=(test,), outcomes=())
    assert score(ruleset, {}).tests["t"].total == 10_000


def test_the_json_form_has_exactly_these_names() -> None:
    form = as_json(scored())
    assert list(form) == [
        "format", "scheme", "version", "eligible", "requirements", "tests", "outcomes", "depends_on",
    ]  # fmt: skip
    assert form["version"] == {"from": "2018-08-28", "hash": "0" * 64}
    general = json.loads(json.dumps(form))["tests"]["general"]
    assert list(general) == [
        "applies", "total", "passes", "pass_mark", "requirements", "sections", "factors", "awards",
    ]  # fmt: skip
    assert list(general["awards"][0]) == ["key", "factor", "points", "label", "cite", "line"]


def test_a_scheme_without_a_date_has_none() -> None:
    assert score(replace(RULESET, in_force=None), {}).version.from_ is None


def test_the_trace_tells_what_a_cap_cut() -> None:
    test = ir.Test("t", ir.PassMark(1), (factor("t.a", rule(YES, 10, "ten"), cap=4),))
    ruleset = replace(RULESET, tests=(test,), outcomes=())
    tally = score(ruleset, {}).trace.tallies["t.a"]
    assert (tally.before, tally.cap, tally.points) == (10, 4, 4)


def test_the_trace_tells_how_near_a_rule_was() -> None:
    trace = scored().trace
    missed = trace.tallies["general.work"].steps[1]
    why = trace.reasons[missed.rule.guard]
    assert why.holds is False
    assert [(trace.reasons[c].has, trace.reasons[c].needs) for c in why.within] == [(0, 24)]


def test_the_trace_follows_requirements_and_list_entries() -> None:
    trace = scored(leading_company=False, speaks_english=False).trace
    unmet = trace.reasons[ir.Eligible()].within
    assert unmet == (ir.Met("language"),)
    listed = trace.tallies["general.talent"].steps[0].rule.guard
    (specification,) = trace.reasons[listed].within
    assert trace.reasons[specification].within == (yes("leading_company"),)


def test_years_since_a_birthday_use_the_day_of_the_version() -> None:
    given = engineer(age=None, born=date(2000, 2, 29), lodged=date(2018, 2, 28))
    facts = read_facts(RULESET, given, Style.PYTHON)
    assert facts["age"] == 17
    assert Meaning(index(RULESET), facts).number(number("age")) == 17
