"""Questions about rules, asked of small rule sets built by hand."""

from collections.abc import Iterable
from itertools import count

from qmasdsl.analysis import analyse
from qmasdsl.diagnostics.model import Diagnostic
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Form, Numeric, Records, Type, Value, YesNo
from qmasdsl.source import SourceFile, Span

AGE = Numeric(Form.WHOLE, 0, 120, unit="years")
MONTHS = Numeric(Form.MONTHS, 0, 720)
LEVEL = Choice(tuple(Value(name) for name in ("none", "bachelor", "master", "doctorate")), ordered=True)
NONE, BACHELOR, MASTER, DOCTORATE = range(4)

PAGE = SourceFile("test.qmas", "x\n" * 1000)
LINES = count()


def somewhere() -> Span:
    at = 2 * next(LINES) % 1000
    return Span(PAGE, at, at + 1)


def fact(name: str) -> ir.FactValue:
    return ir.FactValue(name)


def at_least(left: ir.Number | str, right: int | str) -> ir.Compare:
    return ir.Compare(_number(left), ir.Comparison.AT_LEAST, _number(right))


def at_most(left: ir.Number | str, right: int | str) -> ir.Compare:
    return ir.Compare(_number(left), ir.Comparison.AT_MOST, _number(right))


def between(name: str, low: int, high: int) -> ir.And:
    return ir.And((at_least(name, low), at_most(name, high)))


def holds(name: str) -> ir.FactHolds:
    return ir.FactHolds(name)


def _number(given: ir.Number | str | int) -> ir.Number:
    if isinstance(given, str):
        return ir.FactValue(given)
    return ir.Constant(given) if isinstance(given, int) else given


def rule(guard: ir.Condition, points: int | ir.Number) -> ir.Rule:
    return ir.Rule(guard, _number(points), key="k", text="…", span=somewhere())


def choose(policy: ir.Policy, *items: ir.Rule, otherwise: int | None = None, layout: ir.Layout = ir.Layout.GROUP):
    last = None if otherwise is None else rule(ir.Truth(True), otherwise)
    return ir.Choose(policy, items, last, layout, span=somewhere())


def ruleset(facts: dict[str, Type], *parts: ir.Rule | ir.Choose, always: Iterable[ir.Condition] = (), **rest):
    factor = ir.Factor("t.f", parts, span=somewhere(), **rest)
    return ir.Ruleset(
        "s",
        "",
        facts=tuple(ir.Fact(name, kind, span=somewhere()) for name, kind in facts.items()),
        always=tuple(ir.Always(one, "…", span=somewhere()) for one in always),
        tests=(ir.Test("t", ir.NoPassMark(), (factor,), span=somewhere()),),
    )


def found(rules: ir.Ruleset) -> list[Diagnostic]:
    return [problem.describe() for problem in analyse(rules).problems]


def codes(rules: ir.Ruleset) -> list[str]:
    return [one.code for one in found(rules)]


def test_bands_that_leave_somebody_out_are_a_gap_with_an_example():
    bands = choose(ir.Policy.ONLY_ONE, rule(between("age", 18, 39), 30), rule(between("age", 40, 50), 20))
    (gap,) = found(ruleset({"age": AGE}, bands))
    assert gap.code == "QM402"
    assert gap.example == "an applicant aged 51"
    assert gap.notes == ("left out are those with `(age at most 17 or age at least 51)`",)


def test_otherwise_closes_a_gap():
    bands = choose(ir.Policy.ONLY_ONE, rule(between("age", 18, 39), 30), otherwise=0)
    assert codes(ruleset({"age": AGE}, bands)) == []


def test_what_is_always_true_closes_a_gap():
    bands = choose(ir.Policy.ONLY_ONE, rule(between("age", 18, 120), 30))
    assert codes(ruleset({"age": AGE}, bands, always=[at_least("age", 18)])) == []


def test_the_gap_of_a_factors_table_is_a_warning():
    table = choose(ir.Policy.ONLY_ONE, rule(between("age", 18, 39), 30), layout=ir.Layout.TABLE)
    (gap,) = found(ruleset({"age": AGE}, table))
    assert (gap.code, gap.severity) == ("QM402", "warning")


