"""Units: what a number is a number of, and which units convert into each other exactly.

Twelve months are a year, always; so are seven days a week and sixty minutes an hour. Days and months never
convert, nor do currencies or periods of pay. A unit that is not listed here (`points`, `HKD a year`) fits itself.
"""

import re

from qmasdsl.lowering.terms import Fixed
from qmasdsl.syntax.nodes import Quantity

_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PLURAL = {"year": "years", "month": "months", "week": "weeks", "day": "days", "hour": "hours", "minute": "minutes"}
_SIZES = {
    "years": ("months", 12),
    "months": ("months", 1),
    "weeks": ("days", 7),
    "days": ("days", 1),
    "hours": ("minutes", 60),
    "minutes": ("minutes", 1),
}


def plural(unit: str) -> str:
    """`year` and `years` are one unit."""
    return _PLURAL.get(unit, unit)


def ratio(unit: str, other: str) -> tuple[int, int] | None:
    """How many of `other` one of `unit` is, as a fraction; None if they do not convert.

    >>> ratio("years", "months"), ratio("months", "years"), ratio("days", "months")
    ((12, 1), (1, 12), None)
    """
    if unit == other:
        return (1, 1)
    if unit not in _SIZES or other not in _SIZES:
        return None
    (kind, size), (other_kind, other_size) = _SIZES[unit], _SIZES[other]
    if kind != other_kind:
        return None
    return (size // other_size, 1) if size >= other_size else (1, other_size // size)


def quantity(written: Quantity) -> Fixed | None:
    """The constant that was written; None if its parts have units that do not add (`2 years 3 days`).

    >>> from qmasdsl.source import SourceFile, Span
    >>> quantity(Quantity((("6", "years"), ("3", "months")), span=Span(SourceFile("", ""), 0, 0)))
    Fixed(value=75, places=0, unit='months')
    """
    if len(written.parts) == 1:
        digits, unit = written.parts[0]
        return decimal(digits, plural(unit))
    total = Fixed(0, 0, "")
    for digits, unit in written.parts:
        part = decimal(digits, plural(unit))
        if part.unit not in _SIZES or (total.unit and ratio(part.unit, total.unit) is None):
            return None
        kind, size = _SIZES[part.unit]
        total = added(total, Fixed(part.value * size, part.places, kind))
    return total


def decimal(digits: str, unit: str = "") -> Fixed:
    """The digits exactly, without trailing zeros after the point.

    Of a number that is malformed (`18years`), which the reader of the text has reported, what is a number in it.
    """
    found = _DIGITS.match(digits)
    whole, _, part = (found.group() if found else "0").partition(".")
    part = part.rstrip("0")
    return Fixed(int(whole + part), len(part), unit)


def added(a: Fixed, b: Fixed, sign: int = 1) -> Fixed:
    """The sum (or difference) of two constants of one unit."""
    places = max(a.places, b.places)
    value = a.value * 10 ** (places - a.places) + sign * b.value * 10 ** (places - b.places)
    return trimmed(Fixed(value, places, a.unit or b.unit))


def multiplied(a: Fixed, b: Fixed) -> Fixed:
    return trimmed(Fixed(a.value * b.value, a.places + b.places, a.unit or b.unit))


def trimmed(number: Fixed) -> Fixed:
    """The same number without trailing zeros after the point."""
    value, places = number.value, number.places
    while places and value % 10 == 0:
        value, places = value // 10, places - 1
    return Fixed(value, places, number.unit)


def rounded(number: Fixed, to: Fixed, up: bool) -> Fixed:
    """`number` rounded to a multiple of `to` (above zero)."""
    places = max(number.places, to.places)
    value = number.value * 10 ** (places - number.places)
    step = to.value * 10 ** (places - to.places)
    return trimmed(Fixed((-(-value // step) if up else value // step) * step, places, number.unit))


def converted(number: Fixed, unit: str) -> Fixed | None:
    """The constant in `unit`, exactly; None if the units do not convert or it has no end after the point."""
    factor = ratio(number.unit, unit)
    if factor is None:
        return None
    up, down = factor
    value, places = number.value * up, number.places
    for more in range(7):
        if value * 10**more % down == 0:
            return trimmed(Fixed(value * 10**more // down, places + more, unit))
    return None
