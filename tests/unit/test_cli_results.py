"""What is printed of a result, and what is asked when facts are missing. The rules are made by hand."""

from dataclasses import replace
from io import StringIO

import click
import pytest

from qmasdsl.cli.ask import ask_for_missing
from qmasdsl.cli.results import told
from qmasdsl.interpreter.evaluate import score
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Field, Form, Numeric, Records, Value, YesNo

AGE = ir.Compare(ir.FactValue("age"), ir.Comparison.AT_LEAST, ir.Constant(18))
RULES = ir.Ruleset(
    "a", "A scheme",
    facts=(
        ir.Fact("age", Numeric(Form.WHOLE, 0, 120, unit="years"), "Age"),
        ir.Fact("partner", YesNo()),
        ir.Fact("partner_has_degree", YesNo(), gate=ir.FactHolds("partner")),
        ir.Fact("children", Records(3, (Field("child_age", Numeric(Form.WHOLE, 0, 60)),)), "Children"),
        ir.Fact("education", Choice((Value("none"), Value("master", "Master's degree")), ordered=True)),
    ),
    requirements=(ir.Requirement("adult", AGE, "age at least 18", "Aged 18 or over"),),
    tests=(
        ir.Test(
            "general", ir.PassMark(10),
            factors=(
                ir.Factor(
                    "general.family", (ir.Rule(ir.FactHolds("partner"), ir.Constant(15), "k", "partner"),), "Family",
                    out_of=(ir.Limit(15),),
                ),
            ),
            label="General test", out_of=(ir.Limit(15),),
        ),
    ),
    outcomes=(ir.Outcome("invited", ir.Passes("general")),),
    wordings=(ir.Wording("zh-Hant", (("Family", "家庭"), ("general: General test", "綜合計分制"))),),
)  # fmt: skip
FACTS: dict[str, ir.Encoded] = {"age": 30, "partner": True, "partner_has_degree": False, "children": (), "education": 0}


def shown(language: str | None = None, **facts: ir.Encoded) -> str:
    return told(RULES, score(RULES, FACTS | facts), FACTS | facts, language)


def test_a_result_is_told_in_sentences() -> None:
    assert shown() == (
        "A scheme\n"
        "\n"
        "RESULT  General test: 15 points out of 15. The pass mark is 10. PASSES, by 5.\n"
        "Invited: yes.\n"
        "\n"
        "Prerequisites: 1 of 1 met.\n"
        "\n"
        "General test\n"
        "  Family: 15 out of 15."
    )


def test_whoever_falls_short_is_told_by_how_much() -> None:
    assert "0 points out of 15. The pass mark is 10. DOES NOT PASS, 10 short." in shown(partner=False)


def test_whoever_is_not_eligible_is_told_first() -> None:
    lines = shown(age=17).split("\n")
    assert lines[2:4] == [
        "RESULT  NOT ELIGIBLE. Not met: Aged 18 or over.",
        "        For information only, the points are:",
    ]
    assert "Invited: no." in lines


def test_everything_is_said_in_the_language_asked_for() -> None:
    lines = shown("zh-Hant").split("\n")
    assert "結果　綜合計分制：15分（滿分15分）。最低及格分數10分。合格，高出5分。" in lines
    assert "  家庭：15分（滿分15分）。" in lines


def test_a_language_without_sentences_of_ours_still_has_its_labels() -> None:
    french = replace(RULES, wordings=(ir.Wording("fr", (("Family", "Famille"),)),))
    assert "  Famille: 15 out of 15." in told(french, score(french, FACTS), FACTS, "fr")


def test_sections_stand_above_what_is_within_them() -> None:
    factor = replace(RULES.tests[0].factors[0], section="general.inner")
    sections = (
        ir.Section("general.outer", "Outer"),
        ir.Section("general.inner", "Inner", within="general.outer", out_of=(ir.Limit(15),)),
    )
    nested = replace(RULES, tests=(replace(RULES.tests[0], sections=sections, factors=(factor,)),))
    assert told(nested, score(nested, FACTS), FACTS).endswith(
        "General test\n  Outer: 15.\n    Inner: 15 out of 15.\n      Family: 15 out of 15."
    )


def test_a_test_that_does_not_apply_is_left_out() -> None:
    gated = replace(RULES, tests=(replace(RULES.tests[0], gate=ir.Truth(False)),))
    said = told(gated, score(gated, FACTS), FACTS)
    assert "General test" not in said
    assert "RESULT  No test applies to this applicant." in said


def test_only_facts_that_exist_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("30\nno\n2\n5\n7\nmaster\n"))
    answers = ask_for_missing(RULES, {}, None)
    assert answers == {
        "age": 30, "partner": False, "children": ((("child_age", 5),), (("child_age", 7),)), "education": 1,
    }  # fmt: skip
    said = capsys.readouterr()
    assert said.out == ""
    assert "Age [age], a whole number from 0 to 120, years: " in said.err
    assert "none, master (Master's degree): " in said.err
    assert "partner_has_degree" not in said.err


def test_an_answer_that_does_not_fit_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("old\n300\n30\nyes\nno\n0\nnone\n"))
    answers = ask_for_missing(RULES, {}, None)
    assert answers == {"age": 30, "partner": True, "partner_has_degree": False, "children": (), "education": 0}
    said = capsys.readouterr().err
    assert '`"old"` was given' in said
    assert '`"300"` is outside' in said


def test_asking_stops_when_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("30\n"))
    with pytest.raises(click.Abort):
        ask_for_missing(RULES, {}, None)
