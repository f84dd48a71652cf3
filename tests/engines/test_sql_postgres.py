"""SQL on PostgreSQL says of every row what the interpreter says, where collations take different texts for equal."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from conftest import TIMES
from engines.postgres import Postgres, has_icu, homes
from engines.sql import Refused, SqlEngine
from qmasdsl.codegen.sql import sql_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir.nodes import Ruleset
from unit.everybody import SHIPPED, shipped
from unit.hostile_rulesets import WORDS, hostile, in_texts_only
from unit.made_rulesets import made_ruleset
from unit.sql_rows import lay, rows_of
from unit.sql_tables import fill_postgres

NUMBERS = count()
SqlEngines = Callable[[str], SqlEngine]

pytestmark = pytest.mark.engine("postgres")


def agrees(engine: SqlEngine, ruleset: Ruleset, people: int, seed: int) -> None:
    assert isinstance(engine, Postgres)
    sheet = sheet_of(ruleset, awards=True)
    rows = rows_of(ruleset, sheet, people, 4, seed)
    fill_postgres(engine.connection, rows, 'COLLATE "lenient"' if has_icu(homes()[0]) else "")
    engine.run("SET TimeZone = 'Asia/Hong_Kong'; SET standard_conforming_strings = off; SET jit = off")
    view = f"seen_{next(NUMBERS)}"  # one that no plan is kept of
    engine.run(sql_of(ruleset, "postgres", view=view, keep=["id"]))
    lay(sheet, rows, engine.rows(f"SELECT * FROM {view}"))


@pytest.mark.parametrize("seed", range(int(12 * TIMES)))
def test_sql_says_of_every_row_what_the_interpreter_says(seed: int, sql_engine: SqlEngines) -> None:
    agrees(sql_engine("postgres"), made_ruleset(seed), 12, seed)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_so_it_does_for_the_files_we_ship(path: Path, sql_engine: SqlEngines) -> None:
    agrees(sql_engine("postgres"), shipped(path), int(20 * TIMES), 1)


@pytest.mark.parametrize("word", WORDS)
def test_words_that_could_do_harm_do_none(word: str, sql_engine: SqlEngines) -> None:
    names = not in_texts_only(word) and len(word) < 50  # longer names are cut off
    agrees(sql_engine("postgres"), hostile(word, names=names), 4, seed=len(word))


def test_a_column_of_another_type_is_refused_at_once(sql_engine: SqlEngines) -> None:
    engine, ruleset = sql_engine("postgres"), made_ruleset(1)
    rows = rows_of(ruleset, sheet_of(ruleset), 1, 0, 1)
    for name, kind in (("age", "text"), ("trade", "bool"), ("born", "text"), ("partner", "int")):
        assert isinstance(engine, Postgres)
        fill_postgres(engine.connection, replace(rows, kinds=rows.kinds | {name: kind}, rows=[]))
        statement = sql_of(ruleset, "postgres", view=f"seen_{next(NUMBERS)}")
        if name == "trade":  # as text it is yes or no, and none of the values
            engine.run(statement)
        else:
            with pytest.raises(Refused):
                engine.run(statement)


def test_one_applicant_is_looked_up_and_not_all_scored(sql_engine: SqlEngines) -> None:
    engine, ruleset = sql_engine("postgres"), made_ruleset(2)
    assert isinstance(engine, Postgres)
    fill_postgres(engine.connection, rows_of(ruleset, sheet_of(ruleset), 3, 0, 1))
    engine.run("CREATE UNIQUE INDEX ON applicants (id)")
    view = f"seen_{next(NUMBERS)}"
    engine.run(sql_of(ruleset, "postgres", view=view))
    engine.run("SET enable_seqscan = off")
    plan = "\n".join(row[0] for row in engine.rows(f'EXPLAIN SELECT eligible FROM {view} WHERE id = 1'))
    engine.run("SET enable_seqscan = on")
    assert "Index Cond: (id = 1)" in plan
