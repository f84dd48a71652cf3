"""Bands: how the people of a table are parted by a fact, and what each part is called.

A yes/no, a choice and a count of records are parted by their values. Numbers and dates are parted where a rule of
either version begins to treat people differently; what no rule compares, by quantiles of the first rows. Where that
makes more than a dozen bands, neighbours are put together until each has about a twelfth of the people.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.frozen import frozen
from qmasdsl.impact.edges import step_of
from qmasdsl.ir.types import Choice, Date, Moment, Type, YesNo
from qmasdsl.ir.words import value_words

MOST = 12  # bands of one fact
_FEW = 24  # values that are told apart one by one where no rule does
_QUANTILES = 5


@frozen
class Bands:
    """The bands of a column: band n begins at `starts[n]`, the first at the least of the domain."""

    column: c.Column
    starts: tuple[int, ...]
    by: str  # "value", "rules" or "quantiles"

    def of(self, code: int) -> int:
        return bisect_right(self.starts, code) - 1

    def words(self, first: int, last: int) -> str:
        """What the bands from `first` to `last` are called."""
        low, high = range_of(self.column)
        end = high if last + 1 == len(self.starts) else self.starts[last + 1] - step_of(self.column)
        start, type = self.starts[first], self.column.type
        if isinstance(type, Choice):
            return type.values[start].label or type.values[start].name.replace("_", " ")
        if start == end:
            return _value(type, start)
        if isinstance(type, Date | Moment) and (start, end) != (low, high):
            return f"until {_value(type, end)}" if start == low else (
                f"from {_value(type, start)}" if end == high else f"{_value(type, start)} to {_value(type, end)}"
            )
        return f"{_value(type, start)} or over" if end == high and start != low else (
            f"{_value(type, start)} to {_value(type, end)}"
        )


def bands(column: c.Column, edges: Sequence[int]) -> Bands | None:
    """The bands of a column whose values rules compare with `edges`; None where only its values can tell."""
    low, high = range_of(column)
    step = step_of(column)
    if isinstance(column.type, Choice | YesNo):
        return Bands(column, tuple(range(low, high + 1)), "value")
    inside = sorted({edge for edge in edges if low < edge <= high})
    if inside:
        return Bands(column, (low, *inside), "rules")
    if (high - low) // step < _FEW:
        return Bands(column, tuple(range(low, high + 1, step)), "value")
    return None


def quantiles(column: c.Column, values: Sequence[int]) -> Bands:
    """The bands of a column in which about as many of `values` (ascending) lie."""
    low, _ = range_of(column)
    found = {values[len(values) * part // _QUANTILES] for part in range(1, _QUANTILES)} if values else set()
    return Bands(column, (low, *sorted(found - {low})), "quantiles")


def joined(parted: Bands, people: Mapping[int, int]) -> list[tuple[int, int]]:
    """Which bands are told as one, by their numbers: neighbours, so that no more than `MOST` are left. `people` is how
    many there are in each."""
    ends = [(at, at) for at in range(len(parted.starts)) if people.get(at)]
    if len(ends) <= MOST or isinstance(parted.column.type, Choice):
        return ends
    least = sum(people.values()) / MOST
    found: list[tuple[int, int]] = []
    begin, have = 0, 0
    for at in range(len(parted.starts)):
        have += people.get(at, 0)
        if have >= least or at + 1 == len(parted.starts):
            found.append((begin, at))
            begin, have = at + 1, 0
    if len(found) > 1 and not any(people.get(at) for at in range(found[-1][0], found[-1][1] + 1)):
        # Nobody is behind the last: it belongs to the one before.
        last = found.pop()[1]
        found[-1] = (found[-1][0], last)
    return found


def _value(type: Type, value: int) -> str:
    """A value in digits as people write them; of a moment the day."""
    words = value_words(type, value)
    return words[:10] if isinstance(type, Moment) else words.replace("_", ",")
