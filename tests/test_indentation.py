"""What the eye sees is what the machine reads: no line is legal at two depths with two meanings.

Each line of each file, and each block (a line and all that is deeper beneath it), is moved one level in
and one level out. Each result must be an error, or mean the same.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from generated import examples, rulesets
from generated.damage import dedented, indented
from qmasdsl.diagnostics.model import Severity
from qmasdsl.pipeline import check_source
from qmasdsl.source import SourceFile
from qmasdsl.syntax.nodes import Module
from qmasdsl.syntax.parser import parse

ROOT = Path(__file__).parent.parent
FILES = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]


def moves(text: str) -> Iterator[tuple[int, str]]:
    """The text with one line or block moved, and which line it was (from 1)."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        for count in {1, _block(lines, at)}:
            yield at + 1, indented(text, at, count)
            yield at + 1, dedented(text, at, count)


def another_meaning(before: Module, text: str) -> bool:
    """Whether the text is legal and says something else than `before`."""
    source = SourceFile("moved.qmas", text)
    module, problems = parse(source)
    if module == before or any(problem.severity is Severity.ERROR for problem in problems):
        return False
    return not any(problem.severity is Severity.ERROR for problem in check_source(source).problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_moved_line_is_an_error_or_means_the_same(path: Path) -> None:
    assert _misread(path.read_text(encoding="utf-8")) == []


@given(rulesets())
@examples(3)
def test_a_moved_line_of_a_generated_rule_set_is_an_error_or_means_the_same(text: str) -> None:
    assert _misread(text) == []


def _misread(text: str) -> list[tuple[int, str]]:
    before, _ = parse(SourceFile("a.qmas", text))
    return [(line, moved.split("\n")[line - 1]) for line, moved in moves(text) if another_meaning(before, moved)]


def _block(lines: list[str], at: int) -> int:
    """How many lines the block that line `at` opens has: the line itself and all deeper ones beneath it."""
    depth = _depth(lines[at])
    count = 1
    while at + count < len(lines) and (not lines[at + count].strip() or _depth(lines[at + count]) > depth):
        count += 1
    return count


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
