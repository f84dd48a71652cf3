"""`qmas history` and `qmas show --on`: what they print, their exit codes, and what they say where it is open."""

import json
from pathlib import Path

import pytest

from qmasdsl.cli.main import run
from qmasdsl.pipeline import check_path

BASE = """\
scheme demo.points "Points scheme"
  in force from 2020-01-01
  source "Law of 2020" at "https://example.org/2020"

facts
  age : whole number from 0 to 120, years "Age"

test general "Points test"
  pass mark 10
  factor age "Age" : age from 18 to 39 => +20

outcome invited "Invited" when general.passes

selection
  quota 1000 per year
  rank invited by general.total, highest first
"""
LATER = """\
amend demo.points
  in force from 2021-01-01
  source "Law of 2021"
  in selection
    repeal quota 1000 per year and substitute quota 2000 per year
  in test general
    repeal factor age and substitute
      factor age "Age" : age from 18 to 44 => +20
"""
OPEN = "amend demo.points\n  in force from some day in 2022-01-01 to 2022-03-31\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "points"
    folder.mkdir()
    for name, text in (("2020", BASE), ("2021", LATER), ("2022", OPEN)):
        (folder / f"{name}.qmas").write_text(text, encoding="utf-8")
    return folder


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(words)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_history_lists_each_version_with_its_days_its_file_and_what_it_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said, _ = told(capsys, "history", "points")
    assert code == 0
    lines = said.split("\n")
    assert lines[0] == 'demo.points "Points scheme": 3 versions'
    for line in (
        "1. In force from 2020-01-01, until 2020-12-31",
        "  Source: Law of 2020, https://example.org/2020",
        "2. In force from 2021-01-01, until some day in 2021-12-31 to 2022-03-30",
        "  points/2021.qmas, which amends the version before",
        "  RAISED   selection, quota per year: was 1,000, now 2,000.",
        "3. In force from some day in 2022-01-01 to 2022-03-31",
        "  Nothing that a rule says was changed.",
    ):
        assert line in lines
    assert "in force from: was" not in said


def test_history_with_people_says_whom_a_change_changed(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = told(capsys, "history", "points", "--people")
    assert code == 0
    assert "For applicants (proved for every possible applicant, not counted from past files)" in said
    assert "age from 40 to 44" in said
    assert "Proved: for every possible applicant both give the same." in said


def test_history_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = told(capsys, "history", "points", "--format", "json")
    data = json.loads(said)
    assert code == 0
    assert data["format"] == 1
    assert [version["file"] for version in data["versions"]] == [
        "points/2020.qmas", "points/2021.qmas", "points/2022.qmas",
    ]  # fmt: skip
    first, second, third = data["versions"]
    assert (first["amends"], first["changes"], first["until"]) == (False, None, "2020-12-31")
    assert second["made_from"] == ["points/2020.qmas", "points/2021.qmas"]
    assert {change["text"] for change in second["changes"]} >= {"selection, quota per year: was 1,000, now 2,000"}
    assert (third["start"], third["latest_start"], third["until"]) == ("2022-01-01", "2022-03-31", None)


def test_history_of_versions_with_errors_lists_the_others(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "2021.qmas").write_text(LATER.replace("age from 18", "agee from 18"), encoding="utf-8")
    code, said, _ = told(capsys, "history", "points")
    assert code == 1
    assert "Its rules have an error, type: qmas check points/2021.qmas" in said
    assert "What it changed cannot be told" not in said.split("3. ")[0]


def test_an_amendment_that_does_not_fit_stops_history_and_show(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "2021.qmas").write_text(LATER.replace("quota 1000", "quota 1500"), encoding="utf-8")
    for words in (("history", "points"), ("show", "points", "--on", "2020-06-01")):
        code, said, wrong = told(capsys, *words)
        assert (code, said) == (1, "")
        assert "error[QM255]" in wrong


def test_show_on_a_day_prints_the_scheme_whole_and_as_fmt_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = told(capsys, "show", "points", "--on", "2021-06-01")
    assert code == 0
    head = "# In force from 2021-01-01. Made from\n#   points/2020.qmas\n#   points/2021.qmas\n\n"
    assert said.startswith(f"{head}scheme demo.points")
    assert "quota 2000 per year" in said
    Path("whole.qmas").write_text(said, encoding="utf-8")
    assert run(["fmt", "--check", "whole.qmas"]) == 0
    whole, amended = check_path("whole.qmas"), check_path("points/2021.qmas")
    assert not whole.problems
    assert whole.module == amended.module


def test_show_a_file_that_amends_shows_the_scheme_as_it_amends_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = told(capsys, "show", "points/2021.qmas", "--to", "qmas")
    assert code == 0
    assert "scheme demo.points" in said
    assert "quota 2000 per year" in said


def test_show_on_a_day_can_show_the_facts_of_that_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "show", "points", "--on", "2021-06-01", "--to", "facts")[1].startswith("age: ")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2019-12-31", "nothing was in force: the first version, `points/2020.qmas`, is in force from 2020-01-01"),
        ("2022-02-01", "it is open which version was in force: `points/2021.qmas` or `points/2022.qmas`"),
        ("1/2/2022", "`1/2/2022` is not a day"),
    ],
)
def test_a_day_without_one_certain_version_is_said_and_nothing_shown(
    capsys: pytest.CaptureFixture[str], day: str, words: str
) -> None:
    code, said, wrong = told(capsys, "show", "points", "--on", day)
    assert (code, said) == (2, "")
    assert words in wrong


def test_a_folder_without_a_scheme_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert told(capsys, "history", "empty") == (2, "", "error: no file in `empty` has a scheme\n")
    assert told(capsys, "history", "nowhere")[0] == 2
