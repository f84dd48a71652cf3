"""Population: applicants made up to try a rule set on.

Where a rule changes its mind is where mistakes are, so of every fact we try the values on both sides of
every threshold that any rule compares it with, and the ends of its domain. A made-up applicant is always a
possible one: facts behind a shut `only when` are left out, and what `always` says is made to hold by
moving one fact at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import assert_never

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Index, roots
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.axes import Subject
from qmasdsl.proving.kinds import Record
from qmasdsl.proving.linear import domain
from qmasdsl.proving.prover import Prover
from qmasdsl.proving.sets import TooMuch

Person = dict[str, ir.Encoded]
Pick = Callable[[str, Sequence[ir.Encoded]], ir.Encoded]

_ROUNDS = 30  # facts that may be moved until all that is `always` true holds
_VALUES = 400  # values of one fact that are tried


class Population:
    """What may be tried of each fact (`values`), and how it is made into a possible applicant."""

    def __init__(self, index: Index) -> None:
        self.index = index
        made = Prover(index).opened(lambda atlas, _: _values(atlas))
        assert made is not None
        self.values: Mapping[str, tuple[ir.Encoded, ...]] = made
        self._plain = tuple(fact.name for fact in index.ruleset.facts if fact.gate is None)
        self._gated = [fact for fact in index.ruleset.facts if fact.gate is not None]
        self._always = tuple(always.condition for always in index.ruleset.always)

    def made(self, start: Mapping[str, ir.Encoded], pick: Pick) -> Person | None:
        """A possible applicant with `start`, as far as `always` allows, and with what `pick` chooses for
        every other fact that exists; None if none was found."""
        person = dict(start)
        for _ in range(_ROUNDS):
            self._settle(person, pick)
            meaning = Meaning(self.index, person)
            broken = next((one for one in self._always if meaning.holds(one) is not True), None)
            if broken is None:
                return {name: person[name] for name in self.index.facts if name in person}
            if not self._mend(person, broken):
                return None
        return None

    def is_possible(self, meaning: Meaning) -> bool:
        """Whether the facts of an applicant are those that exist, and what is always true holds."""
        there = all(name in meaning.facts for name in self._plain)
        exist = all((meaning.exists(fact) is True) is (fact.name in meaning.facts) for fact in self._gated)
        return there and exist and all(meaning.holds(one) is True for one in self._always)

    def _settle(self, person: Person, pick: Pick) -> None:
        """Give every fact that exists a value, and take away those that do not."""
        for name in self._plain:
            if name not in person:
                person[name] = pick(name, self.values[name])
        waiting = self._gated
        while waiting:
            meaning = Meaning(self.index, person)
            decided = [(fact, meaning.exists(fact)) for fact in waiting]
            waiting = [fact for fact, exists in decided if not isinstance(exists, bool)]
            if len(waiting) == len(decided):
                return
            for fact, exists in decided:
                if exists is False:
                    person.pop(fact.name, None)
                elif exists is True and fact.name not in person:
                    person[fact.name] = pick(fact.name, self.values[fact.name])

    def _mend(self, person: Person, broken: ir.Condition) -> bool:
        """Move one fact so that `broken` holds."""
        read = [name for name in self.index.facts_read(broken) if name in person]
        for name in read:
            # Moving a fact up to the one it is compared with changes least.
            beside = [person[other] for other in read if other != name and _alike(self.index, name, other)]
            for value in [*beside, *self.values[name]]:
                if Meaning(self.index, {**person, name: value}).holds(broken) is True:
                    person[name] = value
                    return True
        return False


def _values(atlas: Atlas) -> dict[str, tuple[ir.Encoded, ...]]:
    edges = _edges(atlas)
    types = {fact.name: fact.type for fact in atlas.index.ruleset.facts}
    return {name: tuple(islice(_worth_trying(atlas, edges, name, kind), _VALUES)) for name, kind in types.items()}


def _edges(atlas: Atlas) -> dict[Subject, set[int]]:
    """The values with which a stretch begins that some rule treats differently from the one before."""
    for _, root in roots(atlas.index.ruleset):
        try:
            _ = atlas.holds(root) if isinstance(root, ir.Condition) else atlas.number(root)
        except TooMuch:
            # What is too much to lay out is tried at the edges that others have.
            continue
    found: dict[Subject, set[int]] = {}
    for diagrams in (atlas.sets, atlas.numbers):
        for level, cuts in zip(diagrams.level, diagrams.cuts, strict=True):
            if cuts:
                axis = atlas.axes.by_level[level]
                found.setdefault(axis.subject, set()).update(axis.values[cut] for cut in cuts)
    return found


def _worth_trying(
    atlas: Atlas, edges: Mapping[Subject, set[int]], name: str, kind: Type
) -> Iterator[ir.Encoded]:  # fmt: skip
    match kind:
        case YesNo():
            yield from (False, True)
        case Numeric() | Date() | Moment() | Choice():
            yield from _beside(domain(kind), edges.get(name, set()))
        case Several(values):
            held = [value for value in range(len(values)) if (name, value) in edges]
            yield frozenset()
            yield from (frozenset([value]) for value in held)
            yield frozenset(held)
            yield frozenset(range(len(values)))
        case Records(limit):
            yield from _rows([one.record for one in atlas.kinds.get(name, ())], limit)
        case _:
            assert_never(kind)


def _beside(values: range, edges: set[int]) -> Iterator[int]:
    """The ends of a domain, and what stands on both sides of every edge."""
    at = {edge for start in edges for edge in (start - values.step, start)}
    yield from sorted({values[0], values[-1], *(edge for edge in at if edge in values)})


def _rows(records: list[Record], limit: int) -> Iterator[ir.Encoded]:
    """None, and rows of one, two, three and as many as there may be, mixed."""
    yield ()
    for length in sorted({min(length, limit) for length in (1, 2, 3, limit)} - {0}):
        for at in range(len(records)):
            yield tuple(records[(at + more) % len(records)] for more in range(length))


def _alike(index: Index, one: str, other: str) -> bool:
    """Whether a value of one fact is a value of the other."""
    kind = index.facts[one].type
    return isinstance(kind, Numeric | Date | Moment) and kind == index.facts[other].type
