"""Nodes of expressions and types, from what the parser hands over.

Each function bears the name of a rule of the grammar and gets that rule's children in order (an absent
optional part is None, a mistaken line None too) and its place.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from qmasdsl.source import Span
from qmasdsl.syntax import nodes
from qmasdsl.syntax import problems as text_problems
from qmasdsl.syntax import problems_grammar as problems
from qmasdsl.syntax.automaton import Site
from qmasdsl.syntax.problems_many import TooManyEntries
from qmasdsl.syntax.words import Token

_MONTHS = {
    month: number
    for number, month in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
}

OPERATORS = {
    "AT_LEAST": nodes.Operator.AT_LEAST,
    "AT_MOST": nodes.Operator.AT_MOST,
    "MORE_THAN": nodes.Operator.MORE_THAN,
    "LESS_THAN": nodes.Operator.LESS_THAN,
    "LESS_SIGN": nodes.Operator.LESS_THAN,
    "IS": nodes.Operator.IS,
    "IS_NOT": nodes.Operator.IS_NOT,
}


# ---- words and numbers --------------------------------------------------------------------------


def written(site: Site, token: Token) -> str:
    """What the token says; of a keyword that was misspelt, what it was taken for."""
    return site.respelt.get(token.start) or site.text[token.start : token.end]


def name_of(site: Site, token: Token) -> nodes.Name:
    return nodes.Name(written(site, token), span=site.span(token.start, token.end))


def text_of(site: Site, token: Token) -> nodes.Text:
    """A label without its quotes, exactly as it was typed (wide letters included)."""
    raw = site.source.text[token.start : token.end]
    inner = raw[1:-1] if len(raw) > 1 and raw[-1] in '"”」' else raw[1:]
    return nodes.Text(inner, span=site.span(token.start, token.end))


def cite_of(site: Site, token: Token) -> nodes.Cite:
    raw = site.source.text[token.start : token.end]
    inner = raw[1:-1] if raw[-1] in "]］】" else raw[1:]
    return nodes.Cite(inner.strip(), span=site.span(token.start, token.end))


MAX_NAMES = 10_000


def check_count(site: Site, what: str, names: Sequence[nodes.Name | nodes.Entry]) -> None:
    """A problem where there are too many names."""
    if len(names) > MAX_NAMES:
        site.problems.append(TooManyEntries(names[MAX_NAMES].span, what, MAX_NAMES))


def digits(text: str) -> str:
    return text.replace(",", "").replace("_", "").lstrip("+ ")


def whole(site: Site, token: Token, what: str) -> int:
    """The whole number a token stands for; a problem and 0 if it is none."""
    text = digits(written(site, token))
    if text.isdigit() and text.isascii() and len(text) <= 9:
        return int(text)
    if not site.told(token.start):
        span = site.span(token.start, token.end)
        site.problems.append(problems.PointsNotWhole(span, what, written(site, token)))
    return 0


def quantity(site: Site, children: list[Any], span: Span) -> nodes.Quantity:
    return _quantity(site, children[0], span, negative=False)


def literal(site: Site, children: list[Any], span: Span) -> nodes.Quantity:
    return _quantity(site, children[1], span, negative=children[0] is not None)


def scored(site: Site, token: Token) -> nodes.Quantity:
    """`+30` or `-5`: the sign stays in the span, a plus does not stay in the digits."""
    text = written(site, token)
    sign = "-" if text[0] == "-" else ""
    return nodes.Quantity(((sign + digits(text.lstrip("+- ")), ""),), span=site.span(token.start, token.end))


def _quantity(site: Site, token: Token, span: Span, negative: bool) -> nodes.Quantity:
    words = written(site, token).split()
    parts = tuple((digits(number), unit_word(unit)) for number, unit in zip(words[::2], words[1::2], strict=False))
    if len(words) % 2:
        parts = (*parts, (digits(words[-1]), ""))
    if negative:
        parts = (("-" + parts[0][0], parts[0][1]), *parts[1:])
    return nodes.Quantity(parts, span=span)


def unit_word(unit: str) -> str:
    """Units in the plural: `1 year` is `1 years` inside; `fmt` writes what people write."""
    return unit if unit.isupper() or unit.endswith("s") else unit + "s"


def day(site: Site, children: list[Any], span: Span) -> nodes.Day:
    text = written(site, children[0])
    try:
        if text[4:5] == "-" and len(text) == 10:
            return nodes.Day(date.fromisoformat(text), span=span)
        number, month, year = text.split()
        return nodes.Day(date(int(year), _MONTHS[month.lower()], int(number)), span=span)
    except (ValueError, KeyError):
        if not site.told(span.start):
            site.problems.append(text_problems.DateAmbiguous(span, text))
        return nodes.Day(date(2000, 1, 1), span=span)


def instant(site: Site, children: list[Any], span: Span) -> nodes.Instant:
    text = written(site, children[0])
    try:
        return nodes.Instant(datetime.fromisoformat(text), span=span)
    except ValueError:
        site.problems.append(text_problems.DateAmbiguous(span, text))
        return nodes.Instant(datetime.fromisoformat("2000-01-01T00:00+00:00"), span=span)


def truth(site: Site, children: list[Any], span: Span) -> nodes.Truth:
    return nodes.Truth(children[0].type == "YES", span=span)


def path(site: Site, children: list[Any], span: Span) -> nodes.Path:
    return nodes.Path(tuple(written(site, token) for token in children), span=span)


def names(site: Site, children: list[Any], span: Span) -> tuple[nodes.Name, ...]:
    return tuple(name_of(site, token) for token in children)


def paths(site: Site, children: list[Any], span: Span) -> tuple[nodes.Path, ...]:
    return tuple(children)


# ---- conditions ---------------------------------------------------------------------------------


def chain(site: Site, children: list[Any], span: Span) -> Any:
    """`a and b and c`; a mixture is a problem, and is read with `and` binding tighter."""
    if len(children) == 1:
        return children[0]
    joints = [token.type for token in children[1::2]]
    units = children[::2]
    if len(set(joints)) == 2:
        site.problems.append(_mixed(units, joints, span))
    groups: list[list[nodes.Expr]] = [[units[0]]]
    for joint, unit in zip(joints, units[1:], strict=True):
        if joint == "AND":
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return _or(site, [_and(site, group) for group in groups], span)


def _and(site: Site, items: list[nodes.Expr]) -> nodes.Expr:
    if len(items) == 1:
        return items[0]
    flat = tuple(part for item in items for part in (item.items if isinstance(item, nodes.And) else (item,)))
    return nodes.And(flat, span=site.span(items[0].span.start, items[-1].span.end))


def _or(site: Site, items: list[nodes.Expr], span: Span) -> nodes.Expr:
    if len(items) == 1:
        return items[0]
    flat = tuple(part for item in items for part in (item.items if isinstance(item, nodes.Or) else (item,)))
    return nodes.Or(flat, span=span)


def _mixed(units: list[nodes.Expr], joints: list[str], span: Span) -> problems.MixedAndOr:
    """Both readings, each written with brackets: `and` first, or `or` first."""

    def reading(tight: str) -> str:
        groups: list[list[str]] = [[units[0].span.text]]
        for joint, unit in zip(joints, units[1:], strict=True):
            if joint == tight:
                groups[-1].append(unit.span.text)
            else:
                groups.append([unit.span.text])
        inner, outer = f" {tight.lower()} ", " or " if tight == "AND" else " and "
        return outer.join(f"({inner.join(group)})" if len(group) > 1 else group[0] for group in groups)

    return problems.MixedAndOr(span, reading("AND"), reading("OR"))


def list_head(site: Site, children: list[Any], span: Span) -> tuple[nodes.Joint, int]:
    token = children[0]
    if token.type == "AT_LEAST_OF":
        return nodes.Joint.AT_LEAST, int(written(site, token).removesuffix("of").split()[2])
    return (nodes.Joint.ALL if token.type == "ALL_OF" else nodes.Joint.ANY), 0


def listed(site: Site, children: list[Any], span: Span) -> nodes.Listed:
    joint, count = children[0]
    return nodes.Listed(joint, tuple(children[1:]), count, span=span)


def listed_block(site: Site, children: list[Any], span: Span) -> nodes.Listed:
    joint, count = children[0]
    items = tuple(child for child in children[1:] if child is not None)
    return nodes.Listed(joint, items, count, block=True, span=span)


def condition_line(site: Site, children: list[Any], span: Span) -> Any:
    return children[0]


def clause(site: Site, children: list[Any], span: Span) -> Any:
    return children[0]


def not_(site: Site, children: list[Any], span: Span) -> nodes.Expr:
    item = children[0]
    plain = isinstance(item, nodes.Path | nodes.Truth | nodes.OfMember)
    if not plain and id(item) not in site.bracketed:
        site.problems.append(problems.NotBeforeComparison(span, _opposite(item)))
    return nodes.Not(item, span=span)


def _opposite(item: nodes.Expr) -> str:
    text = item.span.text
    if isinstance(item, nodes.Compare):
        opposite = {
            nodes.Operator.IS: "is not",
            nodes.Operator.IS_NOT: "is",
            nodes.Operator.AT_LEAST: "less than",
            nodes.Operator.AT_MOST: "more than",
            nodes.Operator.MORE_THAN: "at most",
            nodes.Operator.LESS_THAN: "at least",
        }[item.operator]
        return f"{item.left.span.text} {opposite} {item.right.span.text}"
    return f"not ({text})"


def only_if(site: Site, children: list[Any], span: Span) -> nodes.OnlyIf:
    return nodes.OnlyIf(children[0], children[1], span=span)


def compare(site: Site, children: list[Any], span: Span) -> nodes.Compare:
    left, operator, right = children
    return nodes.Compare(left, OPERATORS[operator.type], right, span=span)


def between(site: Site, children: list[Any], span: Span) -> nodes.Between:
    item, low, high = children
    return nodes.Between(item, shared_unit(low, high), high, span=span)


def between_under(site: Site, children: list[Any], span: Span) -> nodes.Between:
    item, low, high = children
    return nodes.Between(item, shared_unit(low, high), high, under=True, span=span)


def shared_unit(low: Any, high: Any) -> Any:
    """`from 3 to under 5 years`: the unit at the end is the unit of both."""
    if isinstance(low, nodes.Quantity) and isinstance(high, nodes.Quantity):
        ((number, unit), *more), ((_, after), *more_after) = low.parts, high.parts
        if after and not (unit or more or more_after):
            return nodes.Quantity(((number, after),), span=low.span)
    return low


def in_(site: Site, children: list[Any], span: Span) -> nodes.Expr:
    item, listing = children
    if isinstance(listing, nodes.Path) and len(listing.parts) == 1:
        return nodes.InList(item, nodes.Name(listing.parts[0], span=listing.span), span=span)
    if id(listing) in site.bracketed:
        site.problems.append(problems.UnexpectedWord(listing.span, "(", ("{a, b}",)))
    else:
        expected = ("the name of a list", "{a, b}")
        site.problems.append(problems.UnexpectedWord(listing.span, listing.span.text[:40], expected))
    return nodes.Compare(item, nodes.Operator.IS, listing, span=span)


def in_range(site: Site, children: list[Any], span: Span) -> nodes.Between:
    item, low, high = children
    return nodes.Between(item, shared_unit(low, high), high, span=span)


def in_set(site: Site, children: list[Any], span: Span) -> nodes.InSet:
    return nodes.InSet(children[0], tuple(children[1:]), span=span)


def includes(site: Site, children: list[Any], span: Span) -> nodes.Includes:
    return nodes.Includes(children[0], children[1], span=span)


def quantified(site: Site, children: list[Any], span: Span) -> Any:
    word, test = children
    if isinstance(test, nodes.Compare | nodes.Between | nodes.InSet | nodes.InList) and id(test) not in site.bracketed:
        return nodes.Quantified(word.type == "EVERY", test, span=span)
    # Of several in a row the innermost is told.
    last = site.problems[-1] if site.problems else None
    if not (isinstance(last, problems.QuantifierNeedsTest) and last.span.end == span.end):
        site.problems.append(problems.QuantifierNeedsTest(span, "every" if word.type == "EVERY" else "any"))
        site.unread.append(span)
    return test


# ---- sums ---------------------------------------------------------------------------------------


def sum_(site: Site, children: list[Any], span: Span) -> Any:
    minus, first, *rest = children
    if minus is None and not rest:
        return first
    if minus is not None and not rest and isinstance(first, nodes.Quantity) and not first.parts[0][0].startswith("-"):
        (number, unit), *more = first.parts
        return nodes.Quantity((("-" + number, unit), *more), span=span)
    signs = [1 if minus is None else -1, *(1 if token.type == "PLUS" else -1 for token in rest[::2])]
    return nodes.Sum(tuple(zip(signs, [first, *rest[1::2]], strict=True)), span=span)


def product(site: Site, children: list[Any], span: Span) -> Any:
    left, right = children
    for factor, item in ((left, right), (right, left)):
        if isinstance(factor, nodes.Quantity) and factor.parts[0][1] == "":
            return nodes.Scaled(factor, item, span=span)
    site.problems.append(problems.ProductOfFacts(span))
    return left


def percent(site: Site, children: list[Any], span: Span) -> nodes.Percent:
    token, item = children
    number = nodes.Quantity(((digits(written(site, token)), ""),), span=site.span(token.start, token.end))
    return nodes.Percent(number, item, span=span)


def rounded(site: Site, children: list[Any], span: Span) -> nodes.Rounded:
    item, word, token = children
    to = nodes.Quantity(((digits(written(site, token)), ""),), span=site.span(token.start, token.end))
    return nodes.Rounded(item, word.type == "ROUNDED_UP_TO", to, span=span)


def bracket(site: Site, children: list[Any], span: Span) -> Any:
    site.bracketed.add(id(children[0]))
    return children[0]


def count_all(site: Site, children: list[Any], span: Span) -> nodes.Count:
    return nodes.Count(name_of(site, children[0]), span=span)


def count_where(site: Site, children: list[Any], span: Span) -> nodes.Count:
    return nodes.Count(name_of(site, children[0]), children[1], span=span)


def total(site: Site, children: list[Any], span: Span) -> nodes.Total:
    return nodes.Total(name_of(site, children[0]), name_of(site, children[1]), children[2], span=span)


def of_member(site: Site, children: list[Any], span: Span) -> nodes.OfMember:
    return nodes.OfMember(name_of(site, children[0]), name_of(site, children[1]), span=span)


def extreme(site: Site, children: list[Any], span: Span) -> nodes.Extreme:
    highest = written(site, children[0]).split()[0] in ("highest", "greatest")
    return nodes.Extreme(highest, tuple(children[1:]), span=span)


def completed(site: Site, children: list[Any], span: Span) -> nodes.Completed:
    unit = written(site, children[0]).split()[1]
    return nodes.Completed(unit, children[1], children[2], span=span)
