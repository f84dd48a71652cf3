"""Nodes of tests, sections, factors and rules."""

from typing import Any

from qmasdsl.source import Span
from qmasdsl.syntax import nodes
from qmasdsl.syntax import problems_grammar as problems
from qmasdsl.syntax.automaton import Site
from qmasdsl.syntax.build_declarations import Part, collect
from qmasdsl.syntax.build_expressions import name_of, scored, text_of, whole, written
from qmasdsl.syntax.words import Token

_FACTOR_HEAD = ("label", "citation", "out of", "capped at", "only when")
_SECTION_HEAD = (*_FACTOR_HEAD, "within", "takes the highest")


# ---- head lines ---------------------------------------------------------------------------------


def heading(site: Site, children: list[Any], allowed: tuple[str, ...], head: str) -> nodes.Heading:
    parts = collect(site, children, allowed=allowed, head=head)
    return nodes.Heading(
        parts.get("label"),
        parts.get("citation"),
        parts.get("within"),
        "takes the highest" in parts,
        parts.get("out of", ()),
        parts.get("capped at", ()),
        parts.get("only when"),
    )


def within(site: Site, children: list[Any], span: Span) -> Part:
    return Part("within", name_of(site, children[0]), span)


def takes_the_highest(site: Site, children: list[Any], span: Span) -> Part:
    return Part("takes the highest", True, span)


def out_of(site: Site, children: list[Any], span: Span) -> Part:
    return Part("out of", tuple(children), span)


def capped_at(site: Site, children: list[Any], span: Span) -> Part:
    return Part("capped at", tuple(children), span)


def limit(site: Site, children: list[Any], span: Span) -> nodes.LimitCase:
    return nodes.LimitCase(whole(site, children[0], "a limit"), children[1], span=span)


# ---- tests --------------------------------------------------------------------------------------


def test(site: Site, children: list[Any], span: Span) -> nodes.Test:
    name, *rest = children
    items = tuple(child for child in rest if child is not None and not isinstance(child, Part))
    return nodes.Test(name_of(site, name), heading(site, rest, _FACTOR_HEAD, "test"), items, span=span)


def pass_mark(site: Site, children: list[Any], span: Span) -> nodes.PassMark:
    return nodes.PassMark(whole(site, children[0], "a pass mark"), span=span)


def pass_when(site: Site, children: list[Any], span: Span) -> nodes.PassWhen:
    return nodes.PassWhen(children[0], whole(site, children[1], "what passing is worth"), span=span)


def no_pass_mark(site: Site, children: list[Any], span: Span) -> nodes.NoPassMark:
    return nodes.NoPassMark(span=span)


def section(site: Site, children: list[Any], span: Span) -> nodes.Section:
    name, *rest = children
    items = tuple(child for child in rest if isinstance(child, nodes.Factor | nodes.UseFactors))
    return nodes.Section(name_of(site, name), heading(site, rest, _SECTION_HEAD, "section"), items, span=span)


def use_factors(site: Site, children: list[Any], span: Span) -> nodes.UseFactors:
    return nodes.UseFactors(children[0], span=span)


def factor(site: Site, children: list[Any], span: Span) -> nodes.Factor:
    name, *rest = children
    parts = tuple(child for child in rest if child is not None and not isinstance(child, Part))
    for part in parts:
        _check_points(site, part)
    return nodes.Factor(name_of(site, name), heading(site, rest, _FACTOR_HEAD, "factor"), parts, span=span)


def one_line_factor(site: Site, children: list[Any], span: Span) -> nodes.Factor:
    name, *rest, rule = children
    _check_points(site, rule)
    head = heading(site, rest, _FACTOR_HEAD, "factor")
    return nodes.Factor(name_of(site, name), head, (rule,), one_line=True, span=span)


def shared_factor(site: Site, children: list[Any], span: Span) -> nodes.Factor:
    shared = children[0]
    return nodes.Factor(shared.name, shared.heading, shared.parts, shared.one_line, shared=True, span=span)


def plus(site: Site, children: list[Any], span: Span) -> Any:
    return children[0]


def for_each(site: Site, children: list[Any], span: Span) -> nodes.ForEach | None:
    kind, *parts = children
    part = next((part for part in parts if part is not None), None)
    return None if part is None else nodes.ForEach(name_of(site, kind), part, span=span)


# ---- rules --------------------------------------------------------------------------------------


def arrow_rule(site: Site, children: list[Any], span: Span) -> nodes.Rule:
    condition, value, each, *rest = children
    return _rule(site, condition, value, each, rest, span)


