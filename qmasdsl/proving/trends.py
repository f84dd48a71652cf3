"""Trends: can more of something make a number fall, or rise?

Two applicants differ in one fact, and in those that move up with it. For a fact moved alone all pairs are
compared at one go: along its axis the best value met so far is kept, and whoever has less than that is
shown. For facts that move together each distance is compared by itself.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise, product

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Idle, Pair, Proved, Trend
from qmasdsl.ir.types import Numeric, Records, Several, YesNo
from qmasdsl.ir.walk import nodes
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.axes import Axis
from qmasdsl.proving.linear import parts
from qmasdsl.proving.numbers import FLAT, NOTHING, Edge
from qmasdsl.proving.people import People
from qmasdsl.proving.sets import NOBODY, TooMuch

_FAR = 1 << 40  # beyond every value
_DISTANCES = 800  # by which facts that move together are compared
_GATES = 4  # facts that come and go with the one that rises


@frozen
class _Move:
    """The axis on which the second applicant stands further up, and what moves up with it."""

    axis: Axis
    together: tuple[Axis, ...]
    one_only: bool = False  # by one position only: one record more


class Trends:
    """The trends of an atlas."""

    def __init__(self, atlas: Atlas, people: People) -> None:
        self._atlas = atlas
        self._people = people

    def answer(self, claim: ir.TrendClaim) -> Trend:
        """A pair that shows the claim to be false; else whether it is proved, or idle for one of its facts."""
        answers: list[Trend] = []
        for name in claim.rising:
            answer = self._of_fact(claim, name)
            if isinstance(answer, Pair):
                return answer
            answers.append(answer)
        for answer in answers:
            if not isinstance(answer, Proved):
                return answer
        return Proved()

    def _of_fact(self, claim: ir.TrendClaim, name: str) -> Trend:
        """What can be said of one of the facts that rise."""
        atlas = self._atlas
        if name in atlas.given:
            return Idle()
        where = atlas.sets.every(self._around(claim, name))
        sums = [part if claim.falls else atlas.numbers.times(part, -1) for part in self._changing(claim, name)]
        moves = list(self._moves(name, claim.together))
        moved = {name, *claim.together}
        # A sum of parts none of which ever falls never falls: only where one does, all are taken together.
        falling = [part for part in sums if any(self._first_wrong(part, where, moved, move) for move in moves)]
        if falling:
            whole = atlas.numbers.added(sums)
            for move in moves:
                wrong = self._first_wrong(whole, where, moved, move)
                if wrong is not None:
                    return wrong
        for move in moves:
            if any(self._pairs(there, move) for there in self._as_they_are(NOTHING, where, moved, move)):
                return Proved()
        return Idle()

    def _first_wrong(self, number: Edge, where: int, moved: set[str], move: _Move) -> Pair | None:
        """Two applicants whom the move costs some of `number`."""
        for there in self._as_they_are(number, where, moved, move):
            wrong = self._wrong(number, there, move)
            if wrong is not None:
                return wrong
        return None

    def _around(self, claim: ir.TrendClaim, name: str) -> Iterator[int]:
        """What holds of both applicants."""
        atlas = self._atlas
        if claim.condition is not None:
            yield atlas.holds(claim.condition)
        gate = atlas.index.facts[name].gate
        if gate is not None:
            yield atlas.holds(gate)
        scores = [node for node in nodes(claim.subject) if isinstance(node, ir.Score)]
        for test in dict.fromkeys(score.path.partition(".")[0] for score in scores):
            yield atlas.holds(ir.Applies(test))

    def _changing(self, claim: ir.TrendClaim, name: str) -> list[Edge]:
        """The subject in parts, without those that no moved fact can change: they are the same for both."""
        moved = {name, *claim.together}
        found, _ = parts(self._atlas.index, claim.subject)
        changing = [(leaf, by) for leaf, by in found.items() if not moved.isdisjoint(self._atlas.facts_read(leaf))]
        return [self._atlas.number(ir.Linear(((by, leaf),))) for leaf, by in changing]

    def _moves(self, name: str, together: tuple[str, ...]) -> Iterator[_Move]:
        axes = self._atlas.axes
        match axes.types[name]:
            case Records():
                if name not in self._atlas.kinds or together:
                    raise TooMuch
                for at in range(len(self._atlas.kinds[name])):
                    yield _Move(axes.of((name, at)), (), one_only=True)
            case Several(values):
                if together:
                    raise TooMuch
                for at in range(len(values)):
                    yield _Move(axes.of((name, at)), ())
            case _:
                beside = tuple(axes.of(one) for one in together if axes.get(one) is not None)
                if len(beside) < len(together):
                    raise TooMuch
                if together:
                    self._need_all_values([axes.of(name), *beside])
                yield _Move(axes.of(name), beside)

    def _need_all_values(self, moved: Iterable[Axis]) -> None:
        cut = [str(axis.subject) for axis in moved if axis.edges is not None]
        if cut:
            self._atlas.measures.need_whole(cut)

    def _as_they_are(self, number: Edge, where: int, moved: set[str], move: _Move) -> Iterator[int]:
        """`where`, by which facts exist: two applicants of whom other facts exist differ in more than one."""
        index, sets = self._atlas.index, self._atlas.sets
        gates = [fact.gate for fact in index.ruleset.facts if fact.gate is not None]
        turning = [gate for gate in dict.fromkeys(gates) if not moved.isdisjoint(index.facts_read(gate))]
        if len(turning) > _GATES:
            raise TooMuch
        sides = [(self._atlas.holds(gate), sets.negated(self._atlas.holds(gate))) for gate in turning]
        asked = {*self._atlas.numbers.reads(number), move.axis.level, *(axis.level for axis in move.together)}
        for chosen in product(*sides):
            there = sets.every((where, *chosen))
            there = sets.both(there, self._people.possible(asked | sets.reads(there)))
            if there != NOBODY:
                yield there

    # Pairs that go wrong

    def _wrong(self, number: Edge, where: int, move: _Move) -> Pair | None:
        if move.together or move.one_only:
            return self._wrong_at_a_distance(number, where, move)
        worse = self._worse(number, where, move.axis.level)
        if worse == NOBODY:
            return None
        positions, _ = self._people.ordinary(worse)
        level = move.axis.level
        steps = [at for at in self._steps(where, number, level, positions) if at[2]]
        for (_, last, _, better), (first, _, _, less) in pairwise(steps):
            if better > less:
                return self._pair({**positions, level: last}, {**positions, level: first})
        raise AssertionError("a fall that no two neighbours show")

    def _pair(self, less: dict[int, int], more: dict[int, int]) -> Pair:
        return Pair(self._people.at(less), self._people.at(more))

    def _worse(self, number: Edge, where: int, level: int) -> int:
        """Those who stand further up than somebody else with whom they share all other facts, and have less."""
        numbers, sets = self._atlas.numbers, self._atlas.sets
        done: dict[tuple[int, int], int] = {}

        def go(edge: Edge, some: int) -> int:
            here = min(numbers.level[edge[1]], sets.level[some])
            if some == NOBODY or here > level:
                return NOBODY
            key = (edge[1], some)
            found = done.get(key)
            if found is None:
                _, cuts, pairs = numbers.beside_set((0, edge[1]), some)
                kids = self._below_best(pairs) if here == level else (go(kid, those) for kid, those in pairs)
                found = done[key] = sets.node(here, cuts, list(kids))
            return found

        return go(number, where)

    def _below_best(self, steps: list[tuple[Edge, int]]) -> Iterator[int]:
        """Step by step along the axis, those who have less than on an earlier step."""
        numbers, sets = self._atlas.numbers, self._atlas.sets
        if self._has_gaps([some for _, some in steps]):
            best: Edge = (-_FAR, FLAT)
            for edge, some in steps:
                yield sets.both(some, numbers.less(edge, best))
                best = numbers.greater(best, numbers.chosen(some, edge, (-_FAR, FLAT)))
        else:
            # Who stands on two steps stands on all between, so whoever falls, falls from one step to the next.
            yield NOBODY
            for (before, left), (edge, some) in pairwise(steps):
                both = sets.both(left, some)
                yield sets.both(both, numbers.less(edge, before)) if both != NOBODY else NOBODY

    def _has_gaps(self, steps: list[int]) -> bool:
        """Whether somebody stands on two of the steps, but not on all between."""
        sets = self._atlas.sets
        seen = gone = NOBODY
        for some in steps:
            if sets.both(some, gone) != NOBODY:
                return True
            seen = sets.either(seen, some)
            gone = sets.minus(seen, some)
        return False

    def _steps(
        self, where: int, number: Edge, level: int, positions: dict[int, int]
    ) -> list[tuple[int, int, bool, int]]:
        """One applicant at all positions of `level`: first, last, whether possible there, and the number."""
        numbers, sets = self._atlas.numbers, self._atlas.sets
        size = len(self._atlas.axes.by_level[level].values)
        ends = {0}
        for node in numbers.below(number):
            if numbers.level[node] == level:
                ends.update(numbers.cuts[node])
        for node in sets.below(where):
            if sets.level[node] == level:
                ends.update(sets.cuts[node])
        starts = sorted(ends)
        found: list[tuple[int, int, bool, int]] = []
        for first, after in zip(starts, [*starts[1:], size], strict=True):
            at = {**positions, level: first}
            found.append((first, after - 1, sets.has(where, at), numbers.value(number, at)))
        return found

    def _wrong_at_a_distance(self, number: Edge, where: int, move: _Move) -> Pair | None:
        numbers, sets = self._atlas.numbers, self._atlas.sets
        for by in self._distances(move):
            moved = number
            for axis, shift in self._shifts(move, by):
                moved = numbers.shifted(moved, axis.level, shift)
            wrong = sets.both(self._both_there(where, move, by), numbers.less(moved, number))
            if wrong != NOBODY:
                positions, _ = self._people.ordinary(wrong)
                further = dict(positions)
                for axis, shift in self._shifts(move, by):
                    further[axis.level] = min(positions[axis.level] + shift, len(axis.values) - 1)
                return self._pair(positions, further)
        return None

    def _shifts(self, move: _Move, by: int) -> Iterator[tuple[Axis, int]]:
        """By how many positions each axis moves, where the first moves by `by`: numbers by the same amount, as far
        as they go, all else to the end."""
        types = self._atlas.axes.types
        yield move.axis, by
        amount = by * _step(move.axis)
        for axis in move.together:
            kind = types[axis.subject] if isinstance(axis.subject, str) else YesNo()
            if not isinstance(kind, Numeric):
                yield axis, len(axis.values)
            elif amount % kind.step:
                raise TooMuch
            else:
                yield axis, amount // kind.step

    def _pairs(self, where: int, move: _Move) -> bool:
        """Whether there are two possible applicants who differ so."""
        if not move.together and not move.one_only:
            return self._has_two(where, move.axis.level, len(move.axis.values))
        return any(self._both_there(where, move, by) != NOBODY for by in self._distances(move))

    def _distances(self, move: _Move) -> range:
        distances = range(1, 2 if move.one_only else len(move.axis.values))
        if len(distances) > _DISTANCES:
            raise TooMuch
        return distances

    def _both_there(self, where: int, move: _Move, by: int) -> int:
        """Those in the set who are in it as well when the first axis has moved by `by`."""
        sets, size, there = self._atlas.sets, len(move.axis.values), where
        for axis, shift in self._shifts(move, by):
            there = sets.shifted(there, axis.level, shift)
        return sets.every((where, there, sets.stretch(move.axis.level, size, 0, size - by)))

    def _has_two(self, where: int, level: int, size: int) -> bool:
        """Whether somebody in the set may stand at two positions of `level`."""
        sets = self._atlas.sets
        if where == NOBODY or size < 2:
            return False
        if sets.level[where] > level or level not in sets.reads(where):
            return True
        for node in sets.below(where):
            if sets.level[node] == level:
                ends = [0, *sets.cuts[node], size]
                seen = NOBODY
                for at, kid in enumerate(sets.kids[node]):
                    if kid != NOBODY and (ends[at + 1] - ends[at] > 1 or sets.both(seen, kid) != NOBODY):
                        return True
                    seen = sets.either(seen, kid)
            elif sets.level[node] < level and any(sets.level[kid] > level and kid != NOBODY for kid in sets.kids[node]):
                return True
        return False


def _step(axis: Axis) -> int:
    return axis.values[1] - axis.values[0] if len(axis.values) > 1 else 1
