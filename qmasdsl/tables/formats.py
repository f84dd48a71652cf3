"""Formats: the kinds of file that tables are kept in."""

from enum import StrEnum
from pathlib import Path

from qmasdsl.tables.problems import TableProblem

PIPE = "-"  # standard input or output, in place of a file's name


class Format(StrEnum):
    PARQUET = "parquet"
    ARROW = "arrow"
    CSV = "csv"
    JSONL = "jsonl"

    @property
    def is_text(self) -> bool:
        """Whether it is lines of text, and so may come through a pipe."""
        return self in (Format.CSV, Format.JSONL)


SUFFIXES = {
    ".parquet": Format.PARQUET, ".pq": Format.PARQUET, ".arrow": Format.ARROW, ".feather": Format.ARROW,
    ".ipc": Format.ARROW, ".csv": Format.CSV, ".tsv": Format.CSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL,
}  # fmt: skip


def format_of(name: str, said: str | None, option: str) -> Format:
    """The format of file `name`: what the option `said`, else what its ending says. Raises TableProblem."""
    if said is not None:
        found = Format(said)
        if name == PIPE and not found.is_text:
            raise TableProblem(f"{found.value} files need a name: only csv and jsonl go through a pipe")
        return found
    if name == PIPE:
        raise TableProblem(f"a pipe has no name that says what is in it; type {option} csv or {option} jsonl")
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise TableProblem(
            f"`{name}`: the ending does not say what kind of table this is",
            f"tables end in {', '.join(SUFFIXES)}",
            f"or say it: {option} {'|'.join(one.value for one in Format)}",
        )
    return SUFFIXES[suffix]
