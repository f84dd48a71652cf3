"""Ties: of candidates with one mark, how many rank before each, surely and possibly.

The keys are read in their order, the earlier first. Where a key is missing it might be any, so what it would decide
stays open: that candidate may rank before all and after all from whom only this key, or one after it, parts them.
Candidates whose keys are all equal, and all candidates where there are no keys, may rank in any order.
"""

from collections.abc import Sequence

from qmasdsl.selection.places import Ahead

Keys = tuple[int | None, ...]
Bounds = tuple[Ahead, Ahead]  # at least and at most so many, by reserve


def bounds(members: Sequence[tuple[int, Keys]], before: Ahead) -> list[Bounds]:
    """For each of `members` (reserve, keys), in their order, how many rank before them; `before` have a better mark."""
    tied = _Tied(members, len(before))
    tied.part(list(range(len(members))), 0, list(before), list(before))
    return tied.found


class _Tied:
    def __init__(self, members: Sequence[tuple[int, Keys]], kinds: int) -> None:
        self._members = members
        self._kinds = kinds
        self.found: list[Bounds] = [((), ())] * len(members)

    def part(self, among: list[int], key: int, least: list[int], most: list[int]) -> None:
        """Settles those `among` whom the keys before `key` do not part; the others are counted in already."""
        if key == len(self._members[among[0]][1]):
            self._settle(among, among, least, most)
            return
        lacking: list[int] = []
        by_key: dict[int, list[int]] = {}
        for at in among:
            value = self._members[at][1][key]
            (lacking if value is None else by_key.setdefault(value, [])).append(at)
        self._settle(lacking, among, least, most)
        most = _sum(most, self._count(lacking))
        for value in sorted(by_key):
            self.part(by_key[value], key + 1, least, most)
            here = self._count(by_key[value])
            least, most = _sum(least, here), _sum(most, here)

    def _settle(self, whom: list[int], among: list[int], least: list[int], most: list[int]) -> None:
        """Those who may stand anywhere `among` the others."""
        at_most = _sum(most, self._count(among))
        without = [[n - (kind == own) for kind, n in enumerate(at_most)] for own in range(self._kinds)]
        for at in whom:
            self.found[at] = least, without[self._members[at][0]]

    def _count(self, those: list[int]) -> list[int]:
        count = [0] * self._kinds
        for at in those:
            count[self._members[at][0]] += 1
        return count


def _sum(one: list[int], other: list[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]
