"""Population: applicants made up to try a rule set on.

Where a rule changes its mind is where mistakes are, so of every fact we try the values on both sides of
every threshold that any rule compares it with, and the ends of its domain. A made-up applicant is always a
possible one: facts behind a shut `only when` are left out, and what `always` says is made to hold by
moving one fact at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import assert_never

from qmasdsl.analysis.cuts import Cuts, TooMuch
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Index, roots

Person = dict[str, ir.Encoded]
Pick = Callable[[str, Sequence[ir.Encoded]], ir.Encoded]

_ROUNDS = 30  # facts that may be moved until all that is `always` true holds
_RECORDS = 48  # different records that are tried
_VALUES = 400  # values of one fact that are tried
_STRIDE = 7  # from one record of a row to the next, so that neighbours differ


class Population:
    """What may be tried of each fact (`values`), and how it is made into a possible applicant."""

    def __init__(self, index: Index) -> None:
        self.index = index
        cuts = _cuts(index)
        self.values: Mapping[str, tuple[ir.Encoded, ...]] = {
            fact.name: tuple(islice(self._worth_trying(cuts, fact.name, fact.type), _VALUES))
            for fact in index.ruleset.facts
        }
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

    def records(self, count: ir.Count, number: int) -> ir.Encoded | None:
        """`number` records that are counted; None if none was found that is."""
        for several in self.values[count.fact]:
            for record in _as_records(several):
                where = count.where
                if where is None or Meaning(self.index, {}).holds(where, dict(record)) is True:
                    return (record,) * number
        return None

    def _worth_trying(self, cuts: Cuts, name: str, kind: Type) -> Iterator[ir.Encoded]:
        match kind:
            case YesNo():
                yield from (False, True)
            case Numeric() | Date() | Moment() | Choice():
                yield from _edges(cuts, name)
            case Several(values):
                held = sorted(cuts.held.get(name, ()))
                yield frozenset()
                yield from (frozenset([value]) for value in held)
                yield frozenset(held)
                yield frozenset(range(len(values)))
            case Records(limit, fields):
                inner = _field_cuts(self.index, cuts, name, kind)
                each = [
                    [(field.name, value) for value in self._worth_trying(inner, field.name, field.type)]
                    for field in fields
                ]
                yield from _rows([tuple(record) for record in islice(product(*each), _RECORDS)], limit)
            case _:
                assert_never(kind)


def _rows(records: list[tuple[tuple[str, ir.Encoded], ...]], limit: int) -> Iterator[ir.Encoded]:
    """None, and rows of one, two, three and as many as there may be, mixed."""
    yield ()
    for length in sorted({min(length, limit) for length in (1, 2, 3, limit)} - {0}):
        for at in range(len(records)):
            yield _as_records(tuple(records[(at + _STRIDE * more) % len(records)] for more in range(length)))


def _alike(index: Index, one: str, other: str) -> bool:
    """Whether a value of one fact is a value of the other."""
    kind = index.facts[one].type
    return isinstance(kind, Numeric | Date | Moment) and kind == index.facts[other].type


def _as_records(several: object) -> tuple[tuple[tuple[str, "int | bool | frozenset[int]"], ...], ...]:
    return several if isinstance(several, tuple) else ()


def _edges(cuts: Cuts, name: str) -> Iterator[int]:
    low, high, step = cuts.domain(name)
    if name in cuts.whole:
        yield from range(low, high + step, step)
        return
    starts = {low + -(-(edge - low) // step) * step for edge in cuts.at.get(name, ())}
    yield from sorted({low, high, *(edge for start in starts for edge in (start - step, start) if low <= edge <= high)})


def _cuts(index: Index) -> Cuts:
    """Every threshold of the rule set."""
    cuts = Cuts(index, {})
    for _, root in roots(index.ruleset):
        if isinstance(root, ir.Condition):
            _as_far_as_possible(cuts.condition, root)
        elif isinstance(root, ir.Each):
            _as_far_as_possible(cuts.points, root)
    return cuts


def _field_cuts(index: Index, cuts: Cuts, name: str, kind: Records) -> Cuts:
    inner = Cuts(index, {field.name: field.type for field in kind.fields})
    for count in cuts.counted:
        if isinstance(count, ir.Count) and count.fact == name and count.where is not None:
            _as_far_as_possible(inner.condition, count.where)
    return inner


def _as_far_as_possible(cut: Callable[..., None], what: ir.Condition | ir.Number) -> None:
    try:
        cut(what)
    except TooMuch:
        # What was cut before stays cut; more is not needed to try a few values.
        return
