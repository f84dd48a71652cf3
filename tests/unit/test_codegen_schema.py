"""The facts of a rule set as JSON Schema, tried with a validator that is not ours."""

import json

import jsonschema
import pytest

from qmasdsl.codegen.schema import document, schema
from qmasdsl.ir.nodes import Fact, FactHolds, Ruleset
from qmasdsl.ir.types import Choice, Date, Field, Form, Moment, Numeric, Records, Several, Value, YesNo

RULES = Ruleset(
    "a", "A scheme",
    facts=(
        Fact("age", Numeric(Form.WHOLE, 0, 120, unit="years", since="born"), "Age"),
        Fact("ielts.reading", Numeric(Form.NUMBER, 0, 90, 5, 1), member=("ielts", "reading")),
        Fact("ielts.writing", Numeric(Form.NUMBER, 0, 90, 5, 1), member=("ielts", "writing")),
        Fact("work", Numeric(Form.MONTHS, 0, 720, unit="months")),
        Fact("education", Choice((Value("none"), Value("master", "Master's degree")), ordered=True)),
        Fact("elected", Choice((Value("general"), Value("achievement")))),
        Fact("languages", Several((Value("french"), Value("german")))),
        Fact("partner", YesNo()),
        Fact("partner_has_degree", YesNo(), gate=FactHolds("partner")),
        Fact("lodged", Date(736000, 737000)),
        Fact("submitted", Moment(0, 10**16)),
        Fact("salary", Numeric(Form.MONEY, 0, 100_000, 1, 2, "NZD an hour")),
        Fact("children", Records(2, (Field("child_age", Numeric(Form.WHOLE, 0, 60)), Field("married", YesNo())))),
    ),
)  # fmt: skip


def fits(**facts: object) -> bool:
    return jsonschema.Draft202012Validator(document(RULES)).is_valid(facts)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema(RULES)))
    assert list(document(RULES)["properties"])[:3] == ["age", "ielts", "work"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"age": 34, "partner": False, "partner_has_degree": None},
        {"born": "1990-01-01"},
        {"ielts": {"reading": 8.5, "writing": 0}},
        {"work": 75},
        {"work": "6 years 3 months"},
        {"work": "1 month"},
        {"education": "master", "elected": "general"},
        {"education": None, "elected": None},
        {"languages": []},
        {"languages": ["german", "french"]},
        {"salary": 31.61},
        {"children": [{"child_age": 5, "married": False}]},
    ],
)
def test_what_fits_the_rules_fits_the_schema(facts: dict[str, object]) -> None:
    assert fits(**facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"age": 121},
        {"age": "34"},
        {"age": True},
        {"age": 34, "born": "1990-01-01"},
        {"ielts": {"reading": 8.3}},
        {"ielts": {"speaking": 8}},
        {"ielts.reading": 8},
        {"work": "6"},
        {"work": 721},
        {"education": "Master's degree"},
        {"elected": "other"},
        {"languages": ["french", "french"]},
        {"partner": "yes"},
        {"children": [{"child_age": 5}]},
        {"children": [{"child_age": 5, "married": False}] * 3},
        {"colour": "red"},
    ],
)
def test_what_does_not_fit_is_refused(facts: dict[str, object]) -> None:
    assert not fits(**facts)


def test_labels_are_titles() -> None:
    properties = document(RULES)["properties"]
    assert properties["age"]["title"] == "Age"  # type: ignore[index]  # a JSON document has no finer type
    assert {"const": "master", "title": "Master's degree"} in properties["education"]["oneOf"]  # type: ignore[index]
