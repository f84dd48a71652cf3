"""Dates: the version of a scheme that was in force on a day, for commands that take `--on`.

    qmas show rulesets/hk/qmas --on 2023-06-01

A command goes on with one version whose rules are sound. Where none was in force, or where the sources leave open
which, it says so and stops.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from qmasdsl.cli.output import complain, report, say, tally
from qmasdsl.dated import NoScheme, check_on, versions_of
from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.pipeline import Checked
from qmasdsl.versions.chain import Chain, Version

_F = TypeVar("_F", bound=Callable[..., Any])


def day_of(text: str) -> date:
    """The day that somebody typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"`{text}` is not a day; type it as 2023-06-01") from None


def checked_on(folder: str, day: date, *, plain: bool = False, color: str = "auto") -> tuple[Version, Checked]:
    """The version in force on `day`, checked and without error; else says what is the matter and leaves."""
    try:
        dated = check_on(folder, day)
    except NoScheme as error:
        raise click.ClickException(str(error)) from None
    told = day.isoformat()
    _refuse(folder, dated.errors, plain, color)
    if dated.on.nothing and not dated.on.versions:
        complain(f"on {told} nothing was in force: {dated.on.why}", f"type: qmas history {folder}")
        raise click.exceptions.Exit(2)
    if dated.version is None:
        names = [f"`{version.source.name}`" for version in dated.on.versions]
        names += ["none"] if dated.on.nothing else []
        complain(
            f"on {told} it is open which version was in force: {' or '.join(names)}",
            f"{dated.on.why}",
            *_either(folder, dated.on.versions),
        )
        raise click.exceptions.Exit(2)
    (checked,) = dated.checked
    if checked.ruleset is None:
        _refuse(folder, [one for one in checked.problems if one.severity is Severity.ERROR], plain, color)
    return dated.version, checked


def versions_in(folder: str, *, plain: bool = False, color: str = "auto") -> Chain:
    """The versions of the scheme in `folder`; if there is an error in their files or dates, says so and leaves."""
    try:
        chain = versions_of(folder)
    except NoScheme as error:
        raise click.ClickException(str(error)) from None
    _refuse(folder, [one for one in chain.problems if one.severity is Severity.ERROR], plain, color)
    return chain


def _either(folder: str, versions: Sequence[Version]) -> list[str]:
    days = dict.fromkeys(version.latest.isoformat() for version in versions)
    return [f"type: --on {day}, for a day on which it is certain" for day in days]


def _refuse(folder: str, errors: Sequence[Problem], plain: bool, color: str) -> None:
    if errors:
        diagnostics: list[Diagnostic] = [problem.describe() for problem in errors]
        report(diagnostics, "pretty", plain=plain, color=color, err=True)
        say(f"{folder}: {tally(diagnostics)}; nothing was done with these rules", err=True)
        raise click.exceptions.Exit(1)
