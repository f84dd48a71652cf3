"""What the parts of a rule set read, found once for each name."""

from collections.abc import Iterable

from qmasdsl.ir.walk import Expression, Index, Reference, named_facts


class Reads:
    """The facts that an expression reads and the names it is worked out from, also through other names."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._facts: dict[Reference, frozenset[str]] = {}
        self._behind: dict[Reference, tuple[Reference, ...]] = {}

    def of(self, *roots: Expression) -> frozenset[str]:
        """The facts that `roots` read."""
        if len(roots) == 1 and isinstance(roots[0], Reference) and roots[0] in self._facts:
            return self._facts[roots[0]]
        own, below = self._own(roots)
        waiting = list(below)
        while waiting:
            name = waiting[-1]
            if name in self._facts:
                waiting.pop()
                continue
            facts, self._behind[name] = self._own(self._index.behind(name))
            missing = [one for one in self._behind[name] if one not in self._facts]
            waiting += missing
            if not missing:
                self._facts[name] = facts.union(*(self._facts[one] for one in self._behind[name]))
        return own.union(*(self._facts[name] for name in below))

    def names(self, *roots: Expression) -> Iterable[Reference]:
        """What `roots` are worked out from, each once."""
        self.of(*roots)
        found: dict[Reference, None] = {}
        waiting = list(self._own(roots)[1])
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = None
                waiting += self._behind[name]
        return found

    def _own(self, roots: tuple[Expression, ...]) -> tuple[frozenset[str], tuple[Reference, ...]]:
        facts: set[str] = set()
        names: dict[Reference, None] = {}
        for node in self._index.consulted(*roots):
            if isinstance(node, Reference):
                names[node] = None
            else:
                facts.update(named_facts(node))
        return frozenset(facts), tuple(names)
