"""The text of SQL: words that could do harm, names, tables, what is said of a dialect, and that it stays the same."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from generated import examples
from qmasdsl.codegen.sql import DIALECTS, RUN_BY_TESTS, CannotSay, scoring_query, sql_of
from qmasdsl.codegen.sql.remarks import remark
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Form, Moment, Numeric, YesNo
from qmasdsl.pipeline import check_text
from unit.hostile_rulesets import WORDS, hostile, in_texts_only
from unit.test_codegen_sql import agrees

KINDS = (exp.Alias, exp.Column, exp.Select, exp.Case, exp.Table, exp.Coalesce)
GOLDEN = Path(__file__).parents[1] / "golden"


# ---- words that could do harm --------------------------------------------------------------------------


@pytest.mark.parametrize("word", WORDS)
def test_words_that_could_do_harm_do_none(word: str) -> None:
    rows = agrees(hostile(word, names=not in_texts_only(word)), 4, 4, seed=len(word))
    assert 0 < rows.bad < len(rows.rows)


@examples(12)
@given(st.text(st.characters(exclude_characters="\0.", exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_no_other_words_do_either(word: str) -> None:
    agrees(hostile(word, names=not in_texts_only(word)), 2, 2, seed=1)


def shape(parsed: exp.Expr) -> list[int]:
    return [len(list(parsed.find_all(kind))) for kind in KINDS]


@cache
def harmless(dialect: str) -> list[int]:
    return shape(sqlglot.parse_one(sql_of(hostile("plain word", names=False), dialect), dialect=dialect))


# The dialects that are not run have their own ways with quotes and backslashes.
@pytest.mark.parametrize(
    ("dialect", "word"),
    [
        *((dialect, " ".join(WORDS)) for dialect in DIALECTS),
        *((dialect, word) for dialect in ("bigquery", "mysql", "tsql") for word in WORDS),
    ],
)
def test_every_dialect_reads_one_statement_with_these_words_as_texts(dialect: str, word: str) -> None:
    text = sql_of(hostile(word, names=False), dialect)
    (parsed,) = (one for one in sqlglot.parse(text, dialect=dialect) if one is not None)
    assert isinstance(parsed, exp.Create)
    assert shape(parsed) == harmless(dialect)
    head = text.partition("CREATE VIEW")[0].split("\n")[:-1]
    assert all(line.startswith("-- ") and line.isprintable() for line in head)


@pytest.mark.parametrize("word", ["a\0b", "\ud800"])
@pytest.mark.parametrize("names", [True, False])
def test_letters_that_no_sql_can_hold_are_refused(word: str, names: bool) -> None:
    for dialect in DIALECTS:
        with pytest.raises(CannotSay, match="holds a letter"):
            sql_of(hostile(word, names), dialect)


def test_line_ends_in_names_are_refused() -> None:
    for dialect in DIALECTS:
        with pytest.raises(CannotSay, match="do not belong in names"):
            sql_of(hostile("a\r\nb"), dialect)


def test_what_spark_replaces_is_never_written() -> None:
    word = "${env:HOME} $ {x}"
    text = sql_of(hostile(word, names=False), "spark")
    assert "${" not in text
    with pytest.raises(CannotSay, match="replaces wherever"):
        sql_of(hostile(word), "spark")


def test_a_dialect_that_nobody_tries_gets_no_odd_names() -> None:
    for dialect in set(DIALECTS) - set(RUN_BY_TESTS) - {"databricks"}:
        with pytest.raises(CannotSay, match="not known to be safe"):
            sql_of(hostile('a"b'), dialect)


@given(st.text("*/-${}%#_ a\n", max_size=50))
def test_a_remark_ends_no_comment(text: str) -> None:
    said = remark(text)
    assert said.isprintable()
    assert not any(mark in said for mark in ("*/", "/*", "--", "${", "{{", "{%"))


# ---- what it says of itself ----------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_that_no_test_runs_says_so_in_its_first_line(dialect: str) -> None:
    first = sql_of(ruleset_of(""), dialect).partition("\n")[0]
    assert first.startswith("-- not run by any test: ") == (dialect not in ("duckdb", "postgres", "spark", "sqlite"))


def test_it_says_what_it_was_made_from() -> None:
    ruleset = replace(ruleset_of(""), source_name="/home/somebody/rules.qmas")
    head = "\n".join(sql_of(ruleset, "duckdb").splitlines()[:4])
    assert "demo.small" in head
    assert "Small rules" in head
    assert "from rules.qmas, sha256 " + ruleset.source_hash in head
    assert "somebody" not in head


def test_it_is_the_same_text_wherever_it_is_made(tmp_path: Path) -> None:
    def made(seed: str, zone: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-m", "qmasdsl", "compile", "criteria.qmas", "--to", "sql", "--dialect", "postgres"]
        return subprocess.run(command, cwd=GOLDEN, env=environment, check=True, capture_output=True).stdout

    assert made("1", "UTC") == made("77", "Asia/Hong_Kong")


# ---- names and tables ----------------------------------------------------------------------------------

SMALL = """
scheme demo.small "Small rules"
  version by lodged

