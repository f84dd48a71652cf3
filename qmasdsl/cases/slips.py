"""Slips: an expression with one thing in it wrong, as a hand that types a table gets it wrong.

A limit one step off, `more than` for `at least`, `or` for `and`, a condition left out or turned round. Each slip is
one place; two that mean the same are made once. Left alone is what makes later parts readable at all: without
`partner` nobody may ask `partner_has_degree`, and the checker says so before any case is run.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from qmasdsl.cases.existence import Existence
from qmasdsl.cases.grids import Grids
from qmasdsl.cases.spelled import Spelling, is_band
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.rewrite import rebuilt
from qmasdsl.ir.types import Choice, Type
from qmasdsl.ir.walk import Expression, Index, children

OPPOSITE = {
    ir.Comparison.AT_LEAST: ir.Comparison.LESS,
    ir.Comparison.AT_MOST: ir.Comparison.MORE,
    ir.Comparison.MORE: ir.Comparison.AT_MOST,
    ir.Comparison.LESS: ir.Comparison.AT_LEAST,
    ir.Comparison.IS: ir.Comparison.IS_NOT,
    ir.Comparison.IS_NOT: ir.Comparison.IS,
}
# With and without the limit itself.
_BESIDE = {
    ir.Comparison.AT_LEAST: ir.Comparison.MORE,
    ir.Comparison.MORE: ir.Comparison.AT_LEAST,
    ir.Comparison.AT_MOST: ir.Comparison.LESS,
    ir.Comparison.LESS: ir.Comparison.AT_MOST,
}
_TURNED = {
    ir.Comparison.AT_LEAST: ir.Comparison.AT_MOST,
    ir.Comparison.AT_MOST: ir.Comparison.AT_LEAST,
    ir.Comparison.MORE: ir.Comparison.LESS,
    ir.Comparison.LESS: ir.Comparison.MORE,
    ir.Comparison.IS: ir.Comparison.IS,
    ir.Comparison.IS_NOT: ir.Comparison.IS_NOT,
}


@frozen
class Slip:
    """The expression with the slip in it, and what became of what: "`age at least 18` becomes `age at least 19`"."""

    expression: Expression
    words: str


class Slips:
    """The slips that can be made in the expressions of one rule set."""

    def __init__(self, index: Index, existence: Existence, grids: Grids, spelling: Spelling | None = None) -> None:
        self._index = index
        self._existence = existence
        self._grids = grids
        self._spelling = spelling or Spelling(index)

    def condition(self, condition: ir.Condition) -> Iterator[tuple[ir.Condition, str]]:
        for slip in self._in(condition):
            assert isinstance(slip.expression, ir.Condition)
            yield slip.expression, slip.words

    def number(self, number: ir.Number) -> Iterator[tuple[ir.Number, str]]:
        for slip in self._in(number):
            assert isinstance(slip.expression, ir.Number)
            yield slip.expression, slip.words

    def _in(self, node: Expression) -> Iterator[Slip]:
        """Slips in `node` itself, then in what is inside it."""
        yield from self._of_number(node) if isinstance(node, ir.Number) else self._of_condition(node)
        inside = children(node)
        below = self._below(node)
        for at, child in enumerate(inside):
            if self._existence.is_needed(child, inside[at + 1 :]):
                continue
            for slip in below._in(child):
                # `not` before a condition turned round is the condition without it, which was had already.
                if isinstance(node, ir.Not) and slip.expression == negation(node.item):
                    continue
                made = rebuilt(node, [*inside[:at], slip.expression, *inside[at + 1 :]])
                # A band is one thing to whoever reads it, with both its ends.
                yield self._becomes(node, made) if is_band(node) else Slip(made, slip.words)

    def _below(self, node: Expression) -> "Slips":
        """For what stands inside `node`: a `where` speaks of a record."""
        if isinstance(node, ir.Count | ir.Total):
            return Slips(self._index, self._existence, self._grids, self._spelling.inside(node.fact))
        return self

    def _becomes(self, was: Expression, now: Expression) -> Slip:
        return Slip(now, f"`{self._spelling.words(was)}` becomes `{self._spelling.words(now)}`")

    def _of_condition(self, node: ir.Condition) -> Iterator[Slip]:
        match node:
            case ir.Truth() | ir.Reading():
                return  # a question is turned round where it is asked
            case ir.Compare():
                yield from (self._becomes(node, made) for made in self._compared(node))
            case ir.Among(_, values) if len(values) > 1:
                yield self._becomes(node, ir.Not(node))
                for value in values:
                    others = tuple(other for other in values if other != value)
                    yield self._becomes(node, ir.Among(node.item, others))
            case ir.And(items) | ir.Or(items):
                yield from self._joined(node, items)
            case ir.AtLeast(count, items):
                for other in (count - 1, count + 1):
                    if 1 <= other <= len(items):
                        yield self._becomes(node, ir.AtLeast(other, items))
                for at, item in enumerate(items):
                    rest = (*items[:at], *items[at + 1 :])
                    yield Slip(ir.AtLeast(count, rest), f"`{self._spelling.words(item)}` is left out")
            case ir.Not(item):
                yield self._becomes(node, item)
            case (
                ir.FactHolds() | ir.FieldHolds() | ir.DefineHolds() | ir.Among() | ir.OnList() | ir.Includes()
                | ir.FieldIncludes() | ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes()
            ):  # fmt: skip
                yield self._becomes(node, ir.Not(node))
            case _:
                assert_never(node)

    def _joined(self, node: ir.And | ir.Or, items: tuple[ir.Condition, ...]) -> Iterator[Slip]:
        if len(items) < 2:
            return
        if not any(self._existence.is_needed(item, items[at + 1 :]) for at, item in enumerate(items)):
            other = ir.Or(items) if isinstance(node, ir.And) else ir.And(items)
            word, instead = ("and", "or") if isinstance(node, ir.And) else ("or", "and")
            words = self._spelling.words(node)
            yield (
                self._becomes(node, other)
                if is_band(node)
                else Slip(other, f"`{word}` becomes `{instead}` in `{words}`")
            )
        for at, item in enumerate(items):
            if self._existence.is_needed(item, items[at + 1 :]):
                continue
            rest = (*items[:at], *items[at + 1 :])
            kept = rest[0] if len(rest) == 1 else ir.And(rest) if isinstance(node, ir.And) else ir.Or(rest)
            yield (
                self._becomes(node, kept)
                if is_band(node)
                else Slip(kept, f"`{self._spelling.words(item)}` is left out")
            )

    def _compared(self, node: ir.Compare) -> Iterator[ir.Compare]:
        match node:
            case ir.Compare(ir.Constant() as left, comparison, right) if not isinstance(right, ir.Constant):
                yield from self._compared(ir.Compare(right, _TURNED[comparison], left))
            case ir.Compare(left, comparison, ir.Constant(limit)):
                yield from (ir.Compare(left, sign, ir.Constant(c)) for sign, c in self._limits(left, comparison, limit))
            case ir.Compare(left, comparison, right):
                yield ir.Compare(left, OPPOSITE[comparison], right)
                if comparison in _BESIDE:
                    yield ir.Compare(left, _BESIDE[comparison], right)

    def _limits(self, left: ir.Number, sign: ir.Comparison, limit: int) -> Iterator[tuple[ir.Comparison, int]]:
        """What the limit and its sign could have been: one step to either side, and the other way round."""
        grid = self._grids.of(left, self._spelling.within)
        yield OPPOSITE[sign], limit
        if grid.step == 0:
            return
        if sign not in _BESIDE:
            around = [limit - grid.step, limit + grid.step] if grid.at_most(limit) == limit else []
            yield from ((sign, each) for each in around if self._is_value(left, each))
            return
        rising = sign in (ir.Comparison.AT_LEAST, ir.Comparison.LESS)
        at = grid.at_least(limit) if rising else grid.at_most(limit)
        # On the grid `at least 18` and one step more is `more than 18`, and that is how it is mistyped.
        same, other = (1, -1) if rising else (-1, 1)
        yield (_BESIDE[sign], limit) if at == limit else (sign, at + same * grid.step)
        if self._is_value(left, at + other * grid.step):
            yield sign, at + other * grid.step

    def _is_value(self, number: ir.Number, value: int) -> bool:
        """Whether a choice has that value; a number may be held against anything."""
        type = self._spelling.type_of(number)
        return not isinstance(type, Choice) or 0 <= value < len(type.values)

    def _of_number(self, node: ir.Number) -> Iterator[Slip]:
        match node:
            case ir.Linear(terms, constant) if constant and terms:
                step = self._grids.of(node, self._spelling.within).step or 1
                yield from (self._becomes(node, ir.Linear(terms, constant + by)) for by in (-step, step))
            case ir.Least(items):
                yield self._becomes(node, ir.Greatest(items))
            case ir.Greatest(items):
                yield self._becomes(node, ir.Least(items))
            case ir.Count(fact, where) if where is not None:
                yield self._becomes(node, ir.Count(fact))
            case ir.Total(fact, field, where) if where is not None:
                yield self._becomes(node, ir.Total(fact, field))
            case ir.Later(start, months, days):
                other = [ir.Later(start, months + by, days) for by in (-1, 1) if months]
                other += [ir.Later(start, months, days + by) for by in (-1, 1) if days]
                yield from (self._becomes(node, each) for each in other)
            case ir.Each():
                yield from (self._becomes(node, each) for each in _repeated(node))
            case _:
                return


def negation(condition: ir.Condition) -> ir.Condition:
    """`condition` turned round, without two `not` in a row."""
    match condition:
        case ir.Not(item):
            return item
        case ir.Compare(left, comparison, right):
            return ir.Compare(left, OPPOSITE[comparison], right)
        case _:
            return ir.Not(condition)


def off_by_one(value: int, type: Type | None = None) -> Sequence[int]:
    """The values beside `value` that its type has."""
    if isinstance(type, Choice):
        return [other for other in (value - 1, value + 1) if 0 <= other < len(type.values)]
    return value - 1, value + 1


def _repeated(node: ir.Each) -> Iterator[ir.Each]:
    points, step, of, cap = node.points, node.step, node.of, node.cap
    yield from (ir.Each(other, step, of, cap) for other in off_by_one(points))
    yield from (ir.Each(points, other, of, cap) for other in off_by_one(step) if other >= 1)
    if cap is not None:
        yield from (ir.Each(points, step, of, other) for other in off_by_one(cap) if other >= 0)
