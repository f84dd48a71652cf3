"""Files: a rule file and those it uses, read once each and never outside its own folder.

What a file says in `use facts from "…"` is text that somebody wrote: it may point anywhere. Only regular
files at or below the folder of the first file are read, without following links out of it, and no further
than the limit of size. What cannot be read is a problem at the line that asks for it.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem
from qmasdsl.frozen import frozen
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax.nodes import Module, UseFacts
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.reading import MAX_BYTES, read_bytes

MAX_USED = 64
MAX_DEPTH = 8

_VERSION = re.compile(rb"^(?:\xef\xbb\xbf)?(?:scheme|amend)[ \t]", re.MULTILINE)


@frozen
class CannotUse(Problem):
    """A file named in `use facts from` that is not there, may not be read, or uses itself."""

    code: ClassVar[str] = "QM208"
    file: str
    why: str
    help: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code, self.severity, f"`{self.file}` cannot be used: {self.why}", self.span, types=(self.help,)
        )


def read_file(path: str) -> tuple[SourceFile, tuple[Problem, ...]]:
    """The source file at `path`. OSError if it cannot be read or is no regular file."""
    return read_bytes(path, _contents(path), path)


def used_by(module: Module, folder: str | None) -> tuple[Mapping[str, Module], tuple[Problem, ...]]:
    """Every file that `module` uses, directly or not, by the text that names it; `folder` is where the module
    stands, None where it never was a file."""
    found: dict[str, Module] = {}
    problems: list[Problem] = []
    _follow(module, folder, (), found, problems)
    return found, tuple(problems)


def in_folder(folder: str) -> Iterator[tuple[SourceFile, tuple[Problem, ...]]]:
    """Every rule file of `folder` itself that states or amends a scheme, in the order of their names. OSError if one
    cannot be read: a version that is passed over would be other law."""
    for name in sorted(os.listdir(folder)):
        path = os.path.normpath(os.path.join(folder, name))
        if not name.startswith(".") and name.endswith((".qmas", ".qmas.md")) and os.path.isfile(path):
            data = _contents(path, folder)
            if _VERSION.search(data):
                yield read_bytes(path, data, path)


def _follow(
    module: Module, folder: str | None, path: tuple[str, ...], found: dict[str, Module], problems: list[Problem]
) -> None:
    for item in module.items:
        if not isinstance(item, UseFacts):
            continue
        name, span = item.path.text, item.path.span
        if problem := _refuse(name, span, folder, path, len(found)):
            problems.append(problem)
        elif name not in found:
            assert folder is not None  # else it was refused
            try:
                where = os.path.join(folder, name)
                source, unreadable = read_bytes(name, _contents(where, folder), where)
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                problems.append(CannotUse(span, name, why, "the name of a rule file in this folder"))
                continue
            used, misread = parse(source, unreadable)
            problems.extend([*unreadable, *misread])
            found[name] = used
            _follow(used, folder, (*path, name), found, problems)


def _refuse(name: str, span: Span, folder: str | None, path: tuple[str, ...], count: int) -> Problem | None:
    parts = [part for part in name.split("/") if part not in ("", ".")]
    odd = not parts or name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in parts
    if odd:
        return CannotUse(span, name, "it is not a plain file name", 'a file in this folder or below it: "facts.qmas"')
    if folder is None:
        return CannotUse(span, name, "this text is not in a folder", "save the text as a file beside it first")
    if name in path:
        return CannotUse(span, name, "it uses itself, by way of " + " and ".join(path), "the facts in one of the files")
    if len(path) >= MAX_DEPTH:
        return CannotUse(span, name, f"files use files more than {MAX_DEPTH} deep", "fewer files")
    if count >= MAX_USED:
        return CannotUse(span, name, f"more than {MAX_USED} files are used", "fewer files")
    return None


def _contents(path: str, folder: str | None = None) -> bytes:
    """The bytes of a regular file, at most one more than the limit; within `folder` if one is given."""
    alone = 0
    if folder is not None:
        try:
            path, root = os.path.realpath(path, strict=True), os.path.realpath(folder, strict=True)
        except ValueError:
            # A name with a NUL.
            raise OSError(22, "there is no such file") from None
        if os.path.commonpath([path, root]) != root:
            raise PermissionError(1, "it lies outside this folder")
        # Resolved, it has no link left; one that is put there meanwhile is not followed.
        alone = getattr(os, "O_NOFOLLOW", 0)
    # Not blocking, so that a named pipe with nobody at its other end is refused and not waited for.
    handle = os.open(path, os.O_RDONLY | alone | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "it is a folder")
        if not stat.S_ISREG(mode):
            raise PermissionError(1, "it is not a regular file")
        return file.read(MAX_BYTES + 1)
