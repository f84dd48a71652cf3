"""Points: what rules, groups, factors, sections and totals are worth, and to whom."""

from collections.abc import Callable
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index
from qmasdsl.proving.numbers import FLAT, NOTHING, Edge, Numbers
from qmasdsl.proving.sets import EVERYBODY, NOBODY, Sets


class Points:
    """The points of a rule set, made of the conditions and numbers that `holds` and `number` give."""

    def __init__(
        self,
        index: Index,
        sets: Sets,
        numbers: Numbers,
        holds: Callable[[ir.Condition], int],
        number: Callable[[ir.Number], Edge],
    ) -> None:
        self._index = index
        self._sets = sets
        self._numbers = numbers
        self._holds = holds
        self._number = number

    def part(self, part: ir.Rule | ir.Choose) -> tuple[int, Edge]:
        """To whom a rule or a group applies, and what it is worth: to others 0."""
        if isinstance(part, ir.Rule):
            applies = self._holds(part.guard)
            return applies, self._numbers.kept(self._number(part.value), applies)
        found = [self.part(item) for item in part.items]
        applies = self._sets.some(applies for applies, _ in found)
        match part.policy:
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                worth = self._first(found)
            case ir.Policy.HIGHEST:
                worth = self._highest(found, applies)
            case ir.Policy.ALL:
                worth = self._numbers.added(amount for _, amount in found)
            case _:
                assert_never(part.policy)
        if part.otherwise is None:
            return applies, worth
        rest = self._number(part.otherwise.value)
        return EVERYBODY, self._numbers.plus(worth, self._numbers.kept(rest, self._sets.negated(applies)))

    def _first(self, found: list[tuple[int, Edge]]) -> Edge:
        left, worth = EVERYBODY, NOTHING
        for applies, amount in found:
            worth = self._numbers.plus(worth, self._numbers.kept(amount, left))
            left = self._sets.minus(left, applies)
        return worth

    def _highest(self, found: list[tuple[int, Edge]], applies: int) -> Edge:
        # No rule is worth less than this, so to whom a rule does not apply it never counts.
        floor = min([0, *(amount for _, (amount, _) in found)])
        best: Edge = (floor, FLAT)
        for one, amount in found:
            best = self._numbers.greater(best, self._numbers.chosen(one, amount, (floor, FLAT)) if floor else amount)
        return self._numbers.kept(best, applies) if floor else best

    def limited(self, number: Edge, limits: tuple[ir.Limit, ...]) -> Edge:
        """The number cut at the first limit whose condition holds."""
        found = number
        for limit in reversed(limits):
            cut = self._numbers.lesser(number, (limit.points, FLAT))
            found = cut if limit.when is None else self._numbers.chosen(self._holds(limit.when), cut, found)
        return found

    def before_cap(self, path: str) -> Edge:
        """The points of a factor, a section or `general.total` before its own cap, where it applies."""
        factor = self._index.factors.get(path)
        if factor is not None:
            return self._numbers.added(self.part(part)[1] for part in factor.parts)
        above = self._index.sections.get(path) or self._index.test_of(path)
        if isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            return self._numbers.kept((above.mark.worth, FLAT), self._holds(above.mark.condition))
        inside = [ir.Score(name) for name in self._index.inside(path)]
        if isinstance(above, ir.Section) and above.highest and inside:
            return self._numbers.best(map(self._number, inside), self._numbers.greater)
        return self._numbers.added(self._number(score) for score in inside)

    def applies(self, path: str) -> int:
        """To whom a factor, a section or a test applies."""
        return self._sets.every(self._holds(gate) for gate in self._index.gates(path))

    def score(self, path: str) -> Edge:
        applies = self.applies(path)
        if applies == NOBODY:
            return NOTHING
        part = self._index.factors.get(path) or self._index.sections.get(path) or self._index.test_of(path)
        return self._numbers.kept(self.limited(self.before_cap(path), part.cap), applies)
