"""SQL on Spark, with ANSI behaviour as it comes, says of every row what the interpreter says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TIMES
from engines.spark import LENIENT, Spark
from engines.sql import SqlEngine, quoted
from qmasdsl.codegen.sql import sql_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir.nodes import Ruleset
from unit.everybody import ROOT, shipped
from unit.hostile_rulesets import WORDS, hostile, in_texts_only
from unit.made_rulesets import made_ruleset
from unit.sql_rows import lay, rows_of
from unit.sql_tables import arrow_of

SHIPPED = [
    ROOT / "tests/generated/every_shape.qmas",
    *(ROOT / "rulesets" / name for name in ("hk/qmas/2018-08-28.qmas", "ca/crs/2025-03-25.qmas")),
    *(ROOT / "rulesets" / name for name in ("uk/skilled_worker/2025-07-22.qmas", "au/skilled/2019-11-16.qmas")),
]
SqlEngines = Callable[[str], SqlEngine]

pytestmark = pytest.mark.engine("spark")


def agrees(engine: SqlEngine, ruleset: Ruleset, people: int, seed: int) -> None:
    assert isinstance(engine, Spark)
    sheet = sheet_of(ruleset, awards=True)
    rows = rows_of(ruleset, sheet, people, 4, seed)
    said = ["id"]
    for name, kind in rows.kinds.items():
        column = quoted(name, "`")
        said.append(f"CAST({column} AS STRING COLLATE {LENIENT}) AS {column}" if kind == "text" else column)
    frame = engine.session.createDataFrame(arrow_of(rows))
    frame.selectExpr(*said).createOrReplaceTempView("applicants")
    engine.session.conf.set("spark.sql.session.timeZone", "Asia/Hong_Kong")
    try:
        lay(sheet, rows, engine.rows(sql_of(ruleset, "spark", view=None, keep=["id"]).rstrip().rstrip(";")))
    finally:
        engine.session.conf.set("spark.sql.session.timeZone", "UTC")


@pytest.mark.parametrize("seed", range(int(4 * TIMES)))
def test_sql_says_of_every_row_what_the_interpreter_says(seed: int, sql_engine: SqlEngines) -> None:
    agrees(sql_engine("spark"), made_ruleset(seed), 12, seed)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_so_it_does_for_the_files_we_ship(path: Path, sql_engine: SqlEngines) -> None:
    agrees(sql_engine("spark"), shipped(path), int(20 * TIMES), 1)


def test_words_that_could_do_harm_do_none(sql_engine: SqlEngines) -> None:
    for word in (" ".join(WORDS), "it's", "\\'; DROP TABLE applicants; --", "back\\slash\\", "年齡 `c`", "select"):
        agrees(sql_engine("spark"), hostile(word, names=not in_texts_only(word)), 4, seed=len(word))


def test_nothing_of_the_surroundings_gets_into_a_text(sql_engine: SqlEngines) -> None:
    agrees(sql_engine("spark"), hostile("${env:PATH} ${system:java.home}", names=False), 4, seed=1)
