"""Where the highest counts: can each rule ever win?"""

from collections.abc import Iterator

from qmasdsl.analysis.overlaps import quoted
from qmasdsl.analysis.places import Place
from qmasdsl.analysis.problems import NeverWins
from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir

_MOST_SHOWN = 3


def outranked(place: Place) -> Iterator[Problem]:
    """The rules that give less than another to everybody they apply to; those that give 0 are exempt."""
    for group in place.groups():
        if group.policy is ir.Policy.HIGHEST:
            yield from _outranked(place, group)


def _outranked(place: Place, group: ir.Choose) -> Iterator[Problem]:
    survey = place.survey
    rules = [item for item in group.items if isinstance(item, ir.Rule)]
    fixed = [(rule, rule.value.value) for rule in rules if isinstance(rule.value, ir.Constant)]
    better = 0
    taken: list[tuple[int, ir.Rule]] = []
    waiting: list[tuple[int, int, ir.Rule]] = []
    # From the most points down; rules that give the same do not outrank each other.
    for rule, value in sorted(fixed, key=lambda pair: -pair[1]):
        while waiting and waiting[0][0] > value:
            _, mask, winner = waiting.pop(0)
            better |= mask
            taken.append((mask, winner))
        mask = survey.holds(rule.guard) & survey.applicants
        if value and mask and not mask & ~better and rule.span is not None:
            winners = [quoted(winner) for other, winner in taken if other & mask][:_MOST_SHOWN]
            yield NeverWins(span=rule.span, better=tuple(winners))
        waiting.append((value, mask, rule))

