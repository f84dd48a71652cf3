"""Schemes through time: a folder of versions, and what was in force on a day.

    dated = check_on("rulesets/hk/qmas", date(2023, 6, 1))
    dated.version, dated.checked      the version in force, and the same as `check_path` gives of one file

A folder whose files have one scheme name is one scheme. `pipeline` comes here for a file that amends; everything
else here is for whoever asks about a day.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from os import path

from qmasdsl.diagnostics.model import Problem, Severity
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.files import in_folder
from qmasdsl.frozen import frozen
from qmasdsl.pipeline import Checked, check_module, folder_of, has_error, in_order
from qmasdsl.proving.budget import DEFAULT, Budget
from qmasdsl.syntax.nodes import Amendment, Module
from qmasdsl.syntax.parser import parse
from qmasdsl.versions.chain import Chain, OnDay, Version, Written, amends_nothing, chain, scheme_name
from qmasdsl.versions.problems import AmendsErrors


class NoScheme(ValueError):
    """A folder without the scheme that was asked for; the words say what is there."""


@frozen
class Dated:
    """What is in force on a day. `on.versions` are the versions that may be (more than one where the sources leave
    it open), and `checked` is each of them, checked."""

    chain: Chain
    on: OnDay
    checked: tuple[Checked, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What is wrong with the files and dates of the scheme, in whichever version: while there is an error, what
        is in force may be another version than it seems."""
        return in_order(problem for problem in self.chain.problems if problem.severity is Severity.ERROR)

    @property
    def version(self) -> Version | None:
        """The version, where it is certain."""
        return self.on.version


def check_on(folder: str, day: date, budget: Budget = DEFAULT, scheme: str | None = None) -> Dated:
    """The scheme in `folder` as it was in force on `day`. OSError if a file cannot be read, `NoScheme` if there is
    none or, with no `scheme` named, more than one."""
    found = versions_of(folder, scheme)
    on = found.on(day)
    return Dated(found, on, tuple(check_version(found, version, budget) for version in on.versions))


def versions_of(folder: str, scheme: str | None = None) -> Chain:
    """The versions of the one scheme in `folder`, or of the one that is named `scheme`."""
    found = schemes(folder)
    if scheme is not None:
        if scheme in found:
            return found[scheme]
        close = nearest(scheme, found)
        meant = f"; did you mean `{close}`?" if close else ""
        raise NoScheme(f"no file in `{folder}` has the scheme `{scheme}`{meant}")
    if not found:
        raise NoScheme(f"no file in `{folder}` has a scheme")
    if len(found) > 1:
        raise NoScheme(f"the files in `{folder}` have several schemes: {', '.join(sorted(found))}")
    return next(iter(found.values()))


def schemes(folder: str, known: Written | None = None) -> Mapping[str, Chain]:
    """The versions of every scheme that the files of `folder` state or amend, by its name; `known` is a file of the
    folder that was read already. OSError if one cannot be read."""
    files = [] if known is None else [known]
    for source, unreadable in in_folder(folder):
        if known is None or source.path != path.normpath(known.module.source.path or ""):
            module, misread = parse(source, unreadable)
            files.append(Written(module, (*unreadable, *misread)))
    found: dict[str, list[Written]] = {}
    for file in files:
        if (name := scheme_name(file.module)) is not None:
            found.setdefault(name, []).append(file)
    return {name: chain(name, files, found) for name, files in found.items()}


def check_version(chain: Chain, version: Version, budget: Budget = DEFAULT) -> Checked:
    """One version whole: everything found in it, in whichever of its files."""
    found = tuple(problem for problem in chain.problems if problem.span.source in version.sources)
    if has_error(found):
        return Checked(version.source, version.module, None, in_order(found), made_from=version.sources)
    return check_module(version.module, found, budget, version.sources)


def check_dated(module: Module, misread: tuple[Problem, ...], budget: Budget) -> Checked:
    """A file that amends or replaces the version before it, which stands in the same folder."""
    if isinstance(module.items[0], Amendment):
        return _check_amending(module, misread, budget)
    folder, name = folder_of(module.source), scheme_name(module)
    if folder is None or name is None:
        return check_module(module, misread, budget)
    problems = schemes(folder, Written(module, misread))[name].problems
    return check_module(module, tuple(one for one in problems if one.span.source is module.source), budget)


def _check_amending(module: Module, misread: tuple[Problem, ...], budget: Budget) -> Checked:
    """What is wrong with an amendment, and with the scheme that it makes of the version before. What was so already in
    the version before is told there."""
    source, folder = module.source, folder_of(module.source)
    chain = None if folder is None else schemes(folder, Written(module, misread)).get(scheme_name(module) or "")
    version = next((one for one in chain.versions if one.source is source), None) if chain else None
    if chain is None:
        return Checked(source, module, None, in_order([*misread, amends_nothing(module)]))
    own = [problem for problem in chain.problems if problem.span.source is source]
    before = None if version is None else chain.before(version)
    if version is None or before is None or has_error(own):
        return Checked(source, module, None, in_order(own))
    checked = check_version(chain, version, budget)
    if all(problem.span.source is source for problem in checked.problems):
        return checked
    known = {_place(problem) for problem in check_version(chain, before, budget).problems}
    told = [one for one in checked.problems if one.span.source is source or _place(one) not in known]
    errors = [one for one in checked.problems if one not in told and one.severity is Severity.ERROR]
    if errors:
        first = errors[0].span
        told.append(AmendsErrors(version.head, first.source.name, len(errors), first))
    return replace(checked, problems=in_order(told))


def _place(problem: Problem) -> tuple[str, str, int, int]:
    return problem.code, problem.span.source.name, problem.span.start, problem.span.end
