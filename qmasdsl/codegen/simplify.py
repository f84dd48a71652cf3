"""Simplifying: the same meaning with less to work out, before code is made of it.

Open questions are answered, list membership becomes a choice among names, what is asked for only once
is put in its place, and `and`, `or`, `not` of what is then known fold away.
"""

from collections.abc import Collection, Iterator
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, Reference

_WIDE = 64  # in a longer `and`, what is known from the parts before is not used
YES, NO = ir.Truth(True), ir.Truth(False)
_TURNED = {
    ir.Comparison.AT_LEAST: ir.Comparison.AT_MOST,
    ir.Comparison.AT_MOST: ir.Comparison.AT_LEAST,
    ir.Comparison.MORE: ir.Comparison.LESS,
    ir.Comparison.LESS: ir.Comparison.MORE,
    ir.Comparison.IS: ir.Comparison.IS,
    ir.Comparison.IS_NOT: ir.Comparison.IS_NOT,
}


class Simplifier:
    """Simplifies expressions of one rule set; `inlined` references are replaced by what they stand for."""

    def __init__(self, index: Index, inlined: frozenset[Reference] = frozenset()) -> None:
        self._index = index
        self._inlined = inlined

    def condition(self, condition: ir.Condition) -> ir.Condition:
        match condition:
            case ir.Truth() | ir.FactHolds() | ir.FieldHolds() | ir.Includes() | ir.FieldIncludes() | ir.Passes():
                return condition
            case ir.DefineHolds(name) if condition in self._inlined:
                body = self._index.defines[name].body
                assert not isinstance(body, ir.Choose | ir.Number)
                return self.condition(body)
            case ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes() if condition in self._inlined:
                return self.condition(ir.And(self._index.conjuncts(condition)))
            case ir.DefineHolds() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return condition
            case ir.Reading(question):
                return ir.Truth(self._index.questions[question].reading)
            case ir.Compare(ir.Constant() as left, comparison, right) if not isinstance(right, ir.Constant):
                return ir.Compare(self.number(right), _TURNED[comparison], left)
            case ir.Compare(left, comparison, right):
                return ir.Compare(self.number(left), comparison, self.number(right))
            case ir.Among(item, values):
                return ir.Among(self.number(item), values) if values else NO
            case ir.OnList(item, name, entries):
                return self.condition(self._on_list(item, name, entries))
            case ir.And(items):
                return _all(self.condition(item) for item in items)
            case ir.Or(items):
                return _any(self.condition(item) for item in items)
            case ir.Not(item):
                return negation(self.condition(item))
            case ir.AtLeast(count, items):
                return self._at_least(count, items)
            case _:
                assert_never(condition)

    def number(self, number: ir.Number) -> ir.Number:
        match number:
            case ir.DefineValue(name) if number in self._inlined:
                body = self._index.defines[name].body
                assert isinstance(body, ir.Number)
                return self.number(body)
            case ir.Constant() | ir.FactValue() | ir.FieldValue() | ir.DefineValue() | ir.Score() | ir.Size():
                return number
            case ir.Linear(terms, constant):
                return ir.Linear(tuple((size, self.number(term)) for size, term in terms), constant)
            case ir.Least(items):
                return ir.Least(tuple(map(self.number, items)))
            case ir.Greatest(items):
                return ir.Greatest(tuple(map(self.number, items)))
            case ir.Count(fact, where):
                return ir.Count(fact, None if where is None else self.condition(where))
            case ir.Total(fact, field, where):
                return ir.Total(fact, field, None if where is None else self.condition(where))
            case ir.Completed(months, start, end):
                return ir.Completed(months, self.number(start), self.number(end))
            case ir.Later(start, months, days):
                return ir.Later(self.number(start), months, days)
            case ir.Each(points, step, of, cap):
                return ir.Each(points, step, self.number(of), cap)
            case _:
                assert_never(number)

    def _on_list(self, item: ir.Number, name: str, entries: tuple[tuple[int, str], ...]) -> ir.Condition:
        """The entries that ask for nothing more, and beside them those that share one condition."""
        values: dict[ir.Condition, list[int]] = {}
        for value, entry in entries:
            gate = self._index.lists[name][entry].gate
            values.setdefault(YES if gate is None else gate, []).append(value)
        return ir.Or(tuple(ir.And((ir.Among(item, tuple(these)), gate)) for gate, these in values.items()))

    def _at_least(self, count: int, items: tuple[ir.Condition, ...]) -> ir.Condition:
        simple = [self.condition(item) for item in items]
        needed = count - simple.count(YES)
        left = tuple(item for item in simple if not isinstance(item, ir.Truth))
        if needed <= 0 or needed > len(left):
            return ir.Truth(needed <= 0)
        if needed == 1:
            return _any(iter(left))
        return _all(iter(left)) if needed == len(left) else ir.AtLeast(needed, left)


def negation(condition: ir.Condition) -> ir.Condition:
    """`not condition`, without two `not` in a row."""
    match condition:
        case ir.Truth(value):
            return ir.Truth(not value)
        case ir.Not(item):
            return item
        case _:
            return ir.Not(condition)


def conjuncts(condition: ir.Condition) -> tuple[ir.Condition, ...]:
    """The conditions that all hold where `condition` does."""
    if condition == YES:
        return ()
    if not isinstance(condition, ir.And):
        return (condition,)
    return tuple(part for item in condition.items for part in conjuncts(item))


def given(condition: ir.Condition, known: Collection[ir.Condition]) -> ir.Condition:
    """What is left of `condition` where everything in `known` holds."""
    if condition in known:
        return YES
    match condition:
        case ir.Not(item) if item in known:
            return NO
        case ir.Not(item):
            return negation(given(item, known))
        case ir.And(items):
            return _all(given(item, known) for item in items)
        case ir.Or(items):
            return _any(given(item, known) for item in items)
        case _:
            return condition


def _all(items: Iterator[ir.Condition]) -> ir.Condition:
    kept: dict[ir.Condition, None] = {}
    for item in items:
        if kept and len(kept) <= _WIDE:
            item = given(item, kept)
        if item == NO:
            return NO
        if item != YES:
            kept.update(dict.fromkeys(item.items if isinstance(item, ir.And) else (item,)))
    return next(iter(kept)) if len(kept) == 1 else ir.And(tuple(kept)) if kept else YES


def _any(items: Iterator[ir.Condition]) -> ir.Condition:
    kept: dict[ir.Condition, None] = {}
    for item in items:
        if item == YES:
            return YES
        if item != NO:
            kept.update(dict.fromkeys(item.items if isinstance(item, ir.Or) else (item,)))
    return next(iter(kept)) if len(kept) == 1 else ir.Or(tuple(kept)) if kept else NO
