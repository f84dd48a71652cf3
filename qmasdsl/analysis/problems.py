"""What the analyses find in groups, tables and rules, each with an applicant who shows it.

A rule is quoted as `fmt` writes it; a person or a group is said in the words of `persons`.
"""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem, Severity
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class Quoted:
    """A rule that a message speaks of: as `fmt` writes it, and where it stands (None: nowhere in this file)."""

    text: str
    span: Span | None

    def mark(self, words: str) -> tuple[Mark, ...]:
        return () if self.span is None else (Mark(self.span, words),)


@frozen
class NeverApplies(Problem):
    """A rule whose condition no applicant can meet: it contradicts itself, what is always true, or the
    `only when` it stands under. It is a slip, or the rule can go."""

    code: ClassVar[str] = "QM401"

    text: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this rule can never apply",
            self.span,
            notes=(f"no applicant can meet `{self.text}` here",),
            types=("correct the condition, or delete the rule",),
        )


@frozen
class LeftOut(Problem):
    """Rules of which exactly one must apply, and an applicant to whom none does. In a define that applicant
    has no value; `otherwise` says what becomes of everybody else."""

    code: ClassVar[str] = "QM402"

    example: str
    groups: tuple[str, ...]
    otherwise: str

    def describe(self) -> Diagnostic:
        left = "; ".join(one if one == "others" else f"`{one}`" for one in self.groups)
        return Diagnostic(
            self.code,
            self.severity,
            "no rule covers some applicants",
            self.span,
            notes=(f"left out are those with {left}",) if left else (),
            example=self.example,
            types=(self.otherwise,),
        )


@frozen
class LeftOutOfTable(LeftOut):
    """A factor's table that has no cell for some applicants. They earn no points, which may be what the
    published table means; `otherwise 0` says so. The same finding as for a group, but a warning."""

    severity: ClassVar[Severity] = Severity.WARNING


@frozen
class TwoApply(Problem):
    """Two rules of `only one applies` that can apply to the same applicant: the heading says this cannot
    happen, and which of the two counts would be a guess."""

    code: ClassVar[str] = "QM405"

    text: str
    earlier: Quoted
    example: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "two of these rules can apply to one applicant",
            self.span,
            f"`{self.text}`",
            self.earlier.mark(f"`{self.earlier.text}`"),
            notes=("`only one applies` says this cannot happen",),
            example=self.example,
            types=(
                "highest that applies     if the better one counts",
                "all that apply           if both count",
            ),
        )


@frozen
class RowsOverlap(Problem):
    """Two cells of a table that fit the same applicant: two rows, or two columns, overlap."""

    code: ClassVar[str] = "QM406"

    text: str
    earlier: Quoted
    example: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "two cells of this table fit one applicant",
            self.span,
            f"`{self.text}`",
            self.earlier.mark(f"`{self.earlier.text}`"),
            notes=("in a `table` exactly one cell applies",),
            example=self.example,
            types=(
                "row heads that do not overlap, such as 18 to 39 and 40 to 44",
                "first row of table by …     if the first that fits counts",
            ),
        )


@frozen
class Hidden(Problem):
    """A rule of `first that applies`, or a row of `thresholds`, that is never reached: whoever meets it has
    met one above it."""

    code: ClassVar[str] = "QM407"

    earlier: tuple[Quoted, ...]
    what: str  # "rule" or "row"

    def describe(self) -> Diagnostic:
        words = "whoever meets the one below has met this one, and it is taken first"
        if len(self.earlier) > 1:
            words = "taken first by some of those who meet the one below"
        return Diagnostic(
            self.code,
            self.severity,
            f"this {self.what} is never reached",
            self.span,
            marks=tuple(mark for one in self.earlier for mark in one.mark(words)),
            notes=(f"the first {self.what} that fits counts",),
            types=(f"move this {self.what} above {_above(self.earlier)}",),
        )


def _above(earlier: tuple[Quoted, ...]) -> str:
    lines = [one.span.line for one in earlier if one.span is not None]
    return f"line {min(lines)}" if lines else "those that hide it"


@frozen
class NeverWins(Problem):
    """A rule of `highest that applies` that never counts: to everybody it applies to, another applies that
    gives more. A rule that gives 0 is exempt: it says that nothing is earned."""

    code: ClassVar[str] = "QM408"

    better: tuple[Quoted, ...]

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this rule can never win",
            self.span,
            marks=tuple(mark for one in self.better for mark in one.mark("gives more to those it applies to")),
            notes=("everybody it applies to gets more from another rule of the group",),
            types=("correct the points or the condition, or delete the rule",),
        )


@frozen
class Implied(Problem):
    """A rule of `all that apply` that only applies together with another of the group, whose points are then
    added as well. That may be meant; often the better one alone was."""

    code: ClassVar[str] = "QM409"
    severity: ClassVar[Severity] = Severity.WARNING

    other: Quoted
    points: int
    more: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "whoever meets this rule always meets another of the group",
            self.span,
            marks=self.other.mark(f"always met as well: {self.points} and {self.more} points are both given"),
            types=(
                "highest that applies     if the better one counts",
                f'accepted {self.code} "both count"     beneath this line, if both do',
            ),
        )
