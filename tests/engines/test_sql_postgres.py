"""SQL on PostgreSQL says of every row what the interpreter says, in a database whose collations take texts for equal."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from conftest import TIMES
from engines.postgres import Postgres, has_icu, homes
from engines.sql import SqlEngine
from qmasdsl.codegen.sql import sql_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_path
from unit.made_rulesets import made_ruleset
from unit.sql_rows import lay, rows_of
from unit.sql_tables import fill_postgres

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]
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
    ruleset = check_path(path).ruleset
    assert ruleset is not None
    agrees(sql_engine("postgres"), ruleset, int(20 * TIMES), 1)
