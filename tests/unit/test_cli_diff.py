"""`qmas diff`: what it prints, its JSON, its exit codes, and that the cases it writes hold."""

import json
from pathlib import Path

import pytest

from qmasdsl.cases.run import run_case
from qmasdsl.cli.main import run
from unit.lowered import lowered
from unit.versions import RULES, edited

BAND = ("age from 40 to 44 => +20", "age from 40 to 44 => +15")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.qmas").write_text(RULES, encoding="utf-8")
    return tmp_path


def difference(
    capsys: pytest.CaptureFixture[str], *edits: tuple[str, str], options: tuple[str, ...] = ()
) -> tuple[int, str]:
    Path("new.qmas").write_text(edited(*edits), encoding="utf-8")
    code = run(["diff", "old.qmas", "new.qmas", *options])
    return code, capsys.readouterr().out


def test_the_same_rules_are_proved_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = difference(capsys)
    assert code == 0
    assert said == (
        "Quality Migrant Admission Scheme: what changes from old.qmas to new.qmas\n"
        "\n"
        "In words\n"
        "  Nothing that a rule says was changed.\n"
        "  THE SAME 6 factors (age, qualifications, work, talent, language, family), 5 prerequisites, pass mark 80, "
        "quota 1,000\n"
        "    per year, 1 outcome, 1 list, 28 facts.\n"
        "\n"
        "For applicants (proved for every possible applicant, not counted from past files)\n"
        "  Proved: for every possible applicant both give the same.\n"
    )


def test_a_rewording_is_told_in_words_and_changes_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = difference(capsys, ("age at least 51   => +0", "age more than 50 => +0"))
    assert code == 0
    assert 'CHANGED  "Aged 51 or over" in factor "Age", condition: was `age at least 51`, now `age more' in said
    assert "Proved: for every possible applicant both give the same." in said


def test_a_change_is_told_in_words_and_in_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = difference(capsys, BAND)
    assert code == 1
    lines = said.split("\n")
    assert '  LOWERED  "Aged 40 to 44" in factor "Age", points: was 20, now 15.' in lines
    start = lines.index("  General Points Test, where elected is general")
    assert lines[start + 1 : start + 7] == [
        "    Nobody gains points.",
        "    5 points fewer: age from 40 to 44.",
        "    Nobody else loses.",
        "    The largest loss, 5 points: an applicant aged 40, elected general: was 20, now 15.",
        "    Nobody newly passes.",
        "    No longer pass: applicants who had 80 points.",
    ]
    assert "  Achievement-based Points Test: the same for everybody." in lines
    assert "  Eligibility: the same for everybody." in lines


@pytest.mark.parametrize("edit", [BAND, ("pass mark 80", "pass mark 90"), ("read as no", "read as yes")])
def test_the_cases_it_writes_hold_under_the_new_rules_and_fail_under_the_old(
    capsys: pytest.CaptureFixture[str], edit: tuple[str, str]
) -> None:
    _, said = difference(capsys, edit)
    cases = said.partition("Cases that show it, for the end of new.qmas\n\n")[2]
    new, old = lowered(edited(edit) + cases), lowered(RULES + cases)
    assert [run_case(new, case).came_out for case in new.cases] == [True]
    assert [run_case(old, case).came_out for case in old.cases] == [False]
    # What the comment says is what the old rules give.
    expected = cases.partition("# The old rules give: ")[2].partition("\n")[0]
    turned = lowered(f"{RULES}{cases.rpartition('  expect ')[0]}  expect {expected}\n")
    assert run_case(turned, turned.cases[0]).came_out


def test_a_quota_is_told_and_not_compared(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = difference(capsys, ("quota 1000", "quota 4000"))
    assert code == 0
    assert "  RAISED   selection, quota per year: was 1,000, now 4,000." in said
    assert "Note: a quota and an order of selection are about all applicants together, and are not compared." in said


def test_the_json_form(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = difference(capsys, BAND, options=("--format", "json"))
    found = json.loads(said)
    assert code == 1
    names = "format old new verdict changes unchanged notes not_compared tests verdicts cases"
    assert list(found) == names.split()
    assert (found["format"], found["verdict"]) == (1, "different")
    assert found["new"]["file"] == "new.qmas"
    assert found["changes"] == [
        {
            "change": "lowered", "kind": "rule", "name": "general.age/age from 40 to 44", "aspect": "points",
            "was": "20", "now": "15", "text": '"Aged 40 to 44" in factor "Age", points: was 20, now 15',
        }
    ]  # fmt: skip
    general = found["tests"][0]
    assert (general["test"], general["verdict"], general["largest_gain"]) == ("general", "different", None)
    assert general["amounts"] == [{"points": -5, "groups": ["age from 40 to 44"]}]
    assert general["largest_loss"]["totals"] == {"general": {"was": 20, "now": 15}}
    passes = found["verdicts"][0]
    assert (passes["kind"], passes["newly"]["verdict"]) == ("passes", "nobody")
    assert passes["no_longer"]["points_before"] == {"least": 80, "greatest": 80}
    assert len(found["cases"]) == 1


def test_an_example_in_json_is_an_applicant_that_score_takes(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    _, said = difference(capsys, BAND, options=("--format", "json"))
    example = json.loads(said)["verdicts"][0]["no_longer"]["example"]
    (here / "one.json").write_text(json.dumps(example["facts"]), encoding="utf-8")
    run(["score", "new.qmas", "--facts", "one.json", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["tests"]["general"]["total"] == example["totals"]["general"]["now"]


def test_unrelated_schemes_are_refused(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    other = (
        'scheme xx.other "Another"\n\nfacts\n  age : whole number from 0 to 9\n\n'
        "test skills\n  pass mark 1\n  factor age : age at least 5 => +1\n"
    )
    (here / "other.qmas").write_text(other, encoding="utf-8")
    assert run(["diff", "old.qmas", "other.qmas"]) == 2
    said = capsys.readouterr().err
    assert "`old.qmas` and `other.qmas` have no test and no outcome in common" in said
    assert '`other.qmas` is "Another" with skills' in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "age"), "`age` maps no fact; type --map OLD_NAME=NEW_NAME"),
        (("--map", "age=years"), "the new rules have no fact `years`"),
        (("--map", "age=age", "--map", "age=lodged"), "`age` is mapped twice"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert run(["diff", "old.qmas", "old.qmas", *options]) == 2
    assert said in capsys.readouterr().err


def test_rules_with_an_error_are_not_compared(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "broken.qmas").write_text("scheme broken\n", encoding="utf-8")
    assert run(["diff", "old.qmas", "broken.qmas"]) == 2
    assert capsys.readouterr().out == ""
