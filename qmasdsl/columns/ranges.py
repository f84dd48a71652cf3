"""Ranges: the least and the greatest that a whole number of a sheet can be, in any row at all.

They are what lets an engine keep a column in a byte, and what shows that nothing overflows. Bounds of a sum are the
sums of bounds: safe, not always the closest.
"""

from collections.abc import Mapping
from typing import assert_never

from qmasdsl.columns import nodes as c

Range = tuple[int, int]


def extent(node: c.Whole | c.Truth, known: Mapping[str, Range]) -> Range:
    """The range of `node`; `known` has those of given and of worked columns (a truth: 0 to 1)."""
    match node:
        case c.Fixed(value):
            return value, value
        case c.Cell(name) | c.Worked(name):
            return known[name]
        case c.Added(terms, constant):
            low = high = constant
            for size, term in terms:
                ends = [size * end for end in extent(term, known)]
                low, high = low + min(ends), high + max(ends)
            return low, high
        case c.Least(items):
            ranges = [extent(item, known) for item in items]
            return min(low for low, _ in ranges), min(high for _, high in ranges)
        case c.Greatest(items):
            ranges = [extent(item, known) for item in items]
            return max(low for low, _ in ranges), max(high for _, high in ranges)
        case c.Quotient(of, by):
            low, high = extent(of, known)
            return low // by, high // by
        case c.Choice(branches, otherwise):
            ranges = [extent(value, known) for _, value in branches] + [extent(otherwise, known)]
            return min(low for low, _ in ranges), max(high for _, high in ranges)
        case c.Sure() | c.CellHolds() | c.WorkedHolds() | c.Given() | c.Fits():
            return 0, 1
        case c.Compare() | c.Among() | c.Every() | c.Any() | c.Not():
            return 0, 1
        case _:
            assert_never(node)
