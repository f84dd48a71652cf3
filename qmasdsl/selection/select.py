"""Select: every candidate in, out, or on the line.

Candidates rank by their mark, and those with one mark by the keys that the rules declare for ties. What the rules do
not decide stays open: in is who gets a place in every order that the rules allow, out who gets none in any, and
whoever is left is on the line. So nothing depends on the order in which candidates are given.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from qmasdsl.frozen import frozen
from qmasdsl.selection.places import Ahead, Places, Standing, placed, standing
from qmasdsl.selection.ties import Bounds, Keys, bounds


class Candidate(NamedTuple):
    """An applicant: by what name, with what mark (None: not a candidate), qualifying for which reserve (0: none), and
    with which keys for ties (None: missing), as many for everybody, or none where the rules leave ties open."""

    key: str
    mark: int | None
    reserve: int = 0
    ties: Keys = ()


@frozen
class Group:
    """Candidates of one mark, counted by reserve, and how many have a better one."""

    mark: int
    count: tuple[int, ...]
    before: tuple[int, ...]


@frozen
class Line:
    """Those of one mark between whom the rules do not decide (their keys, in alphabetical order), and how many places
    there are for them. `lacking` of them lack a key for ties."""

    mark: int
    tied: tuple[str, ...]
    places: int
    lacking: int = 0


@frozen
class CutOff:
    """The last mark that is in. Where not all who have it are in, and keys for ties parted them, `ties` is the last
    key that is in."""

    mark: int
    ties: Keys | None = None


@frozen
class Selected:
    """What became of everybody, in the order in which they were given. `cut_offs`, `ins` and `candidates` are by
    reserve, the first of those who qualify for none."""

    standings: tuple[Standing, ...]
    lines: tuple[Line, ...]
    cut_offs: tuple[CutOff | None, ...]
    candidates: tuple[int, ...]
    ins: tuple[int, ...]
    tied: tuple[int, ...]

    def count(self, of: Standing) -> int:
        return self.standings.count(of)

    @property
    def to_decide(self) -> int:
        """Places for those on the line."""
        return sum(line.places for line in self.lines)


def ranked(counts: Mapping[int, Sequence[int]], highest_first: bool = True) -> Iterator[Group]:
    """The groups of one mark, the best first; `counts` are by mark and reserve."""
    before: list[int] = []
    for mark in sorted(counts, reverse=highest_first):
        count = counts[mark]
        before = before or [0] * len(count)
        yield Group(mark, tuple(count), tuple(before))
        before = [a + b for a, b in zip(before, count, strict=True)]


def standing_of(places: Places, group: Group, reserve: int) -> Standing:
    """What becomes of one of the group who qualifies for that reserve, if nothing but the mark decides."""
    most = [a + b - (kind == reserve) for kind, (a, b) in enumerate(zip(group.before, group.count, strict=True))]
    return standing(places, group.before, most, reserve)


def select(places: Places, candidates: Iterable[Candidate], highest_first: bool = True) -> Selected:
    """What becomes of each of `candidates`."""
    given = list(candidates)
    kinds = len(places.reserved) + 1
    counts: dict[int, list[int]] = {}
    for (mark, reserve), n in Counter((one.mark, one.reserve) for one in given).items():
        if mark is not None:
            counts.setdefault(mark, [0] * kinds)[reserve] = n
    groups = list(ranked(counts, highest_first))
    by_mark: dict[tuple[int | None, int], Standing] = {(None, kind): Standing.NOT_A_CANDIDATE for kind in range(kinds)}
    parted: dict[int, Group] = {}
    for group in groups:
        found = {kind: standing_of(places, group, kind) for kind, n in enumerate(group.count) if n}
        by_mark |= {(group.mark, kind): one for kind, one in found.items()}
        if Standing.ON_THE_LINE in found.values():
            parted[group.mark] = group
    standings = [by_mark[one.mark, one.reserve] for one in given]
    lines, keys = _part(places, given, parted, standings)
    return _told(given, groups, standings, lines, keys, kinds)


def _part(
    places: Places, given: list[Candidate], parted: Mapping[int, Group], standings: list[Standing]
) -> tuple[list[Line], dict[tuple[int, int], Keys]]:
    """Lets the keys for ties decide, in `standings`, where the mark alone does not. Gives back who is left undecided,
    and the last keys that are in, by mark and reserve."""
    members: dict[int, list[int]] = {mark: [] for mark in parted}
    for at, one in enumerate(given if parted else ()):
        if one.mark in members:
            members[one.mark].append(at)
    lines: list[Line] = []
    last: dict[tuple[int, int], Keys] = {}
    for mark, group in parted.items():
        found = bounds([(given[at].reserve, given[at].ties) for at in members[mark]], group.before)
        for at, (least, most) in zip(members[mark], found, strict=True):
            standings[at] = standing(places, least, most, given[at].reserve)
        line = _line(places, group, [(given[at], standings[at]) for at in members[mark]])
        lines += [line] if line.tied else []
        last |= _last_keys(given, members[mark], found, standings)
    return lines, last


def _line(places: Places, group: Group, members: list[tuple[Candidate, Standing]]) -> Line:
    """How many get a place does not turn on how a tie is decided; so those on the line share what is certain."""
    tied = [one for one, found in members if found is Standing.ON_THE_LINE]
    sure = sum(found is Standing.IN for _, found in members)
    whole: Ahead = [a + b for a, b in zip(group.before, group.count, strict=True)]
    left = placed(places, whole) - placed(places, group.before) - sure
    lacking = sum(None in one.ties for one in tied)
    return Line(group.mark, tuple(sorted(one.key for one in tied)), left, lacking)


def _last_keys(
    given: list[Candidate], members: list[int], found: list[Bounds], standings: list[Standing]
) -> dict[tuple[int, int], Keys]:
    """By mark and reserve the keys of the last who is in, where others of that mark and reserve are not."""
    out = {given[at].reserve for at in members if standings[at] is not Standing.IN}
    ends = {at: sum(most) for at, (_, most) in zip(members, found, strict=True) if standings[at] is Standing.IN}
    last: dict[tuple[int, int], Keys] = {}

    def place(at: int) -> tuple[int, list[tuple[bool, int]]]:
        return ends[at], [(day is None, day or 0) for day in given[at].ties]

    for at in sorted(ends, key=place):
        one = given[at]
        if one.reserve in out and one.ties and one.mark is not None:
            last[one.mark, one.reserve] = one.ties
    return last


def _told(
    given: list[Candidate],
    groups: list[Group],
    standings: list[Standing],
    lines: list[Line],
    keys: Mapping[tuple[int, int], Keys],
    kinds: int,
) -> Selected:
    tally = Counter((one.mark, one.reserve, found) for one, found in zip(given, standings, strict=True))

    def counted(of: Standing) -> tuple[int, ...]:
        return tuple(sum(tally[group.mark, kind, of] for group in groups) for kind in range(kinds))

    cut_offs: list[CutOff | None] = [None] * kinds
    for group in groups:
        for kind in range(kinds):
            if tally[group.mark, kind, Standing.IN]:
                cut_offs[kind] = CutOff(group.mark, keys.get((group.mark, kind)))
    every = tuple(sum(group.count[kind] for group in groups) for kind in range(kinds))
    ins, tied = counted(Standing.IN), counted(Standing.ON_THE_LINE)
    return Selected(tuple(standings), tuple(lines), tuple(cut_offs), every, ins, tied)
