"""Rules on a day: those of a file, or of a folder of versions those that were in force on a day.

    qmas score rulesets/hk/qmas --on 2019-05-01 …     the day is said
    qmas score rulesets/hk/qmas lodged=2019-05-01 …   the fact by which the scheme chooses its version says it
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from qmasdsl.cli.given import Given
from qmasdsl.cli.loading import sound
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import Checked

_F = TypeVar("_F", bound=Callable[..., Any])


def on_option(function: _F) -> _F:
    return click.option(
        "--on", metavar="DAY", help="The version in force on this day, such as 2023-06-01; FILE is then a folder."
    )(function)


def rules_on(
    file: str, on: str | None, given: Sequence[Given] = (), *, plain: bool = False, color: str = "auto"
) -> Ruleset:
    """The rules of a file, or of a folder on a day; leaves where there is an error, or no one version."""
    ruleset = checked_rules(file, on, given, plain=plain, color=color).ruleset
    assert ruleset is not None  # else it was refused
    return ruleset


def checked_rules(
    file: str, on: str | None, given: Sequence[Given] = (), *, plain: bool = False, color: str = "auto"
) -> Checked:
    """The same with everything that is known of the rules."""
    if not os.path.isdir(file):
        if on is not None:
            raise click.UsageError(f"--on chooses among the versions in a folder, and `{file}` is not a folder")
        return sound(file, plain=plain, color=color)
    from qmasdsl.cli.dates import checked_on, day_of

    day = _day_given(file, given, plain, color) if on is None else day_of(on)
    return checked_on(file, day, plain=plain, color=color)[1]


def _day_given(folder: str, given: Sequence[Given], plain: bool, color: str) -> date:
    """The day that the facts give for choosing the version."""
    from qmasdsl.cli.dates import day_of, versions_in

    names = list(dict.fromkeys(_version_by(folder, plain, color)))
    for source in reversed(given):
        for name in names:
            if isinstance(value := source.facts.get(name), str):
                return day_of(value)
    by_fact = f", or {names[0]}=2023-06-01" if names and given else ""
    chain = versions_in(folder, plain=plain, color=color)
    raise click.UsageError(
        f"`{folder}` holds {len(chain.versions)} versions; name the day: --on 2023-06-01{by_fact}"
    )  # fmt: skip


def _version_by(folder: str, plain: bool, color: str) -> Iterator[str]:
    from qmasdsl.cli.dates import versions_in
    from qmasdsl.syntax.nodes import Scheme, VersionBy

    for version in versions_in(folder, plain=plain, color=color).versions:
        for item in version.module.items:
            if isinstance(item, Scheme):
                yield from (clause.fact.text for clause in item.clauses if isinstance(clause, VersionBy))
