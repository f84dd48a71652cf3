"""Regions: every applicant a question can tell apart, as one bit each.

The facts a question reads are cut into stretches (`cuts`); a region is one stretch of each. Regions are
numbered, and a set of them is a whole number whose bits say which are in it. So `and`, `or` and `not` are
the `&`, `|` and complement of numbers however many regions there are, and a question over a hundred
thousand kinds of applicants takes milliseconds.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from qmasdsl.analysis.cuts import Cuts, Loose, Subject, TooMuch
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Several

MOST_REGIONS = 1 << 17
_MOST_HELD = 10  # values of a `some of` fact that are told apart


@frozen
class Cell:
    """A stretch of values, from `first` to `last`, that a question treats alike; `value` stands for them.
    Facts that are compared with each other have several cells to a stretch. Of a `some of` fact a cell is
    one set of values, and `first` and `last` say nothing."""

    value: int | frozenset[int]
    first: int = 0
    last: int = 0


_NO_YES = (Cell(0, 0, 0), Cell(1, 1, 1))


@frozen
class Axis:
    """A fact (or an expression taken whole) and its stretches, in order."""

    subject: Subject
    cells: tuple[Cell, ...]


class Space:
    """The product of some axes. `exact`: every region has an applicant in it, as far as `always` allows."""

    def __init__(self, axes: Iterable[Axis], exact: bool) -> None:
        self.axes = tuple(axes)
        self.exact = exact
        self._at = {axis.subject: index for index, axis in enumerate(self.axes)}
        self._pieces: dict[Subject, dict[int, int]] = {}
        self._strides = list(_strides(self.axes))
        self.size = self._strides.pop()
        self.all = (1 << self.size) - 1

    def axis(self, subject: Subject) -> Axis:
        return self.axes[self._at[subject]]

    def where(self, subject: Subject, cells: Iterable[int]) -> int:
        """The regions that have one of `cells` (by index) of `subject`."""
        index = self._at[subject]
        stride = self._strides[index]
        block = (1 << stride) - 1
        mask = 0
        for cell in cells:
            mask |= block << (cell * stride)
        return self._repeated(mask, stride * len(self.axes[index].cells))

    def pieces(self, subject: Subject) -> dict[int, int]:
        """The regions by the value of `subject`."""
        found = self._pieces.get(subject)
        if found is None:
            found = self._pieces[subject] = {}
            for index, cell in enumerate(self.axis(subject).cells):
                if isinstance(cell.value, int):
                    found[cell.value] = self.where(subject, [index])
        return found

    def cells(self, region: int) -> dict[Subject, Cell]:
        """What is known of whoever stands in `region`."""
        return {axis.subject: axis.cells[index] for axis, index in zip(self.axes, self.place(region), strict=True)}

    def place(self, region: int) -> tuple[int, ...]:
        """The index of the cell on each axis."""
        return tuple(
            region // stride % len(axis.cells) for axis, stride in zip(self.axes, self._strides, strict=True)
        )

    def box(self, ranges: Iterable[Iterable[int]]) -> int:
        """The regions that have, on each axis, one of the cells of its range."""
        mask = self.all
        for axis, cells in zip(self.axes, ranges, strict=True):
            mask &= self.where(axis.subject, cells)
        return mask

    def _repeated(self, mask: int, period: int) -> int:
        while period < self.size:
            mask |= mask << period
            period *= 2
        return mask & self.all


def regions(mask: int, most: int) -> Iterator[int]:
    """The first `most` regions of a set, in order."""
    for _ in range(most):
        if not mask:
            return
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def space(cuts: Cuts, exact: bool) -> Space:
    """The regions that `cuts` makes; TooMuch if there are more than anybody should wait for."""
    made, own = axes(cuts)
    if _product(made) > MOST_REGIONS:
        raise TooMuch
    return Space(made, exact and own)


def axes(cuts: Cuts) -> tuple[list[Axis], bool]:
    """One axis a subject, and whether nothing was taken loosely."""
    made = [Axis(name, _NO_YES) for name in cuts.yes_no]
    made += [Axis(one, _NO_YES) for one in cuts.loose if isinstance(one, Loose)]
    for group in _groups(cuts):
        made += _stretches(cuts, group)
    exact = not cuts.loose
    for name in {**cuts.held, **{one.fact: None for one in cuts.counted if isinstance(one, ir.Size)}}:
        axis, certain = _sets(cuts, name)
        made += axis
        exact &= certain
    counts = [one for one in cuts.counted if isinstance(one, ir.Count)]
    made += [Axis(one, tuple(Cell(n, n, n) for n in range(cuts.count_limit(one) + 1))) for one in counts]
    # Two counts of the same records are not free of each other.
    return made, exact and len({one.fact for one in counts}) == len(counts)


def _product(made: Iterable[Axis]) -> int:
    *_, count = _strides(made)
    return count


def _strides(made: Iterable[Axis]) -> Iterator[int]:
    stride = 1
    for axis in made:
        yield stride
        stride *= len(axis.cells)
    yield stride


def _groups(cuts: Cuts) -> list[list[str]]:
    """The facts that are cut, those that are compared with each other together."""
    home = {name: [name] for name in cuts.at}
    for one, other in cuts.linked:
        if home[one] is not home[other]:
            home[one] += home[other]
            for name in home[other]:
                home[name] = home[one]
    found: list[list[str]] = []
    for group in home.values():
        if group not in found[-1:] and not any(group is known for known in found):
            found.append(group)
    return found


def _stretches(cuts: Cuts, group: list[str]) -> Iterator[Axis]:
    domains = {name: cuts.domain(name) for name in group}
    at = set().union(*(cuts.at[name] for name in group))
    for low, high, step in domains.values():
        at |= {low, high + step}
    wanted = len(group)
    if not cuts.whole.isdisjoint(group):
        at |= {edge for low, high, step in domains.values() for edge in range(low, high + step, step)}
    for name, (low, high, step) in domains.items():
        # A stretch begins on the grid: at the first value that is not below the threshold.
        edges = sorted({low + -(-(edge - low) // step) * step for edge in at if low <= edge <= high})
        cells: list[Cell] = []
        for first, after in pairwise([*edges, high + step]):
            values = range(first, after, step)[:wanted]
            cells += (Cell(value, first, after - step) for value in values)
        yield Axis(name, tuple(cells))


def _sets(cuts: Cuts, name: str) -> tuple[list[Axis], bool]:
    """The sets of values of a `some of` fact that are told apart."""
    several = cuts.type_of(name)
    assert isinstance(several, Several)
    sized = ir.Size(name) in cuts.counted
    told = range(len(several.values)) if sized else sorted(cuts.held[name])
    if len(told) > _MOST_HELD:
        # Each value by itself would be exact, but a set of so many has too many: undecided.
        raise TooMuch
    subsets = [frozenset(chosen) for count in range(len(told) + 1) for chosen in combinations(told, count)]
    return [Axis(name, tuple(Cell(subset) for subset in subsets))], True
