"""Places: every rule, group and table of a rule set, with what it stands under.

The questions about rules are asked place by place: a place is one part of a factor, or the body of a
define, and its view holds the applicants that can come to it.
"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import NOBODY, Ground, View
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import rules
from qmasdsl.source import Span


@frozen
class Place:
    """A part, its view, and the test it belongs to (None for a define: there nobody may be without a value)."""

    part: ir.Rule | ir.Choose
    view: View
    test: str | None

    @property
    def in_define(self) -> bool:
        return self.test is None

    def groups(self) -> Iterator[ir.Choose]:
        """The group this place is, and those within it."""
        waiting = [self.part]
        while waiting:
            part = waiting.pop()
            if isinstance(part, ir.Choose):
                yield part
                waiting += reversed(part.items)


def places(ground: Ground) -> Iterator[Place]:
    """Every place whose applicants can be told apart in reasonable time."""
    index = ground.index
    for define in index.ruleset.defines:
        if isinstance(define.body, ir.Choose):
            yield from _place(ground, define.body, (), None, f"define `{define.name}`")
    for test in index.ruleset.tests:
        for factor in test.factors:
            gates = index.gates(factor.name)
            for part in factor.parts:
                yield from _place(ground, part, gates, test.name, f"factor `{factor.name}`")


def _place(
    ground: Ground, part: ir.Rule | ir.Choose, gates: tuple[ir.Condition, ...], test: str | None, name: str
) -> Iterator[Place]:
    view = ground.view((rule.guard for rule in rules(part)), gates, name)
    # Where nobody is left at all, that is said of the gate or of `always`, not of every rule beneath.
    if view is not None and view.applicants != NOBODY:
        yield Place(part, view, test)


def head_line(span: Span) -> Span:
    """The first line of a block: what is said of the whole is said there."""
    end = span.source.text.find("\n", span.start)
    return Span(span.source, span.start, span.end if end < 0 else min(end, span.end))
