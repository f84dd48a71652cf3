"""Paragraphs: a long line of a report on as many lines as it takes."""

from textwrap import fill

_WIDTH = 118


def wrapped(line: str) -> str:
    """The line as it is, or broken between words, what follows standing deeper than its beginning."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return fill(line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) if line else ""
