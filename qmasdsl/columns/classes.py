"""Classes: the values of a choice that a sheet never tells apart.

Of a long list most rules ask only whether a value is on it. An engine then need not know which of them it is.
"""

from collections import defaultdict

from qmasdsl.columns import nodes as c
from qmasdsl.columns.walk import Expression, inside, roots
from qmasdsl.ir.types import Choice


def classes(sheet: c.Sheet) -> dict[str, tuple[tuple[int, ...], ...]]:
    """For each column of a choice, its values in classes, ascending; two values of a class are the same to every
    expression of the sheet."""
    sizes = {column.name: len(column.type.values) for column in sheet.columns if isinstance(column.type, Choice)}
    asked: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    whole: set[str] = set()
    waiting: list[Expression] = [*(work.value for work in sheet.works), *roots(sheet)]
    while waiting:
        node = waiting.pop()
        match node:
            case c.Among(c.Cell(name), values):
                asked[name].add(values)
            case c.Compare(c.Cell(name), c.Comparison.AT_LEAST, c.Fixed(value)) if name in sizes:
                asked[name].add(tuple(range(value)))
            case c.Cell(name):
                # Read as a number, each value is one of its own.
                whole.add(name)
            case _:
                waiting += inside(node)
    found: dict[str, tuple[tuple[int, ...], ...]] = {}
    for name, size in sizes.items():
        alike: dict[tuple[bool, ...], list[int]] = defaultdict(list)
        tests = [frozenset(values) for values in asked[name]]
        for value in range(size):
            alike[tuple(value in test for test in tests)].append(value)
        found[name] = tuple((value,) for value in range(size)) if name in whole else tuple(map(tuple, alike.values()))
    return found
