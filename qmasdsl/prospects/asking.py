"""Asking: which of the missing facts to ask for next, because it decides most.

Of each missing fact we go through the stretches in which the rules treat its values alike, and see what would still
be open after such an answer: how many outcomes, how many tests, and how far the totals could still move. The fact
whose worst answer leaves least open comes first; of two that leave as much, the one that stands first in the file.
This is worked out for as many facts as a fixed number of questions to the prover allows; the others follow, in the
order of the file.
"""

from collections.abc import Iterator, Sequence

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, YesNo
from qmasdsl.prospects.completions import Completions
from qmasdsl.prospects.partial import Answer, Open, Then

_MOST_QUESTIONS = 500
_MOST_STRETCHES = 24  # of one fact, beyond which its answers are not gone through

# Open outcomes, open tests, and by how many points the totals can still differ.
Left = tuple[int, int, int]


def ask_next(completions: Completions, facts: Sequence[str], open: Open) -> tuple[str, ...]:
    """`facts`, which exist and are missing, the one that decides most first."""
    if len(facts) < 2:
        return tuple(facts)
    asking = _Asking(completions, open)
    ranked = {fact: left for fact in facts if (left := asking.worst(fact)) is not None}
    return tuple(sorted(ranked, key=lambda fact: ranked[fact])) + tuple(fact for fact in facts if fact not in ranked)


def answers(completions: Completions, fact: str, open: Open) -> tuple[Answer, ...]:
    """What each answer to the question for `fact` would mean, those side by side that mean the same as one; none
    where that cannot be said."""
    found: list[Answer] = []
    kind = completions.index.facts[fact].type
    step = kind.step if isinstance(kind, Numeric) else 1
    for first, last in stretches(completions, fact, open) or ():
        answer = within(completions, fact, (first, last))
        then = {test: left for test in open.tests if (left := _then(completions, test, answer)) is not None}
        if found and found[-1].tests == then and found[-1].last + step == first:
            found[-1] = Answer(found[-1].first, last, then)
        else:
            found.append(Answer(first, last, then))
    return tuple(found)


def _then(completions: Completions, test: str, answer: ir.Condition) -> Then | None:
    reach = completions.extent(ir.Score(f"{test}.total"), ir.Applies(test), answer)
    if not isinstance(reach, Extent):
        return None
    if not completions.possible(answer, ir.Passes(test)):
        return Then(reach.least, reach.greatest, False)
    missed = completions.possible(answer, ir.Not(ir.Passes(test)))
    return Then(reach.least, reach.greatest, None if missed else True)


def stretches(completions: Completions, fact: str, open: Open) -> tuple[tuple[int, int], ...] | None:
    """The stretches (first and last value, encoded) that the answers to one question fall into, as far as what is
    open goes; those that nobody can be in left out. None where that cannot be said."""
    kind = completions.index.facts[fact].type
    match kind:
        case YesNo():
            found = [(1, 1), (0, 0)]
        case Numeric() | Date() | Moment() | Choice():
            cut = completions.stretches(fact, *open.outcomes, *open.passing, *_scores(open))
            if cut is None:
                return None
            found = cut
        case Several() | Records():
            return None
    possible = (one for one in found if completions.possible(within(completions, fact, one)))
    return tuple(possible) if len(found) <= _MOST_STRETCHES else None


def within(completions: Completions, fact: str, stretch: tuple[int, int]) -> ir.Condition:
    """That the fact has a value of the stretch."""
    first, last = stretch
    if isinstance(completions.index.facts[fact].type, YesNo):
        return ir.FactHolds(fact) if first else ir.Not(ir.FactHolds(fact))
    value = ir.FactValue(fact)
    if first == last:
        return ir.Compare(value, ir.Comparison.IS, ir.Constant(first))
    low = ir.Compare(value, ir.Comparison.AT_LEAST, ir.Constant(first))
    return ir.And((low, ir.Compare(value, ir.Comparison.AT_MOST, ir.Constant(last))))


def _scores(open: Open) -> Iterator[ir.Number]:
    yield from (ir.Score(f"{test}.total") for test in open.totals)


class _Asking:
    """Counts the questions put to the prover."""

    def __init__(self, completions: Completions, open: Open) -> None:
        self._completions = completions
        self._open = open
        self._questions = 0

    def worst(self, fact: str) -> Left | None:
        """What the worst answer to `fact` leaves open; None where that cannot be said, or would take too long."""
        if self._questions > _MOST_QUESTIONS:
            return None
        found = stretches(self._completions, fact, self._open)
        if not found:
            return None
        return max(self._left(within(self._completions, fact, one)) for one in found)

    def _left(self, answer: ir.Condition) -> Left:
        outcomes = sum(self._is_open(one, answer) for one in self._open.outcomes)
        passing = sum(self._is_open(one, answer) for one in self._open.passing)
        return outcomes, passing, sum(self._width(test, answer) for test in self._open.totals)

    def _is_open(self, condition: ir.Condition, answer: ir.Condition) -> bool:
        self._questions += 2
        return all(self._completions.possible(answer, one) for one in (condition, ir.Not(condition)))

    def _width(self, test: str, answer: ir.Condition) -> int:
        self._questions += 1
        reach = self._completions.extent(ir.Score(f"{test}.total"), ir.Applies(test), answer)
        return reach.greatest - reach.least if isinstance(reach, Extent) else 0
