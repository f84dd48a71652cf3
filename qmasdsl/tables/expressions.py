"""Expressions: a sheet as Polars expressions.

Every number has the narrowest width that holds it, and everything it is worked out from, in any row. What is known
of a whole table, that each row of a column fits, costs nothing for each row. What is many is put together in pairs,
never in a chain, over which Polars takes quadratic time.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.making import COMPARED
from qmasdsl.columns.ranges import Range, extent
from qmasdsl.frozen import frozen

_RUNS = 3  # stretches of values that are told by comparing; more are looked up
Width = type[pl.Int8 | pl.Int16 | pl.Int32 | pl.Int64]
WIDTHS: tuple[tuple[int, Width], ...] = ((8, pl.Int8), (16, pl.Int16), (32, pl.Int32), (64, pl.Int64))


@frozen
class Cells:
    """What is known of the columns of a table: `codes` is where each column's encoded values stand (null where there
    is none), `given` where it is kept apart that something that does not fit was given; `full` are the columns of
    which every row fits, `empty` those in which nothing is given."""

    codes: Mapping[str, str]
    given: Mapping[str, str]
    full: frozenset[str]
    empty: frozenset[str] = frozenset()


def width(low: int, high: int) -> Width:
    """The narrowest whole number that holds both."""
    return next(kind for bits, kind in WIDTHS if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1))


def bits_of(kind: object) -> int:
    """The bits of a column of that type; 0 for truths."""
    return next((bits for bits, whole in WIDTHS if kind == whole), 0)


class Expressions:
    """The expressions of a sheet over a table of which `cells` is known."""

    def __init__(self, sheet: c.Sheet, cells: Cells, widths: Mapping[str, int]) -> None:
        """`widths` has the bits of each column of codes."""
        self._cells = cells
        self._ranges: dict[str, Range] = {column.name: range_of(column) for column in sheet.columns}
        self._ranges |= {work.name: (work.least, work.greatest) for work in sheet.works}
        self._absent = {column.name: column.absent for column in sheet.columns}
        self._bits = {name: widths[code] for name, code in cells.codes.items()}
        self._bits |= {work.name: bits_of(width(work.least, work.greatest)) for work in sheet.works}

    def work(self, work: c.Work) -> pl.Expr:
        """The expression of a worked column, under its name."""
        if isinstance(work.value, c.Whole):
            return self.number(work.value, work.least, work.greatest).alias(work.name)
        return self.truth(work.value).alias(work.name)

    def number(self, node: c.Whole, low: int, high: int) -> pl.Expr:
        """`node`, as wide as from `low` to `high` needs."""
        kind = self._width([node])
        found = self._whole(node, kind)
        narrow = width(low, high)
        return found.cast(narrow) if isinstance(node, c.Cell | c.Worked) or bits_of(narrow) < bits_of(kind) else found

    def result(self, node: c.Whole | c.Truth, low: int, high: int) -> pl.Expr:
        """A number exactly as wide as from `low` to `high` needs, or a truth."""
        return self.number(node, low, high).cast(width(low, high)) if isinstance(node, c.Whole) else self.truth(node)

    def truth(self, node: c.Truth) -> pl.Expr:
        """`node`; never null."""
        match node:
            case c.Sure(value):
                return pl.lit(value)
            case c.CellHolds(name):
                found = pl.col(self._cells.codes[name])
                return found if name in self._cells.full else found.fill_null(False)
            case c.WorkedHolds(name):
                return pl.col(name)
            case c.Given(name):
                apart = self._cells.given.get(name)
                return pl.col(self._cells.codes[name]).is_not_null() if apart is None else pl.col(apart)
            case c.Fits(name):
                return pl.col(self._cells.codes[name]).is_not_null()
            case c.Compare(left, comparison, right):
                return self._compared(left, comparison, right)
            case c.Among(item, values):
                return self._among(item, values)
            case c.Every(items):
                return _in_pairs([self.truth(item) for item in items], operator.and_)
            case c.Any(items):
                return _any(self._unequal(items))
            case c.Not(item):
                return self.truth(item).not_()
            case _:
                assert_never(node)

    def _unequal(self, items: Sequence[c.Truth]) -> list[pl.Expr]:
        """The items; of one without the other, and that without the one, it is asked whether they differ."""
        halves = {item.items for item in items if isinstance(item, c.Every) and len(item.items) == 2}
        found: list[pl.Expr] = []
        for item in items:
            match item:
                case c.Every((one, c.Not(other))) if (c.Not(one), other) in halves:
                    found.append(self.truth(one) != self.truth(other))
                case c.Every((c.Not(one), other)) if (one, c.Not(other)) in halves:
                    pass
                case _:
                    found.append(self.truth(item))
        return found

    def _among(self, item: c.Whole, values: tuple[int, ...]) -> pl.Expr:
        kind = self._width([item, c.Fixed(values[0]), c.Fixed(values[-1])])
        found, fill = self._open(item, kind)
        runs = _runs(values)
        if len(runs) > _RUNS:
            truth = found.is_in(list(values))
        else:
            truth = _any([_between(found, low, high, kind) for low, high in runs])
        return truth if fill is None else truth.fill_null(fill in values)

    def _compared(self, left: c.Whole, comparison: c.Comparison, right: c.Whole) -> pl.Expr:
        kind = self._width([left, right])
        if not isinstance(right, c.Fixed):
            return _compared(self._whole(left, kind), comparison, self._whole(right, kind))
        found, fill = self._open(left, kind)
        truth = _compared(found, comparison, pl.lit(right.value, kind))
        return truth if fill is None else truth.fill_null(bool(COMPARED[comparison](fill, right.value)))

    def _open(self, node: c.Whole, kind: Width) -> tuple[pl.Expr, int | None]:
        """`node`, and what stands for its nulls where they are left in it: a truth is filled quicker than numbers."""
        if isinstance(node, c.Cell) and node.column not in self._cells.full:
            found = pl.col(self._cells.codes[node.column])
            return found if self._bits[node.column] >= bits_of(kind) else found.cast(kind), self._absent[node.column]
        return self._whole(node, kind), None

    def _whole(self, node: c.Whole, kind: Width) -> pl.Expr:
        """`node` at least as wide as `kind`."""
        match node:
            case c.Fixed(value):
                return pl.lit(value, kind)
            case c.Cell(name):
                found = pl.col(self._cells.codes[name])
                if name not in self._cells.full:
                    found = found.fill_null(self._absent[name])
                return found if self._bits[name] >= bits_of(kind) else found.cast(kind)
            case c.Worked(name):
                return pl.col(name) if self._bits[name] >= bits_of(kind) else pl.col(name).cast(kind)
            case c.Added(terms, constant):
                parts = [self._times(size, term, kind) for size, term in terms]
                parts += [pl.lit(constant, kind)] if constant else []
                return _in_pairs(parts, operator.add)
            case c.Least(items):
                return _in_pairs([self._whole(item, kind) for item in items], _lesser)
            case c.Greatest(items):
                return _in_pairs([self._whole(item, kind) for item in items], _greater)
            case c.Quotient(of, by):
                return self._whole(of, kind) // pl.lit(by, kind)
            case c.Choice(branches, otherwise):
                return self._choice(branches, otherwise, kind)
            case _:
                assert_never(node)

    def _times(self, size: int, term: c.Whole, kind: Width) -> pl.Expr:
        found = self._whole(term, kind)
        return found if size == 1 else found * pl.lit(size, kind)

    def _choice(self, branches: Sequence[tuple[c.Truth, c.Whole]], otherwise: c.Whole, kind: Width) -> pl.Expr:
        found = self._whole(otherwise, kind)
        for when, value in reversed(branches):
            found = pl.when(self.truth(when)).then(self._whole(value, kind)).otherwise(found)
        return found

    def _width(self, nodes: Sequence[c.Whole]) -> Width:
        """Wide enough for every number that comes up on the way."""
        low, high = 0, 0
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            ends = [*extent(node, self._ranges)]
            match node:
                case c.Added(terms, constant):
                    # Sums in any order stay between the sum of all that is negative and of all that is positive.
                    sizes = [size * end for size, term in terms for end in extent(term, self._ranges)] + [constant]
                    ends += [sum(min(size, 0) for size in sizes), sum(max(size, 0) for size in sizes)]
                    ends += [size for size, _ in terms]
                    waiting += [term for _, term in terms]
                case c.Least(items) | c.Greatest(items):
                    waiting += items
                case c.Quotient(of, by):
                    ends.append(by)
                    waiting.append(of)
                case c.Choice(branches, otherwise):
                    waiting += [otherwise, *(value for _, value in branches)]
                case c.Fixed() | c.Cell() | c.Worked():
                    pass
                case _:
                    assert_never(node)
            low, high = min(low, *ends), max(high, *ends)
        return width(low, high)


def _in_pairs(items: Sequence[pl.Expr], two: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> pl.Expr:
    """All of them put together, two and two: no deeper than it must be, and quicker than what Polars does with a row
    of them at once, which has nulls to think of."""
    left = list(items)
    while len(left) > 1:
        pairs = [two(left[at], left[at + 1]) for at in range(0, len(left) - 1, 2)]
        left = pairs + left[len(left) // 2 * 2 :]
    return left[0]


def _any(items: Sequence[pl.Expr]) -> pl.Expr:
    return _in_pairs(items, operator.or_)


def _lesser(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return pl.when(one <= other).then(one).otherwise(other)


def _greater(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return pl.when(one >= other).then(one).otherwise(other)


def _runs(values: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending values as stretches without a gap."""
    found: list[tuple[int, int]] = []
    for value in values:
        if found and found[-1][1] == value - 1:
            found[-1] = found[-1][0], value
        else:
            found.append((value, value))
    return found


def _between(found: pl.Expr, low: int, high: int, kind: Width) -> pl.Expr:
    least, greatest = pl.lit(low, kind), pl.lit(high, kind)
    return found == least if low == high else (found >= least) & (found <= greatest)


def _compared(left: pl.Expr, comparison: c.Comparison, right: pl.Expr) -> pl.Expr:
    match comparison:
        case c.Comparison.AT_LEAST:
            return left >= right
        case c.Comparison.AT_MOST:
            return left <= right
        case c.Comparison.MORE:
            return left > right
        case c.Comparison.LESS:
            return left < right
        case c.Comparison.IS:
            return left == right
        case c.Comparison.IS_NOT:
            return left != right
        case _:
            assert_never(comparison)
