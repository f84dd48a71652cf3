"""Batches at hand: a small scheme with facts of every type, its applicants in every format, and what the interpreter
says of them."""

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from qmasdsl.cli.main import run
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.nodes import Sheet
from qmasdsl.columns.told import told
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_text

Given = dict[str, Any]

RULES = """\
scheme test.batch "Small scheme"
  in force from 2020-01-01
  version by lodged

kinds
  ability : set of reading, writing

facts
  lodged    : date                                         "Date lodged"
  submitted : date and time                                "Moment of submission"
  age       : whole number from 0 to 120, years since born "Age"
  education : level none < bachelor < master               "Education"
  work      : months from 0 to 60 years                    "Work"
  savings   : money HKD, from 0 to 1_000_000               "Savings"
  ielts of each ability : number from 0 to 9 by 0.5        "IELTS"
  languages : some of french, german                       "Languages"
  partner   : yes/no                                       "Partner"
  partner_works : yes/no only when partner                 "The partner works"
  children  : up to 2                                      "Children"
    each with child_age : whole number from 0 to 60, years "Age of the child"
    each with married   : yes/no                           "Married"

test points "Points"
  pass mark 30
  factor age "Age"
    age from 18 to 39 => +20 "Young"
  factor degree "Degree"
    highest that applies
      education is master => +20 "Master"
      education is bachelor => +10 "Bachelor"
  factor rest "Rest"
    all that apply
      work at least 5 years => +5 "Work"
      savings at least 1000 => +1 "Savings"
      ielts.reading at least 6.5 => +3 "IELTS"
      languages includes french => +2 "French"
      partner and partner_works => +4 "Partner works"
      +5 for each of children "Child"

outcome selected "Selected" when points.passes
"""


def ruleset() -> Ruleset:
    found = check_text(RULES, "small.qmas").ruleset
    assert found is not None
    return found


SMALL = ruleset()
SHEET: Sheet = sheet_of(SMALL)
RESULTS = tuple(one.name for one in SHEET.results)


def people(count: int, seed: int = 7) -> list[Given]:
    """Applicants as JSON has them, with a key and a name that are no facts."""
    random = Random(seed)
    return [_person(random, number) for number in range(count)]


def _person(random: Random, number: int) -> Given:
    partner = random.random() < 0.5
    person: Given = {
        "id": number,
        "name": random.choice(["陳大文", "O'Neil, Ann", 'The "Rock"', "=1+1", "-5", "plain", "@x", "two\nlines"]),
        "lodged": f"20{random.randint(20, 29)}-0{random.randint(1, 9)}-1{random.randint(0, 9)}",
        "submitted": f"2020-03-2{random.randint(0, 9)}T10:{random.randint(10, 59)}:00+08:00",
        "age": random.choice([17, 18, 39, 40]),
        "education": random.choice(["none", "bachelor", "master"]),
        "work": random.choice([0, 59, 60, 61]),
        "savings": random.choice([0, 999, 1000]),
        "ielts": {"reading": random.choice([6, 6.5, 9]), "writing": random.choice([0, 7.5])},
        "languages": random.choice([[], ["french"], ["german", "french"]]),
        "partner": partner,
        "children": [{"child_age": 5, "married": False} for _ in range(random.randint(0, 2))],
    }
    if partner:
        person["partner_works"] = random.random() < 0.5
    return person


def expected(person: Mapping[str, Any]) -> dict[str, int | bool | None]:
    """What the interpreter says, by the names of the result columns."""
    facts = {name: value for name, value in person.items() if name not in ("id", "name")}
    exact = json.loads(json.dumps(facts), parse_float=Decimal)
    return told(SHEET, score(SMALL, read_facts(SMALL, exact, Style.DATA)))


def as_jsonl(persons: list[Given]) -> str:
    return "".join(json.dumps(person, ensure_ascii=False) + "\n" for person in persons)


def as_cells(person: Mapping[str, Any]) -> dict[str, str]:
    """The row of a CSV file, as people type facts."""
    cells: dict[str, str] = {}
    for name, value in person.items():
        match value:
            case bool():
                cells[name] = "yes" if value else "no"
            case None:
                cells[name] = ""
            case {}:
                cells |= {f"{name}.{member}": str(inner) for member, inner in value.items()}
            case []:
                cells[name] = "none"
            case [dict(), *_]:
                for at, record in enumerate(value, 1):
                    cells |= {f"{name}.{at}.{field}": text for field, text in as_cells(record).items()}
            case [*_]:
                cells[name] = ",".join(value)
            case _:
                cells[name] = f"{value} months" if name == "work" else str(value)
    return cells


def as_csv(persons: list[Given], separator: str = ",", end: str = "\r\n") -> str:
    rows = [as_cells(person) for person in persons]
    names = list(dict.fromkeys(name for row in rows for name in row))
    made = io.StringIO()
    writer = csv.DictWriter(made, names, delimiter=separator, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def as_frame(persons: list[Given]) -> pl.DataFrame:
    """A table with lists and groups."""
    schema = {
        "id": pl.Int64, "name": pl.String, "lodged": pl.String, "submitted": pl.String, "age": pl.Int64,
        "education": pl.String, "work": pl.Int64, "savings": pl.Int64,
        "ielts": pl.Struct({"reading": pl.Float64, "writing": pl.Float64}), "languages": pl.List(pl.String),
        "partner": pl.Boolean, "partner_works": pl.Boolean,
        "children": pl.List(pl.Struct({"child_age": pl.Int64, "married": pl.Boolean})),
    }  # fmt: skip
    frame = pl.DataFrame(persons, schema=schema)
    return frame.with_columns(
        pl.col("lodged").str.to_date("%Y-%m-%d"), pl.col("submitted").str.to_datetime("%Y-%m-%dT%H:%M:%S%z")
    )


def write(path: Path, persons: list[Given]) -> Path:
    """The applicants in a file, in the format that its name says."""
    match path.suffix:
        case ".csv":
            path.write_text(as_csv(persons), "utf-8-sig")
        case ".jsonl":
            path.write_text(as_jsonl(persons), "utf-8")
        case ".parquet":
            as_frame(persons).write_parquet(path, row_group_size=100)
        case _:
            as_frame(persons).write_ipc(path, record_batch_size=100)
    return path


def rules_file(folder: Path) -> Path:
    path = folder / "small.qmas"
    path.write_text(RULES, "utf-8")
    return path


def batch(folder: Path, table: Path | str, out: Path | str, *options: str) -> int:
    """The exit code of `qmas batch` on a table in `folder`."""
    return run(["batch", str(rules_file(folder)), str(table), "-o", str(out), *options])


def results_in(path: Path) -> list[dict[str, int | bool | None]]:
    """The result columns of a scored file, row for row, whatever its format."""
    match path.suffix:
        case ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                said: dict[str, int | bool | None] = {"": None, "yes": True, "no": False}
                return [
                    {name: said[row[name]] if row[name] in said else int(row[name]) for name in RESULTS}
                    for row in csv.DictReader(file)
                ]
        case ".jsonl":
            lines = path.read_text("utf-8").split("\n")[:-1]
            return [{name: json.loads(line)[name] for name in RESULTS} for line in lines]
        case ".parquet":
            return pl.read_parquet(path).select(RESULTS).to_dicts()
        case _:
            return pl.read_ipc(path).select(RESULTS).to_dicts()
