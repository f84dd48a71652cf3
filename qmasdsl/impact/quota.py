"""Under a quota: who gets a place before and after, by the marks of everybody together.

Whoever is on the line is decided by something else than the mark: by the keys that the rules declare for ties, or by
discretion. Nobody is taken to be in or out there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from qmasdsl.frozen import frozen
from qmasdsl.impact.tally import Standing
from qmasdsl.ir.types import Type
from qmasdsl.selection.places import Places, placed, places_of
from qmasdsl.selection.places import Standing as Comes
from qmasdsl.selection.ranking import Ranking
from qmasdsl.selection.select import ranked, standing_of

Moves = Mapping[tuple[Comes, Comes], int]


@frozen
class Ranks:
    """How a version ranks: the type of a mark (None: points), and how the last mark is decided on."""

    highest_first: bool
    ties: tuple[str, ...] | None
    type: Type | None


@frozen
class Cut:
    """The selection under one version. `marks` are the last that are in, by reserve, the first of those who qualify
    for none; `lines` are the marks on which the rules do not decide, each with how many have it and for how many
    places. `places` is None without limit."""

    ranks: Ranks
    places: int | None
    candidates: int
    ins: int
    on_the_line: int
    outs: int
    marks: tuple[int | None, ...]
    lines: tuple[tuple[int, int, int], ...]

    @property
    def mark(self) -> int | None:
        """The cut-off mark: the last with which somebody who qualifies for no reserve is in."""
        return self.marks[0]


@frozen
class Quota:
    """Both selections, and how many came from which standing to which."""

    before: Cut
    after: Cut
    moves: Moves
    several_reserves: int

    @property
    def differs(self) -> bool:
        """Whether anybody surely loses or wins a place."""
        return any((before is Comes.IN) is not (after is Comes.IN) for before, after in self.moves)

    def moved(self, was_in: bool, is_in: bool) -> int:
        """How many surely had a place, or not, and surely have one now, or not."""
        return moved(self.moves, was_in, is_in)


def moved(moves: Moves, was_in: bool, is_in: bool) -> int:
    return sum(
        count
        for (before, after), count in moves.items()
        if (before is Comes.IN) is was_in and (after is Comes.IN) is is_in
    )


class Selecting:
    """The selections of both versions among everybody who was counted."""

    def __init__(
        self, old: Ranking, new: Ranking, quotas: tuple[int | None, int | None], standings: Counter[Standing]
    ) -> None:
        """`quotas` are places to be used instead of what the rules say. Raises `CannotSelect`."""
        self.old = _Side(old, quotas[0], ((one.old_mark, one.old_reserve, n) for one, n in standings.items()))
        self.new = _Side(new, quotas[1], ((one.new_mark, one.new_reserve, n) for one, n in standings.items()))

    def moves(self, standings: Counter[Standing]) -> dict[tuple[Comes, Comes], int]:
        """From what to what some of those people came."""
        found: Counter[tuple[Comes, Comes]] = Counter()
        for one, count in standings.items():
            before = self.old.standings[one.old_mark, one.old_reserve]
            found[before, self.new.standings[one.new_mark, one.new_reserve]] += count
        return dict(found)

    def told(self, standings: Counter[Standing], several_reserves: int) -> Quota:
        return Quota(self.old.cut, self.new.cut, self.moves(standings), several_reserves)


class _Side:
    """One version: what becomes of whoever has a mark and qualifies for a reserve."""

    def __init__(self, ranking: Ranking, quota: int | None, people: Iterable[tuple[int | None, int, int]]) -> None:
        selection = ranking.selection
        places = places_of(selection, quota)
        kinds = len(places.reserved) + 1
        counts: dict[int, list[int]] = {}
        for mark, reserve, count in people:
            if mark is not None:
                counts.setdefault(mark, [0] * kinds)[reserve] += count
        self.standings: dict[tuple[int | None, int], Comes] = {
            (None, kind): Comes.NOT_A_CANDIDATE for kind in range(kinds)
        }
        marks: list[int | None] = [None] * kinds
        lines: list[tuple[int, int, int]] = []
        tally: Counter[Comes] = Counter()
        for group in ranked(counts, selection.highest_first):
            tied = sure = 0
            for kind in range(kinds):
                found = standing_of(places, group, kind)
                self.standings[group.mark, kind] = found
                tally[found] += group.count[kind]
                if group.count[kind] and found is Comes.IN:
                    marks[kind] = group.mark
                    sure += group.count[kind]
                elif found is Comes.ON_THE_LINE:
                    tied += group.count[kind]
            if tied:
                lines.append((group.mark, tied, _given(places, group.before, group.count) - sure))
        self.cut = Cut(
            Ranks(selection.highest_first, selection.ties, ranking.type),
            places.total,
            sum(map(sum, counts.values())),
            tally[Comes.IN],
            tally[Comes.ON_THE_LINE],
            tally[Comes.OUT],
            tuple(marks),
            tuple(lines),
        )


def _given(places: Places, before: tuple[int, ...], count: tuple[int, ...]) -> int:
    """How many places go to a group, however those in it are ordered."""
    whole = [one + more for one, more in zip(before, count, strict=True)]
    return placed(places, whole) - placed(places, before)
