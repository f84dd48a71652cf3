"""Remarks: what comments say. Whatever a rule file says goes through here, and can end no comment."""

from qmasdsl.diagnostics.visible import one_line

_LONGEST = 160


def remark(text: str) -> str:
    """`text` on one line, with nothing in it that ends or begins a comment, or that an engine puts something else for.

    >>> remark("a */ b -- c ${env:HOME}")
    'a * / b - - c $ {env:HOME}'
    """
    line = " ".join(one_line(text).split())
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    for mark in ("*/", "/*", "--", "${", "{{", "{%", "{#", "__"):
        while mark in line:
            line = line.replace(mark, " ".join(mark))
    return line
