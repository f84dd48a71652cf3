"""`qmas mutate`: what it says, its data and its exit code."""

import json
from pathlib import Path

import pytest

from qmasdsl.cli.main import run

RULES = """scheme demo.points "Demo"

facts
  age : whole number from 0 to 120, years

test general
  pass mark 10
  factor age
    only one applies
      age from 18 to 39 => +10
      age from 40 to 44 => +5
      otherwise => +0

case "17"
  given age 17
  expect general.age 0

case "18"
  given age 18
  expect general.age 10, general.passes

case "39"
  given age 39
  expect general.age 10

case "40"
  given age 40
  expect general.age 5, not general.passes

case "45"
  given age 45
  expect general.age 0
"""
LAST = """
case "44"
  given age 44
  expect general.age 5
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("demo.qmas").write_text(RULES, encoding="utf-8")


def test_what_goes_unnoticed_is_shown_with_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mutate", "demo.qmas"]) == 1
    assert capsys.readouterr().out == (
        "demo.qmas: 30 changes tried on 5 cases\n"
        "  25 noticed by a case\n"
        "  4 make no difference to anybody (proved)\n"
        "  1 noticed by no case\n"
        "\n"
        "  line 11, general.age: `age from 40 to 44` becomes `age from 40 to under 44`\n"
        "    the rules give general.age 5, and with the change general.age 0\n"
        "    = type:\n"
        '        case "Aged 44: 5 points"\n'
        "          given age 44\n"
        "          expect general.age 5\n"
    )


def test_when_every_slip_is_noticed_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    Path("demo.qmas").write_text(RULES + LAST, encoding="utf-8")
    assert run(["mutate", "demo.qmas"]) == 0
    assert capsys.readouterr().out.endswith("\n  0 noticed by no case\n")


def test_a_case_that_fails_is_left_aside(capsys: pytest.CaptureFixture[str]) -> None:
    Path("demo.qmas").write_text(RULES + LAST.replace("general.age 5", "general.age 7"), encoding="utf-8")
    assert run(["mutate", "demo.qmas"]) == 1
    assert "  1 case left aside: a case that does not come out anyway notices nothing\n" in capsys.readouterr().out


def test_without_time_what_is_left_is_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mutate", "demo.qmas", "--budget", "0"]) == 0
    said = capsys.readouterr().out
    assert "  5 noticed by no case, and whether anybody would notice is undecided\n" in said
    assert "    no case notices; whether anybody would is undecided: the time was used up" in said


def test_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["mutate", "demo.qmas", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    changes = found.pop("changes")
    assert found == {
        "format": 1, "file": "demo.qmas", "cases": 5, "cases_not_tried": 0, "tried": 30, "noticed": 25,
        "harmless": 4, "unnoticed": 1, "undecided": 0,
    }  # fmt: skip
    assert len(changes) == 30
    harmless = [change["change"] for change in changes if change["outcome"] == "harmless"]
    assert "`age from 40 to 44` becomes `age from 39 to 44`" in harmless
    unnoticed = next(change for change in changes if change["outcome"] == "unnoticed")
    assert unnoticed == {
        "line": 11,
        "in": "general.age",
        "change": "`age from 40 to 44` becomes `age from 40 to under 44`",
        "outcome": "unnoticed",
        "was": "general.age 5",
        "now": "general.age 0",
        "case": 'case "Aged 44: 5 points"\n  given age 44\n  expect general.age 5',
    }
    assert {change["noticed_by"] for change in changes if change["outcome"] == "noticed"} <= {
        "17",
        "18",
        "39",
        "40",
        "45",
    }


def test_a_long_list_is_cut_unless_all_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"      age is {age} => +{age}\n" for age in range(30, 60))
    rules = RULES[: RULES.index("      age from 18")] + rows + "      otherwise => +0\n"
    Path("demo.qmas").write_text(rules, encoding="utf-8")
    run(["mutate", "demo.qmas"])
    cut = capsys.readouterr().out
    run(["mutate", "demo.qmas", "--all"])
    whole = capsys.readouterr().out
    assert cut.count("= type:") == 20
    assert "more: --all shows them" in cut
    assert whole.count("= type:") > 20
    assert "more: --all" not in whole


def test_a_file_with_an_error_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("demo.qmas").write_text(RULES.replace("age from 18", "aeg from 18"), encoding="utf-8")
    assert run(["mutate", "demo.qmas"]) == 1
    assert "nothing was done with these rules" in capsys.readouterr().err
