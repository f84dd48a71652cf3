"""Tests: their sections, factors, limits and marks, and what stands at the top of the scheme.

Each is read knowing what stands around it: a factor `only when partner` in a test `only when elected is general`
reads its rules knowing both. Points are added up as ranges on the way, so that no total outgrows 32 bits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.expressions import condition
from qmasdsl.lowering.names import DeclaredTest
from qmasdsl.lowering.problems_facts import TypeMisplaced
from qmasdsl.lowering.problems_rules import (
    LimitsDoNotFit,
    PassMarkCount,
    PointsNotWhole,
    SectionsAndFactors,
    SectionWithin,
)
from qmasdsl.lowering.problems_types import TooLarge
from qmasdsl.lowering.rules import Bounds, Values
from qmasdsl.lowering.tables import check_part
from qmasdsl.lowering.terms import LARGEST_TOTAL
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text

_NESTED = 32
_COMPARED = 5_000  # pairs of limits in a file


def check_requirements(context: Context) -> None:
    """The scheme's requirements, and every test's `only when`, before anything leans on them."""
    for name, require in context.names.requirements.items():
        with context.owner(("requirement", name)):
            context.held["requirement", name] = _kept(context, require.condition)
    for name, test in context.names.tests.items():
        gate = test.node.heading.only_when
        with context.owner(("applies", name)):
            if gate is not None:
                context.held["applies", name] = _kept(context, gate)


def check_tests(context: Context) -> None:
    used: set[str] = set()
    for name, test in context.names.tests.items():
        with _under(context, context.held.get(("applies", name))):
            _check_test(context, name, test)
        for item in (inner for each in test.node.items for inner in _with_factors(each)):
            if isinstance(item, n.UseFactors):
                used.update(each.text for each in item.names)
    for name, factor in context.names.shared.items():
        if name not in used:
            with context.owner(("shared", name)):
                _check_factor(context, factor)
        else:
            context.used.add(("shared", name))


def check_outcomes(context: Context) -> None:
    """Outcomes speak of the eligible only, so they are read knowing the requirements."""
    with context.knowledge.aside():
        for name in context.names.requirements:
            context.knowledge.assume(context.held["requirement", name])
        for name, outcome in context.names.outcomes.items():
            owner = ("outcome", name)
            with context.owner(owner):
                context.held[owner] = _kept(context, outcome.condition)
                context.reads.update(("requirement", each) for each in context.names.requirements)


def _kept(context: Context, expr: n.Expr) -> ir.Condition:
    found = condition(context, expr)
    context.keep(expr, found)
    return found


@contextmanager
def _under(context: Context, gate: ir.Condition | None) -> Iterator[None]:
    """Inside, the condition of a test, section or factor is known to hold."""
    if gate is None:
        yield
        return
    with context.knowledge.aside():
        context.knowledge.assume(gate)
        context.gates.append(gate)
        try:
            yield
        finally:
            context.gates.pop()


def _check_test(context: Context, name: str, test: DeclaredTest) -> None:
    node = test.node
    _one_kind_of_part(context, node)
    _marks(context, name, node)
    for word, require in test.requirements.items():
        with context.owner(("requirement", f"{name}.{word}")):
            context.held["requirement", f"{name}.{word}"] = _kept(context, require.condition)
            context.reads.add(("applies", name))
    with context.owner(("passes", name)):
        context.reads.update(("requirement", f"{name}.{word}") for word in test.requirements)
        context.reads.update((("applies", name), ("total", name)))
    with context.owner(("total", name)):
        context.reads.add(("applies", name))
        _limits(context, node.heading)
    circles = _nesting(context, test)
    bounds = [(0, 0)]
    for item in node.items:
        match item:
            case n.Section():
                bounds.append(_check_section(context, name, item, test, circles))
            case n.Factor() | n.UseFactors():
                bounds += _check_factors(context, name, item, test, ("total", name))
            case n.PassMark() | n.PassWhen() | n.NoPassMark() | n.Require():
                pass
            case _:
                assert_never(item)
    _fits(context, node.name.span, f"the total of `{name}`", bounds)


def _check_section(
    context: Context, test: str, section: n.Section, declared: DeclaredTest, circles: set[str]
) -> Bounds:
    dotted = f"{test}.{section.name.text}"
    gate = None
    within = None if section.name.text in circles else section.heading.within
    with context.owner(("gate", dotted)):
        context.reads.add(("applies", test))
        if within is not None:
            context.reads.add(("gate", f"{test}.{within.text}"))
        outer = [_section_gate(context, each) for each in _outer_sections(section, declared)]
        if section.heading.only_when is not None:
            gate = _kept(context, section.heading.only_when)
    owner = ("section", dotted)
    with _under(context, ir.And(tuple(each for each in [*outer, gate] if each is not None))):
        with context.owner(owner):
            context.reads.add(("gate", dotted))
            _limits(context, section.heading)
        with context.owner(("total", test) if within is None else ("section", f"{test}.{within.text}")):
            context.reads.add(owner)
        bounds = [(0, 0)]
        for item in section.items:
            bounds += _check_factors(context, test, item, declared, owner)
    low, high = sum(min(0, low) for low, _ in bounds), sum(max(0, high) for _, high in bounds)
    return low, high


def _section_gate(context: Context, section: n.Section) -> ir.Condition | None:
    """The condition of a section around the one at hand; it may stand further down and not be read yet."""
    gate = section.heading.only_when
    return None if gate is None else condition(context, gate)


def _check_factors(
    context: Context, test: str, item: n.Factor | n.UseFactors, declared: DeclaredTest, whole: tuple[str, str]
) -> list[Bounds]:
    names = [item.name] if isinstance(item, n.Factor) else list(item.names)
    found: list[Bounds] = []
    for name in names:
        if name.text not in declared.factors or declared.places[name.text] != name.span:
            continue  # declared twice; the first counts
        factor = declared.factors[name.text][0]
        dotted = f"{test}.{name.text}"
        with context.owner(whole):
            context.reads.add(("factor", dotted))
        with context.owner(("factor", dotted)):
            context.reads.add(("applies", test))
            section = declared.factors[name.text][1]
            if section:
                context.reads.add(("gate", f"{test}.{section}"))
            found.append(_check_factor(context, factor))
    return found


def _check_factor(context: Context, factor: n.Factor) -> Bounds:
    gate = factor.heading.only_when
    with _under(context, None if gate is None else _kept(context, gate)):
        _limits(context, factor.heading)
        values = Values(points=True)
        bounds = [check_part(context, part, values) for part in factor.parts]
    return _fits(context, factor.name.span, f"`{factor.name.text}`", bounds)


def _fits(context: Context, span: Span, what: str, bounds: list[Bounds]) -> Bounds:
    low, high = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    if low < -LARGEST_TOTAL or high > LARGEST_TOTAL:
        context.report(TooLarge(span, what, "", ""))
        return 0, 0
    return low, high


def _limits(context: Context, heading: n.Heading) -> None:
    for words, cases in (("out of", heading.out_of), ("capped at", heading.capped)):
        conditions = [None if case.when is None else _kept(context, case.when) for case in cases]
        if len(cases) > 1 or (cases and cases[0].when is not None):
            _disjoint_and_covering(context, words, cases, conditions)


def _disjoint_and_covering(
    context: Context, words: str, cases: tuple[n.LimitCase, ...], conditions: list[ir.Condition | None]
) -> None:
    for case in cases:
        if case.when is None:
            fault = "have conditions, and this one has none"
            context.report(LimitsDoNotFit(case.span, words, fault, (f"{case.points} when …",)))
            return
    context.limits_compared += len(cases) ** 2
    if context.has_always or context.limits_compared > _COMPARED:
        return  # who can exist is a question for the analyses; and so are very many limits
    here = [(gate, True) for gate in context.gates]
    known = [each for each in conditions if each is not None]
    for i, a in enumerate(known):
        for b, case in zip(known[i + 1 :], cases[i + 1 :], strict=True):
            if context.knowledge.possible([*here, (a, True), (b, True)]) is True:
                first, second = cases[i].when, case.when
                assert first is not None
                assert second is not None
                fault = f"overlap: `{expr_text(first)}` and `{expr_text(second)}` can both hold"
                context.report(LimitsDoNotFit(case.span, words, fault))
                return
    if context.knowledge.possible([*here, *((each, False) for each in known)]) is True:
        whole = Span(cases[0].span.source, cases[0].span.start, cases[-1].span.end)
        fault = "leave somebody out: none of their conditions need hold"
        context.report(LimitsDoNotFit(whole, words, fault))


def _one_kind_of_part(context: Context, test: n.Test) -> None:
    sections = [item for item in test.items if isinstance(item, n.Section)]
    if not sections:
        return
    for item in test.items:
        if isinstance(item, n.Factor | n.UseFactors):
            problem = SectionsAndFactors(item.span, test.name.text, sections[0].name.text, sections[0].name.span)
            context.report(problem)
            return


def _marks(context: Context, name: str, test: n.Test) -> None:
    marks = [item for item in test.items if isinstance(item, n.PassMark | n.PassWhen | n.NoPassMark)]
    if not marks:
        context.report(PassMarkCount(test.name.span, name))
    for extra in marks[1:]:
        context.report(PassMarkCount(extra.span, name, marks[0].span))
    for mark in marks:
        points = mark.mark if isinstance(mark, n.PassMark) else mark.worth if isinstance(mark, n.PassWhen) else 0
        if abs(points) > LARGEST_TOTAL:
            context.report(PointsNotWhole(mark.span, str(points)))
        if isinstance(mark, n.PassWhen):
            with context.owner(("total", name)):
                _kept(context, mark.condition)


def _nesting(context: Context, test: DeclaredTest) -> set[str]:
    """`within` names another section of the test; those sections that come to stand within themselves."""
    outer: dict[str, str] = {}
    for name, section in test.sections.items():
        within = section.heading.within
        if within is None:
            continue
        if within.text not in test.sections:
            close = context.nearest(within.text, list(test.sections))
            context.report(SectionWithin(within.span, within.text, False, close))
        else:
            outer[name] = within.text
    circles: set[str] = set()
    depth: dict[str, int] = {}
    for start in outer:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in depth and at not in path:
            path[at] = None
            at = outer.get(at)
        circle = at in path
        if circle and at is not None:
            context.report(SectionWithin(test.sections[at].name.span, at, True))
            circles.update(path)
        around = 0 if at is None or circle else depth[at]
        for up, name in enumerate(reversed(path), start=around + 1):
            depth[name] = 0 if circle else up
            if up == _NESTED + 1 and not circle:
                span = test.sections[name].name.span
                context.report(TypeMisplaced(span, f"sections stand within each other at most {_NESTED} deep"))
    return circles


def _outer_sections(section: n.Section, test: DeclaredTest) -> Iterator[n.Section]:
    """The sections around `section`, outwards."""
    seen = {section.name.text}
    within = section.heading.within
    while within is not None and within.text in test.sections and within.text not in seen and len(seen) <= _NESTED:
        seen.add(within.text)
        outer = test.sections[within.text]
        yield outer
        within = outer.heading.within


def _with_factors(item: n.TestItem) -> Iterator[n.TestItem]:
    yield item
    if isinstance(item, n.Section):
        yield from item.items
