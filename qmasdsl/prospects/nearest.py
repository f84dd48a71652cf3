"""Nearest: of all applicants who reach a goal by changing certain facts, the one who changes them least.

The facts are settled one by one, in the order of the file, each at the value nearest to what the applicant has with
which the goal can still be reached: the next level, the fewest months, the next day. Facts that come to exist on
the way are settled last, at the least that does.
"""

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Somebody
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, YesNo
from qmasdsl.prospects.situation import Situation
from qmasdsl.proving.kinds import Record

_TRIED = 40  # ways to change the records


def nearest(situation: Situation, changed: frozenset[str]) -> Facts | None:
    """The applicant with as little changed as possible in each of the facts `changed`; None if it was not found."""
    index = situation.index
    settled: dict[str, ir.Encoded] = {}
    for name in (name for name in index.facts if name in changed):
        value = _Settling(situation, name, changed, settled).nearest(situation.facts[name])
        if value is None:
            return None
        settled[name] = value
    person = {**situation.facts, **settled}
    while True:
        meaning = Meaning(index, person)
        person = {name: value for name, value in person.items() if meaning.exists(index.facts[name]) is not False}
        lacking = situation.lacking(person)
        if not lacking:
            return {name: person[name] for name in index.facts if name in person}
        value = _Settling(situation, lacking[0], changed, settled).least()
        if value is None:
            return None
        settled[lacking[0]] = person[lacking[0]] = value


class _Settling:
    """One fact, while others are settled and others still free."""

    def __init__(self, situation: Situation, name: str, changed: frozenset[str], settled: Facts) -> None:
        self._situation = situation
        self._name = name
        self._type = situation.index.facts[name].type
        self._settled = dict(settled)
        self._free = changed - settled.keys()
        gate = situation.index.facts[name].gate
        self._there = () if gate is None else (gate,)

    def nearest(self, held: ir.Encoded) -> ir.Encoded | None:
        """The value other than `held`, and nearest to it, with which the goal can be reached."""
        match self._type:
            case YesNo():
                return not held
            case Choice(values, False):
                return self._first([value for value in range(len(values)) if value != held])
            case Numeric() | Date() | Moment() | Choice() if isinstance(held, int):
                above, below = self._end(held, up=True), self._end(held, up=False)
                ends = [end for end in (above, below) if end is not None]
                return min(ends, key=lambda end: abs(end - held), default=self._any())
            case Several() if isinstance(held, frozenset):
                return self._set(held)
            case Records() if isinstance(held, tuple):
                return self._records(held)
            case _:
                return self._any()

    def least(self) -> ir.Encoded | None:
        """The least value with which the goal can be reached."""
        match self._type:
            case YesNo():
                return self._first([False, True])
            case Choice(values, False):
                return self._first(range(len(values) - 1, -1, -1))
            case Numeric() | Date() | Moment() | Choice():
                reach = self._situation.extent(ir.FactValue(self._name), self._free, self._settled, *self._there)
                return reach.least if isinstance(reach, Extent) else self._any()
            case Several():
                return self._set(frozenset())
            case Records():
                return self._records(())

    def _does(self, value: ir.Encoded) -> bool:
        settled = {**self._settled, self._name: value}
        answer = self._situation.found(self._free - {self._name}, settled, *self._there)
        return isinstance(answer, Somebody)

    def _any(self, *conditions: ir.Condition) -> ir.Encoded | None:
        answer = self._situation.found(self._free, self._settled, *self._there, *conditions)
        return answer.person.get(self._name) if isinstance(answer, Somebody) else None

    def _first(self, values: "range | list[int] | list[bool]") -> ir.Encoded | None:
        return next((value for value in values if self._does(value)), None)

    def _end(self, held: int, *, up: bool) -> int | None:
        number = ir.FactValue(self._name)
        comparison = ir.Comparison.MORE if up else ir.Comparison.LESS
        beyond = ir.Compare(number, comparison, ir.Constant(held))
        reach = self._situation.extent(number, self._free, self._settled, *self._there, beyond)
        if not isinstance(reach, Extent):
            return None
        return reach.least if up else reach.greatest

    def _set(self, held: frozenset[int]) -> ir.Encoded | None:
        """As many of the values as possible held or not held as they are."""
        kept: list[ir.Condition] = []
        for value in range(len(self._type.values)) if isinstance(self._type, Several) else ():
            has = ir.Includes(self._name, (value,))
            same, other = (has, ir.Not(has)) if value in held else (ir.Not(has), has)
            found = self._situation.found(self._free, self._settled, *self._there, *kept, same)
            kept.append(same if isinstance(found, Somebody) else other)
        return self._any(*kept)

    def _records(self, held: tuple[Record, ...]) -> ir.Encoded | None:
        """The records there are and a few more, or a few of them less; else those of anybody who reaches it."""
        other = self._any()
        if not isinstance(other, tuple) or not isinstance(self._type, Records):
            return other
        more = [held + other[:count] for count in range(len(other) + 1)]
        each = [(*held, one) for one in dict.fromkeys(other)]
        fewer = [held[:at] + held[at + 1 :] for at in range(len(held))] + [held[:at] for at in range(len(held))]
        tried = sorted([*each, *more, *fewer], key=lambda rows: abs(len(rows) - len(held)))
        limit = self._type.limit
        good = (rows for rows in dict.fromkeys(tried[:_TRIED]) if len(rows) <= limit and self._does(rows))
        return next(good, other)
