"""Expressions and types as `fmt` writes them: words, and brackets only where they are needed.

The words are those of the language's reference, one spelling each. How tightly each form holds together
is its `_strength`; a form that is weaker than its place asks for is put in brackets. `and` and `or` are of
one strength and never bind the other, so a mixture is always bracketed, as the grammar wants it. An inline
list (`any of a, b`) runs to the end of its line and stands bare only where nothing follows; a count with a
`where` stands bare only as the whole of a define.
"""

from datetime import datetime
from typing import assert_never

from qmasdsl.syntax.nodes import (
    And,
    Between,
    Cite,
    Compare,
    Completed,
    Count,
    DateType,
    Day,
    Expr,
    Extreme,
    Includes,
    InList,
    InSet,
    Instant,
    Joint,
    KindType,
    LevelType,
    Listed,
    MomentType,
    MoneyType,
    MonthsType,
    Name,
    Not,
    NumberType,
    OfMember,
    OneOfType,
    OnlyIf,
    Or,
    Path,
    Percent,
    Quantified,
    Quantity,
    RecordsType,
    Rounded,
    Scaled,
    SetType,
    SomeOfType,
    Sum,
    Text,
    Total,
    Truth,
    TypeExpr,
    YesNoType,
)

# How tightly a form holds together, and how tightly a place wants it.
WHOLE, CONDITION, JOINED, SINGLE, OPERAND, TERM, ATOM = range(7)


def expr_text(expr: Expr, place: int = WHOLE) -> str:
    """The expression in the words of the language; in brackets where `place` is too tight for it."""
    text = _text(expr)
    return f"({text})" if _strength(expr) < place else text


def number_text(digits: str) -> str:
    """The digits, five or more of them before the point grouped in threes.

    >>> number_text("41700"), number_text("-1000"), number_text("0.25")
    ('41_700', '-1000', '0.25')
    """
    sign = "-" if digits.startswith("-") else ""
    whole, point, part = digits.removeprefix("-").partition(".")
    if len(whole) >= 5:
        head = len(whole) % 3
        groups = [whole[:head]] if head else []
        whole = "_".join(groups + [whole[i : i + 3] for i in range(head, len(whole), 3)])
    return f"{sign}{whole}{point}{part}"


def quantity_text(quantity: Quantity) -> str:
    """`10`, `1 year`, `6 years 3 months`"""
    return " ".join(f"{number_text(digits)} {_unit(digits, unit)}".rstrip() for digits, unit in quantity.parts)


def range_text(low: Expr, high: Expr, under: bool = False) -> str:
    """`3 to 5 years`, `3 to under 5 years`: a unit that both ends have is written once."""
    end = f"{'under ' if under else ''}{expr_text(high, OPERAND)}"
    match (low, high):
        case (Quantity(parts=((digits, unit),)), Quantity(parts=((_, same),))) if unit == same:
            return f"{number_text(digits)} to {end}"
        case _:
            return f"{expr_text(low, OPERAND)} to {end}"


def quoted(text: str) -> str:
    """The words in quotation marks. Words with a straight mark in them were written between corner brackets:
    straight and curly marks end each other."""
    return f"「{text}」" if '"' in text else f'"{text}"'


def label_text(label: Text | None, cite: Cite | None = None) -> str:
    """`"label" [cite]`, or as much of it as there is."""
    return joined("" if label is None else quoted(label.text), "" if cite is None else f"[{cite.text}]")


def joined(*parts: str) -> str:
    """The parts that are not empty, one space between them."""
    return " ".join(part for part in parts if part)


def names_text(names: tuple[Name, ...]) -> str:
    """`a, b`"""
    return ", ".join(name.text for name in names)


def type_text(type: TypeExpr) -> str:
    """The type as it stands after a fact's colon."""
    match type:
        case YesNoType():
            return "yes/no"
        case NumberType():
            since = "" if type.since is None else f" since {type.since.text}"
            unit = f", {type.unit}{since}" if type.unit or since else ""
            return f"{'whole number' if type.whole else 'number'} {_bounds(type.low, type.high, type.step)}{unit}"
        case MonthsType():
            return f"months {_bounds(type.low, type.high)}"
        case MoneyType():
            return f"money {joined(type.currency, type.period)}, {_bounds(type.low, type.high, type.step)}"
        case DateType(low=Day() as low, high=Day() as high):
            return f"date from {low.value} to {high.value}"
        case DateType():
            return "date"
        case MomentType():
            return "date and time"
        case OneOfType():
            return f"one of {names_text(type.names)}{', or other' if type.other else ''}"
        case LevelType():
            return f"level {' < '.join(name.text for name in type.names)}"
        case SomeOfType():
            return f"some of {names_text(type.names)}"
        case SetType():
            return f"set of {names_text(type.names)}"
        case RecordsType():
            return f"up to {type.limit}"
        case KindType():
            return type.name.text
    assert_never(type)


def instant_text(value: datetime) -> str:
    """`2025-03-25T10:00+08:00`, with seconds only where there are any."""
    exact = "auto" if value.second or value.microsecond else "minutes"
    return value.isoformat(timespec=exact)


