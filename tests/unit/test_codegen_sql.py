"""SQL says of every row what the interpreter says, in the engines that need no server: SQLite and DuckDB."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.codegen.sql import sql_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_text
from unit.everybody import SHIPPED, shipped
from unit.made_rulesets import made_ruleset
from unit.sql_rows import Rows, lay, rows_of, without_nan
from unit.sql_tables import arrow_of, fill_sqlite

SEEDS = range(int(12 * TIMES))


def in_duckdb(statement: str, rows: Rows) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.register("arrow_rows", arrow_of(rows))
        connection.execute("SET TimeZone = 'Asia/Hong_Kong'; CREATE TABLE applicants AS SELECT * FROM arrow_rows")
        return connection.execute(statement).fetchall()


def in_sqlite(statement: str, rows: Rows, typed: bool) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        fill_sqlite(connection, rows, typed=typed)
        return connection.execute(statement).fetchall()


def agrees(ruleset: Ruleset, people: int, bad: int, seed: int) -> Rows:
    sheet = sheet_of(ruleset, awards=True)
    rows = rows_of(ruleset, sheet, people, bad, seed)
    plain = without_nan(ruleset, sheet, rows)
    lay(sheet, rows, in_duckdb(sql_of(ruleset, "duckdb", view=None, keep=["id"]), rows))
    lay(sheet, plain, in_sqlite(sql_of(ruleset, "sqlite", view=None, keep=["id"]), plain, typed=seed % 2 == 0))
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_sql_says_of_every_row_what_the_interpreter_says(seed: int) -> None:
    agrees(made_ruleset(seed), 12, 4, seed)


@examples(8)
@given(rulesets(), st.integers(0, 2**32))
def test_so_it_does_for_rules_that_somebody_wrote(text: str, seed: int) -> None:
    ruleset = check_text(text, "generated.qmas").ruleset
    if ruleset is not None:
        agrees(ruleset, 6, 3, seed)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_so_it_does_for_the_files_we_ship(path: Path) -> None:
    rows = agrees(shipped(path), int(15 * TIMES), 4, 1)
    assert 0 < rows.bad < len(rows.rows)
