"""The report: what the counts of an impact mean, before it is text, JSON or a page.

People are parted by facts. Groups are ranked by how much smaller the share of their people has become who have what
matters most: a place under the quota, else the first outcome of the rules that somebody loses, else the first test that
somebody no longer passes, else points on average. Where groups are small, or few people in them are concerned, they are
ranked apart, because there one person is a large share.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce

from qmasdsl.columns import nodes as c
from qmasdsl.explain.labels import Labels
from qmasdsl.frozen import frozen
from qmasdsl.impact.bands import Bands, joined
from qmasdsl.impact.matching import Matched, Test, Verdict
from qmasdsl.impact.quota import Moves, Quota, Selecting, moved
from qmasdsl.impact.tally import Changes, Counts, Standing, Tally, Turned
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Several

FEW = 30  # people: fewer are a small group
FEW_CONCERNED = 5  # people in a group who lose, or gain: of fewer the same is said
_WORST = 10  # groups of a ranking
_TOLD = 4  # those to whom less than a quarter of the most happens are only counted
_REASONS = 5
_NOT_GIVEN = "not given"


@frozen
class Version:
    """One of the two versions: its file, and what it says of itself. `in_force` is "" where it does not say."""

    file: str
    scheme: str
    title: str
    in_force: str
    hash: str


@frozen
class Rows:
    """Under which versions rows were scored. `reasons` are why they were not: the version, the sentence, how many;
    `unsaid` is how many more there are of each version whose reasons are not told."""

    read: int
    both: int
    only_old: int
    only_new: int
    neither: int
    reasons: tuple[tuple[str, str, int], ...]
    unsaid: Mapping[str, int]


@frozen
class Group:
    """The people who are alike in one fact. `moves` are from what standing to what under the quota, `changes` those of
    each test's total; None and empty where it was not asked."""

    column: str
    fact: str
    words: str
    tally: Tally
    moves: Moves | None
    changes: tuple[Changes, ...]

    @property
    def people(self) -> int:
        return self.tally.people

    @property
    def is_small(self) -> bool:
        return self.people < FEW


@frozen
class By:
    """Everybody parted by one fact; `how` is "value", "rules" or "quantiles"."""

    column: str
    fact: str
    how: str
    groups: tuple[Group, ...]


@frozen
class Measure:
    """What groups are ranked by: a place under the quota, a verdict or the points of a test, the last two by their
    number."""

    kind: str  # "place", "verdict" or "points"
    at: int = 0


@frozen
class Ranking:
    """Groups that lose, or gain, more than everybody together; the most first, small numbers apart."""

    measure: Measure
    groups: tuple[Group, ...]
    small: tuple[Group, ...]
    more: int


@frozen
class Points:
    """How a total changes, of those to whom the test applies under both: how many have which change, which total
    before and which now, and how many take the test under one version only."""

    changes: Changes
    before: Changes
    after: Changes
    only_old: int
    only_new: int


@frozen
class Report:
    """Everything that is told of a change. `everybody` are those who were scored under both; `worst` and `best` are
    None where nobody loses, or gains."""

    old: Version
    new: Version
    table: str
    verdicts: tuple[Verdict, ...]
    tests: tuple[Test, ...]
    rows: Rows
    everybody: Tally
    points: tuple[Points, ...]
    quota: Quota | None
    by: tuple[By, ...]
    asked: tuple[str, ...]
    worst: Ranking | None
    best: Ranking | None
    notes: tuple[str, ...]


def report(
    versions: tuple[Version, Version],
    table: str,
    matched: Matched,
    counts: Counts,
    bands: Mapping[str, Bands],
    selecting: Selecting | None,
    asked: Sequence[str],
    notes: Sequence[str],
) -> Report:
    """What `counts` mean. `asked` are columns by which everything is told; all others are looked at for who is hit."""
    quota = None if selecting is None else selecting.told(counts.standings, counts.several_reserves)
    every = tuple(_Grouping(matched, counts, bands, selecting).by())
    ranked = [group for by in every for group in by.groups if group.people < counts.both]
    worst = _ranking(ranked, counts.everybody, quota, gain=False)
    best = _ranking(ranked, counts.everybody, quota, gain=True)
    return Report(
        versions[0],
        versions[1],
        table,
        matched.verdicts,
        matched.tests,
        _rows(counts),
        counts.everybody,
        tuple(
            Points(one.changes, one.before, one.after, one.only_old, one.only_new) for one in counts.histograms
        ),
        quota,
        every,
        tuple(asked),
        worst,
        best,
        (*matched.notes, *notes),
    )


def turned(group: Tally, moves: Moves | None, measure: Measure) -> Turned:
    """How many of some people had and have what is measured, which is not points."""
    if measure.kind == "verdict":
        return group.turned[measure.at]
    stayed, lost, won = (moved(moves or {}, was, now) for was, now in ((True, True), (True, False), (False, True)))
    return Turned(stayed + lost, stayed + won, won, lost)


