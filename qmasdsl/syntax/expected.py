"""What could have stood there, in the words of people who write rule files."""

from collections.abc import Iterable

from qmasdsl.syntax.phrases import phrases

_WORDS = {
    "NAME": "a name",
    "NUMBER": "a number",
    "QUANTITY": "a number with its unit",
    "DATE": "a date such as 2018-08-28",
    "INSTANT": "a date and time",
    "TEXT": 'a label in quotation marks "…"',
    "CITE": "a citation in square brackets [ ]",
    "TAG": "a language such as zh-Hant",
    "ROW": "a row of cells parted by |",
    "SCORED": "points with their sign, such as +10",
    "_NL": "the end of the line",
}
_FIRST = frozenset(["_COLON", "_ARROW", "_AS"])
_LAST = {"CITE": 2, "TEXT": 1, "_NL": 3}
_NEVER = frozenset(["_BAD", "_INDENT", "_DEDENT", "$END", "INSTANT", "_AMEND"])
_CONDITION = frozenset(["NAME", "NUMBER", "_LPAR", "_NOT", "EVERY"])
_OPERAND = frozenset(["NAME", "NUMBER", "_LPAR"])
_COMPARISON = frozenset(["AT_LEAST", "AT_MOST", "MORE_THAN", "IS"])
_CONDITION_ONLY = frozenset(
    [
        "NAME",
        "NUMBER",
        "QUANTITY",
        "DATE",
        "YES",
        "NO",
        "MINUS",
        "_LPAR",
        "_NOT",
        "EVERY",
        "ANY_ONE",
        "ALL_OF",
        "ANY_OF",
        "AT_LEAST_OF",
        "EXTREME",
        "COMPLETED",
        "_COUNT_OF",
        "_SUM_OF",
    ]
)
_COMPARISON_ONLY = frozenset(
    [
        "AT_LEAST",
        "AT_MOST",
        "MORE_THAN",
        "LESS_THAN",
        "LESS_SIGN",
        "IS",
        "IS_NOT",
        "_FROM",
        "_IN",
        "_INCLUDES",
        "PLUS",
        "MINUS",
        "_STAR",
        "ROUNDED_DOWN_TO",
        "ROUNDED_UP_TO",
        "_DOT",
        "_OF",
        "_DOTS",
    ]
)


def expected_words(kinds: Iterable[str], most: int = 6) -> tuple[str, ...]:
    """At most `most` phrases for the terminals that could stand somewhere, the plainest first."""
    left = set(kinds) - _NEVER
    words: list[str] = []
    if left >= _CONDITION:
        words.append("a condition, such as `age at least 18`")
        left -= _CONDITION_ONLY
    elif left >= _OPERAND:
        words.append("a fact, a number or a bracket")
        left -= _CONDITION_ONLY
    if left >= _COMPARISON:
        words.append("a comparison, such as `at least`")
        left -= _COMPARISON_ONLY
    spelled = phrases().first
    for kind in sorted(left, key=lambda kind: (_LAST.get(kind, 0), kind not in _FIRST, kind not in _WORDS, kind)):
        words.append(_WORDS.get(kind) or f"`{spelled[kind].replace('#', '2')}`")
    return tuple(words[:most])
