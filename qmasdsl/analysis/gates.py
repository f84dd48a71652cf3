"""Can every `only when` be met, and can it not be? Is there anybody at all within `always`?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import EVERYBODY, NOBODY, Ground
from qmasdsl.analysis.places import head_line
from qmasdsl.analysis.problems import Quoted
from qmasdsl.analysis.problems_bounds import GateOpen, GateShut, NobodyLeft
from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir
from qmasdsl.source import Span


def contradictions(ground: Ground) -> Iterator[Problem]:
    """The first `always` that leaves no possible applicant, if there is one."""
    view = ground.view([])
    if view is None or view.anybody:
        return
    so_far = EVERYBODY
    for at, one in enumerate(always := ground.index.ruleset.always):
        so_far = view.sets.both(so_far, view.always[at])
        if so_far == NOBODY and one.span is not None:
            # Somewhere in the row it becomes impossible: that line is the one to look at.
            facts = set(ground.index.facts_read(one.condition))
            tied = [other for other in always[:at] if not facts.isdisjoint(ground.index.facts_read(other.condition))]
            yield NobodyLeft(span=one.span, earlier=tuple(Quoted(other.text, other.span) for other in tied))
            return


def gates(ground: Ground) -> Iterator[Problem]:
    """The conditions after `only when` that nobody meets, or everybody."""
    for gate, above, what, span in _gates(ground):
        view = ground.view([gate], above, what)
        if span is None or view is None or view.applicants == NOBODY:
            continue
        span = head_line(span)
        holds = view.holds(gate)
        if holds == NOBODY:
            yield GateShut(span=span, what=what)
        elif holds == view.applicants:
            yield GateOpen(span=span, what=what)


_Gate = tuple[ir.Condition, tuple[ir.Condition, ...], str, Span | None]


def _gates(ground: Ground) -> Iterator[_Gate]:
    """Each gate, the gates it stands under, what it opens, and where that stands."""
    index = ground.index
    for fact in index.ruleset.facts:
        if fact.gate is not None:
            yield fact.gate, (), f"the fact `{fact.name}`", fact.span
    for listed in index.ruleset.lists:
        for entry in listed.entries:
            if entry.gate is not None:
                yield entry.gate, (), f"the entry `{entry.name}`", entry.span
    for test in index.ruleset.tests:
        if test.gate is not None:
            yield test.gate, (), f"the test `{test.name}`", test.span
        parts: tuple[ir.Section | ir.Factor, ...] = (*test.sections, *test.factors)
        for part in parts:
            if part.gate is not None:
                what = "section" if isinstance(part, ir.Section) else "factor"
                yield part.gate, index.gates(part.name)[:-1], f"the {what} `{part.name}`", part.span
