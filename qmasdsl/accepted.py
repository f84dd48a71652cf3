"""Accepted findings: a warning that somebody has weighed, with the reason, beneath the line it speaks of."""

from collections.abc import Iterable
from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.frozen import frozen
from qmasdsl.source import SourceFile
from qmasdsl.syntax.nodes import Module


@frozen
class AcceptsNothing(Problem):
    """An `accepted` line that silences nothing: its code is not found at the line above it, or is an error's."""

    code: ClassVar[str] = "QM332"
    severity: ClassVar[Severity] = Severity.WARNING
    accepted: str
    is_error: bool

    def describe(self) -> Diagnostic:
        why = "errors cannot be accepted" if self.is_error else "the line above it has no such warning (any more)"
        return Diagnostic(
            self.code,
            self.severity,
            f"this line accepts {self.accepted}, which silences nothing",
            self.span,
            notes=(why,),
            types=("nothing: delete this line",),
        )


def without_accepted(module: Module, problems: Iterable[Problem]) -> list[Problem]:
    """The problems that are left, and one more for each `accepted` line that silences nothing."""
    problems = list(problems)
    if not module.accepted:
        return problems
    wanted = {(accepted.span.source, accepted.line, accepted.code): accepted for accepted in module.accepted}
    used: set[tuple[SourceFile, int, str]] = set()
    errors: set[tuple[SourceFile, int, str]] = set()
    left: list[Problem] = []
    for problem in problems:
        key = (problem.span.source, problem.span.line, problem.code)
        if key in wanted:
            if problem.severity is Severity.WARNING:
                used.add(key)
                continue
            errors.add(key)
        left.append(problem)
    for key, accepted in wanted.items():
        # What the version before accepts may be settled by an amendment; it is needed there all the same.
        if key not in used and key[0] is module.source:
            left.append(AcceptsNothing(accepted.span, accepted.code, key in errors))
    return left
