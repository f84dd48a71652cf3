"""What can be wrong with names: unknown, declared twice, not to be told apart, in a circle, unused (QM2xx, QM012).

Most come with the nearest declared word. A suggestion is only made of a word that would be read there.
"""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem, Severity
from qmasdsl.frozen import frozen
from qmasdsl.ir.words import names_words
from qmasdsl.source import Span


@frozen
class UnknownName(Problem):
    """A word was never declared."""

    code: ClassVar[str] = "QM201"
    word: str
    wanted: str  # "fact, define or question", "list", …
    nearest: str | None = None
    notes: tuple[str, ...] = ()
    replaced: Span | None = None  # the line's part to retype, where it is more than the word

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"no {self.wanted} is called `{self.word}`",
            self.span,
            notes=self.notes,
            types=() if self.nearest is None else (_retyped(self.span, self.nearest),),
        )


@frozen
class NotAValue(Problem):
    """A word is not one of the values that the fact beside it can have."""

    code: ClassVar[str] = "QM202"
    word: str
    name: str
    values: tuple[str, ...]
    ordered: bool
    declared: Span | None = None
    nearest: str | None = None
    other_fact: str = ""

    def describe(self) -> Diagnostic:
        sort = "level" if self.ordered else "value"
        notes = [f"the {sort}s of `{self.name}` are {names_words(list(self.values))}"]
        if self.other_fact:
            notes.append(f"there is also a fact `{self.other_fact}`")
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` is not a {sort} of `{self.name}`",
            self.span,
            marks=() if self.declared is None else (Mark(self.declared, f"`{self.name}` is declared here"),),
            notes=tuple(notes),
            types=() if self.nearest is None else (_retyped(self.span, self.nearest),),
        )


@frozen
class DeclaredTwice(Problem):
    """Two things of one sort have the same name, so the name would not say which is meant."""

    code: ClassVar[str] = "QM203"
    word: str
    what: str
    first: Span | None = None

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` is already {self.what}",
            self.span,
            marks=() if self.first is None else (Mark(self.first, "declared here first"),),
            types=("another name, here or there",),
        )


@frozen
class LabelForName(Problem):
    """A label or its translation stands where the name is wanted; rules are written with names."""

    code: ClassVar[str] = "QM204"
    word: str
    name: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` is a label; rules use the name `{self.name}`",
            self.span,
            types=(_retyped(self.span, self.name),),
        )


@frozen
class FactorNamedBare(Problem):
    """A factor, section or requirement of a test is named without its test; a bare name is a fact."""

    code: ClassVar[str] = "QM205"
    word: str
    options: tuple[str, ...]

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` is not a fact; its points are written `{self.options[0]}`",
            self.span,
            types=tuple(_retyped(self.span, option) for option in self.options[:2]),
        )


@frozen
class Circular(Problem):
    """Something is worked out from itself, by way of other things, so that it has no value."""

    code: ClassVar[str] = "QM206"
    names: tuple[str, ...]
    places: tuple[Span, ...]

    def describe(self) -> Diagnostic:
        first, *others = self.names
        shown = ", ".join(f"`{name}`" for name in others[:3]) + (" and others" if len(others) > 3 else "")
        headline = f"`{first}` is worked out from itself" + (f", by way of {shown}" if others else "")
        following = zip(others[:3], self.places[1:], strict=False)
        return Diagnostic(
            self.code,
            self.severity,
            headline,
            self.span,
            marks=tuple(Mark(place, f"`{name}` takes part") for name, place in following),
            types=("the facts themselves in one of these places",),
        )


@frozen
class UnknownPath(Problem):
    """A dotted name is of no test, factor, section, requirement or member."""

    code: ClassVar[str] = "QM207"
    word: str
    head: str
    what: str  # "test", "fact of each ability", "" if the head is unknown
    known: tuple[str, ...]
    nearest: str | None = None

    def describe(self) -> Diagnostic:
        last = self.word.rpartition(".")[2]
        if self.what:
            headline = f"the {self.what} `{self.head}` has no `{last}`"
            note = f"`{self.head}` has {names_words(list(self.known))}"
        else:
            headline = f"`{self.word}` is not a score: no test is called `{self.head}`"
            note = f"the tests are {names_words(list(self.known))}" if self.known else "this file has no test"
        return Diagnostic(
            self.code,
            self.severity,
            headline,
            self.span,
            notes=(note,),
            types=() if self.nearest is None else (_retyped(self.span, self.nearest),),
        )


