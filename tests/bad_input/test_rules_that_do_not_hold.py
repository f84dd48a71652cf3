"""Rules that contradict each other or themselves: an error or a warning that shows every place it speaks of.

Most of these have a chapter in tests/corpus; here stands what the chapters do not ask for.
"""

import pytest

from bad_input.spoilt import HEAD, errors, found
from qmasdsl.diagnostics.model import Diagnostic
from qmasdsl.pipeline import check_text


def only(text: str, code: str) -> Diagnostic:
    (one,) = [each for each in check_text(text, "twice.qmas").diagnostics if each.code == code]
    return one


TWICE = {
    "a fact": "facts\n  age : yes/no\nrequire r : a or b\n",
    "a list": "list l\n  x\nlist l\n  y\n",
    "an entry": "list l\n  x\n  y\n  x\n",
    "a value": "facts\n  p : one of x, y, x\n",
    "a level": "facts\n  p : level x < y < x\n",
    "a define": "define d as a\ndefine d as b\n",
    "a requirement": "require r : a\nrequire r : b\n",
    "a factor": "test t\n  pass mark 1\n  factor f : a => +1\n  factor f : b => +1\n",
    "a test": "test t\n  pass mark 1\n  factor f : a => +1\ntest t\n  pass mark 1\n  factor f : b => +1\n",
    "an outcome": "outcome o when a\noutcome o when b\n",
}


@pytest.mark.parametrize("what", TWICE)
def test_a_name_given_twice_shows_both_places(what: str) -> None:
    one = only(HEAD + TWICE[what], "QM203")
    (mark,) = one.marks
    assert mark.span.start < one.span.start
    assert mark.span.text.split()[0] == one.span.text.split()[0] or what == "a fact"


def test_bands_that_overlap_show_both_rows() -> None:
    table = "      age | points\n      0 to 40 | 5\n      40 to 120 | 6\n"
    one = only(HEAD + f"test t\n  pass mark 1\n  factor f\n    table by age\n{table}", "QM406")
    assert len({one.span.line, *(mark.span.line for mark in one.marks)}) >= 2


def test_a_gap_between_bands_names_who_falls_into_it() -> None:
    table = "      age | points\n      0 to 39 | 5\n      41 to 120 | 6\n"
    one = only(HEAD + f"test t\n  pass mark 1\n  factor f\n    table by age\n{table}", "QM402")
    assert "40" in one.headline + one.example + " ".join(one.notes)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("age less than 0", "QM306"),
        ("age from 40 to 39", "QM315"),
        ("age at least 20 and age at most 19", "QM410"),
        ("a and not a", "QM410"),
    ],
)
def test_a_condition_nobody_meets_is_an_error_at_its_line(condition: str, code: str) -> None:
    rules = f"test t\n  pass mark 1\n  factor f\n    all that apply\n      {condition} => +1\n      b => +1\n"
    assert any(line == 11 and found in (code, "QM401") for found, line in errors(HEAD + rules))


def test_a_list_nobody_uses_is_a_warning() -> None:
    assert ("QM210", 7) in found(HEAD + "list l\n  x\nrequire r : a and b and age at least 1\n")


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("test t out of 5\n  pass mark 1\n  factor f : a => +10\n", "QM413"),
        ("test t\n  pass mark 20\n  factor f : a => +10\n", "QM415"),
        ("test t\n  factor f : a => +10\n", "QM316"),
        ("test t\n  pass mark 1\n  factor f capped at 20\n    a => +10\n", "QM412"),
        ("test t\n  pass mark 1\n  factor f\n    +1 for each 1 of age, capped at\n", "QM101"),
    ],
)
def test_caps_and_marks_that_do_not_hold_are_named(head: str, code: str) -> None:
    assert code in [found for found, _ in found_in(head)]


def found_in(rules: str) -> list[tuple[str, int]]:
    return found(HEAD + rules)


def test_points_lost_where_a_claim_says_none_are_is_refuted_by_a_pair() -> None:
    head = "test t\n  pass mark 1\n  factor f\n    first that applies\n"
    rules = head + "      age at least 40 => -5\n      otherwise => +5\n"
    assert "QM501" in [code for code, _ in errors(HEAD + rules + "prove that t.total never falls as age rises\n")]


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("require r : agee at least 18\n", "QM201", "age"),
        ("require r : Age at least 18\n", "QM201", "age"),
        ("facts\n  p : one of jobs, or other\nlist job\n  x\nrequire r : p in jbo\n", "QM201", "job"),
        ("facts\n  p : one of chinese, english\nrequire r : p is chinse\n", "QM202", "chinese"),
    ],
)
def test_a_name_nearly_right_is_offered_the_name_that_was_meant(text: str, code: str, meant: str) -> None:
    wrong = [one for one in check_text(HEAD + text, "near.qmas").errors if one.code == code]
    assert meant in " ".join(" ".join(one.types) for one in wrong)
