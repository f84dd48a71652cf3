"""What can be wrong with an amendment and with versions in time (QM251 to QM261)."""

from datetime import date
from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem, Severity
from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax.problems_amendments import an


@frozen
class NothingToAmend(Problem):
    """An amendment of a scheme of which no file is in its folder."""

    code: ClassVar[str] = "QM251"
    name: str
    nearest: str | None
    in_folder: bool

    def describe(self) -> Diagnostic:
        if not self.in_folder:
            headline = f"the scheme `{self.name}` cannot be looked for, because this text is not in a folder"
            return Diagnostic(
                self.code, self.severity, headline, self.span, types=("save it beside the file it amends",)
            )
        return Diagnostic(
            self.code,
            self.severity,
            f"no file in this folder has the scheme `{self.name}`",
            self.span,
            notes=("an amendment stands in the folder of the scheme that it amends",),
            types=() if self.nearest is None else (f"amend {self.nearest}",),
        )


@frozen
class NotThere(Problem):
    """What an amendment changes or repeals, and the version before it does not have."""

    code: ClassVar[str] = "QM252"
    sort: str
    name: str
    place: str
    nearest: str | None = None
    instead: str = ""
    there: Span | None = None

    def describe(self) -> Diagnostic:
        inside = f" in {self.place}" if self.place else ""
        called = f"no {self.sort} called `{self.name}`" if self.name else f"no {self.sort}"
        marks = (Mark(self.there, "what there is begins here"),) if self.there else ()
        types = tuple(word for word in (self.instead, self.nearest or "") if word)
        return Diagnostic(self.code, self.severity, f"there is {called}{inside}", self.span, marks=marks, types=types)


@frozen
class AlreadyRepealed(Problem):
    """A thing that an amendment repeals or changes, and that was repealed before."""

    code: ClassVar[str] = "QM253"
    sort: str
    name: str
    place: str
    repealed: Span

    def describe(self) -> Diagnostic:
        inside = f" in {self.place}" if self.place else ""
        return Diagnostic(
            self.code,
            self.severity,
            f"the {self.sort} `{self.name}`{inside} was already repealed",
            self.span,
            marks=(Mark(self.repealed, "repealed here"),),
            types=("nothing: delete this line", f"`add` and the {self.sort}, if it comes back"),
        )


@frozen
class AlreadyThere(Problem):
    """A thing that an amendment adds, and that is there already."""

    code: ClassVar[str] = "QM254"
    sort: str
    name: str
    place: str
    first: Span
    instead: str

    def describe(self) -> Diagnostic:
        inside = f" in {self.place}" if self.place else ""
        what = f"{an(self.sort)} called `{self.name}`" if self.name else f"`{self.sort}`"
        return Diagnostic(
            self.code,
            self.severity,
            f"there is {what}{inside} already",
            self.span,
            marks=(Mark(self.first, "it stands here"),),
            types=(self.instead,),
        )


@frozen
class NotAsSaid(Problem):
    """What an amendment says again in order to repeal it, and that reads otherwise in the version before it."""

    code: ClassVar[str] = "QM255"
    said: str
    reads: str
    place: str
    there: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"there is no `{self.said}` in {self.place}",
            self.span,
            marks=(Mark(self.there, "it reads so"),),
            types=(f"repeal {self.reads}",),
        )


@frozen
class InForceMissing(Problem):
    """An amendment, or one of several versions of a scheme, that does not say since when it is in force."""

    code: ClassVar[str] = "QM256"
    name: str
    others: int

    def describe(self) -> Diagnostic:
        why = "an amendment" if not self.others else f"one of {self.others} versions of `{self.name}` in this folder"
        return Diagnostic(
            self.code,
            self.severity,
            "this does not say since when it is in force",
            self.span,
            notes=(f"this is {why}, and versions follow each other by their dates",),
            types=("in force from 2018-08-28, with its own date, on a line beneath this one",),
        )


@frozen
class SameDay(Problem):
    """Two versions of one scheme in force from the same day."""

    code: ClassVar[str] = "QM257"
    day: date
    other: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"another version is in force from {self.day.isoformat()} too",
            self.span,
            marks=(Mark(self.other, "the other one"),),
            notes=("which of the two comes first, nobody could say",),
            types=("the day from which this version is in force", "both changes in one file"),
        )


@frozen
class OlderThanAll(Problem):
    """An amendment in force before any version that it could amend."""

    code: ClassVar[str] = "QM258"
    day: date
    first: date
    there: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"on {self.day.isoformat()} there is nothing to amend",
            self.span,
            marks=(Mark(self.there, f"the scheme begins on {self.first.isoformat()}"),),
            types=(f"a day after {self.first.isoformat()}", "the older version as a file of its own"),
        )


@frozen
class Overlap(Problem):
    """Two versions in force at the same time, or of which it is open which came first."""

    code: ClassVar[str] = "QM259"
    until: date
    start: date
    other: Span
    open: bool

    def describe(self) -> Diagnostic:
        if self.open:
            headline = f"the version before this one may begin as late as {self.until.isoformat()}, after this one"
            types: tuple[str, ...] = ("an earlier last day in the version before", "a later first day here")
        else:
            headline = f"two versions are in force from {self.start.isoformat()} to {self.until.isoformat()}"
            types = ("`in force from` without `to` in the version before: the next one ends it",)
        return Diagnostic(
            self.code,
            self.severity,
            headline,
            self.span,
            marks=(Mark(self.other, "the version before"),),
            types=types,
        )


@frozen
class Gap(Problem):
    """Days between two versions on which nothing is in force."""

    code: ClassVar[str] = "QM260"
    severity: ClassVar[Severity] = Severity.WARNING
    first: date
    last: date
    other: Span

    def describe(self) -> Diagnostic:
        days = f"from {self.first.isoformat()} to {self.last.isoformat()}"
        return Diagnostic(
            self.code,
            self.severity,
            f"nothing is in force {days}" if self.first != self.last else f"nothing is in force on {self.first}",
            self.span,
            marks=(Mark(self.other, "the version before ends here"),),
            types=("`in force from` without `to` in the version before, if it went on until this one",),
        )


@frozen
class AmendsErrors(Problem):
    """An amendment of a version that has errors itself."""

    code: ClassVar[str] = "QM261"
    file: str
    errors: int
    first: Span

    def describe(self) -> Diagnostic:
        count = "an error" if self.errors == 1 else f"{self.errors} errors"
        return Diagnostic(
            self.code,
            self.severity,
            f"the version that this amends has {count} itself",
            self.span,
            marks=(Mark(self.first, "the first" if self.errors > 1 else "here"),),
            types=(f"qmas check {self.file}",),
        )
