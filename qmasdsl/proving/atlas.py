"""The atlas: what every node of the intermediate representation means for all applicants at a time.

This is the interpreter's meaning once more: a condition becomes the set of applicants for whom it holds, a
number becomes a number that differs from applicant to applicant. Everything with a name is worked out once.
The tests hold it against the interpreter, applicant by applicant.

Trusted to be exact, with two exceptions that are never silent: what cannot be asked of single facts gets
an axis on which anything goes (`is_exact` says whether an answer rests on one), and what would grow too
large raises `TooMuch`.
"""

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TypeVar, assert_never

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.periods import completed, later
from qmasdsl.ir.types import Records, Several
from qmasdsl.ir.walk import Expression, Index, Reference
from qmasdsl.proving.axes import Axes, Axis, Finer, NeedsFiner, Subject, is_order
from qmasdsl.proving.kinds import Kind
from qmasdsl.proving.linear import Terms, domain, terms
from qmasdsl.proving.numbers import FLAT, NOTHING, Edge, Numbers
from qmasdsl.proving.sets import EVERYBODY, NOBODY, Sets, TooMuch

_DEEP = 5  # names within names; beyond this they are worked out from below, so that the stack stays short
_VALUES = 4096  # values of a fact that may each count by themselves
_STEPS = 600  # stretches of a fact that one number tells apart
_SIGNS = {
    ir.Comparison.AT_LEAST: operator.ge,
    ir.Comparison.AT_MOST: operator.le,
    ir.Comparison.MORE: operator.gt,
    ir.Comparison.LESS: operator.lt,
    ir.Comparison.IS: operator.eq,
    ir.Comparison.IS_NOT: operator.ne,
}
Asked = TypeVar("Asked", bound=Expression)
Made = TypeVar("Made", int, Edge)
Along = tuple[str, Callable[[int], int]]  # a fact, and what a number that reads nothing else makes of its values


