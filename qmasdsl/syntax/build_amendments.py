"""Nodes of amendments."""

from typing import Any

from qmasdsl.source import Span
from qmasdsl.syntax import nodes
from qmasdsl.syntax import problems_grammar as problems
from qmasdsl.syntax.automaton import Site
from qmasdsl.syntax.build_declarations import Part
from qmasdsl.syntax.build_expressions import name_of, written
from qmasdsl.syntax.build_rules import heading
from qmasdsl.syntax.problems_amendments import AddedTogether, AmendmentNotAlone, SubstituteOfOtherSort
from qmasdsl.syntax.words import Token

_TEST_HEAD = ("label", "citation", "out of", "capped at", "only when")
_SECTION_HEAD = (*_TEST_HEAD, "within", "takes the highest")


def amend(site: Site, children: list[Any], span: Span) -> nodes.Amendment:
    name, *lines = children
    return nodes.Amendment(
        name,
        tuple(line for line in lines if isinstance(line, nodes.InForce | nodes.SourceLine)),
        tuple(line for line in lines if isinstance(line, nodes.ChangesIn)),
        span=span,
    )


def check_alone(site: Site, items: list[Any]) -> None:
    """An amendment stands first in its file, with nothing but what is said of the version it makes."""
    if not any(isinstance(item, nodes.Amendment) for item in items):
        return
    first = items[0]
    amends = isinstance(first, nodes.Amendment)
    for item in items[1:]:
        if isinstance(item, nodes.Amendment):
            site.problems.append(AmendmentNotAlone(_head_line(item.span), "amendment", _head_line(first.span)))
        elif amends and not isinstance(item, nodes.ProveHolds | nodes.ProveTrend | nodes.Case | nodes.Wording):
            site.problems.append(AmendmentNotAlone(_head_line(item.span), "item", _head_line(first.span)))


def _head_line(span: Span) -> Span:
    return Span(span.source, span.start, span.start + len(span.text.split("\n")[0].rstrip()))


# ---- where --------------------------------------------------------------------------------------


def in_list(site: Site, children: list[Any], span: Span) -> nodes.ChangesIn:
    return _changes(site, nodes.Place.LIST, _path(site, children[0]), children[1:], span)


def in_facts(site: Site, children: list[Any], span: Span) -> nodes.ChangesIn:
    return _changes(site, nodes.Place.FACTS, None, children, span)


def in_kinds(site: Site, children: list[Any], span: Span) -> nodes.ChangesIn:
    return _changes(site, nodes.Place.KINDS, None, children, span)


def in_selection(site: Site, children: list[Any], span: Span) -> nodes.ChangesIn:
    return _changes(site, nodes.Place.SELECTION, None, children, span)


def in_test(site: Site, children: list[Any], span: Span) -> nodes.ChangesIn:
    return _changes(site, nodes.Place.TEST, _path(site, children[0]), children[1:], span)


def in_section(site: Site, children: list[Any], span: Span) -> nodes.ChangesIn:
    path, *changes = children
    if len(path.parts) != 2:
        wanted = "the test and the section in it, such as `general.family`"
        site.problems.append(problems.UnexpectedWord(path.span, path.text, (wanted,)))
    return _changes(site, nodes.Place.SECTION, path, changes, span)


def in_scheme(site: Site, children: list[Any], span: Span) -> nodes.ChangesIn:
    return _changes(site, nodes.Place.SCHEME, None, children, span)


def _path(site: Site, name: Token) -> nodes.Path:
    return nodes.Path((written(site, name),), span=site.span(name.start, name.end))


def _changes(
    site: Site, place: nodes.Place, name: nodes.Path | None, changes: list[Any], span: Span
) -> nodes.ChangesIn:
    if not span.text.startswith("in"):
        # `is in` is another spelling of the sign between a fact and its list, not of this word.
        site.problems.append(problems.UnexpectedWord(site.span(span.start, span.start + 2), "is", ("`in`",)))
    made = tuple(_with_heads(site, place, change) for change in changes if change is not None)
    return nodes.ChangesIn(place, name, made, span=span)


def _with_heads(site: Site, place: nodes.Place, change: nodes.Add | nodes.Repeal) -> nodes.Add | nodes.Repeal:
    """The change with each part of a head line as the node it is; which parts there may be depends on the place."""
    match change:
        case nodes.Add():
            things = tuple(_head(site, place, thing) for thing in change.things)
            return nodes.Add(things, span=change.span)
        case nodes.Repeal():
            substitutes = tuple(_head(site, place, thing) for thing in change.substitutes)
            return nodes.Repeal(_head(site, place, change.what), substitutes, span=change.span)


def _head(site: Site, place: nodes.Place, thing: Any) -> Any:
    if not isinstance(thing, Part):
        return thing
    in_test = place is nodes.Place.TEST
    made = heading(site, [thing], _TEST_HEAD if in_test else _SECTION_HEAD, "test" if in_test else "section")
    return nodes.HeadPart(made, span=thing.span)


# ---- what ---------------------------------------------------------------------------------------


def add(site: Site, children: list[Any], span: Span) -> nodes.Add:
    things = tuple(child for child in children if child is not None)
    sections = [thing for thing in things if isinstance(thing, nodes.Section)]
    factors = [thing for thing in things if isinstance(thing, nodes.Factor | nodes.UseFactors)]
    if sections and factors:
        site.problems.append(AddedTogether(factors[0].span, sections[0].span))
    return nodes.Add(things, span=span)


def repeal(site: Site, children: list[Any], span: Span) -> nodes.Repeal:
    what, *rest = children
    substitutes = tuple(child for child in rest if child is not None)
    if isinstance(what, nodes.Named):
        others = [child for child in substitutes if sort_of(child) != what.sort]
        for child in others:
            site.problems.append(SubstituteOfOtherSort(child.span, sort_of(child), what.sort, what.span))
        substitutes = tuple(child for child in substitutes if child not in others)
    return nodes.Repeal(what, substitutes, span=span)


def sort_of(thing: Any) -> str:
    """What a thing is called where it is repealed by name."""
    return _SORTS.get(type(thing), "line")


_SORTS: dict[type, str] = {
    nodes.Entry: "entry",
    nodes.FactLine: "fact",
    nodes.KindLine: "kind",
    nodes.Factor: "factor",
    nodes.UseFactors: "factor",
    nodes.Section: "section",
    nodes.Require: "requirement",
    nodes.ListBlock: "list",
    nodes.Question: "question",
    nodes.Define: "define",
    nodes.Outcome: "outcome",
    nodes.Test: "test",
    nodes.Selection: "selection",
}


def entry_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "entry", children, span)


def fact_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "fact", children, span)


def kind_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "kind", children, span)


def factor_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "factor", children, span)


def shared_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "factor", children, span)


def section_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "section", children, span)


def requirement_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "requirement", children, span)


def require_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "requirement", children, span)


def list_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "list", children, span)


def question_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "question", children, span)


def define_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "define", children, span)


def outcome_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "outcome", children, span)


def test_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return _named(site, "test", children, span)


def selection_named(site: Site, children: list[Any], span: Span) -> nodes.Named:
    return nodes.Named("selection", None, span=span)


def always_said(site: Site, children: list[Any], span: Span) -> nodes.Always:
    return nodes.Always(children[0], span=span)


def _named(site: Site, sort: str, children: list[Any], span: Span) -> nodes.Named:
    return nodes.Named(sort, name_of(site, children[-1]), span=span)
