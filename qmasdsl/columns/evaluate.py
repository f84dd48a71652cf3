"""Evaluating a sheet for one row, in plain Python: what each node means, in the fewest words.

It is there to read, and for the tests, which hold every engine against it; nobody is scored with it.
"""

from collections.abc import Mapping
from typing import assert_never

from qmasdsl.columns import nodes as c
from qmasdsl.columns.making import COMPARED

Row = Mapping[str, int | None]  # what is given: encoded (a truth as 0 or 1), None where it does not fit


def evaluate(sheet: c.Sheet, row: Row) -> tuple[list[c.Check], dict[str, int | None]]:
    """The checks that are broken, and the results by name (a truth as 0 or 1); results mean something only where
    no check is broken."""
    absent = {column.name: column.absent for column in sheet.columns}
    worked: dict[str, int] = {}

    def whole(node: c.Whole) -> int:
        match node:
            case c.Fixed(value):
                return value
            case c.Cell(name):
                cell = row.get(name)
                return absent[name] if cell is None else cell
            case c.Worked(name):
                return worked[name]
            case c.Added(terms, constant):
                return constant + sum(size * whole(term) for size, term in terms)
            case c.Least(items):
                return min(map(whole, items))
            case c.Greatest(items):
                return max(map(whole, items))
            case c.Quotient(of, by):
                number = whole(of)
                assert number >= 0, node
                return number // by
            case c.Choice(branches, otherwise):
                return whole(next((value for when, value in branches if truth(when)), otherwise))
            case _:
                assert_never(node)

    def truth(node: c.Truth) -> bool:
        match node:
            case c.Sure(value):
                return value
            case c.CellHolds(name):
                return bool(row.get(name))
            case c.WorkedHolds(name):
                return bool(worked[name])
            case c.Given(name):
                return name in row
            case c.Fits(name):
                return row.get(name) is not None
            case c.Compare(left, comparison, right):
                return bool(COMPARED[comparison](whole(left), whole(right)))
            case c.Among(item, values):
                return whole(item) in values
            case c.Every(items):
                return all(map(truth, items))
            case c.Any(items):
                return any(map(truth, items))
            case c.Not(item):
                return not truth(item)
            case _:
                assert_never(node)

    def value(node: c.Whole | c.Truth) -> int:
        return whole(node) if isinstance(node, c.Whole) else int(truth(node))

    for work in sheet.works:
        worked[work.name] = value(work.value)
        assert work.least <= worked[work.name] <= work.greatest, work
    broken = [check for check in sheet.checks if truth(check.broken)]
    results = {
        one.name: value(one.value) if one.present is None or truth(one.present) else None for one in sheet.results
    }
    return broken, results
