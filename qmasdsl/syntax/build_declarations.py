"""Nodes of everything but rules and tables: the scheme, facts, lists, selection, claims and cases."""

from typing import Any

from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax import nodes
from qmasdsl.syntax import problems_grammar as problems
from qmasdsl.syntax.automaton import Site
from qmasdsl.syntax.build_expressions import check_count, cite_of, name_of, text_of, whole, written
from qmasdsl.syntax.words import Token


@frozen
class Part:
    """A part of a head line, before it is known where on the line it stood."""

    kind: str
    value: Any
    span: Span


def collect(site: Site, children: list[Any], *, allowed: tuple[str, ...], head: str) -> dict[str, Any]:
    """The parts among `children` by kind; two of a kind and parts out of place are problems."""
    found: dict[str, Part] = {}
    for child in children:
        if not isinstance(child, Part):
            continue
        if child.kind not in allowed:
            site.problems.append(problems.PartElsewhere(child.span, child.kind, head))
        elif child.kind in found:
            plural = {"label": "labels", "citation": "citations"}.get(child.kind, f"`{child.kind}`")
            site.problems.append(problems.SaidTwice(child.span, plural, found[child.kind].span))
        else:
            found[child.kind] = child
    return {kind: part.value for kind, part in found.items()}


def label(site: Site, children: list[Any], span: Span) -> Part:
    return Part("label", text_of(site, children[0]), span)


def cite(site: Site, children: list[Any], span: Span) -> Part:
    return Part("citation", cite_of(site, children[0]), span)


def only_when(site: Site, children: list[Any], span: Span) -> Part:
    return Part("only when", children[0], span)


# ---- the scheme ---------------------------------------------------------------------------------


def scheme(site: Site, children: list[Any], span: Span) -> nodes.Scheme:
    name, label, *clauses = children
    return nodes.Scheme(
        name, text_of(site, label) if label else None, tuple(clause for clause in clauses if clause), span=span
    )


def in_force(site: Site, children: list[Any], span: Span) -> nodes.InForce:
    some_day, start, end = children
    return nodes.InForce(start, end, some_day is not None, span=span)


def version_by(site: Site, children: list[Any], span: Span) -> nodes.VersionBy:
    return nodes.VersionBy(name_of(site, children[0]), span=span)


def source(site: Site, children: list[Any], span: Span) -> nodes.SourceLine:
    title, address = children
    return nodes.SourceLine(text_of(site, title), text_of(site, address) if address else None, span=span)


def replaces(site: Site, children: list[Any], span: Span) -> nodes.Replaces:
    return nodes.Replaces(span=span)


def jurisdiction(site: Site, children: list[Any], span: Span) -> nodes.Jurisdiction:
    return nodes.Jurisdiction(text_of(site, children[0]), span=span)


def use_facts(site: Site, children: list[Any], span: Span) -> nodes.UseFacts:
    return nodes.UseFacts(text_of(site, children[0]), children[1], span=span)


# ---- facts, kinds, lists ------------------------------------------------------------------------


def facts(site: Site, children: list[Any], span: Span) -> nodes.Facts:
    return nodes.Facts(tuple(child for child in children if child is not None), span=span)


def fact(site: Site, children: list[Any], span: Span) -> nodes.FactLine:
    names, of_each, type_, *rest = children
    allowed = ("only when", "label", "citation", "fixed", "grows with time", "effort")
    parts = collect(site, rest, allowed=allowed, head="fact")
    return nodes.FactLine(
        names,
        type_,
        name_of(site, of_each) if of_each else None,
        nodes.Modifiers("fixed" in parts, "grows with time" in parts, parts.get("effort")),
        parts.get("only when"),
        parts.get("label"),
        parts.get("citation"),
        tuple(child for child in rest if isinstance(child, nodes.ValueLabel)),
        tuple(child for child in rest if isinstance(child, nodes.FieldLine)),
        span=span,
    )


