"""Visible text: what may be printed of a text that anybody may have written, and how wide it is.

A rule file, a file name or a fact's value can hold escape sequences that move a cursor, letters that
turn the direction of reading, and letters without width. A message shows them as what they are, so
that nobody is deceived by the report about a deceit. Chinese letters take two cells in a terminal.
"""

from unicodedata import category, east_asian_width

_TAB = "    "


def visible(text: str) -> str:
    """`text` with every character that would not be seen as itself replaced.

    >>> visible("age\\u202e \\x1b[31m")
    'age<U+202E> �[31m'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def one_line(text: str) -> str:
    """`text` made visible, its line ends become spaces."""
    return visible(" ".join(text.split("\n")) if "\n" in text else text)


def cells(text: str) -> int:
    """How many cells of a terminal `visible(text)` takes.

    >>> cells("年齡 age")
    8
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_width(letter) for letter in visible(text))


def _shown(letter: str) -> str:
    if letter == "\t":
        return _TAB
    match category(letter):
        case "Cc" | "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cf" | "Zl" | "Zp" | "Co" | "Cn":
            return f"<U+{ord(letter):04X}>"
        case _:
            return letter


def _width(letter: str) -> int:
    if category(letter) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1
