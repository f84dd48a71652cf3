"""Batch: a file of applicants, scored into another file.

Three things go on at once: the next chunk is read, one is scored, the one before is written. Rows come out in the order
in which they came in, because there is one of each and every chunk is handed from one to the next.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import polars as pl

from qmasdsl.frozen import frozen
from qmasdsl.tables.counts import Progress, Summary
from qmasdsl.tables.engines import Engine
from qmasdsl.tables.parts import Done
from qmasdsl.tables.problems import TableProblem
from qmasdsl.tables.reading import Chunk, Place, Reader
from qmasdsl.tables.rejects import Rejects
from qmasdsl.tables.scoring import Rejected
from qmasdsl.tables.writing import Writer

_FEW = 200  # rows that are left out one by one


class Sink(Protocol):
    """Where finished chunks go: `parts.Parts` or `pipe.Pipe`."""

    name: str
    done: Done
    at: int
    is_begun: bool  # the head is written

    def begin(self, head: bytes, refused_head: bytes) -> None: ...

    def keep(
        self, data: bytes | memoryview, refused: bytes, place: Place, scored: int, rejected: int, note: str
    ) -> None: ...

    def finish(self, tail: bytes, *, with_rejects: bool) -> None: ...

    def close(self) -> None: ...

    def forget(self) -> None: ...


@frozen
class Job:
    """A batch, ready to run. `columns` are those of `Chunk.given` that go into the output; `always_rejects`: the file
    of rejected rows is written also where there are none."""

    reader: Reader
    engine: Engine
    writer: Writer
    rejects: Rejects
    sink: Sink
    columns: tuple[str, ...]
    always_rejects: bool


def columns(job_reader: Reader, engine: Engine, *, only_results: bool) -> tuple[str, ...]:
    """The columns of the input that go into the output: all, or those that are no facts. TableProblem where one has
    the name of a result."""
    every = tuple(job_reader.given)
    facts = frozenset(job_reader.facts) - frozenset(engine.kept)
    found = tuple(name for name in every if name not in facts) if only_results else every
    if taken := [name for name in found if name in engine.schema]:
        raise TableProblem(
            f"`{job_reader.name}` has a column `{taken[0]}`, which is the name of a result",
            "if this table was scored before, give the one that it was made from",
            "else give the column another name",
        )
    return found


def run(job: Job, tell: Callable[[Progress], None]) -> Summary:
    """Scores everything that is not finished yet, and puts the output in its place. Raises TableProblem; the sink then
    holds what was finished."""
    started = time.monotonic()
    before = job.sink.done
    identity = job.reader.identity()
    given = {name: job.reader.given[name] for name in job.columns}
    head = job.writer.head(pl.DataFrame(schema={**given, **job.engine.schema}))
    if not job.sink.is_begun:
        job.sink.begin(head, job.rejects.head())
    share_before = job.reader.share(before.place) or 0.0
    scored, rejected = before.scored, before.rejected
    waiting: Future[None] | None = None
    chunks = _Ahead(job.reader)
    writing = ThreadPoolExecutor(1)
    try:
        while (chunk := chunks.next(before.place)) is not None:
            found = job.engine.score(chunk.facts)
            scored += chunk.facts.height - len(found.rejected)
            rejected += len(found.rejected) + len(chunk.unread)
            if waiting is not None:
                waiting.result()
            waiting = writing.submit(_write, job, chunk, found.results, found.rejected, scored, rejected)
            rows = chunk.after.rows
            tell(
                Progress(
                    rows, rejected, job.reader.share(chunk.after), rows - before.place.rows, share_before,
                    time.monotonic() - started,
                )
            )  # fmt: skip
        if waiting is not None:
            waiting.result()
    finally:
        _ended(chunks.end)
        _ended(writing.shutdown)
    if job.reader.identity() != identity:
        raise TableProblem(f"`{job.reader.name}` was changed while it was read")
    done = job.sink.done
    if done.place.rows != done.scored + done.rejected:
        raise AssertionError(f"{done.place.rows} rows read, {done.scored} scored, {done.rejected} rejected")
    tail = job.writer.tail(done.notes, done.scored, job.sink.at)
    job.sink.finish(tail, with_rejects=bool(done.rejected) or job.always_rejects)
    return Summary(done.place.rows, done.scored, done.rejected, before.place.rows, time.monotonic() - started)


class _Ahead:
    """The chunks of a reader, each read while the one before is worked on. A pipe is read when it is its turn: nobody
    knows how long it will keep us waiting, and whoever presses Ctrl-C will not wait for it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._chunks: Iterator[Chunk] | None = None
        self._reading = ThreadPoolExecutor(1)
        self._coming: Future[Chunk | None] | None = None

    def next(self, begin: Place) -> Chunk | None:
        """The next chunk, the first from `begin` on; None when there are no more."""
        if self._chunks is None:
            self._chunks = self._reader.chunks(begin)
        if self._reader.is_pipe:
            return next(self._chunks, None)
        coming = self._coming or self._reading.submit(next, self._chunks, None)
        found = coming.result()
        if found is not None:
            self._coming = self._reading.submit(next, self._chunks, None)
        return found

    def end(self) -> None:
        self._reading.shutdown(cancel_futures=True)


def _ended(end: Callable[[], None]) -> None:
    """Waits for what is at work. Ctrl-C has been pressed, perhaps again, and Polars may tell of it a second time."""
    for _ in range(5):
        try:
            return end()
        except KeyboardInterrupt:
            continue


def _write(
    job: Job, chunk: Chunk, results: pl.DataFrame, rejected: tuple[Rejected, ...], scored: int, refused: int
) -> None:
    """Writes a chunk and counts it as finished."""
    whole = chunk.given.select(job.columns).hstack(results.get_columns())
    if rejected:
        whole = _without(whole, [one.row for one in rejected])
    part = job.writer.part(whole, job.sink.at)
    job.sink.keep(part.data, job.rejects.part(chunk, rejected), chunk.after, scored, refused, part.note)


def _without(frame: pl.DataFrame, rows: list[int]) -> pl.DataFrame:
    """The frame without some rows (ascending)."""
    if len(rows) > _FEW:
        numbers = pl.Series(rows, dtype=pl.UInt32)
        return frame.filter(pl.int_range(pl.len(), dtype=pl.UInt32).is_in(numbers.implode()).not_())
    # What lies between them is not copied.
    ends = zip([-1, *rows], [*rows, frame.height], strict=True)
    return pl.concat([frame.slice(before + 1, row - before - 1) for before, row in ends])
