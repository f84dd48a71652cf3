"""Can two rules apply where only one may?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import NOBODY
from qmasdsl.analysis.places import Place, head_line
from qmasdsl.analysis.problems import Quoted, RowsOverlap, TwoApply
from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir


def overlaps(place: Place) -> Iterator[Problem]:
    """Each rule of an `only one applies`, or cell of a table, that shares an applicant with an earlier one."""
    if not place.view.exact:
        return
    for group in place.groups():
        if group.policy is ir.Policy.ONLY_ONE:
            yield from _overlaps(place, group)


def _overlaps(place: Place, group: ir.Choose) -> Iterator[Problem]:
    view, sets = place.view, place.view.sets
    covered = NOBODY
    met: list[int] = []
    for at, item in enumerate(group.items):
        applies = view.applies(item)
        if sets.both(applies, covered) != NOBODY and (span := quoted(item).span) is not None:
            earlier = next(other for other in range(at) if sets.both(met[other], applies) != NOBODY)
            finding = RowsOverlap if group.layout is ir.Layout.TABLE else TwoApply
            yield finding(
                span=span,
                text=quoted(item).text,
                earlier=quoted(group.items[earlier]),
                example=view.applicant(sets.both(met[earlier], applies)),
            )
        covered = sets.either(covered, applies)
        met.append(applies)


def quoted(item: ir.Rule | ir.Choose) -> Quoted:
    """`item` as a message names it; a group goes by how it combines."""
    if isinstance(item, ir.Rule):
        return Quoted(item.text, item.span)
    words = item.policy.value if item.layout is ir.Layout.GROUP else item.layout.value
    return Quoted(words, None if item.span is None else head_line(item.span))

