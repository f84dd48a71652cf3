"""What can be reached in generated rule sets, compared with going through every applicant there is."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generated import examples
from qmasdsl.analysis.extents import Step, reachable, staircase
from qmasdsl.interpreter.facts import check_encoded, missing
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Reach
from qmasdsl.ir.types import Records, Several
from qmasdsl.ir.walk import index
from qmasdsl.proving.prover import Prover
from unit.small_rulesets import everybody, small_ruleset

Ends = tuple[int, int] | None


def ends_of(amounts: list[int]) -> Ends:
    return (min(amounts), max(amounts)) if amounts else None


def ends(reach: Reach | None) -> Ends:
    return (reach.least, reach.greatest) if isinstance(reach, Extent) else None


@examples(40)
@given(st.integers(0, 2**32))
def test_every_total_section_and_factor_reaches_what_somebody_has(seed: int) -> None:
    names = index(small_ruleset(seed))
    people = [Meaning(names, person) for person in everybody(names.ruleset)]
    for one in reachable(Prover(names), names.ruleset.tests):
        applies = ir.Applies(one.path.partition(".")[0])
        those = [each for each in people if each.holds(applies) is True]
        amounts = [points(each, one.path) for each in those]
        eligible = [points(each, one.path) for each in those if each.holds(ir.Eligible()) is True]
        assert ends(one.reach) == ends_of(amounts)
        assert one.values == frozenset(amounts)
        assert ends(one.reach if one.eligible is None else one.eligible) == ends_of(eligible)


@examples(40)
@given(st.integers(0, 2**32))
def test_the_steps_along_a_fact_are_those_that_its_values_have(seed: int) -> None:
    names = index(small_ruleset(seed))
    people = list(everybody(names.ruleset))
    test = names.ruleset.tests[0].name
    applies, path = ir.Applies(test), f"{test}.total"
    for name, fact in names.facts.items():
        if isinstance(fact.type, Several | Records):
            continue
        by_value: dict[int, list[int]] = {}
        for person in people:
            if name in person and Meaning(names, person).holds(applies) is True:
                value = person[name]
                assert isinstance(value, int)
                by_value.setdefault(int(value), []).append(points(Meaning(names, person), path))
        steps = staircase(Prover(names), name, ir.Score(path), applies)
        found = {value: ends(step.reach) for step in steps for value in range(step.first, step.last + 1)}
        assert {value: end for value, end in found.items() if end} == {v: ends_of(a) for v, a in by_value.items()}
        assert all(one.last + 1 == other.first for one, other in pairwise(steps))
        assert not [step for step in steps if not shown_are_possible(names.ruleset, step)]


def shown_are_possible(ruleset: ir.Ruleset, step: Step) -> bool:
    shown = [] if step.reach is None else [step.reach.at_least, step.reach.at_greatest]
    return not any(check_encoded(ruleset, person) or missing(ruleset, person) for person in shown)


def points(meaning: Meaning, path: str) -> int:
    found = meaning.number(ir.Score(path))
    assert isinstance(found, int)
    return found
