"""A page: what is published, before it is Markdown or HTML.

Words, code (a condition as the rule file writes it) and links are told apart, so that each form can escape
what it must, and nothing that somebody wrote in a label becomes markup.
"""

from qmasdsl.frozen import frozen


@frozen
class Code:
    """A piece of a rule file."""

    text: str


@frozen
class Link:
    text: str
    address: str


Piece = str | Code | Link
Words = tuple[Piece, ...]


@frozen
class Heading:
    """`level` 1 is the title of the page."""

    level: int
    words: Words


@frozen
class Paragraph:
    words: Words


@frozen
class Items:
    """A list with a point for each item."""

    items: tuple[Words, ...]


@frozen
class Grid:
    """A table; columns whose number is in `right` hold points."""

    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    right: frozenset[int] = frozenset()


Block = Heading | Paragraph | Items | Grid
Page = tuple[Block, ...]
