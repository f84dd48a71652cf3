"""The door for programs: load rules, score applicants, ask what the checker found, compile.

    scheme = qmasdsl.load("rulesets/hk/qmas/2018-08-28.qmas")
    result = scheme.score({"age": 34, "education": "master", …})
    result.outcomes["goes_to_selection"]

Rules are data here: they are interpreted, and nothing of a rule file is ever executed as code in the
caller's process. A service that wants speed compiles a module once and imports that.
"""

import os
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, overload

from qmasdsl.codegen.python import generate
from qmasdsl.diagnostics.model import Diagnostic
from qmasdsl.explain.clauses import Clauses
from qmasdsl.explain.factors import lacks
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import FactsDoNotFit, Misfit, Style, missing, read_facts
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir.data import Wrong
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import index
from qmasdsl.ir.words import type_words
from qmasdsl.pipeline import Checked, check_path, check_text
from qmasdsl.prospects.partial import Between, PartialResult, Unknowns
from qmasdsl.prospects.reasons import losses
from qmasdsl.prospects.unknowns import unknowns

if TYPE_CHECKING:
    from qmasdsl.tables.frames import Batch

__all__ = [
    "Between", "CannotRead", "FactsDoNotFit", "NotInForce", "PartialResult", "ReasonCode", "RulesHaveErrors", "Scheme",
    "compile_source", "load",
]  # fmt: skip


class CannotRead(OSError):
    """There is no such rule file, or it cannot be read."""


class NotInForce(ValueError):
    """On that day no version of the scheme was in force, or the sources leave open which; the words say why."""


class RulesHaveErrors(ValueError):
    """The rule file has errors, so nothing can be done with its rules; `problems` are the messages."""

    def __init__(self, name: str, problems: tuple[Diagnostic, ...]) -> None:
        lines = [f"{problem.span.line}: {problem.code} {problem.headline}" for problem in problems]
        super().__init__("\n".join([f"{name} has errors", *lines]))
        self.problems = problems


@frozen
class ReasonCode:
    """A factor in which points were lost: `code` is its dotted name, `maximum` the most that can be had there, and
    `needs` what more points would take, in English. `maximum` and `lost` are None where they could not be proved."""

    code: str
    label: str
    cite: str
    points: int
    maximum: int | None
    lost: int | None
    needs: tuple[str, ...]


