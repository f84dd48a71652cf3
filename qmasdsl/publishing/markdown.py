"""Markdown: a page for a repository."""

import re
from collections.abc import Iterator
from typing import assert_never

from qmasdsl.publishing.page import Block, Code, Grid, Heading, Items, Link, Page, Paragraph, Piece, Words

# What Markdown (or HTML within it) would read as markup.
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown(page: Page) -> str:
    """The page as Markdown, with a newline at the end."""
    return "\n\n".join("\n".join(_lines(block)) for block in page) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, words):
            yield f"{'#' * level} {_words(words)}"
        case Paragraph(words):
            yield _words(words)
        case Items(items):
            yield from (f"* {_words(item)}" for item in items)
        case Grid(head, rows, right):
            yield _row(head)
            yield f"| {' | '.join('---:' if at in right else '---' for at in range(len(head)))} |"
            yield from map(_row, rows)
        case _:
            assert_never(block)


def _row(cells: tuple[Words, ...]) -> str:
    return f"| {' | '.join(map(_words, cells))} |"


def _words(words: Words) -> str:
    return "".join(map(_piece, words))


def _piece(piece: Piece) -> str:
    match piece:
        case Code(text):
            # A row of a table ends at a bar, also within code.
            fence = "``" if "`" in text else "`"
            return f"{fence}{text.replace('|', chr(92) + '|')}{fence}"
        case Link(text, address):
            return f"[{_escaped(text)}](<{address.replace('>', '%3E').replace('<', '%3C')}>)"
        case str():
            return _escaped(piece)
        case _:
            assert_never(piece)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text))
