"""Reading: which declarations an expression can turn on, by the names that mutants go by.

general.total   test general, score general.age, define dependants, list talent_list …
"""

from collections.abc import Iterator

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Expression, Index, Reference

Names = frozenset[str]


class Reading:
    """What the expressions of one rule set read."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def names(self, *roots: Expression) -> Names:
        """Every declaration that `roots` read, also through whatever they name."""
        return self._followed(roots, results=True)

    def own(self, *roots: Expression) -> Names:
        """The same, but what is behind a score or a verdict is left to that score or verdict."""
        return self._followed(roots, results=False)

    def _followed(self, roots: tuple[Expression, ...], *, results: bool) -> Names:
        found = set[str]()
        waiting, seen = list(roots), set[Reference]()
        while waiting:
            for node in self._index.consulted(waiting.pop()):
                found.update(self._names(node))
                named = isinstance(node, ir.DefineValue | ir.DefineHolds)
                if isinstance(node, Reference) and (results or named) and node not in seen:
                    seen.add(node)
                    waiting += self._index.behind(node)
        return frozenset(found)

    def _names(self, node: Expression) -> Iterator[str]:
        match node:
            case ir.DefineValue(name) | ir.DefineHolds(name):
                yield f"define {name}"
            case ir.OnList(_, name):
                yield f"list {name}"
            case ir.Reading(name):
                yield f"question {name}"
            case ir.Passes(name) | ir.Applies(name):
                yield f"test {name}"
            case ir.Met(name):
                yield f"requirement {name}"
            case ir.Comes(name):
                yield f"outcome {name}"
            case ir.Score(path):
                yield from self._above(path)
            case _:
                pass

    def _above(self, path: str) -> Iterator[str]:
        """A score, the sections it is part of, and its test: each has an `only when`."""
        yield f"test {self._index.test_of(path).name}"
        name: str | None = path
        while name is not None:
            yield f"score {name}"
            factor, section = self._index.factors.get(name), self._index.sections.get(name)
            name = factor.section if factor is not None else section.within if section is not None else None
