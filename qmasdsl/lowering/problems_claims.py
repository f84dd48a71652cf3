"""What can be wrong with claims, cases, expectations and the selection (QM3xx)."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class ClaimMalformed(Problem):
    """A `prove that` line says something that cannot be true or false of every applicant."""

    code: ClassVar[str] = "QM321"
    what: str
    notes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(self.code, self.severity, self.what, self.span, notes=self.notes, types=self.types)


@frozen
class GivenDoesNotFit(Problem):
    """A case gives a fact a value it cannot have, gives it twice, or leaves out a field of a record."""

    code: ClassVar[str] = "QM322"
    name: str
    what: str
    domain: str = ""
    declared: Span | None = None
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        marks = () if self.declared is None else (Mark(self.declared, f"`{self.name}` is declared here"),)
        notes = (f"`{self.name}` is {self.domain}",) if self.domain else ()
        return Diagnostic(self.code, self.severity, self.what, self.span, marks=marks, notes=notes, types=self.types)


@frozen
class GivenWhereAbsent(Problem):
    """A case gives a fact that does not exist for this applicant."""

    code: ClassVar[str] = "QM323"
    name: str
    gate: str
    declared: Span | None = None

    def describe(self) -> Diagnostic:
        marks = () if self.declared is None else (Mark(self.declared, f"exists only when `{self.gate}` holds"),)
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.name}` does not exist for this applicant",
            self.span,
            marks=marks,
            notes=(f"`{self.name}` exists only when `{self.gate}` holds, and the case says otherwise",),
            types=(f"leave `{self.name}` out, or change what the case gives",),
        )


@frozen
class ExpectationMalformed(Problem):
    """A case expects something of what is not a result, or a value that the result cannot be compared with."""

    code: ClassVar[str] = "QM324"
    what: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(self.code, self.severity, self.what, self.span, types=self.types)


@frozen
class SelectionMalformed(Problem):
    """The selection ranks, parts or reserves by something it cannot."""

    code: ClassVar[str] = "QM325"
    what: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(self.code, self.severity, self.what, self.span, types=self.types)