def listed_head(listed: Listed) -> str:
    """`all of`, `at least 2 of`"""
    return f"at least {listed.count} of" if listed.joint is Joint.AT_LEAST else listed.joint.value


def _bounds(low: Quantity, high: Quantity, step: Quantity | None = None) -> str:
    by = "" if step is None else f" by {quantity_text(step)}"
    return f"from {range_text(low, high)}{by}"


def _unit(digits: str, unit: str) -> str:
    return unit.removesuffix("s") if digits == "1" and not unit.isupper() else unit


def _text(expr: Expr) -> str:
    match expr:
        case Path():
            return expr.text
        case Quantity():
            return quantity_text(expr)
        case Day():
            return expr.value.isoformat()
        case Instant():
            return instant_text(expr.value)
        case Truth():
            return "yes" if expr.value else "no"
        case Compare() | Between() | InSet() | InList() | Includes():
            return _comparison(expr)
        case Quantified():
            return f"{'every' if expr.every else 'any'} {_text(expr.test)}"
        case Listed():
            return f"{listed_head(expr)} {_list(expr.items, SINGLE)}"
        case And():
            return " and ".join(expr_text(item, SINGLE) for item in expr.items)
        case Or():
            return " or ".join(expr_text(item, SINGLE) for item in expr.items)
        case Not(item=Path() as item):
            return f"not {item.text}"
        case Not():
            return f"not ({_text(expr.item)})"
        case OnlyIf():
            return f"{expr_text(expr.left, JOINED)} only if {expr_text(expr.right, JOINED)}"
        case OfMember():
            return f"{expr.item.text} of {expr.member.text}"
        case Sum() | Scaled() | Percent() | Rounded():
            return _arithmetic(expr)
        case Count() | Total() | Extreme() | Completed():
            return _reckoning(expr)
    assert_never(expr)


def _comparison(expr: Compare | Between | InSet | InList | Includes) -> str:
    match expr:
        case Compare():
            return f"{expr_text(expr.left, OPERAND)} {expr.operator.value} {expr_text(expr.right, OPERAND)}"
        case Between():
            return f"{expr_text(expr.item, OPERAND)} from {range_text(expr.low, expr.high, expr.under)}"
        case InSet():
            return f"{expr_text(expr.item, OPERAND)} in {{{_list(expr.values, OPERAND)}}}"
        case InList():
            return f"{expr_text(expr.item, OPERAND)} in {expr.list.text}"
        case Includes():
            return f"{expr_text(expr.item, OPERAND)} includes {expr_text(expr.value, OPERAND)}"
    assert_never(expr)


def _arithmetic(expr: Sum | Scaled | Percent | Rounded) -> str:
    match expr:
        case Sum():
            (sign, first), *others = expr.terms
            lead = "-" if sign < 0 else ""
            tail = "".join(f" {'-' if sign < 0 else '+'} {expr_text(term, TERM)}" for sign, term in others)
            return f"{lead}{expr_text(first, TERM)}{tail}"
        case Scaled():
            return f"{quantity_text(expr.factor)} * {expr_text(expr.item, ATOM)}"
        case Percent():
            return f"{quantity_text(expr.percent)}% of {expr_text(expr.item, ATOM)}"
        case Rounded():
            return f"{expr_text(expr.item, ATOM)} rounded {'up' if expr.up else 'down'} to {quantity_text(expr.to)}"
    assert_never(expr)


def _reckoning(expr: Count | Total | Extreme | Completed) -> str:
    match expr:
        case Count():
            return f"count of {expr.item.text}{_where(expr.where)}"
        case Total():
            return f"sum of {expr.field.text} of {expr.item.text}{_where(expr.where)}"
        case Extreme(items=(Path() | OfMember() as item,)):
            return f"{'highest' if expr.highest else 'lowest'} of {_text(item)}"
        case Extreme():
            return f"{'highest' if expr.highest else 'lowest'} of ({_list(expr.items, OPERAND)})"
        case Completed():
            return f"completed {expr.unit} from {_end(expr.start)} to {_end(expr.end)}"
    assert_never(expr)


def _where(where: Expr | None) -> str:
    return "" if where is None else f" where {expr_text(where, CONDITION)}"


def _end(end: Expr) -> str:
    """One end of `completed years from … to …`: a name or a date, anything else in brackets."""
    return _text(end) if isinstance(end, Path | Day) else f"({_text(end)})"


def _list(items: tuple[Expr, ...], place: int) -> str:
    return ", ".join(expr_text(item, place) for item in items)


def _strength(expr: Expr) -> int:
    match expr:
        case Count(where=None):
            return ATOM
        case Count() | Total():
            return WHOLE
        case OnlyIf() | Listed():
            return CONDITION
        case And() | Or():
            return JOINED
        case Not() | Compare() | Between() | InSet() | InList() | Includes() | Quantified():
            return SINGLE
        case Sum() | Rounded():
            return OPERAND
        case Scaled() | Percent():
            return TERM
        case Quantity():
            # A number below zero begins with a sign, which may not follow another.
            return OPERAND if expr.parts[0][0].startswith("-") else ATOM
        case Path() | Day() | Instant() | Truth() | OfMember() | Extreme() | Completed():
            return ATOM
    assert_never(expr)
