"""What can be wrong with types: conditions where numbers are wanted, units, domains, facts that do not exist (QM3xx).

Each class is its own definition; `describe` finds the words. Declared places are marked, so that the reader sees
the line that decides the matter beside the line that is wrong.
"""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem, Severity
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class NotACondition(Problem):
    """A condition (something that is yes or no) is wanted, and this is something else."""

    code: ClassVar[str] = "QM301"
    word: str
    found: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` is {self.found}; a condition is wanted here",
            self.span,
            words="this must be yes or no",
            types=self.types,
        )


@frozen
class NotANumber(Problem):
    """A number is wanted, and this is something else."""

    code: ClassVar[str] = "QM302"
    word: str
    found: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        headline = f"`{self.word}` is {self.found}; a number is wanted here"
        return Diagnostic(self.code, self.severity, headline, self.span, types=self.types)


@frozen
class KindsDoNotCompare(Problem):
    """Two things of different kinds are compared: a number with a date, a level with a number."""

    code: ClassVar[str] = "QM303"
    left: str
    right: str
    left_found: str
    right_found: str
    domain: str = ""
    declared: Span | None = None
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.left}` and `{self.right}` do not compare",
            self.span,
            words=f"{self.left_found} beside {self.right_found}",
            marks=_declared(self.declared, self.left),
            notes=(f"`{self.left}` is {self.domain}",) if self.domain else (),
            types=self.types,
        )


@frozen
class UnitMissing(Problem):
    """A length of time is compared with a bare number, which could be months or years."""

    code: ClassVar[str] = "QM304"
    digits: str
    name: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        whose = f"`{self.name}` is a length of time" if self.name else "this is a length of time"
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.digits}` needs its unit: months or years",
            self.span,
            notes=(f"{whose}; a bare number could be read both ways",),
            types=self.types or (f"{self.digits} years", f"{self.digits} months"),
        )


@frozen
class UnitDoesNotFit(Problem):
    """Two units meet that do not convert exactly: years and hours, two currencies, money a year and a month."""

    code: ClassVar[str] = "QM305"
    left: str
    right: str
    left_unit: str
    right_unit: str
    declared: Span | None = None

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the units of `{self.left}` and `{self.right}` do not fit",
            self.span,
            words=f"{_unit(self.left_unit)} beside {_unit(self.right_unit)}",
            marks=_declared(self.declared, self.left),
            notes=("units that convert: years and months, weeks and days, hours and minutes",),
            types=(f"a number of {self.left_unit}",) if self.left_unit else (),
        )


@frozen
class OutsideDomain(Problem):
    """A constant is compared that the fact can never have."""

    code: ClassVar[str] = "QM306"
    value: str
    name: str
    domain: str
    declared: Span | None = None

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.name}` can never be {self.value}",
            self.span,
            marks=_declared(self.declared, self.name),
            notes=(f"`{self.name}` is {self.domain}",),
            types=("a value within these bounds, or widen the bounds where the fact is declared",),
        )


@frozen
class OffStep(Problem):
    """A constant is compared that lies between two values the fact can have."""

    code: ClassVar[str] = "QM307"
    value: str
    name: str
    domain: str
    below: str
    above: str
    declared: Span | None = None

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.name}` can never be exactly {self.value}",
            self.span,
            marks=_declared(self.declared, self.name),
            notes=(f"`{self.name}` is {self.domain}",),
            types=tuple(value for value in (self.below, self.above) if value),
        )


@frozen
class ScalesDoNotCompare(Problem):
    """A level or choice is compared with one of another kind; each kind has an order of its own."""

    code: ClassVar[str] = "QM308"
    left: str
    right: str
    left_values: str
    right_values: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.left}` and `{self.right}` are of different kinds and do not compare",
            self.span,
            notes=(f"`{self.left}` is {self.left_values}", f"`{self.right}` is {self.right_values}"),
            types=("declare the values once under `kinds`, and give both facts that kind",),
        )


@frozen
class NoOrder(Problem):
    """`at least`, `from … to` and the like ask for an order, and this choice has none."""

    code: ClassVar[str] = "QM309"
    name: str
    values: tuple[str, ...]
    asked: str
    declared: Span | None = None

    def describe(self) -> Diagnostic:
        first = self.values[:2] if len(self.values) > 1 else ("a", "b")
        return Diagnostic(
            self.code,
            self.severity,
            f"the values of `{self.name}` have no order, so `{self.asked}` says nothing",
            self.span,
            marks=_declared(self.declared, self.name),
            notes=("a `one of` only is, is not, or is in a set of values",),
            types=(
                f"{self.name} in {{{', '.join(first)}}}",
                f"level {' < '.join(first)} …     where `{self.name}` is declared, if they do have an order",
            ),
        )


