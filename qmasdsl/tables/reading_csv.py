"""CSV, a block of lines at a time, every row with its line and none read otherwise than the standard library's strict
reader reads it: lines that are plainly well formed go through Polars, which is many times quicker, all others
through that reader.

The first row names the columns. Cells are separated by `,`, `;` or tabs, whichever the first line has most of. A row
with too few or too many cells stops everything: after a lost quotation mark nothing is where it seems to be. Lines
with nothing on them, and rows with nothing in any cell, are no rows.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping

import polars as pl

from qmasdsl.tables.lines import BLOCK, Lines
from qmasdsl.tables.problems import TableProblem
from qmasdsl.tables.reading import Chunk, Place

_NOT_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class CsvReader:
    """A CSV file, or CSV on standard input. Raises TableProblem where the heading row cannot be read."""

    is_text = True
    has_lines = True

    def __init__(self, name: str, block: int = BLOCK) -> None:
        self._lines = Lines(name, block)
        self.name = self._lines.name
        self.is_pipe = self._lines.is_pipe
        start = self._lines.start()
        if start.startswith(_NOT_TEXT) or b"\0" in start[:200]:
            raise _encoding(self.name, None)
        self._feed = _Feed(self._lines, 0)
        self._separator = ","
        try:
            headings = self._headings()
        finally:
            self._lines.close()
        if self._feed.is_ahead:
            raise TableProblem(f"`{self.name}`: its lines end as on an old Macintosh", "save it as CSV UTF-8 again")
        self._begin = Place(0, self._lines.at, self._feed.line)
        self._width = len(headings)
        self._names = _named(self.name, headings)
        self.given: Mapping[str, pl.DataType] = {name: pl.String() for name in self._names}
        self.facts = self.given

    def identity(self) -> Mapping[str, object]:
        return {**self._lines.identity(), "columns": self._names, "separator": self._separator}

    def share(self, place: Place) -> float | None:
        return self._lines.share(place)

    def chunks(self, place: Place) -> Iterator[Chunk]:
        place = place if place.offset else self._begin
        self._lines.go_to(place.offset)
        try:
            while data := self._lines.block():
                text = self._decoded(data, place.line)
                columns, lines, line = self._plain(text, place.line) or self._strict(text, place.line)
                rows = range(place.rows + 1, place.rows + 1 + columns.height)
                place = Place(place.rows + columns.height, self._lines.at, line)
                facts = columns.with_columns(pl.col(pl.String).str.strip_chars())
                given = columns.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())
                yield Chunk(facts, given, rows, place, lines)
        finally:
            self._lines.close()

    def _headings(self) -> list[str]:
        first = self._feed.peek()
        if first.strip().lower().startswith("sep="):  # Excel's own hint to itself
            self._separator = first.strip()[4:5] or ","
            self._feed.drop()
        else:
            self._separator = max(",;\t", key=first.count)
        for cells in self._rows(self._feed):
            if any(cell.strip() for cell in cells):
                return [cell.strip() for cell in cells]
        raise TableProblem(f"`{self.name}` has no heading row; its first row names the columns")

    def _decoded(self, data: bytes, line: int) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _encoding(self.name, line + data.count(b"\n", 0, error.start) + 1) from None

    def _plain(self, text: str, line: int) -> tuple[pl.DataFrame, range, int] | None:
        """The rows of lines that can be read in one way only; None if some line is not like that."""
        if self._width < 2 or text.count("\r") != text.count("\r\n"):
            return None
        quoted = '"' in text
        lines = pl.Series([text]).str.strip_suffix("\n").str.split("\n").explode()
        if "\r" in text:
            lines = lines.str.strip_suffix("\r")
        bare = lines
        if quoted:
            if not lines.str.contains(_well_formed(self._separator)).all():
                return None
            bare = lines.str.replace_all('"[^"]*"', '""')
        if not (bare.str.count_matches(self._separator, literal=True) == self._width - 1).all():
            return None
        if bare.str.contains(rf"^[\s\"{re.escape(self._separator)}]*$").any():
            return None
        names = [f"c{at}" for at in range(self._width)]
        found = pl.read_csv(
            io.BytesIO(text.encode()), has_header=False, schema=dict.fromkeys(names, pl.String),
            separator=self._separator, quote_char='"' if quoted else None, empty_string_is_null=False,
        )  # fmt: skip
        if found.height != len(lines):
            return None
        if any((found[name] != "").any() for name in names[len(self._names) :]):
            return None
        found = found.select(names[: len(self._names)])
        found.columns = list(self._names)
        return found, range(line + 1, line + 1 + found.height), line + len(lines)

    def _strict(self, text: str, line: int) -> tuple[pl.DataFrame, list[int], int]:
        """The same of any lines, a row at a time; a row that goes on after the block is read to its end."""
        feed = _Feed(self._lines, line, text)
        found: list[list[str]] = []
        lines: list[int] = []
        start = line
        for cells in self._rows(feed):
            if any(cell.strip() for cell in cells):
                if any(cells[len(self._names) :]) or len(cells) < len(self._names):
                    more = "fewer" if len(cells) < len(self._names) else "more"
                    raise TableProblem(
                        f"`{self.name}`, line {start + 1}: this row has {len(cells)} cells, {more} than the "
                        f"{len(self._names)} headings",
                        "a cell that holds the separator or a line break stands in quotation marks",
                    )
                found.append(cells[: len(self._names)])
                lines.append(start + 1)
            start = feed.line
        columns = zip(*found, strict=True) if found else [()] * len(self._names)
        data = {name: pl.Series(name, list(cells), pl.String) for name, cells in zip(self._names, columns, strict=True)}
        return pl.DataFrame(data), lines, feed.line

    def _rows(self, feed: "_Feed") -> Iterator[list[str]]:
        """The rows that begin in what the feed holds."""
        reader = csv.reader(feed, delimiter=self._separator, strict=True)
        while feed.holds:
            line = feed.line
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                said = str(error).lower().replace("field", "cell")
                raise TableProblem(
                    f"`{self.name}`, line {line + 1}: this row cannot be read: {said}",
                    "a quotation mark inside a cell in quotation marks is written twice",
                ) from None


class _Feed:
    """Lines for the strict reader: those of `text`, and beyond them as many as its last row needs. `line` is how many
    were taken."""

    def __init__(self, more: Lines, line: int, text: str | None = None) -> None:
        self.line = line
        self._more = more
        self._waiting = [] if text is None else list(io.StringIO(text, newline=""))[::-1]
        self._is_heading = text is None

    @property
    def holds(self) -> bool:
        return bool(self._waiting) or (self._is_heading and bool(self.peek()))

    @property
    def is_ahead(self) -> bool:
        """Whether more was read than was taken."""
        return bool(self._waiting)

    def peek(self) -> str:
        if not self._waiting:
            self._pull()
        return self._waiting[-1] if self._waiting else ""

    def drop(self) -> None:
        next(self)

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if not self._waiting:
            self._pull()
        if not self._waiting:
            raise StopIteration
        self.line += 1
        return self._waiting.pop()

    def _pull(self) -> None:
        first = self._more.at == 0
        data = self._more.line()
        if first:
            data = data.removeprefix(codecs.BOM_UTF8)
        if not data:
            return
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _encoding(self._more.name, self.line + 1) from None
        self._waiting = list(io.StringIO(text, newline=""))[::-1]


def _well_formed(separator: str) -> str:
    sign = re.escape(separator)
    cell = rf'(?:[^"{sign}]*|"(?:[^"]|"")*")'
    return rf"^{cell}(?:{sign}{cell})*$"


def _named(name: str, headings: list[str]) -> list[str]:
    """The headings without those at the end that are blank."""
    while headings and not headings[-1]:
        headings = headings[:-1]
    if "" in headings:
        raise TableProblem(f"`{name}`: column {headings.index('') + 1} has no heading")
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    if twice:
        raise TableProblem(f"`{name}` has two columns `{twice[0]}`")
    return headings


def _encoding(name: str, line: int | None) -> TableProblem:
    where = "" if line is None else f", line {line}"
    return TableProblem(f"`{name}`{where}: this is not UTF-8 text", "in Excel save it as `CSV UTF-8 (Comma delimited)`")
