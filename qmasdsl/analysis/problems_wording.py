"""What the analyses find in wording tables.
"""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.frozen import frozen


@frozen
class Unworded(Problem):
    """Labels that a wording table does not translate: letters in that language would show the English."""

    code: ClassVar[str] = "QM420"
    severity: ClassVar[Severity] = Severity.WARNING

    language: str
    labels: tuple[str, ...]

    def describe(self) -> Diagnostic:
        count = len(self.labels)
        shown = "; ".join(f'"{label}"' for label in self.labels[:5]) + ("; …" if count > 5 else "")
        return Diagnostic(
            self.code,
            self.severity,
            f"{count} label{'s have' if count > 1 else ' has'} no wording in {self.language}",
            self.span,
            notes=(f"missing: {shown}",),
            types=("\n".join(f"{label} | …" for label in self.labels[:5]),),
        )


@frozen
class NoSuchLabel(Problem):
    """A row of a wording table whose first cell is no label of the file: the label was changed, or mistyped."""

    code: ClassVar[str] = "QM421"
    severity: ClassVar[Severity] = Severity.WARNING

    label: str
    nearest: str | None

    def describe(self) -> Diagnostic:
        meant = self.nearest
        return Diagnostic(
            self.code,
            self.severity,
            f"no label reads `{self.label}`",
            self.span,
            types=(f"{meant} | …" if meant else "the label as it is written in the file, or delete the row",),
        )


@frozen
class DigitsDiffer(Problem):
    """A label and its wording that do not hold the same numbers: one of the two says another rule."""

    code: ClassVar[str] = "QM422"
    severity: ClassVar[Severity] = Severity.WARNING

    label: str
    text: str
    numbers: tuple[str, ...]

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the label and its wording differ in {', '.join(self.numbers)}",
            self.span,
            notes=(f"the label is `{self.label}`, its wording `{self.text}`",),
            types=("the same numbers in both",),
        )
