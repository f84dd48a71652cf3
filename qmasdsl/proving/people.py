"""People: who is possible, and the applicant that a set of applicants is shown by."""

from collections.abc import Iterator, Mapping
from random import Random

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person
from qmasdsl.ir.types import Records
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.axes import plain_value
from qmasdsl.proving.ordinary import Price, cheapest, nearness, price
from qmasdsl.proving.sets import EVERYBODY, NOBODY, TooMuch

_SEED = 2018
_PRICED = 10_000  # nodes of sets in which the most ordinary of all is sought


class People:
    """The possible applicants of an atlas."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self.always = tuple(self._always(one.condition) for one in atlas.index.ruleset.always)
        self._rules = [(one, atlas.sets.reads(one)) for one in (*self.always, *self._records())]
        self._prices: list[Price] = []
        self.everybody = atlas.sets.every(one for one, _ in self._rules)

    def _always(self, condition: ir.Condition) -> int:
        try:
            return self._atlas.holds(condition)
        except TooMuch:
            return self._atlas.anything(condition)

    def _records(self) -> Iterator[int]:
        """Of all kinds of record together there are no more than there may be records."""
        atlas = self._atlas
        for fact, kinds in atlas.kinds.items():
            records = atlas.axes.types[fact]
            if isinstance(records, Records) and len(kinds) > 1:
                axes = [atlas.axes.of((fact, at)) for at in range(len(kinds))]
                number = atlas.numbers.added(map(atlas.measures.amount, axes))
                yield atlas.sets.negated(atlas.numbers.at_least(number, records.limit + 1))

    def possible(self, levels: set[int]) -> int:
        """The possible applicants, as far as it touches what is asked at `levels`; NOBODY if there are none."""
        if self.everybody == NOBODY:
            return NOBODY
        found, touched, left = EVERYBODY, set(levels), list(self._rules)
        while near := [rule for rule in left if not touched.isdisjoint(rule[1])]:
            left = [rule for rule in left if rule not in near]
            for one, reads in near:
                found = self._atlas.sets.both(found, one)
                touched |= reads
        return found

    def ordinary(self, root: int, near: Person | None = None) -> tuple[dict[int, int], Person]:
        """The most ordinary applicant of a set that is not empty: positions by level, and facts."""
        prices = self._all_prices()
        if near is not None:
            prices = self._near(near, prices)
        axes = self._atlas.axes.by_level
        found = self._cheapest(root, prices)
        positions = {axis.level: found.get(axis.level, prices[axis.level].rest()) for axis in axes}
        return positions, self.at(positions)

    def _cheapest(self, root: int, prices: list[Price]) -> dict[int, int]:
        sets, axes = self._atlas.sets, self._atlas.axes.by_level
        try:
            with sets.at_most(_PRICED):
                return cheapest(sets, axes, prices, sets.both(root, self.everybody))
        except TooMuch:
            pass

        # Too many to price them all: from one fact to the next, the cheapest value that leads anywhere.
        def order(level: int, starts: list[int]) -> list[int]:
            ends = [*starts[1:], len(axes[level].values)]
            offers = sorted(prices[level].least(start, end) for start, end in zip(starts, ends, strict=True))
            return [position for _, position in offers]

        found = sets.walk((root, self.everybody), order)
        assert found is not None
        return found

    def others(self, root: int, count: int) -> Iterator[Person]:
        """Some applicants of a set, chosen by chance, the same in every run."""
        sets, axes = self._atlas.sets, self._atlas.axes.by_level
        everyone = sets.both(root, self.everybody)
        random = Random(_SEED)
        for _ in range(count):
            positions = {axis.level: random.randrange(len(axis.values)) for axis in axes}
            node = everyone
            while node != EVERYBODY:
                ends = [0, *sets.cuts[node], len(axes[sets.level[node]].values)]
                kids = sets.kids[node]
                at = random.choice([at for at, kid in enumerate(kids) if kid != NOBODY])
                positions[sets.level[node]] = random.randrange(ends[at], ends[at + 1])
                node = kids[at]
            yield self.at(positions)

    def at(self, positions: Mapping[int, int]) -> Person:
        """The applicant at certain positions: every fact that exists, in the order of the file."""
        atlas = self._atlas
        chosen = {axis.subject: axis.values[positions[axis.level]] for axis in atlas.axes.by_level}
        facts: dict[str, ir.Encoded] = {}
        for name, kind in atlas.axes.types.items():
            if name in atlas.given:
                facts[name] = atlas.given[name]
            elif isinstance(kind, Records):
                counts = [(one, chosen[name, at]) for at, one in enumerate(atlas.kinds.get(name, ()))]
                facts[name] = tuple(one.record for one, count in reversed(counts) for _ in range(count))
            else:
                facts[name] = plain_value(chosen, name, kind)
        meaning = Meaning(atlas.index, facts)
        return {name: value for name, value in facts.items() if meaning.exists(atlas.index.facts[name]) is True}

    def _all_prices(self) -> list[Price]:
        atlas = self._atlas
        start = atlas.index.ruleset.in_force
        today = None if start is None else start.start.toordinal()
        axes = atlas.axes.by_level
        self._prices += [price(axis, atlas.axes.types, today) for axis in axes[len(self._prices) :]]
        return self._prices

    def _near(self, near: Person, prices: list[Price]) -> list[Price]:
        found = list(prices)
        for axis in self._atlas.axes.by_level:
            match axis.subject:
                case str(name) if isinstance(value := near.get(name), int):
                    found[axis.level] = nearness(axis, int(value))
                case (str(name), int(number)) if name in near:
                    value = near[name]
                    if isinstance(value, frozenset):
                        found[axis.level] = nearness(axis, int(number in value))
                    elif isinstance(value, tuple):
                        kind = self._atlas.kinds[name][number]
                        found[axis.level] = nearness(axis, sum(self._is_of(kind.verdicts, one) for one in value))
                case _:
                    pass
        return found

    def _is_of(self, verdicts: Mapping[ir.Condition, bool], record: tuple[tuple[str, object], ...]) -> bool:
        meaning = Meaning(self._atlas.index, {})
        fields = {name: value for name, value in record if isinstance(value, int | frozenset)}
        return all(meaning.holds(where, fields) is verdict for where, verdict in verdicts.items())
