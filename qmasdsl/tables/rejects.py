"""Rejects: the rows that were not scored, as they were given, with their number and all that is wrong with them.

As CSV `row`, `line` where rows stand on lines, the columns of the table, `why`. As JSON lines the same, with the row
under `given`. Of JSON lines the whole line is kept as it stood, whether or not anybody can read it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from qmasdsl.frozen import frozen
from qmasdsl.tables.formats import Format
from qmasdsl.tables.reading import Chunk
from qmasdsl.tables.scoring import Rejected
from qmasdsl.tables.writing_text import CsvWriter, json_lines, writable


@frozen
class _Row:
    row: int
    line: int | None
    why: tuple[str, ...]
    text: str | None
    at: int | None  # in the chunk, if it was read


class Rejects:
    """Writes rejected rows as `format`, which is CSV or JSON lines; `given` are the columns of the table."""

    def __init__(
        self, format: Format, given: Mapping[str, pl.DataType], *, has_lines: bool, whole_lines: bool, raw: bool
    ) -> None:
        self._format = format
        self._whole_lines = whole_lines
        self._csv = CsvWriter(raw=raw)
        names = ["given"] if whole_lines else list(given)
        self._first = [_free(name, names) for name in ("row", *(["line"] if has_lines else []))]
        self._why = _free("why", names)
        self._columns = [*self._first, *names, self._why]

    def head(self) -> bytes:
        if self._format is Format.JSONL:
            return b""
        return self._csv.head(pl.DataFrame(schema=dict.fromkeys(self._columns, pl.String)))

    def part(self, chunk: Chunk, rejected: Sequence[Rejected]) -> bytes:
        """The rejected rows of a chunk, in their order, and those that could not be read."""
        rows = sorted(self._rows(chunk, rejected), key=lambda one: one.row)
        if not rows:
            return b""
        return self._as_csv(chunk, rows) if self._format is Format.CSV else self._as_json(chunk, rows)

    def _rows(self, chunk: Chunk, rejected: Sequence[Rejected]) -> Iterator[_Row]:
        lines, text = chunk.lines, chunk.text
        for one in rejected:
            line = None if lines is None else lines[one.row]
            yield _Row(chunk.rows[one.row], line, one.why, None if text is None else text[one.row], one.row)
        for lost in chunk.unread:
            yield _Row(lost.row, lost.line, lost.why, lost.text, None)

    def _as_csv(self, chunk: Chunk, rows: list[_Row]) -> bytes:
        numbers: list[list[int | None]] = [[one.row for one in rows], [one.line for one in rows]]
        first = [pl.Series(name, values, pl.Int64) for name, values in zip(self._first, numbers, strict=False)]
        if self._whole_lines:
            given = [pl.Series("given", [one.text for one in rows], pl.String)]
        else:
            given = writable(chunk.given[[one.at for one in rows if one.at is not None]]).get_columns()
        why = pl.Series(self._why, ["; ".join(one.why) for one in rows], pl.String)
        return bytes(self._csv.part(pl.DataFrame([*first, *given, why]), 0).data)

    def _as_json(self, chunk: Chunk, rows: list[_Row]) -> bytes:
        if self._whole_lines:
            given = [one.text or "" if one.at is not None else json.dumps(one.text) for one in rows]
        else:
            frame = writable(chunk.given[[one.at for one in rows if one.at is not None]])
            given = json_lines(frame).decode().split("\n")[:-1]
        made = []
        for one, what in zip(rows, given, strict=True):
            numbers = {"row": one.row} if one.line is None else {"row": one.row, "line": one.line}
            head = json.dumps(numbers | {"why": list(one.why)}, ensure_ascii=False)
            made.append(f'{head[:-1]}, "given": {what}}}\n')
        return "".join(made).encode()


def _free(name: str, taken: list[str]) -> str:
    while name in taken:
        name += "_"
    return name
