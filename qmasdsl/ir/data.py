"""Data: a value of each type as the world gives it, and its exact encoding.

Three styles: DATA is what JSON and TOML hold, fractions as `Decimal`; TEXT is `name=value` and a row of CSV,
where everything is text; PYTHON is what a caller writes. Nothing is guessed or rounded: a value that does not
fit is a `Misfit`, which names the fact, its label, its domain and what was given. No given value, however long,
is turned into a number before its size is known.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import TypeGuard, assert_never
from unicodedata import normalize

from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Encoded
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Scalar, Several, Type, Value, YesNo
from qmasdsl.ir.words import type_words

_DIGITS = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_MONTHS = re.compile(r"([0-9]{1,5}) years?(?: ([0-9]{1,5}) months?)?|([0-9]{1,5}) months?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 40  # digits; nothing longer is a number of any domain
_SHOWN = 60  # letters of what was given


class Style(StrEnum):
    DATA = "JSON or TOML"
    TEXT = "name=value"
    PYTHON = "Python"


class Wrong(StrEnum):
    """What can be wrong with a fact that was given, as the sentence that says so."""

    NOT_A_FACT = "{fact} is not a fact of these rules"
    KIND = "{fact} is {domain}; {given} was given"
    OUTSIDE = "{fact} is {domain}; {given} is outside"
    STEP = "{fact} is {domain}; {given} is between two steps"
    UNIT = "{fact} is {domain}; {given} does not say whether years or months"
    NAME = "{fact} is {domain}; {given} is none of them"
    REPEATED = "{fact} has {given} twice"
    TWICE = "{fact} was given twice, also as {given}"
    MANY = "{fact} is {domain}; {given} was given"
    LACKS = "{fact} is missing"
    SHUT = "{fact} exists only when {domain}, which does not hold; {given} was given"
    NEEDS = "{fact} was given, but not {given}, the day to which the years are counted"
    AFTER = "{fact} is {given}, which is after the day to which the years are counted"
    ALWAYS = "these facts cannot be true together: {given}"


@frozen
class Misfit:
    """One thing wrong with the facts given. `fact` is "" where it is about several."""

    fact: str
    wrong: Wrong
    given: str = ""
    domain: str = ""
    label: str = ""
    near: str = ""  # what was most likely meant

    def words(self) -> str:
        """The sentence for people, without a full stop."""
        named = f"`{self.fact}` ({self.label})" if self.label else f"`{self.fact}`"
        sentence = self.wrong.value.format(fact=named, domain=self.domain, given=self.given)
        return f"{sentence}; did you mean `{self.near}`?" if self.near else sentence


def decode(type: Scalar, given: object, style: Style) -> Encoded | Misfit:
    """The encoding of `given`, or what is wrong with it; the misfit's fact is yet to be named."""
    match type:
        case YesNo():
            value = {"yes": True, "no": False}.get(given) if isinstance(given, str) and style is Style.TEXT else given
            form = {Style.DATA: ", as true or false", Style.TEXT: "", Style.PYTHON: ", as True or False"}[style]
            return value if isinstance(value, bool) else misfit(type, Wrong.KIND, given, form=form)
        case Numeric(form=Form.MONTHS):
            return _months(type, given, style)
        case Numeric():
            return _number(type, given, style)
        case Date():
            return _day(type, given, style)
        case Moment():
            return _moment(type, given, style)
        case Choice():
            return _index(type, given) if isinstance(given, str) else misfit(type, Wrong.KIND, given)
        case Several():
            return _several(type, given, style)
        case _:
            assert_never(type)


def fits(type: Type, value: Encoded) -> bool:
    """Whether an encoded value is inside the domain of `type` and on its step."""
    match type:
        case YesNo():
            return isinstance(value, bool)
        case Numeric(_, least, greatest, step):
            return _whole(value) and least <= value <= greatest and (value - least) % step == 0
        case Date(least, greatest) | Moment(least, greatest):
            return _whole(value) and least <= value <= greatest
        case Choice(values):
            return _whole(value) and 0 <= value < len(values)
        case Records(limit, fields):
            types = {field.name: field.type for field in fields}
            records = value if isinstance(value, tuple) else ()
            inside = all(name in types and fits(types[name], held) for record in records for name, held in record)
            return isinstance(value, tuple) and len(value) <= limit and inside
        case Several(values):
            return isinstance(value, frozenset) and all(0 <= one < len(values) for one in value)
        case _:
            assert_never(type)


def misfit(type: Scalar, wrong: Wrong, given: object, near: str = "", form: str = "") -> Misfit:
    return Misfit("", wrong, shown(given), type_words(type) + form, near=near)


def shown(given: object) -> str:
    """What was given, short and safe to print."""
    if given is None or isinstance(given, bool):
        return {None: "nothing", True: "`true`", False: "`false`"}[given]
    if isinstance(given, int) and abs(given) >= 10**_LONGEST:
        return "a number of more than 40 digits"
    if isinstance(given, Mapping):
        return f"a group of {len(given)}"
    if isinstance(given, list | tuple | set | frozenset):
        return f"a list of {len(given)}"
    if not isinstance(given, str | int | float | Decimal | date):
        return f"a Python `{type(given).__name__}`"
    letters = str(given)
    cut = letters if len(letters) <= _SHOWN else letters[:_SHOWN] + "…"
    visible = "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in cut)
    return f'`"{visible}"`' if isinstance(given, str) else f"`{visible}`"


