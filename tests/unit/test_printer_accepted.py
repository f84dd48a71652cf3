"""An `accepted` line stays beneath its line, whatever line that is."""

import re
from pathlib import Path

from qmasdsl.source import SourceFile
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_module

EVERY_SHAPE = Path(__file__).parent.parent / "generated" / "every_shape.qmas"
ACCEPTED = 'accepted QM412 "weighed"'


def printed(text: str) -> list[str]:
    module, _ = parse(SourceFile("x.qmas", text))
    return format_module(module).split("\n")


def test_an_accepted_line_stays_where_it_was_beneath_every_line() -> None:
    lines = printed(EVERY_SHAPE.read_text(encoding="utf-8"))
    moved = []
    for at, line in enumerate(lines[:-1]):
        goes_on = re.match(r"\s+(and|or|=>)\b|\s+=>", lines[at + 1])
        if not line.strip() or line.lstrip().startswith("#") or goes_on:
            continue
        again = printed("\n".join([*lines[: at + 1], ACCEPTED, *lines[at + 1 :]]))
        places = [number for number, each in enumerate(again) if each.strip() == ACCEPTED]
        if places != [at + 1] or [each for each in again if each.strip() != ACCEPTED] != lines:
            moved.append((at + 1, line))
    assert moved == []
