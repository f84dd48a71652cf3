"""What the four SQL engines have in common: tables go in, rows come out, and a refusal is a refusal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import pyarrow

Kind = Literal["int", "text", "date", "bool", "float"]
Row = tuple[Any, ...]


class Refused(Exception):
    """The engine would not do it; its own words."""


class SqlEngine(Protocol):
    """An engine with one connection. Days are `date`, in SQLite ISO text; yes and no are bool, in SQLite 1 and 0."""

    dialect: str
    """The name by which sqlglot knows it."""

    def load(
        self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]], *, lenient: bool = False
    ) -> None:
        """Makes `table` anew with these rows; None is NULL, whole numbers have 64 bits.

        With `lenient` its columns of text take for equal what this engine can be told to take for equal: at least 'a'
        and 'A'. Warehouses have such columns, and no rule may see a difference. Raises `Refused`.
        """

    def run(self, statement: str) -> None:
        """Does it: `create view` and the like. Raises `Refused`."""

    def rows(self, query: str) -> list[Row]:
        """The rows of `query`, in no order that it does not ask for. Raises `Refused`."""


def quoted(name: str, mark: str = '"') -> str:
    return mark + name.replace(mark, mark * 2) + mark


def arrow(columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> "pyarrow.Table":
    """The rows as an Arrow table, for engines that take one."""
    import pyarrow as pa

    types = {"int": pa.int64(), "text": pa.string(), "date": pa.date32(), "bool": pa.bool_(), "float": pa.float64()}
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    return pa.table(
        {name: pa.array(column, types[kind]) for (name, kind), column in zip(columns.items(), values, strict=True)}
    )
