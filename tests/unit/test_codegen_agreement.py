"""A generated module says what the interpreter says: of every applicant, and of facts that do not fit."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.codegen.runtime import problems
from qmasdsl.ir.data import Wrong
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_path, check_text
from unit import mini
from unit.generated_modules import (
    as_plain,
    interpreted,
    module_of,
    people,
    trusted,
    words_of_interpreter,
    words_of_module,
)
from unit.made_rulesets import made_ruleset

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]
SEEDS = range(int(30 * TIMES))
ENGINEER: dict[str, Any] = mini.engineer(lodged=date(2019, 3, 1))


def agrees(ruleset: Ruleset, applicant: dict[str, Any]) -> None:
    module = module_of(ruleset)
    told = interpreted(ruleset, applicant)
    totals, breakdown = trusted(told, module)
    plain = as_plain(applicant)
    assert module.score(applicant).as_json() == told
    assert module.score(plain).as_json() == told
    assert module.totals(plain) == totals
    assert module.breakdown(plain) == breakdown


@pytest.mark.parametrize("seed", SEEDS)
def test_a_module_scores_everybody_as_the_interpreter_does(seed: int) -> None:
    ruleset = made_ruleset(seed)
    for applicant in people(ruleset, 8, seed):
        agrees(ruleset, applicant)


@examples(12)
@given(rulesets(), st.integers(0, 2**32))
def test_so_it_does_for_rules_that_somebody_wrote(text: str, seed: int) -> None:
    ruleset = check_text(text, "generated.qmas").ruleset
    if ruleset is not None:
        for applicant in people(ruleset, 5, seed):
            agrees(ruleset, applicant)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_so_it_does_for_the_files_we_ship(path: Path) -> None:
    ruleset = check_path(path).ruleset
    assert ruleset is not None
    for applicant in people(ruleset, int(40 * TIMES), 1):
        agrees(ruleset, applicant)


def test_the_fintech_engineer_scores_105() -> None:
    result = module_of(mini.RULESET).score(ENGINEER)
    general = result.tests["general"]
    assert (general.total, general.passes, result.eligible) == (105, True, True)
    assert result.outcomes == {"goes_to_selection": True}
    assert [(award.factor, award.points) for award in general.awards] == [
        ("general.age", 30),
        ("general.qualifications", 20),
        ("general.work", 15),
        ("general.talent", 30),
        ("general.language", 10),
    ]
    assert general.awards[1].label == "Master's degree"
    assert general.awards[1].cite == "GPT 2"
    assert result.tests["achievement"].total is None


def test_facts_that_fit_in_the_plainest_form_are_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_of(mini.RULESET)
    told = module.score(ENGINEER).as_json()

    def thorough(_: object) -> None:
        raise AssertionError("the quick check found something odd")

    monkeypatch.setattr(module, "_checked", thorough)
    plain = ENGINEER | {"graduate_work": 72, "languages": set()}
    assert module.score(plain).as_json() == told


def test_years_may_be_counted_from_a_day() -> None:
    born = {name: value for name, value in ENGINEER.items() if name != "age"} | {"born": date(1985, 2, 28)}
    assert module_of(mini.RULESET).score(born).as_json() == interpreted(mini.RULESET, born)


def test_any_kind_of_mapping_is_read() -> None:
    from collections import UserDict
    from types import MappingProxyType

    module = module_of(mini.RULESET)
    told = module.score(ENGINEER).as_json()
    assert module.score(MappingProxyType(ENGINEER)).as_json() == told
    assert module.score(UserDict(ENGINEER)).as_json() == told


def test_what_the_caller_gave_is_left_alone() -> None:
    from collections import defaultdict

    given = defaultdict(lambda: True, {"age": 30})
    with pytest.raises(module_of(mini.RULESET).FactsDoNotFit):
        module_of(mini.RULESET).score(given)
    assert given == {"age": 30}


# ---- facts that do not fit ------------------------------------------------------------------------

ODD: list[Any] = [
    None, True, False, 0, 1, -1, 18, "18", 18.0, 18.5, float("nan"), float("inf"), -0.0, 10**5000, Decimal("8.5"),
    Decimal("NaN"), Decimal("1e100000"), Decimal("1e-100000"), Decimal("0e100000"), Decimal("8.25"),
    "6 years 3 months", "6 years", "7", "75 months", "1 month", "x" * 200, "", "Bachelor's degree", "Bachelor",
    "bachelor ", "１８", "french", ["french", "french"], ["french"], {"french"}, ("thai",), ["x"], [1], [], {},
    {"reading": 8}, {"reading": 8, "writing": "x", "foo": 1}, {"child_age": 3}, [{"child_age": 3}],
    [{"child_age": 3, "married": False, "speaks": ["x"], "mark": 1.25, "born": date(2001, 1, 1), "zzz": 1}],
    [{"weight": 5}] * 5, [3], date(2010, 2, 3), date(1850, 1, 1), datetime(2010, 1, 1, tzinfo=UTC),
    datetime(2010, 1, 1), datetime(2010, 1, 1, 12, tzinfo=timezone(timedelta(hours=8))), "2010-02-03", object(),
    b"x", "\ud800", "a\u202eb", int,
]  # fmt: skip
NAMES: list[Any] = ["agee", "zz", 3, "test.reading", "test", "born", "partner_age", "年齡", None, "", "partner_degree"]


def spoiled(given: dict[str, Any], random: Random) -> dict[str, Any]:
    """`given` with up to four things wrong."""
    spoiled = dict(given)
    for _ in range(random.randrange(1, 5)):
        match random.randrange(4):
            case 0 if spoiled:
                spoiled.pop(random.choice(list(spoiled)))
            case 1:
                spoiled[random.choice(NAMES)] = random.choice(ODD)
            case _:
                spoiled[random.choice(list(given))] = random.choice(ODD)
    return spoiled


@pytest.mark.parametrize("seed", SEEDS)
def test_a_module_finds_the_same_wrong_with_facts_and_says_it_in_the_same_words(seed: int) -> None:
    ruleset = mini.RULESET if seed % 3 == 0 else made_ruleset(seed)
    module, random = module_of(ruleset), Random(seed)
    for applicant in people(ruleset, 10, seed):
        given = spoiled(applicant, random)
        expected, said = words_of_interpreter(ruleset, given), words_of_module(module, given)
        # The interpreter lists what is missing only where nothing else is wrong.
        lacking = any(not words.endswith(" is missing") for words in expected)
        assert [words for words in said if not lacking or words in expected] == expected


def test_every_missing_fact_is_named_at_once() -> None:
    with pytest.raises(module_of(mini.RULESET).FactsDoNotFit) as caught:
        module_of(mini.RULESET).score({"partner": False})
    named = [problem.fact for problem in caught.value.problems]
    assert named == [fact.name for fact in mini.FACTS if fact.name not in ("partner", "partner_has_degree")]
    assert isinstance(caught.value, ValueError)
    assert caught.value.problems[0].label == "Date the application is lodged"
    assert caught.value.problems[0].domain == "a date from 1900-01-01 to 2100-12-31"


def test_facts_that_are_no_mapping_are_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="given as a dictionary"):
        module_of(mini.RULESET).score([("age", 30)])


@pytest.mark.parametrize("wrong", Wrong)
def test_both_have_the_same_sentences(wrong: Wrong) -> None:
    assert getattr(problems, f"_{wrong.name}") == wrong.value


GATED_BY_LATER = """
scheme demo "Demonstration"

facts
  first, second : one of p, q, r
  level : whole number from 0 to 10 only when on_p or on_q

define on_p as first is p or second is p
define on_q as first is q or second is q

define by_p as
  first that applies
    not on_p         => 0
    level at least 5 => 2
    otherwise        => 1

define by_q as
  first that applies
    not on_q         => 0
    level at least 7 => 3
    otherwise        => 1

test t "Test"
  pass mark 3
  factor f "F"
    highest that applies
      by_p at least 2 => +5
      by_q at least 3 => +4
      by_p at least 1 => +1
      on_p and on_q   => +2
      on_q            => +1
"""


def test_what_a_fact_exists_by_is_worked_out_before_the_fact_is_read() -> None:
    ruleset = check_text(GATED_BY_LATER, "demo.qmas").ruleset
    assert ruleset is not None
    for applicant in people(ruleset, 200, seed=3):
        agrees(ruleset, applicant)
