"""Reading: a file as chunks of rows, in the order in which they stand in it.

A reader knows its columns before it reads a row, and can begin at any place that it gave out before; so a batch that
was killed goes on where it stopped, and never holds more than a few chunks.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import polars as pl

from qmasdsl.frozen import frozen

ROWS = 2**18  # of a chunk, at most
ROWS_AS_TEXT = 2**16  # the same where they are written as text, which takes many times the room
BYTES = 96 * 2**20  # of a chunk in memory, about


@frozen
class Place:
    """Where reading goes on: after so many rows, and in a file of lines after so many bytes and lines."""

    rows: int = 0
    offset: int = 0
    line: int = 0


@frozen
class Unread:
    """A row of which no facts could be had; `row` and `line` count from 1, `text` is what stands there."""

    row: int
    line: int
    text: str
    why: tuple[str, ...]


@frozen
class Chunk:
    """Some rows. `facts` is what is scored, `given` what was given of the same rows, in the columns that go into the
    output. `rows` and `lines` are their numbers in the file, from 1; `lines` and `text` (the whole line) are None
    where the file has none. `unread` are rows that are in neither, and `after` is where the next chunk begins."""

    facts: pl.DataFrame
    given: pl.DataFrame
    rows: Sequence[int]
    after: Place
    lines: Sequence[int] | None = None
    text: pl.Series | None = None
    unread: tuple[Unread, ...] = ()


class Reader(Protocol):
    @property
    def name(self) -> str:
        """What messages call the file."""

    @property
    def facts(self) -> Mapping[str, pl.DataType]:
        """The columns of `Chunk.facts`."""

    @property
    def given(self) -> Mapping[str, pl.DataType]:
        """The columns of `Chunk.given`."""

    @property
    def is_text(self) -> bool:
        """Whether facts are text as people type it, as in CSV."""

    @property
    def has_lines(self) -> bool:
        """Whether rows stand on lines."""

    @property
    def is_pipe(self) -> bool:
        """Whether it may keep us waiting."""

    def identity(self) -> Mapping[str, object]:
        """What tells this file, as it is now, from any other; of a pipe, from everything. Raises TableProblem."""

    def chunks(self, place: Place) -> Iterator[Chunk]:
        """The chunks from `place` on. Raises TableProblem."""

    def share(self, place: Place) -> float | None:
        """How much of the file lies before `place`, from 0 to 1; None where nobody knows."""


def rows_for(sample: pl.DataFrame, most: int) -> int:
    """How many rows like those of `sample` make a chunk, and no more than `most`."""
    if not sample.height:
        return most
    each = max(1, sample.estimated_size() // sample.height)
    return min(most, max(1_000, int(BYTES // each)))
