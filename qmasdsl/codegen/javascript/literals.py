"""The literal printer: the one way by which words of a rule file get into a generated JavaScript module.

A literal reads back as exactly the value that was printed, whatever it holds: quotes, backslashes, line ends of any
kind, halves of surrogate pairs. `<` is escaped, so that the module can stand within a page: no text ends a script or
opens a comment there. Comments are made of the same letters.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from qmasdsl.codegen.literals import PLAIN
from qmasdsl.codegen.names import Code

Literal = None | bool | int | str | Sequence["Literal"]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(value: Literal) -> Code:
    r"""Program text whose value is `value`.

    >>> print(literal(['say "hi"\n', 3, None, "年齡", "</script>"]))
    ["say \"hi\"\n", 3, null, "年齡", "\x3c/script>"]
    """
    match value:
        case None:
            return Code("null")
        case bool():
            return Code("true" if value else "false")
        case int():
            return Code(str(value))
        case str():
            return Code(f'"{"".join(_ESCAPES.get(letter) or _letter(letter) for letter in value)}"')
        case Sequence():
            return listed(literal(item) for item in value)
        case _:
            assert_never(value)


def listed(items: Iterable[Code]) -> Code:
    return Code(f"[{', '.join(items)}]")


def named(items: Mapping[str, Code]) -> Code:
    """An object that has these properties of its own, by names from a rule file.

    >>> print(named({"age": Code("w1"), "__proto__": Code("w2")}))
    { "age": w1, ["__proto__"]: w2 }
    """
    inside = ", ".join(f"{property_name(name)}: {item}" for name, item in items.items())
    return Code(f"{{ {inside} }}" if items else "{}")


def property_name(name: str) -> Code:
    """`name` as a key of an object. Written plainly, `__proto__` would be no property, but what the object inherits."""
    return Code('["__proto__"]') if name == "__proto__" else literal(name)


def remark(text: str) -> Code:
    r"""`text` as it may stand in a comment of either kind: on one line, and without an end of it.

    >>> print(remark("ends */ here\u2028</script>"))
    ends * / here\u2028\x3c/script>
    """
    return Code("".join(map(_letter, text)).replace("*/", "* /"))


def _letter(letter: str) -> str:
    point = ord(letter)
    if letter != "<" and any(first <= point <= last for first, last in PLAIN):
        return letter
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\u{{{point:x}}}"
