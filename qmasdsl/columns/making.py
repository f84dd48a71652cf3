"""Making: expressions of a sheet in their plainest form.

Whatever is already certain is left out, and no expression is wider than `WIDE`: what is longer becomes groups of
groups, because some engines add or choose a thousand things in quadratic time, or not at all.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from qmasdsl.columns import nodes as c

WIDE = 48  # operands of one expression
COMPARED = {
    c.Comparison.AT_LEAST: operator.ge,
    c.Comparison.AT_MOST: operator.le,
    c.Comparison.MORE: operator.gt,
    c.Comparison.LESS: operator.lt,
    c.Comparison.IS: operator.eq,
    c.Comparison.IS_NOT: operator.ne,
}
_One = TypeVar("_One")

YES, NO = c.Sure(True), c.Sure(False)


def every(items: Iterable[c.Truth]) -> c.Truth:
    """True if each is."""
    found = _flat(items, c.Every)
    if NO in found:
        return NO
    left = [item for item in dict.fromkeys(found) if item != YES]
    if _against_itself(left):
        return NO
    return _grouped(left, c.Every) if left else YES


def some(items: Iterable[c.Truth]) -> c.Truth:
    """True if any is."""
    found = _flat(items, c.Any)
    if YES in found:
        return YES
    left = [item for item in dict.fromkeys(found) if item != NO]
    if _against_itself(left):
        return YES
    return _grouped(left, c.Any) if left else NO


def negated(item: c.Truth) -> c.Truth:
    match item:
        case c.Sure(value):
            return c.Sure(not value)
        case c.Not(inner):
            return inner
        case _:
            return c.Not(item)


def chosen(branches: Sequence[tuple[c.Truth, c.Whole]], otherwise: c.Whole) -> c.Whole:
    """The value of the first branch that holds."""
    left: list[tuple[c.Truth, c.Whole]] = []
    for holds, value in branches:
        if holds == YES:
            otherwise = value
            break
        if holds != NO:
            left.append((holds, value))
    while left and left[-1][1] == otherwise:
        left.pop()
    return c.Choice(tuple(left), otherwise) if left else otherwise


def as_whole(truth: c.Truth) -> c.Whole:
    """1 for yes, 0 for no."""
    return chosen([(truth, c.Fixed(1))], c.Fixed(0))


def added(terms: Iterable[tuple[int, c.Whole]], constant: int = 0) -> c.Whole:
    """constant + the sum of size * term."""
    left: list[tuple[int, c.Whole]] = []
    for size, term in terms:
        if isinstance(term, c.Fixed):
            constant += size * term.value
        elif size:
            left.append((size, term))
    if not left:
        return c.Fixed(constant)
    if left[1:] == [] and left[0][0] == 1 and constant == 0:
        return left[0][1]
    while len(left) > WIDE:
        left = [(1, c.Added(tuple(left[at : at + WIDE]))) for at in range(0, len(left), WIDE)]
    return c.Added(tuple(left), constant)


def least(items: Iterable[c.Whole]) -> c.Whole:
    return _extreme(tuple(items), c.Least, min)


def greatest(items: Iterable[c.Whole]) -> c.Whole:
    return _extreme(tuple(items), c.Greatest, max)


def among(item: c.Whole, values: Iterable[int]) -> c.Truth:
    found = tuple(sorted(set(values)))
    if isinstance(item, c.Fixed):
        return c.Sure(item.value in found)
    return c.Among(item, found) if found else NO


def compared(left: c.Whole, comparison: c.Comparison, right: c.Whole) -> c.Truth:
    if isinstance(left, c.Fixed) and isinstance(right, c.Fixed):
        return c.Sure(bool(COMPARED[comparison](left.value, right.value)))
    return c.Compare(left, comparison, right)


def at_least(left: c.Whole, right: c.Whole | int) -> c.Truth:
    return compared(left, c.Comparison.AT_LEAST, c.Fixed(right) if isinstance(right, int) else right)


def _against_itself(items: Sequence[c.Truth]) -> bool:
    """Whether something stands beside its opposite."""
    opposites = {item.item for item in items if isinstance(item, c.Not)}
    return any(item in opposites for item in items)


def _extreme(
    items: tuple[c.Whole, ...], node: type[c.Least] | type[c.Greatest], of: Callable[[list[int]], int]
) -> c.Whole:
    fixed = [item.value for item in items if isinstance(item, c.Fixed)]
    left: list[c.Whole] = [item for item in dict.fromkeys(items) if not isinstance(item, c.Fixed)]
    left += [c.Fixed(of(fixed))] if fixed else []
    return _grouped(left, node)


def _grouped(items: Sequence[_One], node: Callable[[tuple[_One, ...]], _One]) -> _One:
    left = list(items)
    while len(left) > WIDE:
        left = [node(tuple(left[at : at + WIDE])) for at in range(0, len(left), WIDE)]
    return node(tuple(left)) if len(left) > 1 else left[0]


def _flat(items: Iterable[c.Truth], node: type[c.Every] | type[c.Any]) -> list[c.Truth]:
    found: list[c.Truth] = []
    for item in items:
        found += item.items if isinstance(item, c.Every | c.Any) and type(item) is node else (item,)
    return found
