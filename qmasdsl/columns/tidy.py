"""Tidying: a sheet without the columns that nobody reads, and with those that are read once put where they are read.

What stays a column is what is read twice, what is long, and what is deep.
"""

from dataclasses import replace
from typing import cast

from qmasdsl.columns import nodes as c
from qmasdsl.columns.walk import Expression, inside, read, replaced, roots, uses

_LONG = 40  # nodes of an expression that may be put into another
_DEEP = 8


def tidied(sheet: c.Sheet) -> c.Sheet:
    """The same sheet, plainer."""
    sheet = _without_unread(sheet)
    counts = uses(sheet)
    # A result stays a column, so that it can be read as it is.
    kept = {name for result in sheet.results for name in read(result.value)}
    put: dict[str, Expression] = {}
    works: list[c.Work] = []

    def change(node: Expression) -> Expression | None:
        return put.get(node.name) if isinstance(node, c.Worked | c.WorkedHolds) else None

    def truth(node: c.Truth) -> c.Truth:
        return cast(c.Truth, replaced(node, change))

    for work in sheet.works:
        value = replaced(work.value, change)
        size, depth = _measure(value)
        if counts[work.name] == 1 and work.name not in kept and size <= _LONG and depth <= _DEEP:
            put[work.name] = value
        else:
            works.append(replace(work, value=value))
    checks = tuple(replace(check, broken=truth(check.broken)) for check in sheet.checks)
    results = tuple(
        one if one.present is None else replace(one, present=truth(one.present)) for one in sheet.results
    )
    return replace(sheet, works=tuple(works), checks=checks, results=results)


def _without_unread(sheet: c.Sheet) -> c.Sheet:
    wanted = set(read(*roots(sheet)))
    works = []
    for work in reversed(sheet.works):
        if work.name in wanted:
            works.append(work)
            wanted.update(read(work.value))
    return replace(sheet, works=tuple(reversed(works)))


def _measure(node: Expression) -> tuple[int, int]:
    """How many nodes, and how deep."""
    below = [_measure(one) for one in inside(node)]
    return 1 + sum(size for size, _ in below), 1 + max((depth for _, depth in below), default=0)
