"""Expressions: the numbers and truths of a sheet in a dialect.

Nothing that comes out is NULL, for nothing that is read is.
"""

from collections.abc import Callable, Mapping
from typing import assert_never

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import NARROW, Dialect
from qmasdsl.codegen.sql.making import binary, bracketed, case, chain, inside, number
from qmasdsl.columns import nodes as c
from qmasdsl.columns.ranges import Range, extent

Read = Callable[[str], exp.Expr]  # a column of the steps before, by our name for it
_COMPARED: dict[c.Comparison, type[exp.Binary]] = {
    c.Comparison.AT_LEAST: exp.GTE,
    c.Comparison.AT_MOST: exp.LTE,
    c.Comparison.MORE: exp.GT,
    c.Comparison.LESS: exp.LT,
    c.Comparison.IS: exp.EQ,
    c.Comparison.IS_NOT: exp.NEQ,
}


class Expressions:
    """Prints what stands in one step."""

    def __init__(
        self, dialect: Dialect, columns: Mapping[str, int], ranges: Mapping[str, Range], read: Read
    ) -> None:
        """`columns` has the number of each given column, `ranges` what `extent` asks for."""
        self._dialect = dialect
        self._columns = columns
        self._ranges = ranges
        self._read = read

    def column(self, name: str) -> exp.Expr:
        """A column of a step before, by our name for it."""
        return self._read(name)

    def value(self, node: c.Whole | c.Truth) -> exp.Expr:
        """`node` as the value of a column."""
        if isinstance(node, c.Sure) and not self._dialect.truths:
            return number(int(node.value))
        return self.whole(node) if isinstance(node, c.Whole) else self.as_value(self.truth(node))

    def as_value(self, truth: exp.Expr) -> exp.Expr:
        return truth if self._dialect.truths else case((truth, number(1)), otherwise=number(0))

    def whole(self, node: c.Whole) -> exp.Expr:
        match node:
            case c.Fixed(value):
                return number(value)
            case c.Cell(name):
                return self._read(cell(self._columns[name]))
            case c.Worked(name):
                return self._read(name)
            case c.Added():
                return self._sum(node)
            case c.Least(items):
                return self._dialect.least([self.whole(item) for item in items])
            case c.Greatest(items):
                return self._dialect.greatest([self.whole(item) for item in items])
            case c.Quotient(of, by):
                return self._dialect.quotient(lambda: self.whole(of), by)
            case c.Choice(branches, otherwise):
                return case(
                    *((self.truth(when), self.whole(value)) for when, value in branches),
                    otherwise=self.whole(otherwise),
                )
            case _:
                assert_never(node)

    def truth(self, node: c.Truth) -> exp.Expr:
        match node:
            case c.Sure(value):
                if self._dialect.truths:
                    return exp.true() if value else exp.false()
                return binary(exp.EQ, number(1), number(int(value)))
            case c.CellHolds(name):
                return self.holds(cell(self._columns[name]))
            case c.WorkedHolds(name):
                return self.holds(name)
            case c.Given(name):
                return self.holds(is_given(self._columns[name]))
            case c.Fits(name):
                return self.holds(has_fit(self._columns[name]))
            case c.Compare(left, comparison, right):
                return binary(_COMPARED[comparison], self.whole(left), self.whole(right))
            case c.Among(whole, values):
                return inside(lambda: self.whole(whole), values, self._dialect.listed)
            case c.Every(items):
                return chain(exp.And, [self.truth(item) for item in items])
            case c.Any(items):
                return chain(exp.Or, [self.truth(item) for item in items])
            case c.Not(item):
                return exp.Not(this=bracketed(self.truth(item)))
            case _:
                assert_never(node)

    def holds(self, name: str) -> exp.Expr:
        column = self._read(name)
        return column if self._dialect.truths else binary(exp.EQ, column, number(1))

    def _sum(self, node: c.Added) -> exp.Expr:
        far = abs(node.constant)
        for size, term in node.terms:
            low, high = extent(term, self._ranges)
            far += abs(size) * max(abs(low), abs(high))
        wide = self._dialect.narrow and far > NARROW
        parts = [self._times(size, term, wide) for size, term in node.terms]
        return chain(exp.Add, [*parts, *([number(node.constant)] if node.constant else [])])

    def _times(self, size: int, term: c.Whole, wide: bool) -> exp.Expr:
        factor = self.whole(term)
        if wide:
            factor = self._dialect.whole(factor, wide=True)
        return factor if size == 1 else binary(exp.Mul, number(size), factor)


def cell(number: int) -> str:
    """What a given column reads as."""
    return f"c{number}"


def is_given(number: int) -> str:
    return f"g{number}"


def has_fit(number: int) -> str:
    return f"f{number}"
