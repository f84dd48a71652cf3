"""One mistake, one message: what may only follow from a line that could not be read is not reported.

Where a line did not parse, the names it declares are unknown and the block it stands in is incomplete. A
name that is missing is therefore not reported if it stands as a word in what was passed over, and nothing
of names and types is reported inside the top-level block that has such a line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable

from qmasdsl.diagnostics.model import Problem, Severity
from qmasdsl.syntax.nodes import Module

_WORD = re.compile(r"[^\W\d]\w*")


def without_consequences(module: Module, problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stand on their own."""
    if not module.unread:
        return list(problems)
    words: set[str] = set()
    for span in module.unread:
        words.update(_WORD.findall(span.text))
    starts = [0, *(match.start() for match in re.finditer(r"^(?=[^\s#])", module.source.text, re.MULTILINE))]
    spoilt = {bisect_right(starts, span.start) for span in module.unread}
    return [
        problem
        for problem in problems
        if problem.severity is Severity.ERROR
        and bisect_right(starts, problem.span.start) not in spoilt
        and not words.intersection(_WORD.findall(problem.span.text.split("\n")[0]))
    ]
