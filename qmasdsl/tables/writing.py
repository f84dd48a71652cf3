"""Writing: a file as a head, any number of parts, and a tail, each of them bytes.

So a part that is finished stands where it will stand in the whole file, and the file is whole when its tail is there.
A writer remembers nothing: what it needs to know of earlier parts for the tail are notes that it made of them.
"""

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from qmasdsl.frozen import frozen


@frozen
class Part:
    """The bytes of some rows, and a note for the tail."""

    data: bytes | memoryview
    note: str = ""


class Writer(Protocol):
    def head(self, empty: pl.DataFrame) -> bytes:
        """What stands before the first row; `empty` has the columns and no rows."""

    def part(self, frame: pl.DataFrame, at: int) -> Part:
        """Some rows, to stand at offset `at`."""

    def tail(self, notes: Sequence[str], rows: int, at: int) -> bytes:
        """What stands after the last row, at offset `at`; `rows` is how many there are."""
