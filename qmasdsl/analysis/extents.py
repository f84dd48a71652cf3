"""Extents: what every test, section and factor can come to, and for whom.

The least and the greatest, and which amounts in between anybody has at all: for everybody to whom the test
applies, and apart from them for those who are eligible, where that makes a difference.
"""

from collections.abc import Iterator, Sequence

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.facts import check_encoded, missing
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Nobody, Reach, Undecided
from qmasdsl.ir.types import YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.proving.prover import Prover


@frozen
class Reachable:
    """What a test (`general.total`), a section or a factor can come to. `values` are all its amounts, None where they
    are not known; `eligible` is None where those who are eligible reach the same ends."""

    path: str
    part: ir.Test | ir.Section | ir.Factor
    depth: int
    reach: Reach
    values: frozenset[int] | None
    eligible: Reach | None
    eligible_values: frozenset[int] | None


@frozen
class Step:
    """The values of a fact from `first` to `last`, and what a number can come to for applicants who have one of them;
    None where nobody can have them."""

    first: int
    last: int
    reach: Extent | None


class NotSettled(Exception):
    """What was asked could not be settled; the message says why."""


def reachable(prover: Prover, tests: Sequence[ir.Test]) -> Iterator[Reachable]:
    """The total of each test and then everything inside it, in reading order."""
    for test in tests:
        yield _reached(prover, f"{test.name}.total", test, test, 0)
        yield from _inside(prover, test, f"{test.name}.total", 1)


def staircase(prover: Prover, fact: str, number: ir.Number, *within: ir.Condition) -> list[Step]:
    """What `number` can come to over the whole range of a fact, neighbours that are alike in one step. NotSettled."""
    index = prover.index
    gate = index.facts[fact].gate
    present = within if gate is None else (gate, *within)
    # Other facts may be tied to this one by what is always true, so that is looked at too.
    always = [one.condition for one in index.ruleset.always]
    alike = prover.stretches(fact, number, *present)
    stretches = prover.stretches(fact, number, *present, *always)
    if alike is None or stretches is None:
        raise NotSettled(f"it could not be settled where anything changes along `{fact}`")
    steps: list[Step] = []
    for first, last in alike:
        inside = [each for each in stretches if first <= each[0] <= last]
        steps += _steps(prover, fact, number, present, inside)
    joined: list[Step] = []
    for step in steps:
        if joined and _ends(joined[-1].reach) == _ends(step.reach):
            joined[-1] = Step(joined[-1].first, step.last, joined[-1].reach)
        else:
            joined.append(step)
    return joined


def _steps(
    prover: Prover, fact: str, number: ir.Number, within: tuple[ir.Condition, ...], stretches: list[tuple[int, int]]
) -> list[Step]:
    """A step for each stretch. Whoever is at an end somewhere in a row of stretches is mostly at the same end in all
    of it, with another value of the fact and nothing else changed; only where that fails is the row cut in two."""
    whole = prover.extent(number, *within, *_between(prover.index, fact, stretches[0][0], stretches[-1][1]))
    if isinstance(whole, Undecided):
        raise NotSettled(f"it could not be settled what can be reached along `{fact}`: {whole.why}")
    if isinstance(whole, Nobody):
        return [Step(first, last, None) for first, last in stretches]
    if len(stretches) == 1:
        return [Step(*stretches[0], whole)]
    found: list[Step] = []
    waiting: list[tuple[int, int]] = []
    for stretch in stretches:
        moved = _moved(prover, fact, number, within, whole, stretch[0])
        if moved is None:
            waiting.append(stretch)
            continue
        found += _halves(prover, fact, number, within, waiting)
        waiting = []
        found.append(Step(*stretch, moved))
    return found + _halves(prover, fact, number, within, waiting)


def _halves(
    prover: Prover, fact: str, number: ir.Number, within: tuple[ir.Condition, ...], stretches: list[tuple[int, int]]
) -> list[Step]:
    middle = (len(stretches) + 1) // 2
    sides = (stretches[:middle], stretches[middle:])
    return [step for side in sides if side for step in _steps(prover, fact, number, within, side)]


def _moved(
    prover: Prover, fact: str, number: ir.Number, within: tuple[ir.Condition, ...], reach: Extent, value: int
) -> Extent | None:
    """The same ends with another value of the fact, if those who are there may have it."""
    held: ir.Encoded = bool(value) if isinstance(prover.index.facts[fact].type, YesNo) else value
    least, greatest = {**reach.at_least, fact: held}, {**reach.at_greatest, fact: held}
    ruleset = prover.index.ruleset
    for person, points in ((least, reach.least), (greatest, reach.greatest)):
        # With another value other facts may come to exist, or cease to.
        if check_encoded(ruleset, person) or missing(ruleset, person):
            return None
        if not prover.stands(person, (*within, ir.Compare(number, ir.Comparison.IS, ir.Constant(points)))):
            return None
    return Extent(reach.least, reach.greatest, least, greatest)


def _inside(prover: Prover, test: ir.Test, path: str, depth: int) -> Iterator[Reachable]:
    for name in prover.index.inside(path):
        part = prover.index.sections.get(name) or prover.index.factors[name]
        yield _reached(prover, name, part, test, depth)
        if isinstance(part, ir.Section):
            yield from _inside(prover, test, name, depth + 1)


def _reached(
    prover: Prover, path: str, part: ir.Test | ir.Section | ir.Factor, test: ir.Test, depth: int
) -> Reachable:
    number, applies = ir.Score(path), ir.Applies(test.name)
    reach, values = prover.extent(number, applies), prover.values(number, applies)
    if not prover.index.ruleset.requirements:
        return Reachable(path, part, depth, reach, values, None, None)
    eligible = prover.extent(number, applies, ir.Eligible())
    if isinstance(reach, Extent) and isinstance(eligible, Extent) and _ends(reach) == _ends(eligible):
        return Reachable(path, part, depth, reach, values, None, None)
    return Reachable(path, part, depth, reach, values, eligible, prover.values(number, applies, ir.Eligible()))


def _between(index: Index, fact: str, first: int, last: int) -> tuple[ir.Condition, ...]:
    """A fact has a value from `first` to `last`."""
    if isinstance(index.facts[fact].type, YesNo):
        holds = ir.FactHolds(fact)
        return () if first != last else (holds if first else ir.Not(holds),)
    value = ir.FactValue(fact)
    return (
        ir.Compare(value, ir.Comparison.AT_LEAST, ir.Constant(first)),
        ir.Compare(value, ir.Comparison.AT_MOST, ir.Constant(last)),
    )


def _ends(reach: Extent | None) -> tuple[int, int] | None:
    return None if reach is None else (reach.least, reach.greatest)