def test_two_rules_of_only_one_applies_may_not_meet():
    rules = choose(
        ir.Policy.ONLY_ONE,
        rule(ir.Or((ir.Among(fact("education"), (DOCTORATE,)), at_least("masters", 2))), 40),
        rule(ir.Among(fact("education"), (MASTER,)), 20),
        otherwise=0,
    )
    (overlap,) = found(ruleset({"education": LEVEL, "masters": Numeric(Form.WHOLE, 0, 10)}, rules))
    assert overlap.code == "QM405"
    assert overlap.example == "an applicant with education master, masters 2"


def test_what_is_always_true_keeps_two_rules_apart():
    rules = choose(ir.Policy.ONLY_ONE, rule(at_least("a", 5), 1), rule(at_least("b", 5), 1), otherwise=0)
    facts = {"a": AGE, "b": AGE}
    assert codes(ruleset(facts, rules)) == ["QM405"]
    never_both = ir.Not(ir.And((at_least("a", 5), at_least("b", 5))))
    assert codes(ruleset(facts, rules, always=[never_both])) == []


def test_facts_compared_with_each_other_stand_in_every_order():
    rules = choose(
        ir.Policy.ONLY_ONE,
        rule(ir.Compare(fact("a"), ir.Comparison.LESS, fact("b")), 1),
        rule(ir.Compare(fact("a"), ir.Comparison.MORE, fact("b")), 2),
    )
    (gap,) = found(ruleset({"a": AGE, "b": AGE}, rules))
    assert gap.code == "QM402"


def test_a_rule_that_contradicts_itself_never_applies():
    assert codes(ruleset({"age": AGE}, rule(ir.And((at_least("age", 51), at_most("age", 50))), 5))) == ["QM401"]


def test_a_rule_that_contradicts_what_is_always_true_never_applies():
    lone = rule(ir.And((at_least("senior", 60), at_most("graduate", 59))), 5)
    facts = {"graduate": MONTHS, "senior": MONTHS}
    assert codes(ruleset(facts, lone)) == []
    assert codes(ruleset(facts, lone, always=[at_most("senior", "graduate")])) == ["QM401"]


def test_a_rule_that_the_factors_gate_excludes_never_applies():
    assert codes(ruleset({"partner": YesNo()}, rule(holds("partner"), 5), gate=ir.Not(holds("partner")))) == ["QM401"]


def test_a_later_rule_behind_a_wider_one_is_hidden():
    rules = choose(ir.Policy.FIRST, rule(at_least("work", 24), 5), rule(at_least("work", 60), 15))
    (hidden,) = found(ruleset({"work": MONTHS}, rules))
    assert hidden.code == "QM407"
    assert len(hidden.marks) == 1


def test_a_rule_that_two_others_hide_together_names_both():
    rules = choose(
        ir.Policy.FIRST, rule(at_most("work", 60), 5), rule(at_least("work", 48), 15), rule(between("work", 1, 90), 2)
    )
    (hidden,) = found(ruleset({"work": MONTHS}, rules))
    assert (hidden.code, len(hidden.marks)) == ("QM407", 2)


def test_falling_thresholds_hide_nothing():
    rows = choose(
        ir.Policy.FIRST,
        rule(ir.And((at_least("graduate", 120), at_least("senior", 60))), 40),
        rule(ir.And((at_least("graduate", 60), at_least("senior", 24))), 30),
        rule(at_least("graduate", 60), 15),
        otherwise=0,
        layout=ir.Layout.THRESHOLDS,
    )
    facts = {"graduate": MONTHS, "senior": MONTHS}
    assert codes(ruleset(facts, rows, always=[at_most("senior", "graduate")])) == []


def test_a_rule_that_always_meets_a_better_one_can_never_win():
    rules = choose(ir.Policy.HIGHEST, rule(at_least("work", 24), 15), rule(at_least("work", 60), 5))
    assert codes(ruleset({"work": MONTHS}, rules)) == ["QM408"]


def test_a_rule_that_ties_with_a_better_one_may_stand():
    rules = choose(ir.Policy.HIGHEST, rule(at_least("work", 24), 15), rule(at_least("work", 60), 15))
    assert codes(ruleset({"work": MONTHS}, rules)) == []