@frozen
class MayNotExist(Problem):
    """A fact that exists only under a condition is read where nothing says that the condition holds."""

    code: ClassVar[str] = "QM310"
    name: str
    gate: str
    declared: Span | None = None
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.name}` is read where it may not exist",
            self.span,
            marks=_declared(self.declared, self.name, "exists only under a condition"),
            notes=(f"`{self.name}` exists only when `{self.gate}` holds; say that before reading it",),
            types=self.types,
        )


@frozen
class NotConstant(Problem):
    """A constant is wanted: only a constant may be rounded, be a step, or multiply a fact."""

    code: ClassVar[str] = "QM311"
    word: str
    why: str

    def describe(self) -> Diagnostic:
        headline = f"`{self.word}` must be a number written out"
        return Diagnostic(self.code, self.severity, headline, self.span, notes=(self.why,))


@frozen
class EmptyRange(Problem):
    """The end of a range lies before its start, so nothing is in it."""

    code: ClassVar[str] = "QM315"
    low: str
    high: str
    under: bool = False

    def describe(self) -> Diagnostic:
        word = "under " if self.under else ""
        return Diagnostic(
            self.code,
            self.severity,
            f"nothing lies from {self.low} to {word}{self.high}",
            self.span,
            types=(f"from {self.high} to {self.low}",) if not self.under else (),
        )


@frozen
class TooLarge(Problem):
    """A total does not fit 32 bits, or the numbers of a comparison do not fit 53, so results would not be exact."""

    code: ClassVar[str] = "QM320"
    what: str
    name: str
    domain: str
    declared: Span | None = None

    def describe(self) -> Diagnostic:
        notes = (f"`{self.name}` is {self.domain}",) if self.domain else ()
        advice = (f"a narrower range where `{self.name}` is declared",) if self.name else ()
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.what} can become too large to be exact",
            self.span,
            marks=_declared(self.declared, self.name),
            notes=notes,
            types=advice,
        )


@frozen
class EntryConditionSkipped(Problem):
    """A value of a list is named directly, though its entry asks for more than the name."""

    code: ClassVar[str] = "QM327"
    severity: ClassVar[Severity] = Severity.WARNING
    value: str
    list: str
    condition: str
    item: str
    declared: Span | None = None

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.value}` is read here without the condition of its entry",
            self.span,
            marks=_declared(self.declared, self.value, "the entry asks for more than its name"),
            notes=(f"the list `{self.list}` has `{self.value}` only when {self.condition}",),
            types=(f"{self.item} is {self.value} and {self.item} in {self.list}",),
        )


@frozen
class ListExpected(Problem):
    """`in NAME` wants the name of a list, one that shares a value with what stands before it."""

    code: ClassVar[str] = "QM328"
    word: str
    reason: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        headline = f"`{self.word}` cannot stand after `in`: {self.reason}"
        return Diagnostic(self.code, self.severity, headline, self.span, types=self.types)


@frozen
class SetMisused(Problem):
    """`includes`, `every`, `any`, `lowest of` and a bare name are each for one sort of fact, and this is another."""

    code: ClassVar[str] = "QM329"
    word: str
    found: str
    wanted: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        headline = f"`{self.word}` is {self.found}; {self.wanted}"
        return Diagnostic(self.code, self.severity, headline, self.span, types=self.types)


@frozen
class OutOfRecord(Problem):
    """A field is read outside its record, or the `where` of a record reads something that is not its field."""

    code: ClassVar[str] = "QM314"
    word: str
    record: str
    inside: bool
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        if self.inside:
            headline = f"`{self.word}` is not a field of `{self.record}`; its `where` reads only its fields"
        else:
            headline = f"`{self.word}` belongs to each of `{self.record}` and is read on its own here"
        return Diagnostic(self.code, self.severity, headline, self.span, types=self.types)


@frozen
class NotOverAKind(Problem):
    """`of each`, `for each` and `… of …` go through the names of a `set of` kind, and this is none."""

    code: ClassVar[str] = "QM313"
    word: str
    reason: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(self.code, self.severity, f"`{self.word}` {self.reason}", self.span, types=self.types)


@frozen
class NotADate(Problem):
    """A date is wanted (the start or end of completed years, a tie, the version's day), and this is none."""

    code: ClassVar[str] = "QM215"
    word: str
    found: str
    use: str

    def describe(self) -> Diagnostic:
        headline = f"`{self.word}` is {self.found}; {self.use} wants a date"
        return Diagnostic(self.code, self.severity, headline, self.span, types=("the name of a `date`",))


def _declared(span: Span | None, name: str, words: str = "declared here") -> tuple[Mark, ...]:
    return () if span is None else (Mark(span, words if words != "declared here" else f"`{name}` is declared here"),)


def _unit(unit: str) -> str:
    return unit if unit else "no unit"
