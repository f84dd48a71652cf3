"""Reading a table for an impact: each chunk as both versions read it.

A table in columns, or CSV, is read once. A line of JSON is read under each version, because what a name in it means
is a matter of the rules.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

import polars as pl

from qmasdsl.columns.inputs import columns_of
from qmasdsl.columns.rows import row_of
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.tables.formats import PIPE, Format
from qmasdsl.tables.impact_sides import Read
from qmasdsl.tables.people import code_kind, key_of, text, typed
from qmasdsl.tables.problems import TableProblem, existing
from qmasdsl.tables.reading import Chunk, Place, Reader
from qmasdsl.tables.reading_columns import ColumnReader
from qmasdsl.tables.reading_csv import CsvReader
from qmasdsl.tables.reading_jsonl import JsonlReader
from qmasdsl.tables.sources import Schema

_LINES = 1_000  # of JSON, that are looked at for names


@frozen
class Rows:
    """Some rows of a table; `share` is how much of it is read by then, None where nobody knows."""

    size: int
    old: Read
    new: Read
    read: int
    share: float | None


class Source(Protocol):
    """A table of people, as both versions read it."""

    @property
    def schemas(self) -> tuple[Schema, Schema]:
        """The columns of facts, as the old and the new version read them."""

    @property
    def is_text(self) -> bool:
        """Whether facts are text as people type it."""

    def rows(self) -> Iterator[Rows]:
        """All of it. Raises TableProblem."""


def column_reader(name: str, format: Format) -> Reader | None:
    """The reader of a table in columns; None for JSON lines. Raises TableProblem."""
    match format:
        case Format.CSV:
            return CsvReader(name)
        case Format.PARQUET | Format.ARROW:
            return ColumnReader(name, format)
        case Format.JSONL:
            return None


def names_in(name: str) -> list[str]:
    """The names in the first lines of a file of JSON lines."""
    if name == PIPE:
        raise TableProblem("JSON lines are read twice here, which a pipe cannot be", "put them into a file first")
    found: dict[str, None] = {}
    with open(existing(name), "rb") as file:
        lines = list(islice(file, _LINES))
    for line in lines:
        try:
            person = json.loads(line)
        except (ValueError, RecursionError):
            continue  # told when the line is read
        if isinstance(person, dict):
            found |= dict.fromkeys(person)
            groups = ((key, value) for key, value in person.items() if isinstance(value, dict))
            found |= {f"{key}.{inner}": None for key, value in groups for inner in value}
    return list(found)


class Columns:
    """A table that is read once for both."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.schemas = reader.facts, reader.facts
        self.is_text = reader.is_text

    def rows(self) -> Iterator[Rows]:
        for chunk in self._reader.chunks(Place()):
            read = Read(chunk.facts, range(chunk.facts.height))
            share = self._reader.share(chunk.after)
            yield Rows(chunk.facts.height, read, read, chunk.after.rows, share)
        self._reader.identity()  # which complains of a file that was changed meanwhile


class JsonLines:
    """JSON lines, read under each version."""

    is_text = False

    def __init__(self, name: str, old: ir.Ruleset, new: ir.Ruleset) -> None:
        self._readers = [
            JsonlReader(name, ruleset, frozenset(), as_table=False, only_kept=False) for ruleset in (old, new)
        ]
        self.schemas = self._readers[0].facts, self._readers[1].facts

    def rows(self) -> Iterator[Rows]:
        old, new = self._readers
        before = 0
        for was, now in zip(old.chunks(Place()), new.chunks(Place()), strict=True):
            assert was.after == now.after  # both read the same lines
            size = was.after.rows - before
            yield Rows(size, _read(was, before), _read(now, before), was.after.rows, old.share(was.after))
            before = was.after.rows
        old.identity()


def _read(chunk: Chunk, before: int) -> Read:
    rows = [row - before - 1 for row in chunk.rows]
    return Read(chunk.facts, rows, tuple(row.why for row in chunk.unread))


class Assuming:
    """A table with values for what it does not say."""

    def __init__(self, source: Source, values: Mapping[str, pl.Series]) -> None:
        """`values` are single values, put where a column of that name has nothing."""
        self._source = source
        self._values = values
        kinds = {name: value.dtype for name, value in values.items()}
        old, new = source.schemas
        self.schemas = {**kinds, **old}, {**kinds, **new}
        self.is_text = source.is_text

    def rows(self) -> Iterator[Rows]:
        for rows in self._source.rows():
            # One frame that both read stays one.
            old = self._filled(rows.old)
            new = old if rows.new is rows.old else self._filled(rows.new)
            yield Rows(rows.size, old, new, rows.read, rows.share)

    def _filled(self, read: Read) -> Read:
        made: list[pl.Expr] = []
        for name, value in self._values.items():
            kind = read.facts.schema.get(name, value.dtype)
            assumed = pl.lit(value[0], value.dtype).cast(kind)
            if name not in read.facts.columns:
                made.append(assumed.alias(name))
            else:
                given = pl.when(pl.col(name) != "").then(pl.col(name)) if self.is_text else pl.col(name)
                made.append(given.fill_null(assumed).alias(name))
        return Read(read.facts.with_columns(made), read.rows, read.unread)


def assumed(facts: Sequence[ir.Fact], given: Mapping[str, ir.Encoded], *, is_text: bool) -> dict[str, pl.Series]:
    """What a table would hold of somebody with these facts, by column, where it holds anything."""
    ruleset = ir.Ruleset("assumed", "", tuple(fact for fact in facts if fact.name in given))
    cells = row_of(ruleset, given)
    codes = pl.DataFrame({
        column.name: pl.Series([cells.get(column.name)], dtype=code_kind(column))
        for fact in ruleset.facts for column in columns_of(fact)
    }).with_columns(pl.lit(1).alias(key_of(ruleset)))  # fmt: skip
    whole = text(ruleset, codes) if is_text else typed(ruleset, codes)
    return {one.name: one for one in whole.drop(key_of(ruleset)).get_columns() if one[0] is not None}
