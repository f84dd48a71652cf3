"""Periods, for rule sets that count months or years from a day: the same answers as the interpreter's.

Days are proleptic Gregorian ordinals, and any whole number is one.
"""

from __future__ import annotations

# pasted from here


def _later(day: int, months: int, days: int = 0) -> int:
    """`day` moved by months, then by days; a day that its month does not have is the first of the next."""
    year, month, of_month = _parts(day)
    years, month = divmod(month - 1 + months, 12)
    year += years
    first = _first(year, month + 1)
    return first + min(of_month - 1, _first(year + (month == 11), (month + 1) % 12 + 1) - first) + days


def _completed(months: int, start: int, end: int) -> int:
    """How many whole periods of `months` months lie between two days; 0 if `end` is before `start`."""
    from_year, from_month, _ = _parts(start)
    to_year, to_month, _ = _parts(end)
    count = (to_year - from_year) * 12 + to_month - from_month
    if _later(start, count) > end:
        count -= 1
    return max(0, count) // months


def _first(year: int, month: int) -> int:
    """The ordinal of the first day of a month; years are counted from March, so that 29 February is the last day."""
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 - 305


def _parts(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month."""
    cycles, within = divmod(day + 305, 146_097)
    year_in = (within - within // 1_460 + within // 36_524 - within // 146_096) // 365
    of_year = within - (365 * year_in + year_in // 4 - year_in // 100)
    month_in = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month_in + 2) // 5 + 1
    month = month_in + 3 if month_in < 10 else month_in - 9
    return year_in + cycles * 400 + (month < 3), month, of_month
