"""A folder of versions is one scheme: what was in force on a day is found by the day, or by the fact that says it."""

import json
from datetime import date
from pathlib import Path

import pytest

import qmasdsl
from qmasdsl.cli.main import run

HK = str(Path(__file__).parents[2] / "rulesets/hk/qmas")
SINGLE = f"{HK}/2018-08-28.qmas"


@pytest.mark.parametrize(
    ("day", "greatest"), [("2010-01-01", 165), ("2016-01-01", 195), ("2019-05-01", 225), ("2023-06-01", 245)]
)
def test_the_day_chooses_the_version(day: str, greatest: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bounds", HK, "--on", day, "--test", "general", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["bounds"][0]["everyone"]["greatest"] == greatest
    total = qmasdsl.load(HK).on(date.fromisoformat(day)).ruleset.tests[0].out_of[0].points
    assert total == greatest


def test_the_facts_choose_the_version_by_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", HK, "lodged=2019-05-01", "age=30", "--no-ask", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"]["from"] == "2018-08-28"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["score", HK, "age=30"], "name the day: --on 2023-06-01, or lodged=2023-06-01"),
        (["score", HK, "--on", "yesterday", "age=30"], "`yesterday` is not a day"),
        (["score", HK, "--on", "1999-01-01", "age=30"], "nothing was in force"),
        (["score", HK, "--on", "2007-05-01", "age=30"], "it is open which version was in force"),
        (["score", SINGLE, "--on", "2019-05-01", "age=30"], "is not a folder"),
        (["compile", HK], "name the day: --on 2023-06-01"),
    ],
)  # fmt: skip
def test_without_one_version_nothing_is_scored(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    assert run(arguments) == 2
    found = capsys.readouterr()
    assert said in found.err
    assert not found.out


def test_loading_a_folder_gives_the_last_version_and_any_other_by_its_day() -> None:
    last = qmasdsl.load(HK)
    assert last.ruleset.in_force is not None
    assert last.ruleset.in_force.start == date(2024, 11, 1)
    earlier = last.on(date(2019, 5, 1))
    assert earlier.ruleset.in_force is not None
    assert earlier.ruleset.in_force.start == date(2018, 8, 28)
    for day in (date(1999, 1, 1), date(2007, 5, 1)):
        with pytest.raises(qmasdsl.NotInForce):
            last.on(day)


def test_a_single_file_knows_when_it_was_in_force() -> None:
    scheme = qmasdsl.load(SINGLE)
    assert scheme.on(date(2019, 1, 1)) is scheme
    with pytest.raises(qmasdsl.NotInForce):
        scheme.on(date(2018, 8, 27))


def test_a_folder_without_a_scheme_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(qmasdsl.CannotRead):
        qmasdsl.load(tmp_path)
