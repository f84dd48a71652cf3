"""How rules combine: the four policies, `otherwise`, what an applicant's missing facts leave open."""

import pytest

from qmasdsl.interpreter.meaning import Chosen, Meaning
from qmasdsl.interpreter.trace import Standing
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.nodes import Policy
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import index
from unit.mini import RULESET, compare, rule, yes

YES = ir.Truth(True)
NO = ir.Truth(False)
OPEN = yes("partner")
UNKNOWN = Unknown(frozenset({"partner"}))
COUNTS, OUTDONE, NOT_READ = Standing.COUNTS, Standing.OUTDONE, Standing.NOT_READ
NOT_MET, MAYBE = Standing.NOT_MET, Standing.OPEN


def chosen(policy: Policy, *guards: tuple[ir.Condition, int], rest: int | None = None) -> Chosen:
    items = tuple(rule(guard, points, f"rule {at}") for at, (guard, points) in enumerate(guards))
    last = None if rest is None else rule(YES, rest, "otherwise")
    return Meaning(index(RULESET), {}).part(ir.Choose(policy, items, last))


@pytest.mark.parametrize(
    ("policy", "worth"),
    [(Policy.ALL, 60), (Policy.HIGHEST, 30), (Policy.FIRST, 10), (Policy.ONLY_ONE, 10)],
)
def test_rules_that_hold_combine_by_the_policy(policy: Policy, worth: int) -> None:
    assert chosen(policy, (NO, 99), (YES, 10), (YES, 30), (YES, 20)).worth == worth


@pytest.mark.parametrize("policy", list(Policy))
def test_a_group_of_which_nothing_applies_is_worth_nothing(policy: Policy) -> None:
    found = chosen(policy, (NO, 99), (NO, 10))
    assert (found.applies, found.worth) == (False, 0)


@pytest.mark.parametrize("policy", list(Policy))
def test_otherwise_counts_where_nothing_applies(policy: Policy) -> None:
    assert chosen(policy, (NO, 99), rest=7).worth == 7
    assert chosen(policy, (YES, 5), rest=7).worth == 5


@pytest.mark.parametrize(
    ("policy", "standings"),
    [
        (Policy.ALL, [NOT_MET, COUNTS, COUNTS, NOT_READ]),
        (Policy.HIGHEST, [NOT_MET, OUTDONE, COUNTS, NOT_READ]),
        (Policy.FIRST, [NOT_MET, COUNTS, NOT_READ, NOT_READ]),
    ],
)
def test_every_rule_says_what_became_of_it(policy: Policy, standings: list[Standing]) -> None:
    steps = chosen(policy, (NO, 99), (YES, 10), (YES, 30), rest=0).steps
    assert [step.standing for step in steps] == standings


def test_the_highest_may_be_below_nothing() -> None:
    assert chosen(Policy.HIGHEST, (YES, -10), (YES, -5), (NO, 3)).worth == -5


def test_of_two_equal_ones_the_first_counts() -> None:
    steps = chosen(Policy.HIGHEST, (YES, 5), (YES, 5)).steps
    assert [step.standing for step in steps] == [COUNTS, OUTDONE]


@pytest.mark.parametrize(
    ("policy", "guards", "worth"),
    [
        (Policy.ALL, [(YES, 5), (OPEN, 3)], UNKNOWN),
        (Policy.ALL, [(YES, 5), (OPEN, 0)], 5),
        (Policy.HIGHEST, [(YES, 5), (OPEN, 9)], UNKNOWN),
        (Policy.HIGHEST, [(YES, 9), (OPEN, 5)], 9),
        (Policy.HIGHEST, [(OPEN, 5), (NO, 9)], UNKNOWN),
        (Policy.HIGHEST, [(OPEN, -5)], UNKNOWN),
        (Policy.FIRST, [(OPEN, 5), (YES, 3)], UNKNOWN),
        (Policy.FIRST, [(OPEN, 3), (YES, 3)], 3),
        (Policy.FIRST, [(YES, 3), (OPEN, 5)], 3),
        (Policy.FIRST, [(OPEN, 3), (NO, 3)], UNKNOWN),
        (Policy.FIRST, [(OPEN, 0), (NO, 3)], 0),
    ],
)
def test_what_is_missing_matters_only_where_nothing_else_decides(
    policy: Policy, guards: list[tuple[ir.Condition, int]], worth: int | Unknown
) -> None:
    assert chosen(policy, *guards).worth == worth


def test_otherwise_is_open_while_the_rules_above_it_are() -> None:
    found = chosen(Policy.HIGHEST, (OPEN, 5), rest=1)
    assert (found.applies, found.worth) == (True, UNKNOWN)
    assert [step.standing for step in found.steps] == [MAYBE, MAYBE]


def test_what_may_still_be_outdone_does_not_count_yet() -> None:
    steps = chosen(Policy.HIGHEST, (YES, 5), (OPEN, 9), (YES, 2)).steps
    assert [step.standing for step in steps] == [MAYBE, MAYBE, OUTDONE]


def test_a_group_within_a_group_applies_where_any_of_its_rules_does() -> None:
    inner = ir.Choose(Policy.ALL, (rule(YES, 0, "a"), rule(NO, 8, "b")))
    outer = ir.Choose(Policy.FIRST, (inner, rule(YES, 5, "c")))
    assert Meaning(index(RULESET), {}).part(outer).worth == 0


def test_a_table_within_a_highest_may_have_nothing_to_offer() -> None:
    table = ir.Choose(Policy.ONLY_ONE, (rule(NO, 50, "a"),))
    outer = ir.Choose(Policy.HIGHEST, (table, rule(YES, -5, "b")))
    assert Meaning(index(RULESET), {}).part(outer).worth == -5


def test_a_rule_may_give_a_number_that_is_missing() -> None:
    each = rule(compare("age", ">=", 18), ir.Each(5, 1, ir.FactValue("masters_degrees")), "each")
    assert Meaning(index(RULESET), {"age": 17}).part(each).worth == 0
    assert Meaning(index(RULESET), {"age": 18}).part(each).worth == Unknown(frozenset({"masters_degrees"}))
