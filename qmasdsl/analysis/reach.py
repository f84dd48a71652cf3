"""Reach: the most points that a factor, a section or a test can give, and who gets them.

Exact wherever the rules can be laid out together. Where that is too much, the most of a sum is taken to be
the sum of the mosts, which nobody need reach: good enough to say that a promise is kept, a cap idle or a
mark out of reach, never that a promise is broken.
"""

from qmasdsl.analysis.ground import NOBODY, Ground, View
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.people import People

_NODES = 40_000  # of numbers, for one factor, section or test
Conditions = tuple[ir.Condition, ...]


@frozen
class Most:
    """Nobody gets more than `points`; where there is a view, `who` (a set) get as many."""

    points: int
    view: View | None = None
    who: int = NOBODY


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
            found = self._exact(path, within)
            if found is None and path not in self._index.factors:
                found = self._sum_of(path, within)
            self._known[key] = found
        return self._known[key]

    def after_cap(self, path: str, within: Conditions = ()) -> Most | None:
        """The same, after its own cap."""
        most = self.before_cap(path, within)
        caps = self._caps(path)
        if most is None or not caps or caps[-1].when is not None:
            return most
        widest = max(limit.points for limit in caps)
        return most if most.points <= widest else Most(widest)

    def _exact(self, path: str, within: Conditions) -> Most | None:
        view = self.ground.view((), (*self._index.gates(path), *within))
        if view is None:
            return None
        def most(atlas: Atlas, _: People) -> Most | None:
            with atlas.numbers.at_most(_NODES):
                return self._most(view, path)

        return self.ground.prover.opened(most)

    def _most(self, view: View, path: str) -> Most | None:
        number = view.atlas.points.before_cap(path)
        applicants = view.reaching(number)
        if applicants == NOBODY:
            return Most(0)
        _, points = view.atlas.numbers.ends(number, applicants)
        who = view.sets.both(applicants, view.atlas.numbers.at_least(number, points))
        exact = view.atlas.is_exact(view.sets.reads(applicants) | view.atlas.numbers.reads(number))
        return Most(points, view, who) if exact else Most(points)

    def _caps(self, path: str) -> tuple[ir.Limit, ...]:
        part = self._index.factors.get(path) or self._index.sections.get(path)
        return part.cap if part is not None else self._index.test_of(path).cap

    def _sum_of(self, path: str, within: Conditions) -> Most | None:
        section = self._index.sections.get(path)
        found = [self.after_cap(name, within) for name in self._index.inside(path)]
        points = [most.points for most in found if most is not None]
        if len(points) < len(found):
            return None
        return Most(max(points, default=0) if section is not None and section.highest else sum(points))
