"""Tables on a terminal: words to the left, numbers to the right, long words on several lines."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap
from unicodedata import east_asian_width

_FIRST = 46  # columns of the screen for what a row is called
_HEAD = 12  # for a heading, unless its numbers are wider


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, indented; the first column names the rows. A table without headings has empty ones.

    >>> print("\\n".join(table_lines(("", "people"), [("18 to 39", "1,200"), ("\u5b78\u58eb", "7")])))
                people
      18 to 39   1,200
      \u5b78\u58eb           7
    """
    widths = [
        max([_HEAD if at else 0, *(width(row[at]) for row in rows)]) if at else min(_FIRST, _widest(head[0], rows))
        for at in range(len(head))
    ]
    headed = [_cut(text, room) for text, room in zip(head, widths, strict=True)]
    # A heading stands on the line above its numbers.
    tall = max(map(len, headed))
    above = [[""] * (tall - len(cell)) + cell for cell in headed] if any(head) else []
    used = [
        max([*(width(line) for line in (headed[at] if any(head) else [])), *(width(part) for row in rows
             for part in (_cut(row[at], widths[at]) if not at else [row[at]]))])
        for at in range(len(head))
    ]  # fmt: skip
    lines = [*_lines(above, used)] if above else []
    for row in rows:
        lines += _lines([_cut(row[0], widths[0]), *([cell] for cell in row[1:])], used)
    return lines


def width(text: str) -> int:
    """How many columns of a screen it takes: a Chinese letter takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _lines(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (
            part + " " * (room - width(part)) if not at else " " * (room - width(part)) + part
            for at, (part, room) in enumerate(zip(parts, widths, strict=True))
        )
        yield "  " + "  ".join(padded).rstrip()


def _widest(head: str, rows: Sequence[Sequence[str]]) -> int:
    return max([width(head), *(width(row[0]) for row in rows)])


def _cut(text: str, room: int) -> list[str]:
    """The text on lines of so many columns; what goes on stands deeper."""
    return wrap(text, max(room, 8), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) or [""]
