"""Tallies: what is counted of people, exact and small enough to be added up for any number of them.

    a Turned     of one verdict: had it before, have it now, newly, no longer
    a Moved      of one total: how many were compared, gain, lose, and by how much all together
    a Tally      of some people: all their verdicts and totals
    a Counts     of a whole table: everybody's, and those of every group

Nothing is kept of single people.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from qmasdsl.frozen import frozen

Changes = Counter[int]
_GIVEN = re.compile(r"; `[^`]*` (is outside|is between two steps|was given)")
_FACTS = re.compile(r"cannot be true together: .*, but (?=`always )")
Group = tuple[str, int | None]  # a column of the table, and the code of its value or band; None where nothing is given


@frozen
class Turned:
    """A verdict of some people: how many had it, have it now, got it, and lost it."""

    was: int = 0
    now: int = 0
    newly: int = 0
    no_longer: int = 0

    def plus(self, other: "Turned") -> "Turned":
        return Turned(
            self.was + other.was,
            self.now + other.now,
            self.newly + other.newly,
            self.no_longer + other.no_longer,
        )


@frozen
class Moved:
    """A total of those to whom the test applies under both versions: how many they are, how many have more and how
    many less, and the sum of the changes."""

    people: int = 0
    gain: int = 0
    lose: int = 0
    points: int = 0

    @property
    def mean(self) -> Fraction | None:
        """The mean change, exact; None of nobody."""
        return Fraction(self.points, self.people) if self.people else None

    def plus(self, other: "Moved") -> "Moved":
        return Moved(
            self.people + other.people,
            self.gain + other.gain,
            self.lose + other.lose,
            self.points + other.points,
        )


@frozen
class Tally:
    """Some people, their verdicts and their totals, in the order of `Matched.verdicts` and `Matched.tests`."""

    people: int
    turned: tuple[Turned, ...]
    moved: tuple[Moved, ...]

    def plus(self, other: "Tally") -> "Tally":
        return Tally(
            self.people + other.people,
            tuple(one.plus(two) for one, two in zip(self.turned, other.turned, strict=True)),
            tuple(one.plus(two) for one, two in zip(self.moved, other.moved, strict=True)),
        )


@frozen
class Standing:
    """What the selection asks of somebody: their mark before and now, None for no candidate, and the number of the
    reserve they qualify for (0: none)."""

    old_mark: int | None
    old_reserve: int
    new_mark: int | None
    new_reserve: int


class Histograms:
    """Of one test: how many have which change, which total before, and which now. `only_old` and `only_new` are those
    to whom the test applies under one version only."""

    def __init__(self) -> None:
        self.changes: Changes = Counter()
        self.before: Changes = Counter()
        self.after: Changes = Counter()
        self.only_old = 0
        self.only_new = 0


class Counts:
    """Everything that is counted of a table. Of each row exactly one of `both`, `only_old`, `only_new` and `neither`
    is true: under which versions it was scored; all else is of those who were scored under both."""

    _REASONS = 10_000  # different sentences that are told apart

    def __init__(self, verdicts: int, tests: int) -> None:
        self.both = self.only_old = self.only_new = self.neither = 0
        self.everybody = Tally(0, (Turned(),) * verdicts, (Moved(),) * tests)
        self.groups: dict[Group, Tally] = {}
        self.changes_by: dict[tuple[Group, int], Changes] = {}  # of a test, by its number
        self.histograms = tuple(Histograms() for _ in range(tests))
        self.standings: Counter[Standing] = Counter()
        self.standings_by: dict[Group, Counter[Standing]] = {}
        self.several_reserves = 0
        self.reasons: dict[str, Counter[str]] = {"old": Counter(), "new": Counter()}
        self.unsaid: Counter[str] = Counter()

    @property
    def rows(self) -> int:
        return self.both + self.only_old + self.only_new + self.neither

    def take(self, people: Tally, groups: Mapping[Group, Tally]) -> None:
        """Adds some people, and the groups among them."""
        self.everybody = self.everybody.plus(people)
        for group, tally in groups.items():
            known = self.groups.get(group)
            self.groups[group] = tally if known is None else known.plus(tally)

    def reject(self, side: str, why: Sequence[str]) -> None:
        """Adds a row that a version could not score. The values in the way are left out: there are as many as rows."""
        plain = (_FACTS.sub("cannot be true together: ", one) for one in why)
        said = "; ".join(_GIVEN.sub(r"; what was given \1", one) for one in plain)
        reasons = self.reasons[side]
        if said in reasons or len(reasons) < self._REASONS:
            reasons[said] += 1
        else:
            self.unsaid[side] += 1
