"""One mistake, one message: what may only follow from a line that could not be read is not reported.

Where a line did not parse, the names it declares are unknown and the block it stands in is incomplete. A
name that is missing is therefore not reported if it stands as a word in what was passed over, and nothing
of names and types is reported inside the top-level block that has such a line. Nor is a fact called unread
while there is a mistake that may be why.

And nobody mends more than some hundred at a time: of a great many, the first are kept.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from qmasdsl.diagnostics.model import Problem, Severity
from qmasdsl.lowering.problems_names import NeverRead, Unused
from qmasdsl.syntax.nodes import Module
from qmasdsl.syntax.problems_many import MoreFindings

MOST = 200

_WORD = re.compile(r"[^\W\d]\w*")


def without_consequences(module: Module, misread: Iterable[Problem], problems: Iterable[Problem]) -> list[Problem]:
    """Those of `problems` that stand on their own, in a module of which `misread` was said."""
    problems = list(problems)
    if any(problem.severity is Severity.ERROR for problem in (*misread, *problems)):
        # A misspelt name leaves another name unread.
        problems = [problem for problem in problems if not isinstance(problem, NeverRead | Unused)]
    if not module.unread:
        return problems
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


def the_first(problems: Sequence[Problem]) -> list[Problem]:
    """At most 200 of `problems`, errors before warnings and otherwise in order, and how many more there are."""
    left_out = sum(problem.more or 0 for problem in problems if isinstance(problem, MoreFindings))
    told = [problem for problem in problems if not (isinstance(problem, MoreFindings) and problem.more)]
    if len(told) <= MOST:
        return list(problems)
    by_weight = sorted(range(len(told)), key=lambda at: told[at].severity is not Severity.ERROR)
    kept = set(by_weight[:MOST])
    found: list[Problem] = [problem for at, problem in enumerate(told) if at in kept]
    return [*found, MoreFindings(told[min(by_weight[MOST:])].span, MOST, len(told) - MOST + left_out)]
