"""What `fmt` prints reads as the same rules, prints the same again, and keeps every comment."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generated import examples, rulesets
from qmasdsl.source import SourceFile
from qmasdsl.syntax.nodes import Module
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_module

ROOT = Path(__file__).parent.parent
FILES = [*sorted((ROOT / "tests/generated").glob("every_*.*")), *sorted((ROOT / "rulesets").rglob("*.qmas"))]


def read(text: str) -> Module:
    """The module of a text that has nothing wrong with it."""
    module, problems = parse(SourceFile("generated.qmas", text))
    assert not problems, [problem.describe() for problem in problems]
    return module


@st.composite
def commented(draw: DrawFn) -> tuple[str, list[str]]:
    """A rule set with comments on lines of their own, at line ends and between blank lines; and the comments."""
    lines = draw(rulesets()).split("\n")
    words = next((i for i, line in enumerate(lines) if line.startswith("wording")), len(lines))
    made: list[str] = []
    comments: list[str] = []
    for i, line in enumerate(lines):
        form = draw(st.integers(0, 9))
        comment = f"# {i} why, “so” => and | 「"
        if form == 0:
            made += [f"{' ' * draw(st.integers(0, 9))}{comment}", *[""] * draw(st.integers(0, 2))]
            comments.append(comment)
        if form == 1 and line and i < words:
            line = f"{line} {comment}"
            comments.append(comment)
        made.append(line)
    return "\n".join(made), comments


_SIGNS = (
    (r" at least (?![0-9]+ of\b)", " >= "),
    (r" at least$", " >="),
    (r" at most ", "<="),
    (r" more than ", " > "),
    (r" is not ", " != "),
    (r" is ", "="),
    (r"(?<=[0-9])_(?=[0-9]{3})", ","),
    (r" +=> \+", "=>+"),
    (r"  +", " "),
)


def loosely(text: str, spaces: int) -> str:
    """The text with signs for words, without columns, and with `spaces` spaces a level; quoted lines as they are."""
    written: list[str] = []
    rules, wording, pairs = text.partition("\nwording")
    for line in rules.split("\n"):
        words = line.lstrip(" ")
        depth = (len(line) - len(words)) // 2
        for pattern, sign in _SIGNS if '"' not in line else ():
            words = re.sub(pattern, sign, words)
        written.append(" " * (depth * spaces) + words)
    return "\n".join(written) + wording + pairs


@given(rulesets())
@examples(60)
def test_a_printed_rule_set_reads_as_the_same_and_prints_the_same(text: str) -> None:
    assert format_module(read(text)) == text


@given(rulesets(), st.integers(1, 5))
@examples(40)
def test_signs_spacing_and_depth_of_the_author_mean_nothing(text: str, spaces: int) -> None:
    assert format_module(read(loosely(text, spaces))) == text


@given(commented())
@examples(40)
def test_every_comment_is_kept_once_and_in_order(found: tuple[str, list[str]]) -> None:
    text, comments = found
    module = read(text)
    printed = format_module(module)
    again = read(printed)
    assert again == module
    assert [comment.text for comment in again.comments] == comments
    assert format_module(again) == printed


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_files_are_as_fmt_writes_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_module(read(text)) == text
