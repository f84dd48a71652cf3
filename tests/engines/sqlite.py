"""SQLite, from the standard library."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date

from engines.sql import Kind, Refused, Row, SqlEngine, quoted

TYPES: dict[Kind, str] = {"int": "INTEGER", "text": "TEXT", "date": "TEXT", "bool": "INTEGER", "float": "REAL"}


def available() -> str | None:
    return None


def version() -> str:
    return sqlite3.sqlite_version


class Sqlite:
    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def load(
        self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]], *, lenient: bool = False
    ) -> None:
        said = (
            f"{quoted(name)} {TYPES[kind]}{' COLLATE NOCASE' if lenient and kind == 'text' else ''}"
            for name, kind in columns.items()
        )
        self.run(f"DROP TABLE IF EXISTS {quoted(table)}")
        self.run(f"CREATE TABLE {quoted(table)} ({', '.join(said)})")
        places = ", ".join("?" * len(columns))
        stored = ([value.isoformat() if isinstance(value, date) else value for value in row] for row in rows)
        self.connection.executemany(f"INSERT INTO {quoted(table)} VALUES ({places})", stored)

    def run(self, statement: str) -> None:
        self.rows(statement)

    def rows(self, query: str) -> list[Row]:
        try:
            return self.connection.execute(query).fetchall()
        except sqlite3.Error as refused:
            raise Refused(str(refused)) from refused


@contextmanager
def opened() -> Iterator[SqlEngine]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield Sqlite(connection)