def fixed(site: Site, children: list[Any], span: Span) -> Part:
    return Part("fixed", True, span)


def grows(site: Site, children: list[Any], span: Span) -> Part:
    return Part("grows with time", True, span)


def effort(site: Site, children: list[Any], span: Span) -> Part:
    return Part("effort", whole(site, children[0], "an effort"), span)


def value_label(site: Site, children: list[Any], span: Span) -> nodes.ValueLabel:
    return nodes.ValueLabel(name_of(site, children[0]), text_of(site, children[1]), span=span)


def field(site: Site, children: list[Any], span: Span) -> nodes.FieldLine:
    name, type_, label = children
    return nodes.FieldLine(name_of(site, name), type_, text_of(site, label) if label else None, span=span)


def kinds(site: Site, children: list[Any], span: Span) -> nodes.Kinds:
    return nodes.Kinds(tuple(child for child in children if child is not None), span=span)


def kind(site: Site, children: list[Any], span: Span) -> nodes.KindLine:
    name, type_, *labels = children
    return nodes.KindLine(name_of(site, name), type_, tuple(child for child in labels if child is not None), span=span)


def list_(site: Site, children: list[Any], span: Span) -> nodes.ListBlock:
    parts = collect(site, children, allowed=("label", "citation"), head="list")
    entries = tuple(child for child in children if isinstance(child, nodes.Entry))
    check_count(site, "this list", entries)
    return nodes.ListBlock(name_of(site, children[0]), entries, parts.get("label"), parts.get("citation"), span=span)


def entry(site: Site, children: list[Any], span: Span) -> nodes.Entry:
    parts = collect(site, children, allowed=("label", "citation", "entry gate"), head="list entry")
    return nodes.Entry(
        name_of(site, children[0]), parts.get("label"), parts.get("citation"), parts.get("entry gate"), span=span
    )


def entry_gate(site: Site, children: list[Any], span: Span) -> Part:
    return Part("entry gate", children[0], span)


def always(site: Site, children: list[Any], span: Span) -> nodes.Always:
    return nodes.Always(children[0], span=span)


def question(site: Site, children: list[Any], span: Span) -> nodes.Question:
    parts = collect(site, children, allowed=("label", "citation"), head="question")
    reading = children[-1]
    return nodes.Question(
        name_of(site, children[0]), reading.value, parts.get("label"), parts.get("citation"), span=span
    )


def require(site: Site, children: list[Any], span: Span) -> nodes.Require:
    parts = collect(site, children, allowed=("label", "citation"), head="require")
    return nodes.Require(name_of(site, children[0]), children[-1], parts.get("label"), parts.get("citation"), span=span)


def outcome(site: Site, children: list[Any], span: Span) -> nodes.Outcome:
    parts = collect(site, children, allowed=("label", "citation"), head="outcome")
    return nodes.Outcome(name_of(site, children[0]), children[-1], parts.get("label"), parts.get("citation"), span=span)


# ---- selection ----------------------------------------------------------------------------------


def selection(site: Site, children: list[Any], span: Span) -> nodes.Selection:
    return nodes.Selection(tuple(child for child in children if child is not None), span=span)


def quota(site: Site, children: list[Any], span: Span) -> nodes.Quota:
    places, period, *reserves = children
    return nodes.Quota(whole(site, places, "a quota"), written(site, period).split()[1], tuple(reserves), span=span)


def reserve(site: Site, children: list[Any], span: Span) -> tuple[int, nodes.Expr]:
    return whole(site, children[0], "a reserved number of places"), children[1]


def no_quota(site: Site, children: list[Any], span: Span) -> nodes.NoQuota:
    return nodes.NoQuota(span=span)


def each_draw(site: Site, children: list[Any], span: Span) -> nodes.EachDraw:
    return nodes.EachDraw(span=span)


