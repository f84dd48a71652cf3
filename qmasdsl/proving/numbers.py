"""Numbers that differ from applicant to applicant, as decision diagrams with amounts on their edges.

As a set leads to yes or no, a number leads to an amount; but the amounts stand on the way and add up. So
the sum of factors that read different facts is no larger than the factors together, however many totals
there are. An edge is (amount, node). Below every node the least is 0, and `top` is the greatest: what a
number can be is known at a glance, and what cannot cross a threshold is not looked into.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from qmasdsl.proving.sets import EVERYBODY, LEAF, NOBODY, Allowance, Cuts, Sets, TooMuch, meet, stretch_of

Edge = tuple[int, int]
FLAT = 0  # the node below which nothing is added
NOTHING: Edge = (0, FLAT)


class Numbers(Allowance):
    """All numbers of one prover: each is an edge. `level`, `cuts`, `kids` and `top` go by the number of a node."""

    def __init__(self, sets: Sets) -> None:
        super().__init__()
        self.sets = sets
        self.level = [LEAF]
        self.cuts: list[Cuts] = [()]
        self.kids: list[tuple[Edge, ...]] = [()]
        self.top = [0]
        self._known: dict[tuple[int, Cuts, tuple[Edge, ...]], int] = {}
        self._plus: dict[tuple[int, int], Edge] = {}
        self._times: dict[tuple[int, int], Edge] = {}
        self._kept: dict[tuple[int, int, int], Edge] = {}
        self._reached: dict[tuple[int, int], int] = {}
        self._greater: dict[tuple[int, int, int], Edge] = {}
        self._ends: dict[tuple[int, int], tuple[int, int]] = {}
        self._values: dict[tuple[int, int], frozenset[int]] = {}

    def node(self, level: int, cuts: Sequence[int], kids: Sequence[Edge]) -> Edge:
        """The number that is `kids[n]` from position `cuts[n - 1]` of `level` to before `cuts[n]`."""
        kept, apart = [kids[0]], []
        for cut, kid in zip(cuts, kids[1:], strict=True):
            if kid != kept[-1]:
                apart.append(cut)
                kept.append(kid)
        if not apart:
            return kept[0]
        least = min([amount for amount, _ in kept])
        key = (level, tuple(apart), tuple([(amount - least, below) for amount, below in kept]))
        found = self._known.get(key)
        if found is None:
            found = len(self.level)
            if found >= self.most:
                self.exceed()
            self._known[key] = found
            self.level.append(level)
            self.cuts.append(key[1])
            self.kids.append(key[2])
            self.top.append(max([amount + self.top[below] for amount, below in key[2]]))
        return least, found

    # Arithmetic

    def plus(self, one: Edge, other: Edge) -> Edge:
        """The sum of two numbers."""
        amount, node = self._added(one[1], other[1])
        return one[0] + other[0] + amount, node

    def _added(self, one: int, other: int) -> Edge:
        if one == FLAT:
            return 0, other
        if other == FLAT:
            return 0, one
        key = (one, other) if one < other else (other, one)
        found = self._plus.get(key)
        if found is None:
            level, cuts, pairs = self._beside(one, other)
            found = self._plus[key] = self.node(level, cuts, [self.plus(left, right) for left, right in pairs])
        return found

    def added(self, parts: Iterable[Edge]) -> Edge:
        """The sum of several numbers."""
        total = NOTHING
        for part in parts:
            total = self.plus(total, part)
        return total

    def best(self, numbers: Iterable[Edge], better: Callable[[Edge, Edge], Edge]) -> Edge:
        """The best of several numbers, of which there is at least one."""
        return reduce(better, numbers)

    def times(self, number: Edge, by: int) -> Edge:
        """`by` times the number; `by` may be negative."""
        amount, node = number
        if by == 0 or node == FLAT:
            return by * amount, FLAT
        if by == 1:
            return number
        found = self._times.get((node, by))
        if found is None:
            kids = [self.times(kid, by) for kid in self.kids[node]]
            found = self._times[node, by] = self.node(self.level[node], self.cuts[node], kids)
        return by * amount + found[0], found[1]

    def kept(self, number: Edge, where: int) -> Edge:
        """The number where applicants are in the set `where`, else 0."""
        if where == EVERYBODY:
            return number
        if where == NOBODY or number == NOTHING:
            return NOTHING
        amount, node = number
        key = (amount, node, where)
        found = self._kept.get(key)
        if found is None:
            level, cuts, pairs = self.beside_set(number, where)
            found = self._kept[key] = self.node(level, cuts, [self.kept(left, right) for left, right in pairs])
        return found

    def chosen(self, where: int, one: Edge, other: Edge) -> Edge:
        """The first number for those in the set `where`, the second for the others."""
        # What is the same for both stays whole.
        change = self.kept(self.plus(one, self.times(other, -1)), where)
        return self.plus(other, change)

    def greater(self, one: Edge, other: Edge) -> Edge:
        """The greater of two numbers."""
        apart = other[0] - one[0]
        if apart >= self.top[one[1]]:
            return other
        if -apart >= self.top[other[1]]:
            return one
        if one[1] == other[1]:
            return max(one, other)
        key = (one[1], other[1], apart)
        found = self._greater.get(key)
        if found is None:
            level, cuts, pairs = self._beside(one[1], other[1])
            kids = [self.greater(left, (right[0] + apart, right[1])) for left, right in pairs]
            found = self._greater[key] = self.node(level, cuts, kids)
        return one[0] + found[0], found[1]

    def lesser(self, one: Edge, other: Edge) -> Edge:
        """The lesser of two numbers."""
        return self.times(self.greater(self.times(one, -1), self.times(other, -1)), -1)

    def mapped(self, number: Edge, work: Callable[[int], int]) -> Edge:
        """`work` done on every value of the number."""
        done: dict[Edge, Edge] = {}

        def go(edge: Edge) -> Edge:
            amount, node = edge
            if node == FLAT:
                return work(amount), FLAT
            found = done.get(edge)
            if found is None:
                kids = [go((amount + more, kid)) for more, kid in self.kids[node]]
                found = done[edge] = self.node(self.level[node], self.cuts[node], kids)
            return found

        return go(number)

    # Questions

    def at_least(self, number: Edge, bound: int) -> int:
        """Those for whom the number is at least `bound`."""
        amount, node = number
        wanted = bound - amount
        if wanted <= 0:
            return EVERYBODY
        if wanted > self.top[node]:
            return NOBODY
        key = (node, wanted)
        found = self._reached.get(key)
        if found is None:
            kids = [self.at_least(kid, wanted) for kid in self.kids[node]]
            found = self._reached[key] = self.sets.node(self.level[node], self.cuts[node], kids)
        return found

    def equal(self, number: Edge, value: int) -> int:
        """Those for whom the number is `value`."""
        return self.sets.minus(self.at_least(number, value), self.at_least(number, value + 1))

    def less(self, one: Edge, other: Edge) -> int:
        """Those for whom the first number is less than the second."""
        if one[1] == other[1]:
            return EVERYBODY if one[0] < other[0] else NOBODY
        return self.at_least(self.plus(other, self.times(one, -1)), 1)

    def ends(self, number: Edge, within: int) -> tuple[int, int]:
        """The least and the greatest for those in `within`, who must not be nobody."""
        amount, node = number
        if node == FLAT:
            return amount, amount
        if within == EVERYBODY:
            return amount, amount + self.top[node]
        key = (node, within)
        found = self._ends.get(key)
        if found is None:
            _, _, pairs = self.beside_set((0, node), within)
            both = [self.ends(edge, some) for edge, some in pairs if some != NOBODY]
            found = self._ends[key] = min([low for low, _ in both]), max([high for _, high in both])
        return amount + found[0], amount + found[1]

    def values(self, number: Edge, within: int, most: int) -> frozenset[int]:
        """Every value of the number for those in `within`; TooMuch where there are more than `most`."""
        amount, node = number
        if within == NOBODY:
            return frozenset()
        if node == FLAT:
            return frozenset([amount])
        key = (node, within)
        found = self._values.get(key)
        if found is None:
            _, _, pairs = self.beside_set((0, node), within)
            found = frozenset().union(*(self.values(edge, some, most) for edge, some in pairs))
            if len(found) > most:
                raise TooMuch
            self._values[key] = found
        return frozenset([amount + value for value in found]) if amount else found

    def value(self, number: Edge, positions: Mapping[int, int]) -> int:
        """The number for one applicant."""
        amount, node = number
        while node != FLAT:
            more, node = self.kids[node][stretch_of(self.cuts[node], positions[self.level[node]])]
            amount += more
        return amount

    def reads(self, *numbers: Edge) -> set[int]:
        """The levels at which the numbers ask anything."""
        return {self.level[node] for node in self.below(*numbers)}

    def below(self, *numbers: Edge) -> list[int]:
        """The nodes that the numbers are made of, each once."""
        seen = {FLAT}
        waiting = [node for _, node in numbers]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(kid for _, kid in self.kids[node])
        return sorted(seen - {FLAT})

    def rebuilt(self, number: Edge, level: int, work: Callable[[int], Edge]) -> Edge:
        """The number with `work` done on each of its nodes at `level`."""
        done: dict[int, Edge] = {}

        def go(edge: Edge) -> Edge:
            amount, node = edge
            if self.level[node] > level:
                return edge
            found = done.get(node)
            if found is None:
                if self.level[node] == level:
                    found = work(node)
                else:
                    found = self.node(self.level[node], self.cuts[node], [go(kid) for kid in self.kids[node]])
                done[node] = found
            return amount + found[0], found[1]

        return go(number)

    def shifted(self, number: Edge, level: int, by: int) -> Edge:
        """What the number is `by` positions further up, the last position standing for all beyond."""

        def moved(node: int) -> Edge:
            cuts = [cut - by for cut in self.cuts[node]]
            gone = sum(cut <= 0 for cut in cuts)
            return self.node(level, cuts[gone:], self.kids[node][gone:])

        return self.rebuilt(number, level, moved)

    def _beside(self, one: int, other: int) -> tuple[int, Cuts | list[int], list[tuple[Edge, Edge]]]:
        left, right = self.level[one], self.level[other]
        if left < right:
            return left, self.cuts[one], [(kid, (0, other)) for kid in self.kids[one]]
        if right < left:
            return right, self.cuts[other], [((0, one), kid) for kid in self.kids[other]]
        return left, *meet(self.cuts[one], self.kids[one], self.cuts[other], self.kids[other])

    def beside_set(self, number: Edge, where: int) -> tuple[int, Cuts | list[int], list[tuple[Edge, int]]]:
        """A number and a set: the first level that either asks, its cuts, and what they lead to there."""
        amount, node = number
        left, right = self.level[node], self.sets.level[where]
        if right < left:
            return right, self.sets.cuts[where], [(number, kid) for kid in self.sets.kids[where]]
        kids = [(amount + more, below) for more, below in self.kids[node]] if amount else self.kids[node]
        if left < right:
            return left, self.cuts[node], [(kid, where) for kid in kids]
        return left, *meet(self.cuts[node], kids, self.sets.cuts[where], self.sets.kids[where])
