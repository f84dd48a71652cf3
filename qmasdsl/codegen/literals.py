"""The literal printer: the one way by which words of a rule file get into a generated program.

A literal reads back as exactly the value that was printed, whatever it holds: quotes, backslashes,
newlines, halves of surrogate pairs. Letters that a reader of the program wants to see (Latin, Chinese,
ordinary punctuation) stand as they are; everything else is escaped. Which letters those are is written
down here and not asked of the running Python, so that every Python prints the same bytes.
"""

from collections.abc import Iterable, Mapping
from typing import assert_never

from qmasdsl.codegen.names import Code

Literal = (
    None
    | bool
    | int
    | str
    | tuple["Literal", ...]
    | frozenset[str]
    | frozenset[int]
    | Mapping[str, "Literal"]
    | Mapping[int, "Literal"]
)

PLAIN = (
    (0x20, 0x7E),  # ASCII
    (0xA1, 0xAC),  # Latin-1, without the soft hyphen
    (0xAE, 0x24F),  # Latin, extended
    (0x2010, 0x2027),  # dashes, quotes, the ellipsis
    (0x3001, 0x303F),  # Chinese punctuation
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xFF01, 0xFF5E),  # full width
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(value: Literal) -> Code:
    r"""Program text whose value is `value`.

    >>> print(literal(('say "hi"\n', 3, None, "年齡")))
    ("say \"hi\"\n", 3, None, "年齡")
    """
    match value:
        case None:
            return Code("None")
        case bool() | int():
            return Code(repr(value))
        case str():
            plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
            return Code(f'"{value if plain else "".join(map(_letter, value))}"')
        case tuple():
            return tuple_of(literal(item) for item in value)
        case frozenset():
            # Printed as a set display: CPython makes `x in {…}` a constant. In order, so that runs agree.
            return Code("{" + ", ".join(sorted(map(literal, value))) + "}")
        case Mapping():
            return Code("{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}")
        case _:
            assert_never(value)


def tuple_of(items: Iterable[Code]) -> Code:
    """A tuple display; one item needs its comma.

    >>> tuple_of([Code("v1")])
    '(v1,)'
    """
    inside = list(items)
    return Code(f"({inside[0]},)" if len(inside) == 1 else f"({', '.join(inside)})")


def _letter(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    point = ord(letter)
    if any(first <= point <= last for first, last in PLAIN):
        return letter
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
