"""Ordinary people: of all applicants in a set, the one a reader would least wonder at.

Every value of a fact has a price: nothing for no, none, 0 or a working age, and more the further from that.
The applicant shown is the cheapest there is; so a fact that does not matter is at rest, and an applicant of
119 is shown only where no other would do.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from qmasdsl.ir.types import Choice, Date, Form, Numeric, Type
from qmasdsl.proving.axes import Axis
from qmasdsl.proving.sets import EVERYBODY, NOBODY, Sets

WORKING_AGES = range(25, 46)
_OLD = 65
_STEPS = 64  # beyond so many steps away a difference hardly counts


def cheapest(sets: Sets, axes: Sequence[Axis], prices: Sequence["Price"], root: int) -> dict[int, int]:
    """The position on each level, of the most ordinary applicant in the set; levels that do not matter are left
    out. The set must not be empty."""
    done: dict[int, tuple[int, int]] = {}  # node -> (price, position)
    waiting = [root]
    while waiting:
        node = waiting[-1]
        if node == EVERYBODY or node in done:
            waiting.pop()
            continue
        kids = [kid for kid in sets.kids[node] if kid not in (NOBODY, EVERYBODY) and kid not in done]
        if kids:
            waiting += kids
            continue
        waiting.pop()
        level = sets.level[node]
        ends = [0, *sets.cuts[node], len(axes[level].values)]
        best: tuple[int, int] | None = None
        for at, kid in enumerate(sets.kids[node]):
            if kid != NOBODY:
                price, position = prices[level].least(ends[at], ends[at + 1])
                price += 0 if kid == EVERYBODY else done[kid][0]
                if best is None or price < best[0]:
                    best = price, position
        assert best is not None
        done[node] = best
    found: dict[int, int] = {}
    while root != EVERYBODY:
        level, position = sets.level[root], done[root][1]
        found[level] = position
        root = sets.kids[root][sum(cut <= position for cut in sets.cuts[root])]
    return found


class Price:
    """What each position of an axis costs: nothing from the value `first` to `last`, more beyond."""

    def __init__(self, values: Sequence[int], first: int, last: int, weight: int, unit: int = 1) -> None:
        self._values = values
        self._first, self._last = first, last
        self._weight, self._unit = weight, unit

    def rest(self) -> int:
        """The position that costs least."""
        return self.least(0, len(self._values))[1]

    def least(self, start: int, after: int) -> tuple[int, int]:
        """The lowest price from position `start` to before `after`, and where it is."""
        values = self._values
        if values[start] >= self._first:
            return self._price(values[start] - self._last), start
        at = bisect_left(values, self._first, start, after)
        if at < after and values[at] <= self._last:
            return 0, at
        below = self._price(self._first - values[at - 1]), at - 1
        return below if at == after else min(below, (self._price(values[at] - self._last), at))

    def _price(self, distance: int) -> int:
        # Far is far: the price grows ever more slowly, so that one large number is better than two.
        steps = max(0, distance) // self._unit
        return self._weight * (min(steps, _STEPS) + steps.bit_length())


def price(axis: Axis, types: Mapping[str, Type], today: int | None) -> Price:
    """What the values of an axis cost; `today` is an ordinary day."""
    values = axis.values
    kind = types.get(axis.subject) if isinstance(axis.subject, str) else None
    match kind:
        case Numeric() if _is_age(axis.subject, kind):
            return Price(values, WORKING_AGES.start, WORKING_AGES.stop - 1, 30)
        case Numeric(Form.MONTHS):
            resting = min(max(0, values[0]), values[-1])
            return Price(values, resting, resting, 3, 12)
        case Numeric():
            resting = min(max(0, values[0]), values[-1])
            return Price(values, resting, resting, 3, kind.step)
        case Date() if today is not None:
            return Price(values, today, today, 1)
        case Choice(_, False):
            return Price(values, values[-1], values[-1], 2)
        case _:
            return Price(values, values[0], values[0], 10)


def nearness(axis: Axis, value: int) -> Price:
    """What the values of an axis cost where they should be close to those of a certain applicant."""
    return Price(axis.values, value, value, 100)


def _is_age(subject: object, kind: Numeric) -> bool:
    """Whether a fact is how old a grown-up is: `age`, `partner_age`, in years, up to some old age."""
    named = isinstance(subject, str) and (subject == "age" or subject.endswith("_age"))
    return named and kind.unit == "years" and kind.greatest >= _OLD
