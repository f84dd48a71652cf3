"""What the eye sees is what the machine reads: no line is legal at two depths with two meanings.

Each line of each file, and each block (a line and all that is deeper beneath it), is moved one level in
and one level out. Each result must be an error, or mean the same.

A move can change what its own top-level block reads as and how it parts from its neighbours, no more: so
the three are read first, and the whole file is checked only where they read as something else.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given

from generated import examples, rulesets
from generated.damage import dedented, indented
from qmasdsl.diagnostics.model import Severity
from qmasdsl.pipeline import check_source
from qmasdsl.source import SourceFile
from qmasdsl.syntax.parser import parse

ROOT = Path(__file__).parent.parent
FILES = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]


def moves(text: str) -> Iterator[tuple[int, int]]:
    """Every line (from 0) that may be moved, with how many lines: itself alone, and its whole block."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.strip() and not line.lstrip().startswith("#"):
            yield from ((at, count) for count in {1, _block(lines, at)})


def misread(text: str, legal: Callable[[str], bool] | None = None) -> list[tuple[int, str]]:
    """The moves whose result is legal and says something else: the line (from 1) and how it stands then."""
    legal = legal or _is_legal
    found: list[tuple[int, str]] = []
    starts = [at for at, line in enumerate(text.split("\n")) if line and line[0] not in " #"]
    for at, count in moves(text):
        here = max(i for i, start in enumerate(starts) if start <= at)
        first, last = starts[max(here - 1, 0)], (*starts, None, None)[here + 2]
        for move in (indented, dedented):
            moved = move(text, at, count)
            if _differs(_between(text, first, last), _between(moved, first, last)) and legal(moved):
                found.append((at + 1, moved.split("\n")[at]))
    return found


def _differs(before: str, after: str) -> bool:
    """Whether the second is read without an error as something else than the first."""
    if before == after:
        return False
    module, problems = parse(SourceFile("moved.qmas", after))
    if any(problem.severity is Severity.ERROR for problem in problems):
        return False
    return module != parse(SourceFile("kept.qmas", before))[0]


def _is_legal(text: str) -> bool:
    checked = check_source(SourceFile("moved.qmas", text))
    return not any(problem.severity is Severity.ERROR for problem in checked.problems)


def _between(text: str, first: int, last: int | None) -> str:
    return "\n".join(text.split("\n")[first:last]) + "\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_moved_line_is_an_error_or_means_the_same(path: Path) -> None:
    assert misread(path.read_text(encoding="utf-8")) == []


def test_a_moved_line_of_an_amendment_cannot_be_read_or_means_the_same() -> None:
    # Its base is not at hand: that it can be read at all is enough to count as legal.
    text = (ROOT / "tests/generated/every_amendment.txt").read_text(encoding="utf-8")
    assert misread(text, legal=lambda moved: True) == []


@given(rulesets())
@examples(3)
def test_a_moved_line_of_a_generated_rule_set_is_an_error_or_means_the_same(text: str) -> None:
    assert misread(text) == []


def _block(lines: list[str], at: int) -> int:
    """How many lines the block that line `at` opens has: the line itself and all deeper ones beneath it."""
    depth = _depth(lines[at])
    count = 1
    while at + count < len(lines) and (not lines[at + count].strip() or _depth(lines[at + count]) > depth):
        count += 1
    return count


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
