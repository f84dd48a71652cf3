"""Files: which rule files a command means.

    qmas check                      every rule file in this folder and below
    qmas check rules/               every rule file below rules/
    qmas check 'rules/*.qmas'       what the pattern matches, also where the shell does not expand it
    qmas check a.qmas -             that file, whatever it is called, and standard input

Hidden folders (.git, .venv) are skipped, and what `exclude` names; a file named outright is always read.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch

import click

from qmasdsl.frozen import frozen

SUFFIXES = (".qmas", ".qmas.md")
STDIN = "-"
_ENOUGH = 1024 * 1024 + 1  # a rule file has at most 1 MiB
_SKIPPED = {"node_modules", "__pycache__", "site-packages"}


@frozen
class Input:
    """A file to read, or standard input (`path` None) under the name that messages give it."""

    name: str
    path: str | None

    def read(self) -> bytes:
        """Its bytes, read once, and no more of them than show that there are too many. Raises OSError."""
        if self.path is None:
            return sys.stdin.buffer.read(_ENOUGH)
        with open(self.path, "rb") as file:
            return file.read(_ENOUGH)


def gather(named: Sequence[str], exclude: Iterable[str] = (), stdin_name: str = "standard input") -> list[Input]:
    """The files that `named` means, each once, in a stable order; click.ClickException if there are none."""
    excluded = tuple(exclude)
    found: dict[str, Input] = {}
    for name in named or (".",):
        inputs = list(_meant(name, excluded, stdin_name))
        if not inputs:
            raise click.ClickException(f"no rule file (*.qmas, *.qmas.md) in `{name}`")
        for each in inputs:
            found.setdefault(each.name if each.path is None else os.path.realpath(each.path), each)
    return list(found.values())


def one(name: str, stdin_name: str = "standard input") -> Input:
    """The one file that a command is about."""
    if name == STDIN:
        return Input(stdin_name, None)
    return Input(name, _existing(name))


def _meant(name: str, exclude: tuple[str, ...], stdin_name: str) -> Iterator[Input]:
    if name == STDIN:
        yield Input(stdin_name, None)
    elif os.path.isdir(name):
        yield from (Input(path, path) for path in _below(name, exclude))
    elif not os.path.exists(name) and any(sign in name for sign in "*?["):
        yield from (Input(path, path) for path in _matching(name, exclude))
    else:
        yield Input(name, _existing(name))


def _existing(name: str) -> str:
    if not os.path.exists(name):
        raise click.ClickException(f"there is no file `{name}`")
    if os.path.isdir(name):
        raise click.ClickException(f"`{name}` is a folder, not a file")
    if not os.path.isfile(name):
        # A pipe or a device may never end.
        raise click.ClickException(f"`{name}` is not a regular file")
    return name


def _below(folder: str, exclude: tuple[str, ...]) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders
            if not name.startswith(".") and name not in _SKIPPED and not _is_excluded(os.path.join(here, name), exclude)
        )
        for name in sorted(files):
            path = os.path.normpath(os.path.join(here, name))
            if name.endswith(SUFFIXES) and os.path.isfile(path) and not _is_excluded(path, exclude):
                yield path


def _matching(pattern: str, exclude: tuple[str, ...]) -> Iterator[str]:
    from glob import glob

    for path in sorted(glob(pattern, recursive=True)):
        if os.path.isfile(path) and not _is_excluded(path, exclude):
            yield path


def _is_excluded(path: str, exclude: tuple[str, ...]) -> bool:
    """Whether a pattern names the path, its last part or a folder above it."""
    told = os.path.normpath(path).replace(os.sep, "/")
    return any(
        fnmatch(told, pattern) or fnmatch(told, f"{pattern.rstrip('/')}/*") or fnmatch(os.path.basename(told), pattern)
        for pattern in exclude
    )
