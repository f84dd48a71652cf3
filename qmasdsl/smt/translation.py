"""The translation: what every node of the intermediate representation comes to for an unknown applicant.

The interpreter is the definition of meaning, and this file follows `interpreter.meaning` case by case for facts that
are known: so nothing here is unknown, and a condition is true or false. What has a name is translated once and
then goes by a variable of its own; names within names are worked out from below, so that a long chain of
defines costs time and not the stack.
"""

from collections.abc import Sequence
from typing import assert_never

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, Reference
from qmasdsl.smt.calendar import Calendar
from qmasdsl.smt.reads import Reads
from qmasdsl.smt.terms import Terms, Truth, Whole
from qmasdsl.smt.values import Values

_DEEP = 5  # names within names; beyond this they are worked out from below
_NESTED = 8  # cases within cases
_FEW = 64  # of an `each` with so few steps it is said at which amount every step begins


@frozen
class Chosen:
    """A rule or a group: whether it applies, and what it is worth if it does."""

    applies: Truth
    worth: Whole


class Translation:
    """A rule set read for the applicant with these values.

    What a second applicant has in common with the first (`base`) is not worked out again: all that reads
    none of the facts in `moved`.
    """

    def __init__(
        self,
        terms: Terms,
        index: Index,
        reads: Reads,
        values: Values,
        base: "Translation | None" = None,
        moved: frozenset[str] = frozenset(),
    ) -> None:
        self.terms = terms
        self.index = index
        self.reads = reads
        self.values = values
        self._base = base
        self._moved = moved
        self._calendar: Calendar = Calendar(terms) if base is None else base._calendar
        self._numbers: dict[Reference, Whole] = {}
        self._truths: dict[Reference, Truth] = {}
        self._depth = 0

    def holds(self, condition: ir.Condition, record: Values | None = None) -> Truth:
        """Whether `condition` holds, for the record at hand inside a `where`."""
        terms = self.terms
        match condition:
            case ir.Truth(value):
                return value
            case ir.FactHolds(name) | ir.FieldHolds(name):
                return (record or self.values).truth(name)
            case ir.DefineHolds() | ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                self._look_up(condition)
                return self._truths[condition]
            case ir.Reading(question):
                return self.index.questions[question].reading
            case ir.Compare(left, comparison, right):
                return self._compared(self.number(left, record), comparison, self.number(right, record))
            case ir.Among(item, values):
                return terms.among(self.number(item, record), values)
            case ir.OnList(item, name, entries):
                return self._on_list(self.number(item, record), self.index.lists[name], entries)
            case ir.Includes(name, values) | ir.FieldIncludes(name, values):
                held = (record or self.values).held(name)
                return terms.some(held[value] for value in values)
            case ir.And(items):
                return terms.every(self.holds(item, record) for item in items)
            case ir.Or(items):
                return terms.some(self.holds(item, record) for item in items)
            case ir.Not(negative):
                return terms.negated(self.holds(negative, record))
            case ir.AtLeast(count, items):
                return terms.at_least_of(count, [self.holds(item, record) for item in items])
            case _:
                assert_never(condition)

    def number(self, number: ir.Number, record: Values | None = None) -> Whole:
        """What `number` comes to, for the record at hand inside a `where`."""
        terms = self.terms
        match number:
            case ir.Constant(value):
                return terms.constant(value)
            case ir.FactValue(name) | ir.FieldValue(name):
                return (record or self.values).number(name)
            case ir.DefineValue() | ir.Score():
                self._look_up(number)
                return self._numbers[number]
            case ir.Linear(parts, constant):
                return terms.linear([(size, self.number(part, record)) for size, part in parts], constant)
            case ir.Least(items):
                return terms.least_of([self.number(item, record) for item in items])
            case ir.Greatest(items):
                return terms.greatest_of([self.number(item, record) for item in items])
            case ir.Count(fact, where):
                return self._over(fact, where, ir.Constant(1))
            case ir.Total(fact, field, where):
                return self._over(fact, where, ir.FieldValue(field))
            case ir.Size(fact):
                return terms.linear([(1, terms.one_if(truth)) for truth in self.values.held(fact)])
            case ir.Completed(months, start, end):
                return self._calendar.completed(months, self.number(start, record), self.number(end, record))
            case ir.Later(start, months, days):
                return self._calendar.later(self.number(start, record), months, days)
            case ir.Each(points, step, of, cap):
                return self._each(points, step, self.number(of, record), cap)
            case _:
                assert_never(number)

    def part(self, part: ir.Rule | ir.Choose) -> Chosen:
        """A rule, or a group by the way it combines; a group of which nothing applies is worth 0."""
        if isinstance(part, ir.Rule):
            applies = self.holds(part.guard)
            return Chosen(applies, self.terms.constant(0) if applies is False else self.number(part.value))
        items = [self.part(item) for item in part.items]
        rest = [] if part.otherwise is None else [self.part(part.otherwise)]
        match part.policy:
            # Of an `only one applies` the first counts.
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                return self._first([*items, *rest])
            case ir.Policy.HIGHEST:
                return self._first([self._highest(items), *rest])
            case ir.Policy.ALL:
                return self._first([self._sum(items), *rest])
            case _:
                assert_never(part.policy)

    def exists(self, fact: ir.Fact) -> Truth:
        """Whether there is such a fact of this applicant."""
        return True if fact.gate is None else self.holds(fact.gate)

    # Rules

    def _first(self, items: Sequence[Chosen]) -> Chosen:
        worth = self.terms.constant(0)
        for at, item in enumerate(reversed(items), 1):
            worth = self._kept_flat(at, self.terms.pick(item.applies, item.worth, worth))
        return Chosen(self.terms.some(item.applies for item in items), worth)

    def _highest(self, items: Sequence[Chosen]) -> Chosen:
        applies: Truth = False
        best = self.terms.constant(0)
        for at, item in enumerate(items, 1):
            better = self.terms.some([self.terms.negated(applies), self.terms.more(item.worth, best)])
            best = self._kept_flat(at, self.terms.pick(self.terms.every([item.applies, better]), item.worth, best))
            applies = self.terms.some([applies, item.applies])
        return Chosen(applies, best)

    def _kept_flat(self, at: int, worth: Whole) -> Whole:
        """Now and then a name for what has come together so far: Z3 is slow with cases within cases within cases."""
        return worth if at % _NESTED else self.terms.named(self.terms.fresh("so far"), worth)

    def _sum(self, items: Sequence[Chosen]) -> Chosen:
        nothing = self.terms.constant(0)
        worth = self.terms.linear([(1, self.terms.pick(item.applies, item.worth, nothing)) for item in items])
        return Chosen(self.terms.some(item.applies for item in items), worth)

    def _each(self, points: int, step: int, of: Whole, cap: int | None) -> Whole:
        """`points` for each whole step of `of`, never for fewer than none; the cap bounds what they come to."""
        terms = self.terms
        most = max(0, of.greatest // step)
        size = abs(points)
        # Beyond the step at which the cap is reached nothing changes.
        counted = most if cap is None or size == 0 else min(most, -(-abs(cap) // size))
        if counted <= _FEW:
            begins = [terms.at_least(of, terms.constant(step * at)) for at in range(1, counted + 1)]
            steps = terms.linear([(1, terms.one_if(begun)) for begun in begins])
        else:
            steps = terms.greatest_of([terms.constant(0), terms.divided(of, step)])
        found = terms.linear([(size, steps)])
        if cap is not None:
            found = terms.least_of([found, terms.constant(abs(cap))])
        return found if points >= 0 else terms.linear([(-1, found)])

    # Names

    def _look_up(self, name: Reference) -> None:
        """Work out `name`, and first what it is worked out from where that goes deep."""
        self._depth += 1
        waiting = [name]
        while waiting and not self._knows(name):
            behind = self.index.behind(waiting[-1]) if self._depth > _DEEP else ()
            below = [one for one in self.index.references(*behind) if not self._knows(one)]
            waiting += below
            if not below and not self._knows(done := waiting.pop()):
                self._work_out(done)
        self._depth -= 1

    def _knows(self, name: Reference) -> bool:
        return name in (self._numbers if isinstance(name, ir.DefineValue | ir.Score) else self._truths)

    def _work_out(self, name: Reference) -> None:
        base = self._base
        shared = base is not None and self._moved.isdisjoint(self.reads.of(name))
        terms = self.terms
        match name:
            case ir.DefineValue() | ir.Score():
                if base is not None and shared:
                    self._numbers[name] = base.number(name)
                else:
                    found = self._points(name.path) if isinstance(name, ir.Score) else self._defined(name.define)
                    self._numbers[name] = terms.named(self._label(name), found)
            case _:
                if base is not None and shared:
                    self._truths[name] = base.holds(name)
                elif isinstance(name, ir.DefineHolds):
                    self._truths[name] = terms.named_truth(self._label(name), self._is_defined(name.define))
                else:
                    every = terms.every(self.holds(condition) for condition in self.index.conjuncts(name))
                    self._truths[name] = terms.named_truth(self._label(name), every)

    def _label(self, name: Reference) -> str:
        return f"{'' if self._base is None else 'other '}{name!r}"

    def _defined(self, define: str) -> Whole:
        body = self.index.defines[define].body
        if isinstance(body, ir.Choose):
            chosen = self.part(body)
            return self.terms.pick(chosen.applies, chosen.worth, self.terms.constant(0))
        return self.number(body) if isinstance(body, ir.Number) else self.terms.one_if(self.holds(body))

    def _is_defined(self, define: str) -> Truth:
        body = self.index.defines[define].body
        if not isinstance(body, ir.Choose | ir.Number):
            return self.holds(body)
        nothing = self.terms.constant(0)
        return self.terms.negated(self.terms.same(self._defined(define), nothing))

    def _points(self, path: str) -> Whole:
        """The points of a factor, a section or a total."""
        terms = self.terms
        applies = self._is_open(path)
        nothing = terms.constant(0)
        if applies is False:
            return nothing
        factor = self.index.factors.get(path)
        above = factor or self.index.sections.get(path) or self.index.test_of(path)
        if factor is not None:
            whole = self._sum([self.part(part) for part in factor.parts]).worth
        elif isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            whole = terms.pick(self.holds(above.mark.condition), terms.constant(above.mark.worth), nothing)
        else:
            inside = [self.number(ir.Score(name)) for name in self.index.inside(path)]
            highest = isinstance(above, ir.Section) and above.highest and inside
            whole = terms.greatest_of(inside) if highest else terms.linear([(1, one) for one in inside])
        return terms.pick(applies, self._limited(whole, above.cap), nothing)

    def _is_open(self, path: str) -> Truth:
        """Every `only when` holds that a score stands under."""
        return self.terms.every(self.holds(gate) for gate in self.index.gates(path))

    def _limited(self, whole: Whole, limits: tuple[ir.Limit, ...]) -> Whole:
        """`whole`, cut at the first limit whose condition holds."""
        found = whole
        for limit in reversed(limits):
            cut = self.terms.least_of([whole, self.terms.constant(limit.points)])
            found = self.terms.pick(True if limit.when is None else self.holds(limit.when), cut, found)
        return found

    # Parts of expressions

    def _compared(self, left: Whole, comparison: ir.Comparison, right: Whole) -> Truth:
        terms = self.terms
        match comparison:
            case ir.Comparison.AT_LEAST:
                return terms.at_least(left, right)
            case ir.Comparison.AT_MOST:
                return terms.at_least(right, left)
            case ir.Comparison.MORE:
                return terms.more(left, right)
            case ir.Comparison.LESS:
                return terms.more(right, left)
            case ir.Comparison.IS:
                return terms.same(left, right)
            case ir.Comparison.IS_NOT:
                return terms.negated(terms.same(left, right))
            case _:
                assert_never(comparison)

    def _on_list(self, item: Whole, entries: dict[str, ir.Entry], values: tuple[tuple[int, str], ...]) -> Truth:
        """The value is that of an entry whose own condition holds; entries that ask for the same are taken together."""
        asked: dict[ir.Condition, list[int]] = {}
        for value, entry in values:
            asked.setdefault(entries[entry].gate or ir.Truth(True), []).append(value)
        return self.terms.some(
            self.terms.every([self.terms.among(item, found), self.holds(gate)]) for gate, found in asked.items()
        )

    def _over(self, fact: str, where: ir.Condition | None, worth: ir.Number) -> Whole:
        """The sum of `worth` over the records that satisfy `where`."""
        rows = self.values.rows(fact)
        nothing = self.terms.constant(0)
        amounts: list[Whole] = []
        for slot in rows.slots:
            meant = True if where is None else self.holds(where, slot.fields)
            counted = self.terms.every([slot.there, meant])
            amounts.append(self.terms.pick(counted, self.number(worth, slot.fields), nothing))
        return self.terms.linear([(1, amount) for amount in amounts])
