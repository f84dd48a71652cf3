"""Outcomes, pass marks and open questions: what can only come out one way is found, and what turns on a reading."""

import pytest

from qmasdsl.pipeline import Checked, check_text

HEAD = """
scheme demo "Demonstration"

facts
  age : whole number from 0 to 120, years
  a, b : yes/no
"""
RULES = """
question open "Is it counted?" : read as no

require adult "Adult" : age at least 18

test t "Test" out of 30
  pass mark 20
  factor f "F" out of 30
    all that apply
      a         => +20
      b or open => +10

outcome admitted "Admitted" when t.passes
"""


def checked(text: str) -> Checked:
    return check_text(HEAD + text, "demo.qmas")


def codes(text: str) -> list[str]:
    return [found.code for found in checked(text).diagnostics]


def test_sound_rules_have_no_finding_and_say_what_turns_on_the_question() -> None:
    found = checked(RULES)
    assert not found.diagnostics
    (hinge,) = found.analysis.hinges
    # Ten points more are never the difference between 20 and less.
    assert [name for name, _ in hinge.results] == ["t.total"]
    assert hinge.decided


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("pass mark 20", "pass mark 0", "QM417"),
        ("when t.passes", "when t.passes and age less than 10", "QM432"),
        ("when t.passes", "when t.passes or age at least 18", "QM433"),
        ("b or open => +10", "b or (open and a and not a) => +10", "QM434"),
    ],
)  # fmt: skip
def test_what_can_come_out_one_way_only_is_found(was: str, now: str, code: str) -> None:
    text = RULES.replace(was, now)
    assert text != RULES
    if code == "QM433":
        # Whoever fails a requirement is without the outcome.
        text = text.replace('require adult "Adult" : age at least 18\n', "").replace("age at least 18", "not t.passes")
    assert code in codes(text)


def test_a_rule_that_applies_only_under_the_other_reading_may_stand() -> None:
    assert codes(RULES.replace("b or open => +10", "b => +10\n      open and age at least 60 => +5")) == []


def test_a_claim_that_nobody_tests_is_idle_and_not_proved() -> None:
    claims = ["t.total never falls as age rises while a and not a", "t.total at least 40 only if a"]
    found = checked(RULES + "".join(f"\nprove that {claim}\n" for claim in claims))
    assert [diagnostic.code for diagnostic in found.diagnostics] == ["QM502", "QM502"]
    assert [type(proof.verdict).__name__ for proof in found.analysis.proofs] == ["Idle", "Idle"]


def test_no_claim_is_looked_at_where_the_rules_have_an_error() -> None:
    text = RULES.replace("pass mark 20", "pass mark 40") + "\nprove that t.total from 0 to 1\n"
    found = checked(text)
    assert "QM415" in [diagnostic.code for diagnostic in found.diagnostics]
    assert not found.analysis.proofs
