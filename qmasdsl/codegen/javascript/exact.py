"""Exact: that no number of a sheet, and no sum on the way to one, leaves what a JavaScript number holds exactly.

A JavaScript number is a double: every whole number up to 2 ** 53 is one, and what is added, multiplied or compared
there is exact as long as what comes out is no larger. A quotient of two such numbers, rounded down, is the exact one
rounded down. A decimal of at most 15 digits is read back from the double nearest to it as the same decimal.
"""

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.lower import TooLarge
from qmasdsl.columns.ranges import Range, extent
from qmasdsl.columns.walk import nodes, roots
from qmasdsl.ir.types import Numeric

_LARGEST = 2**53
_DIGITS = 10**15


def check_exact(sheet: c.Sheet) -> None:
    """Raises `TooLarge` where some number could not be exact."""
    ranges = {column.name: range_of(column) for column in sheet.columns}
    for column in sheet.columns:
        decimals = isinstance(column.type, Numeric) and column.type.places > 0
        _check(column.name, _size(ranges[column.name]), _DIGITS if decimals else _LARGEST)
    for work in sheet.works:
        ranges[work.name] = work.least, work.greatest
        for node in nodes(work.value):
            _check(work.about, _reach(node, ranges), _LARGEST)
    for root in roots(sheet):
        for node in nodes(root):
            _check("what is checked", _reach(node, ranges), _LARGEST)


def _reach(node: c.Whole | c.Truth, ranges: dict[str, Range]) -> int:
    """The largest size of the node and, of a sum, of every sum of some of its terms."""
    if isinstance(node, c.Added):
        return abs(node.constant) + sum(abs(size) * _size(extent(term, ranges)) for size, term in node.terms)
    return _size(extent(node, ranges))


def _size(ends: Range) -> int:
    return max(abs(end) for end in ends)


def _check(what: str, size: int, largest: int) -> None:
    if size > largest:
        raise TooLarge(f"{what} can grow to {size:,}")
