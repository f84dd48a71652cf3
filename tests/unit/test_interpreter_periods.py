"""Periods of months and years, against a slow reference that walks the calendar day by day."""

from datetime import date, timedelta

import pytest

from qmasdsl.ir.periods import completed, later


def slow_anniversary(day: date, months: int) -> date:
    """The same day of the month `months` later, or the first of the month after where there is none."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    wanted = date(year, month, 1)
    while wanted.month == month:
        if wanted.day == day.day:
            return wanted
        wanted += timedelta(days=1)
    return wanted


def slow_completed(months: int, start: date, end: date) -> int:
    count = 0
    while slow_anniversary(start, (count + 1) * months) <= end:
        count += 1
    return count


@pytest.mark.parametrize("months", [1, 6, 12])
def test_completed_periods_agree_with_the_calendar(months: int) -> None:
    # Every birthday of a leap year and of the year after, on days around three and four years later.
    wrong = [
        (start, end)
        for start in (date(2008, 1, 1) + timedelta(days=n) for n in range(0, 730, 3))
        for end in (date(2011, 2, 20) + timedelta(days=n) for n in (*range(0, 20), *range(370, 385)))
        if completed(months, start.toordinal(), end.toordinal()) != slow_completed(months, start, end)
    ]
    assert wrong == []


def test_every_end_of_month_agrees_with_the_calendar() -> None:
    starts = [date(year, month, 1) - timedelta(days=1) for year in (2000, 2001, 2004) for month in range(1, 13)]
    wrong = [
        (start, months)
        for start in starts
        for months in range(0, 40)
        if later(start.toordinal(), months) != slow_anniversary(start, months).toordinal()
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
        ("2000-03-01", "2018-02-28", 17),
        ("2000-03-01", "2018-03-01", 18),
        ("2000-12-31", "2000-12-30", 0),
        ("1900-02-28", "2026-02-28", 126),
    ],
)
def test_years_are_completed_on_the_birthday(born: str, on: str, years: int) -> None:
    assert completed(12, date.fromisoformat(born).toordinal(), date.fromisoformat(on).toordinal()) == years


def test_a_period_before_its_start_is_no_time() -> None:
    assert completed(1, date(2020, 5, 1).toordinal(), date(1990, 5, 1).toordinal()) == 0


def test_a_day_may_move_back_and_by_days() -> None:
    moved = later(date(2020, 3, 31).toordinal(), -1, -2)
    assert date.fromordinal(moved) == date(2020, 2, 28)


def test_no_period_runs_off_the_calendar() -> None:
    last = date(9999, 12, 31).toordinal()
    assert later(later(last, 1200), -1200) == last
    assert completed(12, last, later(last, 12 * 500)) == 500
