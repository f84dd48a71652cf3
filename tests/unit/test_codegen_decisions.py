"""What generated code asks, and in which order: nothing twice, nothing in vain, nothing that is not there."""

from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest

from qmasdsl.codegen.decisions import Ask, Asking, Leaf, Question, Tree, decide
from qmasdsl.codegen.python import generate
from qmasdsl.codegen.runtime import periods
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.periods import completed, later
from unit import mini
from unit.generated_modules import as_plain, module_of, people
from unit.made_rulesets import made_ruleset

ENGINEER: dict[str, Any] = mini.engineer(lodged=date(2019, 3, 1), graduate_work=72)
NAMES = ("a", "b", "c", "d")


class Watched(dict[str, Any]):
    """Facts that remember which of them were looked up."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.seen: list[str] = []

    def __getitem__(self, name: str) -> Any:
        self.seen.append(name)
        return super().__getitem__(name)


def looked_up(**changes: Any) -> list[str]:
    watched = Watched(as_plain(ENGINEER | changes))
    module_of(mini.RULESET).totals(watched)
    return watched.seen


def test_each_fact_is_looked_up_once() -> None:
    seen = looked_up()
    assert len(seen) == len(set(seen))


def test_what_cannot_matter_is_not_looked_up() -> None:
    assert "masters_degrees" in looked_up(education="master")
    assert "masters_degrees" not in looked_up(education="doctorate")
    assert "senior_work" not in looked_up(graduate_work=12)
    assert "age" not in looked_up(elected="achievement")[2:]


def test_a_fact_that_does_not_exist_is_not_looked_up() -> None:
    assert "partner_has_degree" not in looked_up(partner=False)
    assert "partner_has_degree" in looked_up(partner=True, partner_has_degree=True)


@pytest.mark.parametrize("seed", range(8))
def test_trusted_functions_look_nothing_up_twice(seed: int) -> None:
    ruleset = made_ruleset(seed)
    for applicant in people(ruleset, 5, seed):
        watched = Watched(as_plain(applicant))
        module_of(ruleset).totals(watched)
        # Members of a group are looked up one by one.
        seen = [name for name in watched.seen if name != "test"]
        assert len(seen) == len(set(seen))


def test_thresholds_are_nested_comparisons() -> None:
    text = generate(mini.RULESET)
    totals = text[text.index("def totals") : text.index("def breakdown")]
    # Of ten years, five years and two years each is asked at most once, and seniority only from five years on.
    assert [totals.count(f">= {months}:") for months in (120, 60, 24)] == [1, 2, 2]


def yes(name: str) -> ir.Condition:
    return ir.FactHolds(name)


def asking(*always: ir.Condition, most: int = 1000) -> Asking:
    return Asking(
        same=lambda row, one, other: one == other,
        whole=lambda condition: False,
        choice_of=lambda number: None,
        needs=lambda question: (),
        cost=lambda question: 1.0,
        always=always,
        most_states=most,
    )


def answer(tree: Tree, facts: dict[str, bool]) -> tuple[tuple[int | None, ...], list[Question]]:
    """What a tree decides, and what it asked on the way."""
    asked = []
    while isinstance(tree, Ask):
        asked.append(tree.question)
        tree = tree.yes if holds(tree.question.condition, facts) else tree.no
    return tree.rules, asked


def holds(condition: ir.Condition, facts: dict[str, bool]) -> bool:
    match condition:
        case ir.FactHolds(name):
            return facts[name]
        case ir.And(items):
            return all(holds(item, facts) for item in items)
        case ir.Or(items):
            return any(holds(item, facts) for item in items)
        case ir.Not(item):
            return not holds(item, facts)
        case _:
            raise AssertionError(condition)


def made_guard(random: Random, depth: int = 2) -> ir.Condition:
    if not depth or random.random() < 0.3:
        return yes(random.choice(NAMES))
    items = tuple(made_guard(random, depth - 1) for _ in range(2))
    return random.choice((ir.And(items), ir.Or(items), ir.Not(items[0])))


@pytest.mark.parametrize("seed", range(40))
def test_a_tree_finds_the_first_guard_of_every_row_and_asks_nothing_twice(seed: int) -> None:
    random = Random(seed)
    rows = [[made_guard(random) for _ in range(3)] for _ in range(random.randrange(1, 3))]
    tree = decide(rows, asking())
    assert tree is not None
    for values in product((False, True), repeat=len(NAMES)):
        facts = dict(zip(NAMES, values, strict=True))
        found, asked = answer(tree, facts)
        first = tuple(next((at for at, guard in enumerate(row) if holds(guard, facts)), None) for row in rows)
        assert found == first
        assert len(asked) == len(set(asked))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_always_true_may_be_used_and_changes_nothing_for_whoever_it_is_true_of(seed: int) -> None:
    random = Random(seed)
    rows, always = [[made_guard(random) for _ in range(3)]], made_guard(random)
    tree = decide(rows, asking(always))
    assert tree is not None
    for values in product((False, True), repeat=len(NAMES)):
        facts = dict(zip(NAMES, values, strict=True))
        if holds(always, facts):
            first = next((at for at, guard in enumerate(rows[0]) if holds(guard, facts)), None)
            assert answer(tree, facts)[0] == (first,)


def test_what_is_always_true_is_not_asked() -> None:
    never_both = ir.Not(ir.And((yes("a"), yes("b"))))
    tree = decide([[yes("a"), ir.And((yes("b"), ir.Not(yes("a"))))]], asking(never_both))
    assert isinstance(tree, Ask)
    assert isinstance(tree.yes, Leaf)
    assert isinstance(tree.no, Ask)
    assert isinstance(tree.no.yes, Leaf)
    assert isinstance(tree.no.no, Leaf)


def test_a_search_that_takes_too_long_is_given_up() -> None:
    assert decide([[ir.And(tuple(map(yes, NAMES))), *map(yes, NAMES)]], asking(most=2)) is None


@pytest.mark.parametrize("seed", range(20))
def test_periods_are_counted_as_the_interpreter_counts_them(seed: int) -> None:
    random = Random(seed)
    for _ in range(200):
        start = random.randrange(-3_000_000, 6_000_000)
        months, days, end = (
            random.randrange(-3000, 3000),
            random.randrange(-99, 99),
            start + random.randrange(-999, 40_000),
        )
        assert periods._later(start, months, days) == later(start, months, days)
        assert periods._completed(12, start, end) == completed(12, start, end)
        assert periods._completed(1, start, end) == completed(1, start, end)
