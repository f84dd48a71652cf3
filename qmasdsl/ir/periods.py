"""Periods: how months and years are counted from a day.

A period of months from a day ends on the same day of the month; where that month has no such day, on
the first of the next, so that somebody born on 29 February is a year older on 1 March. Days are
proleptic Gregorian ordinals, and any whole number is one: no sum can run off the calendar.
"""

from datetime import date

_CYCLE = 146_097  # days in 400 years, after which the calendar repeats


def later(day: int, months: int, days: int = 0) -> int:
    """`day` moved by `months` months (either way), then by `days` days."""
    year, month, of_month = _parts(day)
    years, month = divmod(month - 1 + months, 12)
    cycles, year = divmod(year + years - 1, 400)
    first = date(year + 1, month + 1, 1).toordinal()
    # The year 401 is not reached: 400 is the last of a cycle, and its December has 31 days.
    after = date(year + 1, month + 2, 1).toordinal() if month < 11 else first + 31
    return first + cycles * _CYCLE + min(of_month - 1, after - first) + days


def completed(months: int, start: int, end: int) -> int:
    """How many whole periods of `months` months lie between two days; 0 if `end` is before `start`."""
    from_year, from_month, _ = _parts(start)
    to_year, to_month, _ = _parts(end)
    count = (to_year - from_year) * 12 + to_month - from_month
    if later(start, count) > end:
        count -= 1
    return max(0, count) // months


def _parts(day: int) -> tuple[int, int, int]:
    cycles, within = divmod(day - 1, _CYCLE)
    there = date.fromordinal(within + 1)
    return there.year + cycles * 400, there.month, there.day
