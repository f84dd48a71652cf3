"""Nothing that a file can say takes more than linear time to read: not a regular expression, not a loop.

Regular expressions are tried one by one, all that the reader has, on texts made to hurt them: eight times the
text may take some twenty times as long, where a quadratic one takes sixty-four. Loops are counted instead of
timed: twice the text, at most some twice as many steps.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable
from time import perf_counter
from types import FrameType
from typing import Any

import pytest

import qmasdsl.ir.json
import qmasdsl.syntax
from bad_input.spoilt import HEAD
from qmasdsl.ir.json import load_json
from qmasdsl.source import SourceFile
from qmasdsl.syntax.literate import rules_of
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.reading import read_text


def _patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    modules = [
        importlib.import_module(f"qmasdsl.syntax.{info.name}") for info in pkgutil.iter_modules(qmasdsl.syntax.__path__)
    ]
    for module in (*modules, qmasdsl.ir.json):
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{module.__name__.rpartition('.')[2]}.{name}"] = value
    return found


PATTERNS = _patterns()
# These look for their next place in the whole text; the others are tried at one place only.
SCANNED = {
    "reading._NEWLINES", "reading._CONTROL", "reading._INVISIBLE", "reading.HIDDEN", "lexer.HIDDEN", "parser.HIDDEN",
    "wide.WIDE", "lexer.WIDE", "lexer._QUOTED", "lexer._FOR_PEOPLE", "json._BRACKET", "words._TOKEN",
}  # fmt: skip
PIECES = [
    "a", "1", "_", " ", "\t", "1,000,", "1,111", "1_", "1.1.", "1-1-", "2018-08-28", "28 August ", "1 year ",
    "1 year 1 month ", "+1 ", "+ ", "- ", '"', '"a', '\\"', "“", "「a", "[", "[a", "{", "|", "a|", "#", "a b ", "a.",
    "A-",
    "`", "~", "`a", ".", "..", "=", "accepted QM402 ", "wording a\n", " a|b\n", "otherwise ", "first row of table ",
    "n/a", "–", "\r", "\n", "\u202e", "：", "年",
]  # fmt: skip


def soonest(work: Callable[[], object]) -> float:
    def once() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    return min(once() for _ in range(3))


@pytest.mark.parametrize("name", PATTERNS)
def test_every_regular_expression_of_the_reader_is_linear(name: str) -> None:
    pattern = PATTERNS[name]

    def work(text: str) -> Callable[[], object]:
        if name in SCANNED:
            return lambda: pattern.sub("", text)
        return lambda: (pattern.match(text), pattern.fullmatch(text))

    for first in ("", "1", '"', "accepted QM402 ", "wording x\n", "+"):
        for piece in PIECES:
            for last in ("", "!", "\x00"):
                small, large = (first + piece * (size // len(piece)) + last for size in (500, 4_000))
                # What is done in a fifth of a millisecond need not be measured, nor can it.
                if (taken := soonest(work(large))) < 0.000_2:
                    continue
                assert taken < 24 * soonest(work(small)) + 0.005, (first, piece, last)


def steps(work: Callable[[], Any]) -> int:
    """How many lines of Python are run: the same number every time."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


TABLE = "test t\n  pass mark 1\n  factor f\n    table by age\n      age | points\n"
SHAPES: dict[str, tuple[str, str]] = {
    "sound lines": (HEAD, "require x : a and b\n"),
    "long lines": (HEAD, "require x : a" + " and b" * 50 + "\n"),
    "lines goes on": (HEAD + "require x : a\n", "    and b\n"),
    "a list of names": (HEAD + "require x : all of a,\n", "    b,\n"),
    "facts": (HEAD.rstrip("\n") + "\n", "  c : yes/no\n"),
    "entries": (HEAD + "list l\n", "  x\n"),
    "rows": (HEAD + TABLE, "      1 | 2\n"),
    "rows with mistakes": (HEAD + TABLE, "      1-2 | - | 3\n"),
    "rows of quotes": (HEAD + TABLE, '      "a|" | "b|"\n'),
    "a long row": (HEAD + TABLE, "      " + '"a"|' * 400 + "\n"),
    "wordings": (HEAD + "wording zh-Hant\n", "  a | b\n"),
    "marks that are not whole": (HEAD + "test t\n", "  pass mark 1.5\n"),
    "dates that are none": (HEAD + "define d as a\n", "define e as 2018-99-99\n"),
    "numbers that are none": (HEAD, "require x : age at least 1e6\n"),
    "unread lines": (HEAD, "? ? ?\n"),
    "misspelt lines": (HEAD, "requre x : a\n"),
    "unfinished text": (HEAD, 'require "x\n'),
    "brackets": (HEAD, "require x : ((((((a\n"),
    "comments": (HEAD, "# x\n"),
    "accepted": (HEAD, 'accepted QM402 "x"\n'),
    "wide signs": (HEAD, "require x：a\n"),
    "hidden letters": (HEAD, "require \u200bx : a\n"),
    "both readings": (HEAD, "require x : a and b or a\n"),
    "stairs": (HEAD, "  require x :\n      a\n"),
    "cases": (HEAD, 'case "x"\n  given age 3, a\n  expect a\n'),
    "old newlines": (HEAD, "require x : a\r"),
    "amendments": (HEAD, "amend x\n  y\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_lines_are_read_in_twice_the_steps(shape: str) -> None:
    head, line = SHAPES[shape]

    def work(count: int) -> Callable[[], Any]:
        def read() -> None:
            source, known = read_text("a.qmas", head + line * count)
            _, problems = parse(source, known)
            sum(problem.span.start for problem in problems)

        return read

    work(1)()  # whatever is made once is made now
    few, many = steps(work(120)), steps(work(240))
    assert many < 2.3 * few + 1_000


@pytest.mark.parametrize("line", ['"a"|', "|", "(a) ", "a and ", "1 ", '"', "[x] ", "a, ", "a.", "- ", "? ", "\t"])
def test_a_line_twice_as_long_is_read_in_twice_the_steps(line: str) -> None:
    def work(count: int) -> Callable[[], Any]:
        return lambda: parse(SourceFile("a.qmas", HEAD + TABLE + "      " + line * (count // len(line)) + "\n"))

    work(8)()
    few, many = steps(work(1_500)), steps(work(3_000))
    assert many < 2.4 * few + 1_000


@pytest.mark.parametrize("block", ["```qmas\nfacts\n```\n", "```\n", "~~~~\n", "prose\n", "`" * 50 + "\n"])
def test_a_literate_file_twice_as_long_is_blanked_in_twice_the_steps(block: str) -> None:
    few, many = (steps(lambda count=count: rules_of(block * count)) for count in (200, 400))  # type: ignore[misc]  # a default argument binds it
    assert many < 2.1 * few + 100


@pytest.mark.parametrize("first", ["", '"', '{"a": "', '{"a": ['])
@pytest.mark.parametrize("piece", ['"', '\\"', "\\", "[]", '"x", ', "1", '\\\n"'])
def test_json_is_looked_at_in_linear_time(first: str, piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        long = first + piece * size

        def read() -> None:
            try:
                load_json(long)
            except ValueError:
                return

        return read

    assert soonest(work(16_000)) < 24 * soonest(work(2_000)) + 0.02
