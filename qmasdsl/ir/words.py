"""Words: a type, its domain and its values, said for people.

`a whole number from 0 to 120, years`; `one of none, bachelor, master`; `6 years 3 months`; `8.5`. Messages about
rule files and about an applicant's facts say it with the same words, the ones a rule file uses.
"""

from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Several, Type, YesNo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = 12  # values of a long choice that are named before "…"


def type_words(type: Type) -> str:
    """The type with its domain, after an article: "a whole number from 0 to 120, years"."""
    match type:
        case YesNo():
            return "yes or no"
        case Numeric():
            return _numeric_words(type)
        case Date():
            return f"a date from {day_words(type.least)} to {day_words(type.greatest)}"
        case Moment():
            return "a date and time"
        case Choice():
            return f"{'a level: ' if type.ordered else 'one of '}{names_words([v.name for v in type.values])}"
        case Several():
            return f"some of {names_words([v.name for v in type.values])}"
        case Records():
            return f"a list of up to {type.limit}"
    assert_never(type)


def number_words(value: int, places: int = 0) -> str:
    """A scaled number as a rule file writes it.

    >>> number_words(85, 1), number_words(41700), number_words(-5, 2), number_words(80, 1)
    ('8.5', '41_700', '-0.05', '8')
    """
    sign, size = ("-", -value) if value < 0 else ("", value)
    whole, part = divmod(size, 10**places)
    digits = f"{whole:_}" if whole >= 10_000 else str(whole)
    decimals = str(part).zfill(places).rstrip("0") if part else ""
    return f"{sign}{digits}.{decimals}" if decimals else f"{sign}{digits}"


def months_words(months: int) -> str:
    """Whole months in years and months.

    >>> months_words(75), months_words(120), months_words(0)
    ('6 years 3 months', '10 years', '0 months')
    """
    if months < 0:
        return f"-({months_words(-months)})"
    years, rest = divmod(months, 12)
    parts = [f"{n} {word if n != 1 else word[:-1]}" for n, word in ((years, "years"), (rest, "months")) if n]
    return " ".join(parts) or "0 months"


def day_words(ordinal: int) -> str:
    """`2018-08-28`"""
    return date.fromordinal(ordinal).isoformat()


def moment_words(microseconds: int) -> str:
    """`2025-03-25T02:00+00:00`"""
    value = _EPOCH + timedelta(microseconds=microseconds)
    return value.isoformat(timespec="auto" if value.second or value.microsecond else "minutes")


def names_words(names: list[str]) -> str:
    """The names with commas, the rest of a long row left out."""
    shown = ", ".join(names[:_SHOWN])
    return f"{shown}, … ({len(names)} in all)" if len(names) > _SHOWN else shown


def value_words(type: Type, value: object) -> str:
    """An encoded value of `type` as a rule file writes it: "yes", "8.5", "6 years 3 months", "master"."""
    match type:
        case YesNo():
            return "yes" if value else "no"
        case Numeric() if isinstance(value, int):
            return months_words(value) if type.form is Form.MONTHS else number_words(value, type.places)
        case Date() if isinstance(value, int):
            return day_words(value)
        case Moment() if isinstance(value, int):
            return moment_words(value)
        case Choice() if isinstance(value, int):
            return type.values[value].name
        case Several() if isinstance(value, frozenset):
            return "{" + ", ".join(v.name for i, v in enumerate(type.values) if i in value) + "}"
        case Records() if isinstance(value, tuple):
            return "none" if not value else f"{len(value)} given"
        case _:
            raise TypeError(f"{value!r} does not encode a value of {type!r}")


def _numeric_words(type: Numeric) -> str:
    if type.form is Form.MONTHS:
        return f"a time from {months_words(type.least)} to {months_words(type.greatest)}"
    bounds = f"from {number_words(type.least, type.places)} to {number_words(type.greatest, type.places)}"
    plain_step = 1 if type.form is not Form.NUMBER else None
    scaled_one = 10**type.places
    by = "" if plain_step and type.step == scaled_one else f" by {number_words(type.step, type.places)}"
    since = f" since {type.since}" if type.since else ""
    if type.form is Form.MONEY:
        return f"money {type.unit}, {bounds}{by}"
    unit = f", {type.unit}{since}" if type.unit or since else ""
    return f"a {type.form} {bounds}{by}{unit}"
