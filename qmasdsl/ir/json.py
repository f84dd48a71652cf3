"""JSON: an applicant's facts read strictly.

What JSON leaves open is settled here: a name stands once in its group, there is no NaN, fractions are exact
decimals, and nothing is nested deeper than 32.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

_DEEPEST = 32
_LONGEST = 40  # digits of a whole number; a longer one stays a decimal, and fits no fact
# A bracket, or a whole text so that brackets in it are passed over. INVARIANT: a text that never ends is taken to
# the end, so that every letter is looked at once.
_BRACKET = re.compile(r'[][{}]|"(?:[^"\\]|\\.)*+"?', re.DOTALL)


def load_json(data: bytes | str) -> Mapping[str, object]:
    """The facts in `data`, by name; a ValueError says in plain words what is wrong with it."""
    text = _text(data)
    _check_depth(text)
    try:
        found = json.loads(
            text,
            object_pairs_hook=_once,
            parse_float=_decimal,
            parse_int=lambda digits: int(digits) if len(digits) <= _LONGEST else Decimal(digits),
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON, line {error.lineno}, column {error.colno}: {_lower(error.msg)}") from None
    if not isinstance(found, dict):
        raise ValueError('facts stand in braces, by name: {"age": 34}')
    return found


def _text(data: bytes | str) -> str:
    try:
        return data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text") from None


def _check_depth(text: str) -> None:
    depth = 0
    for match in _BRACKET.finditer(text):
        sign = match.group()
        if sign[0] == '"':
            continue
        depth += 1 if sign in "[{" else -1
        if depth > _DEEPEST:
            raise ValueError(f"values are nested deeper than {_DEEPEST}")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"`{name[:128]}` is given twice")
        found[name] = value
    return found


def _decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent that no number of any domain has
        raise ValueError(f"`{digits[:40]}` is too large a number") from None


def _no_number(word: str) -> object:
    raise ValueError(f"`{word}` is not a number")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
