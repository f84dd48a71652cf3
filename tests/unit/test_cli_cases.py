"""`qmas cases`: the file it writes, and what it refuses to write over."""

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
      otherwise => +0

case "Aged 17: 0 points"
  given age 17
  expect general.age 0
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("demo.qmas").write_text(RULES, encoding="utf-8")


def test_the_cases_can_be_pasted_into_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cases", "demo.qmas", "-o", "made.qmas"]) == 0
    assert capsys.readouterr().out == "wrote made.qmas: 4 cases, to be reviewed\n"
    assert run(["fmt", "--check", "made.qmas"]) == 0
    Path("demo.qmas").write_text(RULES + "\n" + Path("made.qmas").read_text(encoding="utf-8"), encoding="utf-8")
    capsys.readouterr()
    assert run(["test", "demo.qmas"]) == 0
    assert "5 cases: 5 came out as expected" in capsys.readouterr().out
    assert run(["mutate", "demo.qmas"]) == 0


def test_without_a_name_it_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cases", "demo.qmas"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("# Cases made from the rules of demo.qmas by `qmas cases`, to be reviewed.\n")
    # A label that the file has already is not given again.
    assert '# Shows line 10\ncase "Aged 17: 0 points (2)"\n  given age 17\n' in said


def test_a_file_that_is_there_is_written_over_only_by_force(capsys: pytest.CaptureFixture[str]) -> None:
    Path("made.qmas").write_text("mine", encoding="utf-8")
    assert run(["cases", "demo.qmas", "-o", "made.qmas"]) == 2
    assert "`made.qmas` is there already" in capsys.readouterr().err
    assert Path("made.qmas").read_text(encoding="utf-8") == "mine"
    assert run(["cases", "demo.qmas", "-o", "made.qmas", "--force"]) == 0
    assert Path("made.qmas").read_text(encoding="utf-8").startswith("# Cases made")


def test_the_rule_file_itself_is_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cases", "demo.qmas", "-o", "demo.qmas", "--force"]) == 2
    assert "is the rule file itself" in capsys.readouterr().err
    assert Path("demo.qmas").read_text(encoding="utf-8") == RULES


def test_cases_are_no_literate_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cases", "demo.qmas", "-o", "made.qmas.md"]) == 2
    assert "type a name that ends in .qmas" in capsys.readouterr().err


def test_the_same_rules_give_the_same_cases(capsys: pytest.CaptureFixture[str]) -> None:
    run(["cases", "demo.qmas"])
    first = capsys.readouterr().out
    run(["cases", "demo.qmas"])
    assert capsys.readouterr().out == first
