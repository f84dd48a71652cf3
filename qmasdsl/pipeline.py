"""The table of contents: how a rule file becomes something that scores.

    bytes --read--> SourceFile --parse--> Module --resolve--> Names --check--> Types
          --lower--> Ruleset --analyse--> findings, and from the Ruleset: interpreter, codegen, cases

Every pass gives back what it made and what it found; nothing here prints. Errors are found as far as they
can be: mistakes of grammar do not keep the rest of the file from being checked, but what may only follow
from them is not reported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
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
from qmasdsl.syntax.nodes import Amendment, Item, Module, Replaces, Scheme
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.reading import read_bytes, read_text


@frozen
class Checked:
    """A file that has been through every pass. `ruleset` is None where there is an error; `analysis` holds
    what became of its `prove that` lines and questions too. Of a file that amends, `module` is the scheme as amended
    and `made_from` the files it is made from, the oldest first."""

    source: SourceFile
    module: Module
    ruleset: Ruleset | None
    problems: tuple[Problem, ...]
    analysis: Analysis = NOTHING
    made_from: tuple[SourceFile, ...] = ()

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
        return Checked(source, module, None, in_order(unreadable or misread))
    if module.items and _has_versions_before_it(module.items[0]):
        # Loaded only where a file speaks of another version: it is a long way that most files never go.
        from qmasdsl.dated import check_dated

        return check_dated(module, (*unreadable, *misread), budget)
    return check_module(module, (*unreadable, *misread), budget)


def _has_versions_before_it(first: Item) -> bool:
    if isinstance(first, Scheme):
        return any(isinstance(clause, Replaces) for clause in first.clauses)
    return isinstance(first, Amendment)


def check_module(
    module: Module, misread: tuple[Problem, ...] = (), budget: Budget = DEFAULT, made_from: tuple[SourceFile, ...] = ()
) -> Checked:
    """The passes after parsing. `misread` is what was found so far; `made_from` are the files of a module that was
    made by amending, the oldest first."""
    source = module.source
    used, unusable = used_by(module, folder_of(source))
    names, misnamed = resolve(module, used)
    types, mistyped = check(module, names)
    found = [*misread, *unusable, *without_consequences(module, misread, (*misnamed, *mistyped))]
    if has_error(found):
        return Checked(source, module, None, in_order(without_accepted(module, found)), made_from=made_from)
    ruleset = lower(module, names, types)
    if len(made_from) > 1:
        ruleset = replace(ruleset, source_hash=_hash_of(made_from))
    analysis = _analysed(ruleset, budget, [*(made_from or [source]), *(one.source for one in used.values())])
    found += analysis.problems
    sound = None if has_error(found) else ruleset
    return Checked(source, module, sound, in_order(without_accepted(module, found)), analysis, made_from)


def folder_of(source: SourceFile) -> str | None:
    """The folder that a file stands in; None for text that never was a file."""
    return path.dirname(source.path) or "." if source.path else None


def _hash_of(sources: Sequence[SourceFile]) -> str:
    """What tells a scheme made from several files from any other."""
    return sha256("\n".join(one.content_hash for one in sources).encode()).hexdigest()


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


def has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    order = sorted(problems, key=lambda problem: (problem.span.source.name, problem.span.start, problem.code))
    return tuple(the_first(order))
