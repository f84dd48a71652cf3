"""The query that scores a table, in the databases that need no server."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

import duckdb
import polars as pl

from qmasdsl.codegen.sql import scoring_query
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir.nodes import Ruleset


class Sql(AbstractContextManager["Sql"]):
    """A database in memory."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._duckdb = duckdb.connect(":memory:", config={"threads": 2}) if dialect == "duckdb" else None
        self._sqlite = sqlite3.connect(":memory:") if dialect == "sqlite" else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in (self._duckdb, self._sqlite):
            if connection is not None:
                connection.close()

    def scored(self, ruleset: Ruleset, frame: pl.DataFrame, *, awards: bool) -> list[dict[str, int | None] | None]:
        """What the query says of each row of `frame`, in its order; None where there is a problem."""
        sheet = sheet_of(ruleset, awards=awards)
        names = [one.name for one in sheet.results]
        rows = self._rows(frame, scoring_query(sheet, self._dialect, "applicants", keep=("row",)))
        found: list[dict[str, int | None] | None] = []
        for at, (row, *values, problem) in enumerate(sorted(rows, key=lambda row: int(row[0]))):
            assert row == at
            assert problem is None or set(values) == {None}
            found.append(None if problem is not None else dict(zip(names, values, strict=True)))
        return found

    def results(self, ruleset: Ruleset, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        """Some results of a table of which no row has a problem, as whole numbers, in its order."""
        assert self._duckdb is not None
        numbered = frame.with_row_index("row")
        query = scoring_query(sheet_of(ruleset), self._dialect, "applicants", keep=("row",))
        self._duckdb.register("applicants", numbered.to_arrow())
        found = pl.DataFrame(self._duckdb.sql(f"SELECT * FROM ({query}) AS scored ORDER BY row").to_arrow_table())
        self._duckdb.unregister("applicants")
        assert found["row"].equals(numbered["row"].cast(found["row"].dtype))
        assert found.to_series(-1).null_count() == frame.height, "a problem"
        return found.select(pl.col(name).cast(pl.Int64) for name in names)

    def _rows(self, frame: pl.DataFrame, query: str) -> list[tuple[Any, ...]]:
        if self._duckdb is not None:
            self._duckdb.register("applicants", frame.to_arrow())
            rows = self._duckdb.sql(query).fetchall()
            self._duckdb.unregister("applicants")
            return rows
        assert self._sqlite is not None
        # Text that is compared as the column says takes capital letters for small ones.
        types = {name: " TEXT COLLATE NOCASE" if kind == pl.String else "" for name, kind in frame.schema.items()}
        columns = ", ".join('"' + name.replace('"', '""') + f'"{kind}' for name, kind in types.items())
        self._sqlite.execute("DROP TABLE IF EXISTS applicants")
        self._sqlite.execute(f"CREATE TABLE applicants ({columns})")
        places = ", ".join("?" * frame.width)
        stored = ([_in_sqlite(value) for value in row] for row in frame.iter_rows())
        self._sqlite.executemany(f"INSERT INTO applicants VALUES ({places})", stored)
        return self._sqlite.execute(query).fetchall()


def _in_sqlite(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value
