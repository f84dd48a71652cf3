"""The calendar: completed periods and days that are periods away, in whole-number arithmetic.

A day is a number, counted from the year 1. Where one end of a period is known, how many periods are completed turns
on which of a few days the other end has reached. Where neither is, both days are taken apart into year, month
and day of the month, exactly as the calendar has them.
"""

from collections.abc import Callable

from qmasdsl.frozen import frozen
from qmasdsl.ir.periods import completed, later
from qmasdsl.smt.terms import Terms, Truth, Whole

_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEW = 400  # periods that are counted by the days on which each is completed
_CYCLE = 146_097  # days in 400 years


@frozen
class Parts:
    """A day taken apart; month and day of the month count from 0."""

    year: Whole
    month: Whole
    day: Whole


class Calendar:
    """Periods between days, for one question."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._parts: dict[int, tuple[Whole, Parts]] = {}

    def completed(self, months: int, start: Whole, end: Whole) -> Whole:
        """How many whole periods of `months` months lie between two days; 0 if `end` is before `start`."""
        least = completed(months, start.greatest, end.least)
        greatest = completed(months, start.least, end.greatest)
        if least == greatest:
            return self._terms.constant(least)
        if not (start.is_constant or end.is_constant):
            return self._between(months, start, end, least, greatest)

        def reaches(count: int) -> Truth:
            if start.is_constant:
                return self._terms.at_least(end, self._terms.constant(later(start.least, count * months)))
            last = _first(start, lambda day: later(day, count * months) > end.least) - 1
            return self._terms.at_least(self._terms.constant(last), start)

        if greatest - least > _FEW:
            return self._between(months, start, end, least, greatest)
        return Whole(least, greatest, lambda: self._counted(least, greatest, reaches).term, reaches)

    def later(self, start: Whole, months: int, days: int) -> Whole:
        """A day moved by `months` months, then by `days` days."""
        if start.is_constant:
            return self._terms.constant(later(start.least, months, days))
        if months == 0:
            return self._terms.linear([(1, start)], days)

        def reaches(day: int) -> Truth:
            first = _first(start, lambda one: later(one, months, days) >= day)
            return self._terms.at_least(start, self._terms.constant(first))

        def moved() -> Whole:
            parts = self._apart(start)
            count = self._terms.linear([(12, parts.year), (1, parts.month)], months)
            year = self._terms.divided(count, 12)
            month = self._terms.linear([(1, count), (-12, year)])
            month = Whole(0, 11, month.term)
            day = self._terms.least_of([parts.day, self._length(year, month)])
            return self._terms.linear([(1, self._first_of(year, month)), (1, day)], days)

        ends = later(start.least, months, days), later(start.greatest, months, days)
        return Whole(*ends, lambda: moved().term, reaches)

    def _counted(self, least: int, greatest: int, reaches: Callable[[int], Truth]) -> Whole:
        """A number from when it reaches each count."""
        steps = [self._terms.one_if(reaches(count)) for count in range(least + 1, greatest + 1)]
        return self._terms.linear([(1, step) for step in steps], least)

    def _between(self, months: int, start: Whole, end: Whole, least: int, greatest: int) -> Whole:
        terms = self._terms
        one, other = self._apart(start), self._apart(end)
        short = terms.one_if(terms.more(one.day, other.day))
        rest = [(1, other.month), (-1, one.month), (-1, short)]
        if months % 12:
            count, size = terms.linear([(12, other.year), (-12, one.year), *rest]), months
        else:
            behind = terms.one_if(terms.more(terms.constant(0), terms.linear(rest)))
            count, size = terms.linear([(1, other.year), (-1, one.year), (-1, behind)]), months // 12
        count = terms.greatest_of([terms.constant(0), count])
        found = count if size == 1 else terms.divided(count, size)
        return Whole(least, greatest, found.term)

    def _apart(self, day: Whole) -> Parts:
        """The year, the month and the day of the month of a day."""
        key = day.term.get_id()
        if key not in self._parts:
            terms = self._terms
            # A year has 365.2425 days in the long run, and is never as much as a year away from that.
            ends = (day.least - 1) * 400 // _CYCLE, (day.greatest - 1) * 400 // _CYCLE + 2
            parts = Parts(
                terms.number(terms.fresh("year"), *ends),
                terms.number(terms.fresh("month"), 0, 11),
                terms.number(terms.fresh("day"), 0, 30),
            )
            terms.state(terms.more(self._length(parts.year, parts.month), parts.day))
            terms.state(terms.same(day, terms.linear([(1, self._first_of(parts.year, parts.month)), (1, parts.day)])))
            self._parts[key] = day, parts
        return self._parts[key][1]

    def _first_of(self, year: Whole, month: Whole) -> Whole:
        """The first day of a month."""
        terms = self._terms
        before = terms.linear([(1, year)], -1)
        leaps = [(1, terms.divided(before, 4)), (-1, terms.divided(before, 100)), (1, terms.divided(before, 400))]
        begun = [(size, terms.one_if(terms.at_least(month, terms.constant(at)))) for at, size in enumerate(_MONTHS, 1)]
        after = terms.every([self._is_leap(year), terms.at_least(month, terms.constant(2))])
        return terms.linear([(365, before), *leaps, *begun, (1, terms.one_if(after))], 1)

    def _length(self, year: Whole, month: Whole) -> Whole:
        """The days of a month."""
        terms = self._terms
        february = terms.pick(self._is_leap(year), terms.constant(29), terms.constant(28))
        short = terms.pick(terms.among(month, (3, 5, 8, 10)), terms.constant(30), terms.constant(31))
        return terms.pick(terms.among(month, (1,)), february, short)

    def _is_leap(self, year: Whole) -> Truth:
        terms = self._terms

        def divides(size: int) -> Truth:
            return terms.same(year, terms.linear([(size, terms.divided(year, size))]))

        return terms.some([terms.every([divides(4), terms.negated(divides(100))]), divides(400)])


def _first(day: Whole, holds: Callable[[int], bool]) -> int:
    """The first day of which `holds` is true, where it is true of all after it; one past the last if of none."""
    low, high = day.least, day.greatest + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
