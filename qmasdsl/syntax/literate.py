"""Literate files: Markdown whose ```qmas blocks are the rules.

The published text and the rule stand side by side in `name.qmas.md`. For the parser every line of prose is
a blank line, so that places in the rules are places in the file.
"""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^`\n]*)$")


def is_literate(name: str) -> bool:
    return name.lower().endswith((".qmas.md", ".md"))


def rules_of(text: str) -> str:
    """`text` with every letter outside ```qmas blocks blanked; the same length, the same lines.

    >>> rules_of("Prose.\\n```qmas\\nfacts\\n```\\n")
    '      \\n       \\nfacts\\n   \\n'
    """
    return "\n".join(line if inside else " " * len(line) for line, inside in _lines(text))


def blocks_of(text: str) -> Iterator[tuple[int, int]]:
    """The first line (from 0) and the line after the last of each ```qmas block's contents."""
    start = None
    number = 0
    for number, (_, inside) in enumerate(_lines(text)):
        if inside and start is None:
            start = number
        elif not inside and start is not None:
            yield start, number
            start = None
    if start is not None:
        yield start, number + 1


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    fence = ""
    rules = False
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
            rules = match[2].strip() == "qmas"
            yield line, False
        elif match and match[1][0] == fence[0] and len(match[1]) >= len(fence) and not match[2].strip():
            fence, rules = "", False
            yield line, False
        else:
            yield line, bool(fence) and rules
