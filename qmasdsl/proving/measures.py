"""Measures: facts as numbers, and what rises or falls with a single fact.

    age                                 itself
    +1 for each 6 months of experience  a number that only rises with experience: its steps
    completed years from born to lodged where one of the days is known, a number that rises with the other
    count of children where …           the sum of how many there are of each kind
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable

from qmasdsl.interpreter.meaning import Facts, Meaning, each
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.periods import completed, later
from qmasdsl.ir.types import Records, Several
from qmasdsl.ir.walk import Index
from qmasdsl.proving.axes import Axes, Axis, Finer, NeedsFiner
from qmasdsl.proving.kinds import Kind
from qmasdsl.proving.linear import Terms, domain, terms
from qmasdsl.proving.numbers import FLAT, NOTHING, Edge, Numbers
from qmasdsl.proving.sets import TooMuch

_VALUES = 4096  # values of a fact that may each count by themselves
_STEPS = 600  # stretches of a fact that one number tells apart

Along = tuple[str, Callable[[int], int]]  # a fact, and what a number that reads nothing else makes of its values


class Measures:
    """The numbers that facts are, for applicants with the facts that are `given`."""

    def __init__(
        self, index: Index, given: Facts, axes: Axes, kinds: dict[str, tuple[Kind, ...]], finer: Finer, numbers: Numbers
    ) -> None:
        self._index = index
        self._given = given
        self._meaning = Meaning(index, given)
        self._axes = axes
        self._kinds = kinds
        self._finer = finer
        self._numbers = numbers

    def terms(self, *numbers: tuple[int, ir.Number]) -> tuple[Terms, int]:
        """The sum of `by` times each number, with what is given worked out."""
        found, constant = terms(self._index, *numbers)
        for leaf in list(found) if self._given else ():
            value = self._value_given(leaf)
            if value is not None:
                constant += found.pop(leaf) * value
        return found, constant

    def _value_given(self, leaf: ir.Number) -> int | None:
        match leaf:
            case ir.FactValue() | ir.Count() | ir.Total() | ir.Size() | ir.Completed() | ir.Later():
                value = self._meaning.number(leaf)
                return value if isinstance(value, int) else None
            case _:
                return None

    def fact(self, name: str) -> Edge:
        """A fact that counts with each of its values."""
        axis = self._axes.of(name)
        every = domain(self._axes.types[name]) if axis.edges is not None else axis.values
        if len(every) > _VALUES:
            raise TooMuch
        if axis.edges is not None:
            self.need_whole([name])
        return self._numbers.node(axis.level, range(1, len(every)), [(value, FLAT) for value in every])

    def need_whole(self, names: Iterable[str]) -> None:
        """Begin again with all values of these facts."""
        self._finer.whole.update(names)
        raise NeedsFiner

    def size(self, name: str) -> Edge:
        several = self._axes.types[name]
        assert isinstance(several, Several)
        axes = [self._axes.of((name, value)) for value in range(len(several.values))]
        return self._numbers.added(self._numbers.node(axis.level, (1,), (NOTHING, (1, FLAT))) for axis in axes)

    def count(self, count: ir.Count, fact: str, where: ir.Condition | None) -> Edge:
        if fact not in self._kinds:
            records = self._axes.types[fact]
            assert isinstance(records, Records)
            return self.amount(self._axes.add_loose(count, range(records.limit + 1)))
        kinds = self._kinds[fact]
        if where is not None and any(where not in kind.verdicts for kind in kinds):
            self._finer.asked[where] = fact
            raise NeedsFiner
        counted = [at for at, kind in enumerate(kinds) if where is None or kind.verdicts[where]]
        return self._numbers.added(self.amount(self._axes.of((fact, at))) for at in counted)

    def amount(self, axis: Axis) -> Edge:
        """The value on an axis of few values."""
        return self._numbers.node(axis.level, range(1, len(axis.values)), [(value, FLAT) for value in axis.values])

    def ordered(self, found: Terms) -> Edge | None:
        """The difference of two facts of which some values stand for the others of their stretch: right in its sign
        only. None where all values count, and the difference is a number like any other."""
        axes = [(self._axes.of(leaf.fact), by) for leaf, by in found.items() if isinstance(leaf, ir.FactValue)]
        if len(axes) < 2 or all(axis.edges is None for axis, _ in axes):
            return None
        return self._numbers.added(
            self._numbers.node(axis.level, range(1, len(axis.values)), [(by * one, FLAT) for one in axis.values])
            for axis, by in axes
        )

    def along(self, leaf: ir.Number) -> Along | None:
        """The one fact that `leaf` rises or falls with, if there is only one; never a sum."""
        match leaf:
            case ir.FactValue(name) | ir.FieldValue(name) if self._axes.get(name) is not None:
                return name, _itself
            case ir.Each(points, step, of, cap):
                found, constant = self.terms((1, of))
                inner = None if len(found) != 1 else self.along(next(iter(found)))
                if inner is None:
                    return None
                (by,) = found.values()
                name, below = inner
                return name, lambda value: each(points, (by * below(value) + constant) // step, cap)
            case ir.Completed(months, start, end):
                first, last = self._end(start), self._end(end)
                if isinstance(first, int) and isinstance(last, str):
                    return last, lambda value: completed(months, first, value)
                if isinstance(first, str) and isinstance(last, int):
                    return first, lambda value: completed(months, value, last)
                return None
            case ir.Later(start, months, days):
                first = self._end(start)
                return (first, lambda value: later(value, months, days)) if isinstance(first, str) else None
            case _:
                return None

    def _end(self, date: ir.Number) -> int | str | None:
        """A date that is known, or the fact that gives it."""
        found, constant = self.terms((1, date))
        if not found:
            return constant
        match list(found.items()):
            case [(ir.FactValue(name), 1)] if constant == 0:
                return name
            case _:
                return None

    def stepped(self, name: str, work: Callable[[int], int]) -> Edge:
        """A number that only ever rises, or only ever falls, with a fact: its stretches."""
        axis = self._axes.of(name)
        every = axis.values if axis.edges is None else domain(self._axes.types[name])
        starts, amounts = [0], [work(every[0])]
        while amounts[-1] != work(every[-1]):
            if len(starts) > _STEPS:
                raise TooMuch
            here = amounts[-1]
            low, high = starts[-1], len(every) - 1  # at `low` it is as here, at `high` no more
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if work(every[middle]) == here else (low, middle)
            starts.append(high)
            amounts.append(work(every[high]))
        if axis.edges is not None:
            missing = {every[start] for start in starts[1:]} - axis.edges
            if missing:
                self._finer.edges.setdefault(name, set()).update(missing)
                raise NeedsFiner
            starts = [bisect_left(axis.values, every[start]) for start in starts]
        return self._numbers.node(axis.level, starts[1:], [(amount, FLAT) for amount in amounts])


def _itself(value: int) -> int:
    return value
