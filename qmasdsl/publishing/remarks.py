"""Remarks: what the author says of a file, in the comment at its head."""

from collections.abc import Iterator
from itertools import groupby

from qmasdsl.publishing.page import Block, Items, Paragraph
from qmasdsl.syntax import nodes as n

_SET_IN = 3  # spaces after the `#` of a line that is an item of a list


def remarks(module: n.Module) -> Iterator[Block]:
    """The comment lines above everything else: an empty one ends a paragraph, lines that are set in are a list."""
    first = min((item.span.start for item in module.items), default=0)
    lines = [comment.text[1:] for comment in module.comments if comment.own_line and comment.span.end <= first]
    for kind, found in groupby(lines, _kind):
        block = list(found)
        if kind == "words":
            yield Paragraph((" ".join(line.strip() for line in block),))
        elif kind == "items":
            yield Items(tuple((item,) for item in _items(block)))


def _kind(line: str) -> str:
    return "" if not line.strip() else "items" if _depth(line) >= _SET_IN else "words"


def _items(lines: list[str]) -> list[str]:
    """A line that is set in further than the first goes on with the item above."""
    found: list[str] = []
    for line in lines:
        if _depth(line) > _depth(lines[0]):
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(" ".join(line.split()))
    return found


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
