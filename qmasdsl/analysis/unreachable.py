"""Can each rule ever apply?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import NOBODY
from qmasdsl.analysis.places import Place
from qmasdsl.analysis.problems import NeverApplies
from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import nodes


def unreachable(place: Place) -> Iterator[Problem]:
    """The rules whose condition no applicant meets."""
    if isinstance(place.part, ir.Rule):
        yield from _never(place, place.part, ir.Layout.GROUP)
    for group in place.groups():
        for item in group.items:
            if isinstance(item, ir.Rule):
                yield from _never(place, item, group.layout)


def _never(place: Place, rule: ir.Rule, layout: ir.Layout) -> Iterator[Problem]:
    # A cell of 0 where a row and a column exclude each other is how printed tables fill the corner.
    fills = layout is ir.Layout.TABLE and rule.value == ir.Constant(0)
    # Under the other reading of an open question it may apply: what turns on it is another question.
    asks = any(isinstance(node, ir.Reading) for node in nodes(rule.guard))
    if rule.span is not None and not fills and not asks and place.view.holds(rule.guard) == NOBODY:
        yield NeverApplies(span=rule.span, text=rule.text)
