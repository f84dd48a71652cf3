"""Existence: which conditions make it possible to read what comes after them.

In `partner and partner_has_degree` the second fact exists only where the first holds. Whoever takes such a
condition away, or asks for the second where the first does not hold, asks for what does not exist.
"""

from collections.abc import Iterator, Sequence

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Expression, Index, children, named_facts, rules


class Existence:
    """The facts of one rule set that exist only sometimes."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._gates = {
            fact.name: frozenset(index.facts_read(fact.gate)) for fact in index.ruleset.facts if fact.gate is not None
        }
        self._read: dict[Expression, frozenset[str]] = {}
        self._depth = 0

    def is_needed(self, condition: Expression, later: Sequence[Expression]) -> bool:
        """Whether something in `later` may be read only because `condition` has been asked before."""
        if not self._gates or not later:
            return False
        asked = self._facts_read(condition)
        return any(self._gates[fact] & asked for each in later for fact in self.read(each))

    def read(self, node: Expression) -> frozenset[str]:
        """The facts that must exist where `node` is read: those that it has not asked for itself before."""
        if node not in self._read:
            self._depth += 1
            self._read[node] = frozenset(self._found(node)) if self._gates and self._depth < _DEEP else frozenset()
            self._depth -= 1
        return self._read[node]

    def gates(self, node: Expression) -> tuple[ir.Condition, ...]:
        """The conditions under which all that `node` reads exists, the outermost first."""
        waiting, found = sorted(self.read(node)), list[ir.Condition]()
        while waiting:
            gate = self._index.facts[waiting.pop()].gate
            if gate is not None and gate not in found:
                found.append(gate)
                waiting += sorted(self.read(gate))
        return tuple(reversed(found))

    def _found(self, node: Expression) -> Iterator[str]:
        if isinstance(node, ir.DefineValue | ir.DefineHolds):
            body = self._index.defines[node.define].body
            for rule in rules(body) if isinstance(body, ir.Choose) else ():
                yield from self._in_order((rule.guard, rule.value))
            yield from () if isinstance(body, ir.Choose) else self.read(body)
            return
        # Only a fact that stands there itself; those inside come with what is inside.
        yield from (fact for fact in named_facts(node) if not children(node) and fact in self._gates)
        if isinstance(node, ir.Count | ir.Total) and node.fact in self._gates:
            yield node.fact
        yield from self._in_order(children(node))

    def _in_order(self, parts: Sequence[Expression]) -> Iterator[str]:
        asked = frozenset[str]()
        for part in parts:
            yield from (fact for fact in self.read(part) if not self._gates[fact] & asked)
            asked |= self._facts_read(part)

    def _facts_read(self, node: Expression) -> frozenset[str]:
        return frozenset(self._index.facts_read(node))


_DEEP = 60  # names within names
