"""A population as a file: written chunk by chunk beside its name, and put in its place when it is whole."""

import os
from collections.abc import Callable
from contextlib import suppress
from tempfile import mkstemp
from typing import assert_never

import polars as pl

from qmasdsl.ir import nodes as ir
from qmasdsl.tables.formats import Format
from qmasdsl.tables.parts import target
from qmasdsl.tables.people import json_lines, key_of, text, typed
from qmasdsl.tables.population import Population
from qmasdsl.tables.problems import failed
from qmasdsl.tables.writing import Writer
from qmasdsl.tables.writing_arrow import ArrowWriter
from qmasdsl.tables.writing_parquet import ParquetWriter
from qmasdsl.tables.writing_text import CsvWriter, JsonlWriter

_MARK = ".qmas-tmp-"
Tell = Callable[[int], None]


def write_population(
    population: Population, ruleset: ir.Ruleset, people: int, name: str, format: Format, tell: Tell
) -> None:
    """Draws so many people into file `name`, and tells how many are written. Raises `CannotBeMet` and TableProblem;
    then there is no new file."""
    place = target(name).path
    try:
        handle, temporary = mkstemp(prefix=f".{os.path.basename(place)[:100]}{_MARK}", dir=os.path.dirname(place))
        try:
            with os.fdopen(handle, "wb") as file:
                _write(population, ruleset, people, format, file.write, tell)
                file.flush()
                os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
            os.replace(temporary, place)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise failed(name, error) from None


def _write(
    population: Population, ruleset: ir.Ruleset, people: int, format: Format,
    put: Callable[[bytes | memoryview], int], tell: Tell,
) -> None:  # fmt: skip
    writer = _writer(format)
    at = rows = 0
    notes: list[str] = []
    for codes in population.chunks(people):
        numbers = pl.int_range(rows + 1, rows + codes.height + 1, dtype=pl.Int64, eager=True)
        numbered = codes.with_columns(numbers.alias(key_of(ruleset)))
        frame = _formed(ruleset, numbered, format)
        if not rows and (head := writer.head(frame.clear())):
            at += put(head)
        if format is Format.JSONL:
            at += put(("\n".join(json_lines(ruleset, numbered).to_list()) + "\n").encode())
        else:
            part = writer.part(frame, at)
            at += put(part.data)
            notes.append(part.note)
        rows += codes.height
        tell(rows)
    put(writer.tail(notes, rows, at))


def _formed(ruleset: ir.Ruleset, codes: pl.DataFrame, format: Format) -> pl.DataFrame:
    match format:
        case Format.PARQUET | Format.ARROW:
            return typed(ruleset, codes)
        case Format.CSV:
            return text(ruleset, codes)
        case Format.JSONL:
            return codes.clear()
        case _:
            assert_never(format)


def _writer(format: Format) -> Writer:
    match format:
        case Format.PARQUET:
            return ParquetWriter()
        case Format.ARROW:
            return ArrowWriter()
        case Format.CSV:
            return CsvWriter()
        case Format.JSONL:
            return JsonlWriter()
        case _:
            assert_never(format)
