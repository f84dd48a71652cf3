"""Short ways to make nodes of the syntax tree; none of them stands anywhere."""

from datetime import date, datetime, timedelta, timezone

from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax.nodes import (
    And,
    Band,
    Cite,
    Compare,
    Day,
    Expr,
    Instant,
    Joint,
    Listed,
    Name,
    Not,
    Operator,
    Or,
    Path,
    Quantity,
    Text,
)

NOWHERE = Span(SourceFile("generated", ""), 0, 0)


def name(text: str) -> Name:
    return Name(text, span=NOWHERE)


def names(texts: tuple[str, ...] | list[str]) -> tuple[Name, ...]:
    return tuple(map(name, texts))


def text(words: str) -> Text:
    return Text(words, span=NOWHERE)


def cite(words: str) -> Cite:
    return Cite(words, span=NOWHERE)


def path(dotted: str) -> Path:
    return Path(tuple(dotted.split(".")), span=NOWHERE)


def number(digits: int | str, unit: str = "") -> Quantity:
    return Quantity(((str(digits), unit),), span=NOWHERE)


def day(value: date) -> Day:
    return Day(value, span=NOWHERE)


def instant(value: datetime) -> Instant:
    return Instant(value.replace(tzinfo=timezone(timedelta(hours=8))), span=NOWHERE)


def compare(left: Expr, operator: Operator, right: Expr) -> Compare:
    return Compare(left, operator, right, span=NOWHERE)


def both(*items: Expr) -> Expr:
    """`a and b`; what is joined by `and` already is not put in brackets."""
    flat = tuple(part for item in items for part in (item.items if isinstance(item, And) else (item,)))
    return flat[0] if len(flat) == 1 else And(flat, span=NOWHERE)


def either(*items: Expr) -> Expr:
    """`a or b`, likewise."""
    flat = tuple(part for item in items for part in (item.items if isinstance(item, Or) else (item,)))
    return flat[0] if len(flat) == 1 else Or(flat, span=NOWHERE)


def negated(item: Expr) -> Not:
    return Not(item, span=NOWHERE)


def listed(joint: Joint, items: tuple[Expr, ...], count: int = 0, block: bool = False) -> Listed:
    return Listed(joint, items, count, block, span=NOWHERE)


def band(low: Expr | None, high: Expr | None, under: bool = False, over: bool = False) -> Band:
    return Band(low, high, under, over, span=NOWHERE)