facts
  lodged : date
  age    : whole number from 0 to 120, years since born
  pets   : up to 3
    each with weight : whole number from 0 to 50
{facts}
test t "Test"
  pass mark 5
  factor age : age at least 18 => +5
  factor pets : count of pets at least 2 => +1
{rules}"""


def ruleset_of(facts: str, rules: str = "") -> ir.Ruleset:
    checked = check_text(SMALL.format(facts=facts, rules=rules), "small.qmas")
    assert checked.ruleset is not None, checked.errors
    return checked.ruleset


def columns_of(statement: str, table: str, *before: str) -> list[str]:
    with duckdb.connect() as connection:
        for one in (*before, f"CREATE TABLE {table}"):
            connection.execute(one)
        return [row[0] for row in connection.execute(f"DESCRIBE {statement.rstrip().rstrip(';')}").fetchall()]


PETS = '"pets" INTEGER, "pets.1.weight" INTEGER, "pets.2.weight" INTEGER, "pets.3.weight" INTEGER'
RESULTS = ["eligible", "t.applies", "t.total", "t.passes", "t.age", "t.pets", "problem", "reasons"]


def test_a_view_shows_the_table_and_then_the_results() -> None:
    table = f"applicants (id INTEGER, r TEXT, note TEXT, w1 TEXT, lodged DATE, age INTEGER, {PETS})"
    names = re.findall(r'(?:^|, )"?([\w.]+)', table.partition("(")[2])
    assert columns_of(sql_of(ruleset_of(""), "duckdb", view=None), table) == [*names, *RESULTS]
    assert columns_of(sql_of(ruleset_of(""), "duckdb", view=None, keep=["note", "id"]), table) == [
        "note", "id", *RESULTS,
    ]  # fmt: skip


def test_sqlite_shows_what_is_read_unless_told_what_to_keep() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE applicants (id, note, lodged, age, {PETS})")
        connection.execute(sql_of(ruleset_of(""), "sqlite", view="seen"))
        connection.execute(sql_of(ruleset_of(""), "sqlite", view='"kept ones"', keep=["id"]))
        read = ["lodged", "age", "pets", "pets.1.weight", "pets.2.weight", "pets.3.weight"]
        assert [row[0] for row in connection.execute("SELECT * FROM seen").description] == [*read, *RESULTS]
        assert [row[0] for row in connection.execute('SELECT * FROM "kept ones"').description] == ["id", *RESULTS]


def test_a_table_may_have_the_name_of_anything_of_ours() -> None:
    for name in ("t", "r", "s1", "qmas_1", "main.qmas_2", '"a ""b"""', "memory.main.p"):
        statement = sql_of(ruleset_of(""), "duckdb", table=name, view=None, keep=["w1", "c1"])
        table = f"{name} (w1 INTEGER, c1 INTEGER, lodged DATE, age INTEGER, {PETS})"
        assert columns_of(statement, table) == ["w1", "c1", *RESULTS]


@pytest.mark.parametrize(
    "name", ["", ".", "a.", "a b", "a;b", "a--", "a/**/", "(select 1)", "read_csv('x')", "'x'", "a.b.c.d", '"', '""']
)
def test_what_is_no_name_of_a_table_is_refused(name: str) -> None:
    for dialect in DIALECTS:
        with pytest.raises(CannotSay):
            sql_of(ruleset_of(""), dialect, table=name)
        with pytest.raises(CannotSay):
            sql_of(ruleset_of(""), dialect, view=name or " ")


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(CannotSay, match="beside a result of that name"):
        sql_of(ruleset_of(""), "postgres", keep=["id", "t.total"])
    twice = replace(ruleset_of(""), outcomes=(ir.Outcome("AGE", ir.Passes("t")),))
    for dialect in ("duckdb", "sqlite", "spark"):
        with pytest.raises(CannotSay, match="`age` and `AGE` are one name"):
            sql_of(twice, dialect)
    assert sql_of(twice, "postgres")
    long = replace(ruleset_of(""), outcomes=tuple(ir.Outcome("o" * 63 + end, ir.Passes("t")) for end in "ab"))
    assert sql_of(long, "duckdb")
    with pytest.raises(CannotSay, match="are one name to PostgreSQL"):
        sql_of(long, "postgres")


def test_results_called_problem_and_reasons_keep_their_names() -> None:
    ruleset = replace(ruleset_of(""), outcomes=(ir.Outcome("problem", ir.Passes("t")),))
    found = columns_of(
        sql_of(ruleset, "duckdb", view=None, keep=["reasons"]),
        f"applicants (reasons TEXT, lodged DATE, age INTEGER, {PETS})",
    )
    assert found == ["reasons", "eligible", "problem", *RESULTS[1:-2], "result.problem", "result.reasons"]