def _rate(group: Tally, moves: Moves | None, measure: Measure, *, gain: bool) -> Fraction:
    """How much the share of some people who have it, or their mean of points, has grown, or shrunk."""
    if measure.kind == "points":
        grown = group.moved[measure.at].mean or Fraction(0)
    else:
        found = turned(group, moves, measure)
        grown = Fraction(found.now - found.was, group.people) if group.people else Fraction(0)
    return grown if gain else -grown


def _measure(everybody: Tally, quota: Quota | None, *, gain: bool) -> Measure | None:
    """What somebody loses, or gains, the gravest first; None if nobody does."""
    if quota is not None and quota.moved(not gain, gain):
        return Measure("place")
    for at, found in enumerate(everybody.turned):
        if found.newly if gain else found.no_longer:
            return Measure("verdict", at)
    for at, test in enumerate(everybody.moved):
        if test.gain if gain else test.lose:
            return Measure("points", at)
    return None


def _ranking(groups: Sequence[Group], everybody: Tally, quota: Quota | None, *, gain: bool) -> Ranking | None:
    measure = _measure(everybody, quota, gain=gain)
    if measure is None:
        return None
    usual = _rate(everybody, None if quota is None else quota.moves, measure, gain=gain)
    rates = {id(one): _rate(one.tally, one.moves, measure, gain=gain) for one in groups}
    hit = [one for one in groups if rates[id(one)] > usual and rates[id(one)] > 0]
    hit.sort(key=lambda one: (-rates[id(one)], -one.people, one.column, one.words))
    small = [one for one in hit if one.is_small or _concerned(one, measure, gain=gain) < FEW_CONCERNED]
    large = [one for one in hit if one not in small]
    shown = [one for one in large if rates[id(one)] * _TOLD >= rates[id(large[0])]][:_WORST]
    return Ranking(measure, tuple(shown), tuple(small[:_WORST]), len(hit) - len(shown) - len(small[:_WORST]))


def _concerned(group: Group, measure: Measure, *, gain: bool) -> int:
    """How many of a group lose, or gain, what is measured."""
    if measure.kind == "points":
        found = group.tally.moved[measure.at]
        return found.gain if gain else found.lose
    changed = turned(group.tally, group.moves, measure)
    return changed.newly if gain else changed.no_longer


def _rows(counts: Counts) -> Rows:
    reasons = [
        (side, why, many) for side, found in counts.reasons.items() for why, many in found.most_common(_REASONS)
    ]
    told = Counter({side: sum(many for one, _, many in reasons if one == side) for side in counts.reasons})
    every = {side: sum(found.values()) + counts.unsaid[side] for side, found in counts.reasons.items()}
    unsaid = {side: every[side] - told[side] for side in counts.reasons if every[side] > told[side]}
    return Rows(
        counts.rows, counts.both, counts.only_old, counts.only_new, counts.neither, tuple(reasons), unsaid
    )


class _Grouping:
    """The groups of every fact, their bands put together where they are many."""

    def __init__(
        self, matched: Matched, counts: Counts, bands: Mapping[str, Bands], selecting: Selecting | None
    ) -> None:
        self._facts = {fact.name: fact for fact in matched.facts}
        self._labels = Labels(ir.Ruleset("", "", matched.facts), "en")
        self._tests = len(matched.tests)
        self._counts = counts
        self._bands = bands
        self._selecting = selecting

    def by(self) -> Iterator[By]:
        for column, parted in self._bands.items():
            found = [code for name, code in self._counts.groups if name == column]
            people = {code: self._counts.groups[column, code].people for code in found if code is not None}
            fact = self._label(parted.column)
            groups = [
                self._group(column, fact, parted.words(first, last), [code for code in people if first <= code <= last])
                for first, last in joined(parted, people)
            ]
            if None in found:
                groups.append(self._group(column, fact, _NOT_GIVEN, [None]))
            yield By(column, fact, parted.by, tuple(groups))

    def _group(self, column: str, fact: str, words: str, codes: Sequence[int | None]) -> Group:
        keys = [(column, code) for code in codes]
        tally = reduce(Tally.plus, (self._counts.groups[key] for key in keys))
        moves = None
        if self._selecting is not None:
            standings = sum((self._counts.standings_by.get(key, Counter()) for key in keys), Counter[Standing]())
            moves = self._selecting.moves(standings)
        changes = tuple(
            sum((self._counts.changes_by.get((key, at), Counter()) for key in keys), Counter[int]())
            for at in range(self._tests)
        )
        return Group(column, fact, words, tally, moves, changes)

    def _label(self, column: c.Column) -> str:
        fact = self._facts[column.fact]
        label = self._labels.fact(fact)
        if isinstance(fact.type, Several):
            value = next(one for one in fact.type.values if column.name == f"{fact.name}.{one.name}")
            return f"{label}: {self._labels.value(value)}"
        return label
