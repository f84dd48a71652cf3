"""Boundaries: every limit that the rules set, and the values right at it.

At `age from 40 to 44` somebody of 39, 40, 44 and 45 shows where the line is; anybody else does not. For each
comparison of something that varies the nearest value on either side is sought, by the steps of the fact or of what
is added up (`grids`). Which totals there really are the prover knows better.
"""

from collections.abc import Callable, Iterator

from qmasdsl.cases.conditions import Part, parts, turning_on
from qmasdsl.cases.existence import Existence
from qmasdsl.cases.goals import Aim, Goal, Kind
from qmasdsl.cases.grids import Grids
from qmasdsl.cases.places import Place, outside_records
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import fits
from qmasdsl.ir.walk import Expression, Index, nodes

Conditions = tuple[ir.Condition, ...]
# The values that points really come to where the conditions hold, if anybody knows.
Values = Callable[[ir.Number, Conditions], frozenset[int] | None]

_TURNED = {
    ir.Comparison.AT_LEAST: ir.Comparison.AT_MOST,
    ir.Comparison.AT_MOST: ir.Comparison.AT_LEAST,
    ir.Comparison.MORE: ir.Comparison.LESS,
    ir.Comparison.LESS: ir.Comparison.MORE,
    ir.Comparison.IS: ir.Comparison.IS,
    ir.Comparison.IS_NOT: ir.Comparison.IS_NOT,
}
# The limit belongs with what is above it.
_FROM_BELOW = (ir.Comparison.AT_LEAST, ir.Comparison.LESS)


class Boundaries:
    """The limits of one rule set."""

    def __init__(self, index: Index, values: Values) -> None:
        self._index = index
        self._values = values
        self._grids = Grids(index)
        self._existence = Existence(index)

    def of(self, place: Place) -> Iterator[Aim]:
        """The limits that stand in a place."""
        alone = {} if isinstance(place.root, ir.Number) else dict(self._alone(place.root))
        for node in outside_records(place.root):
            match node:
                case ir.Compare(ir.Constant(limit), sign, right) if not isinstance(right, ir.Constant):
                    yield self._aim(place, node, right, self._near(place, right, _TURNED[sign], limit), alone.get(node))
                case ir.Compare(left, sign, ir.Constant(limit)) if not isinstance(left, ir.Constant):
                    yield self._aim(place, node, left, self._near(place, left, sign, limit), alone.get(node))
                case ir.Compare(left, sign, right) if not isinstance(left, ir.Constant):
                    yield self._against_each_other(place, node, left, right)
                case ir.Each(_, step, of):
                    yield self._aim(place, node, of, self._near(place, of, ir.Comparison.AT_LEAST, step))
                case _:
                    pass

    def of_mark(self, test: ir.Test, mark: int) -> Aim:
        """The pass mark: the total that just reaches it, and the greatest that does not."""
        total, gates = ir.Score(f"{test.name}.total"), self._index.gates(f"{test.name}.total")
        values = self._beside(total, ir.Comparison.AT_LEAST, mark, gates)
        goals = tuple(Goal(f"has a total of {value}", ir.And((*gates, equal(total, value)))) for value in values)
        return Aim(Kind.BOUNDARY, f"pass mark {mark}", f"test {test.name}", goals, test.span)

    def _alone(self, condition: ir.Condition) -> Iterator[tuple[Expression, Part]]:
        """The part of a condition that each limit in it is, or is one end of."""
        for part in parts(condition, self._existence):
            ends = part.condition.items if isinstance(part.condition, ir.And) else (part.condition,)
            yield from ((end, part) for end in ends)

    def _aim(
        self,
        place: Place,
        node: ir.Compare | ir.Each,
        number: ir.Number,
        values: list[int],
        part: Part | None = None,
    ) -> Aim:
        said, goals = place.spelling, list[Goal]()
        for value in values:
            words = f"has {said.words(number)} {said.value(number, value)}"
            # At the limit and with everything else such that the limit decides.
            best = None if part is None else self._deciding(place, part, number, value)
            goals.append(Goal(words, self._goal(place, number, value), best=best))
        return Aim(Kind.BOUNDARY, said.words(node), place.within, tuple(goals), place.span)

    def _against_each_other(self, place: Place, node: ir.Compare, left: ir.Number, right: ir.Number) -> Aim:
        """Two amounts: they are equal, or one is a step above the other."""
        apart = ir.Linear(((1, left), (-1, right)))
        step = self._grids.of(apart, place.spelling.within).step or 1
        one, other = place.spelling.words(left), place.spelling.words(right)
        side, word = (-step, "below") if node.comparison in _FROM_BELOW else (step, "above")
        goals = (
            Goal(f"has {one} equal to {other}", self._goal(place, apart, 0)),
            Goal(f"has {one} one step {word} {other}", self._goal(place, apart, side)),
        )
        return Aim(Kind.BOUNDARY, place.spelling.words(node), place.within, goals, place.span)

    def _deciding(self, place: Place, part: Part, number: ir.Number, value: int) -> ir.Condition:
        gates = self._existence.gates(number)
        here = ir.And((*gates, equal(number, value), part.condition))
        holds = turning_on(place, part, here, holds=True)
        fails = turning_on(place, part, ir.And((*gates, equal(number, value), ir.Not(part.condition))), holds=False)
        return ir.Or((holds, fails))

    def _goal(self, place: Place, number: ir.Number, value: int) -> ir.Condition:
        gates = self._existence.gates(number)
        return place.at_the_limit(ir.And((*gates, equal(number, value))) if gates else equal(number, value))

    def _near(self, place: Place, number: ir.Number, sign: ir.Comparison, limit: int) -> list[int]:
        """The values at a limit that the type of `number` has."""
        if place.record is None and any(isinstance(node, ir.Score) for node in nodes(number)):
            return self._beside(number, sign, limit, place.around)
        type = place.spelling.type_of(number)
        grid = self._grids.of(number, place.spelling.within)
        if grid.step == 0:
            return []
        if sign in (ir.Comparison.IS, ir.Comparison.IS_NOT):
            found = [limit, limit - grid.step, limit + grid.step] if grid.at_least(limit) == limit else []
        elif sign in _FROM_BELOW:
            found = [grid.at_least(limit) - grid.step, grid.at_least(limit)]
        else:
            found = [grid.at_most(limit), grid.at_most(limit) + grid.step]
        own = isinstance(number, ir.FactValue | ir.FieldValue) and type is not None
        return [value for value in found if not own or type is None or fits(type, value)]

    def _beside(self, points: ir.Number, sign: ir.Comparison, limit: int, around: Conditions) -> list[int]:
        """The points right at a limit, on either side of it: those that somebody has, if that is known."""
        exactly = sign in (ir.Comparison.IS, ir.Comparison.IS_NOT)
        values = self._values(points, around)
        if values is None:
            grid = self._grids.of(points)
            values = frozenset([grid.at_most(limit - 1), grid.at_most(limit), grid.at_least(limit + 1)])
        last = limit if sign in (ir.Comparison.AT_MOST, ir.Comparison.MORE) else limit - 1
        below = [value for value in values if value <= last]
        above = [value for value in values if value > (limit if exactly else last)]
        here = [limit] if exactly and limit in values else []
        return [*sorted(below)[-1:], *here, *sorted(above)[:1]]


def equal(number: ir.Number, value: int) -> ir.Condition:
    return ir.Compare(number, ir.Comparison.IS, ir.Constant(value))
