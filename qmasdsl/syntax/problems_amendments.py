"""What can be wrong with a line of an amendment (QM128 and QM129)."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


def an(sort: str) -> str:
    """The word with its article.

    >>> an("entry"), an("factor")
    ('an entry', 'a factor')
    """
    return f"an {sort}" if sort.startswith(("a", "e", "i", "o")) else f"a {sort}"


@frozen
class SubstituteOfOtherSort(Problem):
    """What takes the place of a thing that is repealed must be of its sort: a factor for a factor."""

    code: ClassVar[str] = "QM128"
    sort: str
    repealed: str
    above: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"this {self.sort} cannot take the place of {an(self.repealed)}",
            self.span,
            marks=(Mark(self.above, f"this {self.repealed} is repealed"),),
            types=(f"{an(self.repealed)} here", f"`add` and the {self.sort}, on a line of its own"),
        )


@frozen
class AddedTogether(Problem):
    """Sections and factors beneath one `add`: a lost indent would put the factor into another section."""

    code: ClassVar[str] = "QM129"
    section: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "a section and a factor stand beneath one `add`",
            self.span,
            marks=(Mark(self.section, "the section"),),
            notes=("a test is all sections or all factors",),
            types=("this factor beneath a section, two spaces deeper",),
        )


@frozen
class AmendmentNotAlone(Problem):
    """Something in an amending file that is neither its one amendment nor a claim, case or wording of the new version;
    or an amendment in a file that holds a scheme."""

    code: ClassVar[str] = "QM250"
    what: str
    first: Span

    def describe(self) -> Diagnostic:
        if self.what == "amendment":
            return Diagnostic(
                self.code,
                self.severity,
                "an amendment stands first in a file of its own",
                self.span,
                marks=(Mark(self.first, "this file begins with this"),),
                types=("this amendment in a file of its own, in the same folder",),
            )
        return Diagnostic(
            self.code,
            self.severity,
            "this cannot stand beside an amendment",
            self.span,
            marks=(Mark(self.first, "this file amends a scheme"),),
            notes=("besides its amendment an amending file holds `prove that`, `case` and `wording` only",),
            types=("it beneath `in scheme`, after `add`", "facts beneath `in facts`, each after `add`"),
        )
