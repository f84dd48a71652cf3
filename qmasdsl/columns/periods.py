"""Periods in whole numbers: months and years counted from a day, as `qmasdsl.ir.periods` counts them.

No engine's calendar is asked. A day is a proleptic Gregorian ordinal; months are counted from March of the year 0,
so that a leap day is the last of its year (the days-from-civil method of Howard Hinnant).
"""

from collections.abc import Callable
from typing import Protocol

from qmasdsl.columns import nodes as c
from qmasdsl.columns.making import added, chosen, greatest, least
from qmasdsl.columns.ranges import Range

_BEFORE = 305  # days from 1 March of the year 0 to the day before 1 January of the year 1
_CYCLE, _CENTURY, _FOUR = 146_097, 36_524, 1_460  # days of 400, 100 and 4 years
_MONTHS = 4_800  # months of 400 years

Extent = Callable[[c.Whole], Range]


class Named(Protocol):
    """Keeps a number in a column of its own; `within` is its range where that is known better than by its parts."""

    def __call__(self, whole: c.Whole, about: str, within: Range | None = None) -> c.Whole: ...


class Calendar:
    """Works days out into months, each once."""

    def __init__(self, named: Named, extent: Extent) -> None:
        self._named = named
        self._extent = extent
        self._parts: dict[c.Whole, tuple[c.Whole, c.Whole]] = {}

    def completed(self, months: int, start: c.Whole, end: c.Whole) -> c.Whole:
        """How many whole periods of `months` months lie between two days; 0 if `end` is before `start`."""
        (from_month, from_day), (to_month, to_day) = self._split(start), self._split(end)
        # A month is whole on the same day of the month; where there is no such day, the last is before it.
        short = chosen([(c.Compare(from_day, c.Comparison.MORE, to_day), c.Fixed(1))], c.Fixed(0))
        whole = added([(1, to_month), (-1, from_month), (-1, short)])
        return self.quotient(greatest([whole, c.Fixed(0)]), months)

    def later(self, start: c.Whole, months: int, days: int) -> c.Whole:
        """`start` moved by months, then by days."""
        if months == 0:
            return added([(1, start)], days)
        month, day = self._split(start)
        there = self._named(added([(1, month)], months), "month")
        first = self._named(self._first(there), "first of the month")
        length = added([(1, self._first(added([(1, there)], 1))), (-1, first)])
        return added([(1, first), (1, least([added([(1, day)], -1), length]))], days)

    def quotient(self, of: c.Whole, by: int) -> c.Whole:
        """`of` divided by `by`, rounded down."""
        if by == 1:
            return of
        low, _ = self._extent(of)
        lift = -(low // by) if low < 0 else 0
        return added([(1, c.Quotient(added([(1, of)], lift * by), by))], -lift)

    def _split(self, day: c.Whole) -> tuple[c.Whole, c.Whole]:
        """The months from March of the year 0, and the day of the month from 1."""
        if day not in self._parts:
            self._parts[day] = self._worked_out(day)
        return self._parts[day]

    def _worked_out(self, day: c.Whole) -> tuple[c.Whole, c.Whole]:
        since = self._named(added([(1, day)], _BEFORE), "days since 1 March of the year 0")
        cycle = self._named(self.quotient(since, _CYCLE), "cycles of 400 years")
        within = self._named(added([(1, since), (-_CYCLE, cycle)]), "day of the cycle", (0, _CYCLE - 1))
        leaps = [(-1, _FOUR), (1, _CENTURY), (-1, _CYCLE - 1)]
        days = added([(1, within), *((sign, c.Quotient(within, by)) for sign, by in leaps)])
        year = self._named(c.Quotient(days, 365), "year of the cycle", (0, 399))
        before = [(-365, year), (-1, c.Quotient(year, 4)), (1, c.Quotient(year, 100))]
        of_year = self._named(added([(1, within), *before]), "day of the year from March", (0, 365))
        month = self._named(c.Quotient(added([(5, of_year)], 2), 153), "month of the year from March", (0, 11))
        of_month = added([(1, of_year), (-1, c.Quotient(added([(153, month)], 2), 5))], 1)
        months = self._named(added([(_MONTHS, cycle), (12, year), (1, month)]), "months since March of the year 0")
        return months, self._named(of_month, "day of the month", (1, 31))

    def _first(self, month: c.Whole) -> c.Whole:
        """The ordinal of the first day of a month."""
        low, _ = self._extent(month)
        cycles = -(low // _MONTHS) if low < 0 else 0
        lifted = added([(1, month)], cycles * _MONTHS)
        year = self._named(self.quotient(lifted, 12), "year")
        of_year = self._named(added([(1, lifted), (-12, year)]), "month of the year from March", (0, 11))
        leaps = [(1, c.Quotient(year, 4)), (-1, c.Quotient(year, 100)), (1, c.Quotient(year, 400))]
        days = [(365, year), *leaps, (1, c.Quotient(added([(153, of_year)], 2), 5))]
        return added(days, -cycles * _CYCLE - _BEFORE)

