"""Steady: questions about possible applicants who keep most facts as they are, and are free in a few.

All questions are first put to one prover that knows only what never changes, with conditions that say what is
kept: so the rules are looked through once. Where that settles nothing, a prover is made for the question that knows
every fact that is kept, and for which less is left to be compared.

A fact behind an `only when` keeps its value for as long as it exists. Of records no condition can say that they are
the same; what can be said is that the rules count the same in them, which is as good where nothing else counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Found, Nobody, Reach, Somebody, Undecided
from qmasdsl.ir.types import Records, Several, YesNo
from qmasdsl.ir.walk import Index, nodes, roots
from qmasdsl.proving.prover import Prover

_Way = tuple[Prover, tuple[ir.Condition, ...]]


class Steady:
    """`never` are the facts that never change; `always` what holds of everybody who is asked for."""

    def __init__(self, index: Index, never: Facts, near: Facts, always: ir.Condition) -> None:
        self._index = index
        self._near = near
        self._always = always
        self._sure = {name: value for name, value in never.items() if name not in self._loose(never)}
        self._shared: Prover | None = Prover(index, self._sure)
        self._counts = _counts(index)

    @property
    def is_light(self) -> bool:
        """Whether one prover still settles everything, however many facts are free."""
        return self._shared is not None

    def found(self, kept: Facts, conditions: Iterable[ir.Condition]) -> Found:
        """Somebody who keeps the facts `kept` as far as they exist, and of whom `conditions` hold."""
        asked = (self._always, *conditions)
        for prover, around in self._shared_way(kept):
            shared = prover.find(*around, *asked, near=self._near)
            if not isinstance(shared, Undecided):
                return shared
            self._shared = None
        answer: Found = Nobody()
        for prover, around in self._ways(kept):
            one = prover.find(*around, *asked, near=self._near)
            if isinstance(one, Somebody):
                return one
            answer = one if isinstance(one, Undecided) else answer
        return answer

    def extent(self, number: ir.Number, kept: Facts, conditions: Iterable[ir.Condition]) -> Reach:
        """How little and how much `number` is of them."""
        asked = (self._always, *conditions)
        for prover, around in self._shared_way(kept):
            shared = prover.extent(number, *around, *asked)
            if not isinstance(shared, Undecided):
                return shared
            self._shared = None
        widest: Extent | None = None
        for prover, around in self._ways(kept):
            one = prover.extent(number, *around, *asked)
            if isinstance(one, Undecided):
                return one
            if isinstance(one, Extent):
                widest = one if widest is None else _wider(widest, one)
        return Nobody() if widest is None else widest

    def if_there(self, name: str, condition: ir.Condition) -> ir.Condition:
        """`condition`, of those of whom the fact exists."""
        gate = self._index.facts[name].gate
        return condition if gate is None else ir.Or((ir.Not(gate), condition))

    # The prover for all questions

    def _shared_way(self, kept: Facts) -> Iterator[_Way]:
        if self._shared is None:
            return
        around: list[ir.Condition] = []
        for name, value in kept.items():
            if self._sure.get(name) != value:
                same = same_as(self._index, name, value) or self._same_counts(name, value)
                if same is None:
                    return
                around.append(self.if_there(name, same))
        yield self._shared, tuple(around)

    def _same_counts(self, name: str, value: ir.Encoded) -> ir.Condition | None:
        """That as much is counted in these records; None where what is counted turns on other facts too."""
        meaning = Meaning(self._index, {name: value})
        counts = [(one, meaning.number(one)) for one in self._counts.get(name, ())]
        same = [ir.Compare(one, ir.Comparison.IS, ir.Constant(n)) for one, n in counts if isinstance(n, int)]
        return ir.And(tuple(same)) if len(same) == len(counts) else None

    # A prover for one question

    def _ways(self, kept: Facts) -> Iterator[_Way]:
        """One way for each set of records that may come and go."""
        loose = self._loose(kept)
        around: list[ir.Condition] = []
        apart: list[str] = []
        for name in loose:
            same = same_as(self._index, name, kept[name])
            if same is None:
                apart.append(name)
            else:
                around.append(self.if_there(name, same))
        for there in product((True, False), repeat=len(apart)):
            exists = dict(zip(apart, there, strict=True))
            given = {name: value for name, value in kept.items() if exists.get(name, name not in loose)}
            yield Prover(self._index, given), (*around, *self._existing(exists))

    def _existing(self, exists: Mapping[str, bool]) -> Iterator[ir.Condition]:
        for name, there in exists.items():
            gate = self._index.facts[name].gate
            if gate is not None:
                yield gate if there else ir.Not(gate)

    def _loose(self, kept: Facts) -> frozenset[str]:
        """Those of the facts `kept` of which it is open whether they exist."""
        loose: set[str] = set()
        while True:
            sure = kept.keys() - loose
            gates = {name: self._index.facts[name].gate for name in sure}
            more = {
                name
                for name, gate in gates.items()
                if gate is not None and not sure.issuperset(self._index.facts_read(gate))
            }
            if not more:
                return frozenset(loose)
            loose |= more


def same_as(index: Index, name: str, value: ir.Encoded) -> ir.Condition | None:
    """That a fact has this value; None for records, of which no condition can say so."""
    match index.facts[name].type:
        case YesNo():
            return ir.FactHolds(name) if value else ir.Not(ir.FactHolds(name))
        case Several(values) if isinstance(value, frozenset):
            has = [ir.Includes(name, (each,)) for each in range(len(values))]
            return ir.And(tuple(one if each in value else ir.Not(one) for each, one in enumerate(has)))
        case Records() | Several():
            return None
        case _ if isinstance(value, int):
            return ir.Compare(ir.FactValue(name), ir.Comparison.IS, ir.Constant(value))
        case _:
            return None


def _counts(index: Index) -> dict[str, dict[ir.Count | ir.Total, None]]:
    """What the rules count, by the records it is counted in."""
    found: dict[str, dict[ir.Count | ir.Total, None]] = {}
    for _, root in roots(index.ruleset):
        for node in nodes(root):
            if isinstance(node, ir.Count | ir.Total):
                found.setdefault(node.fact, {})[node] = None
    return found


def _wider(one: Extent, other: Extent) -> Extent:
    low = one if one.least <= other.least else other
    high = one if one.greatest >= other.greatest else other
    return Extent(low.least, high.greatest, low.at_least, high.at_greatest)
