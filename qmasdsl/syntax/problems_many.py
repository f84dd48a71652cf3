"""What can be too many: names in a list (QM018), and findings to show (QM020)."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.frozen import frozen


@frozen
class TooManyEntries(Problem):
    """A list, or the values of one fact, of more than 10,000 names."""

    code: ClassVar[str] = "QM018"
    what: str
    most: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.what} has more than {self.most:,} names; this is the first over",
            self.span,
            types=("several lists, each for a fact of its own",),
        )


@frozen
class MoreFindings(Problem):
    """Findings that are not shown: those beyond the first 200, or the rest of a file in which too many lines cannot
    be read."""

    code: ClassVar[str] = "QM020"
    severity: ClassVar[Severity] = Severity.WARNING
    shown: int
    more: int | None = None

    def describe(self) -> Diagnostic:
        if self.more is None:
            headline = f"{self.shown} lines above cannot be read; from here on nothing was looked at"
        else:
            headline = f"{self.shown} findings are shown, errors first; there are {self.more:,} more"
        return Diagnostic(
            self.code,
            self.severity,
            headline,
            self.span,
            words="the first that is not shown" if self.more else "",
            types=("what the messages say; then check again",),
        )
