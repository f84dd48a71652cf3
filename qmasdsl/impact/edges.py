"""Edges: the values of a column at which some rule begins to treat applicants differently.

They cut the domain of a column into stretches, within which single comparisons tell nobody apart.
"""

from collections.abc import Iterable, Iterator

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.walk import Expression, nodes, roots
from qmasdsl.frozen import frozen
from qmasdsl.ir.types import Numeric

_TURNED = {
    c.Comparison.AT_LEAST: c.Comparison.AT_MOST,
    c.Comparison.AT_MOST: c.Comparison.AT_LEAST,
    c.Comparison.MORE: c.Comparison.LESS,
    c.Comparison.LESS: c.Comparison.MORE,
    c.Comparison.IS: c.Comparison.IS,
    c.Comparison.IS_NOT: c.Comparison.IS_NOT,
}


@frozen
class Stretch:
    """The codes of a column from `first` to `last`, both included."""

    first: int
    last: int


def edges_of(sheet: c.Sheet) -> dict[str, tuple[int, ...]]:
    """For each column the codes, ascending, with which a stretch begins that a rule compares with; the least of all
    is none of them."""
    named = _named_cells(sheet)
    found: dict[str, set[int]] = {column.name: set() for column in sheet.columns}
    for root in (*(work.value for work in sheet.works), *roots(sheet)):
        for node in nodes(root):
            for name, starts in _compared(node, named):
                found[name] |= starts
    return {column.name: tuple(sorted(set(_on_step(column, found[column.name])))) for column in sheet.columns}


def stretches(column: c.Column, edges: Iterable[int]) -> tuple[Stretch, ...]:
    """The domain of a column, cut at `edges`."""
    low, high = range_of(column)
    starts = [low, *(edge for edge in edges if low < edge <= high)]
    step = step_of(column)
    return tuple(Stretch(start, end - step) for start, end in zip(starts, [*starts[1:], high + step], strict=True))


def step_of(column: c.Column) -> int:
    """How far neighbouring values are apart."""
    return column.type.step if isinstance(column.type, Numeric) else 1


def _named_cells(sheet: c.Sheet) -> dict[str, str]:
    """Worked columns that are a given one under another name."""
    found: dict[str, str] = {}
    for work in sheet.works:
        match work.value:
            case c.Cell(column):
                found[work.name] = column
            case c.Worked(name) if name in found:
                found[work.name] = found[name]
            case _:
                pass
    return found


def _compared(node: Expression, named: dict[str, str]) -> Iterator[tuple[str, set[int]]]:
    """The column that `node` itself compares with fixed values, and where its verdict may turn."""
    match node:
        case c.Compare(left, comparison, c.Fixed(value)) if (name := _cell(left, named)) is not None:
            yield name, _turns(comparison, value)
        case c.Compare(c.Fixed(value), comparison, right) if (name := _cell(right, named)) is not None:
            yield name, _turns(_TURNED[comparison], value)
        case c.Among(item, values) if (name := _cell(item, named)) is not None:
            yield name, {turn for value in values for turn in (value, value + 1)}
        case _:
            pass


def _cell(node: c.Whole, named: dict[str, str]) -> str | None:
    match node:
        case c.Cell(name):
            return name
        case c.Worked(name):
            return named.get(name)
        case _:
            return None


def _turns(comparison: c.Comparison, value: int) -> set[int]:
    match comparison:
        case c.Comparison.AT_LEAST | c.Comparison.LESS:
            return {value}
        case c.Comparison.MORE | c.Comparison.AT_MOST:
            return {value + 1}
        case _:
            return {value, value + 1}


def _on_step(column: c.Column, starts: set[int]) -> Iterator[int]:
    """The first value at or after each start, where it is inside the domain and not its least."""
    low, high = range_of(column)
    step = step_of(column)
    for start in starts:
        value = low + -(-(start - low) // step) * step
        if low < value <= high:
            yield value
