"""Statements: the body of a generated function before it is printed, and the printing.

A body is a tree, because where a fact is best read is decided last, by looking at everything that
reads it (see `reading`). Every statement knows the stretch of the rule file it came from; `Page`
prints the tree, notes that place at the end of the line (so that a traceback shows it) and keeps the
table of generated lines.
"""

from dataclasses import dataclass, field
from typing import assert_never

from qmasdsl.codegen.names import Code
from qmasdsl.source import Span


@dataclass(slots=True)
class Line:
    """One simple statement."""

    text: Code
    origin: Span | None = None


@dataclass(slots=True)
class If:
    """A decision. A single `If` in `orelse` is printed as `elif`."""

    test: Code
    body: list["Statement"]
    orelse: list["Statement"] = field(default_factory=list)
    origin: Span | None = None


@dataclass(slots=True)
class Chain:
    """Many alternatives of which the first that holds is taken: `if`, `elif`, …, all at one depth."""

    branches: list["Branch"]
    orelse: list["Statement"] = field(default_factory=list)


@dataclass(slots=True)
class Branch:
    test: Code
    body: list["Statement"]
    origin: Span | None = None


@dataclass(slots=True)
class Loop:
    """`for NAME in ITEMS:`"""

    name: Code
    items: Code
    body: list["Statement"]
    origin: Span | None = None


@dataclass(slots=True)
class Attempt:
    """`body`, and if anything at all goes wrong in it, `failed`."""

    body: list["Statement"]
    failed: list["Statement"]


Statement = Line | If | Chain | Loop | Attempt
Block = list[Statement]


class Page:
    """The text of a generated module, line by line, with the rule line each came from.

    A line that comes from line 42 of the rule file ends in `# qmas:42`; from line 7 of the second of
    `files`, in `# qmas[1]:7`.
    """

    def __init__(self, files: tuple[str, ...]) -> None:
        self._lines: list[str] = []
        self._files = {name: at for at, name in enumerate(files)}
        self.origins: dict[int, tuple[int, int]] = {}

    def add(self, text: str = "", origin: Span | None = None, depth: int = 0) -> None:
        """One line (or several that belong together, in brackets); blank without `text`."""
        if origin is not None:
            place = self._files[origin.source.name], origin.line
            self.origins[len(self._lines) + 1] = place
            file = f"[{place[0]}]" if place[0] else ""
            text = f"{text}  # qmas{file}:{place[1]}"
        self._lines.extend(f"{'    ' * depth}{line}" if line else "" for line in text.split("\n"))

    def block(self, statements: Block, depth: int = 1) -> None:
        for statement in statements:
            self._statement(statement, depth)
        if not statements:
            self.add("pass", None, depth)

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _statement(self, statement: Statement, depth: int) -> None:
        match statement:
            case Line(text, origin):
                self.add(text, origin, depth)
            case If():
                self._if(statement, depth, "if")
            case Chain(branches, orelse):
                for at, branch in enumerate(branches):
                    self.add(f"{'elif' if at else 'if'} {branch.test}:", branch.origin, depth)
                    self.block(branch.body, depth + 1)
                self._else(orelse, depth)
            case Loop(name, items, body, origin):
                self.add(f"for {name} in {items}:", origin, depth)
                self.block(body, depth + 1)
            case Attempt(body, failed):
                self.add("try:", None, depth)
                self.block(body, depth + 1)
                self.add("except Exception:", None, depth)
                self.block(failed, depth + 1)
            case _:
                assert_never(statement)

    def _if(self, statement: If, depth: int, word: str) -> None:
        # A loop, not recursion: a long row of `elif` must cost lines only.
        self.add(f"{word} {statement.test}:", statement.origin, depth)
        self.block(statement.body, depth + 1)
        orelse = statement.orelse
        while len(orelse) == 1 and isinstance(orelse[0], If):
            below = orelse[0]
            self.add(f"elif {below.test}:", below.origin, depth)
            self.block(below.body, depth + 1)
            orelse = below.orelse
        self._else(orelse, depth)

    def _else(self, orelse: Block, depth: int) -> None:
        if orelse:
            self.add("else:", None, depth)
            self.block(orelse, depth + 1)
