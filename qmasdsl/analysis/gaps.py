"""Is there a rule for everybody, where there must be one?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import NOBODY
from qmasdsl.analysis.places import Place
from qmasdsl.analysis.problems import LeftOut, LeftOutOfTable
from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir


def gaps(place: Place) -> Iterator[Problem]:
    """Those whom an `only one applies`, a table, or any group of a define leaves out."""
    view = place.view
    if not view.exact:
        return
    for group in place.groups():
        # A table within a group may pass applicants on to its neighbours.
        if group is not place.part or group.otherwise is not None or group.span is None:
            continue
        left = view.sets.minus(view.applicants, view.applies(group))
        if left != NOBODY and (place.in_define or group.policy is ir.Policy.ONLY_ONE):
            finding = LeftOut if place.in_define or group.layout is ir.Layout.GROUP else LeftOutOfTable
            yield finding(
                span=group.span,
                example=view.applicant(left),
                groups=view.groups(left),
                otherwise=_otherwise(place, group),
            )


def _otherwise(place: Place, group: ir.Choose) -> str:
    if group.layout is not ir.Layout.GROUP:
        return "otherwise 0"
    return "otherwise => 0" if place.in_define else "otherwise => +0     if they earn no points"
