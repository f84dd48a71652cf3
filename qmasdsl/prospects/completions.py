"""Completions: all possible applicants who have the facts that are given.

A fact that is given exists: so a completion is also somebody for whom the `only when` of every given fact holds.
Whoever the prover has shown is remembered, since most questions are whether there is somebody at all.
"""

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Found, Nobody, Person, Reach, Somebody
from qmasdsl.ir.walk import Index
from qmasdsl.proving.prover import Prover

_REMEMBERED = 200


class Completions:
    """The prover's questions, asked of the completions of some facts."""

    def __init__(self, index: Index, facts: Facts) -> None:
        self.index = index
        self._prover = Prover(index, facts)
        meaning = Meaning(index, facts)
        open_gates = (index.facts[name].gate for name in facts if meaning.exists(index.facts[name]) is not True)
        self._within = tuple(gate for gate in open_gates if gate is not None)
        self._known: list[Meaning] = []

    def find(self, *conditions: ir.Condition) -> Found:
        found = self._prover.find(*self._within, *conditions)
        self._remember(*([found.person] if isinstance(found, Somebody) else []))
        return found

    def possible(self, *conditions: ir.Condition) -> bool:
        """Whether there is somebody of whom all of `conditions` hold; False only where it is proved that there is
        not."""
        if any(all(known.holds(condition) is True for condition in conditions) for known in self._known):
            return True
        return not isinstance(self.find(*conditions), Nobody)

    def extent(self, number: ir.Number, *within: ir.Condition) -> Reach:
        reach = self._prover.extent(number, *self._within, *within)
        self._remember(*([reach.at_least, reach.at_greatest] if isinstance(reach, Extent) else []))
        return reach

    def _remember(self, *people: Person) -> None:
        if len(self._known) < _REMEMBERED:
            self._known += (Meaning(self.index, person) for person in people)

    def values(self, number: ir.Number, *within: ir.Condition) -> frozenset[int] | None:
        return self._prover.values(number, *self._within, *within)

    def stretches(self, fact: str, *of: ir.Number | ir.Condition) -> list[tuple[int, int]] | None:
        return self._prover.stretches(fact, *of)
