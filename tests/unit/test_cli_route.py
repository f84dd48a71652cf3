"""`qmas route` as somebody types it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qmasdsl.cli.main import run

RULES = """\
scheme demo.route "A scheme"
  in force from 2020-01-01
  version by lodged

facts
  lodged  : date "Date of application"
  age     : whole number from 0 to 120, years since born "Age"
  birthplace : one of here, there, fixed "Birthplace"
  work    : months from 0 to 60 years, grows with time "Work"
  english : level none < good < fluent, effort 3 "English"
  trade   : one of cook, nurse, or other "Trade"
  partner : yes/no "Has a partner"
  partner_works : yes/no only when partner "The partner works"
  children : up to 3 "Children"
    each with child_age : whole number from 0 to 40, years "Age of the child"

define young as count of children where child_age less than 18

require adult "Aged 18 or over" : age at least 18

test general "General test" out of 90
  pass mark 35
  factor age "Age" out of 20
    first that applies
      age at most 39 => +20
      age at most 44 => +10
      otherwise => +0
  factor work "Work" out of 20 : +2 for each 1 years of work, capped at 20
  factor english "English" out of 20
    first that applies
      english is fluent => +20
      english is good => +5
      otherwise => +0
  factor trade "Trade" out of 10 : trade in {cook, nurse} => +10
  factor partner "Partner" out of 10 : partner and partner_works => +10
  factor children "Children" out of 10 : +5 for each of young, capped at 10

test local "Local test" only when birthplace is here
  pass when english is fluent, worth 10

