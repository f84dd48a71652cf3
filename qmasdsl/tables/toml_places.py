"""Places: where in a TOML file something stands, in words."""

import re
from collections.abc import Iterator

Path = tuple[str, ...]


def place(text: str, path: Path) -> str:
    """`, line 12, [education]`; the line is left out where it is not plain to see."""
    for depth in range(len(path), 0, -1):
        line = _line(text, path[:depth])
        if line is not None:
            return f", line {line}, {_said(path)}"
    return f", {_said(path)}"


def _said(path: Path) -> str:
    return f"[{'.'.join(key if re.fullmatch(r'[A-Za-z0-9_-]+', key) else chr(34) + key + chr(34) for key in path)}]"


def _line(text: str, path: Path) -> int | None:
    """The line of the heading of a table, or of a value in it."""
    header: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.strip()
        if plain.startswith("["):
            header = list(_keys(plain.strip("[]").split("]")[0]))
            if header == list(path):
                return number
        elif "=" in plain and not plain.startswith("#") and [*header, *_keys(plain.partition("=")[0])] == list(path):
            return number
    return None


def _keys(words: str) -> Iterator[str]:
    for one, other, bare in re.findall(r"\"([^\"]*)\"|'([^']*)'|([^\s.\"']+)", words):
        yield one or other or bare
