"""Parquet and Arrow files, a slice of rows at a time."""

import os
from collections.abc import Iterator, Mapping
from hashlib import sha256

import polars as pl
from polars.exceptions import PanicException, PolarsError

from qmasdsl.tables.formats import Format
from qmasdsl.tables.problems import TableProblem, existing, failed
from qmasdsl.tables.reading import ROWS, Chunk, Place, rows_for

_SAMPLE = 2_000


class ColumnReader:
    """A file in columns. Raises TableProblem where it is not whole."""

    is_text = False
    has_lines = False
    is_pipe = False

    def __init__(self, name: str, format: Format, most: int = ROWS) -> None:
        """`most` is how many rows a chunk may have."""
        self.name = name
        self._path = existing(name)
        self._signature = _whole(name, self._path, format)
        self._before = os.stat(self._path)
        with _told(name):
            table = self._scan(format, None)
            self.given: Mapping[str, pl.DataType] = dict(table.collect_schema())
            self._index = _free("row", self.given)
            # Numbered by the reader of the file: only so does it not read what lies before a slice.
            self._numbered = self._scan(format, self._index)
            self._count = int(table.select(pl.len()).collect().item())
            self._step = rows_for(table.head(_SAMPLE).collect(), most)
        self.facts = self.given

    def _scan(self, format: Format, index: str | None) -> pl.LazyFrame:
        # A path is one file: not a pattern, and no column is made of the names of folders.
        if format is Format.PARQUET:
            return pl.scan_parquet(self._path, row_index_name=index, glob=False, hive_partitioning=False)
        return pl.scan_ipc(self._path, row_index_name=index, glob=False, hive_partitioning=False)

    def identity(self) -> Mapping[str, object]:
        now = os.stat(self._path)
        if (now.st_size, now.st_mtime_ns) != (self._before.st_size, self._before.st_mtime_ns):
            raise TableProblem(f"`{self.name}` was changed while it was read")
        return {"size": now.st_size, "time": now.st_mtime_ns, "end": self._signature, "columns": str(self.given)}

    def share(self, place: Place) -> float | None:
        return place.rows / self._count if self._count else 1.0

    def chunks(self, place: Place) -> Iterator[Chunk]:
        for start in range(place.rows, self._count, self._step):
            with _told(self.name):
                frame = self._slice(start, min(self._step, self._count - start))
            after = Place(start + frame.height)
            yield Chunk(frame, frame, range(start + 1, after.rows + 1), after)

    def _slice(self, start: int, rows: int) -> pl.DataFrame:
        """The rows from `start` in the order of the file, which the numbers read with them prove."""
        frame = self._numbered.slice(start, rows).collect()
        numbers = frame.drop_in_place(self._index)
        expected = pl.int_range(start, start + rows, eager=True).cast(numbers.dtype)
        if not numbers.equals(expected):
            order = numbers.arg_sort()
            if not numbers.gather(order).equals(expected):
                raise TableProblem(f"`{self.name}`: of rows {start + 1} to {start + rows} some cannot be read")
            frame = frame[order]
        return frame


def _free(name: str, taken: Mapping[str, pl.DataType]) -> str:
    while name in taken:
        name += "_"
    return name


class _told:
    """What Polars raises, as a TableProblem."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PolarsError | PanicException | OSError):
            raise failed(self._name, error) from None


def _whole(name: str, path: str, format: Format) -> str:
    """A hash of the file's end; TableProblem where the file is not whole, or of another kind."""
    mark, kind = (b"PAR1", "Parquet") if format is Format.PARQUET else (b"ARROW1", "Arrow")
    with open(path, "rb") as file:
        start = file.read(8)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 4096))
        end = file.read()
    if not size:
        raise TableProblem(f"`{name}` is empty")
    if format is Format.ARROW and start.startswith(b"\xff\xff\xff\xff"):
        raise TableProblem(f"`{name}` is an Arrow stream; write it as an Arrow file (Feather), which has an end")
    if not start.startswith(mark):
        if start.startswith(b"PARE"):
            raise TableProblem(f"`{name}` is encrypted")
        raise TableProblem(f"`{name}` is not {'an' if kind == 'Arrow' else 'a'} {kind} file", *_other(start))
    if not end.endswith(mark) or size <= 2 * len(mark):
        raise TableProblem(f"`{name}` is cut short: it begins as a {kind} file and does not end as one")
    return sha256(end).hexdigest()


def _other(start: bytes) -> tuple[str, ...]:
    for mark, name in ((b"PAR1", "parquet"), (b"ARROW1", "arrow")):
        if start.startswith(mark):
            return (f"it looks like one of these: --from {name}",)
    return ()