outcome invited "Is invited" when general.passes
"""
FACTS = {
    "lodged": "2022-01-31", "born": "1984-02-29", "birthplace": "there", "work": "3 years 4 months", "english": "none",
    "trade": "other", "partner": False, "children": [],
}  # fmt: skip


class Said:
    def __init__(self, capsys: pytest.CaptureFixture[str], *args: str) -> None:
        capsys.readouterr()
        self.code = run(args)
        self.out, self.err = capsys.readouterr()


Qmas = Callable[..., Said]


@pytest.fixture
def qmas(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Qmas:
    monkeypatch.chdir(tmp_path)
    Path("a.qmas").write_text(RULES, encoding="utf-8")
    Path("f.json").write_text(json.dumps(FACTS), encoding="utf-8")
    return lambda *args: Said(capsys, "route", "a.qmas", "--facts", "f.json", *args)


def test_the_ways_are_told_cheapest_first(qmas: Qmas) -> None:
    said = qmas()
    assert (said.code, said.err) == (0, "")
    lines = said.out.split("\n")
    at = lines.index("What would be enough for this: Is invited")
    assert lines[at + 1 : at + 8] == [
        "  1. Work: 8 years instead of 3 years 4 months. This takes at least 4 years 8 months; all else is taken "
        "to stay as it is. Then General test: 36 points.",
        "  2. Trade: cook instead of other (or nurse). Then General test: 36 points.",
        "  3. Has a partner: yes instead of no; with The partner works: yes. Then General test: 36 points.",
        "  4. Children: (1) Age of the child 0 years, (2) Age of the child 0 years instead of none. "
        "Then General test: 36 points.",
        "  5. English: fluent instead of none. Effort 3. Then General test: 46 points.",
        "Each is proved to be enough, and no part of it is.",
        "",
    ]


def test_no_more_are_shown_than_were_asked_for_and_the_others_are_counted(qmas: Qmas) -> None:
    assert "4 more were found; --most 5 shows them.\n" in qmas("--most", "1").out


def test_what_time_changes_is_told_day_by_day_where_the_day_of_birth_is_given(qmas: Qmas) -> None:
    said = qmas("english=good", "--until", "2032-12-31").out
    assert "As time passes, and nothing else changes:\n  31 January 2022 to 30 September 2022: 31, does not" in said
    assert "  1 October 2023 to 28 February 2024: 35, passes.\n" in said
    spans = "from 1 October 2023 to 28 February 2024, from 1 October 2028 to 28 February 2029"
    assert f"Reached by waiting, {spans}: Is invited.\n" in said
    assert "What moves: Date of application, Age, Work.\n" in said


def test_without_a_day_of_birth_it_is_told_year_by_year(qmas: Qmas) -> None:
    Path("f.json").write_text(json.dumps({k: v for k, v in FACTS.items() if k != "born"} | {"age": 37}))
    said = qmas("english=good").out
    assert "  Age 39 years (31 January 2024): 35, passes.\n" in said
    assert "Reached by waiting, while Age is 39 years, while Age is 44 years: Is invited.\n" in said
    assert "On which day a year is added is not known for Age: this is told for each 31 January only.\n" in said


def test_where_no_day_is_known_at_all_it_is_told_by_age_alone(qmas: Qmas) -> None:
    Path("a.qmas").write_text(RULES.replace("  version by lodged\n", "").replace(" since born", ""))
    Path("f.json").write_text(json.dumps({k: v for k, v in FACTS.items() if k not in ("born", "lodged")} | {"age": 37}))
    said = qmas("work=10 years").out
    assert "  Age from 37 to 39 years: 40, passes.\n  Age from 40 to 44 years: 30, does not pass, 5 short.\n" in said
    assert "Reached while Age is from 37 to 39 years: Is invited.\nWhat moves: Age, Work.\n" in said


def test_a_day_of_birth_stays_when_another_day_of_application_is_typed(qmas: Qmas) -> None:
    assert "General test: 16 points" in qmas("lodged=2024-02-29").out


def test_whoever_has_it_already_is_told_so(qmas: Qmas) -> None:
    said = qmas("english=fluent")
    assert said.code == 0
    assert "Reached already: Is invited.\n" in said.out
    assert "Reached from 31 January 2022 to" in said.out


def test_what_nothing_reaches_is_said_to_be_proved(qmas: Qmas) -> None:
    said = qmas("--test", "local")
    assert said.code == 1
    assert "Nothing that may change reaches this: Local test is passed. That is proved.\n" in said.out
    assert "Fixed, and so left as they are: Birthplace.\n" in said.out
    assert json.loads(qmas("--test", "local", "--format", "json").out)["answer"] == "impossible"


def test_waiting_alone_is_a_way_too(qmas: Qmas) -> None:
    Path("a.qmas").write_text(
        'scheme b "B"\n  in force from 2020-01-01\n  version by lodged\n\nfacts\n  lodged : date\n'
        "  age : whole number from 0 to 120, years since born, fixed\n\n"
        "test t out of 5\n  pass mark 5\n  factor age : age at least 40 => +5\n"
    )
    Path("f.json").write_text('{"lodged": "2022-01-31", "born": "1984-02-29"}')
    said = qmas()
    assert said.code == 0
    assert "Nothing that may change reaches this: T is passed. That is proved." in said.out
    assert "Reached by waiting, from 29 February 2024 to 31 January 2052: T is passed." in said.out


def test_a_number_of_points_may_be_the_goal(qmas: Qmas) -> None:
    said = qmas("--test", "general", "--points", "46", "--most", "1").out
    assert "What would be enough for this: at least 46 points in the General test\n" in said
    assert "  1. Work: 8 years instead of 3 years 4 months; Trade: cook instead of other (or nurse)." in said
    assert said.count("Then General test: 46 points.") == 1


def test_json_can_be_put_back_into_the_facts(qmas: Qmas) -> None:
    said = json.loads(qmas("--format", "json").out)
    assert (said["format"], said["goal"], said["answer"], said["more"]) == (1, {"outcome": "invited"}, "routes", 0)
    for way in said["routes"]:
        assert way["proved_minimal"]
        changed = FACTS | {one["fact"]: one["after"] for one in (*way["changes"], *way["follows"])}
        Path("f.json").write_text(json.dumps(changed))
        assert json.loads(qmas("--format", "json").out)["answer"] == "reached"
    spans = said["calendar"]["spans"]
    assert spans[0]["from"] == "2022-01-31"
    assert spans[0]["facts"] == {"lodged": "2022-01-31", "age": 37, "work": 40}
    assert [span["reached"] for span in spans] == [False] * len(spans)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--outcome", "invitd"], "there is no outcome `invitd` in these rules; did you mean `invited`?"),
        (["--test", "zzz"], "there is no test `zzz` in these rules; there are general, local"),
        (["--test", "general", "--outcome", "invited"], "name an outcome or a test, not both"),
        (["--points", "5"], "--points are the points of a test; name it with --test"),
        (["--until", "1999-01-01"], "--until is before 2022-01-31"),
        (["--until", "2999-01-01"], "--until is more than 200 years ahead"),
        (["--until", "soon"], "soon"),
        (["age=300"], "these facts do not fit the rules"),
        (["--language", "fr"], "there is no wording in `fr`"),
    ],
)
def test_what_cannot_be_asked_is_said(args: list[str], message: str, qmas: Qmas) -> None:
    said = qmas(*args)
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_facts_that_the_goal_turns_on_are_needed_and_others_are_not(qmas: Qmas) -> None:
    Path("f.json").write_text(json.dumps({k: v for k, v in FACTS.items() if k not in ("work", "birthplace")}))
    said = qmas()
    assert said.code == 2
    assert "1 fact missing\n  `work` (Work)" in said.err
    assert qmas("work=3 years").code == 0


def test_several_outcomes_have_to_be_chosen_from(qmas: Qmas) -> None:
    Path("a.qmas").write_text(RULES + 'outcome ranked "Is ranked" when local.passes\n')
    said = qmas()
    assert said.code == 2
    assert "say what is to be reached: --outcome invited, --outcome ranked, --test general, --test local" in said.err