# ---- what a table may lack, and have instead -----------------------------------------------------------


def scored(statement: str, create: str, *rows: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE applicants ({create})")
        for row in rows:
            connection.execute(f"INSERT INTO applicants VALUES ({row})")
        return connection.execute(statement).fetchall()


def test_the_day_may_be_given_for_the_years() -> None:
    statement = sql_of(ruleset_of(""), "duckdb", view=None, counted=["age"], keep=["born"], most={"pets": 0})
    create = "lodged DATE, born DATE, pets INTEGER"
    rows = scored(
        f"SELECT \"t.age\", problem FROM ({statement.rstrip().rstrip(';')}) ORDER BY born",
        create,
        "'2025-02-28', '2007-02-28', 0",
        "'2025-02-28', '2007-03-01', 0",
        "'2025-02-28', '2025-03-01', 0",
        "'2025-02-28', NULL, 0",
    )
    assert rows[:2] == [(5, None), (0, None)]
    assert rows[2] == (None, "`born` is after `lodged`, which is after the day to which the years are counted")
    assert rows[3] == (None, "`born` is missing")


def test_a_table_may_have_columns_for_fewer_records() -> None:
    statement = sql_of(ruleset_of(""), "duckdb", view=None, keep=["pets"], most={"pets": 2})
    create = 'lodged DATE, age INTEGER, pets INTEGER, "pets.1.weight" INTEGER, "pets.2.weight" INTEGER'
    rows = scored(statement, create, "'2025-02-28', 30, 2, 5, 6", "'2025-02-28', 30, 3, 5, 6")
    told = [(row[0], row[3], row[-2]) for row in sorted(rows, key=str)]  # pets, total, problem
    assert told == [(2, 6, None), (3, None, "`pets.3.weight` is missing")]
    with pytest.raises(CannotSay, match="not a fact that is a list"):
        sql_of(ruleset_of(""), "duckdb", most={"age": 2})


def test_a_query_for_programs_takes_what_is_lacking_for_not_given() -> None:
    sheet = sheet_of(ruleset_of("  member : yes/no\n"))
    statement = scoring_query(sheet, "duckdb", "applicants", keep=["id"], has=["id", "lodged", "age", "pets"])
    rows = scored(statement, "id INTEGER, lodged DATE, age INTEGER, pets INTEGER", "7, '2025-02-28', 30, 0")
    assert rows == [(7, *[None] * 6, "`member` is missing")]


def test_a_dialect_without_moments_says_so() -> None:
    ruleset = replace(ruleset_of(""), facts=(*ruleset_of("").facts, ir.Fact("at", Moment(0, 10**15))))
    for dialect in ("mysql", "oracle", "redshift", "trino"):
        with pytest.raises(CannotSay, match="no date and time with an offset"):
            sql_of(ruleset, dialect)


def test_no_step_is_wider_than_an_engine_allows() -> None:
    facts = tuple(ir.Fact(f"f{at}", Numeric(Form.WHOLE, 0, 99)) for at in range(60))
    factors = []
    for at in range(900):
        value = ir.FactValue(f"f{at % 60}")
        high = ir.Compare(value, ir.Comparison.AT_LEAST, ir.Constant(at % 97))
        factors.append(ir.Factor(f"t.g{at}", (ir.Rule(high, ir.Linear(((2, value),), at), f"key {at}", "…"),)))
    ruleset = ir.Ruleset("wide", "Wide", facts=facts, tests=(ir.Test("t", ir.NoPassMark(), tuple(factors)),))
    for dialect, parts, widest in (("postgres", "CROSS JOIN", 1_600), ("sqlite", "AS MATERIALIZED", 2_000)):
        text = sql_of(ruleset, dialect, keep=["id"])
        widths = [part.count("\n    ") for part in text.split(parts)[1:]]
        assert max(widths) <= widest, dialect
        assert sum(widths) > 1_100


def test_rules_that_build_on_each_other_without_end_are_refused() -> None:
    defines = [ir.Define("d0", YesNo(), ir.FactHolds("y"))]
    for at in range(1, 800):
        before = ir.DefineHolds(f"d{at - 1}")
        odd = ir.And((before, ir.FactHolds(f"y{at % 3}")))
        defines.append(ir.Define(f"d{at}", YesNo(), ir.Or((odd, ir.And((ir.Not(before), ir.FactHolds("y")))))))
    facts = tuple(ir.Fact(name, YesNo()) for name in ("y", "y0", "y1", "y2"))
    outcome = ir.Outcome("o", ir.DefineHolds("d799"))
    with pytest.raises(CannotSay, match="each on top of the one before"):
        sql_of(ir.Ruleset("deep", "Deep", facts=facts, defines=tuple(defines), outcomes=(outcome,)), "duckdb")
