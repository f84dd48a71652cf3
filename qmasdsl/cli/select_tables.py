"""Tables of applicants: their rows, from CSV, JSON lines, Parquet or Arrow.

CSV comes as Excel writes it: with a byte order mark or as UTF-16, with `,`, `;` or tabs. CSV and JSON lines need the
standard library alone; Parquet and Arrow are read by Polars, which is an extra. Rows are counted from 1, the first
below the headings.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from importlib.util import find_spec
from io import BufferedReader, BytesIO, TextIOWrapper
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import click

from qmasdsl.cli.output import complain
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.facts import Style

Cells = tuple[Any, ...]
_TEXT = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")
_ARROW = (".arrow", ".ipc", ".feather")
_FORMULA, _NUMBER = "=+-@\t\r\n", re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_FIRST = 100  # rows of JSON lines, that say which columns there are
_PARQUET = (".parquet", ".pq")
SUFFIXES = (*_TEXT, *_LINES, *_PARQUET, *_ARROW)


@frozen
class Ragged:
    """A row that cannot be read by columns, and why."""

    why: str


class Table:
    """A file of rows. `columns` are its headings; if it is `open_ended` those of its first rows, and others may have
    more, and cells of any kind."""

    style = Style.DATA
    open_ended = False

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self.name = name
        self.columns = tuple(columns)
        for column, times in Counter(self.columns).items():
            if column and times > 1:
                raise click.ClickException(f"`{name}` has two columns `{column}`")

    def rows(self, columns: Sequence[str]) -> Iterator[tuple[int, Cells | Ragged]]:
        """The number of each row, and its cells in these columns: None (in CSV "") where there is nothing."""
        raise NotImplementedError


@contextmanager
def table(name: str) -> Iterator[Table]:
    """The table in file `name`, or on standard input for "-"; click.ClickException if there is none."""
    suffix = Path(name).suffix.lower()
    if name != "-" and suffix not in SUFFIXES:
        raise click.ClickException(f"`{name}`: applicants are read from {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    if name != "-" and not Path(name).is_file():
        what = "is not a regular file" if Path(name).exists() else ""
        raise click.ClickException(f"`{name}` {what}" if what else f"there is no file `{name}`")
    if suffix in (*_PARQUET, *_ARROW):
        yield _Columns(name, "parquet" if suffix in _PARQUET else "arrow")
        return
    if name == "-":
        given = sys.stdin.buffer
        yield from _read("standard input", given if isinstance(given, BufferedReader) else _buffered(given), "")
        return
    with Path(name).open("rb") as file:
        yield from _read(name, file, suffix)


def _buffered(stream: BinaryIO) -> BufferedReader:
    return BufferedReader(BytesIO(stream.read()))


def _read(name: str, file: BufferedReader, suffix: str) -> Iterator[Table]:
    start = file.peek(200)
    if suffix in _LINES or (not suffix and start.lstrip()[:1] == b"{"):
        yield _Lines(name, file)
        return
    text = TextIOWrapper(file, _encoding(start), newline="")
    try:
        yield _Rows(name, text)
    finally:
        text.detach()  # else it would close a file that is not its own


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in start[:200]:
        # UTF-16 without a mark: half of the bytes of plain letters are 0, and which half tells the order.
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    return "utf-8-sig"


class _Rows(Table):
    """CSV."""

    style = Style.TEXT

    def __init__(self, name: str, text: TextIOWrapper) -> None:
        self._name = name
        lines: Iterator[str] = iter(text)
        first = self._first(lines)
        if first.strip().lower().startswith("sep="):  # Excel's own hint to itself
            separator, first = first.strip()[4:5] or ",", self._first(lines)
        else:
            separator = max(",;\t", key=first.count)
        self._reader = csv.reader(chain([first], lines), delimiter=separator, strict=True)
        headings = [heading.strip() for heading in next(self._lists(), [])]
        if not any(headings):
            raise click.ClickException(f"`{name}` has no heading row; its first row names the columns")
        super().__init__(name, headings)

    def _first(self, lines: Iterator[str]) -> str:
        try:
            return next(lines, "")
        except UnicodeDecodeError:
            raise self._not_text() from None

    def _lists(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except csv.Error as error:
            raise click.ClickException(f"`{self._name}`, line {self._reader.line_num}: {error}") from None
        except UnicodeDecodeError:
            raise self._not_text() from None

    def _not_text(self) -> click.ClickException:
        return click.ClickException(
            f"`{self._name}` is not UTF-8 text; in Excel save it as `CSV UTF-8 (Comma delimited)`"
        )

    def rows(self, columns: Sequence[str]) -> Iterator[tuple[int, Cells | Ragged]]:
        pick, width = _picking([self.columns.index(column) for column in columns]), len(self.columns)
        number = 0
        for cells in self._lists():
            if len(cells) != width or not cells[0]:
                if not any(cell.strip() for cell in cells):
                    continue  # a blank line is no row
                if len(cells) < width or any(cells[width:]):
                    number += 1
                    yield number, Ragged(f"it has {len(cells)} cells, and the heading row has {width}")
                    continue
            number += 1
            yield number, tuple(map(str.strip, pick(cells)))


class _Lines(Table):
    """JSON lines: an object for each row, which may leave out what is null."""

    open_ended = True

    def __init__(self, name: str, lines: Iterator[bytes]) -> None:
        objects = self._read(name, lines)
        first = list(islice(objects, _FIRST))
        if not first:
            raise click.ClickException(f"`{name}` has no rows")
        self._all = chain(first, objects)
        super().__init__(name, list(dict.fromkeys(column for row in first for column in row)))

    def _read(self, name: str, lines: Iterator[bytes]) -> Iterator[Any]:
        from qmasdsl.ir.json import load_json

        for at, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield load_json(line)
                except ValueError as error:
                    raise click.ClickException(f"`{name}`, line {at}: {error}") from None

    def rows(self, columns: Sequence[str]) -> Iterator[tuple[int, Cells | Ragged]]:
        for number, row in enumerate(self._all, 1):
            yield number, tuple(map(row.get, columns))


class _Columns(Table):
    """Parquet, or the file format of Arrow."""

    def __init__(self, name: str, format: str) -> None:
        if find_spec("polars") is None:
            complain(
                f"`{name}`: Parquet and Arrow files are read by Polars, which is not installed",
                "type: pip install 'qmasdsl[batch]'",
                "or give the applicants as CSV or JSON lines, which need nothing more",
            )
            raise click.exceptions.Exit(2)
        from qmasdsl.tables.formats import Format
        from qmasdsl.tables.reading_columns import ColumnReader

        with _told():
            self._reader = ColumnReader(name, Format(format))
        super().__init__(name, list(self._reader.given))

    def rows(self, columns: Sequence[str]) -> Iterator[tuple[int, Cells | Ragged]]:
        from qmasdsl.tables.reading import Place

        names = list(dict.fromkeys(columns))
        held = [self._reader.given[name] for name in names]
        inexact = any(kind.is_float() or kind.is_nested() for kind in held)
        pick = _picking([names.index(column) for column in columns])
        with _told():
            for chunk in self._reader.chunks(Place()):
                for number, cells in zip(chunk.rows, chunk.given.select(names).iter_rows(), strict=True):
                    picked = pick(cells)
                    yield number, tuple(map(_exact, picked)) if inexact else picked


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a file in columns, in words."""
    from qmasdsl.tables.problems import TableProblem

    try:
        yield
    except TableProblem as problem:
        complain(problem.sentence, *problem.more)
        raise click.exceptions.Exit(2) from None


def key_of(cell: Any, style: Style) -> str:
    """What an applicant is called in a cell; "" for what is no name."""
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        return ""
    key = str(cell)
    # The apostrophe that keeps a spreadsheet from running a text is no part of it.
    return key[1:] if style is Style.TEXT and key[:1] == "'" and in_csv(key[1:]) == key else key


def in_csv(key: str) -> str:
    """The key as a cell of CSV, an apostrophe before what a spreadsheet would run."""
    return f"'{key}" if key[:1] in _FORMULA and key and not _NUMBER.fullmatch(key) else key


def _picking(at: Sequence[int]) -> Callable[[Sequence[Any]], Cells]:
    if len(at) == 1:
        (only,) = at
        return lambda cells: (cells[only],)
    return itemgetter(*at) if at else lambda cells: ()


def _exact(value: Any) -> Any:
    """The value with its fractions as they are written, as of JSON."""
    match value:
        case float():
            return Decimal(repr(value))
        case list():
            return [_exact(one) for one in value]
        case dict():
            return {name: _exact(one) for name, one in value.items()}
        case _:
            return value
