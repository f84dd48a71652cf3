"""Choices: rules and groups of rules by the way they combine (the hit policy)."""

from typing import assert_never

from qmasdsl.columns import nodes as c
from qmasdsl.columns.expressions import Expressions
from qmasdsl.columns.making import WIDE, added, chosen, every, greatest, negated, some
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir


@frozen
class Part:
    """A rule or a group: whether it applies, what it is worth if it does, and `counted`: that, or else 0."""

    applies: c.Truth
    worth: c.Whole
    counted: c.Whole


@frozen
class Step:
    """A rule, and when the points it is worth count."""

    rule: ir.Rule
    counts: c.Truth
    worth: c.Whole


class Parts:
    """The parts of factors and defines."""

    def __init__(self, expressions: Expressions) -> None:
        self._expressions = expressions
        self._found: dict[int, tuple[ir.Rule | ir.Choose, Part]] = {}

    def part(self, part: ir.Rule | ir.Choose) -> Part:
        # By identity: equal rules may stand in two places, and hashing a large group takes as long as making it.
        kept = self._found.get(id(part))
        if kept is None:
            kept = self._found[id(part)] = part, self._part(part)
        return kept[1]

    def steps(self, part: ir.Rule | ir.Choose) -> tuple[Step, ...]:
        """Every rule of `part` in reading order, with when it counts."""
        if isinstance(part, ir.Rule):
            one = self.part(part)
            return (Step(part, one.applies, one.worth),)
        tail = () if part.otherwise is None else (part.otherwise,)
        match part.policy:
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                return self._first_steps((*part.items, *tail))
            case ir.Policy.HIGHEST:
                inner = self._highest_steps(part.items)
            case ir.Policy.ALL:
                inner = tuple(step for item in part.items for step in self.steps(item))
            case _:
                assert_never(part.policy)
        nothing = negated(some(self.part(item).applies for item in part.items))
        return (*inner, *(Step(rule, nothing, self.part(rule).worth) for rule in tail))

    def _part(self, part: ir.Rule | ir.Choose) -> Part:
        if isinstance(part, ir.Rule):
            guard = self._expressions.named_truth(self._expressions.holds(part.guard), f"rule: {part.key}")
            value = self._expressions.number(part.value)
            return Part(guard, value, chosen([(guard, value)], c.Fixed(0)))
        items = [self.part(item) for item in part.items]
        applies = some([one.applies for one in items])
        otherwise = c.Fixed(0) if part.otherwise is None else self.part(part.otherwise).worth
        match part.policy:
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                worth = self._first([(one.applies, one.worth) for one in items], otherwise)
            case ir.Policy.HIGHEST:
                worth = self._highest(items)
            case ir.Policy.ALL:
                worth = added((1, one.counted) for one in items)
            case _:
                assert_never(part.policy)
        # A group of which nothing applies is worth 0 as it stands.
        if part.policy in (ir.Policy.HIGHEST, ir.Policy.ALL) and otherwise != c.Fixed(0):
            worth = chosen([(applies, worth)], otherwise)
        return Part(applies if part.otherwise is None else c.Sure(True), worth, worth)

    def _first(self, branches: list[tuple[c.Truth, c.Whole]], otherwise: c.Whole) -> c.Whole:
        """The worth of the first that applies; a long row is asked for in stretches."""
        while len(branches) > WIDE:
            branches = [self._stretch(branches[at : at + WIDE]) for at in range(0, len(branches), WIDE)]
        return chosen(branches, otherwise)

    def _stretch(self, branches: list[tuple[c.Truth, c.Whole]]) -> tuple[c.Truth, c.Whole]:
        worth = self._expressions.named(chosen(branches, c.Fixed(0)), "a stretch of rules")
        return some(when for when, _ in branches), worth

    def _highest(self, items: list[Part]) -> c.Whole:
        """The most among those that apply; 0 where none does."""
        fixed = [(one.worth.value, one.applies) for one in items if isinstance(one.worth, c.Fixed)]
        if len(fixed) == len(items):
            # The first that applies, from the most downwards.
            ordered = sorted(fixed, key=lambda one: -one[0])
            return self._first([(applies, c.Fixed(worth)) for worth, applies in ordered], c.Fixed(0))
        lowest = min(self._expressions.extent(one.worth)[0] for one in items)
        if lowest >= 0:
            return greatest(one.counted for one in items)
        # What does not apply must not win by being 0 where all that applies is less.
        worths = greatest(chosen([(one.applies, one.worth)], c.Fixed(lowest)) for one in items)
        return chosen([(some(one.applies for one in items), worths)], c.Fixed(0))

    def _first_steps(self, items: tuple[ir.Rule | ir.Choose, ...]) -> tuple[Step, ...]:
        found: list[Step] = []
        before: c.Truth = c.Sure(False)
        for item in items:
            fresh = negated(before)
            found += (Step(step.rule, every([fresh, step.counts]), step.worth) for step in self.steps(item))
            before = self._expressions.named_truth(some([before, self.part(item).applies]), "an earlier rule applies")
        return tuple(found)

    def _highest_steps(self, items: tuple[ir.Rule | ir.Choose, ...]) -> tuple[Step, ...]:
        """Of several that are worth as much, the first counts."""
        found: list[Step] = []
        parts = [self.part(item) for item in items]
        best = self._expressions.named(self._highest(parts), "the highest of a group")
        before: c.Truth = c.Sure(False)
        for item, part in zip(items, parts, strict=True):
            wins = every([part.applies, c.Compare(part.worth, c.Comparison.IS, best)])
            fresh = negated(before)
            found += (Step(step.rule, every([fresh, wins, step.counts]), step.worth) for step in self.steps(item))
            before = self._expressions.named_truth(some([before, wins]), "an earlier rule wins")
        return tuple(found)
