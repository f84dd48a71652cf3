"""`qmas score` and `Scheme.score` with facts missing, and with reasons."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

import qmasdsl
from qmasdsl.cli.main import run

HONG_KONG = Path(__file__).parents[2] / "rulesets/hk/qmas"
RULES = """\
scheme demo "A scheme"
  in force from 2025-01-01

facts
  lodged : date
  age : whole number from 0 to 120, years "Age"
  partner : yes/no "Has a partner"
  partner_works : yes/no only when partner "The partner works"
  work : months from 0 to 60 years "Work"
  degree : level none < bachelor < master "Degree"

always degree at least bachelor only if age at least 18

require adult "Aged 18 or over" : age at least 18

test general "General test" out of 40
  pass mark 20
  factor age "Age" [A] out of 20
    age at most 40 => +20
  factor family "Family" out of 10
    partner and partner_works => +10
  factor work "Work" out of 10
    work at least 5 years => +10

outcome invited "Is invited" when general.passes

wording zh-Hant
  English           | 繁體中文
  A scheme          | 計劃
  Age               | 年齡
  Has a partner     | 有伴侶
  The partner works | 伴侶有工作
  Work              | 工作
  Degree            | 學位
  Aged 18 or over   | 18歲或以上
  General test      | 綜合計分制
  Family            | 家庭
  Is invited        | 獲邀請
