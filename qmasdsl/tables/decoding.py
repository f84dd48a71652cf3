"""Decoding: the values of a column, as a table holds them, in the exact encoding of their type.

A code is null where nothing is given and where what is given is not plainly a value of the type: such rows are read
again, one by one, by the reader that reads every applicant. So nothing here may take for a value what that reader
would not take, and need not take everything it does.
"""

from typing import assert_never

import polars as pl

from qmasdsl.frozen import frozen
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Scalar, Several, YesNo
from qmasdsl.tables.expressions import width

_EPOCH_DAY = 719_163  # the ordinal of 1970-01-01
_FEW = 8  # values of a choice that are told apart by comparing; more are looked up
_CLASSES = 4  # of which one is looked up and the others are compared: quicker than looking up which value it is
_EXACT = 2**53

Classes = tuple[tuple[int, ...], ...]


@frozen
class Code:
    """The codes of a column, and what of them is yet to be asked: that they lie between `least` and `greatest`, in
    steps of `step` from the least. None where that is already certain."""

    codes: pl.Expr
    least: int | None = None
    greatest: int | None = None
    step: int = 1


def decoded(
    type: Scalar, given: pl.Expr, held: pl.DataType, *, text: bool, classes: Classes = ()
) -> Code | None:
    """How the codes of `type` are had from a column of what `held` says; in `text` everything is text as people type
    it. Of a choice, values of one of `classes` need not be told apart. None where the column cannot hold such values.
    """
    if held == pl.Null:
        return Code(pl.lit(None, pl.Boolean if isinstance(type, YesNo) else pl.Int8))
    match type:
        case YesNo():
            if text:
                return Code(pl.when(given == "yes").then(True).when(given == "no").then(False))
            return Code(given) if held == pl.Boolean else None
        case Numeric():
            whole = _months(given) if text and type.form is Form.MONTHS else _number(type, given, held, text=text)
            return None if whole is None else Code(whole, type.least, type.greatest, type.step)
        case Date():
            days = _days(given, held)
            return None if days is None else Code(days, type.least, type.greatest)
        case Moment():
            moments = _moments(given, held)
            return None if moments is None else Code(moments, type.least, type.greatest)
        case Choice(values):
            return _choice([value.name for value in values], given, held, classes)
        case Several():
            raise TypeError("a `some of` fact is a column for each value")
        case _:
            assert_never(type)


def _number(type: Numeric, given: pl.Expr, held: pl.DataType, *, text: bool) -> pl.Expr | None:
    only_whole = type.form is not Form.NUMBER and type.places == 0
    size = 10**type.places
    if text:
        if only_whole:
            found = given.cast(pl.Int64, strict=False)
            # `+5`, `007` and `-0` are for the reader to judge.
            return pl.when(found.cast(pl.String) == given).then(found)
        plain = given.str.contains(rf"^-?(0|[1-9][0-9]{{0,{14 - type.places}}})(\.[0-9]{{1,{max(type.places, 1)}}})?$")
        return pl.when(plain).then(_of_float(given.cast(pl.Float64, strict=False), size))
    if held.is_integer():
        signed = given if held.is_signed_integer() else given.cast(pl.Int64, strict=False)
        # What is outside the domain is null before it is made larger, so that nothing runs over.
        return signed if size == 1 else _inside(signed.cast(pl.Int64), type.least // size, type.greatest // size) * size
    if held.is_float() and not (only_whole or type.form is Form.MONTHS):
        return _of_float(given.cast(pl.Float64), size)
    if isinstance(held, pl.Decimal) and not (only_whole or type.form is Form.MONTHS):
        small = _inside(given, type.least // size - 1, type.greatest // size + 1)
        scaled = small.cast(pl.Decimal(38, type.places))
        return pl.when(scaled == small).then(scaled.to_physical()).cast(pl.Int64, strict=False)
    return None


def _of_float(given: pl.Expr, size: int) -> pl.Expr:
    """The whole number whose `size`th part is written like `given`: 85 for 8.5 where `size` is 10."""
    found = (given * size).round()
    # By a column and not by a constant: that Polars does with the reciprocal, and 3 * (1 / 10) is 0.1 + 0.2.
    parts = found / pl.when(given.is_not_null()).then(pl.lit(float(size)))
    return pl.when((parts == given) & found.is_between(-_EXACT, _EXACT)).then(found).cast(pl.Int64, strict=False)


def _inside(given: pl.Expr, least: int, greatest: int) -> pl.Expr:
    return pl.when(given.is_between(least, greatest)).then(given)


def _months(given: pl.Expr) -> pl.Expr:
    """`6 years 3 months`, `75 months`."""
    parts = given.str.extract_groups(r"^(?:([0-9]{1,5}) years?(?: ([0-9]{1,5}) months?)?|([0-9]{1,5}) months?)$")
    years, rest, alone = (parts.struct.field(str(at)).cast(pl.Int64) for at in (1, 2, 3))
    found = years.fill_null(0) * 12 + rest.fill_null(0) + alone.fill_null(0)
    return pl.when(years.is_not_null() | alone.is_not_null()).then(found)


def _days(given: pl.Expr, held: pl.DataType) -> pl.Expr | None:
    if held == pl.Date:
        return given.to_physical() + _EPOCH_DAY
    if held != pl.String:
        return None
    day = given.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(day.dt.to_string("%Y-%m-%d") == given).then(day.to_physical() + _EPOCH_DAY)


def _moments(given: pl.Expr, held: pl.DataType) -> pl.Expr | None:
    if isinstance(held, pl.Datetime) and held.time_zone is not None and held.time_unit in ("ms", "us"):
        return given.dt.timestamp("us")
    # What is written out, or finer than a microsecond, is for the reader.
    written_out = held == pl.String or (isinstance(held, pl.Datetime) and held.time_zone is not None)
    return pl.lit(None, pl.Int64) if written_out else None


def _choice(names: list[str], given: pl.Expr, held: pl.DataType, classes: Classes) -> Code | None:
    if isinstance(held, pl.Enum | pl.Categorical):
        given = given.cast(pl.String)
    elif held != pl.String:
        return None
    kind = width(0, len(names))
    if len(names) > _FEW and 0 < len(classes) <= _CLASSES and sum(len(alike) > 1 for alike in classes) == 1:
        # The first of a class stands for all of it.
        found = pl.lit(None, kind)
        for alike in sorted(classes, key=len):
            known = given.is_in([names[at] for at in alike]) if len(alike) > 1 else given == names[alike[0]]
            found = pl.when(known).then(pl.lit(alike[0], kind)).otherwise(found)
        return Code(found)
    if len(names) > _FEW:
        # Codes of an Enum are its places; those are unsigned, and what is taken from them may be below 0.
        return Code(given.cast(pl.Enum(names), strict=False).to_physical().cast(kind))
    found = pl.lit(None, kind)
    for at, name in reversed(list(enumerate(names))):
        found = pl.when(given == name).then(pl.lit(at, kind)).otherwise(found)
    return Code(found)
