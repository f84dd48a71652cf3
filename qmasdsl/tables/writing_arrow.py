"""Arrow files (Feather), written a batch at a time so that every batch stands where it will stand in the whole file.

Polars writes each part as a file of its own; its batches are taken as they are, and where they begin is kept for the
footer. The footer of the whole is that of a part with another list of batches. Text of few values (`Categorical`,
`Enum`) is written as text, for its dictionary would have to be the same in all parts.
"""

import io
import struct
from collections.abc import Sequence

import polars as pl

from qmasdsl.frozen import frozen
from qmasdsl.tables.problems import TableProblem
from qmasdsl.tables.writing import Part

_MARK = b"ARROW1"
_END = b"\xff\xff\xff\xff\0\0\0\0"  # of the batches
_BLOCK = struct.Struct("<qi4xq")  # offset, length of the meta data, length of the body
_DICTIONARIES, _BATCHES = 2, 3  # fields of a footer


class ArrowWriter:
    def __init__(self) -> None:
        self._footer: _Footer | None = None

    def head(self, empty: pl.DataFrame) -> bytes:
        # With a row in it, for the footer of a file without batches has no list of them.
        data, self._footer = _written(empty.clear(1))
        if self._footer.blocks(_DICTIONARIES):
            raise TableProblem(
                "text of few values (Categorical or Enum) inside lists or groups cannot be written as Arrow",
                "write Parquet instead",
            )
        return bytes(data[: self._footer.blocks(_BATCHES)[0][0]])

    def part(self, frame: pl.DataFrame, at: int) -> Part:
        if not frame.height:
            return Part(b"")
        data, footer = _written(frame)
        made, notes = bytearray(), []
        for offset, meta, body in footer.blocks(_BATCHES):
            notes.append(f"{at + len(made)} {meta} {body}")
            made += data[offset : offset + meta + body]
        return Part(bytes(made), "\n".join(notes))

    def tail(self, notes: Sequence[str], rows: int, at: int) -> bytes:
        assert self._footer is not None  # the head was written before
        blocks = [tuple(int(word) for word in line.split()) for note in notes for line in note.split("\n") if line]
        footer = self._footer.with_batches([_BLOCK.pack(*block) for block in blocks])
        return _END + footer + len(footer).to_bytes(4, "little") + _MARK


def _written(frame: pl.DataFrame) -> "tuple[memoryview, _Footer]":
    made = io.BytesIO()
    plain = frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    # The oldest form of text, which every reader of Arrow knows.
    plain.write_ipc(made, compression="uncompressed", compat_level=pl.CompatLevel.oldest())
    data = made.getbuffer()
    size = int.from_bytes(data[-10:-6], "little")
    return data, _Footer(bytes(data[-10 - size : -10]))


@frozen
class _Footer:
    """A footer, which is a FlatBuffers table: numbers that say how much further on things are."""

    data: bytes

    def blocks(self, field: int) -> list[tuple[int, int, int]]:
        """The places in one of the two lists of blocks."""
        at = self._place(field)
        if at is None:
            return []
        vector = at + self._number(at)
        first = vector + 4
        return [_BLOCK.unpack_from(self.data, first + 24 * number) for number in range(self._number(vector))]

    def with_batches(self, blocks: list[bytes]) -> bytes:
        """The same footer with another list of batches, which is put behind it."""
        at = self._place(_BATCHES)
        assert at is not None  # there was one
        # What follows the count of a list of 64-bit numbers stands at a multiple of 8.
        padding = -(len(self.data) + 4) % 8
        vector = len(self.data) + padding
        head = self.data[:at] + (vector - at).to_bytes(4, "little") + self.data[at + 4 :]
        return head + bytes(padding) + len(blocks).to_bytes(4, "little") + b"".join(blocks)

    def _place(self, field: int) -> int | None:
        table = self._number(0)
        fields = table - int.from_bytes(self.data[table : table + 4], "little", signed=True)
        slot = fields + 4 + 2 * field
        if slot >= fields + int.from_bytes(self.data[fields : fields + 2], "little"):
            return None
        step = int.from_bytes(self.data[slot : slot + 2], "little")
        return table + step if step else None

    def _number(self, at: int) -> int:
        return int.from_bytes(self.data[at : at + 4], "little")
