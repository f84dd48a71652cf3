"""Where the highest counts: can each rule ever win?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import NOBODY
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
    view, sets = place.view, place.view.sets
    rules = [item for item in group.items if isinstance(item, ir.Rule)]
    fixed = [(rule, rule.value.value) for rule in rules if isinstance(rule.value, ir.Constant)]
    better = NOBODY
    taken: list[tuple[int, ir.Rule]] = []
    waiting: list[tuple[int, int, ir.Rule]] = []
    # From the most points down; rules that give the same do not outrank each other.
    for rule, value in sorted(fixed, key=lambda pair: -pair[1]):
        while waiting and waiting[0][0] > value:
            _, met, winner = waiting.pop(0)
            better = sets.either(better, met)
            taken.append((met, winner))
        met = view.holds(rule.guard)
        if value and met != NOBODY and view.are_all_in(met, better) and rule.span is not None:
            winners = [quoted(winner) for other, winner in taken if sets.both(other, met) != NOBODY][:_MOST_SHOWN]
            yield NeverWins(span=rule.span, better=tuple(winners))
        waiting.append((value, met, rule))

