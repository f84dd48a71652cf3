"""CSV and JSON lines.

CSV has a byte order mark, so that Excel shows Chinese; yes/no is `yes` and `no`, as facts are typed. A spreadsheet runs
what begins with `=`, `+`, `-` or `@`, so a text that does gets an apostrophe before it, which makes it a text again;
numbers, also negative ones, stay as they are.
"""

import codecs
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl

from qmasdsl.tables.writing import Part

_FORMULA = r"^[=+\-@\t\r\n]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


class CsvWriter:
    """`raw` leaves every text as it is."""

    def __init__(self, *, raw: bool = False) -> None:
        self._raw = raw

    def head(self, empty: pl.DataFrame) -> bytes:
        names = pl.DataFrame([pl.Series(f"c{at}", [name], pl.String) for at, name in enumerate(empty.columns)])
        return codecs.BOM_UTF8 + _csv(self._cells(names))

    def part(self, frame: pl.DataFrame, at: int) -> Part:
        return Part(_csv(self._cells(flattened(frame))))

    def tail(self, notes: Sequence[str], rows: int, at: int) -> bytes:
        return b""

    def _cells(self, frame: pl.DataFrame) -> pl.DataFrame:
        if self._raw:
            return frame
        text = pl.col(pl.String)
        danger = text.str.contains(_FORMULA) & text.str.contains(_NUMBER).not_()
        return frame.with_columns(pl.when(danger).then(pl.lit("'") + text).otherwise(text).name.keep())


class JsonlWriter:
    """`raw` is the column that holds the beginning of each line, to which the other columns are added."""

    def __init__(self, raw: str | None = None) -> None:
        self._raw = raw

    def head(self, empty: pl.DataFrame) -> bytes:
        return b""

    def part(self, frame: pl.DataFrame, at: int) -> Part:
        if not frame.height:
            return Part(b"")
        if self._raw is None:
            return Part(json_lines(frame))
        results = pl.Series("results", json_lines(frame.drop(self._raw)).decode().split("\n")[:-1], pl.String)
        begin = frame[self._raw].str.strip_chars_end().str.strip_suffix("}").str.strip_chars_end()
        lines = pl.DataFrame({"begin": begin, "results": results}).select(
            pl.col("begin") + pl.when(pl.col("begin").str.ends_with("{")).then(pl.lit("")).otherwise(pl.lit(", "))
            + pl.col("results").str.slice(1)
        )  # fmt: skip
        return Part(("\n".join(lines.to_series().to_list()) + "\n").encode())

    def tail(self, notes: Sequence[str], rows: int, at: int) -> bytes:
        return b""


def json_lines(frame: pl.DataFrame) -> bytes:
    """A JSON object for each row. Moments have their offset, bytes are in hexadecimal; decimals are numbers as far as
    every reader takes them exactly, else text."""
    made = io.BytesIO()
    frame.select(_in_json(frame, name, held) for name, held in frame.schema.items()).write_ndjson(made)
    return made.getvalue()


def flattened(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column as CSV can hold it: lists and groups as JSON, bytes in hexadecimal, moments with their offset."""
    return frame.select(_in_cell(name, held) for name, held in frame.schema.items())


def unwritable(schema: Mapping[str, pl.DataType]) -> str | None:
    """The first column that text cannot hold: bytes inside a list or group, or objects of a program."""
    for name, held in schema.items():
        inner = [one for one in _within(held) if one is not held]
        if isinstance(held, pl.Object) or any(isinstance(one, pl.Binary | pl.Object) for one in inner):
            return name
    return None


def writable(frame: pl.DataFrame) -> pl.DataFrame:
    """The same, saying so in the columns that text cannot hold."""
    while (name := unwritable(frame.schema)) is not None:
        frame = frame.with_columns(pl.lit("not shown: this cannot be written as text").alias(name))
    return frame


def _within(held: object) -> Iterator[object]:
    yield held
    if isinstance(held, pl.List | pl.Array):
        yield from _within(held.inner)
    elif isinstance(held, pl.Struct):
        for one in held.fields:
            yield from _within(one.dtype)


def _csv(frame: pl.DataFrame) -> bytes:
    made = io.BytesIO()
    frame.write_csv(made, include_header=False)
    return made.getvalue()


def _in_cell(name: str, held: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    match held:
        case pl.Boolean():
            return pl.when(column).then(pl.lit("yes")).when(column.not_()).then(pl.lit("no")).alias(name)
        case pl.Struct():
            return pl.when(column.is_not_null()).then(column.struct.json_encode()).alias(name)
        case pl.List() | pl.Array():
            inside = pl.struct(column.alias("l")).struct.json_encode()
            # {"l":[…]} without what stands around the list
            return pl.when(column.is_not_null()).then(inside.str.slice(5).str.head(-1)).alias(name)
        case pl.Duration():
            return column.dt.to_string("iso")
        case _:
            return _plain(column, held)


def _in_json(frame: pl.DataFrame, name: str, held: pl.DataType) -> pl.Expr:
    if isinstance(held, pl.Decimal):
        within = frame[name].abs().max()
        if within is None or (isinstance(within, Decimal) and within < Decimal(10) ** (15 - (held.scale or 0))):
            return pl.col(name).cast(pl.Float64)
    return _plain(pl.col(name), held)


def _plain(column: pl.Expr, held: pl.DataType) -> pl.Expr:
    match held:
        case pl.Datetime():
            return column.dt.to_string("iso:strict")
        case pl.Binary():
            return column.bin.encode("hex")
        case pl.Categorical() | pl.Enum():
            return column.cast(pl.String)
        case _:
            return column
