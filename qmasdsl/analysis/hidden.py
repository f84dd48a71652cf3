"""Where the first that fits counts: is each rule ever reached?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import NOBODY, View
from qmasdsl.analysis.overlaps import quoted
from qmasdsl.analysis.places import Place
from qmasdsl.analysis.problems import Hidden
from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir

_MOST_SHOWN = 3


def hidden(place: Place) -> Iterator[Problem]:
    """The rules that are met only by those who have met an earlier one."""
    for group in place.groups():
        if group.policy is ir.Policy.FIRST:
            yield from _hidden(place, group)


def _hidden(place: Place, group: ir.Choose) -> Iterator[Problem]:
    view = place.view
    covered = NOBODY
    met: list[int] = []
    for item in group.items:
        applies = view.applies(item)
        span = quoted(item).span
        if applies != NOBODY and view.are_all_in(applies, covered) and span is not None:
            what = "rule" if group.layout is ir.Layout.GROUP else "row"
            earlier = tuple(quoted(group.items[at]) for at in _hiding(view, met, applies))
            yield Hidden(span=span, earlier=earlier, what=what)
        covered = view.sets.either(covered, applies)
        met.append(applies)


def _hiding(view: View, met: list[int], applies: int) -> list[int]:
    """The one earlier rule that takes everybody, or else the first few that do so together."""
    for at, other in enumerate(met):
        if view.are_all_in(applies, other):
            return [at]
    return [at for at, other in enumerate(met) if view.sets.both(other, applies) != NOBODY][:_MOST_SHOWN]