def test_a_rule_of_no_points_need_not_win():
    rules = choose(ir.Policy.HIGHEST, rule(ir.Truth(True), 1), rule(at_least("work", 60), 0))
    assert codes(ruleset({"work": MONTHS}, rules)) == []


def test_a_rule_that_implies_another_is_pointed_out_where_all_add():
    rules = choose(ir.Policy.ALL, rule(at_least("work", 24), 5), rule(at_least("work", 60), 5))
    (implied,) = found(ruleset({"work": MONTHS}, rules))
    assert (implied.code, implied.severity) == ("QM409", "warning")


def test_a_broken_promise_shows_who_breaks_it():
    doctorate = rule(at_least("education", DOCTORATE), 40)
    group = choose(ir.Policy.HIGHEST, doctorate, rule(at_least("education", MASTER), 20))
    plus = rule(holds("renowned"), 30), rule(holds("professional"), 10)
    facts = {"education": LEVEL, "renowned": YesNo(), "professional": YesNo()}
    (broken,) = found(ruleset(facts, group, *plus, out_of=(ir.Limit(70),)))
    assert broken.code == "QM413"
    assert broken.headline == "`f` can reach 80 points; it is declared out of 70"
    assert broken.example == "an applicant with education doctorate, renowned, professional"


def test_a_promise_by_column_is_read_column_by_column():
    table = choose(
        ir.Policy.ONLY_ONE, rule(holds("partner"), 100), rule(ir.Not(holds("partner")), 110), layout=ir.Layout.TABLE
    )
    limits = (ir.Limit(100, holds("partner")), ir.Limit(110, ir.Not(holds("partner"))))
    assert codes(ruleset({"partner": YesNo()}, table, out_of=limits)) == []
    swapped = (ir.Limit(110, holds("partner")), ir.Limit(100, ir.Not(holds("partner"))))
    assert codes(ruleset({"partner": YesNo()}, table, out_of=swapped)) == ["QM413"]


def test_a_promise_nobody_reaches_is_a_warning():
    assert codes(ruleset({"a": YesNo()}, rule(holds("a"), 5), out_of=(ir.Limit(10),))) == ["QM414"]


def test_a_cap_that_cuts_nothing_is_a_warning():
    assert codes(ruleset({"a": YesNo()}, rule(holds("a"), 5), cap=(ir.Limit(5),))) == ["QM412"]
    assert codes(ruleset({"a": YesNo()}, rule(holds("a"), 5), cap=(ir.Limit(4),))) == []


def test_each_child_is_counted_up_to_the_cap():
    children = {"children": Records(10, ())}
    each = rule(ir.Truth(True), ir.Each(5, 1, ir.Count("children"), 10))
    assert codes(ruleset(children, each, out_of=(ir.Limit(10),))) == []
    few = {"children": Records(2, ())}
    assert codes(ruleset(few, each, out_of=(ir.Limit(10),))) == ["QM412"]


def test_a_pass_mark_above_every_total_is_out_of_reach():
    rules = ruleset({"a": YesNo()}, rule(holds("a"), 5))
    (test,) = rules.tests
    marked = ir.Test("t", ir.PassMark(6), test.factors, span=test.span)
    assert codes(ir.Ruleset("s", "", facts=rules.facts, tests=(marked,))) == ["QM415"]


def test_always_that_nobody_can_be_is_said_once():
    rules = ruleset({"age": AGE}, rule(at_least("age", 18), 5), always=[at_least("age", 50), at_most("age", 40)])
    assert codes(rules) == ["QM410"]


def test_a_comparison_beyond_reckoning_is_never_called_a_gap():
    wage = Numeric(Form.MONEY, 0, 100_000_000)
    ninety = ir.Linear(((90, fact("going_rate")),))
    group = choose(
        ir.Policy.ONLY_ONE,
        rule(at_least(ir.Linear(((100, fact("salary")), (-90, fact("going_rate")))), 0), 20),
        rule(ir.Compare(ir.Linear(((100, fact("salary")),)), ir.Comparison.LESS, ninety), 0),
    )
    assert codes(ruleset({"salary": wage, "going_rate": wage}, group)) == []
