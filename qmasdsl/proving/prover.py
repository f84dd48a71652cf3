"""The prover: questions about every possible applicant, answered exactly.

    prover.find(ir.Passes("general"), ir.Not(adult))       is there such an applicant?
    prover.extent(ir.Score("general.total"))               the least and greatest, and who reaches them
    prover.trend(claim)                                    does more of something ever cost points?

Answers come from decision diagrams (`atlas`). Where those would grow too large, or single facts do not
decide, the solver is asked, if it is installed (`smt`). Whoever is shown has been scored by the
interpreter; what neither settles is `Undecided`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Found, Nobody, Pair, Person, Reach, Somebody, Trend, Undecided
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import Index, nodes
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.axes import Finer, NeedsFiner
from qmasdsl.proving.budget import DEFAULT, Budget
from qmasdsl.proving.groups import Groups
from qmasdsl.proving.linear import parts
from qmasdsl.proving.making import make
from qmasdsl.proving.people import People
from qmasdsl.proving.sets import EVERYBODY, NOBODY, OutOfTime, TooMuch
from qmasdsl.proving.trends import Trends
from qmasdsl.smt.solver import Solver, available

_NODES = 150_000  # of sets, and of numbers, that one question may make
_KEPT = 300_000  # nodes that are kept for the next question
_SECONDS = 5.0  # that the solver may take for one question
_FRAMES = 20_000  # diagrams are as deep as there are facts
_TRIED = 40  # applicants tried where single facts do not decide
_VALUES = 4096  # different values of a number that are told
_LARGE = "the rules tie too many facts together"
_ABSENT = "it asks for a fact of somebody of whom that fact does not exist"
_LOOSE = "it turns on comparing amounts with each other, and on nothing simpler"

Asked = TypeVar("Asked")


class Prover:
    """A rule set and its possible applicants: those with the facts that are `given`, within `always`.

    A given fact is so where it exists: it does not make its `only when` true.
    With `questions`, what the law leaves open may be read either way (for `opened` only).
    The `budget` is for all questions together; what is asked later is undecided.
    """

    def __init__(
        self, index: Index, given: Facts | None = None, *, budget: Budget = DEFAULT, questions: bool = False
    ) -> None:
        self.index = index
        self._given: Facts = given or {}
        self._budget = budget
        self._until = budget.end()
        self._finer = Finer(questions=questions)
        self._made: tuple[Atlas, People] | None = None

    def find(self, *conditions: ir.Condition, near: Person | None = None) -> Found:
        """An applicant of whom all `conditions` hold, as ordinary as there is (or as close to `near`)."""
        found = self._asked(lambda: self._find(conditions, near))
        return solver.find(conditions) if (solver := self._solver(found)) else found

    def exists(self, *conditions: ir.Condition) -> bool | None:
        """Whether there is an applicant of whom all `conditions` hold; None where that is undecided."""

        def exists() -> bool | None:
            atlas, people = self._atlas()
            where, whole = self._where(conditions)
            possible = people.possible(atlas.sets.reads(where))
            if not atlas.sets.meet(where, possible):
                return False
            return True if whole and atlas.is_exact(atlas.sets.reads(where, possible)) else None

        found = self._asked(exists)
        if isinstance(found, bool):
            return found
        person = self.find(*conditions)
        return None if isinstance(person, Undecided) else isinstance(person, Somebody)

    def extent(self, number: ir.Number, *within: ir.Condition) -> Reach:
        """The least and the greatest of `number` among those of whom all of `within` hold."""
        found = self._asked(lambda: self._extent(number, within))
        return solver.extent(number, within) if (solver := self._solver(found)) else found

    def stays_within(self, number: ir.Number, least: int, greatest: int) -> bool:
        """Whether the parts of a sum cannot leave these bounds even if they could all be at their ends at once.

        True is a proof; False says nothing. It costs next to nothing, however many facts the parts read.
        """

        def stays() -> bool:
            atlas, _ = self._atlas()
            found, low = parts(self.index, number)
            high = low
            for leaf, by in found.items():
                # Each part is a small question of its own.
                self._allow(atlas)
                amount, node = atlas.numbers.times(atlas.number(leaf), by)
                low, high = low + amount, high + amount + atlas.numbers.top[node]
            return least <= low and high <= greatest

        return self._asked(stays) is True

    def trend(self, claim: ir.TrendClaim) -> Trend:
        """Whether a number never falls (never rises) as facts rise."""
        found = self._asked(lambda: Trends(*self._atlas()).answer(claim))
        if isinstance(found, Pair) and not self._goes_wrong(claim, found):
            found = Undecided(_LOOSE)
        return solver.trend(claim) if (solver := self._solver(found)) else found

    def values(self, number: ir.Number, *within: ir.Condition) -> frozenset[int] | None:
        """Every value that `number` has for somebody; None where that cannot be said."""

        def values() -> frozenset[int] | None:
            atlas, people = self._atlas()
            edge = atlas.number(number)
            where, whole = self._where(within)
            levels = atlas.numbers.reads(edge) | atlas.sets.reads(where)
            if not whole or not atlas.is_exact(levels):
                return None
            return atlas.numbers.values(edge, atlas.sets.both(where, people.possible(levels)), _VALUES)

        found = self._asked(values)
        return None if isinstance(found, Undecided) else found

    def groups(self, *conditions: ir.Condition) -> list[str] | None:
        """Those of whom all `conditions` hold, as a few conditions that an author could type, the last "others"
        if they are too many to list; None where they cannot be said simply."""

        def groups() -> list[str] | None:
            atlas, people = self._atlas()
            where, whole = self._where(conditions)
            levels = atlas.sets.reads(where)
            if not whole or not atlas.is_exact(levels):
                return None
            return Groups(atlas, people.possible(levels)).said(where)

        found = self._asked(groups)
        return None if isinstance(found, Undecided) else found

    def stretches(self, fact: str, *of: ir.Number | ir.Condition) -> list[tuple[int, int]] | None:
        """The stretches of `fact` (first and last value) in each of which all of `of` are the same for everybody
        alike; None where that cannot be said."""

        def stretches() -> list[tuple[int, int]] | None:
            atlas, _ = self._atlas()
            axis = atlas.axes.of(fact)
            cuts = {0, len(axis.values)}
            for one in of:
                if isinstance(one, ir.Number):
                    edge = atlas.number(one)
                    below = atlas.numbers.below(edge)
                    cuts.update(
                        cut for node in below if atlas.numbers.level[node] == axis.level
                        for cut in atlas.numbers.cuts[node]
                    )  # fmt: skip
                else:
                    inside = atlas.sets.below(atlas.holds(one))
                    cuts.update(
                        cut for node in inside if atlas.sets.level[node] == axis.level for cut in atlas.sets.cuts[node]
                    )
            return atlas.axes.ranges(axis, sorted(cuts))

        found = self._asked(stretches)
        return None if isinstance(found, Undecided) else found

    def opened(self, work: Callable[[Atlas, People], Asked]) -> Asked | None:
        """`work` done on the diagrams; None where they would grow too large."""
        found = self._asked(lambda: work(*self._atlas()))
        return None if isinstance(found, Undecided) else found

    # How

    def _asked(self, ask: Callable[[], Asked]) -> Asked | Undecided:
        with _room():
            while True:
                if self._made is not None:
                    self._allow(self._made[0])
                try:
                    return ask()
                except NeedsFiner:
                    self._made = None
                except OutOfTime:
                    return Undecided(f"the {self._budget.seconds:g} seconds for proofs were used up")
                except (TooMuch, RecursionError):
                    self._forget()
                    return Undecided(_LARGE)

    def _allow(self, atlas: Atlas) -> None:
        atlas.sets.allow(_NODES, self._until)
        atlas.numbers.allow(_NODES, self._until)

    def _forget(self) -> None:
        """Begin with new diagrams where the old ones have become many."""
        if self._made is not None and len(self._made[0].numbers.level) + len(self._made[0].sets.level) > _KEPT:
            self._made = None

    def _atlas(self) -> tuple[Atlas, People]:
        if self._made is None:
            atlas = make(self.index, self._given, self._finer)
            self._allow(atlas)
            self._made = atlas, People(atlas)
        return self._made

    def _solver(self, found: object) -> Solver | None:
        """The solver where the diagrams did not settle it, if it is installed."""
        if not isinstance(found, Undecided):
            return None
        left = min(_SECONDS, self._until - monotonic())
        return Solver(self.index, self._given, left) if left > 0 and available() else None

    def _where(self, conditions: Sequence[ir.Condition]) -> tuple[int, bool]:
        """The set of those of whom all `conditions` hold, and whether it is whole: a condition that would grow too
        large is left out, which only makes the set larger."""
        atlas, people = self._atlas()
        found, whole = people.everybody and EVERYBODY, True
        for condition in _conjuncts(self.index, conditions):
            try:
                found = atlas.sets.both(found, atlas.holds(condition))
            except TooMuch:
                whole = False
            if found == NOBODY:
                break
        return found, whole

    def _find(self, conditions: Sequence[ir.Condition], near: Person | None) -> Found:
        atlas, people = self._atlas()
        where, whole = self._where(conditions)
        possible = people.possible(atlas.sets.reads(where))
        if not atlas.sets.meet(where, possible):
            return Nobody()
        exact = whole and atlas.is_exact(atlas.sets.reads(where, possible))
        return self._shown(where, conditions, exact, near)

    def _shown(self, where: int, conditions: Sequence[ir.Condition], exact: bool, near: Person | None = None) -> Found:
        """An applicant of a set of whom the interpreter says that all `conditions` hold."""
        _, people = self._atlas()
        _, person = people.ordinary(where, near)
        if self.stands(person, conditions):
            return Somebody(person)
        if exact and all(not isinstance(Meaning(self.index, person).holds(one), Unknown) for one in conditions):
            raise AssertionError(f"the diagrams and the interpreter differ for {dict(person)}")
        others = people.others(where, _TRIED)
        found = next((person for person in others if self.stands(person, conditions)), None)
        if found is not None:
            return Somebody(found)
        return Undecided(_ABSENT if exact else _LOOSE)

    def _extent(self, number: ir.Number, within: Sequence[ir.Condition]) -> Reach:
        atlas, people = self._atlas()
        edge = atlas.number(number)
        where, whole = self._where(within)
        levels = atlas.numbers.reads(edge) | atlas.sets.reads(where)
        where = atlas.sets.both(where, people.possible(levels))
        if where == NOBODY:
            return Nobody()
        exact = whole and atlas.is_exact(levels | atlas.sets.reads(where))
        ends = atlas.numbers.ends(edge, where)
        shown: list[Person] = []
        for end in ends:
            asked = (*within, ir.Compare(number, ir.Comparison.IS, ir.Constant(end)))
            found = self._shown(atlas.sets.both(where, atlas.numbers.equal(edge, end)), asked, exact)
            if not isinstance(found, Somebody):
                return Undecided(_LOOSE)
            shown.append(found.person)
        return Extent(*ends, *shown)

    def stands(self, person: Person, conditions: Sequence[ir.Condition]) -> bool:
        """Whether a person is possible and all `conditions` hold of them, as the interpreter says."""
        meaning = Meaning(self.index, person)
        always = (one.condition for one in self.index.ruleset.always)
        return all(meaning.holds(condition) is True for condition in (*always, *conditions))

    def _goes_wrong(self, claim: ir.TrendClaim, pair: Pair) -> bool:
        within = () if claim.condition is None else (claim.condition,)
        if not self.stands(pair.less, within) or not self.stands(pair.more, within):
            return False
        less, more = (Meaning(self.index, one).number(claim.subject) for one in (pair.less, pair.more))
        if not isinstance(less, int) or not isinstance(more, int):
            return False
        return more < less if claim.falls else more > less


def _conjuncts(index: Index, conditions: Sequence[ir.Condition]) -> list[ir.Condition]:
    """What must all hold, what counts points last: often nobody is left before it is needed."""
    found: list[ir.Condition] = []
    waiting = list(reversed(conditions))
    while waiting:
        condition = waiting.pop()
        match condition:
            case ir.And(items):
                waiting += reversed(items)
            case ir.Not(ir.Or(items)):
                waiting += [ir.Not(item) for item in reversed(items)]
            case ir.Not(ir.Not(item)):
                waiting.append(item)
            case ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                waiting += reversed(index.conjuncts(condition))
            case _:
                found.append(condition)
    return sorted(found, key=_counts_points)


def _counts_points(condition: ir.Condition) -> bool:
    return any(isinstance(node, ir.Score | ir.Passes | ir.Comes) for node in nodes(condition))


@contextmanager
def _room() -> Iterator[None]:
    """Room for recursion that is as deep as there are facts."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
