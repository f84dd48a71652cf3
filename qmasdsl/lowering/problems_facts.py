"""What can be wrong with the domain of a fact (QM3xx)."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem
from qmasdsl.frozen import frozen


@frozen
class SinceNeedsVersion(Problem):
    """`years since born` counts to the day that `version by` names, and this scheme names none."""

    code: ClassVar[str] = "QM326"
    name: str
    since: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.name}` is counted from `{self.since}` to a day that is not named",
            self.span,
            notes=("the day is the one that `version by` names, beneath `scheme`",),
            types=("version by lodged     beneath `scheme`, with your date's name",),
        )


@frozen
class DomainMalformed(Problem):
    """The bounds or the step of a number do not make a domain: a part of a whole number, no step, a step of 0."""

    code: ClassVar[str] = "QM333"
    what: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(self.code, self.severity, self.what, self.span, types=self.types)


@frozen
class TypeMisplaced(Problem):
    """A type stands where it cannot: a `set of` as a fact's own type, records within records."""

    code: ClassVar[str] = "QM334"
    what: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(self.code, self.severity, self.what, self.span, types=self.types)
