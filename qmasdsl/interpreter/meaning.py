"""Meaning: what every node of the intermediate representation comes to for one applicant.

A condition is True, False or `Unknown`, a number is a whole number or `Unknown`, which names the missing
facts. `and` and `or` stop where they are decided, and a missing fact matters only where nothing else
decides. What has a name is worked out once, when it is first asked for. Nothing here can loop, overflow or
lose a fraction: there are only whole numbers and finite sets.
"""

import operator
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never, cast

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.trace import Standing, Step, Tally
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.periods import completed, later
from qmasdsl.ir.unknown import Amount, Truth, Unknown, combined, every, missing, negated, settled, some, under
from qmasdsl.ir.walk import Index, Reference, rules

Facts = Mapping[str, ir.Encoded]  # only facts that exist and were given
_DEEP = 5  # names within names; beyond this they are worked out from below, so that the stack stays short
_COMPARED = {
    ir.Comparison.AT_LEAST: operator.ge,
    ir.Comparison.AT_MOST: operator.le,
    ir.Comparison.MORE: operator.gt,
    ir.Comparison.LESS: operator.lt,
    ir.Comparison.IS: operator.eq,
    ir.Comparison.IS_NOT: operator.ne,
}


@frozen
class Chosen:
    """A rule or a group: whether it applies, and what it is worth if it does."""

    applies: Truth
    worth: Amount
    steps: tuple[Step, ...]


