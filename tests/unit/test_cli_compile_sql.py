"""`qmas compile --to sql`: its options, and what it says when something is not right."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from qmasdsl.cli.main import run
from qmasdsl.codegen.sql import DIALECTS

RULES = """\
scheme demo.permits "Permits"
  version by lodged

facts
  lodged : date
  age    : whole number from 0 to 120, years since born "Age"
  pets   : up to 3
    each with weight : whole number from 0 to 50

test t "Test"
  pass mark 5
  factor age : age at least 18 => +5
  factor pets : count of pets at least 2 => +1
"""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Qmas = Callable[..., Said]


@pytest.fixture
def qmas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qmas:
    monkeypatch.chdir(tmp_path)
    Path("a.qmas").write_text(RULES, encoding="utf-8")

    def asked(*words: str) -> Said:
        code = run(words)
        return Said(code, *capsys.readouterr())

    return asked


def sql(qmas: Qmas, *words: str) -> Said:
    return qmas("compile", "a.qmas", "--to", "sql", "--dialect", "sqlite", *words)


def test_a_view_is_written_and_works(qmas: Qmas) -> None:
    said = sql(qmas, "--table", "people", "--view", "scores", "--keep", "id", "--most", "pets=1", "-o", "a.sql")
    assert (said.code, said.out) == (0, "wrote a.sql\n")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute('CREATE TABLE people (id, lodged, age, pets, "pets.1.weight")')
        connection.execute("INSERT INTO people VALUES (7, '2025-01-01', 30, 0, NULL), (8, '2025-01-01', 17, 1, 5)")
        connection.executescript(Path("a.sql").read_text(encoding="utf-8"))
        rows = connection.execute('SELECT id, "t.total", reasons FROM scores ORDER BY id').fetchall()
    assert rows == [(7, 5, "t.age +5 (age at least 18)"), (8, 0, "")]


def test_a_query_goes_on_after_comments_and_makes_nothing(qmas: Qmas) -> None:
    text = sql(qmas, "--query").out
    assert "CREATE" not in text
    assert next(line for line in text.splitlines() if not line.startswith("--")).startswith("WITH ")
    assert text.endswith(";\n")


def test_the_view_is_called_after_the_scheme(qmas: Qmas) -> None:
    assert 'CREATE VIEW "demo_permits" AS' in sql(qmas).out


def test_the_table_may_have_the_day_instead_of_the_years(qmas: Qmas) -> None:
    assert 't."age"' in sql(qmas).out
    counted = sql(qmas, "--given", "born").out
    assert 't."born"' in counted
    assert 't."age"' not in counted
    listed = qmas("show", "a.qmas", "--to", "columns", "--given", "born").out
    assert [line.partition(":")[0] for line in listed.splitlines()][:3] == ["lodged", "born", "pets"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--to", "sql"], "--dialect says for which database: one of duckdb, sqlite, postgres"),
        (["--to", "sql", "--dialect", "postgress"], "there is no dialect `postgress`; did you mean `postgres`?"),
        (["--to", "sql", "--dialect", "zzz"], "there is no dialect `zzz`; there are duckdb,"),
        (["--to", "python", "--table", "x"], "--table goes with --to sql"),
        (["--keep", "x"], "--keep goes with --to sql"),
        (["--to", "sql", "--dialect", "duckdb", "--given", "age"], "no fact is the years since `age`; years"),
        (["--to", "sql", "--dialect", "duckdb", "--most", "pets"], "type the fact and a number, such as children=4"),
        (["--to", "sql", "--dialect", "duckdb", "--most", "pets=４"], "type the fact and a number"),
        (["--to", "sql", "--dialect", "duckdb", "--most", "pets=9"], "the rules allow 3 of `pets`"),
        (["--to", "sql", "--dialect", "duckdb", "--most", "age=2"], "`age` is not a list of records; there are pets"),
        (["--to", "sql", "--dialect", "duckdb", "--view", "a", "--query"], "type one of them"),
        (["--to", "sql", "--dialect", "duckdb", "--table", "a; b"], "`a; b` is not the name of a table; type"),
        (["--to", "sql", "--dialect", "duckdb", "--keep", "t.total"], "would stand beside a result of that name"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_said(words: list[str], told: str, qmas: Qmas) -> None:
    said = qmas("compile", "a.qmas", *words)
    assert said.code == 2
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err


def test_without_the_extra_it_says_which_to_install(qmas: Qmas, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = ("qmasdsl.codegen.sql", "qmasdsl.cli.compile_sql")
    for name in [name for name in sys.modules if name.startswith(ours) or name.partition(".")[0] == "sqlglot"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    said = sql(qmas)
    assert said.code == 2
    assert "needs the extra `sql`" in said.err
    assert "pip install 'qmasdsl[sql]'" in said.err


def test_columns_are_listed_as_json(qmas: Qmas) -> None:
    import json

    told = json.loads(qmas("show", "a.qmas", "--to", "columns", "--json").out)
    assert told["format"] == 1
    assert [one["name"] for one in told["columns"]] == [
        "lodged", "age", "pets", "pets.1.weight", "pets.2.weight", "pets.3.weight",
    ]  # fmt: skip
    assert told["columns"][1] == {
        "name": "age", "fact": "age", "stored_as": "integer",
        "may_be": "a whole number from 0 to 120, years since born", "least": "0", "greatest": "120", "step": "1",
        "empty": [], "label": "Age",
    }  # fmt: skip
    assert told["columns"][4]["empty"] == ["empty where pets is less than 2"]
    assert qmas("show", "a.qmas", "--json").code == 2
    assert "--given goes with --to columns" in qmas("show", "a.qmas", "--to", "ir", "--given", "born").err


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_written(dialect: str, qmas: Qmas) -> None:
    assert qmas("compile", "a.qmas", "--to", "sql", "--dialect", dialect).code == 0
