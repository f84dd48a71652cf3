"""Sets of applicants, as decision diagrams.

A set asks one fact after another, always in the same order, and each answer leads on. A node is the place
of a fact in that order (its level), the positions at which the answer changes (its cuts), and where each
stretch between two cuts leads (its kids). Equal nodes are one node, and a fact that makes no difference is
not asked. So two sets are equal exactly if they are the same node, a set is empty exactly if it is
`NOBODY`, and its size follows from what its facts have to do with each other, not from all combinations.

    age from 18 to 39   ->   level of age, cuts (18, 40), kids (NOBODY, EVERYBODY, NOBODY)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from math import inf
from time import monotonic
from typing import TypeVar

NOBODY, EVERYBODY = 0, 1
LEAF = 1 << 30  # the level of what asks nothing more

_ASKED = 1024  # nodes after which the clock is asked
_SHUT = 200_000  # dead ends after which a search is given up

Cuts = tuple[int, ...]
Left = TypeVar("Left")
Right = TypeVar("Right")


class TooMuch(Exception):
    """This question would take too long here: another way is tried, or it stays undecided."""


class OutOfTime(TooMuch):
    """The time for proofs is used up."""


class Allowance:
    """How many nodes may be made, and until when; both are asked for every so many nodes."""

    def __init__(self) -> None:
        self.level: list[int] = []  # of each node
        self.most = 100_000
        self._end, self._until = self.most, inf

    def allow(self, nodes: int, until: float) -> None:
        """`nodes` more from now on."""
        self._end, self._until = self.made() + nodes, until
        self.most = min(self._end, self.made() + _ASKED)

    @contextmanager
    def at_most(self, nodes: int) -> Iterator[None]:
        """Not more than `nodes` further ones for what is done within."""
        before = self._end
        self._end = min(before, self.made() + nodes)
        self.most = min(self.most, self._end)
        try:
            yield
        finally:
            self._end = before
            self.most = min(before, self.made() + _ASKED)

    def made(self) -> int:
        """How many nodes there are."""
        return len(self.level)

    def exceed(self) -> None:
        """Called when `most` nodes are made: TooMuch, or more are allowed."""
        if monotonic() > self._until:
            raise OutOfTime
        if self.made() >= self._end:
            raise TooMuch
        self.most = min(self._end, self.made() + _ASKED)


class Sets(Allowance):
    """All sets of one prover. A set is the number of its node; `level`, `cuts` and `kids` go by that number."""

    def __init__(self) -> None:
        super().__init__()
        self.level = [LEAF, LEAF]
        self.cuts: list[Cuts] = [(), ()]
        self.kids: list[tuple[int, ...]] = [(), ()]
        self._known: dict[tuple[int, Cuts, tuple[int, ...]], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._negated: dict[int, int] = {NOBODY: EVERYBODY, EVERYBODY: NOBODY}

    def node(self, level: int, cuts: Sequence[int], kids: Sequence[int]) -> int:
        """The set that leads to `kids[n]` from position `cuts[n - 1]` of `level` to before `cuts[n]`."""
        kept, apart = [kids[0]], []
        for cut, kid in zip(cuts, kids[1:], strict=True):
            if kid != kept[-1]:
                apart.append(cut)
                kept.append(kid)
        if not apart:
            return kept[0]
        key = (level, tuple(apart), tuple(kept))
        found = self._known.get(key)
        if found is None:
            found = len(self.level)
            if found >= self.most:
                self.exceed()
            self._known[key] = found
            self.level.append(level)
            self.cuts.append(key[1])
            self.kids.append(key[2])
        return found

    def stretch(self, level: int, size: int, first: int, after: int) -> int:
        """Whoever stands from position `first` to before `after` of the `size` positions of `level`."""
        first, after = max(first, 0), min(after, size)
        if first >= after:
            return NOBODY
        cuts, kids = ([first], [NOBODY, EVERYBODY]) if first else ([], [EVERYBODY])
        return self.node(level, [*cuts, after], [*kids, NOBODY]) if after < size else self.node(level, cuts, kids)

    def both(self, one: int, other: int) -> int:
        """Whoever is in both sets."""
        if one == other or other == EVERYBODY:
            return one
        if one == EVERYBODY:
            return other
        if one == NOBODY or other == NOBODY:
            return NOBODY
        key = (one, other) if one < other else (other, one)
        found = self._both.get(key)
        if found is None:
            level, cuts, pairs = self._beside(one, other)
            found = self._both[key] = self.node(level, cuts, [self.both(left, right) for left, right in pairs])
        return found

    def negated(self, one: int) -> int:
        """Whoever is not in the set."""
        found = self._negated.get(one)
        if found is None:
            found = self.node(self.level[one], self.cuts[one], [self.negated(kid) for kid in self.kids[one]])
            self._negated[one] = found
            self._negated[found] = one
        return found

    def either(self, one: int, other: int) -> int:
        """Whoever is in one of the sets, or in both."""
        if one in (NOBODY, other):
            return other
        if other == NOBODY:
            return one
        if one == EVERYBODY or other == EVERYBODY:
            return EVERYBODY
        return self.negated(self.both(self.negated(one), self.negated(other)))

    def minus(self, one: int, other: int) -> int:
        """Whoever is in the first set and not in the second."""
        return self.both(one, self.negated(other))

    def every(self, sets: Iterable[int]) -> int:
        """Whoever is in all of the sets; the later ones are not even made once nobody is."""
        found = EVERYBODY
        for each in sets:
            found = self.both(found, each)
            if found == NOBODY:
                break
        return found

    def some(self, sets: Iterable[int]) -> int:
        return reduce(self.either, sets, NOBODY)

    def at_least(self, count: int, sets: Iterable[int]) -> int:
        """Whoever is in at least `count` of the sets."""
        reached = [EVERYBODY] + [NOBODY] * count
        for each in sets:
            for n in range(count, 0, -1):
                reached[n] = self.either(reached[n], self.both(reached[n - 1], each))
        return reached[count]

    def walk(self, roots: tuple[int, ...], order: Callable[[int, list[int]], Iterable[int]]) -> dict[int, int] | None:
        """The first applicant met who is in all of `roots`, as positions by level; None if nobody is.

        No set is made for it. At each level the stretches are gone through in `order`, which is told their first
        positions and gives which to try, each with the position to stand at.
        """
        shut: set[tuple[int, ...]] = set()

        def go(nodes: tuple[int, ...]) -> dict[int, int] | None:
            nodes = tuple(dict.fromkeys(node for node in nodes if node != EVERYBODY))
            if not nodes:
                return {}
            if NOBODY in nodes or nodes in shut:
                return None
            level = min(self.level[node] for node in nodes)
            here = [node for node in nodes if self.level[node] == level]
            rest = tuple(node for node in nodes if self.level[node] != level)
            starts = sorted({0}.union(*(self.cuts[node] for node in here)))
            for position in order(level, starts):
                below = tuple(self.kids[node][stretch_of(self.cuts[node], position)] for node in here)
                found = go(below + rest)
                if found is not None:
                    found[level] = position
                    return found
            shut.add(nodes)
            if len(shut) > _SHUT:
                raise TooMuch
            return None

        return go(roots)

    def meet(self, *roots: int) -> bool:
        """Whether anybody is in all of `roots`."""
        return self.walk(roots, lambda _, starts: starts) is not None

    def below(self, *roots: int) -> Iterator[int]:
        """The nodes that `roots` are made of, each once."""
        seen = {NOBODY, EVERYBODY}
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                yield node
                waiting.extend(self.kids[node])

    def reads(self, *roots: int) -> set[int]:
        """The levels at which `roots` ask anything."""
        return {self.level[node] for node in self.below(*roots)}

    def has(self, root: int, positions: Mapping[int, int]) -> bool:
        """Whether an applicant is in the set."""
        while root > EVERYBODY:
            root = self.kids[root][stretch_of(self.cuts[root], positions[self.level[root]])]
        return root == EVERYBODY

    def shifted(self, root: int, level: int, by: int) -> int:
        """Whoever would be in the set `by` positions further up, the last position standing for all beyond."""

        def moved(node: int) -> int:
            cuts = [cut - by for cut in self.cuts[node]]
            gone = sum(cut <= 0 for cut in cuts)
            return self.node(level, cuts[gone:], self.kids[node][gone:])

        return self.rebuilt(root, level, moved)

    def rebuilt(self, root: int, level: int, work: Callable[[int], int]) -> int:
        """The set with `work` done on each of its nodes at `level`."""
        done: dict[int, int] = {}

        def go(node: int) -> int:
            if self.level[node] >= level:
                return work(node) if self.level[node] == level else node
            found = done.get(node)
            if found is None:
                kids = [go(kid) for kid in self.kids[node]]
                found = done[node] = self.node(self.level[node], self.cuts[node], kids)
            return found

        return go(root)

    def _beside(self, one: int, other: int) -> tuple[int, Cuts | list[int], list[tuple[int, int]]]:
        """The first level that either asks, its cuts, and the pairs of what they lead to there."""
        left, right = self.level[one], self.level[other]
        if left < right:
            return left, self.cuts[one], [(kid, other) for kid in self.kids[one]]
        if right < left:
            return right, self.cuts[other], [(one, kid) for kid in self.kids[other]]
        return left, *meet(self.cuts[one], self.kids[one], self.cuts[other], self.kids[other])


def meet(
    cuts: Cuts, kids: Sequence[Left], more: Cuts, others: Sequence[Right]
) -> tuple[Cuts | list[int], list[tuple[Left, Right]]]:
    """Two nodes of one level: the cuts of either, and what they lead to between them."""
    if cuts == more:
        return cuts, list(zip(kids, others, strict=True))
    found: list[int] = []
    pairs = [(kids[0], others[0])]
    left = right = 0
    while left < len(cuts) or right < len(more):
        if right == len(more) or (left < len(cuts) and cuts[left] <= more[right]):
            cut = cuts[left]
            right += right < len(more) and cut == more[right]
            left += 1
        else:
            cut = more[right]
            right += 1
        found.append(cut)
        pairs.append((kids[left], others[right]))
    return found, pairs


def stretch_of(cuts: Cuts, position: int) -> int:
    """Which stretch `position` stands in.

    >>> [stretch_of((18, 40), age) for age in (17, 18, 39, 40)]
    [0, 1, 1, 2]
    """
    return sum(cut <= position for cut in cuts)
