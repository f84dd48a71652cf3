"""What is remembered of a file is what would be found out again, and nothing else is believed."""

import json
from pathlib import Path

import pytest

from qmasdsl import pipeline, remembered
from qmasdsl.analysis import claims
from qmasdsl.ir.answers import Undecided
from qmasdsl.pipeline import Checked, check_text
from qmasdsl.proving.budget import Budget

RULES = """
scheme demo "Demonstration"

facts
  age : whole number from 0 to 120, years
  a, b : yes/no

question open "Open?" : read as no

test points "Points" out of 50
  pass mark 10
  factor age "Age" capped at 90
    first that applies
      age at least 18 => +20
      age at least 60 => +10
      otherwise       => +0
  factor more "More" out of 20
    all that apply
      a      => +10
      a or b => +10
      open   => +0

prove that points.total never rises as age rises while age at least 30
prove that points.total from 0 to 20
prove that points.total at least 1 only if age at least 18
"""
SOUND = RULES.replace("      age at least 60 => +10\n", "").replace("out of 50", "out of 40")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QMASDSL_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(pipeline, "LONG", 0.0)
    return tmp_path / "kept"


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def verdicts(checked: Checked) -> list[object]:
    return [proof.verdict for proof in checked.analysis.proofs]


@pytest.mark.parametrize("text", [RULES, SOUND], ids=["with an error", "sound"])
def test_an_analysis_is_recalled_as_it_was(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check_text(text, "demo.qmas")
    assert len(kept(folder)) == 1
    monkeypatch.setattr(pipeline, "analyse", lambda *_: pytest.fail("it was analysed again"))
    again = check_text(text, "demo.qmas")
    assert first.diagnostics
    assert [found.headline for found in again.diagnostics] == [found.headline for found in first.diagnostics]
    assert [found.span[1:] for found in again.diagnostics] == [found.span[1:] for found in first.diagnostics]
    assert verdicts(again) == verdicts(first)
    assert [hinge.results for hinge in again.analysis.hinges] == [hinge.results for hinge in first.analysis.hinges]


def test_another_text_or_another_budget_is_looked_at_anew(folder: Path) -> None:
    check_text(SOUND, "demo.qmas")
    check_text(SOUND.replace("+20", "+15"), "demo.qmas")
    check_text(SOUND, "demo.qmas", Budget(seconds=3))
    assert len(kept(folder)) == 3


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"program": 1}', '{"analysis": {"kind": "Proof", "fields": {}}}'])
def test_what_makes_no_sense_is_as_if_it_were_not_there(damage: str, folder: Path) -> None:
    first = check_text(SOUND, "demo.qmas")
    (path,) = kept(folder)
    path.write_text(damage, encoding="utf-8")
    assert verdicts(check_text(SOUND, "demo.qmas")) == verdicts(first)


def test_another_program_is_not_believed(folder: Path) -> None:
    check_text(SOUND, "demo.qmas")
    (path,) = kept(folder)
    found = json.loads(path.read_text(encoding="utf-8"))
    found["program"] = "another"
    found["analysis"]["fields"]["proofs"] = []
    path.write_text(json.dumps(found), encoding="utf-8")
    assert check_text(SOUND, "demo.qmas").analysis.proofs


def test_a_folder_that_cannot_be_written_is_no_harm(folder: Path) -> None:
    folder.write_text("a file, not a folder", encoding="utf-8")
    assert check_text(SOUND, "demo.qmas").analysis.proofs


def test_nothing_is_kept_where_it_is_turned_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMASDSL_CACHE", "off")
    check_text(SOUND, "demo.qmas")
    assert not folder.exists()


def test_only_so_many_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST", 2)
    for points in (11, 12, 13, 14):
        check_text(SOUND.replace("+20", f"+{points}"), "demo.qmas")
    assert len(kept(folder)) == 2


def test_what_is_undecided_is_looked_at_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "verdict", lambda *_: Undecided("the 10 seconds for proofs were used up"))
    assert [found.code for found in check_text(SOUND, "demo.qmas").diagnostics].count("QM503") == 3
    assert not kept(folder)
