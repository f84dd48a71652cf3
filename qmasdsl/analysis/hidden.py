"""Where the first that fits counts: is each rule ever reached?"""

from collections.abc import Iterator

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
    survey = place.survey
    covered = 0
    masks: list[int] = []
    for item in group.items:
        mask = survey.applies(item) & survey.applicants
        span = quoted(item).span
        if mask and not mask & ~covered and span is not None:
            what = "rule" if group.layout is ir.Layout.GROUP else "row"
            yield Hidden(span=span, earlier=tuple(quoted(group.items[at]) for at in _hiding(masks, mask)), what=what)
        covered |= mask
        masks.append(mask)


def _hiding(masks: list[int], mask: int) -> list[int]:
    """The one earlier rule that takes everybody, or else the first few that do so together."""
    for at, other in enumerate(masks):
        if not mask & ~other:
            return [at]
    return [at for at, other in enumerate(masks) if other & mask][:_MOST_SHOWN]
