"""The table of contents: how a rule file becomes something that scores.

    bytes --read--> SourceFile --parse--> Module --resolve--> Names --check--> Types
          --lower--> Ruleset --analyse--> findings, and from the Ruleset: interpreter, codegen, cases

Every pass gives back what it made and what it found; nothing here prints. Errors are found as far as they
can be: mistakes of grammar do not keep the rest of the file from being checked, but what may only follow
from them is not reported.
"""

from collections.abc import Iterable
from os import PathLike, fspath, path
from time import monotonic

from qmasdsl.accepted import without_accepted
from qmasdsl.analysis import NOTHING, Analysis, analyse
from qmasdsl.cascades import the_first, without_consequences
from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.files import read_file, used_by
from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.lowering.check import check
from qmasdsl.lowering.lower import lower
from qmasdsl.lowering.names import resolve
from qmasdsl.proving.budget import DEFAULT, Budget
from qmasdsl.remembered import LONG, Memory
from qmasdsl.source import SourceFile
from qmasdsl.syntax.nodes import Module
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.reading import read_bytes, read_text


@frozen
class Checked:
    """A file that has been through every pass. `ruleset` is None where there is an error; `analysis` holds
    what became of its `prove that` lines and questions too."""

    source: SourceFile
    module: Module
    ruleset: Ruleset | None
    problems: tuple[Problem, ...]
    analysis: Analysis = NOTHING

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(problem.describe() for problem in self.problems)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return tuple(found for found in self.diagnostics if found.severity is Severity.WARNING)


def check_path(name: str | PathLike[str], budget: Budget = DEFAULT) -> Checked:
    """Check the file `name`. OSError if it cannot be read."""
    source, unreadable = read_file(fspath(name))
    return check_source(source, unreadable, budget)


def check_text(text: str | bytes, name: str, budget: Budget = DEFAULT) -> Checked:
    """Check text that is no file; `name` stands in messages (and `name.qmas.md` makes it literate)."""
    source, unreadable = read_bytes(name, text) if isinstance(text, bytes) else read_text(name, text)
    return check_source(source, unreadable, budget)


def check_source(
    source: SourceFile, unreadable: tuple[Problem, ...] = (), budget: Budget = DEFAULT
) -> Checked:
    """All passes, one line each."""
    module, misread = parse(source, unreadable)
    if not module.items and (unreadable or misread):
        # Without a single item there is nothing to say of names; of an empty file only that it is one.
        return Checked(source, module, None, _in_order(unreadable or misread))
    used, unusable = used_by(module, path.dirname(source.path) or "." if source.path else None)
    names, misnamed = resolve(module, used)
    types, mistyped = check(module, names)
    found = [*unreadable, *misread, *unusable, *without_consequences(module, misread, (*misnamed, *mistyped))]
    if _has_error(found):
        return Checked(source, module, None, _in_order(without_accepted(module, found)))
    ruleset = lower(module, names, types)
    analysis = _analysed(ruleset, budget, [source, *(one.source for one in used.values())])
    found += analysis.problems
    sound = None if _has_error(found) else ruleset
    return Checked(source, module, sound, _in_order(without_accepted(module, found)), analysis)


def _analysed(ruleset: Ruleset, budget: Budget, sources: list[SourceFile]) -> Analysis:
    """What the analyses find, unless it is remembered; what took long is remembered."""
    memory = Memory(sources, budget)
    recalled = memory.recalled(ruleset)
    if recalled is not None:
        return recalled
    began = monotonic()
    found = analyse(ruleset, budget)
    if monotonic() - began > LONG:
        memory.keep(found, ruleset)
    return found


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    order = sorted(problems, key=lambda problem: (problem.span.source.name, problem.span.start, problem.code))
    return tuple(the_first(order))
