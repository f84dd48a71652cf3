"""Counting the impact of a change: a table scored under both versions, chunk by chunk, and added up.

Nothing is kept of single rows, so that a table may have any number of them.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import polars as pl

from qmasdsl.impact.bands import Bands
from qmasdsl.impact.matching import Matched
from qmasdsl.impact.tally import Counts, Group, Moved, Standing, Tally, Turned
from qmasdsl.tables.impact_sides import Groups, Read, SideDoesNotFit, Version
from qmasdsl.tables.sources import Schema

__all__ = ["Impact", "Read", "SideDoesNotFit"]


class Impact:
    """What is counted of the rows that were taken so far."""

    def __init__(
        self, matched: Matched, old: Schema, new: Schema, *, text: bool, by: Collection[str], by_quota: bool
    ) -> None:
        """`old` and `new` are the columns of the facts as either version reads them, which `text` says are text. For
        the columns in `by` the changes are kept by group; with `by_quota` what the selection asks too. Raises
        `SideDoesNotFit`."""
        self.counts = Counts(len(matched.verdicts), len(matched.tests))
        self._matched = matched
        names = [(one.kind, one.old_name) for one in matched.verdicts], [one.old_name for one in matched.tests]
        self._old = Version("w", matched.old, old, *names, text=text)
        names = [(one.kind, one.name) for one in matched.verdicts], [one.name for one in matched.tests]
        self._new = Version("n", matched.new, new, *names, text=text)
        self._groups = Groups(matched, old, new, text=text)
        self._by = by
        self._by_quota = by_quota

    @property
    def bands(self) -> Mapping[str, Bands]:
        """How people are parted, by column."""
        return self._groups.bands

    def take(self, size: int, old: Read, new: Read) -> None:
        """Scores `size` rows and adds them up."""
        before, after = self._old.scored(size, old), self._new.scored(size, new)
        for side, found in (("old", before), ("new", after)):
            for why in found.rejected:
                self.counts.reject(side, why)
        in_old, in_new = before.there, after.there
        both = in_old & in_new
        self.counts.both += _sum(both)
        self.counts.only_old += _sum(in_old & ~in_new)
        self.counts.only_new += _sum(in_new & ~in_old)
        self.counts.neither += _sum(~in_old & ~in_new)
        parted = self._groups.codes(size, old, new)
        joint = pl.concat([before.results, after.results, parted], how="horizontal").filter(both)
        self._add(joint.with_columns(self._changes()))

    def _changes(self) -> Iterator[pl.Expr]:
        for at in range(len(self._matched.verdicts)):
            was, now = pl.col(f"w.v{at}"), pl.col(f"n.v{at}")
            yield (now & ~was).alias(f"newly{at}")
            yield (was & ~now).alias(f"lost{at}")
        for at in range(len(self._matched.tests)):
            yield (pl.col(f"n.t{at}") - pl.col(f"w.t{at}")).alias(f"change{at}")

    def _add(self, joint: pl.DataFrame) -> None:
        sums = list(self._sums())
        (everybody,) = joint.select(pl.len().alias("people"), *sums).iter_rows(named=True)
        groups: dict[Group, Tally] = {}
        for place, name in self._groups.places.items():
            for row in joint.group_by(place).agg(pl.len().alias("people"), *sums).iter_rows(named=True):
                groups[name, row[place]] = self._tally(row)
        self.counts.take(self._tally(everybody), groups)
        self._add_histograms(joint)
        self._add_standings(joint)

    def _sums(self) -> Iterator[pl.Expr]:
        for at in range(len(self._matched.verdicts)):
            for name in (f"w.v{at}", f"n.v{at}", f"newly{at}", f"lost{at}"):
                yield pl.col(name).sum()
        for at in range(len(self._matched.tests)):
            change = pl.col(f"change{at}")
            yield change.count().alias(f"people{at}")
            yield (change > 0).sum().alias(f"gain{at}")
            yield (change < 0).sum().alias(f"lose{at}")
            yield change.sum().alias(f"points{at}")

    def _tally(self, row: Mapping[str, int]) -> Tally:
        return Tally(
            row["people"],
            tuple(
                Turned(row[f"w.v{at}"], row[f"n.v{at}"], row[f"newly{at}"], row[f"lost{at}"])
                for at in range(len(self._matched.verdicts))
            ),
            tuple(
                Moved(row[f"people{at}"], row[f"gain{at}"], row[f"lose{at}"], row[f"points{at}"])
                for at in range(len(self._matched.tests))
            ),
        )

    def _add_histograms(self, joint: pl.DataFrame) -> None:
        for at, histogram in enumerate(self.counts.histograms):
            change, was, now = f"change{at}", f"w.t{at}", f"n.t{at}"
            both = joint.filter(pl.col(change).is_not_null())
            for name, into in ((change, histogram.changes), (was, histogram.before), (now, histogram.after)):
                for value, people in both.group_by(name).len().iter_rows():
                    into[value] += people
            histogram.only_old += _sum(joint[was].is_not_null() & joint[now].is_null())
            histogram.only_new += _sum(joint[was].is_null() & joint[now].is_not_null())
            for place, column in self._groups.places.items():
                if column in self._by:
                    for code, value, people in both.group_by(place, change).len().iter_rows():
                        self.counts.changes_by.setdefault(((column, code), at), Counter())[value] += people

    def _add_standings(self, joint: pl.DataFrame) -> None:
        asked = ["w.mark", "w.reserve", "n.mark", "n.reserve"]
        if not set(asked) <= set(joint.columns):
            return
        # Of whoever qualifies for several reserves the rules do not say which place they take.
        several = (pl.col("w.reserve") < 0) | (pl.col("n.reserve") < 0)
        self.counts.several_reserves += _sum(joint.select(several).to_series())
        left = joint.filter(~several)
        for *standing, people in left.group_by(asked).len().iter_rows():
            self.counts.standings[Standing(*standing)] += people
        if self._by_quota:
            for place, column in self._groups.places.items():
                for code, *standing, people in left.group_by(place, *asked).len().iter_rows():
                    known = self.counts.standings_by.setdefault((column, code), Counter())
                    known[Standing(*standing)] += people


def _sum(truths: pl.Series) -> int:
    return int(truths.sum())
