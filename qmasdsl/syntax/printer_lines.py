"""Lines: what the printer makes before anything is text, and how a line is aligned and broken.

The printer turns each part of the tree into `Line`s, in reading order: a depth, words, and the place in
the source that the words came from (comments.py puts comments back by that place). Everything about
columns is here. Widths are those of a screen with a fixed font, where a Chinese letter takes two columns.

A column is kept only as long as it helps: a line whose words run past the limit of its block stands on
its own, one space before its next part, and does not push the others to the right.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from qmasdsl.frozen import frozen
from qmasdsl.source import Span

WIDTH = 110  # a line longer than this, its label not counted, is broken where the language allows it
HANG = 4  # how much deeper its next lines stand: deeper than a block beneath the same line


@frozen
class Line:
    """One line of the language, which may be several on paper.

    `tail` is a part that wants its column among its neighbours' (`=> +20 "label"`). `solid`: never broken
    (rows of tables). `apart`: a blank line goes before it, whatever the author had.
    """

    depth: int
    text: str
    at: Span | None = None
    tail: str = ""
    solid: bool = False
    apart: bool = False


def width(text: str) -> int:
    """How many columns `text` takes on a screen.

    >>> width("age 年齡")
    8
    """
    return len(text) if text.isascii() else sum(_widths(text))


def padded(text: str, columns: int, right: bool = False) -> str:
    """`text` filled with spaces to `columns`, at its left where it is to stand at the right."""
    fill = " " * (columns - width(text))
    return fill + text if right else text + fill


def in_columns(rows: Sequence[Sequence[str]], limits: Sequence[int]) -> list[str]:
    """Each row as one text, its parts beginning at common columns.

    `limits[i]` is how far part `i` may push part `i + 1`; a row that runs further is not aligned there.
    Empty parts take no room.

    >>> in_columns([("age", ": yes/no", '"Age"'), ("partner", ": date", '"P"')], (20, 60))
    ['age     : yes/no "Age"', 'partner : date   "P"']
    """
    texts = [row[0] for row in rows]
    for i, limit in enumerate(limits, start=1):
        wide = [width(text) for text, row in zip(texts, rows, strict=True) if i < len(row) and row[i]]
        column = max((n for n in wide if n <= limit), default=0)
        for j, row in enumerate(rows):
            if i < len(row) and row[i]:
                texts[j] = f"{padded(texts[j], column)} {row[i]}".lstrip()
    return texts


def with_tails(lines: Iterable[Line], limit: int = 76) -> list[Line]:
    """The lines with their tails joined on, at one column for all that are short enough."""
    lines = list(lines)
    starts = [2 * line.depth + width(line.text) for line in lines if line.tail]
    column = max((n for n in starts if n <= limit), default=0)
    return [_with_tail(line, column) for line in lines]


def broken(line: Line) -> list[str]:
    """The line as it stands on paper, indented, in as many lines as it needs."""
    indent = "  " * line.depth
    if line.solid or _fits(line.depth, line.text):
        return [(indent + part).rstrip() for part in line.text.split("\n")]
    first, *others = _pieces(line.text, WIDTH - 2 * line.depth)
    return [indent + first, *(indent + " " * HANG + piece for piece in others)]


def filled(word: str, parts: Sequence[str], depth: int, limit: int = 100) -> str:
    """`given a 1, b 2` and, where it runs over `limit`, lines that begin with `and`, parted by newlines.

    >>> filled("given", ["age 34", "education master", "everything else no"], depth=1, limit=32)
    'given age 34, education master\\n  and everything else no'
    """
    rows: list[str] = []
    row = f"{word} {parts[0]}"
    for part in parts[1:]:
        if 2 * depth + width(row) + 2 + width(part) > limit:
            rows.append(row)
            row = f"  and {part}"
        else:
            row = f"{row}, {part}"
    return "\n".join([*rows, row])


def _widths(text: str) -> Iterable[int]:
    for letter in text:
        if unicodedata.combining(letter):
            yield 0
        else:
            yield 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _with_tail(line: Line, column: int) -> Line:
    if not line.tail:
        return line
    aligned = f"{padded(line.text, column - 2 * line.depth)} {line.tail}"
    plain = f"{line.text} {line.tail}"
    # Only a line that fits is aligned: one to be broken would keep the gap in its middle.
    return replace(line, text=aligned if _fits(line.depth, aligned) else plain, tail="")


# The words for people at the end of a line: however long they are, a rule stays on the line of its points.
_LABEL = re.compile(r"(?: (?:\"[^\"]*\"|「[^」]*」))?(?: \[[^\]]*\])?$")


def _fits(depth: int, text: str) -> bool:
    return 2 * depth + width(text) <= WIDTH or 2 * depth + width(_LABEL.sub("", text)) <= WIDTH


# What breaks must not look into (quoted words, citations), brackets, and the places themselves: after a comma,
# before `and`, `or`, `=>`. A phrase is one word, also one with a comma or a joint in it (`, capped at`,
# `date and time`, `45 or over`).
_PLACES = re.compile(
    r'"[^"]*"|「[^」]*」|\[[^\]]*\]|(?P<open>[({])|(?P<close>[)}])|'
    r"(?P<comma>, (?!(?:capped at|worth|of which|highest first|lowest first|or other|fixed|grows with time|effort)\b))"
    r"|(?P<joint> (?=(?:and(?! time\b)|or(?! (?:over|under|other)\b)|=>) ))"
)


def _pieces(text: str, room: int) -> list[str]:
    """`text` cut at the places the language allows, each piece within `room` as far as that can be."""
    starts = [0, *accumulate(_widths(text))]
    pieces: list[str] = []
    begin = 0
    waiting: list[tuple[int, int, int]] = []
    for place in [*_places(text), (len(text), len(text), 0)]:
        while starts[place[0]] - starts[begin] > room and waiting:
            end, begin_next, _ = _best(waiting, starts, begin, room)
            pieces.append(text[begin:end])
            if begin == 0:
                room -= HANG
            begin = begin_next
            waiting = [other for other in waiting if other[0] > begin]
        waiting.append(place)
    return [*pieces, text[begin:]]


def _places(text: str) -> Iterable[tuple[int, int, int]]:
    """(where a piece may end, where the next begins, how deep in brackets)."""
    depth = 0
    for found in _PLACES.finditer(text):
        match found.lastgroup:
            case "open":
                depth += 1
            case "close":
                depth -= 1
            case "comma":
                yield found.start() + 1, found.end(), depth
            case "joint":
                yield found.start(), found.end(), depth


def _best(places: list[tuple[int, int, int]], starts: list[int], begin: int, room: int) -> tuple[int, int, int]:
    """The last place outside of brackets, or the last of all, that leaves no very short line."""
    late = [place for place in places if starts[place[0]] - starts[begin] > 2 * room // 5] or places
    least = min(place[2] for place in late)
    return [place for place in late if place[2] == least][-1]