def when_rule(site: Site, children: list[Any], span: Span) -> nodes.Rule:
    points, each, condition, *rest = children
    return _rule(site, condition, scored(site, points), each, rest, span)


def each_rule(site: Site, children: list[Any], span: Span) -> nodes.Rule:
    points, each, *rest = children
    return _rule(site, None, scored(site, points), each, rest, span)


def when_block(site: Site, children: list[Any], span: Span) -> nodes.Rule:
    points, (joint, count), *rest = children
    items = tuple(child for child in rest if child is not None and not isinstance(child, Part))
    place = site.span(items[0].span.start, items[-1].span.end) if items else span
    condition = nodes.Listed(joint, items, count, block=True, span=place)
    return _rule(site, condition, scored(site, points), None, rest, span)


def _rule(
    site: Site, condition: nodes.Expr | None, value: nodes.Expr, each: nodes.Each | None, rest: list[Any], span: Span
) -> nodes.Rule:
    parts = collect(site, rest, allowed=("label", "citation"), head="rule")
    return nodes.Rule(condition, value, each, parts.get("label"), parts.get("citation"), span=span)


def points(site: Site, children: list[Any], span: Span) -> nodes.Expr:
    child = children[-1]
    if len(children) == 2:
        # `+age`: points that are no plain number, with the sign that points have.
        return nodes.Sum(((1, child),), span=span)
    return scored(site, child) if isinstance(child, Token) else child


def each(site: Site, children: list[Any], span: Span) -> nodes.Each:
    of, cap = children
    return nodes.Each(of, None, whole(site, cap, "a cap") if cap else None, span=span)


def each_step(site: Site, children: list[Any], span: Span) -> nodes.Each:
    step, of, cap = children
    return nodes.Each(of, step, whole(site, cap, "a cap") if cap else None, span=span)


def group(site: Site, children: list[Any], span: Span) -> nodes.Group:
    head, *lines = children
    policy = nodes.GroupPolicy(" ".join(written(site, head).split()))
    items = [child for child in lines if isinstance(child, nodes.Rule | nodes.Table | nodes.Thresholds)]
    otherwise = None
    for child in lines:
        if otherwise is not None and child is not None:
            found = child.span.text.split("\n")[0][:40]
            site.problems.append(problems.LineOutOfPlace(child.span, found, ("`otherwise`, once and last",)))
        if isinstance(child, nodes.Otherwise):
            otherwise = child
    return nodes.Group(policy, tuple(items), otherwise, span=span)


def otherwise(site: Site, children: list[Any], span: Span) -> nodes.Otherwise:
    value, *rest = children
    parts = collect(site, rest, allowed=("label", "citation"), head="otherwise")
    return nodes.Otherwise(value, parts.get("label"), parts.get("citation"), span=span)


# ---- defines ------------------------------------------------------------------------------------


def define(site: Site, children: list[Any], span: Span) -> nodes.Define | None:
    name, of_each, label, *bodies = children
    body = next((body for body in bodies if body is not None), None)
    if body is None:
        return None
    _check_values(site, body)
    return nodes.Define(
        name_of(site, name),
        body,
        name_of(site, of_each) if of_each else None,
        text_of(site, label) if label else None,
        span=span,
    )


def _check_values(site: Site, body: Any) -> None:
    """A define's value takes no plus sign."""
    for value in _arrow_values(body):
        if value.span.text.startswith("+"):
            site.problems.append(problems.SignedValue(value.span, value.span.text))


def _check_points(site: Site, part: Any) -> None:
    """Points after `=>` in a factor have a sign; those in the cells of a table need none. Whether they are whole
    is the checker's business."""
    if isinstance(part, nodes.ForEach):
        part = part.part
    for value in _arrow_values(part):
        text = value.span.text
        if isinstance(value, nodes.Quantity) and "." in value.parts[0][0]:
            site.problems.append(problems.PointsNotWhole(value.span, "points", text))
        elif text[:1] not in ("+", "-"):
            site.problems.append(problems.PointsWithoutSign(value.span, text))


def _arrow_values(body: Any) -> list[nodes.Expr]:
    match body:
        case nodes.Rule():
            return [body.value]
        case nodes.Group():
            values = [value for item in body.items for value in _arrow_values(item)]
            return [*values, *([body.otherwise.value] if body.otherwise else [])]
        case nodes.Thresholds(value=value) if value is not None:
            return [value]
        case _:
            return []
