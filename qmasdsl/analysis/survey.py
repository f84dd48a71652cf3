"""Surveys: in which regions a condition holds, and what a number comes to in each.

This is the interpreter's meaning once more, for all applicants at a time: a condition becomes the set of
regions where it holds, a number becomes its values, each with the regions that have it. What the
interpreter says of the applicant who stands for a region is what is said of the region here; the tests
hold the two against each other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import assert_never

from qmasdsl.analysis.cuts import Cuts, Loose, TooMuch
from qmasdsl.analysis.regions import Space
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index

Pieces = Mapping[int, int]  # value -> the regions that have it

_MOST_PIECES = 4096


class Survey:
    """A space, and what the rule set says of its regions. `applicants` are the regions in question."""

    def __init__(self, index: Index, cuts: Cuts, space: Space) -> None:
        self.index = index
        self.space = space
        self.applicants = space.all
        self._held: dict[ir.Condition, int] = {}
        self._defined: dict[str, tuple[int, Pieces]] = {}
        self._cuts = cuts
        # From below, so that a long chain of defines is no deep recursion.
        for name in cuts.defines:
            body = index.defines[name].body
            if isinstance(body, ir.Choose):
                self._try_define(name, body)
            elif isinstance(body, ir.Condition):
                self.holds(ir.DefineHolds(name))

    @property
    def exact(self) -> bool:
        """Whether in every region of `applicants` there really can be one."""
        return self.space.exact

    def only(self, conditions: Iterable[ir.Condition]) -> None:
        """Leave out of `applicants` whoever does not meet `conditions`."""
        for condition in conditions:
            self.applicants &= self.holds(condition)

    def holds(self, condition: ir.Condition) -> int:
        """The regions where `condition` holds."""
        mask = self._held.get(condition)
        if mask is None:
            mask = self._held[condition] = self._holds(condition)
        return mask

    def _holds(self, condition: ir.Condition) -> int:
        everyone = self.space.all
        if isinstance(condition, Loose) and condition in self._cuts.loose:
            return self.space.where(condition, [1])
        match condition:
            case ir.Truth(value):
                return everyone if value else 0
            case ir.FactHolds(name) | ir.FieldHolds(name):
                return self.space.where(name, [1])
            case ir.DefineHolds(name):
                body = self.index.defines[name].body
                if isinstance(body, ir.Choose):
                    applies, values = self._defined[name]
                    return applies & ~values.get(0, 0)
                if isinstance(body, ir.Number):
                    raise TypeError(f"{name} is a number")
                return self.holds(body)
            case ir.Reading(question):
                return everyone if self.index.questions[question].reading else 0
            case ir.Compare(left, comparison, right):
                return self._compared(left, comparison, right)
            case ir.Among(item, values):
                wanted = set(values)
                return _union(mask for value, mask in self.values(item).items() if value in wanted)
            case ir.OnList(item, name, entries):
                return _union(self._listed(name, dict(entries), self.values(item)))
            case ir.Includes(name, values) | ir.FieldIncludes(name, values):
                cells = enumerate(self.space.axis(name).cells)
                return self.space.where(name, [at for at, cell in cells if not _as_set(cell.value).isdisjoint(values)])
            case ir.And(items):
                return self._all(items)
            case ir.Or(items):
                return _union(self.holds(item) for item in items)
            case ir.Not(item):
                return everyone & ~self.holds(item)
            case ir.AtLeast(count, items):
                return self._at_least(count, items)
            case ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return self._all(self.index.conjuncts(condition))
            case ir.Passes():
                raise TooMuch
            case _:
                assert_never(condition)

    def _all(self, conditions: Iterable[ir.Condition]) -> int:
        mask = self.space.all
        for condition in conditions:
            mask &= self.holds(condition)
        return mask

    def _at_least(self, count: int, items: tuple[ir.Condition, ...]) -> int:
        # reached[n]: where at least n of the items so far hold.
        reached = [self.space.all] + [0] * count
        for item in items:
            mask = self.holds(item)
            for n in range(count, 0, -1):
                reached[n] |= reached[n - 1] & mask
        return reached[count]

    def _listed(self, name: str, entries: dict[int, str], values: Pieces) -> Iterator[int]:
        for value, mask in values.items():
            if value in entries:
                gate = self.index.lists[name][entries[value]].gate
                yield mask if gate is None else mask & self.holds(gate)

    def _compared(self, left: ir.Number, comparison: ir.Comparison, right: ir.Number) -> int:
        two = ir.Linear(((1, left), (-1, right)))
        return _union(mask for value, mask in self.values(two).items() if _stands(value, comparison))

    def values(self, number: ir.Number) -> Pieces:
        """The regions by what `number` comes to in them; one value stands for those of its stretch."""
        terms, constant = self._cuts.sum(number)
        found: Pieces = {constant: self.space.all}
        for leaf, by in terms:
            pieces = self._leaf(leaf)
            if len(found) == 1:
                (base,) = found
                found = _merged((base + by * value, mask) for value, mask in pieces.items())
            else:
                found = _merged(_summed(found, pieces, by))
        return found

    def _leaf(self, leaf: ir.Number) -> Pieces:
        match leaf:
            case ir.Constant(value):
                return {value: self.space.all}
            case ir.FactValue(name) | ir.FieldValue(name):
                return self.space.pieces(name)
            case ir.Count():
                return self.space.pieces(leaf)
            case ir.Size(name):
                cells = enumerate(self.space.axis(name).cells)
                return _merged((len(_as_set(cell.value)), self.space.where(name, [at])) for at, cell in cells)
            case ir.DefineValue(name):
                applies, values = self._defined[name]
                return _merged([*((v, m & applies) for v, m in values.items()), (0, self.space.all & ~applies)])
            case ir.Least(items) | ir.Greatest(items):
                best: Callable[[tuple[int, int]], int] = min if isinstance(leaf, ir.Least) else max
                return reduce(lambda one, other: _paired(one, other, best), (self.values(item) for item in items))
            case ir.Each(points, step, of, cap):
                return _merged((_each(points, value // step, cap), mask) for value, mask in self.values(of).items())
            case ir.Linear():
                return self.values(leaf)
            case ir.Score() | ir.Total() | ir.Completed() | ir.Later():
                raise TooMuch
            case _:
                assert_never(leaf)

    # Rules

    def applies(self, part: ir.Rule | ir.Choose) -> int:
        """The regions where a rule, or any rule of a group, applies."""
        if isinstance(part, ir.Rule):
            return self.holds(part.guard)
        return self.space.all if part.otherwise is not None else _union(self.applies(item) for item in part.items)

    def worth(self, part: ir.Rule | ir.Choose) -> Pieces:
        """What a rule or a group comes to: 0 where nothing applies."""
        if isinstance(part, ir.Rule):
            applies = self.holds(part.guard)
            rest = self.space.all & ~applies
            return _merged([*((v, m & applies) for v, m in self.values(part.value).items()), (0, rest)])
        match part.policy:
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                found = list(self._in_order(part.items))
            case ir.Policy.HIGHEST:
                found = list(self._highest(part.items))
            case ir.Policy.ALL:
                found = list(self.together(part.items).items())
            case _:
                assert_never(part.policy)
        left = self.space.all & ~_union(self.applies(item) for item in part.items)
        if part.otherwise is not None:
            return _merged([*found, *((v, m & left) for v, m in self.worth(part.otherwise).items())])
        return _merged([*found, (0, left)]) if part.policy is not ir.Policy.ALL else _merged(found)

    def together(self, parts: Iterable[ir.Rule | ir.Choose]) -> Pieces:
        """What several parts add up to."""
        found: Pieces = {0: self.space.all}
        for part in parts:
            found = _merged(_summed(found, self.worth(part), 1))
        return found

    def _in_order(self, items: Iterable[ir.Rule | ir.Choose]) -> Iterator[tuple[int, int]]:
        left = self.space.all
        for item in items:
            applies = self.applies(item) & left
            if applies:
                yield from ((value, mask & applies) for value, mask in self.worth(item).items())
            left &= ~applies

    def _highest(self, items: Iterable[ir.Rule | ir.Choose]) -> Iterator[tuple[int, int]]:
        offers = [(v, m & self.applies(item)) for item in items for v, m in self.worth(item).items()]
        left = self.space.all
        for value, mask in sorted(offers, reverse=True):
            yield value, mask & left
            left &= ~mask

    def _try_define(self, name: str, body: ir.Choose) -> None:
        try:
            self._defined[name] = self.applies(body), self.worth(body)
        except (TooMuch, KeyError):
            # Its values were not cut for: whoever compares it was cut for loosely and does not ask.
            return


def _stands(value: int, comparison: ir.Comparison) -> bool:
    match comparison:
        case ir.Comparison.AT_LEAST:
            return value >= 0
        case ir.Comparison.AT_MOST:
            return value <= 0
        case ir.Comparison.MORE:
            return value > 0
        case ir.Comparison.LESS:
            return value < 0
        case ir.Comparison.IS:
            return value == 0
        case ir.Comparison.IS_NOT:
            return value != 0
        case _:
            assert_never(comparison)


def _union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _merged(pairs: Iterable[tuple[int, int]]) -> Pieces:
    found: dict[int, int] = {}
    for value, mask in pairs:
        if mask:
            found[value] = found.get(value, 0) | mask
    if len(found) > _MOST_PIECES:
        raise TooMuch
    return found


def _summed(one: Pieces, other: Pieces, by: int) -> Iterator[tuple[int, int]]:
    return ((left + by * right, mask & more) for left, mask in one.items() for right, more in other.items())


def _paired(one: Pieces, other: Pieces, best: Callable[[tuple[int, int]], int]) -> Pieces:
    return _merged((best((a, b)), mask & more) for a, mask in one.items() for b, more in other.items())


def _each(points: int, times: int, cap: int | None) -> int:
    size = abs(points) * max(0, times)
    bounded = size if cap is None else min(size, abs(cap))
    return bounded if points >= 0 else -bounded


def _as_set(value: int | frozenset[int]) -> frozenset[int]:
    return value if isinstance(value, frozenset) else frozenset()
