"""Cuts: where a rule set tells one value of a fact from the next.

A rule that asks `age at least 18` treats all ages from 0 to 17 alike, and all ages from 18 up. So a
question about some rules needs only one value of each stretch between two cuts, and the product of these
stretches, over the facts the rules read, is every applicant the question can tell apart.

Here the cuts are found. Three things cannot be cut stretch by stretch, and are said so:

    `senior_work at most graduate_work`      two facts are compared: they get the same cuts, and in every
                                             stretch as many values as there are such facts, so that each
                                             order they can stand in has its place (`linked`)
    `bachelors + masters at least 2`         the facts are few-valued: every value counts (`whole`)
    `salary at least 90% of going_rate`      neither: the comparison is taken as a yes/no of its own that
                                             nothing else decides (`loose`). Then there are regions in which
                                             no applicant stands, and only what never happens is certain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import assert_never

from qmasdsl.frozen import slotted
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Type
from qmasdsl.ir.walk import Index, nodes

# What an axis measures: a fact or a field by name, or an expression that is taken whole.
Loose = ir.Compare | ir.Among | ir.OnList | ir.Passes
Subject = str | ir.Count | Loose
# A sum of whole multiples of these, plus a constant.
Sum = tuple[tuple[tuple[ir.Number, int], ...], int]

_FEW = 256  # a fact of at most so many values can be gone through value by value
_STEPS = 512  # steps of a `for each` that are told apart
_CHAIN = 500  # defines that one question may read


class TooMuch(Exception):
    """This question would take too long: it stays undecided."""


@slotted
class Cuts:
    """What is known of each fact: `at` holds the values (encoded) with which a new stretch begins."""

    index: Index
    fields: Mapping[str, Type]
    at: dict[str, set[int]] = field(default_factory=dict)
    held: dict[str, set[int]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    linked: list[tuple[str, str]] = field(default_factory=list)
    counted: dict[ir.Count | ir.Size, None] = field(default_factory=dict)
    loose: dict[ir.Condition, None] = field(default_factory=dict)
    yes_no: dict[str, None] = field(default_factory=dict)
    defines: dict[str, None] = field(default_factory=dict)
    _seen: set[ir.Condition] = field(default_factory=set)

    def condition(self, condition: ir.Condition) -> None:
        """Cut for everything that decides `condition`."""
        if condition in self._seen:
            return
        self._seen.add(condition)
        match condition:
            case ir.Truth() | ir.Reading():
                pass
            case ir.FactHolds(name) | ir.FieldHolds(name):
                self.yes_no[name] = None
            case ir.DefineHolds(name):
                self._define(name)
            case ir.Includes(name, values) | ir.FieldIncludes(name, values):
                self.held.setdefault(name, set()).update(values)
            case ir.And(items) | ir.Or(items) | ir.AtLeast(_, items):
                for item in items:
                    self.condition(item)
            case ir.Not(item):
                self.condition(item)
            case ir.Compare():
                self._compare(condition)
            case ir.Among(item, values):
                self._item(condition, item, {at for value in values for at in (value, value + 1)})
            case ir.OnList(item, name, entries):
                self._on_list(condition, item, name, dict(entries))
            case ir.Passes():
                self.loose[condition] = None
            case ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                self._all(self.index.conjuncts(condition))
            case _:
                assert_never(condition)

    def points(self, number: ir.Number) -> None:
        """Cut so finely that `number` has one value in every region."""
        terms, _ = self.sum(number)
        for leaf, _ in terms:
            self._every_value(leaf)

    def _all(self, conditions: Iterable[ir.Condition]) -> None:
        for condition in conditions:
            self.condition(condition)

    def _item(self, whole: ir.Among | ir.OnList, item: ir.Number, at: set[int]) -> None:
        if self._solid(item):
            self._push(item, at)
        else:
            self.loose[whole] = None

    def _on_list(self, whole: ir.OnList, item: ir.Number, name: str, entries: dict[int, str]) -> None:
        gates = {value: self.index.lists[name][entry].gate for value, entry in entries.items()}
        # A stretch ends where the next value is asked something else: all entries without a condition are alike.
        at = {value for value in gates if value - 1 not in gates or gates[value - 1] != gates[value]}
        at |= {value + 1 for value in gates if value + 1 not in gates}
        self._item(whole, item, at)
        self._all({gate: None for gate in gates.values() if gate is not None})

    def _define(self, name: str) -> None:
        """The defines behind `name`, from below: a chain of a thousand costs no stack."""
        if name in self.defines:
            return
        wanted, waiting = {name}, [name]
        while waiting:
            for root in _inside(self.index.defines[waiting.pop()].body):
                for node in nodes(root):
                    if isinstance(node, ir.DefineValue | ir.DefineHolds) and node.define not in wanted:
                        wanted.add(node.define)
                        waiting.append(node.define)
            if len(wanted) > _CHAIN:
                raise TooMuch
        for define in self.index.ruleset.defines:
            if define.name in wanted and define.name not in self.defines:
                self.defines[define.name] = None
                for root in _inside(define.body):
                    if isinstance(root, ir.Condition):
                        self.condition(root)

    # Comparisons

    def _compare(self, compare: ir.Compare) -> None:
        left, right = self.sum(compare.left), self.sum(compare.right)
        terms = {leaf: 0 for leaf, _ in (*left[0], *right[0])}
        for leaf, by in left[0]:
            terms[leaf] += by
        for leaf, by in right[0]:
            terms[leaf] -= by
        kept = [(leaf, by) for leaf, by in terms.items() if by]
        constant = left[1] - right[1]
        if not all(self._solid(leaf) for leaf, _ in kept):
            self.loose[compare] = None
        elif len(kept) == 1:
            leaf, by = kept[0]
            self._push(leaf, thresholds(by, constant))
        elif len(kept) == 2 and not constant and self._comparable(*kept):
            one, other = (leaf.fact for leaf, _ in kept if isinstance(leaf, ir.FactValue))
            self.linked.append((one, other))
            self.at.setdefault(one, set())
            self.at.setdefault(other, set())
        elif kept and all(self._few(leaf) for leaf, _ in kept):
            for leaf, _ in kept:
                self._every_value(leaf)
        elif kept:
            self.loose[compare] = None

    def sum(self, number: ir.Number) -> Sum:
        """`number` as a sum of what cannot be taken apart any further."""
        terms: dict[ir.Number, int] = {}
        constant, waiting = 0, [(1, number)]
        while waiting:
            by, part = waiting.pop()
            match part:
                case ir.Constant(value):
                    constant += by * value
                case ir.Linear(inner, more):
                    constant += by * more
                    waiting += [(by * times, term) for times, term in inner]
                case ir.DefineValue(name) if isinstance(body := self.index.defines[name].body, ir.Number):
                    self._define(name)
                    waiting.append((by, body))
                case _:
                    terms[part] = terms.get(part, 0) + by
        return tuple(terms.items()), constant

    def _solid(self, leaf: ir.Number) -> bool:
        """Whether the value of `leaf` can be told from stretches."""
        match leaf:
            case ir.Constant() | ir.FactValue() | ir.FieldValue() | ir.Count() | ir.Size():
                return True
            case ir.Each(_, _, of):
                return self._solid(of)
            case ir.Least(items) | ir.Greatest(items):
                return all(self._solid(item) for item in items)
            case ir.Linear() | ir.DefineValue():
                if isinstance(leaf, ir.DefineValue) and self._is_chosen(leaf.define):
                    self._define(leaf.define)
                    return all(self._solid(value) for value in self._amounts(leaf.define))
                terms, _ = self.sum(leaf)
                return len(terms) <= 1 and all(self._solid(term) for term, _ in terms)
            case ir.Score() | ir.Total() | ir.Completed() | ir.Later():
                return False
            case _:
                assert_never(leaf)

    def _comparable(self, one: tuple[ir.Number, int], other: tuple[ir.Number, int]) -> bool:
        """Whether two facts stand on one scale, so that only their order matters."""
        (left, by), (right, minus) = one, other
        if not isinstance(left, ir.FactValue) or not isinstance(right, ir.FactValue) or by != -minus:
            return False
        (low, _, step), (other_low, _, other_step) = self.domain(left.fact), self.domain(right.fact)
        return step == other_step and (low - other_low) % step == 0

    def _few(self, leaf: ir.Number) -> bool:
        match leaf:
            case ir.FactValue(name) | ir.FieldValue(name):
                low, high, step = self.domain(name)
                return (high - low) // step < _FEW
            case ir.Constant() | ir.Count() | ir.Size():
                return True
            case ir.DefineValue(name):
                return all(self._few(value) for value in self._amounts(name))
            case ir.Least(items) | ir.Greatest(items):
                return all(self._few(item) for item in items)
            case ir.Each() | ir.Linear():
                return False
            case ir.Score() | ir.Total() | ir.Completed() | ir.Later():
                return False
            case _:
                assert_never(leaf)

    def _is_chosen(self, define: str) -> bool:
        return isinstance(self.index.defines[define].body, ir.Choose)

    def _amounts(self, define: str) -> Iterable[ir.Number]:
        """The values that a define may have."""
        return (root for root in _inside(self.index.defines[define].body) if isinstance(root, ir.Number))

    def domain(self, name: str) -> tuple[int, int, int]:
        """Least value, greatest value and step of a fact or field that is a number, a date or a choice."""
        match self.type_of(name):
            case Numeric(_, least, greatest, step):
                return least, greatest, step
            case Date(least, greatest) | Moment(least, greatest):
                return least, greatest, 1
            case Choice(values):
                return 0, len(values) - 1, 1
            case other:
                raise TypeError(f"{name} is {other}, and has no order")

    def type_of(self, name: str) -> Type:
        return self.fields[name] if name in self.fields else self.index.facts[name].type

    def count_limit(self, one: ir.Count) -> int:
        records = self.index.facts[one.fact].type
        return records.limit if isinstance(records, Records) else 0

    # Pushing a threshold down to the facts

    def _push(self, leaf: ir.Number, at: set[int]) -> None:
        """Cut what `leaf` is made of so that no stretch has values of it on both sides of a threshold."""
        match leaf:
            case ir.FactValue(name) | ir.FieldValue(name):
                self.at.setdefault(name, set()).update(at)
            case ir.Count() | ir.Size():
                self.counted[leaf] = None
            case ir.Least(items) | ir.Greatest(items):
                for item in items:
                    self._push(item, at)
            case ir.Each(points, step, of):
                self._push(of, {step * edge for value in at for edge in _around(value, points) if edge >= 0})
            case ir.DefineValue(name) if self._is_chosen(name):
                self._define(name)
                for value in self._amounts(name):
                    self._push(value, at)
            case ir.Linear() | ir.DefineValue():
                terms, constant = self.sum(leaf)
                for term, by in terms:
                    self._push(term, {edge for value in at for edge in thresholds(by, constant - value)})
            case ir.Constant() | ir.Score() | ir.Total() | ir.Completed() | ir.Later():
                pass
            case _:
                assert_never(leaf)

    def _every_value(self, leaf: ir.Number) -> None:
        match leaf:
            case ir.FactValue(name) | ir.FieldValue(name):
                if not self._few(leaf):
                    raise TooMuch
                self.at.setdefault(name, set())
                self.whole.add(name)
            case ir.Count() | ir.Size():
                self.counted[leaf] = None
            case ir.Each(points, step, of, cap):
                greatest = self._greatest(of) // step
                if cap is not None and points:
                    greatest = min(greatest, -(-cap // abs(points)))
                if greatest > _STEPS or not self._solid(of):
                    raise TooMuch
                self._push(of, {step * edge for edge in range(1, greatest + 1)})
            case ir.DefineValue(name) if self._is_chosen(name):
                self._define(name)
                for value in self._amounts(name):
                    self.points(value)
            case ir.Least(items) | ir.Greatest(items):
                for item in items:
                    self.points(item)
            case ir.Linear() | ir.DefineValue():
                self.points(leaf)
            case ir.Constant():
                pass
            case ir.Score() | ir.Total() | ir.Completed() | ir.Later():
                raise TooMuch
            case _:
                assert_never(leaf)

    def _greatest(self, of: ir.Number) -> int:
        """No value of `of` is greater than this."""
        terms, total = self.sum(of)
        for leaf, by in terms:
            match leaf:
                case ir.FactValue(name) | ir.FieldValue(name):
                    low, high, _ = self.domain(name)
                    total += max(by * low, by * high)
                case ir.Count():
                    total += max(0, by * self.count_limit(leaf))
                case ir.Size(name):
                    total += max(0, by * len(getattr(self.type_of(name), "values", ())))
                case ir.Least(items) | ir.Greatest(items) if by > 0:
                    total += by * max(self._greatest(item) for item in items)
                case _:
                    raise TooMuch
        return total


def thresholds(by: int, constant: int) -> set[int]:
    """Where `by * x + constant` passes 0 and where it leaves it: each is the first x of a stretch.

    >>> sorted(thresholds(1, -18))
    [18, 19]
    """
    if by == 0:
        return set()
    # x stands at 0 exactly where x == -constant / by; the stretches below, at and above it are told apart.
    edge = -constant // by if by > 0 else constant // -by
    exact = by * edge + constant == 0
    return {edge, edge + 1} if exact else {edge + 1}


def _around(value: int, points: int) -> tuple[int, ...]:
    """The counts at which `points * count` reaches or passes `value`."""
    if not points:
        return ()
    edge = value // points
    return edge, edge + 1


def _inside(body: ir.Number | ir.Condition | ir.Choose) -> Iterable[ir.Number | ir.Condition]:
    waiting: list[ir.Number | ir.Condition | ir.Choose | ir.Rule] = [body]
    while waiting:
        part = waiting.pop()
        match part:
            case ir.Choose():
                waiting += [] if part.otherwise is None else [part.otherwise]
                waiting += reversed(part.items)
            case ir.Rule():
                yield part.guard
                yield part.value
            case _:
                yield part
