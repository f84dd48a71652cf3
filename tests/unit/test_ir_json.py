"""JSON facts are read strictly, quickly, and refused in plain words."""

from contextlib import suppress
from decimal import Decimal
from time import perf_counter

import pytest

from qmasdsl.ir.json import load_json


def test_fractions_are_exact_and_whole_numbers_whole() -> None:
    found = load_json(b'\xef\xbb\xbf{"a": 0.1, "b": 30, "c": 30.0}')
    assert found == {"a": Decimal("0.1"), "b": 30, "c": Decimal("30.0")}
    assert type(found["b"]) is int


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"age": 1, "age": 2}', "`age` is given twice"),
        ('{"a": {"b": 1, "b": 2}}', "`b` is given twice"),
        ('{"age": NaN}', "`NaN` is not a number"),
        ('{"age": -Infinity}', "`-Infinity` is not a number"),
        ('{"age": 1e99999999999999999999}', "too large"),
        ("[1]", "braces"),
        ('{"age": }', "not JSON, line 1, column 9"),
        ("", "not JSON"),
        ("[" * 100_000, "nested deeper than 32"),
        ('{"a":' * 33, "nested deeper than 32"),
    ],
    ids=["twice", "twice within", "nan", "infinity", "exponent", "list", "syntax", "empty", "deep", "just too deep"],
)
def test_what_json_leaves_open_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        load_json(text)


def test_what_is_not_utf8_is_refused() -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        load_json('{"age": 1}'.encode("utf-16"))


def test_brackets_in_text_are_no_depth() -> None:
    assert load_json('{"a": "' + "[" * 100 + '\\""}') == {"a": "[" * 100 + '"'}


@pytest.mark.parametrize(
    "text",
    ['{"a": ' + "9" * 1_000_000 + "}", '{"a": "' + "\\" * 1_000_000, '{"a": 1e999999}'],
    ids=["digits", "backslashes", "exponent"],
)
def test_nothing_takes_long(text: str) -> None:
    start = perf_counter()
    with suppress(ValueError):
        load_json(text)
    assert perf_counter() - start < 1
