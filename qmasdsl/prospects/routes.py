"""Routes: what an applicant who does not reach something would have to change to reach it.

A route is a set of facts that suffices: with all other facts as they are, some possible applicant with other
values of these reaches the goal. It is minimal where no part of it suffices, and both are proved. Routes are
found by what they must hit: whenever a set of facts is proved too little, every route has to change something
outside the largest such set, and the cheapest set that hits all of these either suffices, and is the next route,
or is proved too little in turn. So they come cheapest first, and none is passed over.

What is `fixed` never changes, and the `version by` date does not by itself. What grows with time, and a number of
years since a day, only rise. Everything else may go either way, at its `effort`, or 1. Of each fact of a route the
value nearest to the one it has is shown, the earlier facts of the file first; a fact that comes to exist with the
change takes the least that does.
"""

from collections import Counter
from collections.abc import Iterator
from heapq import heappop, heappush

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import check_encoded
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Undecided
from qmasdsl.ir.types import Form, Numeric
from qmasdsl.ir.walk import Index
from qmasdsl.prospects.growth import counted_in, grows
from qmasdsl.prospects.nearest import nearest
from qmasdsl.prospects.situation import Situation

_MOST_QUESTIONS = 2_000  # put to the prover, before the search is cut
_MOST_TRIED = 50_000  # sets of facts that are looked at for the next route
_MORE = 4  # times as many routes as are shown are counted
# Where questions about many facts take long:
_GONE_THROUGH = 2  # sets of so many facts are tried one by one
_LARGE = 6  # and others are not made larger than this


@frozen
class Change:
    """One fact with another value. `before` is None where it did not exist, `after` where it no longer does;
    `also` are other values of a choice that would do as well, the other changes being the same."""

    fact: str
    before: ir.Encoded | None
    after: ir.Encoded | None
    effort: int
    also: tuple[ir.Encoded, ...] = ()


@frozen
class Route:
    """Facts that suffice, and of which none can be left out (`minimal`: that is proved too). `follows` are facts
    that come to exist, or no longer do, because of the changes. It takes at least `months` for what grows with time to
    grow. `person` is the applicant with all of that done."""

    changes: tuple[Change, ...]
    follows: tuple[Change, ...]
    cost: int
    minimal: bool
    months: int
    person: Facts
    result: Result


@frozen
class Routes:
    """The cheapest routes. `more` are those that were found beyond them; unless `complete` there may be others,
    for `why`."""

    found: tuple[Route, ...]
    more: int
    complete: bool
    why: str = ""


@frozen
class Reached:
    """Nothing has to change."""

    result: Result


@frozen
class NoRoute:
    """Proved: whatever changes, `fixed` facts apart, it is not reached. `fixed` are those facts that it turns on."""

    fixed: tuple[str, ...]


Answer = Reached | NoRoute | Routes | Undecided


def routes(index: Index, facts: Facts, goal: ir.Condition, most: int = 5) -> Answer:
    """The `most` cheapest routes to `goal` of the applicant with `facts`, who is complete in what it reads."""
    if Meaning(index, facts).holds(goal) is True:
        return Reached(score(index.ruleset, facts))
    situation = Situation(index, facts, goal)
    everything = situation.is_enough(frozenset(situation.movable))
    if isinstance(everything, Undecided):
        return everything
    if not everything:
        return NoRoute(situation.fixed)
    return _Search(situation, most).routes()


