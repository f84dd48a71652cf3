"""The atlas: what every node of the intermediate representation means for all applicants at a time.

This is the interpreter's meaning once more: a condition becomes the set of applicants for whom it holds, a
number becomes a number that differs from applicant to applicant. Everything with a name is worked out once.
The tests hold it against the interpreter, applicant by applicant.

Trusted to be exact, with two exceptions that are never silent: what cannot be asked of single facts gets
an axis on which anything goes (`is_exact` says whether an answer rests on one), and what would grow too
large raises `TooMuch`.
"""

import operator
from collections.abc import Callable, Iterable
from typing import TypeVar, assert_never

from qmasdsl.interpreter.meaning import Facts, each
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Expression, Index, Reference
from qmasdsl.proving.axes import Axes, Finer, Subject, is_order
from qmasdsl.proving.kinds import Kind
from qmasdsl.proving.linear import Terms
from qmasdsl.proving.measures import Measures
from qmasdsl.proving.numbers import FLAT, Edge, Numbers
from qmasdsl.proving.points import Points
from qmasdsl.proving.sets import EVERYBODY, NOBODY, OutOfTime, Sets, TooMuch

_DEEP = 5  # names within names; beyond this they are worked out from below, so that the stack stays short
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
        self.measures = Measures(index, given, axes, kinds, finer, self.numbers)
        self.points = Points(index, self.sets, self.numbers, self.holds, self.number)
        self._finer = finer
        self._held: dict[ir.Condition, int] = {}
        self._counted: dict[ir.Number, Edge] = {}
        self._failed: set[Expression] = set()
        self._read: dict[ir.Number, frozenset[str]] = {}
        self._depth = 0

    def is_exact(self, levels: Iterable[int]) -> bool:
        """Whether what asks at `levels` asks for nothing but facts."""
        return self.axes.loose.isdisjoint(levels)

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
        found, constant = self.measures.terms((1, compare.left), (-1, compare.right))
        if not found:
            return self._certain(stands(constant, 0))
        if len(found) == 1:
            ((leaf, by),) = found.items()
            along = self.measures.along(leaf)
            if along is not None:
                name, work = along
                sign = self.measures.stepped(name, lambda value: _sign(by * work(value) + constant))
                values = [value for value in (-1, 0, 1) if stands(value, 0)]
                return self.sets.some(self.numbers.equal(sign, value) for value in values)
        try:
            ordered = self.measures.ordered(found) if is_order(found, constant) else None
            number = self._sum(found, constant) if ordered is None else ordered
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

    def anything(self, condition: ir.Condition) -> int:
        """A condition that single facts do not decide: there may be such applicants, and others."""
        self.axes.add_loose(condition, range(2))
        return self._from(condition, 1)

    def _among(self, condition: ir.Condition, item: ir.Number, values: tuple[int, ...]) -> int:
        found, constant = self.measures.terms((1, item))
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
            found = self._counted[number] = self._sum(*self.measures.terms((1, number)))
        return found

    def _sum(self, found: Terms, constant: int) -> Edge:
        parts = (self.numbers.times(self._leaf_once(leaf), by) for leaf, by in found.items())
        return self.numbers.added([(constant, FLAT), *parts])

    def _leaf_once(self, leaf: ir.Number) -> Edge:
        found = self._counted.get(leaf)
        if found is None:
            found = self._counted[leaf] = self._named(leaf, self._leaf)
        return found

    def _leaf(self, leaf: ir.Number) -> Edge:
        match leaf:
            case ir.Constant(value):
                return value, FLAT
            case ir.FactValue(name) | ir.FieldValue(name):
                return self.measures.fact(name)
            case ir.DefineValue(define):
                return self._define_value(define)
            case ir.Score(path):
                return self.points.score(path)
            case ir.Linear():
                return self.number(leaf)
            case ir.Least(items):
                return self.numbers.best(map(self.number, items), self.numbers.lesser)
            case ir.Greatest(items):
                return self.numbers.best(map(self.number, items), self.numbers.greater)
            case ir.Count(fact, where):
                return self.measures.count(leaf, fact, where)
            case ir.Size(fact):
                return self.measures.size(fact)
            case ir.Each(points, step, of, cap):
                along = self.measures.along(leaf)
                if along is not None:
                    return self.measures.stepped(*along)
                return self.numbers.mapped(self.number(of), lambda value: each(points, value // step, cap))
            case ir.Completed() | ir.Later() | ir.Total():
                along = self.measures.along(leaf)
                if along is not None:
                    return self.measures.stepped(*along)
                raise TooMuch
            case _:
                assert_never(leaf)

    # Names

    def _define_holds(self, name: str) -> int:
        body = self.index.defines[name].body
        if isinstance(body, ir.Choose):
            applies, worth = self.points.part(body)
            return self.sets.minus(applies, self.numbers.equal(worth, 0))
        if not isinstance(body, ir.Condition):
            raise TypeError(f"{name} is a number")
        return self.holds(body)

    def _define_value(self, name: str) -> Edge:
        body = self.index.defines[name].body
        if isinstance(body, ir.Condition):
            raise TypeError(f"{name} is a condition")
        return self.points.part(body)[1] if isinstance(body, ir.Choose) else self.number(body)

    def _named(self, what: Asked, work: Callable[[Asked], Made]) -> Made:
        """`work` done on `what`; what its names rest on first, where they are nested deeply."""
        if what in self._failed:
            raise TooMuch
        self._depth += 1
        try:
            if self._depth > _DEEP and isinstance(what, Reference):
                self._from_below(what)
            return work(what)
        except OutOfTime:
            raise
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


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
