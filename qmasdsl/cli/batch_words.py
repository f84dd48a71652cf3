"""Batch words: the line that runs while a batch does, and the last one.

    12,345,678 rows   2,100,000 a second   17 rejected   61 %   4 seconds left
    1,000,000 rows read = 999,988 scored + 12 rejected
"""

import sys
import time

from qmasdsl.cli.output import counted
from qmasdsl.tables.counts import Progress, Summary

_EVERY = 0.2  # seconds


class Line:
    """One line on a terminal that says how far the batch is; nothing anywhere else."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if not self._shows or now - self._last < _EVERY:
            return
        self._last = now
        self._put(running(progress))

    def clear(self) -> None:
        if self._width:
            self._put("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _put(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)


def running(progress: Progress) -> str:
    """
    >>> running(Progress(500_000, 3, 0.25, 500_000, 0.0, 2.0))
    '500,000 rows   250,000 a second   3 rejected   25 %   6 seconds left'
    """
    words = [f"{progress.read:,} rows"]
    if progress.seconds > 0:
        words.append(f"{progress.rows / progress.seconds:,.0f} a second")
    words.append(f"{progress.rejected:,} rejected")
    if progress.share is not None:
        words.append(f"{progress.share * 100:.0f} %")
        done = progress.share - progress.share_before
        if done > 0:
            words.append(f"{lasting(progress.seconds * (1 - progress.share) / done)} left")
    return "   ".join(words)


def lasting(seconds: float) -> str:
    """
    >>> lasting(0.4), lasting(59), lasting(600), lasting(9000)
    ('1 second', '59 seconds', '10 minutes', '2 hours 30 minutes')
    """
    whole = max(1, round(seconds))
    if whole < 100:
        return counted(whole, "second")
    minutes = round(whole / 60)
    if minutes < 100:
        return counted(minutes, "minute")
    return f"{counted(minutes // 60, 'hour')} {counted(minutes % 60, 'minute')}"


def told(summary: Summary, rejects: str | None) -> str:
    """The last words: the counts, which add up."""
    where = f", which are in {rejects}" if rejects is not None and summary.rejected else ""
    read = f"{summary.read:,} row{'' if summary.read == 1 else 's'} read"
    return f"{read} = {summary.scored:,} scored + {summary.rejected:,} rejected{where}"


def going_on(rows: int) -> str:
    return f"going on after {rows:,} rows that an earlier run finished"


def kept(rows: int, name: str) -> str:
    """What is said of a batch that was stopped."""
    return f"{rows:,} finished rows are kept in {name}; the same command goes on after them"