class _Search:
    """Sets of facts that were proved too little, and those that suffice."""

    def __init__(self, situation: Situation, most: int) -> None:
        self._situation = situation
        self._most = most
        self._missed: list[frozenset[str]] = []  # each route changes something in each of these
        self._found: list[frozenset[str]] = []
        self._cut = ""
        self._tried = 0

    def routes(self) -> Answer:
        shown: list[Route] = []
        more = 0
        for changed in self._sets():
            if len(shown) == self._most:
                more += 1
                continue
            route = self._route(changed)
            if route is not None:
                shown.append(route)
        if not shown and self._cut:
            return Undecided(self._cut)
        return Routes(tuple(shown), more, not self._cut, self._cut)

    def _sets(self) -> Iterator[frozenset[str]]:
        """The sets that suffice, cheapest first."""
        while len(self._found) < self._most * (1 + _MORE * self._situation.is_light):
            candidate = self._cheapest()
            if candidate is None:
                return
            if self._is_enough(candidate):
                self._found.append(candidate)
                yield candidate
            else:
                self._missed.append(self._outside(candidate))
            if self._situation.questions > _MOST_QUESTIONS:
                self._cut = "the search would take too long"
                return
        self._cut = self._cut or ("there are many" if self._situation.is_light else "to find all would take long")

    def _is_enough(self, changed: frozenset[str]) -> bool:
        """What is not settled is taken for too little, and then the search is not complete."""
        answer = self._situation.is_enough(changed)
        self._cut = answer.why if isinstance(answer, Undecided) else self._cut
        return answer is True

    def _outside(self, small: frozenset[str]) -> frozenset[str]:
        """What is outside of a set around `small` that is too little, and as large as it is worth the while."""
        everything = frozenset(self._situation.movable)
        if not self._situation.is_light and len(small) <= _GONE_THROUGH:
            return everything - small
        large = everything if self._situation.is_light else small
        while self._is_enough(large):
            # Whatever is known to be enough is broken up, by what breaks up most.
            within = [known - small for known in self._situation.enough if known <= large]
            counts = Counter(name for known in within for name in known)
            large -= {max(counts, key=lambda name: (counts[name], name))}
        for name in self._situation.movable:
            worth = self._situation.is_light or len(large) < _LARGE
            if worth and name not in large and not self._is_enough(large | {name}):
                large |= {name}
        return everything - large

    def _cheapest(self) -> frozenset[str] | None:
        """The cheapest set that hits everything missed so far and holds no route; None if there is none."""
        place = {name: at for at, name in enumerate(self._situation.movable)}
        waiting: list[tuple[int, tuple[int, ...], frozenset[str]]] = [(0, (), frozenset())]
        seen = {frozenset[str]()}
        while waiting:
            cost, _, chosen = heappop(waiting)
            self._tried += 1
            if self._tried > _MOST_TRIED:
                self._cut = "the search would take too long"
                return None
            if any(route <= chosen for route in self._found):
                continue
            missed = next((one for one in self._missed if one.isdisjoint(chosen)), None)
            if missed is None:
                return chosen
            for name in missed:
                wider = chosen | {name}
                if wider not in seen:
                    seen.add(wider)
                    order = (len(wider), *sorted(place[one] for one in wider))
                    heappush(waiting, (cost + self._situation.effort(name), order, wider))
        return None

    def _route(self, changed: frozenset[str]) -> Route | None:
        """The route that changes these facts, replayed through the interpreter."""
        situation = self._situation
        person = nearest(situation, changed)
        index = situation.index
        if person is None or check_encoded(index.ruleset, person) or not situation.has_reached(person):
            self._cut = "for some sets of facts that suffice no applicant was found to show"
            return None
        before = situation.facts
        order = [name for name in index.facts if person.get(name) != before.get(name)]
        changes = tuple(
            Change(name, before[name], person[name], situation.effort(name), situation.also(name, person))
            for name in order
            if name in changed and name in person
        )
        follows = tuple(
            Change(name, before.get(name), person.get(name), 0)
            for name in order
            if name not in changed or name not in person
        )
        less = [situation.is_enough(changed - {name}) for name in changed]
        return Route(
            changes,
            follows,
            sum(situation.effort(name) for name in changed),
            all(one is False for one in less),
            max((_months(index.facts[change.fact], change) for change in changes), default=0),
            person,
            score(index.ruleset, person),
        )


def _months(fact: ir.Fact, change: Change) -> int:
    """How many months have to pass at the least for a time that only passes; 0 for any other fact."""
    kind, before, after = fact.type, change.before, change.after
    if not isinstance(kind, Numeric) or not isinstance(before, int) or not isinstance(after, int) or not grows(fact):
        return 0
    one: int = 1 if kind.form is Form.MONTHS else 10**kind.places
    # Of years whose days are not known the first may be full tomorrow.
    return {"months": (after - before) // one, "years": 12 * ((after - before) // one - 1)}.get(counted_in(kind), 0)
