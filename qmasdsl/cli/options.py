"""Options that several commands share, so that one word means one thing everywhere."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., Any])


def format_option(*choices: str) -> Callable[[_F], _F]:
    return click.option("--format", "form", type=click.Choice(choices), help="How to write the outcome.")


def strict_option(function: _F) -> _F:
    return click.option("--strict/--no-strict", default=None, help="Exit with 1 for a warning too.")(function)


def plain_option(function: _F) -> _F:
    return click.option("--plain", is_flag=True, help="Messages in words only, without the picture of the line.")(
        function
    )


def color_option(function: _F) -> _F:
    return click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto",
        help="Colours; auto asks the terminal, NO_COLOR and FORCE_COLOR.",
    )(function)  # fmt: skip


def stdin_option(function: _F) -> _F:
    return click.option(
        "--stdin-filename", default="standard input", metavar="NAME", help="What to call the file read from `-`."
    )(function)


def language_option(function: _F) -> _F:
    return click.option(
        "--language", metavar="LANGUAGE", help="Labels and explanations in this language, such as zh-Hant."
    )(function)


def rule_file(function: _F) -> _F:
    return click.argument("file", metavar="FILE")(function)


def rule_files(function: _F) -> _F:
    return click.argument("files", nargs=-1, metavar="[FILES OR FOLDERS]...")(function)
