"""Situation: one applicant, a goal, and what may be changed to reach it.

A question here is: with these facts free and all others as they are, can the goal be reached? What is as it is
includes what does not exist: a fact behind an `only when` that a change opens or shuts is free to come or go with
it, but keeps its value for as long as it exists.
"""

from collections.abc import Iterator

from qmasdsl.interpreter.facts import check_encoded
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Found, Nobody, Reach, Undecided
from qmasdsl.ir.types import Choice, Several
from qmasdsl.ir.walk import Index
from qmasdsl.prospects.growth import grows
from qmasdsl.prospects.steady import Steady


class Situation:
    """`movable` are the facts that may change and that the goal turns on; `fixed` those that may not."""

    def __init__(self, index: Index, facts: Facts, goal: ir.Condition) -> None:
        self.index = index
        self.facts = facts
        self.questions = 0
        self._goal = goal
        self._read = turns_on(index, goal)
        known = [name for name in self._read if name in facts]
        self.movable = tuple(name for name in known if may_change(index, index.facts[name]))
        self.fixed = tuple(name for name in known if not may_change(index, index.facts[name]))
        self._steady = Steady(index, {name: facts[name] for name in self.fixed}, facts, goal)
        # Sets of facts that are known to be enough, each as small as the one shown made it; and too little.
        self.enough: list[frozenset[str]] = []
        self._too_little: list[frozenset[str]] = []

    @property
    def is_light(self) -> bool:
        """Whether it is quickly told of many facts at a time that they are not enough."""
        return self._steady.is_light

    def effort(self, name: str) -> int:
        effort = self.index.facts[name].effort
        return 1 if effort is None else effort

    def has_reached(self, person: Facts) -> bool:
        return Meaning(self.index, person).holds(self._goal) is True

    def is_enough(self, changed: frozenset[str]) -> bool | Undecided:
        """Whether the goal can be reached with nothing but the facts `changed` changed."""
        if any(known <= changed for known in self.enough):
            return True
        if any(changed <= known for known in self._too_little):
            return False
        answer = self.found(changed, {})
        if isinstance(answer, Undecided):
            return answer
        if isinstance(answer, Nobody):
            self._too_little.append(changed)
            return False
        # With these alone this very person would have been found.
        other = {name for name in changed if answer.person.get(name, self.facts[name]) != self.facts[name]}
        self.enough.append(frozenset(other))
        return True

    def found(self, free: frozenset[str], settled: Facts, *conditions: ir.Condition) -> Found:
        """Somebody who reaches it so, with some facts `settled`, and further conditions."""
        self.questions += 1
        return self._steady.found(self._kept(free, settled), (*self._rising(free), *conditions))

    def extent(self, number: ir.Number, free: frozenset[str], settled: Facts, *conditions: ir.Condition) -> Reach:
        """How little and how much `number` can be of those who do."""
        self.questions += 1
        return self._steady.extent(number, self._kept(free, settled), (*self._rising(free), *conditions))

    def _kept(self, free: frozenset[str], settled: Facts) -> Facts:
        known = {name: value for name, value in self.facts.items() if name in self._read and name not in free}
        return known | dict(settled)

    def _rising(self, free: frozenset[str]) -> Iterator[ir.Condition]:
        for name in free:
            rising = self._rises(name)
            if rising is not None:
                yield self._steady.if_there(name, rising)

    def _rises(self, name: str) -> ir.Condition | None:
        """What holds of a fact that only rises, once it has changed."""
        fact, held = self.index.facts[name], self.facts[name]
        if not grows(fact):
            return None
        if isinstance(held, bool):
            return ir.FactHolds(name) if held else None
        if isinstance(held, int):
            return ir.Compare(ir.FactValue(name), ir.Comparison.AT_LEAST, ir.Constant(held))
        if isinstance(fact.type, Several) and isinstance(held, frozenset):
            values = range(len(fact.type.values))
            return ir.And(tuple(ir.Includes(name, (one,)) for one in values if one in held))
        return None

    def also(self, name: str, person: Facts) -> tuple[ir.Encoded, ...]:
        """Other values of a choice without order that would do as well for `person`."""
        kind = self.index.facts[name].type
        if not isinstance(kind, Choice) or kind.ordered:
            return ()
        there = person.keys()
        found: list[ir.Encoded] = []
        for value in range(len(kind.values)):
            other = {**person, name: value}
            fits = not check_encoded(self.index.ruleset, other) and self._all_there(other) == there
            if value not in (self.facts[name], person[name]) and fits and self.has_reached(other):
                found.append(value)
        return tuple(found)

    def _all_there(self, person: Facts) -> set[str]:
        """What of the facts that the goal turns on exists for this applicant, and what has a value anyway."""
        meaning = Meaning(self.index, person)
        read = {name for name in self._read if meaning.exists(self.index.facts[name]) is not False}
        return read | (person.keys() - set(self._read))

    def lacking(self, person: Facts) -> list[str]:
        """The facts that the goal turns on and that certainly exist, but have no value."""
        meaning = Meaning(self.index, person)
        return [name for name in self._read if name not in person and meaning.exists(self.index.facts[name]) is True]


def turns_on(index: Index, goal: ir.Condition) -> tuple[str, ...]:
    """The facts that `goal` reads, those that decide whether these exist, and those that `always` ties to them."""
    ties = [frozenset(index.facts_read(always.condition)) for always in index.ruleset.always]
    found = set(index.facts_read(goal))
    while True:
        gates = [gate for name in found if (gate := index.facts[name].gate) is not None]
        wider = found.union(index.facts_read(*gates), *(tie for tie in ties if not tie.isdisjoint(found)))
        if wider == found:
            return tuple(name for name in index.facts if name in found)
        found = wider


def may_change(index: Index, fact: ir.Fact) -> bool:
    """Whether a way may lead over this fact. The `version by` date alone never changes: with it goes all that time
    changes, which is for the calendar to tell."""
    return not fact.fixed and fact.name != index.ruleset.version_by