def rank(site: Site, children: list[Any], span: Span) -> nodes.Rank:
    outcome, by, order = children
    return nodes.Rank(name_of(site, outcome), by, order is None or order.type == "HIGHEST_FIRST", span=span)


def ties(site: Site, children: list[Any], span: Span) -> nodes.Ties:
    return nodes.Ties(children[0] if children else (), span=span)


# ---- claims and cases ---------------------------------------------------------------------------


def prove(site: Site, children: list[Any], span: Span) -> nodes.ProveHolds:
    return nodes.ProveHolds(children[0], span=span)


def prove_trend(site: Site, children: list[Any], span: Span) -> nodes.ProveTrend:
    subject, direction, rising, together, condition = children
    return nodes.ProveTrend(subject, direction.type == "NEVER_FALLS_AS", rising, together or (), condition, span=span)


def given_value(site: Site, children: list[Any], span: Span) -> nodes.GivenValue:
    path, value = children
    return nodes.GivenValue(path, _value(site, value, span), span=span)


def given_not(site: Site, children: list[Any], span: Span) -> nodes.GivenValue:
    return nodes.GivenValue(children[0], nodes.Truth(False, span=span), span=span)


def given_set(site: Site, children: list[Any], span: Span) -> Any:
    return children[0]


def everything_else(site: Site, children: list[Any], span: Span) -> nodes.EverythingElse:
    return nodes.EverythingElse(span=span)


@frozen
class GivenLine:
    items: tuple[Any, ...]


@frozen
class ExpectLine:
    items: tuple[nodes.Expect, ...]


@frozen
class Record:
    values: tuple[nodes.GivenValue, ...]
    span: Span


def given(site: Site, children: list[Any], span: Span) -> GivenLine:
    items = [child for child in children if child is not None and not isinstance(child, Token | Record)]
    records = [child for child in children if isinstance(child, Record)]
    if not records:
        return GivenLine(tuple(items))
    match items:
        case [nodes.GivenValue(fact=nodes.Path(parts=(name,)) as fact, value=nodes.Truth(value=True))]:
            whose = nodes.Name(name, span=fact.span)
            return GivenLine((nodes.GivenRecords(whose, tuple(record.values for record in records), span=span),))
        case _:
            above = items[-1].span if items else span
            site.problems.append(problems.UnexpectedIndent(records[0].span, above))
            return GivenLine(tuple(items))


def record(site: Site, children: list[Any], span: Span) -> Record:
    values = [child for child in children if isinstance(child, nodes.GivenValue)]
    for child in children:
        if isinstance(child, nodes.EverythingElse):
            site.problems.append(problems.UnexpectedWord(child.span, child.span.text, ("a field and its value",)))
    return Record(tuple(values), span)


def expect(site: Site, children: list[Any], span: Span) -> ExpectLine:
    return ExpectLine(tuple(child for child in children if isinstance(child, nodes.Expect)))


def expect_value(site: Site, children: list[Any], span: Span) -> nodes.Expect:
    path, value = children
    return nodes.Expect(path, _value(site, value, span), span=span)


def expect_range(site: Site, children: list[Any], span: Span) -> nodes.Expect:
    path, low, high = children
    return nodes.Expect(path, (low, high), span=span)


def expect_not(site: Site, children: list[Any], span: Span) -> nodes.Expect:
    return nodes.Expect(children[0], nodes.Truth(False, span=span), span=span)


def _value(site: Site, value: Any, span: Span) -> Any:
    if value is None:
        return nodes.Truth(True, span=span)
    if isinstance(value, Token):
        return nodes.Path((written(site, value),), span=site.span(value.start, value.end))
    return value


def case(site: Site, children: list[Any], span: Span) -> nodes.Case:
    label, *lines = children
    givens = tuple(item for line in lines if isinstance(line, GivenLine) for item in line.items)
    expects = tuple(item for line in lines if isinstance(line, ExpectLine) for item in line.items)
    return nodes.Case(text_of(site, label), givens, expects, span=span)
