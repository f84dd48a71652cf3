"""Bands: a domain cut into pieces, as the heads of rows and columns, or as the rules of a group."""

from itertools import pairwise

from generated.choices import Chooser
from generated.people import Quality
from generated.shapes import NOWHERE, band, compare, path
from qmasdsl.syntax.nodes import Band, Between, Expr, Operator


def cut_points(choose: Chooser, quality: Quality) -> list[int]:
    """Where the pieces but the first begin, in steps above the least value."""
    return choose.rising(2, quality.steps - 2, choose.number(1, 3))


def pieces(choose: Chooser, quality: Quality) -> list[tuple[Band, ...]]:
    """Heads that cover the whole domain, each value once."""
    if quality.values:
        return _value_pieces(choose, quality)
    points = cut_points(choose, quality)
    at = [quality.constant(point, bare=True) for point in points]
    before = [quality.constant(point - 1, bare=True) for point in points]
    first = band(None, at[0], under=True) if choose.maybe(50) else band(None, before[0])
    middle = []
    for i in range(len(at) - 1):
        middle.append(band(at[i], at[i + 1], under=True) if choose.maybe(30) else band(at[i], before[i + 1]))
    return [(each,) for each in (first, *middle, band(at[-1], None))]


def falling(choose: Chooser, quality: Quality) -> list[Band]:
    """Open heads, the highest first: `30 or over`, `20 or over`; each lets more people in than the one before."""
    points = cut_points(choose, quality)[::-1]
    return [band(quality.constant(point, bare=True), None) for point in points]


def rule_pieces(choose: Chooser, quality: Quality) -> list[Expr]:
    """Conditions of which at most one holds; the least values are left to `otherwise`."""
    points = cut_points(choose, quality)
    fact = path(quality.name)
    found: list[Expr] = [
        Between(fact, quality.constant(low), quality.constant(high), under=True, span=NOWHERE)
        for low, high in pairwise(points)
    ]
    return [*found, compare(fact, Operator.AT_LEAST, quality.constant(points[-1]))]


def _value_pieces(choose: Chooser, quality: Quality) -> list[tuple[Band, ...]]:
    values = [path(value) for value in quality.values]
    if quality.sort == "level" and len(values) > 2 and choose.maybe(50):
        return [(band(None, values[0]),), (band(values[1], values[-2]),), (band(values[-1], None),)]
    if len(values) > 2 and choose.maybe(50):
        return [(band(values[0], values[0]), band(values[1], values[1])), *((band(v, v),) for v in values[2:])]
    return [(band(value, value),) for value in values]
