"""Grids: which values a number can have, as far as its parts tell: one of them, and the step from each to the next.

The case that shows a limit best stands right at it: at `graduate_work at least 2 years` 24 months and 23, at
`grade at least 6.5` 6.5 and 6. Points come in steps too: where every rule gives a multiple of 5, the total below a
mark of 80 is 75. A grid may have values that nobody can reach; the prover knows better, and is asked afterwards.
"""

from collections.abc import Iterable
from math import gcd
from typing import assert_never

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Index, field_type, rules

_SECOND = 1_000_000  # microseconds: a rule file gives a moment to the second
_DEEP = 60  # names within names


@frozen
class Grid:
    """`anchor` and all that is a number of whole steps from it; a step of 0 leaves the anchor alone."""

    anchor: int
    step: int

    def at_most(self, value: int) -> int:
        """The greatest value of the grid that is not above `value`."""
        return self.anchor if self.step == 0 else value - (value - self.anchor) % self.step

    def at_least(self, value: int) -> int:
        """The least value of the grid that is not below `value`."""
        return self.anchor if self.step == 0 else value + (self.anchor - value) % self.step


_WHOLE = Grid(0, 1)


class Grids:
    """The grids of the numbers of one rule set."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._found: dict[ir.Number, Grid] = {}
        self._depth = 0

    def of(self, number: ir.Number, within: Type | None = None) -> Grid:
        """The grid of `number`; `within` is the type of the record at hand."""
        match number:
            case ir.Constant(value):
                return Grid(value, 0)
            case ir.FactValue(fact):
                return _of_type(self._index.facts[fact].type)
            case ir.FieldValue(field):
                type = None if within is None else field_type(within, field)
                return _WHOLE if type is None else _of_type(type)
            case ir.DefineValue() | ir.Score():
                return self._named(number)
            case ir.Linear(terms, constant):
                return _sum(constant, [_times(size, self.of(term, within)) for size, term in terms])
            case ir.Least(items) | ir.Greatest(items):
                return _either(self.of(item, within) for item in items)
            case ir.Count() | ir.Size() | ir.Completed() | ir.Later():
                return _WHOLE
            case ir.Total(fact, field):
                type = field_type(self._index.facts[fact].type, field)
                one = _WHOLE if type is None else _of_type(type)
                return Grid(0, gcd(one.anchor, one.step))
            case ir.Each(points, _, _, cap):
                return Grid(0, gcd(points, cap or 0))
            case _:
                assert_never(number)

    def _named(self, number: ir.DefineValue | ir.Score) -> Grid:
        if number not in self._found:
            self._depth += 1
            self._found[number] = self._looked_up(number) if self._depth < _DEEP else _WHOLE
            self._depth -= 1
        return self._found[number]

    def _looked_up(self, number: ir.DefineValue | ir.Score) -> Grid:
        if isinstance(number, ir.DefineValue):
            body = self._index.defines[number.define].body
            if isinstance(body, ir.Choose):
                return self._chosen(body)
            return self.of(body) if isinstance(body, ir.Number) else _WHOLE
        factor = self._index.factors.get(number.path)
        if factor is not None:
            return _capped(_sum(0, map(self._chosen, factor.parts)), factor.cap)
        above = self._index.sections.get(number.path) or self._index.test_of(number.path)
        if isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            return _capped(Grid(0, above.mark.worth), above.cap)
        inside = [self.of(ir.Score(name)) for name in self._index.inside(number.path)]
        return _capped(_sum(0, inside), above.cap)

    def _chosen(self, part: ir.Rule | ir.Choose) -> Grid:
        """What a part is worth; nothing, where it does not apply."""
        if isinstance(part, ir.Choose) and part.policy is ir.Policy.ALL:
            return _sum(0, [self._chosen(rule) for rule in rules(part)])
        return _either([Grid(0, 0), *(self.of(rule.value) for rule in rules(part))])


def _of_type(type: Type) -> Grid:
    match type:
        case Numeric(_, least, _, step):
            return Grid(least, step)
        case Moment():
            return Grid(0, _SECOND)
        case Date() | Choice() | YesNo() | Several() | Records():
            return _WHOLE
        case _:
            assert_never(type)


def _times(size: int, grid: Grid) -> Grid:
    return Grid(size * grid.anchor, abs(size) * grid.step)


def _sum(constant: int, grids: Iterable[Grid]) -> Grid:
    found = list(grids)
    return Grid(constant + sum(grid.anchor for grid in found), gcd(*(grid.step for grid in found)))


def _either(grids: Iterable[Grid]) -> Grid:
    """A value of one of the grids."""
    found = list(grids)
    anchor = found[0].anchor
    return Grid(anchor, gcd(*(grid.step for grid in found), *(grid.anchor - anchor for grid in found)))


def _capped(grid: Grid, cap: tuple[ir.Limit, ...]) -> Grid:
    """Behind an `only when` it is 0, and cut at a cap it is that."""
    return _either([Grid(0, 0), grid, *(Grid(limit.points, 0) for limit in cap)])
