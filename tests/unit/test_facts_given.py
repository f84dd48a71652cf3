"""Facts as data: the names, what goes together, and everything that is wrong said at once."""

from collections.abc import Mapping
from datetime import date

import pytest

from qmasdsl.interpreter.facts import Facts, FactsDoNotFit, Style, Wrong, check_encoded, read_facts
from unit.mini import RULESET, engineer

CHILD = {"child_age": 5, "child_married": False}


def problems(given: Mapping[str, object], style: Style = Style.DATA) -> dict[str, Wrong]:
    with pytest.raises(FactsDoNotFit) as caught:
        read_facts(RULESET, given, style)
    return {problem.fact: problem.wrong for problem in caught.value.problems}


def read(given: Mapping[str, object], style: Style = Style.DATA) -> Facts:
    return read_facts(RULESET, given, style)


def test_the_same_applicant_in_three_styles() -> None:
    text = {
        "lodged": "2019-03-01",
        "age": "34",
        "ielts.reading": "8.5",
        "languages": "french,german",
        "partner": "yes",
        "graduate_work": "6 years",
        "children.1.child_age": "5",
        "children.1.child_married": "no",
    }
    data = {
        "lodged": "2019-03-01",
        "age": 34,
        "ielts": {"reading": 8, "writing": None},
        "languages": ["french", "german"],
        "partner": True,
        "graduate_work": 72,
        "children": [CHILD],
    }
    python = data | {"lodged": date(2019, 3, 1), "ielts": {"reading": 8.0}, "languages": {"french", "german"}}
    assert read(data) == read(python, Style.PYTHON) == read(text | {"ielts.reading": "8"}, Style.TEXT)


def test_facts_come_in_the_order_they_are_declared() -> None:
    assert list(read({"partner": True, "age": 30})) == ["age", "partner"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_given_is_as_if_the_name_were_not_there(nothing: object) -> None:
    assert read({"age": nothing, "partner": "no", "children.1.child_age": nothing}, Style.TEXT) == {"partner": False}


def test_null_behind_a_shut_condition_is_welcome() -> None:
    assert read({"partner": False, "partner_has_degree": None}) == {"partner": False}


def test_a_value_behind_a_shut_condition_is_refused() -> None:
    assert problems({"partner": False, "partner_has_degree": False}) == {"partner_has_degree": Wrong.SHUT}


def test_a_value_behind_an_unknown_condition_is_kept() -> None:
    assert read({"partner_has_degree": True}) == {"partner_has_degree": True}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"edcuation": "master"}, {"edcuation": Wrong.NOT_A_FACT}),
        ({"ielts": {"speeking": 8}}, {"ielts.speeking": Wrong.NOT_A_FACT}),
        ({"ielts": 8}, {"ielts": Wrong.KIND}),
        ({"ielts": {"reading": 8}, "ielts.reading": 7}, {"ielts.reading": Wrong.TWICE}),
        ({"children": [{"child_age": 5}]}, {"children.1.child_married": Wrong.LACKS}),
        ({"children": [CHILD | {"child_name": "x"}]}, {"children.1.child_name": Wrong.NOT_A_FACT}),
        ({"children": [CHILD | {"child_age": -1}]}, {"children.1.child_age": Wrong.OUTSIDE}),
        ({"children": [CHILD] * 11}, {"children": Wrong.MANY}),
        ({"children": ["x"]}, {"children.1": Wrong.KIND}),
        ({"children": {"1": CHILD}}, {"children": Wrong.KIND}),
        ({"children": "none"}, {"children": Wrong.KIND}),
        ({"senior_work": 80, "graduate_work": 70}, {"": Wrong.ALWAYS}),
        ({"born": "2000-01-01"}, {"born": Wrong.NEEDS}),
        ({"born": "2000-01-01", "lodged": "1999-12-31"}, {"born": Wrong.AFTER}),
        ({"born": "2000-01-01", "age": 18, "lodged": "2018-12-31"}, {"age": Wrong.TWICE}),
        ({"born": "1/1/2000", "lodged": "2018-12-31"}, {"born": Wrong.KIND}),
        ({"born": "1900-01-01", "lodged": "2100-01-01"}, {"age": Wrong.OUTSIDE}),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, object], wrong: dict[str, Wrong]) -> None:
    assert problems(given) == wrong


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"children.2.child_age": "5", "children.2.child_married": "no"}, "children.1.child_age"),
        ({"children.11.child_age": "5"}, "children"),
        ({"children.0.child_age": "5"}, "children.0.child_age"),
        ({"children.01.child_age": "5"}, "children.01.child_age"),
        ({"partner.1.child_age": "5"}, "partner.1.child_age"),
        ({"children": "none", "children.1.child_age": "5"}, "children"),
    ],
)
def test_rows_of_text_that_do_not_fit(given: dict[str, object], wrong: str) -> None:
    assert wrong in problems(given, Style.TEXT)


def test_no_children_can_be_said_in_text() -> None:
    assert read({"children": "none"}, Style.TEXT) == {"children": ()}


def test_everything_is_said_in_one_go() -> None:
    given = engineer(age=True, education="Master's degree", salary="much", nonsense=1, partner_has_degree=True)
    assert problems(given) == {
        "age": Wrong.KIND,
        "education": Wrong.NAME,
        "salary": Wrong.KIND,
        "nonsense": Wrong.NOT_A_FACT,
        "partner_has_degree": Wrong.SHUT,
    }


def test_a_problem_names_fact_label_domain_and_what_was_given() -> None:
    with pytest.raises(FactsDoNotFit, match="`age`") as caught:
        read({"age": 200})
    assert str(caught.value) == (
        "`age` (Age on the day of lodging) is a whole number from 0 to 120, years since born; `200` is outside"
    )


def test_a_label_in_place_of_a_name_is_told_the_name() -> None:
    with pytest.raises(FactsDoNotFit, match="did you mean `master`"):
        read({"education": "Master's degree"})


def test_what_is_always_true_is_told_with_the_values() -> None:
    with pytest.raises(FactsDoNotFit) as caught:
        read({"senior_work": 80, "graduate_work": 70})
    assert str(caught.value) == (
        "these facts cannot be true together: `graduate_work 5 years 10 months, senior_work 6 years 8 months`, "
        "but `always senior_work at most graduate_work`"
    )


def test_a_fact_that_does_not_exist_is_told_with_its_condition() -> None:
    with pytest.raises(FactsDoNotFit) as caught:
        read({"partner": False, "partner_has_degree": True})
    assert str(caught.value) == (
        "`partner_has_degree` exists only when `partner`, which does not hold; `yes` was given"
    )


def test_what_is_always_true_waits_for_missing_facts() -> None:
    assert read({"senior_work": 80}) == {"senior_work": 80}


def test_names_that_are_no_text_are_refused() -> None:
    given: dict[object, object] = {1: 2}
    assert list(problems(given, Style.PYTHON).values()) == [Wrong.NOT_A_FACT]  # type: ignore[arg-type]  # on purpose


def test_a_long_name_is_cut_in_what_is_said() -> None:
    (fact,) = problems({"x" * 100_000: 1})
    assert len(fact) < 100


def test_encoded_facts_are_held_against_the_rules_too() -> None:
    wrong = {problem.fact: problem.wrong for problem in check_encoded(RULESET, {"age": 121, "salary": 5})}
    assert wrong == {"age": Wrong.OUTSIDE}
