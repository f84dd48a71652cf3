"""Fenced blocks of a Markdown page, with the words after the opening fence and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Block:
    """```` ```qmas bad QM201 ````: `kind` is "qmas", `words` the rest; `line` is that of the first line inside."""

    page: Path
    line: int
    kind: str
    words: tuple[str, ...]
    text: str
    heading: str

    @property
    def file(self) -> str | None:
        """The NAME of `file=NAME`."""
        return next((word.removeprefix("file=") for word in self.words if word.startswith("file=")), None)

    @property
    def bad(self) -> str | None:
        """The code after `bad`."""
        return self.words[self.words.index("bad") + 1] if "bad" in self.words else None

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of `page`. A fence is closed by one of the same length, so blocks can show blocks."""
    heading, inside = "", None
    text: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        fence = re.match(r"(`{3,})\s*(\w*)\s*(.*)$", line)
        if inside is None and fence is not None:
            inside, opened = fence, number
            text = []
        elif inside is not None and line.rstrip() == inside[1]:
            yield Block(page, opened + 1, inside[2], tuple(inside[3].split()), "\n".join([*text, ""]), heading)
            inside = None
        elif inside is not None:
            text.append(line)
        elif line.startswith("#"):
            heading = line.lstrip("# ").strip()
    assert inside is None, f"{page}: the block that begins in line {opened} is not closed"
