"""Tables with the rows of `sql_rows`, for each engine."""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from unit.sql_rows import Rows

if TYPE_CHECKING:
    import psycopg
    import pyarrow

ID = "id"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def arrow_of(rows: Rows) -> "pyarrow.Table":
    """The rows as an Arrow table, numbered in the column `id`."""
    import pyarrow as pa

    types = {
        "int": pa.int32(),
        "bigint": pa.int64(),
        "decimal": pa.decimal128(30, 10),
        "double": pa.float64(),
        "text": pa.string(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "moment": pa.timestamp("us", tz="UTC"),
    }
    columns = {ID: pa.array(range(len(rows.rows)), pa.int64())}
    for name, kind in rows.kinds.items():
        columns[name] = pa.array([row[name] for row in rows.rows], types[kind])
    return pa.table(columns)


SQLITE = {"int": "INTEGER", "bigint": "INTEGER", "decimal": "DECIMAL(30, 10)", "double": "REAL"} | {
    "text": "VARCHAR(200) COLLATE NOCASE", "bool": "BOOLEAN", "date": "TEXT", "moment": "TEXT",
}  # fmt: skip


def fill_sqlite(connection: sqlite3.Connection, rows: Rows, *, typed: bool) -> None:
    """Makes the table `applicants`; where it is not `typed`, its columns have no types."""
    said = (f", {quoted(name)} {SQLITE[kind] if typed else ''}" for name, kind in rows.kinds.items())
    connection.execute(f"CREATE TABLE applicants ({ID} INTEGER{''.join(said)})")
    places = ", ".join("?" * (len(rows.kinds) + 1))
    stored = ([at, *(in_sqlite(row[name]) for name in rows.kinds)] for at, row in enumerate(rows.rows))
    connection.executemany(f"INSERT INTO applicants VALUES ({places})", stored)


def in_sqlite(value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


POSTGRES = {"int": "INTEGER", "bigint": "BIGINT", "decimal": "NUMERIC", "double": "DOUBLE PRECISION"} | {
    "text": "TEXT", "bool": "BOOLEAN", "date": "DATE", "moment": "TIMESTAMPTZ",
}  # fmt: skip


def fill_postgres(connection: "psycopg.Connection[Any]", rows: Rows, collation: str = "") -> None:
    """Makes the table `applicants` anew; its columns of text have `collation`."""
    kinds = POSTGRES | {"text": f"TEXT {collation}"}
    said = (f", {quoted(name)} {kinds[kind]}" for name, kind in rows.kinds.items())
    connection.execute("DROP TABLE IF EXISTS applicants CASCADE")
    connection.execute(f"CREATE TABLE applicants ({ID} INTEGER{''.join(said)})".encode())
    with connection.cursor() as cursor, cursor.copy("COPY applicants FROM STDIN") as copying:
        for at, row in enumerate(rows.rows):
            copying.write_row([at, *(row[name] for name in rows.kinds)])
