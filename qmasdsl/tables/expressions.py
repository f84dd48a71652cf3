"""Expressions: a sheet as Polars expressions.

Every number has the narrowest width that holds it, and everything it is worked out from, in any row. What is known
of a whole table, that each row of a column fits, is settled here and costs nothing for each row. Sums are
horizontal sums and never chains, which Polars takes quadratic time over.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.ranges import Range, extent
from qmasdsl.frozen import frozen

Width = type[pl.Int8 | pl.Int16 | pl.Int32 | pl.Int64]
WIDTHS: tuple[tuple[int, Width], ...] = ((8, pl.Int8), (16, pl.Int16), (32, pl.Int32), (64, pl.Int64))


@frozen
class Cells:
    """What is known of the columns of a table: `codes` is where each column's encoded values stand (null where there
    is none), `given` where it is kept apart that something that does not fit was given, and `full` are the columns
    of which every row fits."""

    codes: Mapping[str, str]
    given: Mapping[str, str]
    full: frozenset[str]


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
        self._settled: dict[str, bool] = {}

    def work(self, work: c.Work) -> pl.Expr | None:
        """The expression of a worked column, under its name; None for a truth that is settled for all rows, which then
        is nowhere read."""
        if isinstance(work.value, c.Whole):
            return self.number(work.value, work.least, work.greatest).alias(work.name)
        found = self.truth(work.value)
        if isinstance(found, bool):
            self._settled[work.name] = found
            return None
        return found.alias(work.name)

    def number(self, node: c.Whole, low: int, high: int) -> pl.Expr:
        """`node`, as wide as from `low` to `high` needs."""
        kind = self._width([node])
        found = self._whole(node, kind)
        narrow = width(low, high)
        return found.cast(narrow) if isinstance(node, c.Cell | c.Worked) or bits_of(narrow) < bits_of(kind) else found

    def truth(self, node: c.Truth) -> pl.Expr | bool:
        """`node`; never null. True or False where it is settled for all rows."""
        match node:
            case c.Sure(value):
                return value
            case c.CellHolds(name):
                found = pl.col(self._cells.codes[name])
                return found if name in self._cells.full else found.fill_null(False)
            case c.WorkedHolds(name):
                return self._settled[name] if name in self._settled else pl.col(name)
            case c.Given(name):
                if name in self._cells.full:
                    return True
                apart = self._cells.given.get(name)
                return pl.col(self._cells.codes[name]).is_not_null() if apart is None else pl.col(apart)
            case c.Fits(name):
                return True if name in self._cells.full else pl.col(self._cells.codes[name]).is_not_null()
            case c.Compare(left, comparison, right):
                kind = self._width([left, right])
                return _compared(self._whole(left, kind), comparison, self._whole(right, kind))
            case c.Among(item, values):
                return self._among(item, values)
            case c.Every(items):
                return _together([self.truth(item) for item in items], False)
            case c.Any(items):
                return _together([self.truth(item) for item in items], True)
            case c.Not(item):
                inner = self.truth(item)
                return not inner if isinstance(inner, bool) else inner.not_()
            case _:
                assert_never(node)

    def _among(self, item: c.Whole, values: tuple[int, ...]) -> pl.Expr | bool:
        kind = self._width([item, c.Fixed(values[0]), c.Fixed(values[-1])])
        found = self._whole(item, kind)
        if len(values) == values[-1] - values[0] + 1 and len(values) > 2:
            return found.is_between(pl.lit(values[0], kind), pl.lit(values[-1], kind))
        if len(values) <= 4:
            return _together([found == pl.lit(value, kind) for value in values], True)
        return found.is_in(list(values))

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
                return _sum(parts)
            case c.Least(items):
                return pl.min_horizontal(self._whole(item, kind) for item in items)
            case c.Greatest(items):
                return pl.max_horizontal(self._whole(item, kind) for item in items)
            case c.Quotient(of, by):
                return self._whole(of, kind) // pl.lit(by, kind)
            case c.Choice(branches, otherwise):
                return self._choice(branches, otherwise, kind)
            case _:
                assert_never(node)

    def _times(self, size: int, term: c.Whole, kind: Width) -> pl.Expr:
        found = self._whole(term, kind)
        return found if size == 1 else found * pl.lit(size, kind)

    def _choice(self, branches: Iterable[tuple[c.Truth, c.Whole]], otherwise: c.Whole, kind: Width) -> pl.Expr:
        left: list[tuple[pl.Expr, c.Whole]] = []
        for when, value in branches:
            holds = self.truth(when)
            if holds is True:
                otherwise = value
                break
            if holds is not False:
                left.append((holds, value))
        found = self._whole(otherwise, kind)
        for holds, value in reversed(left):
            found = pl.when(holds).then(self._whole(value, kind)).otherwise(found)
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


def _sum(parts: list[pl.Expr]) -> pl.Expr:
    if len(parts) == 1:
        return parts[0]
    return parts[0] + parts[1] if len(parts) == 2 else pl.sum_horizontal(parts)


def _together(items: list[pl.Expr | bool], deciding: bool) -> pl.Expr | bool:
    """`any` (of which one that is true decides) or `every` (one that is false)."""
    if any(item is deciding for item in items):
        return deciding
    left = [item for item in items if not isinstance(item, bool)]
    if not left:
        return not deciding
    if len(left) == 1:
        return left[0]
    if len(left) == 2:
        return left[0] | left[1] if deciding else left[0] & left[1]
    return pl.any_horizontal(left) if deciding else pl.all_horizontal(left)


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
