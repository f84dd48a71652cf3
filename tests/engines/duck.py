"""DuckDB in memory, with files, the network and further settings out of its reach."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version as version_of
from importlib.util import find_spec
from typing import TYPE_CHECKING

from engines.sql import Kind, Refused, Row, SqlEngine, arrow, quoted

if TYPE_CHECKING:
    import duckdb

TYPES: dict[Kind, str] = {"int": "BIGINT", "text": "VARCHAR", "date": "DATE", "bool": "BOOLEAN", "float": "DOUBLE"}
LOCKED = (
    "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; "
    "SET enable_external_access = false; SET lock_configuration = true"
)


def available() -> str | None:
    return None if find_spec("duckdb") else "the Python package duckdb is not installed"


def version() -> str:
    return version_of("duckdb")


class Duck:
    dialect = "duckdb"

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        self.connection = connection

    def load(
        self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]], *, lenient: bool = False
    ) -> None:
        said = (
            f"{quoted(name)} {TYPES[kind]}{' COLLATE NOCASE.NOACCENT' if lenient and kind == 'text' else ''}"
            for name, kind in columns.items()
        )
        self.run(f"CREATE OR REPLACE TABLE {quoted(table)} ({', '.join(said)})")
        self.connection.register("loaded_rows", arrow(columns, rows))
        self.run(f"INSERT INTO {quoted(table)} SELECT * FROM loaded_rows")
        self.connection.unregister("loaded_rows")

    def run(self, statement: str) -> None:
        self.rows(statement)

    def rows(self, query: str) -> list[Row]:
        import duckdb

        try:
            return self.connection.execute(query).fetchall()
        except duckdb.Error as refused:
            raise Refused(str(refused)) from refused


@contextmanager
def opened() -> Iterator[SqlEngine]:
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.execute(LOCKED)
        yield Duck(connection)
