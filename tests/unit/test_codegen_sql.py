"""SQL says of every row what the interpreter says, in the engines that need no server: SQLite and DuckDB."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
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


OWN = """
scheme demo.own "Own requirements"

facts
  chosen : one of first, second
  able : yes/no

require able "Able" : able

test one "One" only when chosen is first
  pass mark 0
  this test requires able "Able for it" : able
  factor f : able => +3

test two "Two" only when chosen is second
  pass mark 0
  this test requires not_able "Not able for it" : not able
  factor f
    first that applies
      able      => +2
      otherwise => -1
"""


def test_of_a_test_that_does_not_apply_nothing_is_said() -> None:
    ruleset = check_text(OWN, "own.qmas").ruleset
    assert ruleset is not None
    statement = sql_of(ruleset, "duckdb", view=None, keep=["chosen", "able"]).rstrip().rstrip(";")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE applicants (chosen VARCHAR, able BOOLEAN)")
        everybody = [(test, able) for test in ("first", "second") for able in (True, False)]
        connection.executemany("INSERT INTO applicants VALUES (?, ?)", everybody)
        wanted = 'reasons, "one.applies", "one.total", "one.passes", "one.able", "one.f", "two.total", "two.not_able"'
        rows = connection.execute(f"SELECT {wanted} FROM ({statement}) ORDER BY chosen, able").fetchall()
    assert rows == [
        ("able not met; one.able not met", True, 0, False, False, 0, None, False),
        ("one.f +3 (able)", True, 3, True, True, 3, None, False),
        ("able not met; two.f -1 (otherwise)", False, None, False, False, None, -1, True),
        ("two.not_able not met; two.f +2 (able)", False, None, False, False, None, 2, False),
    ]
