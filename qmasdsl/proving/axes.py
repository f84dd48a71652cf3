"""Axes: what a diagram may ask of an applicant, in which order, and which answers it tells apart.

An axis is a fact with all its values in order. A `some of` fact has an axis for each value (held or not),
records have one for each kind of record that the rules tell apart (how many of them there are). Facts that
are compared with each other and have many values are cut into stretches in which the rules treat all alike,
with as many values of each stretch as there are such facts, so that each order they can stand in has its
place (`edges`). What cannot be told from the facts (a comparison of two sums of money, say) gets an axis of
its own, on which anything is possible: then what never happens is certain, and what happens must be tried.

The order decides how large diagrams become: facts that the same factors read stand together, those that
many read first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import pairwise

from qmasdsl.frozen import frozen, slotted
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Expression, Index, expressions, limits, nodes, roots
from qmasdsl.proving.linear import Terms, domain, terms

# A fact; the nth value of a `some of` fact or kind of record; an expression taken whole.
Subject = str | tuple[str, int] | Expression

_SMALL = 64  # a fact of at most so many values is never cut into stretches


@frozen
class Axis:
    """The place of a subject in the order, and its values. `edges` are those at which a stretch begins, where
    `values` are only some of each stretch; None where they are all there are."""

    subject: Subject
    level: int
    values: Sequence[int]
    edges: frozenset[int] | None = None


@slotted
class Finer:
    """What questions have needed to tell apart beyond what the rules do."""

    edges: dict[str, set[int]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    asked: dict[ir.Condition, str] = field(default_factory=dict)  # of records: condition -> fact
    questions: bool = False  # whether open questions may be read either way


class NeedsFiner(Exception):
    """A question tells more apart than the axes do; `Finer` has been told, the axes must be made again."""


class Axes:
    """Axes by subject and by level, and the types of the facts (or of a record's fields) they are made for."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.types = types
        self.by_level: list[Axis] = []
        self.loose: set[int] = set()  # the levels on which anything goes
        self._by_subject: dict[Subject, Axis] = {}

    def add(self, subject: Subject, values: Sequence[int], edges: frozenset[int] | None = None) -> Axis:
        """A further axis, the last in the order; the one there is if the subject has one."""
        axis = self._by_subject.get(subject)
        if axis is None:
            axis = self._by_subject[subject] = Axis(subject, len(self.by_level), values, edges)
            self.by_level.append(axis)
        return axis

    def add_loose(self, subject: Subject, values: Sequence[int]) -> Axis:
        """An axis for what single facts do not decide: any of its values is thought possible."""
        axis = self.add(subject, values)
        self.loose.add(axis.level)
        return axis

    def of(self, subject: Subject) -> Axis:
        return self._by_subject[subject]

    def get(self, subject: Subject) -> Axis | None:
        return self._by_subject.get(subject)

    def ranges(self, axis: Axis, cuts: Sequence[int]) -> list[tuple[int, int]]:
        """The first and last value between each two of `cuts` (positions, the last one behind the end)."""
        every = axis.values if axis.edges is None else domain(self.types[str(axis.subject)])
        firsts = [axis.values[cut] for cut in cuts[:-1]]
        step = every[1] - every[0] if len(every) > 1 else 1
        return list(zip(firsts, [*(first - step for first in firsts[1:]), every[-1]], strict=True))

    def add_plain(self, name: str, kind: YesNo | Several) -> None:
        if isinstance(kind, YesNo):
            self.add(name, range(2))
        else:
            for value in range(len(kind.values)):
                self.add((name, value), range(2))


def fact_axes(index: Index, given: Iterable[str], kinds: Mapping[str, int], finer: Finer) -> Axes:
    """The axes of all facts but those that are `given`; `kinds` counts the kinds of record told apart."""
    types = {name: fact.type for name, fact in index.facts.items()}
    axes = Axes(types)
    known = set(given)
    links = _Links(index, finer)
    for name in in_order(index):
        kind = types[name]
        if name in known:
            continue
        if isinstance(kind, YesNo | Several):
            axes.add_plain(name, kind)
        elif isinstance(kind, Records):
            for number in range(kinds.get(name, 0)):
                axes.add((name, number), range(kind.limit + 1))
        else:
            axes.add(name, *links.values(name))
    return axes


def field_axes(records: Records) -> Axes:
    """The axes of the fields of one record."""
    axes = Axes({each.name: each.type for each in records.fields})
    for each in records.fields:
        if isinstance(each.type, YesNo | Several):
            axes.add_plain(each.name, each.type)
        else:
            axes.add(each.name, domain(each.type))
    return axes


def plain_value(chosen: Mapping[Subject, int], name: str, kind: Type) -> int | bool | frozenset[int]:
    """The value of a fact or a field by the values on its axes."""
    if isinstance(kind, YesNo):
        return bool(chosen[name])
    if isinstance(kind, Several):
        return frozenset(value for value in range(len(kind.values)) if chosen[name, value])
    return chosen[name]


@lru_cache(maxsize=4)
def in_order(index: Index) -> tuple[str, ...]:
    """The facts, those that belong together side by side."""
    ruleset = index.ruleset
    tops = [test.gate for test in ruleset.tests if test.gate is not None]
    first = dict.fromkeys(index.facts_read(*tops))
    bundles = [index.facts_read(*_of_factor(factor)) for test in ruleset.tests for factor in test.factors]
    ties = [index.facts_read(always.condition) for always in ruleset.always]
    ties += [index.facts_read(gate, ir.FactHolds(fact.name)) for fact in ruleset.facts for gate in _some(fact.gate)]
    weight: dict[str, int] = {}
    home: dict[str, list[str]] = {}
    for number, bundle in enumerate([*bundles, *ties]):
        apart = [name for name in bundle if name not in first]
        for name in apart:
            weight[name] = weight.get(name, 0) + (number < len(bundles))
            home.setdefault(name, [name])
        for one, other in pairwise(apart):
            if home[one] is not home[other]:
                small, large = sorted((home[one], home[other]), key=len)
                large += small
                for name in small:
                    home[name] = large
    met = {name: at for at, name in enumerate(home)}
    found = dict(first)
    for name in home:
        found.update(dict.fromkeys(sorted(home[name], key=lambda each: (-weight[each], met[each]))))
    found.update(dict.fromkeys(index.facts))
    return tuple(found)


def _of_factor(factor: ir.Factor) -> list[Expression]:
    found = [one for part in factor.parts for one in expressions(part)]
    return [*found, *_some(factor.gate), *limits(factor.cap)]


def _some(condition: ir.Condition | None) -> tuple[ir.Condition, ...]:
    return () if condition is None else (condition,)


class _Links:
    """Which facts are compared with each other, and the values they must be told apart by."""

    def __init__(self, index: Index, finer: Finer) -> None:
        self._index = index
        self._whole = finer.whole
        self._edges: dict[str, set[int]] = {name: set(edges) for name, edges in finer.edges.items()}
        self._home: dict[str, list[str]] = {}
        sums = _compared(index)
        for found, constant in sums:
            facts = [leaf.fact for leaf in found if isinstance(leaf, ir.FactValue)]
            if is_order(found, constant) and len(facts) == 2 and same_grid(index, *facts):
                self._join(*facts)
        for found, constant in sums if self._home else ():
            if len(found) == 1:
                ((leaf, by),) = found.items()
                if isinstance(leaf, ir.FactValue) and leaf.fact in self._home:
                    self._edges.setdefault(leaf.fact, set()).update(thresholds(by, constant))

    def _join(self, one: str, other: str) -> None:
        left, right = self._home.setdefault(one, [one]), self._home.setdefault(other, [other])
        if left is not right:
            left += right
            for name in right:
                self._home[name] = left

    def values(self, name: str) -> tuple[Sequence[int], frozenset[int] | None]:
        every = domain(self._index.facts[name].type)
        group = self._home.get(name, [])
        domains = [domain(self._index.facts[one].type) for one in group]
        if not group or all(len(each) <= _SMALL for each in domains) or not self._whole.isdisjoint(group):
            return every, None
        at = set().union(*(self._edges.get(one, ()) for one in group))
        for each in domains:
            at |= {each.start, each[-1] + each.step}
        # A stretch begins on the grid: at the first value that is not below the threshold.
        starts = sorted({aligned(every, edge) for edge in at if every.start <= edge <= every[-1]})
        found: list[int] = []
        for start, after in pairwise([*starts, every[-1] + every.step]):
            found += range(start, after, every.step)[: len(group)]
        return tuple(found), frozenset(starts)


@lru_cache(maxsize=4)
def _compared(index: Index) -> tuple[tuple[Terms, int], ...]:
    """Every comparison of the rules, as a sum that is compared with 0."""
    every = (node for _, root in roots(index.ruleset) for node in nodes(root) if isinstance(node, ir.Compare))
    return tuple(terms(index, (1, node.left), (-1, node.right)) for node in dict.fromkeys(every))


def is_order(found: dict[ir.Number, int], constant: int) -> bool:
    """Whether a comparison asks only which of two facts is the greater."""
    return constant == 0 and len(found) == 2 and sum(found.values()) == 0


def same_grid(index: Index, one: str, other: str) -> bool:
    """Whether two facts can have the same values, as far as their domains reach."""
    left, right = index.facts[one].type, index.facts[other].type
    kinds = (Numeric, Date, Moment, Choice)
    if not isinstance(left, kinds) or not isinstance(right, kinds):
        return False
    first, second = domain(left), domain(right)
    return first.step == second.step and (first.start - second.start) % first.step == 0


def aligned(values: range, edge: int) -> int:
    """The first value from `edge` on.

    >>> aligned(range(0, 10, 2), 3)
    4
    """
    return values.start + -(-(edge - values.start) // values.step) * values.step


def thresholds(by: int, constant: int) -> set[int]:
    """Where `by * x + constant` reaches 0 and where it leaves it: each is the first x of a stretch.

    >>> sorted(thresholds(1, -18))
    [18, 19]
    """
    # x stands at 0 exactly where x == -constant / by; the stretches below, at and above it are told apart.
    edge = -constant // by if by > 0 else constant // -by
    return {edge, edge + 1} if by * edge + constant == 0 else {edge + 1}
