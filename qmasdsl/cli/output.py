"""Output: what goes to the screen or into a pipe, in which letters and colours.

Words for people go out in whatever encoding the terminal has, and a letter that it cannot show becomes
a question mark, never an error. Data (JSON, formatted files, generated code) goes into a pipe as UTF-8
with "\\n" on every system, byte for byte the same.
"""

import os
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from qmasdsl.diagnostics.model import Diagnostic, Severity
from qmasdsl.diagnostics.visible import visible

_STYLES: dict[str, dict[str, object]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "place": {"bold": True},
    "mark": {"fg": "blue"},
    "hint": {"bold": True},
    "good": {"fg": "green", "bold": True},
}


def prepare_streams() -> None:
    """What a console cannot encode is replaced; newlines are the same on every system."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # a stand-in for a stream need not have it
        if reconfigure is not None:
            reconfigure(errors="replace", newline="\n")


def let_go_of_the_pipe() -> None:
    """Whoever read our output has closed it: nothing more is written, nor complained about at the exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        pass


def colour_wanted(choice: str, stream: TextIO) -> bool:
    """`choice` (auto, always, never) decides; for auto NO_COLOR, FORCE_COLOR and the terminal do."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def painted(text: str, role: str) -> str:
    return click.style(text, **_STYLES[role])  # type: ignore[arg-type]  # the table above holds click's own words


def unpainted(text: str, role: str) -> str:
    return text


def say(text: str, *, err: bool = False, colour: bool = False) -> None:
    """Words for a person, on standard output or standard error."""
    # Named outright, because click would take another stream where the encoding is plain ASCII.
    click.echo(text, file=sys.stderr if err else sys.stdout, color=colour)


def complain(sentence: str, *more: str) -> int:
    """Says on standard error why the command could not run; returns its exit code."""
    for line in (f"error: {sentence}", *(f"  {each}" for each in more)):
        say("\n".join(visible(part) for part in line.split("\n")), err=True)
    return 2


def put_data(text: str) -> None:
    """Data on standard output: UTF-8 into a pipe, the terminal's own letters on a terminal."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None or sys.stdout.isatty():
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(text.encode("utf-8", "surrogatepass"))
    buffer.flush()


def report(
    diagnostics: Sequence[Diagnostic], form: str, *, plain: bool = False, color: str = "auto", err: bool = False
) -> None:
    """The findings in the form asked for: pretty, concise, json, sarif or github."""
    match form:
        case "json":
            from qmasdsl.diagnostics import json

            put_data(json.render(diagnostics))
        case "sarif":
            from qmasdsl import __version__
            from qmasdsl.catalogue import CATALOGUE
            from qmasdsl.diagnostics import sarif

            put_data(sarif.render(diagnostics, CATALOGUE, __version__))
        case "github":
            from qmasdsl.diagnostics import github

            put_data("".join(github.render(diagnostic) for diagnostic in diagnostics))
        case "concise":
            from qmasdsl.diagnostics import concise

            for diagnostic in diagnostics:
                say(concise.render(diagnostic).rstrip("\n"), err=err)
        case _:
            _draw(diagnostics, plain, color, err)


def _draw(diagnostics: Sequence[Diagnostic], plain: bool, color: str, err: bool) -> None:
    from qmasdsl.diagnostics import text

    colour = colour_wanted(color, sys.stderr if err else sys.stdout)
    for diagnostic in diagnostics:
        drawn = text.render(diagnostic, plain=plain, paint=painted if colour else unpainted)
        say(drawn, err=err, colour=colour)


def counted(number: int, word: str) -> str:
    """
    >>> counted(1, "error"), counted(2, "error")
    ('1 error', '2 errors')
    """
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def tally(diagnostics: Sequence[Diagnostic]) -> str:
    """How many findings there are: "1 error, 2 warnings"."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    warnings = len(diagnostics) - errors
    return ", ".join(counted(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n) or "no findings"
