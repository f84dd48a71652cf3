"""What is found when `prove that` lines are put to every possible applicant."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.frozen import frozen


@frozen
class ClaimRefuted(Problem):
    """A `prove that` line that does not hold: the applicants shown were scored by the rules of this file."""

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


@frozen
class ClaimIdle(Problem):
    """A `prove that` line that no applicant tests: it is true only because there is nobody it speaks of."""

    code: ClassVar[str] = "QM502"
    severity: ClassVar[Severity] = Severity.WARNING

    claim: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"there is no applicant this speaks of: `{self.claim}`",
            self.span,
            notes=("it is true, but it would be true of any rules",),
            types=("delete this line, or correct the condition by which nobody is left",),
        )


@frozen
class ClaimUndecided(Problem):
    """A `prove that` line that was neither proved nor refuted in the time there was."""

    code: ClassVar[str] = "QM503"
    severity: ClassVar[Severity] = Severity.WARNING

    claim: str
    why: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"undecided: `{self.claim}`",
            self.span,
            notes=(f"{self.why}: this is neither proved nor refuted",),
            types=(
                "a narrower claim, of one factor or one section",
                f'accepted {self.code} "…"     beneath this line, with the reason to keep it',
            ),
        )
