"""A file, whole, with what stands beside its tree."""

from dataclasses import field

from qmasdsl.frozen import frozen
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax.nodes.amendments import Item


@frozen
class Comment:
    """`# why`: with `own_line`, alone on its line; `text` starts at the `#`."""

    text: str
    own_line: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Accepted:
    """`accepted QM402 "the published table says so"`, beneath line `line` (from 1); its own depth is not read."""

    code: str
    reason: str
    line: int
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Module:
    """A file, whole. What could not be read was reported and is not here."""

    source: SourceFile
    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = field(default=(), compare=False)
    accepted: tuple[Accepted, ...] = field(default=(), compare=False)
    unread: tuple[Span, ...] = field(default=(), compare=False)  # stretches that could not be read

    def __eq__(self, other: object) -> bool:
        """Two modules are equal when they say the same, whatever file they came from."""
        return isinstance(other, Module) and self.items == other.items

    def __hash__(self) -> int:
        return hash(self.items)
