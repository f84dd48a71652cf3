"""Parquet, written a row group at a time so that every group stands where it will stand in the whole file.

Polars writes each part as a file of its own. What lies in it between the first mark and the footer are the columns;
those bytes are taken as they are, and the description of the row group is kept for the footer of the whole, with its
offsets moved. So nothing is encoded twice, and joining the parts costs a few thousand bytes.

The page index is left out: it would have offsets of its own, and a row group has few rows.
"""

import base64
import io
from collections.abc import Sequence

import polars as pl

from qmasdsl.tables import thrift
from qmasdsl.tables.writing import Part

_MARK = b"PAR1"
# Fields by their numbers in the definition of the format.
_ROWS, _GROUPS = 3, 4  # of the file
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7  # of a row group
_FILE_OFFSET, _META, _INDEX = 2, 3, (4, 5, 6, 7)  # of a column
_OFFSETS = (9, 10, 11, 14)  # of a column's meta data: pages, index, dictionary, Bloom filter


class ParquetWriter:
    def __init__(self) -> None:
        self._footer: bytes | None = None

    def head(self, empty: pl.DataFrame) -> bytes:
        self._footer = _written(empty)[1]
        return _MARK

    def part(self, frame: pl.DataFrame, at: int) -> Part:
        if not frame.height:
            return Part(b"")
        data, footer = _written(frame)
        groups, end = _moved(footer, at - len(_MARK))
        return Part(data[len(_MARK) : end], "\n".join(base64.b64encode(group).decode() for group in groups))

    def tail(self, notes: Sequence[str], rows: int, at: int) -> bytes:
        assert self._footer is not None  # the head was written before
        groups = [base64.b64decode(group) for note in notes for group in note.split("\n") if group]
        numbered = [_numbered(group, number) for number, group in enumerate(groups)]
        found, _ = thrift.fields(self._footer, 0)
        changed: dict[int, bytes | None] = {_ROWS: thrift.zigzag(rows), _GROUPS: thrift.list_of_structs(numbered)}
        footer = thrift.struct(self._footer, found, changed)
        return footer + len(footer).to_bytes(4, "little") + _MARK


def _written(frame: pl.DataFrame) -> tuple[memoryview, bytes]:
    """A file of one row group, and its footer."""
    made = io.BytesIO()
    frame.write_parquet(made, row_group_size=max(1, frame.height))
    data = made.getbuffer()
    size = int.from_bytes(data[-8:-4], "little")
    return data, bytes(data[-8 - size : -8])


def _moved(footer: bytes, by: int) -> tuple[list[bytes], int]:
    """The row groups of a footer, `by` bytes further on, and where their columns end."""
    top = {field.number: field for field in thrift.fields(footer, 0)[0]}
    groups: list[bytes] = []
    end = 0
    for group, _, _ in thrift.structs(footer, top[_GROUPS].start):
        by_number = {field.number: field for field in group}
        columns: list[bytes] = []
        for column, _, _ in thrift.structs(footer, by_number[_COLUMNS].start):
            made, ends = _column(footer, column, by)
            columns.append(made)
            end = max(end, ends)
        changed: dict[int, bytes | None] = {_COLUMNS: thrift.list_of_structs(columns)}
        if _GROUP_OFFSET in by_number:
            changed[_GROUP_OFFSET] = thrift.zigzag(thrift.number(footer, by_number[_GROUP_OFFSET]) + by)
        groups.append(thrift.struct(footer, group, changed))
    return groups, end


def _column(footer: bytes, column: list[thrift.Field], by: int) -> tuple[bytes, int]:
    by_number = {field.number: field for field in column}
    meta, _ = thrift.fields(footer, by_number[_META].start)
    offsets = {field.number: thrift.number(footer, field) for field in meta if field.number in _OFFSETS}
    size = next(thrift.number(footer, field) for field in meta if field.number == 7)
    begin = min(offset for offset in offsets.values() if offset > 0)
    moved = {number: thrift.zigzag(offset + by) for number, offset in offsets.items()}
    changed: dict[int, bytes | None] = dict.fromkeys(_INDEX)
    changed[_META] = thrift.struct(footer, meta, moved)
    # Long out of use, and 0 where nobody believes in it.
    said = thrift.number(footer, by_number[_FILE_OFFSET])
    changed[_FILE_OFFSET] = thrift.zigzag(said + by if said else 0)
    return thrift.struct(footer, column, changed), begin + size


def _numbered(group: bytes, number: int) -> bytes:
    found, _ = thrift.fields(group, 0)
    if number > 0x7FFF:  # more than the field holds; it may be left out
        return thrift.struct(group, found, {_ORDINAL: None})
    return thrift.struct(group, found, {_ORDINAL: thrift.zigzag(number)})