@frozen
class NotInUsedFile(Problem):
    """A name is taken from another file that does not declare it, or that needs more names with it."""

    code: ClassVar[str] = "QM209"
    word: str
    file: str
    nearest: str | None = None
    missing: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        if self.missing:
            return Diagnostic(
                self.code,
                self.severity,
                f"`{self.word}` exists only under a condition that this file cannot read",
                self.span,
                notes=(f"in {self.file} its condition names {names_words(list(self.missing))}",),
                types=(f"{self.word}, {', '.join(self.missing)}",),
            )
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.file} declares no fact `{self.word}`",
            self.span,
            types=() if self.nearest is None else (_retyped(self.span, self.nearest),),
        )


@frozen
class Unused(Problem):
    """A list, kind, define, question or shared factor is never used."""

    code: ClassVar[str] = "QM210"
    severity: ClassVar[Severity] = Severity.WARNING
    what: str
    word: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the {self.what} `{self.word}` is never used",
            self.span,
            types=("use it in a rule, or remove it",),
        )


@frozen
class NeverRead(Problem):
    """A fact is asked of every applicant and no rule reads it."""

    code: ClassVar[str] = "QM211"
    severity: ClassVar[Severity] = Severity.WARNING
    word: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"no rule reads the fact `{self.word}`",
            self.span,
            notes=("applicants would be asked for it, and the answer would change nothing",),
            types=("a rule that reads it, or remove it",),
        )


@frozen
class FieldHidesFact(Problem):
    """A field of a record has the name of a fact; inside the record's `where` the field is meant."""

    code: ClassVar[str] = "QM212"
    severity: ClassVar[Severity] = Severity.WARNING
    word: str
    record: str
    first: Span | None = None

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` is a fact and also a field of `{self.record}`",
            self.span,
            marks=() if self.first is None else (Mark(self.first, "the fact"),),
            notes=(f"inside `count of {self.record} where …` the field is meant",),
            types=("another name for the field",),
        )


@frozen
class SchemeMissing(Problem):
    """A file of rules does not say which scheme it is."""

    code: ClassVar[str] = "QM213"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this file does not say which scheme it is",
            self.span,
            types=('scheme hk.qmas "Quality Migrant Admission Scheme"     as the first line, with your names',),
        )


@frozen
class TwoSchemes(Problem):
    """A file names two schemes; one file is one scheme."""

    code: ClassVar[str] = "QM214"
    first: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this file names a second scheme",
            self.span,
            marks=(Mark(self.first, "the first"),),
            types=("one of the two in a file of its own",),
        )


@frozen
class SaidTwice(Problem):
    """Something that is said once (the selection, a clause of the scheme, a wording's language) is said twice."""

    code: ClassVar[str] = "QM216"
    what: str
    first: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"{self.what} is said twice",
            self.span,
            marks=(Mark(self.first, "said here first"),),
            types=("keep one of the two",),
        )


@frozen
class NameTaken(Problem):
    """A name would hide what the language itself calls so: `total`, `passes` and `applies` of a test, `eligible`."""

    code: ClassVar[str] = "QM217"
    word: str
    meaning: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` cannot be a name here: it means {self.meaning}",
            self.span,
            types=(_retyped(self.span, f"{self.word}_points"),),
        )


@frozen
class LooksTheSame(Problem):
    """Two names cannot be told apart by eye: `l` and `1`, `rn` and `m`, a Traditional and a Simplified form."""

    code: ClassVar[str] = "QM012"
    word: str
    other: str
    first: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.word}` looks the same as `{self.other}`",
            self.span,
            marks=(Mark(self.first, f"`{self.other}`"),),
            notes=("a reader could not tell the two names apart",),
            types=("the same spelling in both places, or a name that differs plainly",),
        )


def _retyped(span: Span, word: str) -> str:
    """The line that `span` stands in with `word` in its place, without its indentation and comment."""
    source = span.source
    line = source.position(span.start).line
    start = source.line_starts[line - 1]
    text = source.line_text(line)
    column, end = span.start - start, span.end - start
    if end > len(text) or len(text) > 200:
        return word
    return (text[:column] + word + text[end:]).partition(" #")[0].strip()
