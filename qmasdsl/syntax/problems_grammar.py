"""What can be wrong with a line: a word out of place, a line too deep, a reading left open (QM1xx)."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class UnexpectedWord(Problem):
    """A word or sign where the line cannot have one."""

    code: ClassVar[str] = "QM101"
    found: str
    expected: tuple[str, ...]
    ends: bool = False

    def describe(self) -> Diagnostic:
        headline = "this line stops too early" if self.ends else f"`{self.found}` cannot stand here"
        return Diagnostic(self.code, self.severity, headline, self.span, types=self._types())

    def _types(self) -> tuple[str, ...]:
        if not self.expected:
            return ("nothing more on this line",)
        if len(self.expected) == 1:
            return (self.expected[0],)
        return (", ".join(self.expected[:-1]) + " or " + self.expected[-1],)


@frozen
class MisspeltWord(Problem):
    """A word close to one of the language's own that could stand here."""

    code: ClassVar[str] = "QM102"
    found: str
    meant: str

    def describe(self) -> Diagnostic:
        return Diagnostic(self.code, self.severity, f"`{self.found}` cannot stand here", self.span, types=(self.meant,))


@frozen
class UnexpectedIndent(Problem):
    """A line deeper than the one above it, which takes no lines beneath it."""

    code: ClassVar[str] = "QM103"
    above: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this line is deeper than the one above it, which takes no lines beneath it",
            self.span,
            marks=(Mark(self.above, "this line is complete by itself"),),
            types=("the same number of spaces before it as before the line above",),
        )


@frozen
class LineOutOfPlace(Problem):
    """A line that cannot stand where its depth puts it."""

    code: ClassVar[str] = "QM104"
    found: str
    expected: tuple[str, ...]
    above: Span | None = None

    def describe(self) -> Diagnostic:
        marks = (Mark(self.above, "the lines beneath this one start deeper"),) if self.above else ()
        can = (f"here can stand: {', '.join(self.expected)}",) if self.expected else ()
        return Diagnostic(
            self.code,
            self.severity,
            f"a line that begins with `{self.found}` cannot stand at this depth",
            self.span,
            marks=marks,
            notes=can,
            types=("the spaces before it that the lines it belongs to have",),
        )


@frozen
class LinesMissing(Problem):
    """A head line that wants lines beneath it, and has none."""

    code: ClassVar[str] = "QM105"
    head: str
    expected: tuple[str, ...]

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"lines must stand beneath `{self.head}`, two spaces deeper",
            self.span,
            types=(" or ".join(self.expected[:6]),) if self.expected else ("its lines, two spaces deeper",),
        )


@frozen
class MixedAndOr(Problem):
    """`and` and `or` on one line without brackets: people read it in two ways."""

    code: ClassVar[str] = "QM106"
    first: str
    second: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this line can be read in two ways",
            self.span,
            notes=("`and` and `or` stand on one line without brackets",),
            types=(f"{self.first}     for one reading", f"{self.second}     for the other"),
        )


@frozen
class NotBeforeComparison(Problem):
    """`not` before a comparison, of which it is unclear how far it reaches."""

    code: ClassVar[str] = "QM107"
    opposite: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "`not` stands before a comparison",
            self.span,
            notes=("`not` is for yes/no facts and for brackets",),
            types=(self.opposite,),
        )


@frozen
class ContinuationNotDeeper(Problem):
    """A line that begins with `and`, `or` or `=>` goes on with the line above and must be deeper than it."""

    code: ClassVar[str] = "QM108"
    word: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"a line that begins with `{self.word}` goes on with the line above it, so it must start deeper",
            self.span,
            types=("two more spaces before it",),
        )


@frozen
class PointsWithoutSign(Problem):
    """Points after `=>` without a sign: the sign says that they are added."""

    code: ClassVar[str] = "QM109"
    written: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code, self.severity, "points have a sign here", self.span, types=(f"=> +{self.written}",)
        )


@frozen
class SaidTwice(Problem):
    """A part of a head line that stands there twice: two labels, two citations, two caps."""

    code: ClassVar[str] = "QM110"
    part: str
    first: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"this line has two {self.part}",
            self.span,
            marks=(Mark(self.first, "the first"),),
            types=("only one of them",),
        )


@frozen
class OtherAsValue(Problem):
    """`other` among the values: it is what `or other` adds."""

    code: ClassVar[str] = "QM117"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "`other` stands among the values",
            self.span,
            types=(", or other     at the end of the values",),
        )


@frozen
class ReservedWord(Problem):
    """A reserved word where a name is wanted."""

    code: ClassVar[str] = "QM118"
    word: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` cannot be a name; it is one of the language's own words",
            self.span,
            types=("a longer name, such as `is_" + self.word + "`",),
        )


@frozen
class RuleOutsideGroup(Problem):
    """A rule beneath a factor's first rule, group or table that belongs to neither: nothing adds silently."""

    code: ClassVar[str] = "QM120"
    rule: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this rule is not part of what stands above it",
            self.span,
            types=(
                "two more spaces before it, if it is one of the rules of the group above",
                f"plus {self.rule}     if its points are added",
            ),
        )


@frozen
class SignedValue(Problem):
    """A plus sign before the value of a define: a value is not added to anything."""

    code: ClassVar[str] = "QM121"
    written: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "the value of a define has no plus sign",
            self.span,
            types=(self.written.lstrip("+ "),),
        )


@frozen
class PointsNotWhole(Problem):
    """Points, a cap, a mark or a count that is no plain whole number."""

    code: ClassVar[str] = "QM122"
    what: str
    written: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.what} must be a whole number, not `{self.written}`",
            self.span,
            types=("a whole number without a unit",),
        )


@frozen
class PartElsewhere(Problem):
    """A part of a head line that another kind of line may have, but not this one."""

    code: ClassVar[str] = "QM123"
    part: str
    head: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.part}` cannot stand on a `{self.head}` line",
            self.span,
            types=(f"the line without `{self.part}`",),
        )


@frozen
class ProductOfFacts(Problem):
    """A product in which neither side is a plain number: with it the checker could no longer decide."""

    code: ClassVar[str] = "QM127"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "only a plain number can multiply",
            self.span,
            notes=("with a product of two facts nobody could prove what the rules promise",),
            types=("a fact that holds the product",),
        )


@frozen
class QuantifierNeedsTest(Problem):
    """`every` or `any` before something that is no comparison."""

    code: ClassVar[str] = "QM124"
    word: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` wants a comparison after it",
            self.span,
            types=(f"{self.word} NAME at least …", f"{self.word} of a, b     for a list of conditions")
            if self.word == "any"
            else ("every NAME at least …",),
        )
