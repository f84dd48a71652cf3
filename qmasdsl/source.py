"""Text and places: what was read, and where in it something stands.

A `SourceFile` is text that has been normalised once (no byte order mark, every newline `\\n`), so that
every later pass counts the same way. A `Span` is a stretch of it in code points. Lines and columns are
worked out only when a message is made.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One rule file: the name a person knows it by, and its normalised text.

    `path` is where it was read from, None for text that never was a file. `content_hash` is the
    SHA-256 of the normalised text, so that a change of newline style is no change.
    """

    name: str
    text: str
    path: str | None = field(default=None)

    @cached_property
    def content_hash(self) -> str:
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        return tuple(_line_starts(self.text))

    def position(self, offset: int) -> "Position":
        """Line and columns of `offset`, each counted from 1."""
        line = bisect_right(self.line_starts, offset)
        before = self.text[self.line_starts[line - 1] : offset]
        return Position(line, len(before) + 1, len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1)

    def line_text(self, line: int) -> str:
        """The text of line `line` (from 1), without its newline."""
        start = self.line_starts[line - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


def stands_in(span: "Span | None", only: SourceFile | None) -> bool:
    """Whether a place is in `only` that file; every place is where no file is named."""
    return only is None or (span is not None and span.source.content_hash == only.content_hash)


class Position(NamedTuple):
    """A place as people and editors count it, from 1; `utf16_column` is what SARIF and editors want."""

    line: int
    column: int
    utf16_column: int


class Span(NamedTuple):
    """A stretch of one file: code points from `start` up to, not including, `end`."""

    source: SourceFile
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.position(self.start).line

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]


def _line_starts(text: str) -> Iterator[int]:
    # Only "\n" ends a line: str.splitlines would also split at U+2028, form feed and others.
    yield 0
    at = text.find("\n")
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1)