def closest(word: str, known: list[str]) -> str:
    """The known word that was most likely meant, or ""."""
    if len(word) > 128:
        return ""
    plain = {name.casefold(): name for name in known}
    # Wide letters, as a Chinese keyboard types them, are meant as plain ones.
    sought = normalize("NFKC", word).casefold().strip().replace(" ", "_").replace("-", "_")
    return plain.get(sought) or next((plain[near] for near in get_close_matches(sought, plain, 1, 0.75)), "")


def _number(type: Numeric, given: object, style: Style) -> Encoded | Misfit:
    only_whole = type.form is Form.WHOLE or (type.form is Form.MONEY and type.places == 0)
    exact: object = given
    if style is Style.TEXT:
        pattern = _DIGITS if only_whole else _DECIMAL
        exact = Decimal(given) if isinstance(given, str) and pattern.fullmatch(given) else None
    elif style is Style.PYTHON and isinstance(given, float) and not only_whole:
        exact = Decimal(repr(given))
    elif isinstance(given, Decimal) and only_whole:
        return misfit(type, Wrong.KIND, given)
    if isinstance(exact, bool) or not isinstance(exact, int | Decimal):
        return misfit(type, Wrong.KIND, given)
    if isinstance(exact, Decimal) and not exact.is_finite():
        return misfit(type, Wrong.KIND, given)
    return _scaled(type, exact, given)


def _scaled(type: Numeric, exact: int | Decimal, given: object) -> Encoded | Misfit:
    if isinstance(exact, Decimal) and exact:
        if exact.adjusted() > _LONGEST:
            return misfit(type, Wrong.OUTSIDE, given)
        if exact.adjusted() < -_LONGEST or len(exact.as_tuple().digits) > _LONGEST:
            return misfit(type, Wrong.STEP, given)
    # A zero may carry any exponent.
    scaled = Fraction(exact) * 10**type.places if exact else Fraction(0)
    if not type.least <= scaled <= type.greatest:
        return misfit(type, Wrong.OUTSIDE, given)
    if scaled.denominator != 1 or (scaled.numerator - type.least) % type.step:
        return misfit(type, Wrong.STEP, given)
    return scaled.numerator


def _months(type: Numeric, given: object, style: Style) -> Encoded | Misfit:
    months: int | None = None
    if isinstance(given, str):
        said = _MONTHS.fullmatch(given)
        if said is None:
            return misfit(type, Wrong.UNIT if _DIGITS.fullmatch(given) else Wrong.KIND, given)
        years, rest, alone = (int(digits or 0) for digits in said.groups())
        months = years * 12 + rest + alone
    elif isinstance(given, int) and not isinstance(given, bool) and style is not Style.TEXT:
        months = given
    if months is None:
        return misfit(type, Wrong.KIND, given)
    return months if fits(type, months) else misfit(type, Wrong.OUTSIDE, given)


def _day(type: Date, given: object, style: Style) -> Encoded | Misfit:
    day = given
    if isinstance(given, str) and style is not Style.PYTHON and _DAY.fullmatch(given):
        try:
            day = date.fromisoformat(given)
        except ValueError:
            return misfit(type, Wrong.KIND, given)
    if not isinstance(day, date) or isinstance(day, datetime):
        return misfit(type, Wrong.KIND, given, form=", as a datetime.date" if style is Style.PYTHON else "")
    return day.toordinal() if fits(type, day.toordinal()) else misfit(type, Wrong.OUTSIDE, given)


def _moment(type: Moment, given: object, style: Style) -> Encoded | Misfit:
    moment = given
    if isinstance(given, str) and style is not Style.PYTHON and _INSTANT.fullmatch(given):
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            return misfit(type, Wrong.KIND, given)
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        return misfit(type, Wrong.KIND, given, form=" with its offset, for example 2025-03-25T10:00+08:00")
    micros = (moment - _EPOCH) // timedelta(microseconds=1)
    return micros if fits(type, micros) else misfit(type, Wrong.OUTSIDE, given)


def _several(type: Several, given: object, style: Style) -> Encoded | Misfit:
    names: object = given
    if style is Style.TEXT and isinstance(given, str):
        names = [] if given == "none" else given.split(",")
    sets = list | tuple | set | frozenset if style is Style.PYTHON else list
    if not isinstance(names, sets) or not all(isinstance(name, str) for name in names):
        return misfit(type, Wrong.KIND, given)
    indices = {value.name: index for index, value in enumerate(type.values)}
    found: set[int] = set()
    for name in names:
        if name not in indices:
            return misfit(type, Wrong.NAME, name, _meant(type.values, name))
        if indices[name] in found:
            return misfit(type, Wrong.REPEATED, name)
        found.add(indices[name])
    return frozenset(found)


def _index(type: Choice, given: str) -> int | Misfit:
    for index, value in enumerate(type.values):
        if value.name == given:
            return index
    return misfit(type, Wrong.NAME, given, _meant(type.values, given))


def _meant(values: tuple[Value, ...], given: str) -> str:
    sought = given.casefold().strip()
    labelled = next((value.name for value in values if value.label.casefold() == sought and value.label), "")
    return labelled or closest(given, [value.name for value in values])


def _whole(value: Encoded) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
