"""People: codes of applicants as a table of their facts, in the forms that tables have.

In typed files (Parquet, Arrow) each column of a sheet is a column: `children` says how many there are,
`children.1.child_age` is a field of the first, `languages.french` a yes or no. In CSV everything is text as people
type it; in JSON lines a row is what `qmas score --facts` reads, with lists of records and of values.
"""

import json
from collections.abc import Iterator
from typing import assert_never

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import columns_of, range_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Scalar, Several, Type, YesNo
from qmasdsl.tables.expressions import width

_EPOCH_DAY = 719_163  # the ordinal of 1970-01-01


def key_of(ruleset: ir.Ruleset) -> str:
    """What the column of the people's numbers is called: `id`, unless a fact is called so."""
    key = "id"
    while any(fact.name == key for fact in ruleset.facts):
        key += "_"
    return key


def code_kind(column: c.Column) -> type[pl.DataType]:
    """What codes of a column are kept in."""
    return pl.Boolean if isinstance(column.type, YesNo) else width(*range_of(column))


def typed(ruleset: ir.Ruleset, codes: pl.DataFrame) -> pl.DataFrame:
    """A column for each column of the sheet, of the type that such values have, after the people's numbers."""
    facts = (value(column.type, pl.col(column.name)).alias(column.name)
             for fact in ruleset.facts for column in columns_of(fact))  # fmt: skip
    return codes.select(key_of(ruleset), *facts)


def text(ruleset: ir.Ruleset, codes: pl.DataFrame) -> pl.DataFrame:
    """The same as text; null where there is nothing."""
    return codes.select(key_of(ruleset), *(one for fact in ruleset.facts for one in _text_columns(fact)))


def json_lines(ruleset: ir.Ruleset, codes: pl.DataFrame) -> pl.Series:
    """Each person as a JSON object on a line, without the facts that they do not have."""
    key = key_of(ruleset)
    facts = [_member(fact.name, fact.type) for fact in ruleset.facts]
    return codes.select(_object([pl.concat_str([pl.lit(f'"{key}":'), pl.col(key)]), *facts])).to_series()


def value(type: Scalar, code: pl.Expr) -> pl.Expr:
    """What typed tables hold for a code."""
    match type:
        case YesNo():
            return code
        case Numeric(places=0):
            return code
        case Numeric(places=places):
            # The float nearest to a decimal of at most 15 digits is read back as that decimal. Polars divides by
            # multiplying with a reciprocal, which comes out beside it.
            return _decimal(code.cast(pl.Int64), places).cast(pl.Float64)
        case Date():
            return (code.cast(pl.Int32) - _EPOCH_DAY).cast(pl.Date)
        case Moment():
            return code.cast(pl.Datetime("us", "UTC"))
        case Choice(values):
            return code.replace_strict(range(len(values)), [one.name for one in values], return_dtype=pl.String)
        case Several():
            raise TypeError("a `some of` fact is a column for each value")
        case _:
            assert_never(type)


def _text_columns(fact: ir.Fact) -> Iterator[pl.Expr]:
    match fact.type:
        case Several():
            yield _names(fact.name, fact.type).alias(fact.name)
        case Records(limit, fields):
            yield pl.when(pl.col(fact.name) == 0).then(pl.lit("none")).alias(fact.name)
            for at in range(1, limit + 1):
                for field in fields:
                    name = f"{fact.name}.{at}.{field.name}"
                    yield _text(name, field.type).alias(name)
        case _:
            yield _text(fact.name, fact.type).alias(fact.name)


def _text(name: str, type: Scalar) -> pl.Expr:
    code = pl.col(name)
    match type:
        case YesNo():
            return pl.when(code).then(pl.lit("yes")).when(code.is_not_null()).then(pl.lit("no"))
        case Numeric(form=Form.MONTHS):
            return pl.format("{} months", code)
        case Numeric(places=0):
            return code.cast(pl.String)
        case Numeric(places=places):
            return _decimal(code.cast(pl.Int64), places)
        case Date():
            return value(type, code).dt.to_string("%Y-%m-%d")
        case Moment():
            return _moment(code)
        case Choice():
            return value(type, code)
        case Several():
            return _names(name, type)
        case _:
            assert_never(type)


def _moment(code: pl.Expr) -> pl.Expr:
    return value(Moment(0, 0), code).dt.to_string("%Y-%m-%dT%H:%M:%S%.6f+00:00")


def _decimal(code: pl.Expr, places: int) -> pl.Expr:
    """`8.50` for 850 in two places; never in the notation of large and small numbers."""
    sign = pl.when(code < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    size = code.abs()
    rest = (size % 10**places).cast(pl.String).str.zfill(places)
    return pl.format("{}{}.{}", sign, size // 10**places, rest)


def _names(name: str, type: Several) -> pl.Expr:
    """`french,german`, or `none`."""
    held = [
        pl.when(pl.col(f"{name}.{one.name}")).then(pl.lit(one.name)).otherwise(pl.lit(None, pl.String))
        for one in type.values
    ]
    said = pl.concat_str(held, separator=",", ignore_nulls=True)
    given = pl.col(f"{name}.{type.values[0].name}").is_not_null()
    return pl.when(given).then(pl.when(said == "").then(pl.lit("none")).otherwise(said))


def _member(name: str, type: Type, key: str = "") -> pl.Expr:
    """`"age":34`; null where it is not there."""
    return pl.concat_str([pl.lit(f"{json.dumps(key or name, ensure_ascii=False)}:"), _json(name, type)])


def _json(name: str, type: Type) -> pl.Expr:
    """A value in JSON."""
    code = pl.col(name) if not isinstance(type, Several) else pl.lit(None)
    match type:
        case YesNo():
            return pl.when(code).then(pl.lit("true")).when(code.not_()).then(pl.lit("false"))
        case Numeric(places=0):
            return code.cast(pl.String)
        case Numeric(places=places):
            return _decimal(code.cast(pl.Int64), places)
        case Date() | Moment() | Choice():
            return pl.concat_str([pl.lit('"'), _text(name, type), pl.lit('"')])
        case Several(values):
            # Names of values are names of the language: nothing in them is to be escaped.
            held = [pl.when(pl.col(f"{name}.{one.name}")).then(pl.lit(f'"{one.name}"')) for one in values]
            listed = pl.concat_str([pl.lit("["), pl.concat_str(held, separator=",", ignore_nulls=True), pl.lit("]")])
            return pl.when(pl.col(f"{name}.{values[0].name}").is_not_null()).then(listed)
        case Records(limit, fields):
            records = []
            for at in range(1, limit + 1):
                inner = [_member(f"{name}.{at}.{field.name}", field.type, field.name) for field in fields]
                records.append(pl.when(code >= at).then(_object(inner)))
            listed = pl.concat_str([pl.lit("["), pl.concat_str(records, separator=",", ignore_nulls=True), pl.lit("]")])
            return pl.when(code.is_not_null()).then(listed)
        case _:
            assert_never(type)


def _object(members: list[pl.Expr]) -> pl.Expr:
    return pl.concat_str([pl.lit("{"), pl.concat_str(members, separator=",", ignore_nulls=True), pl.lit("}")])
