"""What can be wrong with rules, tables, factors, sections and tests (QM3xx)."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class PointsNotWhole(Problem):
    """Points are whole numbers without a unit, written out."""

    code: ClassVar[str] = "QM312"
    word: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"points are whole numbers, and `{self.word}` is not one",
            self.span,
            types=self.types,
        )


@frozen
class PassMarkCount(Problem):
    """A test says exactly once what it takes to pass: a pass mark, a condition, or that there is none."""

    code: ClassVar[str] = "QM316"
    test: str
    first: Span | None = None

    def describe(self) -> Diagnostic:
        if self.first is not None:
            return Diagnostic(
                self.code,
                self.severity,
                f"the test `{self.test}` says twice what it takes to pass",
                self.span,
                marks=(Mark(self.first, "said here first"),),
                types=("keep one of the two",),
            )
        return Diagnostic(
            self.code,
            self.severity,
            f"the test `{self.test}` does not say what it takes to pass",
            self.span,
            types=("pass mark 80     with your mark", "no pass mark     if the test only ranks"),
        )


@frozen
class SectionsAndFactors(Problem):
    """A test is all sections or all factors, so that no indent can move a factor from one to the other."""

    code: ClassVar[str] = "QM317"
    test: str
    section: str
    first: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the test `{self.test}` has sections, so each factor belongs to one",
            self.span,
            words="this factor is in no section",
            marks=(Mark(self.first, "a section"),),
            types=(f"two more spaces before it, beneath `section {self.section}` or a section of its own",),
        )


@frozen
class SectionWithin(Problem):
    """`within` names a section that is not in the test, or a section comes to stand within itself."""

    code: ClassVar[str] = "QM318"
    word: str
    circle: bool
    nearest: str | None = None

    def describe(self) -> Diagnostic:
        if self.circle:
            headline = f"the section `{self.word}` comes to stand within itself"
        else:
            headline = f"this test has no section `{self.word}`"
        advice = f"within {self.nearest}" if self.nearest else f"section {self.word}     in this test, with its factors"
        types = ("no `within` on one of them",) if self.circle else (advice,)
        return Diagnostic(self.code, self.severity, headline, self.span, types=types)


@frozen
class LimitsDoNotFit(Problem):
    """The conditions of `out of … when, … when` must not overlap and must leave nobody out."""

    code: ClassVar[str] = "QM319"
    words: str  # "out of" or "capped at"
    fault: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the limits of this `{self.words}` {self.fault}",
            self.span,
            notes=("each applicant has exactly one limit",),
            types=self.types or ("conditions of which exactly one holds for everybody: … when a, … when not a",),
        )


@frozen
class OtherwiseMisplaced(Problem):
    """`otherwise` is for a choice that takes one thing; rules that add up or compete have nothing it could mean."""

    code: ClassVar[str] = "QM331"
    group: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`otherwise` cannot stand under `{self.group}`",
            self.span,
            notes=("where nothing applies, such a group gives 0 points",),
            types=("first that applies     as the heading, if the rules are read in order", "remove the `otherwise`"),
        )


@frozen
class DefineWithoutValue(Problem):
    """A define has a value for everybody, and nothing in this one gives it where no rule applies."""

    code: ClassVar[str] = "QM330"
    name: str
    arrow: str = ""

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.name}` has no value where none of these rules applies",
            self.span,
            types=(f"otherwise {self.arrow}0     as the last line, with the value that is meant",),
        )


@frozen
class TooManyRules(Problem):
    """A scheme holds at most 10,000 rules, each cell of a table and each name of a `for each` counted."""

    code: ClassVar[str] = "QM335"
    limit: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"a scheme holds at most {self.limit:,} rules, and this one is over",
            self.span,
            notes=("a rule counts once for each name of a `for each`, and for each use of a shared factor",),
            types=("a scheme for each of its tests",),
        )


@frozen
class WhichKind(Problem):
    """A define gives values by name, and the names do not say of which fact or kind they are values."""

    code: ClassVar[str] = "QM336"
    word: str
    kinds: tuple[str, ...]

    def describe(self) -> Diagnostic:
        if self.kinds:
            headline = f"`{self.word}` could be a value of {', '.join(f'`{kind}`' for kind in self.kinds)}"
        else:
            headline = f"`{self.word}` is a value of no fact or kind"
        return Diagnostic(
            self.code,
            self.severity,
            headline,
            self.span,
            types=("declare the values once under `kinds`, and give the facts that kind",),
        )


@frozen
class ValuesDiffer(Problem):
    """The values of one define are of different kinds: a number here, yes or no there."""

    code: ClassVar[str] = "QM337"
    word: str
    found: str
    first_word: str
    first_found: str
    first: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` is {self.found}, and the values above are not",
            self.span,
            marks=(Mark(self.first, f"`{self.first_word}` is {self.first_found}"),),
            types=("values of one kind in every line",),
        )


@frozen
class CellNotForSubject(Problem):
    """A row or column head says a range or a value that the table's subject does not have."""

    code: ClassVar[str] = "QM338"
    word: str
    subject: str
    found: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` cannot be a row or column of `{self.subject}`",
            self.span,
            notes=(f"`{self.subject}` is {self.found}",),
            types=self.types,
        )
