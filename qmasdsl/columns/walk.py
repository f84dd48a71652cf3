"""Walking a sheet: what stands inside an expression, who reads what, and in which steps all is worked out."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import assert_never, cast

from qmasdsl.columns import nodes as c

Expression = c.Whole | c.Truth


def inside(node: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside `node`."""
    match node:
        case c.Fixed() | c.Cell() | c.Worked() | c.Sure() | c.CellHolds() | c.WorkedHolds() | c.Given() | c.Fits():
            return ()
        case c.Added(terms):
            return tuple(term for _, term in terms)
        case c.Least(items) | c.Greatest(items):
            return items
        case c.Every(parts) | c.Any(parts):
            return parts
        case c.Quotient(of):
            return (of,)
        case c.Choice(branches, otherwise):
            return (*(one for branch in branches for one in branch), otherwise)
        case c.Compare(left, _, right):
            return left, right
        case c.Among(item):
            return (item,)
        case c.Not(negated):
            return (negated,)
        case _:
            assert_never(node)


def nodes(*roots: Expression) -> Iterator[Expression]:
    """Every node of `roots`, each before what is inside it."""
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(inside(node)))


def read(*roots: Expression) -> Iterator[str]:
    """The names of worked columns that `roots` read themselves, with repeats."""
    for node in nodes(*roots):
        if isinstance(node, c.Worked | c.WorkedHolds):
            yield node.name


def roots(sheet: c.Sheet) -> Iterator[Expression]:
    """Every outermost expression but those of worked columns."""
    for check in sheet.checks:
        yield check.broken
    for result in sheet.results:
        yield result.value
        if result.present is not None:
            yield result.present


def uses(sheet: c.Sheet) -> Counter[str]:
    """How often each worked column is read."""
    return Counter(read(*(work.value for work in sheet.works), *roots(sheet)))


def steps(sheet: c.Sheet) -> tuple[tuple[c.Work, ...], ...]:
    """The worked columns in steps: each reads only columns of the steps before."""
    level: dict[str, int] = {}
    found: list[list[c.Work]] = []
    for work in sheet.works:
        at = max((level[name] + 1 for name in read(work.value)), default=0)
        level[work.name] = at
        found += [[]] if at == len(found) else []
        found[at].append(work)
    return tuple(map(tuple, found))


def replaced(node: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """`node` with every part for which `change` has something else replaced by that."""
    new = change(node)
    if new is not None:
        return new

    def whole(part: c.Whole) -> c.Whole:
        return cast(c.Whole, replaced(part, change))

    def truth(part: c.Truth) -> c.Truth:
        return cast(c.Truth, replaced(part, change))

    match node:
        case c.Fixed() | c.Cell() | c.Worked() | c.Sure() | c.CellHolds() | c.WorkedHolds() | c.Given() | c.Fits():
            return node
        case c.Added(terms, constant):
            return c.Added(tuple((size, whole(term)) for size, term in terms), constant)
        case c.Least(items):
            return c.Least(tuple(map(whole, items)))
        case c.Greatest(items):
            return c.Greatest(tuple(map(whole, items)))
        case c.Every(parts):
            return c.Every(tuple(map(truth, parts)))
        case c.Any(parts):
            return c.Any(tuple(map(truth, parts)))
        case c.Quotient(of, by):
            return c.Quotient(whole(of), by)
        case c.Choice(branches, otherwise):
            return c.Choice(tuple((truth(when), whole(value)) for when, value in branches), whole(otherwise))
        case c.Compare(left, comparison, right):
            return c.Compare(whole(left), comparison, whole(right))
        case c.Among(item, values):
            return c.Among(whole(item), values)
        case c.Not(item):
            return c.Not(truth(item))
        case _:
            assert_never(node)
