"""What the analyses find in what surrounds the rules: `always`, `only when`, requirements, caps, promises, marks.
"""

from typing import ClassVar

from qmasdsl.analysis.problems import Quoted
from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.frozen import frozen


@frozen
class NobodyLeft(Problem):
    """What `always` says leaves no possible applicant."""

    code: ClassVar[str] = "QM410"

    earlier: tuple[Quoted, ...]

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "no applicant can be as `always` says",
            self.span,
            marks=tuple(mark for one in self.earlier for mark in one.mark("this is always true as well")),
            types=("correct the condition: `always` says what is true of every possible person",),
        )


@frozen
class GateShut(Problem):
    """An `only when` that no applicant can meet: what stands beneath it is never read."""

    code: ClassVar[str] = "QM411"

    what: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.what} can never apply: nobody can meet its `only when`",
            self.span,
            types=("correct the condition after `only when`",),
        )


@frozen
class GateOpen(Problem):
    """An `only when` that every applicant meets: it says nothing."""

    code: ClassVar[str] = "QM416"
    severity: ClassVar[Severity] = Severity.WARNING

    what: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"everybody meets the `only when` of {self.what}",
            self.span,
            types=("correct the condition, or delete the `only when`",),
        )


@frozen
class CapIdle(Problem):
    """A cap that nothing ever reaches beyond. It cuts nothing; a sum that has changed may have been meant."""

    code: ClassVar[str] = "QM412"
    severity: ClassVar[Severity] = Severity.WARNING

    what: str
    cap: int
    reach: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the cap of {self.cap} on {self.what} never binds",
            self.span,
            notes=(f"without it, {self.reach} points are the most there can be",),
            types=(
                f"out of {self.reach}     if it is a promise, not a cut",
                f'accepted {self.code} "…"     beneath this line, with the reason to keep it',
            ),
        )


@frozen
class PromiseBroken(Problem):
    """More points than `out of` promises. It never cuts: either the promise is wrong, or a rule is."""

    code: ClassVar[str] = "QM413"

    what: str
    promised: int
    reach: int
    example: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.what} can reach {self.reach} points; it is declared out of {self.promised}",
            self.span,
            example=self.example,
            types=(
                f"out of {self.reach}     if the rules are right",
                f"capped at {self.promised}     if the rest is lost",
            ),
        )


@frozen
class PromiseNeverReached(Problem):
    """Fewer points than `out of` promises, whoever applies: a rule may be missing, or the promise is old."""

    code: ClassVar[str] = "QM414"
    severity: ClassVar[Severity] = Severity.WARNING

    what: str
    promised: int
    reach: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.what} never reaches the {self.promised} points it is out of",
            self.span,
            notes=(f"{self.reach} points are the most there can be",),
            types=(f"out of {self.reach}     if no rule is missing",),
        )


@frozen
class PassMarkOutOfReach(Problem):
    """A pass mark above every total there can be: nobody passes."""

    code: ClassVar[str] = "QM415"

    test: str
    mark: int
    reach: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"nobody can reach the pass mark of {self.mark}",
            self.span,
            notes=(f"`{self.test}` gives {self.reach} points at most",),
            types=("correct the pass mark, or the points",),
        )


@frozen
class NeverMet(Problem):
    """A requirement that no applicant can meet: nobody would be eligible."""

    code: ClassVar[str] = "QM430"

    name: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"nobody can meet the requirement `{self.name}`",
            self.span,
            types=("correct the condition",),
        )


@frozen
class AlwaysMet(Problem):
    """A requirement that every applicant meets, given the domains of the facts and what is always true."""

    code: ClassVar[str] = "QM431"
    severity: ClassVar[Severity] = Severity.WARNING

    name: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"everybody meets the requirement `{self.name}`",
            self.span,
            notes=("the domains of the facts, or an `always`, already leave out whoever would not",),
            types=("widen the domain of the fact, so that the requirement can turn somebody away",),
        )
