"""Reach: the most points that a factor, a section or a test can give.

For a factor this is exact where its regions can be gone through together; `who` then are the applicants
who get it. Beyond that the most of a sum is taken to be the sum of the mosts, which nobody need reach:
good enough to say that a promise is kept, a cap idle or a mark out of reach, never that a promise is
broken.
"""

from collections.abc import Iterable

from qmasdsl.analysis.cuts import TooMuch
from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.survey import Survey
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import rules

Conditions = tuple[ir.Condition, ...]


@frozen
class Most:
    """Nobody gets more than `points`; where `who` is not 0, its applicants get as many."""

    points: int
    survey: Survey | None = None
    who: int = 0


class Reach:
    """How many points there can be, by dotted name."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._index = ground.index
        self._known: dict[tuple[str, Conditions], Most | None] = {}

    def before_cap(self, path: str, within: Conditions = ()) -> Most | None:
        """The most of `path` for those `within`, before its own cap; None where that cannot be said."""
        key = path, within
        if key not in self._known:
            factor = self._index.factors.get(path)
            self._known[key] = self._sum_of(path, within) if factor is None else self._factor(factor, within)
        return self._known[key]

    def after_cap(self, path: str, within: Conditions = ()) -> Most | None:
        """The same, after its own cap."""
        most = self.before_cap(path, within)
        caps = self._caps(path)
        if most is None or not caps or caps[-1].when is not None:
            return most
        widest = max(limit.points for limit in caps)
        return most if most.points <= widest else Most(widest)

    def _caps(self, path: str) -> tuple[ir.Limit, ...]:
        part = self._index.factors.get(path) or self._index.sections.get(path)
        return part.cap if part is not None else self._index.test_of(path).cap

    def _sum_of(self, path: str, within: Conditions) -> Most | None:
        section = self._index.sections.get(path)
        test = self._index.test_of(path)
        if section is None and isinstance(test.mark, ir.PassWhen):
            return Most(max(0, test.mark.worth))
        found = [self.after_cap(name, within) for name in self._index.inside(path)]
        points = [most.points for most in found if most is not None]
        if len(points) < len(found):
            return None
        return Most(max(points, default=0) if section is not None and section.highest else sum(points))

    def _factor(self, factor: ir.Factor, within: Conditions) -> Most | None:
        around = (*self._index.gates(factor.name), *within)
        together = self._parts(factor.parts, around)
        if together is not None:
            return together
        apart = [self._parts([part], around) for part in factor.parts]
        if any(most is None for most in apart):
            return None
        return Most(sum(most.points for most in apart if most is not None))

    def _parts(self, parts: Iterable[ir.Rule | ir.Choose], around: Conditions) -> Most | None:
        found = [rule for part in parts for rule in rules(part)]
        survey = self.ground.survey((rule.guard for rule in found), (rule.value for rule in found), around)
        if survey is None:
            return None
        try:
            worth = survey.together(parts)
        except TooMuch:
            return None
        best = max((points for points, mask in worth.items() if mask & survey.applicants), default=0)
        who = worth.get(best, 0) & survey.applicants
        return Most(best, survey, who if survey.exact else 0)
