"""What is found when `prove that` lines are tried on applicants.
"""

from dataclasses import dataclass
from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem


@dataclass(frozen=True, slots=True)
class ClaimRefuted(Problem):
    """A `prove that` line that does not hold: the applicants shown were scored by the rules of this file.
    Claims are tried on a few hundred applicants at the edges of the rules; one that is not refuted is not
    thereby proved."""

    code: ClassVar[str] = "QM501"

    claim: str
    people: tuple[str, ...]
    found: tuple[str, ...]

    def describe(self) -> Diagnostic:
        two = len(self.people) > 1
        return Diagnostic(
            self.code,
            self.severity,
            "this claim does not hold",
            self.span,
            notes=(*self.people[1:], *self.found),
            example=f"{self.people[0]}; the other differs as shown" if two else self.people[0],
            types=("correct the rule, if the claim is meant to hold", "or delete this line, if it is not"),
        )
