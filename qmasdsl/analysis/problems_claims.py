"""What is found when `prove that` lines are tried on applicants.
"""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem
from qmasdsl.frozen import frozen


@frozen
class ClaimRefuted(Problem):
    """A `prove that` line that does not hold: the applicants shown were scored by the rules of this file.
    Claims are tried on a few hundred applicants at the edges of the rules; one that is not refuted is not
    thereby proved."""

    code: ClassVar[str] = "QM501"

    claim: str
    example: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"not every applicant is as claimed: `{self.claim}`",
            self.span,
            notes=("if the claim is meant to hold, a rule is wrong",),
            example=self.example,
            types=("delete this line     if the claim is not meant to hold",),
        )
