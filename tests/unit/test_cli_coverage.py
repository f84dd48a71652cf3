"""`qmas test --coverage`: the numbers, what to type, and the exit code."""

import json
from pathlib import Path

import pytest

from qmasdsl.cli.main import run

RULES = """scheme demo.points "Demo"

facts
  age : whole number from 0 to 120, years
  speaks_french : yes/no

test general
  pass mark 10
  factor age
    only one applies
      age from 18 to 39 => +10
      otherwise => +0

case "39"
  given age 39, not speaks_french
  expect general.age 10
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("demo.qmas").write_text(RULES, encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run(["test", *words]) == code
    return capsys.readouterr().out


def test_what_is_lacking_stands_at_its_line_with_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "demo.qmas", "--coverage") == (
        '  yes  "39": 10, passes\n'
        "demo.qmas: 1 case: 1 came out as expected\n"
        "rules: 1 of 2 covered; boundaries: 0 of 3; conditions: 0 of 0\n"
        "\n"
        "  line 12, general.age: `otherwise`: no case is decided by it\n"
        "  line 11, general.age: `age at most 39`: no case has age 40\n"
        "  line 7, test general: `pass mark 10`: no case has a total of 0\n"
        "    = type:\n"
        '        case "Aged 40: 0 points"\n'
        "          given age 40, everything else no, none or 0\n"
        "          expect general.age 0, general.total 0, not general.passes\n"
        "\n"
        "  line 11, general.age: `age at least 18`: no case has age 17\n"
        "    = type:\n"
        '        case "Aged 17: 0 points"\n'
        "          given age 17, everything else no, none or 0\n"
        "          expect general.age 0\n"
        "\n"
        "  line 11, general.age: `age at least 18`: no case has age 18\n"
        "    = type:\n"
        '        case "Aged 18: 10 points"\n'
        "          given age 18, everything else no, none or 0\n"
        "          expect general.age 10\n"
    )


def test_what_was_typed_covers_everything(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "demo.qmas", "--coverage").split("\n")
    blocks = [line[8:] for line in lines if line.startswith(" " * 8)]
    Path("demo.qmas").write_text(RULES + "\n" + "\n".join(blocks) + "\n", encoding="utf-8")
    assert "rules: 2 of 2 covered; boundaries: 3 of 3; conditions: 0 of 0\n" in said(capsys, "demo.qmas", "--coverage")


def test_coverage_fails_only_under_the_percentage_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "demo.qmas", "--coverage")
    said(capsys, "demo.qmas", "--coverage", "--fail-under", "0")
    said(capsys, "demo.qmas", "--coverage", "--fail-under", "50", code=1)


def test_a_percentage_without_coverage_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["test", "demo.qmas", "--fail-under", "50"]) == 2
    assert "type --coverage too" in capsys.readouterr().err


def test_only_the_cases_that_are_wanted_count(capsys: pytest.CaptureFixture[str]) -> None:
    Path("demo.qmas").write_text(RULES + RULES[RULES.index("\ncase") :].replace("39", "17").replace("10", "0"))
    assert "rules: 2 of 2" in said(capsys, "demo.qmas", "--coverage")
    assert "rules: 1 of 2" in said(capsys, "demo.qmas", "--coverage", "--filter", "17")


def test_a_file_without_cases_has_a_coverage_too(capsys: pytest.CaptureFixture[str]) -> None:
    Path("demo.qmas").write_text(RULES[: RULES.index("\ncase")])
    assert said(capsys, "demo.qmas", "--coverage").startswith("demo.qmas: no cases\nrules: 0 of 2 covered; ")


def test_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "demo.qmas", "--coverage", "--format", "json"))["files"][0]["coverage"]
    assert found["rules"] == {"covered": 1, "of": 2}
    assert found["boundaries"] == {"covered": 0, "of": 3}
    assert found["lacking"][0] == {
        "kind": "rules",
        "line": 12,
        "in": "general.age",
        "what": "otherwise",
        "no_case": "is decided by it",
        "undecided": None,
        "case": 'case "Aged 40: 0 points"\n  given age 40, everything else no, none or 0\n'
        "  expect general.age 0, general.total 0, not general.passes",
    }
    assert "coverage" not in json.loads(said(capsys, "demo.qmas", "--format", "json"))["files"][0]
