"""Shares: how often each stretch of a column's values is drawn. Exact fractions; every value of a stretch is as
likely as the next."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.frozen import frozen
from qmasdsl.impact.edges import step_of, stretches
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Date, Moment, Numeric

_BINS = 2_000  # stretches of which a bell curve is made
_EXACT_DIGITS = 40
_YEARS_BEFORE = 10  # of days that no rule compares with a fixed one
_DAYS = 365
_MICROSECONDS = 86_400 * 10**6
_EPOCH_DAY = 719_163  # the ordinal of 1970-01-01


@frozen
class Share:
    """The codes from `first` to `last`, both included, and the share of those drawn from them. `said` is what the
    marginals call them, "" where they do not."""

    first: int
    last: int
    share: Fraction
    said: str = ""


@frozen
class Given:
    """The shares for those whose value of another column is from `first` to `last`."""

    first: int
    last: int
    shares: tuple[Share, ...]


@frozen
class Marginal:
    """How a column is drawn: in `shares`, or as `given` says for the value of the column `by`; in `shares` again where
    that says nothing."""

    shares: tuple[Share, ...]
    by: str | None = None
    given: tuple[Given, ...] = ()


def even(column: c.Column, edges: Sequence[int], ruleset: ir.Ruleset) -> Marginal:
    """How a column is drawn of which nothing is said: each of the stretches that the rules tell apart as often as the
    others, so that every step of the rules has people on both sides of it.

    The last stretch of a wide domain is drawn no wider than all before it together. The day by which the version is
    chosen lies in the first year of the rules (in the time that they were in force, where that is shorter), another
    day that no rule compares with a fixed one in the ten years before, or in that year.
    """
    low, high = range_of(column)
    if isinstance(column.type, Date | Moment) and ruleset.in_force is not None and not edges:
        low, high = _days(column, ruleset, ruleset.in_force)
        return Marginal((Share(low, high, Fraction(1)),))
    found = stretches(column, edges)
    whole = [(one.first, one.last) for one in found]
    if isinstance(column.type, Numeric) and len(found) > 1:
        step = step_of(column)
        first, last = whole[-1]
        whole[-1] = first, min(last, first + max(first - low, step) - step)
    return Marginal(tuple(Share(first, last, Fraction(1, len(whole))) for first, last in whole))


def bell(column: c.Column, mean: Fraction, deviation: Fraction, first: int, last: int) -> tuple[Share, ...]:
    """The normal distribution within `first` to `last`, in as many stretches as there are values, if they are few.
    Empty if nothing of it is there."""
    step = step_of(column)
    count = (last - first) // step + 1
    bins = min(count, _BINS)
    starts = [first + count * at // bins * step for at in range(bins + 1)]
    ends = [(start, after - step) for start, after in pairwise(starts)]
    # Decimal is rounded alike on every machine, which no other exp promises.
    with localcontext() as context:
        context.prec = _EXACT_DIGITS
        weights = [_density(Fraction(low + high, 2), mean, deviation) for low, high in ends]
    total = sum(weights)
    if not total:
        return ()
    return tuple(Share(low, high, weight / total) for (low, high), weight in zip(ends, weights, strict=True) if weight)


def _density(at: Fraction, mean: Fraction, deviation: Fraction) -> Fraction:
    power = -(((at - mean) / deviation) ** 2) / 2
    return Fraction((Decimal(power.numerator) / Decimal(power.denominator)).exp())


def _days(column: c.Column, ruleset: ir.Ruleset, force: ir.InForce) -> tuple[int, int]:
    """The span of a date, as codes; the whole domain if it would miss that."""
    start = force.start.toordinal()
    end = start + _DAYS - 1
    if force.until is not None:
        end = min(end, force.until.toordinal())
    if column.name != ruleset.version_by:
        start -= _YEARS_BEFORE * _DAYS
    low, high = range_of(column)
    first, last = _codes(column, start, end)
    first, last = max(first, low), min(last, high)
    return (first, last) if first <= last else (low, high)


def _codes(column: c.Column, start: int, end: int) -> tuple[int, int]:
    if isinstance(column.type, Moment):
        return (start - _EPOCH_DAY) * _MICROSECONDS, (end + 1 - _EPOCH_DAY) * _MICROSECONDS - 1
    return start, end


def uncovered(column: c.Column, spans: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """The first codes of a column that are in none of `spans`, which do not overlap."""
    low, high = range_of(column)
    for first, last in sorted(spans):
        if first > low:
            return low, first - step_of(column)
        low = last + step_of(column)
    return (low, high) if low <= high else None
