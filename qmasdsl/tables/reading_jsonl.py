"""JSON lines: one applicant a line, as `qmas score` reads one from a JSON file.

Lines are read by Python's own decoder, and what comes of it is put into columns; whatever is unusual about a line, from
a name given twice to months written as `6 years`, is left to the reader of single applicants. A line that is no
applicant is a row that was not read, with the reason; it never stops the others. A line with nothing on it is no row.
"""

import codecs
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

import polars as pl

from qmasdsl.columns.rows import row_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.json import load_json
from qmasdsl.ir.walk import index
from qmasdsl.tables.jsonl_cells import Cell, Cells, Odd
from qmasdsl.tables.lines import Lines
from qmasdsl.tables.problems import TableProblem
from qmasdsl.tables.reading import Chunk, Place, Unread
from qmasdsl.tables.single import facts_of

RAW = "line"  # the one column that is given where lines are written as lines again
_BLOCK = 8 * 2**20
_FLAT = 32  # brackets in a line in which nothing can be nested too deeply


class JsonlReader:
    """A file of JSON lines, or JSON lines on standard input."""

    is_text = False
    has_lines = True

    def __init__(
        self, name: str, ruleset: ir.Ruleset, results: frozenset[str], *, as_table: bool, only_kept: bool,
        block: int = _BLOCK,
    ) -> None:  # fmt: skip
        """`results` are names that a line must not have. `as_table`: what is given is a column for each name, and the
        file is read once before to find them all; else it is the line itself, `only_kept` without the facts.
        Raises TableProblem."""
        self._lines = Lines(name, block)
        self.name = self._lines.name
        self.is_pipe = self._lines.is_pipe
        start = self._lines.start()
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise TableProblem(f"`{self.name}`: this is not UTF-8 text")
        self._index = index(ruleset)
        self._cells = Cells(self._index)
        self._results = results
        self._only_kept = only_kept
        self.facts: Mapping[str, pl.DataType] = self._cells.schema
        self._kept: tuple[str, ...] | None = None
        self._kept_before: set[str] = set()
        self.given: Mapping[str, pl.DataType] = {RAW: pl.String()}
        if as_table:
            if self._lines.is_pipe:
                raise TableProblem(
                    "the columns of a table must be known before its first row is written, and JSON lines on standard "
                    "input do not say theirs",
                    "write JSON lines: --to jsonl",
                    "or put them into a file first",
                )
            self._kept = tuple(self._names())
            self.given = {
                **dict.fromkeys(self._kept, pl.String()),
                **self._cells.schema,
                **dict.fromkeys(self._cells.days, pl.Date()),
            }

    def identity(self) -> Mapping[str, object]:
        return dict(self._lines.identity())

    def share(self, place: Place) -> float | None:
        return self._lines.share(place)

    def chunks(self, place: Place) -> Iterator[Chunk]:
        self._lines.go_to(place.offset)
        try:
            while data := self._lines.block():
                made = _Block(place.rows)
                line = place.line
                for bytes in data.removesuffix(b"\n").split(b"\n"):
                    line += 1
                    self._take(made, bytes.removeprefix(codecs.BOM_UTF8) if line == 1 else bytes, line)
                place = Place(made.row, self._lines.at, line)
                yield self._chunk(made, place)
        finally:
            self._lines.close()

    def _take(self, made: "_Block", data: bytes, line: int) -> None:
        data = data.strip(b" \t\r")
        if not data:
            return
        made.row += 1
        text = data.decode("utf-8", "backslashreplace")
        try:
            if text.encode() != data:
                raise ValueError("this is not UTF-8 text")
            person = _read(text)
            cells = self._filled(person)
        except ValueError as error:
            why = error.args if isinstance(error, _Refused) else (str(error).replace("line 1, ", ""),)
            made.unread.append(Unread(made.row, line, text, why))
            return
        made.rows.append(made.row)
        made.lines.append(line)
        made.text.append(text)
        made.cells.append(cells)
        if self._kept is not None or self._only_kept:
            made.kept.append({name: value for name, value in person.items() if name not in self._cells.names})

    def _filled(self, person: Mapping[str, object]) -> dict[str, Cell]:
        """The cells of an applicant; a `_Refused` says what is wrong with one who has none."""
        if person.keys() - self._cells.names - self._kept_before:
            for name in person:
                if name not in self._cells.names and not self._is_kept(name):
                    raise _Refused(self._why_not(name))
                self._kept_before.add(name)
        try:
            return self._cells.of(person)
        except Odd:
            facts = {name: value for name, value in person.items() if name in self._cells.names}
            found = facts_of(self._index, facts, text=False)
        if isinstance(found, tuple):
            raise _Refused(*found)
        return self._cells.of_codes(row_of(self._index.ruleset, found))

    def _is_kept(self, name: str) -> bool:
        """Whether a name may stand beside the facts."""
        known = name in self._cells.names or self._cells.is_column(name) or name in self._results
        return not known and (name.isascii() or _is_whole(name))

    def _why_not(self, name: str) -> str:
        if name in self._results:
            return f"`{name}` is the name of a result"
        if self._cells.is_column(name):
            return f"`{name}` is a column of tables; in JSON lines it is a part of `{name.partition('.')[0]}`"
        return "a name holds half of a letter"

    def _chunk(self, made: "_Block", after: Place) -> Chunk:
        facts = self._cells.frame(made.cells)
        text = pl.Series(RAW, made.text, pl.String)
        if self._kept is not None:
            kept = {
                name: pl.Series(name, [_as_text(row.get(name)) for row in made.kept], pl.String) for name in self._kept
            }
            dated = facts.with_columns(pl.col(self._cells.days).str.to_date("%Y-%m-%d", strict=False))
            given = pl.DataFrame(kept).with_columns(dated.get_columns())
        elif self._only_kept:
            given = pl.DataFrame({RAW: pl.Series(RAW, [_written(row) for row in made.kept], pl.String)})
        else:
            given = pl.DataFrame({RAW: text})
        return Chunk(facts, given, made.rows, after, made.lines, text, tuple(made.unread))

    def _names(self) -> Iterator[str]:
        """Every name in the file that is no fact's, in the order in which they first stand there."""
        found: dict[str, None] = {}
        while data := self._lines.block():
            for line in data.removesuffix(b"\n").split(b"\n"):
                try:
                    person = _read(line.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
                except ValueError:
                    continue
                found |= {name: None for name in person if self._is_kept(name)}
        self._lines.close()
        self._lines.at = 0
        yield from found


class _Refused(ValueError):
    """A line of which no facts can be had; `args` are sentences."""


class _Block:
    """What was read of a block of lines."""

    def __init__(self, row: int) -> None:
        self.row = row
        self.rows: list[int] = []
        self.lines: list[int] = []
        self.text: list[str] = []
        self.cells: list[dict[str, Cell]] = []
        self.kept: list[dict[str, object]] = []
        self.unread: list[Unread] = []


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _no_number(word: str) -> object:
    raise ValueError(word)


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_number)


def _read(text: str) -> Mapping[str, object]:
    """The facts on a line; a ValueError says in plain words what is wrong with it."""
    if text.count("{") + text.count("[") <= _FLAT:
        try:
            found = _DECODER.decode(text)
        except (ValueError, ArithmeticError, RecursionError):
            pass
        else:
            if type(found) is dict:
                return found
    return load_json(text)


def _as_text(value: object) -> str | None:
    """A value that is no fact's, as a cell: text as it is, anything else as JSON."""
    return value if value is None or (isinstance(value, str) and _is_whole(value)) else _written(value)


def _written(value: object) -> str:
    """A value as JSON, exactly as large and as fine as it was read."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_written(name)}: {_written(inner)}" for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(_written(inner) for inner in value) + "]"
        case Decimal():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=not _is_whole(value))
        case _:
            return json.dumps(value)


def _is_whole(text: str) -> bool:
    """Whether it can be written as UTF-8: JSON may spell half of a pair of surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