class Meaning:
    """A rule set read for one applicant."""

    def __init__(self, index: Index, facts: Facts) -> None:
        self.index = index
        self.facts = facts
        self._found: dict[Reference, Truth | Amount] = {}
        self._tallies: dict[str, Tally] = {}
        self._depth = 0

    def holds(self, condition: ir.Condition, record: Facts | None = None) -> Truth:
        """Whether `condition` holds, for the record at hand inside a `where`."""
        match condition:
            case ir.Truth(value):
                return value
            case ir.FactHolds(name) | ir.FieldHolds(name):
                return _as_truth(self._held(name, record))
            case ir.DefineHolds() | ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return _as_truth(self._look_up(condition))
            case ir.Reading(question):
                return self.index.questions[question].reading
            case ir.Compare(left, comparison, right):
                pair = self.number(left, record), self.number(right, record)
                return _as_truth(combined(lambda two: _COMPARED[comparison](*two), pair))
            case ir.Among(item, values):
                return _as_truth(combined(lambda one: one[0] in values, [self.number(item, record)]))
            case ir.OnList(item, name, entries):
                one = self.number(item, record)
                if isinstance(one, Unknown) or one not in dict(entries):
                    return one if isinstance(one, Unknown) else False
                entry = self.index.lists[name][dict(entries)[one]]
                return True if entry.gate is None else self.holds(entry.gate)
            case ir.Includes(name, values) | ir.FieldIncludes(name, values):
                held = self._held(name, record)
                return held if isinstance(held, Unknown) else not cast(frozenset[int], held).isdisjoint(values)
            case ir.And(items):
                return every(self.holds(item, record) for item in items)
            case ir.Or(items):
                return some(self.holds(item, record) for item in items)
            case ir.Not(negative):
                return negated(self.holds(negative, record))
            case ir.AtLeast(count, items):
                verdicts = [self.holds(item, record) for item in items]
                if sum(verdict is not False for verdict in verdicts) < count:
                    return False
                return sum(verdict is True for verdict in verdicts) >= count or missing(verdicts)
            case _:
                assert_never(condition)

    def number(self, number: ir.Number, record: Facts | None = None) -> Amount:
        """What `number` comes to, for the record at hand inside a `where`."""
        match number:
            case ir.Constant(value):
                return value
            case ir.FactValue(name) | ir.FieldValue(name):
                return cast(Amount, self._held(name, record))
            case ir.DefineValue() | ir.Score():
                return self._look_up(number)
            case ir.Linear(terms, constant):
                sizes = [size for size, _ in terms]
                values = [self.number(term, record) for _, term in terms]
                return combined(lambda found: constant + sum(map(operator.mul, sizes, found)), values)
            case ir.Least(items):
                return combined(min, (self.number(item, record) for item in items))
            case ir.Greatest(items):
                return combined(max, (self.number(item, record) for item in items))
            case ir.Count(fact, where):
                return self._over(fact, where, ir.Constant(1))
            case ir.Total(fact, field, where):
                return self._over(fact, where, ir.FieldValue(field))
            case ir.Size(fact):
                held = self._held(fact, None)
                return held if isinstance(held, Unknown) else len(cast(frozenset[int], held))
            case ir.Completed(months, start, end):
                ends = self.number(start, record), self.number(end, record)
                return combined(lambda two: completed(months, two[0], two[1]), ends)
            case ir.Later(start, months, days):
                return combined(lambda one: later(one[0], months, days), [self.number(start, record)])
            case ir.Each(points, step, of, cap):
                return combined(lambda one: each(points, one[0] // step, cap), [self.number(of, record)])
            case _:
                assert_never(number)

    def part(self, part: ir.Rule | ir.Choose) -> Chosen:
        """A rule, or a group by the way it combines; a group of which nothing applies is worth 0."""
        if isinstance(part, ir.Rule):
            applies = self.holds(part.guard)
            worth = 0 if applies is False else self.number(part.value)
            standing = Standing.NOT_MET if applies is False else Standing.COUNTS if applies is True else Standing.OPEN
            return Chosen(applies, worth, (Step(part, standing, worth),))
        match part.policy:
            # Of an `only one applies` the first counts: the checker has shown that there is no second.
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                return self._first(part.items if part.otherwise is None else (*part.items, part.otherwise))
            case ir.Policy.HIGHEST | ir.Policy.ALL if part.otherwise is not None:
                return self._first((replace(part, otherwise=None), part.otherwise))
            case ir.Policy.HIGHEST:
                return _highest([self.part(item) for item in part.items])
            case ir.Policy.ALL:
                return _sum([self.part(item) for item in part.items])
            case _:
                assert_never(part.policy)

    def _first(self, items: tuple[ir.Rule | ir.Choose, ...]) -> Chosen:
        possible: list[Chosen] = []
        steps: list[Step] = []
        for item in items:
            if possible and possible[-1].applies is True:
                steps += (Step(rule, Standing.NOT_READ, 0) for rule in rules(item))
                continue
            chosen = self.part(item)
            steps += _but(chosen.steps, Standing.OPEN) if possible else chosen.steps
            possible += [] if chosen.applies is False else [chosen]
        verdicts = [one.applies for one in possible]
        end = [] if True in verdicts else [0]
        return Chosen(some(verdicts), settled([*(one.worth for one in possible), *end], verdicts), tuple(steps))

    def tally(self, path: str) -> Tally:
        """How the points of a factor, a section or `general.total` come about."""
        if path not in self._tallies:
            self._tallies[path] = self._add_up(path)
        return self._tallies[path]

    def exists(self, fact: ir.Fact) -> Truth:
        """Whether there is such a fact of this applicant."""
        return True if fact.gate is None else self.holds(fact.gate)

    def limit(self, limits: tuple[ir.Limit, ...]) -> Amount | None:
        """The points of an `out of` or `capped at`; None where there is no limit."""
        for limit in limits:
            applies = True if limit.when is None else self.holds(limit.when)
            if applies is not False:
                return limit.points if applies is True else applies
        return None

    def _add_up(self, path: str) -> Tally:
        applies = every(self.holds(gate) for gate in self.index.gates(path))
        if applies is False:
            return Tally(False, 0, None, 0)
        factor = self.index.factors.get(path)
        if factor is not None:
            whole = _sum([self.part(part) for part in factor.parts])
            return self._capped(applies, whole.worth, factor.cap, whole.steps)
        above = self.index.sections.get(path) or self.index.test_of(path)
        if isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            return self._capped(applies, under(self.holds(above.mark.condition), above.mark.worth), above.cap)
        inside = [self.number(ir.Score(name)) for name in self.index.inside(path)]
        highest = isinstance(above, ir.Section) and above.highest and inside
        return self._capped(applies, combined(max, inside) if highest else combined(sum, inside), above.cap)

    def _capped(
        self, applies: Truth, before: Amount, limits: tuple[ir.Limit, ...], steps: tuple[Step, ...] = ()
    ) -> Tally:
        cap = self.limit(limits)
        after = before if cap is None else combined(min, [before, cap])
        return Tally(applies, before, cap, under(applies, after), steps)

    def _look_up(self, name: Reference) -> Truth | Amount:
        self._depth += 1
        waiting = [name]
        while waiting and name not in self._found:
            behind = self.index.behind(waiting[-1]) if self._depth > _DEEP else ()
            below = [one for one in self.index.references(*behind) if one not in self._found]
            waiting += below
            if not below and (done := waiting.pop()) not in self._found:
                self._found[done] = self._work_out(done)
        self._depth -= 1
        return self._found[name]

    def _work_out(self, name: Reference) -> Truth | Amount:
        match name:
            case ir.DefineValue(define) | ir.DefineHolds(define):
                body = self.index.defines[define].body
                if isinstance(body, ir.Choose):
                    chosen = self.part(body)
                    return under(chosen.applies, chosen.worth)
                return self.number(body) if isinstance(body, ir.Number) else self.holds(body)
            case ir.Score(path):
                return self.tally(path).points
            case ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return every(self.holds(condition) for condition in self.index.conjuncts(name))
            case _:
                assert_never(name)

    def _over(self, fact: str, where: ir.Condition | None, worth: ir.Number) -> Amount:
        """The sum of `worth` over the records that satisfy `where`."""
        held = self._held(fact, None)
        if isinstance(held, Unknown):
            return held
        amounts: list[Amount] = []
        for pairs in cast(tuple[tuple[tuple[str, ir.Encoded], ...], ...], held):
            record = dict(pairs)
            applies = True if where is None else self.holds(where, record)
            amount = under(applies, 0 if applies is False else self.number(worth, record))
            # A field that was left out is a part of the fact that is missing.
            amounts.append(Unknown(frozenset([fact])) if isinstance(amount, Unknown) else amount)
        return combined(sum, amounts)

    def _held(self, name: str, record: Facts | None) -> ir.Encoded | Unknown:
        source = self.facts if record is None else record
        return source[name] if name in source else Unknown(frozenset([name]))


def _sum(items: list[Chosen]) -> Chosen:
    worth = combined(sum, (under(item.applies, item.worth) for item in items))
    return Chosen(some(item.applies for item in items), worth, tuple(step for item in items for step in item.steps))


def _highest(items: list[Chosen]) -> Chosen:
    sure = [item for item in items if item.applies is True]
    best = combined(max, (item.worth for item in sure)) if sure else 0
    # What is open matters only where it would be more than what is sure, or than nothing.
    rivals = [item for item in items if isinstance(item.applies, Unknown)]
    if sure and not isinstance(best, Unknown):
        rivals = [item for item in rivals if isinstance(item.worth, Unknown) or item.worth > best]
    worth = settled([best, *(item.worth for item in rivals)], [item.applies for item in rivals])
    steps: list[Step] = []
    winner = next((item for item in sure if item.worth == best), None) if not rivals else None
    for item in items:
        lost = Standing.OPEN if rivals and item.worth == best else Standing.OUTDONE
        steps += item.steps if item is winner else _but(item.steps, lost)
    return Chosen(some(item.applies for item in items), worth, tuple(steps))


def _but(steps: tuple[Step, ...], standing: Standing) -> tuple[Step, ...]:
    """What would count is `standing` instead."""
    return tuple(replace(step, standing=standing) if step.standing is Standing.COUNTS else step for step in steps)


def each(points: int, times: int, cap: int | None) -> int:
    """The points for so many whole steps: never below none, and no more than the cap."""
    size = abs(points) * max(0, times)
    bounded = size if cap is None else min(size, abs(cap))
    return bounded if points >= 0 else -bounded


def _as_truth(held: ir.Encoded | Unknown) -> Truth:
    return held if isinstance(held, Unknown) else bool(held)