class Atlas:
    """The diagrams of a rule set, for applicants with the facts that are `given`."""

    def __init__(
        self, index: Index, given: Facts, axes: Axes, kinds: dict[str, tuple[Kind, ...]], finer: Finer
    ) -> None:
        self.index = index
        self.axes = axes
        self.kinds = kinds
        self.sets = Sets()
        self.numbers = Numbers(self.sets)
        self.given = given
        self._meaning = Meaning(index, given)
        self._finer = finer
        self._loose: set[int] = set()
        self._held: dict[ir.Condition, int] = {}
        self._counted: dict[ir.Number, Edge] = {}
        self._failed: set[Expression] = set()
        self._read: dict[ir.Number, frozenset[str]] = {}
        self._depth = 0

    def is_exact(self, levels: Iterable[int]) -> bool:
        """Whether what asks at `levels` asks for nothing but facts."""
        return self._loose.isdisjoint(levels)

    def facts_read(self, number: ir.Number) -> frozenset[str]:
        """The facts that decide `number`."""
        found = self._read.get(number)
        if found is None:
            found = self._read[number] = frozenset(self.index.facts_read(number))
        return found

    # Conditions

    def holds(self, condition: ir.Condition) -> int:
        """The set of those for whom `condition` holds."""
        found = self._held.get(condition)
        if found is None:
            found = self._held[condition] = self._named(condition, self._holds)
        return found

    def _holds(self, condition: ir.Condition) -> int:
        match condition:
            case ir.Truth(value):
                return EVERYBODY if value else NOBODY
            case ir.FactHolds(name) | ir.FieldHolds(name):
                return self._certain(bool(self.given[name])) if name in self.given else self._from(name, 1)
            case ir.Reading() if self._finer.questions:
                return self.sets.stretch(self.axes.add(condition, range(2)).level, 2, 1, 2)
            case ir.Reading(question):
                return self._certain(self.index.questions[question].reading)
            case ir.Compare():
                return self._compared(condition)
            case ir.Among(item, values):
                return self._among(condition, item, values)
            case ir.OnList(item, name, entries):
                return self._on_list(condition, item, name, entries)
            case ir.Includes(name, values) | ir.FieldIncludes(name, values):
                held = self.given.get(name)
                if held is not None:
                    return self._certain(isinstance(held, frozenset) and not held.isdisjoint(values))
                return self.sets.some(self._from((name, value), 1) for value in values)
            case ir.And(items):
                return self.sets.every(self.holds(item) for item in items)
            case ir.Or(items):
                return self.sets.some(self.holds(item) for item in items)
            case ir.Not(item):
                return self.sets.negated(self.holds(item))
            case ir.AtLeast(count, items):
                return self.sets.at_least(count, (self.holds(item) for item in items))
            case ir.DefineHolds(define):
                return self._define_holds(define)
            case ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return self.sets.every(self.holds(each) for each in self.index.conjuncts(condition))
            case _:
                assert_never(condition)

    def _certain(self, holds: bool) -> int:
        return EVERYBODY if holds else NOBODY

    def _from(self, subject: Subject, position: int) -> int:
        axis = self.axes.of(subject)
        size = len(axis.values)
        return self.sets.stretch(axis.level, size, position, size)

    def _compared(self, compare: ir.Compare) -> int:
        stands = _SIGNS[compare.comparison]
        found, constant = self._terms((1, compare.left), (-1, compare.right))
        if not found:
            return self._certain(stands(constant, 0))
        if len(found) == 1:
            ((leaf, by),) = found.items()
            along = self._along(leaf)
            if along is not None:
                name, work = along
                sign = self._stepped(name, lambda value: _sign(by * work(value) + constant))
                values = [value for value in (-1, 0, 1) if stands(value, 0)]
                return self.sets.some(self.numbers.equal(sign, value) for value in values)
        try:
            number = self._ordered(found) if is_order(found, constant) else self._sum(found, constant)
        except TooMuch:
            return self.anything(compare)
        return self._stands(number, compare.comparison)

    def _stands(self, number: Edge, comparison: ir.Comparison) -> int:
        """Those for whom the number compares so with 0."""
        match comparison:
            case ir.Comparison.AT_LEAST:
                return self.numbers.at_least(number, 0)
            case ir.Comparison.MORE:
                return self.numbers.at_least(number, 1)
            case ir.Comparison.AT_MOST:
                return self.sets.negated(self.numbers.at_least(number, 1))
            case ir.Comparison.LESS:
                return self.sets.negated(self.numbers.at_least(number, 0))
            case ir.Comparison.IS:
                return self.numbers.equal(number, 0)
            case ir.Comparison.IS_NOT:
                return self.sets.negated(self.numbers.equal(number, 0))
            case _:
                assert_never(comparison)

    def _ordered(self, found: Terms) -> Edge:
        """The difference of two facts of which some values stand for the others of their stretch."""
        facts = [leaf.fact for leaf in found if isinstance(leaf, ir.FactValue)]
        axes = [self.axes.get(fact) for fact in facts]
        if len(facts) < 2 or all(axis is None or axis.edges is None for axis in axes):
            return self._sum(found, 0)
        parts = (
            self.numbers.node(axis.level, range(1, len(axis.values)), [(by * one, FLAT) for one in axis.values])
            for axis, by in zip(axes, found.values(), strict=True)
            if axis is not None
        )
        return self.added(parts)

    def anything(self, condition: ir.Condition) -> int:
        """A condition that single facts do not decide: there may be such applicants, and others."""
        axis = self.axes.add(condition, range(2))
        self._loose.add(axis.level)
        return self._from(condition, 1)

    def _among(self, condition: ir.Condition, item: ir.Number, values: tuple[int, ...]) -> int:
        found, constant = self._terms((1, item))
        try:
            number = self._sum(found, constant)
        except TooMuch:
            return self.anything(condition)
        return self.sets.some(self.numbers.equal(number, value) for value in values)

    def _on_list(self, whole: ir.OnList, item: ir.Number, name: str, entries: tuple[tuple[int, str], ...]) -> int:
        gates: dict[ir.Condition | None, list[int]] = {}
        for value, entry in entries:
            gates.setdefault(self.index.lists[name][entry].gate, []).append(value)
        found: list[int] = []
        for gate, values in gates.items():
            on = self._among(ir.Among(item, tuple(values)), item, tuple(values))
            found.append(on if gate is None else self.sets.both(on, self.holds(gate)))
        return self.sets.some(found)

    # Numbers

    def number(self, number: ir.Number) -> Edge:
        """What `number` comes to, for each applicant."""
        found = self._counted.get(number)
        if found is None:
            found = self._counted[number] = self._sum(*self._terms((1, number)))
        return found

    def _terms(self, *numbers: tuple[int, ir.Number]) -> tuple[Terms, int]:
        """The sum, with what is given worked out."""
        found, constant = terms(self.index, *numbers)
        for leaf in list(found) if self.given else ():
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

    def _sum(self, found: Terms, constant: int) -> Edge:
        parts = (self.numbers.times(self._leaf_once(leaf), by) for leaf, by in found.items())
        return self.added([(constant, FLAT), *parts])

    def _leaf_once(self, leaf: ir.Number) -> Edge:
        found = self._counted.get(leaf)
        if found is None:
            found = self._counted[leaf] = self._named(leaf, self._leaf)
        return found

    def added(self, parts: Iterable[Edge]) -> Edge:
        """The sum of several numbers."""
        total = NOTHING
        for part in parts:
            total = self.numbers.plus(total, part)
        return total

    def _leaf(self, leaf: ir.Number) -> Edge:
        match leaf:
            case ir.Constant(value):
                return value, FLAT
            case ir.FactValue(name) | ir.FieldValue(name):
                return self._fact(name)
            case ir.DefineValue(define):
                return self._define_value(define)
            case ir.Score(path):
                return self._points(path)
            case ir.Linear():
                return self.number(leaf)
            case ir.Least(items):
                return self._best(items, self.numbers.lesser)
            case ir.Greatest(items):
                return self._best(items, self.numbers.greater)
            case ir.Count(fact, where):
                return self._count(leaf, fact, where)
            case ir.Size(fact):
                return self._size(fact)
            case ir.Each(points, step, of, cap):
                along = self._along(leaf)
                if along is not None:
                    return self._stepped(*along)
                return self.numbers.mapped(self.number(of), lambda value: _each(points, value // step, cap))
            case ir.Completed() | ir.Later() | ir.Total():
                along = self._along(leaf)
                if along is not None:
                    return self._stepped(*along)
                raise TooMuch
            case _:
                assert_never(leaf)

    def _best(self, items: tuple[ir.Number, ...], best: Callable[[Edge, Edge], Edge]) -> Edge:
        first, *others = (self.number(item) for item in items)
        for other in others:
            first = best(first, other)
        return first

    def _fact(self, name: str) -> Edge:
        """A fact that counts with each of its values."""
        axis = self.axes.of(name)
        every = domain(self.axes.types[name]) if axis.edges is not None else axis.values
        if len(every) > _VALUES:
            raise TooMuch
        if axis.edges is not None:
            self.need_whole([name])
        return self.numbers.node(axis.level, range(1, len(every)), [(value, FLAT) for value in every])

    def need_whole(self, names: Iterable[str]) -> None:
        """Begin again with all values of these facts."""
        self._finer.whole.update(names)
        raise NeedsFiner

    def _size(self, name: str) -> Edge:
        several = self.axes.types[name]
        assert isinstance(several, Several)
        axes = [self.axes.of((name, value)) for value in range(len(several.values))]
        return self.added(self.numbers.node(axis.level, (1,), (NOTHING, (1, FLAT))) for axis in axes)

    def _count(self, count: ir.Count, fact: str, where: ir.Condition | None) -> Edge:
        if fact not in self.kinds:
            records = self.axes.types[fact]
            assert isinstance(records, Records)
            axis = self.axes.add(count, range(records.limit + 1))
            self._loose.add(axis.level)
            return self.amount(axis)
        kinds = self.kinds[fact]
        if where is not None and any(where not in kind.verdicts for kind in kinds):
            self._finer.asked[where] = fact
            raise NeedsFiner
        counted = [at for at, kind in enumerate(kinds) if where is None or kind.verdicts[where]]
        return self.added(self.amount(self.axes.of((fact, at))) for at in counted)

    def amount(self, axis: Axis) -> Edge:
        """The value on an axis of few values."""
        return self.numbers.node(axis.level, range(1, len(axis.values)), [(value, FLAT) for value in axis.values])

    def _along(self, leaf: ir.Number) -> Along | None:
        """The one fact that `leaf` rises or falls with, if there is only one; never a sum."""
        match leaf:
            case ir.FactValue(name) | ir.FieldValue(name) if self.axes.get(name) is not None:
                return name, _itself
            case ir.Each(points, step, of, cap):
                found, constant = self._terms((1, of))
                inner = None if len(found) != 1 else self._along(next(iter(found)))
                if inner is None:
                    return None
                (by,) = found.values()
                name, below = inner
                return name, lambda value: _each(points, (by * below(value) + constant) // step, cap)
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
        found, constant = self._terms((1, date))
        if not found:
            return constant
        match list(found.items()):
            case [(ir.FactValue(name), 1)] if constant == 0:
                return name
            case _:
                return None

    def _stepped(self, name: str, work: Callable[[int], int]) -> Edge:
        """A number that only ever rises, or only ever falls, with a fact: its stretches."""
        axis = self.axes.of(name)
        every = axis.values if axis.edges is None else domain(self.axes.types[name])
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
        return self.numbers.node(axis.level, starts[1:], [(amount, FLAT) for amount in amounts])

    # Rules

    def part(self, part: ir.Rule | ir.Choose) -> tuple[int, Edge]:
        """To whom a rule or a group applies, and what it is worth: to others 0."""
        if isinstance(part, ir.Rule):
            applies = self.holds(part.guard)
            return applies, self.numbers.kept(self.number(part.value), applies)
        found = [self.part(item) for item in part.items]
        applies = self.sets.some(applies for applies, _ in found)
        match part.policy:
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                worth = self._first(found)
            case ir.Policy.HIGHEST:
                worth = self._highest(found, applies)
            case ir.Policy.ALL:
                worth = self.added(amount for _, amount in found)
            case _:
                assert_never(part.policy)
        if part.otherwise is None:
            return applies, worth
        rest = self.number(part.otherwise.value)
        return EVERYBODY, self.numbers.plus(worth, self.numbers.kept(rest, self.sets.negated(applies)))

    def _first(self, found: list[tuple[int, Edge]]) -> Edge:
        left, worth = EVERYBODY, NOTHING
        for applies, amount in found:
            worth = self.numbers.plus(worth, self.numbers.kept(amount, left))
            left = self.sets.minus(left, applies)
        return worth

    def _highest(self, found: list[tuple[int, Edge]], applies: int) -> Edge:
        # No rule is worth less than this, so to whom a rule does not apply it never counts.
        floor = min([0, *(amount for _, (amount, _) in found)])
        best: Edge = (floor, FLAT)
        for one, amount in found:
            best = self.numbers.greater(best, self.numbers.chosen(one, amount, (floor, FLAT)) if floor else amount)
        return self.numbers.kept(best, applies) if floor else best

    def limited(self, number: Edge, limits: tuple[ir.Limit, ...]) -> Edge:
        """The number cut at the first limit whose condition holds."""
        found = number
        for limit in reversed(limits):
            cut = self.numbers.lesser(number, (limit.points, FLAT))
            found = cut if limit.when is None else self.numbers.chosen(self.holds(limit.when), cut, found)
        return found

    def before_cap(self, path: str) -> Edge:
        """The points of a factor, a section or `general.total` before its own cap, where it applies."""
        factor = self.index.factors.get(path)
        if factor is not None:
            return self.added(self.part(part)[1] for part in factor.parts)
        above = self.index.sections.get(path) or self.index.test_of(path)
        if isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            return self.numbers.kept((above.mark.worth, FLAT), self.holds(above.mark.condition))
        inside = tuple(ir.Score(name) for name in self.index.inside(path))
        if isinstance(above, ir.Section) and above.highest and inside:
            return self._best(inside, self.numbers.greater)
        return self.added(self.number(score) for score in inside)

    def applies(self, path: str) -> int:
        """To whom a factor, a section or a test applies."""
        return self.sets.every(self.holds(gate) for gate in self.index.gates(path))

    def _points(self, path: str) -> Edge:
        applies = self.applies(path)
        if applies == NOBODY:
            return NOTHING
        part = self.index.factors.get(path) or self.index.sections.get(path) or self.index.test_of(path)
        return self.numbers.kept(self.limited(self.before_cap(path), part.cap), applies)

    # Names

    def _define_holds(self, name: str) -> int:
        body = self.index.defines[name].body
        if isinstance(body, ir.Choose):
            applies, worth = self.part(body)
            return self.sets.minus(applies, self.numbers.equal(worth, 0))
        if not isinstance(body, ir.Condition):
            raise TypeError(f"{name} is a number")
        return self.holds(body)

    def _define_value(self, name: str) -> Edge:
        body = self.index.defines[name].body
        if isinstance(body, ir.Condition):
            raise TypeError(f"{name} is a condition")
        return self.part(body)[1] if isinstance(body, ir.Choose) else self.number(body)

    def _named(self, what: Asked, work: Callable[[Asked], Made]) -> Made:
        """`work` done on `what`; what its names rest on first, where they are nested deeply."""
        if what in self._failed:
            raise TooMuch
        self._depth += 1
        try:
            if self._depth > _DEEP and isinstance(what, Reference):
                self._from_below(what)
            return work(what)
        except TooMuch:
            self._failed.add(what)
            raise
        finally:
            self._depth -= 1

    def _from_below(self, name: Reference) -> None:
        waiting: list[Reference] = [name]
        while waiting:
            behind = self.index.references(*self.index.behind(waiting[-1]))
            below = [one for one in behind if one not in self._held and one not in self._counted]
            waiting += below
            if not below and (done := waiting.pop()) != name:
                _ = self._leaf_once(done) if isinstance(done, ir.DefineValue | ir.Score) else self.holds(done)


def _itself(value: int) -> int:
    return value


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _each(points: int, times: int, cap: int | None) -> int:
    size = abs(points) * max(0, times)
    bounded = size if cap is None else min(size, abs(cap))
    return bounded if points >= 0 else -bounded
