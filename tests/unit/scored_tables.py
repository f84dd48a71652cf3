"""A small scheme that selects, a scored file for it, and `qmas select` asked about them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from qmasdsl.cli.main import run

RULES = """scheme demo.visa "Demonstration visa"
  in force from 2020-01-01

facts
  age      : whole number from 0 to 120, years
  good     : yes/no
  elected  : one of general, achievement
  work     : whole number from 0 to 50, years
  lodged   : date
  children : up to 3
    each with child_age : whole number from 0 to 30, years

require good "Good character" : good

test general "General test" out of 130 only when elected is general
  pass mark 30
  factor age  "Age"  : age from 18 to 39 => +30
  factor work "Work" : +2 for each of work

test achievement "Achievement test" out of 130 only when elected is achievement
  pass mark 130
  factor age "Old enough" : age at least 40 => +130

outcome chosen "Goes forward" when general.passes or achievement.passes
"""
DISCRETION = """
selection
  quota 4 per year
  rank chosen by highest of (general.total, achievement.total), highest first
  ties discretionary
"""
BY_DATE = DISCRETION.replace("ties discretionary", "ties earlier lodged first")
RESERVE = BY_DATE.replace("4 per year", "4 per year, of which 2 when count of children at least 2")
DRAW = BY_DATE.replace("quota 4 per year", "places set at each draw")
SCORED = """id,chosen,general.applies,general.total,achievement.applies,achievement.total,lodged
A,yes,yes,90,no,,2020-02-01
B,yes,no,,yes,130,2020-03-01
C,no,yes,20,no,,2020-01-05
D,yes,yes,60,no,,2020-05-01
E,yes,yes,60,no,,2020-04-01
F,yes,yes,60,no,,2020-04-01
G,yes,yes,40,no,,2020-01-01
"""
SCHEMES = {"open": DISCRETION, "dated": BY_DATE, "reserve": RESERVE, "draw": DRAW}


def write_files(folder: Path) -> None:
    """A rule file for each of SCHEMES, and s.csv."""
    for name, selection in SCHEMES.items():
        (folder / f"{name}.qmas").write_text(RULES + selection, encoding="utf-8")
    (folder / "s.csv").write_text(SCORED, encoding="utf-8")


def selected(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, Any], dict[Any, str]]:
    """The JSON of a selection, and the standings by key in the order of the list."""
    assert run(["select", *arguments, "--format", "json", "-o", "list.jsonl", "--force"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = [json.loads(line) for line in Path("list.jsonl").read_text(encoding="utf-8").splitlines()]
    return found, {row.get("key", row.get("row")): row["standing"] for row in rows}


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Everything that was said where nothing was selected."""
    assert run(["select", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def typed_rows() -> list[dict[str, object]]:
    verdicts = {"yes": True, "no": False}
    rows = csv.DictReader(io.StringIO(SCORED))
    return [
        {
            name: verdicts[cell] if cell in verdicts else int(cell) if name.endswith("total") and cell else cell or None
            for name, cell in row.items()
        }
        for row in rows
    ]