"""


class Said:
    def __init__(self, capsys: pytest.CaptureFixture[str], *args: str) -> None:
        capsys.readouterr()
        self.code = run(args)
        self.out, self.err = capsys.readouterr()


Score = Callable[..., Said]


@pytest.fixture
def score(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Score:
    monkeypatch.chdir(tmp_path)
    Path("a.qmas").write_text(RULES, encoding="utf-8")
    return lambda *args: Said(capsys, "score", "a.qmas", *args)


def test_the_engineer_without_the_leading_company_has_75_or_105(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    facts = json.loads((HONG_KONG / "fintech-engineer.json").read_text())
    del facts["leading_company"]
    (tmp_path / "f.json").write_text(json.dumps(facts))
    said = Said(capsys, "score", str(HONG_KONG / "2018-08-28.qmas"), "--facts", str(tmp_path / "f.json"))
    assert said.code == 0
    assert (
        "RESULT  General Points Test: 75 or 105 points out of 225. The pass mark is 80. "
        "DEPENDS ON what was not given: Experience in a leading company of the field.\n"
        "        If yes: 105, passes.\n"
        "        If no: 75, does not pass, 5 short.\n"
        "Goes forward to the selection exercise: depends.\n"
    ) in said.out
    assert "  Talent List: 0 or 30 out of 30.\n" in said.out


def test_of_several_missing_facts_the_most_decisive_is_asked_for(score: Score) -> None:
    said = score("age=30", "partner=yes")
    assert said.code == 0
    assert "RESULT  General test: 20, 30 or 40 points out of 40. The pass mark is 20. PASSES in any case.\n" in said.out
    assert "Is invited: yes.\n" in said.out
    assert (
        "Ask next, because it decides most: The partner works [partner_works].\n"
        "  If yes: 30 to 40, passes.\n"
        "  If no: 20 to 30, passes.\n"
    ) in said.out


def test_what_can_never_pass_is_said_with_the_least_that_lacks(score: Score) -> None:
    said = score("age=50", "partner=no")
    assert "0 or 10 points out of 40. The pass mark is 20. DOES NOT PASS in any case, at least 10 short.\n" in said.out
    assert (
        "Not given: Work [work].\n"
        "  If at most 4 years 11 months: 0, does not pass, 20 short.\n"
        "  If at least 5 years: 10, does not pass, 10 short.\n"
    ) in said.out


def test_answers_that_mean_the_same_are_told_as_one(score: Score) -> None:
    Path("a.qmas").write_text(
        'scheme c "C"\n  in force from 2020-01-01\n\nfacts\n'
        '  trade : one of cook, nurse, tailor, pilot, or other "Trade"\n  level : level a < b < c < d "Level"\n\n'
        'test t "Test" out of 20\n  pass mark 10\n  factor trade out of 10 : trade in {nurse, tailor} => +10\n'
        "  factor level out of 10 : level at least c => +10\n"
    )
    assert (
        "        If cook: 0, does not pass, 10 short.\n"
        "        If one of nurse, tailor: 10, passes.\n"
        "        If one of pilot, other: 0, does not pass, 10 short.\n"
    ) in score("level=a").out
    assert (
        "        If at most b: 0, does not pass, 10 short.\n        If at least c: 10, passes.\n"
    ) in score("trade=cook").out


def test_prerequisites_that_depend_are_counted(score: Score) -> None:
    assert "Prerequisites: 0 of 1 met, 1 depending on what was not given.\n" in score("partner=no").out


def test_an_always_may_decide_what_was_not_given(score: Score) -> None:
    assert "Prerequisites: 1 of 1 met.\n" in score("degree=bachelor").out


def test_facts_that_nobody_can_have_are_refused(score: Score) -> None:
    Path("a.qmas").write_text(RULES.replace("always", "always partner only if age at most 17\nalways", 1))
    said = score("degree=bachelor", "partner=yes")
    assert (said.code, said.out) == (2, "")
    assert "no possible applicant has these facts, whatever the missing ones are" in said.err


def test_missing_facts_that_change_nothing_leave_the_result_as_it_is(score: Score) -> None:
    whole = score("age=30", "partner=no", "work=1 years", "degree=none", "lodged=2025-01-01").out
    assert score("age=30", "partner=no", "work=1 years").out == whole


def test_json_has_the_keys_of_a_whole_result_and_two_more(score: Score) -> None:
    open = json.loads(score("age=50", "--format", "json").out)
    whole = json.loads(score("age=50", "partner=no", "work=1 years", "--format", "json").out)
    assert open.keys() - whole.keys() == {"ask_next", "undecided"}
    assert whole.keys() <= open.keys()
    assert open["tests"]["general"] == {
        "applies": True, "total": {"least": 0, "greatest": 20}, "passes": None, "pass_mark": 20, "requirements": {},
        "sections": {},
        "factors": {"age": 0, "family": {"least": 0, "greatest": 10}, "work": {"least": 0, "greatest": 10}},
        "awards": [],
    }  # fmt: skip
    assert (open["outcomes"], open["depends_on"]) == ({"invited": None}, ["partner", "partner_works", "work"])
    assert (open["ask_next"], open["undecided"]) == (["work", "partner"], [])


def test_an_explanation_tells_the_same_result(score: Score) -> None:
    said = score("age=30", "partner=yes", "--explain").out
    assert said.startswith("A scheme, rules in force from 1 January 2025\n\nRESULT  General test: 20, 30 or 40 points")
    assert "\nAge: 20 out of 20.\n  Age is 30 years, at most 40 years: 20.\n" in said
    assert said.endswith("  If no: 20 to 30, passes.\n")


def test_it_is_said_in_chinese(score: Score) -> None:
    said = score("age=50", "--language", "zh-Hant").out
    assert "結果　綜合計分制：0、10或20分（滿分40分）。最低及格分數20分。視乎未提供的資料而定：" in said
    assert "宜先問最具決定性的一項：工作〔work〕。" in said


def test_a_terminal_is_asked_until_nothing_is_open(
    score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("5 years\nno\n"))
    monkeypatch.setattr("sys.stderr", Terminal())
    said = score("age=50")
    # Not for the day of lodging, nor for the degree, which decide nothing.
    assert "RESULT  General test: 10 points out of 40. The pass mark is 20. DOES NOT PASS, 10 short." in said.out
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert "0, 10 or 20 points" in score("age=50", "--no-ask").out


def test_reasons_are_told_after_the_result(score: Score) -> None:
    said = score("age=50", "partner=no", "work=1 years", "--reasons").out
    assert said.endswith(
        "\nWhere most was lost, against the most that can be had there:\n"
        "  1. Age: 0 of 20, 20 lost. [A]\n"
        "       Age is 50 years, at most 40 years is needed: 0.\n"
        "  2. Family: 0 of 10, 10 lost.\n"
        "       Has a partner (no): 0.\n"
        "  3. Work: 0 of 10, 10 lost.\n"
        "       Work is 1 year, at least 5 years is needed: 0.\n"
    )
    nothing = score("age=30", "partner=yes", "partner_works=yes", "work=5 years", "--reasons").out
    assert nothing.endswith("\nNothing was lost: every factor gives the most that it can.\n")


def test_reasons_are_data_under_a_key_of_their_own(score: Score) -> None:
    facts = ("age=50", "partner=no", "work=1 years", "--format", "json")
    whole = json.loads(score(*facts, "--reasons").out)
    assert whole.pop("reasons")[0] == {
        "code": "general.age", "label": "Age", "cite": "A", "points": 0, "maximum": 20, "lost": 20,
        "needs": ["Age is 50 years, at most 40 years is needed: 0."],
    }  # fmt: skip
    assert whole == json.loads(score(*facts).out)


def test_a_scheme_scores_with_facts_missing_when_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "a.qmas").write_text(RULES, encoding="utf-8")
    scheme = qmasdsl.load(tmp_path / "a.qmas")
    with pytest.raises(qmasdsl.FactsDoNotFit):
        scheme.score({"age": 50})
    result = scheme.score({"age": 50}, partial=True)
    assert result.tests["general"].total == qmasdsl.Between(0, 20)
    assert result.outcomes == {"invited": None}
    assert result.ask_next == ("work", "partner")
    with pytest.raises(qmasdsl.FactsDoNotFit):
        scheme.score({"age": 500}, partial=True)


def test_a_scheme_gives_reason_codes(tmp_path: Path) -> None:
    (tmp_path / "a.qmas").write_text(RULES, encoding="utf-8")
    from datetime import date

    scheme = qmasdsl.load(tmp_path / "a.qmas")
    facts = {"lodged": date(2025, 1, 1), "age": 50, "partner": False, "work": 60, "degree": "none"}
    assert [(one.code, one.points, one.maximum, one.lost) for one in scheme.reasons(facts)] == [
        ("general.age", 0, 20, 20), ("general.family", 0, 10, 10),
    ]  # fmt: skip