@frozen
class Scheme:
    """A rule file without errors, or the last version in a folder of them.

    `name` is the scheme's (`hk.qmas`), `title` its label. `ruleset` is the intermediate representation, for
    tools; its form may change between versions, the rest of this class may not.
    """

    ruleset: Ruleset
    findings: tuple[Diagnostic, ...]
    folder: str | None = None

    def on(self, day: date) -> "Scheme":
        """The version in force on `day`, where the scheme was loaded from a folder; itself where it is one file that
        was in force then. Raises `NotInForce` where none was, or it is open which; `RulesHaveErrors`."""
        if self.folder is not None:
            return _version_on(self.folder, day)
        force = self.ruleset.in_force
        if force is not None and (day < force.start or (force.until is not None and day > force.until)):
            raise NotInForce(f"on {day} `{self.name}` was not in force")
        if force is not None and force.latest is not None and day < force.latest:
            raise NotInForce(f"on {day} it is open whether `{self.name}` was in force: by {force.latest} it was")
        return self

    @property
    def name(self) -> str:
        return self.ruleset.name

    @property
    def title(self) -> str:
        return self.ruleset.title

    @overload
    def score(self, facts: Mapping[str, object], *, partial: Literal[False] = False) -> Result: ...

    @overload
    def score(self, facts: Mapping[str, object], *, partial: Literal[True]) -> PartialResult: ...

    def score(self, facts: Mapping[str, object], *, partial: bool = False) -> Result | PartialResult:
        """What the rules say of one applicant; act on `outcomes`.

        `facts` holds a Python value for each fact that exists for this applicant: bool, int, str, Decimal,
        date, aware datetime; an int of months; a set or list of names; a mapping for a fact `of each`; a list
        of mappings for records. Points are whole numbers. Raises `FactsDoNotFit` naming everything that is
        missing or does not fit; nothing is ever taken for zero.

        With `partial` facts may be missing: points are then a number or `Between(least, greatest)`, exactly,
        verdicts are None where they depend, and `ask_next` names the facts to ask for, the most decisive first.
        """
        encoded = read_facts(self.ruleset, facts, Style.PYTHON)
        if partial:
            return self._partial(encoded)
        return score(self.ruleset, self._complete(encoded))

    def batch(self, table: Any, *, awards: bool = False) -> "Batch":
        """What the rules say of every row of `table`: a Polars or pandas DataFrame, a pyarrow Table, or a mapping of
        names to NumPy arrays, with a column for each fact (`qmas show RULES --to columns` lists them); other columns
        do no harm.

        `results` of what is returned has the form of `table` and a row for each of its rows, in order: `eligible`,
        requirements, outcomes, and of each test whether it applies and is passed, its total, its sections and factors;
        with `awards` also what each rule gives. Rows that do not fit are null there, and stand in `rejected` with the
        reasons. Raises `ColumnsDoNotFit` (a ValueError) where a column is missing or holds something else; needs the
        extra `batch`.
        """
        from qmasdsl.tables.frames import batch

        return batch(self.ruleset, table, awards=awards)

    def reasons(self, facts: Mapping[str, object]) -> tuple[ReasonCode, ...]:
        """In which factors the applicant lost points against the most that can be had there, the largest loss first.
        `facts` are those of `score`, and it raises the same."""
        encoded = self._complete(read_facts(self.ruleset, facts, Style.PYTHON))
        names = index(self.ruleset)
        clauses = Clauses(meaning := Meaning(names, encoded), "en")
        return tuple(
            ReasonCode(
                loss.code, loss.label, loss.cite, loss.points, loss.maximum, loss.lost,
                tuple(lacks(clauses, meaning, names.factors[loss.code])),
            )
            for loss in losses(names, encoded)
        )  # fmt: skip

    def _partial(self, encoded: Facts) -> PartialResult:
        found = unknowns(index(self.ruleset), encoded)
        if isinstance(found, Unknowns):
            return found.result
        nobody = "no possible applicant has them, whatever the missing ones are"
        raise FactsDoNotFit((Misfit("", Wrong.ALWAYS, nobody),))

    def _complete(self, encoded: Facts) -> Facts:
        if lacking := missing(self.ruleset, encoded):
            raise FactsDoNotFit(
                tuple(Misfit(fact.name, Wrong.LACKS, "", type_words(fact.type), fact.label) for fact in lacking)
            )
        return encoded

    def check(self) -> tuple[Diagnostic, ...]:
        """What the checker found in the file: warnings, since a file with errors does not load."""
        return self.findings


def load(path: str | os.PathLike[str]) -> Scheme:
    """The scheme in the rule file at `path` (`.qmas`, or Markdown `.qmas.md`), or the last version of the one in the
    folder at `path`: `load("rulesets/hk/qmas").on(date(2019, 5, 1))`.

    Raises `CannotRead` (an OSError) where there is no such file, `RulesHaveErrors` where it has errors.
    """
    if os.path.isdir(path):
        return _version_on(os.fspath(path), date.max)
    try:
        checked = check_path(os.fspath(path))
    except OSError as error:
        raise CannotRead(error.errno, error.strerror or str(error), os.fspath(path)) from None
    return Scheme(_sound(checked), checked.diagnostics)


def _version_on(folder: str, day: date) -> Scheme:
    from qmasdsl.dated import NoScheme, check_on

    try:
        dated = check_on(folder, day)
    except NoScheme as error:
        raise CannotRead(2, str(error), folder) from None
    except OSError as error:
        raise CannotRead(error.errno, error.strerror or str(error), folder) from None
    if dated.errors:
        raise RulesHaveErrors(folder, tuple(problem.describe() for problem in dated.errors))
    if dated.version is None:
        raise NotInForce(f"on {day}: {dated.on.why}")
    (checked,) = dated.checked
    return Scheme(_sound(checked), checked.diagnostics, folder)


def compile_source(text: str, *, name: str = "rules.qmas") -> str:
    """The text of a Python module, standard library only, that scores like the rules in `text`.

    `name` is what messages call the text. The same text gives the same module, byte for byte. Raises
    `RulesHaveErrors`.
    """
    return generate(_sound(check_text(text, name)))


def _sound(checked: Checked) -> Ruleset:
    if checked.ruleset is None:
        raise RulesHaveErrors(checked.source.name, checked.errors)
    return checked.ruleset
