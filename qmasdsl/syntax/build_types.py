"""Nodes of the types of facts and kinds."""

from typing import Any

from qmasdsl.source import Span
from qmasdsl.syntax import nodes
from qmasdsl.syntax import problems_grammar as problems
from qmasdsl.syntax.automaton import Site
from qmasdsl.syntax.build_expressions import check_count, name_of, shared_unit, whole, written


def yes_no_type(site: Site, children: list[Any], span: Span) -> nodes.YesNoType:
    return nodes.YesNoType(span=span)


def number_type(site: Site, children: list[Any], span: Span) -> nodes.NumberType:
    word, low, high, step, unit, since = children
    return nodes.NumberType(
        word.type == "WHOLE_NUMBER",
        shared_unit(low, high),
        high,
        step,
        written(site, unit) if unit else "",
        name_of(site, since) if since else None,
        span=span,
    )


def months_type(site: Site, children: list[Any], span: Span) -> nodes.MonthsType:
    return nodes.MonthsType(shared_unit(children[0], children[1]), children[1], span=span)


def money_type(site: Site, children: list[Any], span: Span) -> nodes.MoneyType:
    currency, period, low, high, step = children
    every = " ".join(written(site, period).split()) if period else ""
    return nodes.MoneyType(written(site, currency), every, low, high, step, span=span)


def date_type(site: Site, children: list[Any], span: Span) -> nodes.DateType:
    return nodes.DateType(children[0], children[1], span=span)


def moment_type(site: Site, children: list[Any], span: Span) -> nodes.MomentType:
    return nodes.MomentType(span=span)


def one_of_type(site: Site, children: list[Any], span: Span) -> nodes.OneOfType:
    values, other = children
    return nodes.OneOfType(_without_other(site, values), other is not None, span=span)


def level_type(site: Site, children: list[Any], span: Span) -> nodes.LevelType:
    values = tuple(name_of(site, token) for token in children if token.type == "NAME")
    return nodes.LevelType(_without_other(site, values), span=span)


def some_of_type(site: Site, children: list[Any], span: Span) -> nodes.SomeOfType:
    return nodes.SomeOfType(_without_other(site, children[0]), span=span)


def set_type(site: Site, children: list[Any], span: Span) -> nodes.SetType:
    check_count(site, "a set", children[0])
    return nodes.SetType(children[0], span=span)


def _without_other(site: Site, values: tuple[nodes.Name, ...]) -> tuple[nodes.Name, ...]:
    check_count(site, "a fact", values)
    site.problems.extend(problems.OtherAsValue(value.span) for value in values if value.text == "other")
    return tuple(value for value in values if value.text != "other")


def records_type(site: Site, children: list[Any], span: Span) -> nodes.RecordsType:
    return nodes.RecordsType(whole(site, children[0], "how many there can be"), span=span)


def kind_type(site: Site, children: list[Any], span: Span) -> nodes.KindType:
    return nodes.KindType(name_of(site, children[0]), span=span)
