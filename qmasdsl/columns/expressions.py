"""Expressions: the conditions and numbers of the language in the arithmetic of a sheet.

A fact of which nothing is known reads as its column's `absent`: the rules read a fact only where it exists, and
a row in which one that exists is missing is not scored.
"""

from typing import assert_never, cast

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.making import (
    added,
    among,
    as_whole,
    at_least,
    chosen,
    compared,
    every,
    greatest,
    least,
    negated,
    some,
)
from qmasdsl.columns.periods import Calendar
from qmasdsl.columns.ranges import Range, extent
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Numeric, Records, Several
from qmasdsl.ir.walk import Index, Reference, field_type


class Expressions:
    """The sheet as far as it is worked out, and how more of it comes about."""

    def __init__(self, names: Index, columns: tuple[c.Column, ...]) -> None:
        self.index = names
        self.columns = columns
        self.works: list[c.Work] = []
        self._ranges: dict[str, Range] = {column.name: range_of(column) for column in columns}
        self._found: dict[Reference, c.Whole | c.Truth] = {}
        self._named: dict[c.Whole | c.Truth, c.Worked | c.WorkedHolds] = {}
        self._years: dict[str, c.Whole] = {}
        self.calendar = Calendar(self.named, self.extent)

    def extent(self, node: c.Whole | c.Truth) -> Range:
        return extent(node, self._ranges)

    def named(self, whole: c.Whole, about: str, within: Range | None = None) -> c.Whole:
        """`whole` in a column of its own; what is as short as a name stays as it is."""
        if isinstance(whole, c.Fixed | c.Cell | c.Worked):
            return whole
        return cast(c.Worked, self._kept(whole, about, within))

    def named_truth(self, truth: c.Truth, about: str) -> c.Truth:
        if isinstance(truth, c.Sure | c.CellHolds | c.WorkedHolds):
            return truth
        return cast(c.WorkedHolds, self._kept(truth, about, None))

    def _kept(self, value: c.Whole | c.Truth, about: str, within: Range | None) -> c.Worked | c.WorkedHolds:
        if value not in self._named:
            # Ours, so that nothing a user wrote becomes a name in a program.
            name = f"w{len(self.works) + 1}"
            low, high = self.extent(value)
            if within is not None:
                low, high = max(low, within[0]), min(high, within[1])
            self.works.append(c.Work(name, value, low, high, about))
            self._ranges[name] = low, high
            self._named[value] = c.Worked(name) if isinstance(value, c.Whole) else c.WorkedHolds(name)
        return self._named[value]

    def count_years(self, fact: ir.Fact) -> None:
        """Read `fact` as the years since the day it names."""
        since = cast(str, cast(Numeric, fact.type).since)
        until = cast(str, self.index.ruleset.version_by)
        years = self.calendar.completed(12, c.Cell(since), c.Cell(until))
        self._years[fact.name] = self.named(years, f"{fact.name}, from {since} to {until}")

    def years(self, fact: str) -> c.Whole | None:
        """The years that `fact` reads as, where the day is given instead."""
        return self._years.get(fact)

    # ---- what has a name in the rules ------------------------------------------------------------------

    def look_up(self, name: Reference) -> c.Whole | c.Truth:
        """The column of what is worked out elsewhere. What it reads is worked out first, so that a long chain of
        names costs no depth."""
        waiting = [name]
        while waiting:
            at = waiting[-1]
            behind = () if at in self._found else self.index.behind(at)
            below = [one for one in self.index.references(*behind) if one not in self._found]
            waiting += below
            if not below:
                waiting.pop()
                if at not in self._found:
                    self._found[at] = self._column(self.work_out(at), _about(at))
        return self._found[name]

    def _column(self, value: c.Whole | c.Truth, about: str) -> c.Whole | c.Truth:
        return self.named(value, about) if isinstance(value, c.Whole) else self.named_truth(value, about)

    def work_out(self, name: Reference) -> c.Whole | c.Truth:
        raise NotImplementedError

    # ---- conditions ------------------------------------------------------------------------------------

    def holds(self, condition: ir.Condition, record: str = "") -> c.Truth:
        """`condition`; inside a `where`, `record` is the beginning of the names of the record's columns."""
        match condition:
            case ir.Truth(value):
                return c.Sure(value)
            case ir.FactHolds(name):
                return c.CellHolds(name)
            case ir.FieldHolds(name):
                return c.CellHolds(record + name)
            case ir.DefineHolds() | ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return cast(c.Truth, self.look_up(condition))
            case ir.Reading(question):
                return c.Sure(self.index.questions[question].reading)
            case ir.Compare(left, comparison, right):
                return compared(self.number(left, record), comparison, self.number(right, record))
            case ir.Among(item, values):
                return among(self.number(item, record), values)
            case ir.OnList(item, name, entries):
                return self._on_list(self.number(item, record), name, entries)
            case ir.Includes(name, values):
                return self._includes(name, self.index.facts[name].type, values)
            case ir.FieldIncludes(name, values):
                return self._includes(record + name, self._field_type(record, name), values)
            case ir.And(items):
                return every(self.holds(item, record) for item in items)
            case ir.Or(items):
                return some(self.holds(item, record) for item in items)
            case ir.Not(item):
                return negated(self.holds(item, record))
            case ir.AtLeast(count, items):
                return at_least(added((1, as_whole(self.holds(item, record))) for item in items), count)
            case _:
                assert_never(condition)

    def _on_list(self, item: c.Whole, name: str, entries: tuple[tuple[int, str], ...]) -> c.Truth:
        # The values by the condition of their entry, so that a list without conditions is one look-up.
        by_gate: dict[ir.Condition | None, list[int]] = {}
        for value, entry in entries:
            by_gate.setdefault(self.index.lists[name][entry].gate, []).append(value)
        return some(
            every([among(item, values), c.Sure(True) if gate is None else self.holds(gate)])
            for gate, values in by_gate.items()
        )

    def _includes(self, name: str, type: object, values: tuple[int, ...]) -> c.Truth:
        assert isinstance(type, Several)
        return some(c.CellHolds(f"{name}.{type.values[value].name}") for value in values)

    def _field_type(self, record: str, name: str) -> object:
        fact = record.rstrip(".").rpartition(".")[0]
        return field_type(self.index.facts[fact].type, name)

    # ---- numbers ---------------------------------------------------------------------------------------

    def number(self, number: ir.Number, record: str = "") -> c.Whole:
        match number:
            case ir.Constant(value):
                return c.Fixed(value)
            case ir.FactValue(name):
                return self._years.get(name, c.Cell(name))
            case ir.FieldValue(name):
                return c.Cell(record + name)
            case ir.DefineValue() | ir.Score():
                return cast(c.Whole, self.look_up(number))
            case ir.Linear(terms, constant):
                return added(((size, self.number(term, record)) for size, term in terms), constant)
            case ir.Least(items):
                return least(self.number(item, record) for item in items)
            case ir.Greatest(items):
                return greatest(self.number(item, record) for item in items)
            case ir.Count(fact, where):
                return self._over(fact, where, None)
            case ir.Total(fact, field, where):
                return self._over(fact, where, field)
            case ir.Size(fact):
                type = self.index.facts[fact].type
                assert isinstance(type, Several)
                return added((1, as_whole(c.CellHolds(f"{fact}.{value.name}"))) for value in type.values)
            case ir.Completed(months, start, end):
                return self.calendar.completed(months, self.number(start, record), self.number(end, record))
            case ir.Later(start, months, days):
                return self.calendar.later(self.number(start, record), months, days)
            case ir.Each(points, step, of, cap):
                return self._each(points, self.number(of, record), step, cap)
            case _:
                assert_never(number)

    def _over(self, fact: str, where: ir.Condition | None, field: str | None) -> c.Whole:
        """The sum over the records that satisfy `where`: of a field, or of 1."""
        type = self.index.facts[fact].type
        assert isinstance(type, Records)
        if where is None and field is None:
            return c.Cell(fact)
        terms: list[tuple[int, c.Whole]] = []
        for at in range(1, type.limit + 1):
            record = f"{fact}.{at}."
            counts = every([at_least(c.Cell(fact), at), *([] if where is None else [self.holds(where, record)])])
            terms.append((1, chosen([(counts, c.Fixed(1) if field is None else c.Cell(record + field))], c.Fixed(0))))
        return added(terms)

    def _each(self, points: int, of: c.Whole, step: int, cap: int | None) -> c.Whole:
        """The points for so many whole steps: never below none, and no more than the cap."""
        times = self.calendar.quotient(greatest([of, c.Fixed(0)]), step)
        size = added([(abs(points), times)])
        bounded = size if cap is None else least([size, c.Fixed(abs(cap))])
        return bounded if points >= 0 else added([(-1, bounded)])


def _about(name: Reference) -> str:
    match name:
        case ir.DefineValue(define) | ir.DefineHolds(define):
            return define
        case ir.Score(path):
            return path
        case ir.Passes(test):
            return f"{test} passes"
        case ir.Applies(test):
            return f"{test} applies"
        case ir.Met(requirement):
            return f"{requirement} is met"
        case ir.Eligible():
            return "eligible"
        case ir.Comes(outcome):
            return outcome
        case _:
            assert_never(name)
