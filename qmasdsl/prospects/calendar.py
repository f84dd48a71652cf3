"""Calendar: how a result moves as time passes and everything else stays as it is.

Four things move. The day of the scheme's `version by` fact goes on. A number of years since a day that is known
(`years since born`) rises on each anniversary of it. A time that `grows with time` rises by as much as has passed.
And an age, or any number of years, whose day is not known rises once a year, nobody can say when; then only the
anniversaries of the first day are certain, and only they are told (`yearly`).

Nothing is interpolated: the interpreter scores every day on which any of this can make a difference. Where rules
read the day itself, what they ask of it is asked on every day, and the whole is scored where an answer changes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Misfit, check_encoded
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.periods import completed, later
from qmasdsl.ir.types import Form, Numeric
from qmasdsl.ir.unknown import Amount, Truth
from qmasdsl.ir.walk import Expression, Index, children, expressions, nodes, roots
from qmasdsl.prospects.growth import counted_in, grows

_MOST_RISES = 12_000  # anniversaries of one fact that are gone through: a thousand years of months


@frozen
class Span:
    """From `first` to `last` the result is the same: it is that of the first day, as are `facts`. `at_last` are the
    facts of the last day in it on which anything but the day itself changed."""

    first: int
    last: int
    facts: Facts
    at_last: Facts
    result: Result


@frozen
class Calendar:
    """The spans in order. `moving` are the facts that move; `undated` those of them that rise once a year on a day
    that is not known. From `ends` on, if there is such a day, the facts cannot be true together, for `why`."""

    spans: tuple[Span, ...]
    moving: tuple[str, ...]
    undated: tuple[str, ...]
    ends: int | None = None
    why: tuple[Misfit, ...] = ()

    @property
    def yearly(self) -> bool:
        """Whether it is told for the anniversaries of the first day only."""
        return bool(self.undated)

    def last_told(self, span: Span) -> int:
        """The last day of a span of which it is told what holds."""
        start = self.spans[0].first
        return later(start, 12 * completed(12, start, span.last)) if self.yearly else span.last


def calendar(index: Index, facts: Facts, start: int, until: int, since: Mapping[str, int]) -> Calendar:
    """What the rules say of the applicant on every day from `start` to `until`.

    `facts` are those of the day `start`; `since` holds, for a number of years, the day it is counted from.
    """
    time = _Time(index, facts, start, since)
    spans: list[Span] = []
    ends: int | None = None
    why: tuple[Misfit, ...] = ()
    for day in time.days(until):
        then = time.facts(day)
        why = check_encoded(index.ruleset, then)
        if why:
            ends = day
            break
        result = score(index.ruleset, then)
        if spans and _seen(spans[-1].result) == _seen(result):
            spans[-1] = replace(spans[-1], at_last=then)
            continue
        if spans:
            spans[-1] = replace(spans[-1], last=day - 1)
        spans.append(Span(day, until, then, then, result))
    if ends is not None and spans:
        spans[-1] = replace(spans[-1], last=ends - 1)
    return Calendar(tuple(spans), time.moving, time.undated, ends, why)


def _seen(result: Result) -> object:
    """What has to change for a new span to begin."""
    tests = [(test.applies, test.total, test.passes) for test in result.tests.values()]
    return result.eligible, tests, list(result.outcomes.values())


class _Time:
    """One applicant on any day."""

    def __init__(self, index: Index, facts: Facts, start: int, since: Mapping[str, int]) -> None:
        self._index = index
        self._start = start
        self._since = {name: day for name, day in since.items() if name in facts}
        self._clock = index.ruleset.version_by
        self._given = facts if self._clock is None else {**facts, self._clock: start}
        self._rising = {
            fact.name: fact.type
            for fact in index.ruleset.facts
            if fact.name in facts and fact.name not in self._since and isinstance(fact.type, Numeric)
            and grows(fact) and counted_in(fact.type)
        }  # fmt: skip
        rising = {*self._since, *self._rising} | ({self._clock} if self._clock else set())
        self.moving = tuple(name for name in index.facts if name in rising)
        self.undated = tuple(name for name, type in self._rising.items() if counted_in(type) == "years")

    def facts(self, day: int) -> Facts:
        """The facts that exist on `day`."""
        then = dict(self._given)
        for name, born in self._since.items():
            then[name] = self._within(name, completed(12, born, day))
        for name, type in self._rising.items():
            held = self._given[name]
            then[name] = self._within(name, held + _grown(type, self._start, day)) if isinstance(held, int) else held
        if self._clock is not None:
            then[self._clock] = day
        meaning = Meaning(self._index, then)
        gone = [name for name in then if meaning.exists(self._index.facts[name]) is False]
        return {name: value for name, value in then.items() if name not in gone}

    def _within(self, name: str, value: int) -> int:
        """What is more than a fact can be stays the most it can be."""
        type = self._index.facts[name].type
        if not isinstance(type, Numeric):
            return value
        below = type.least + (value - type.least) // type.step * type.step
        return min(max(below, type.least), type.greatest)

    def days(self, until: int) -> Iterator[int]:
        """Every day, from the first on, that can differ from the day before it."""
        yield self._start
        if self.undated:
            yield from _anniversaries(self._start, 12, self._start, until)
            return
        rises: set[int] = set()
        for born in self._since.values():
            rises.update(_anniversaries(born, 12, self._start, until))
        if any(counted_in(type) == "months" for type in self._rising.values()):
            rises.update(_anniversaries(self._start, 1, self._start, until))
        rises.update(self._changes(until))
        yield from sorted(rises)

    def _changes(self, until: int) -> Iterator[int]:
        """The days on which what is asked of something that moves from day to day has another answer."""
        daily = {name for name, type in self._rising.items() if counted_in(type) == "days"}
        daily |= {self._clock} if self._clock else set()
        asked = list(_asked(self._index, daily))
        before: list[Truth | Amount] = []
        for day in range(self._start, until + 1) if asked else ():
            meaning = Meaning(self._index, self.facts(day))
            now: list[Truth | Amount] = [
                meaning.holds(one) if isinstance(one, ir.Condition) else meaning.number(one) for one in asked
            ]
            if day > self._start and now != before:
                yield day
            before = now


def _grown(type: Numeric, start: int, day: int) -> int:
    """How much more of a time that is counted in `type` there is on `day`."""
    unit = counted_in(type)
    passed = day - start if unit == "days" else completed(12 if unit == "years" else 1, start, day)
    one: int = 1 if type.form is Form.MONTHS else 10**type.places
    return passed * one


def _anniversaries(of: int, months: int, start: int, until: int) -> Iterator[int]:
    """The days after `start`, up to `until`, on which a whole number of periods of `months` from `of` ends."""
    first = completed(months, of, start) + 1 if of <= start else 0
    for count in range(first, first + _MOST_RISES):
        day = later(of, months * count)
        if day > until:
            return
        if day > start:
            yield day


def _asked(index: Index, daily: set[str]) -> Iterator[ir.Condition | ir.Number]:
    """Every smallest condition, and every value, that reads one of `daily`, itself or through defines."""
    if not daily:
        return
    found: dict[Expression, None] = {}
    for place, root in roots(index.ruleset):
        if place.startswith(("claim ", "case ")):
            continue
        if not isinstance(root, ir.Condition) and not place.startswith("define ") and _reads(index, root, daily):
            # What a rule gives. (A define is asked where it is read.)
            found[root] = None
        for node in nodes(root):
            smallest = isinstance(node, ir.Condition) and not any(isinstance(c, ir.Condition) for c in children(node))
            if smallest and _reads(index, node, daily):
                found[node] = None
    # Inside a `where` a condition is about one record: it is asked through the count.
    yield from (one for one in found if not _of_a_record(one))


def _of_a_record(root: Expression) -> bool:
    waiting: list[Expression] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ir.FieldValue | ir.FieldHolds | ir.FieldIncludes):
            return True
        waiting += () if isinstance(node, ir.Count | ir.Total) else children(node)
    return False


def _reads(index: Index, root: Expression, daily: set[str]) -> bool:
    """Whether `root` turns on one of `daily`; scores and verdicts are asked by their own parts."""
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        for node in nodes(waiting.pop()):
            if isinstance(node, ir.FactValue) and node.fact in daily:
                return True
            if isinstance(node, ir.DefineValue | ir.DefineHolds) and node.define not in seen:
                seen.add(node.define)
                waiting.extend(expressions(index.defines[node.define].body))
    return False
