"""Every question about every possible applicant, answered by going through them all with the interpreter."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, product

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Idle, Pair, Person, Proved
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import index, nodes


class NotRead(Exception):
    """A question reads a fact where it does not exist; the checker lets no such question through."""


class Everybody:
    """All possible applicants of a rule set, those alike but for the order of their records taken once."""

    def __init__(self, ruleset: ir.Ruleset, given: Mapping[str, ir.Encoded] | None = None) -> None:
        self.index = index(ruleset)
        self.given = given or {}
        self.people = [
            meaning
            for facts in self._completed({}, list(ruleset.facts))
            if all(Meaning(self.index, facts).holds(one.condition) is True for one in ruleset.always)
            for meaning in [Meaning(self.index, facts)]
        ]
        self._by_facts = {_key(meaning.facts): meaning for meaning in self.people}

    def has(self, person: Person) -> bool:
        """Whether `person` is one of them."""
        return _key(person) in self._by_facts

    def of(self, conditions: Sequence[ir.Condition]) -> list[Meaning]:
        """Those of whom all `conditions` hold."""
        return [one for one in self.people if all(_known(one.holds(condition)) for condition in conditions)]

    def extent(self, number: ir.Number, conditions: Sequence[ir.Condition]) -> tuple[int, int] | None:
        """The least and the greatest of `number`; None if there is nobody."""
        found = [_known(one.number(number)) for one in self.of(conditions)]
        return (min(found), max(found)) if found else None

    def trend(self, claim: ir.TrendClaim) -> type[Pair] | type[Idle] | type[Proved]:
        """What must be answered."""
        idle = False
        for name in claim.rising:
            pairs = list(self.pairs(claim, name))
            if any(self.goes_wrong(claim, less, more) for less, more in pairs):
                return Pair
            idle = idle or not pairs
        return Idle if idle else Proved

    def is_pair(self, claim: ir.TrendClaim, pair: Pair) -> bool:
        """Whether a pair shows the claim to be false."""
        keys = _key(pair.less), _key(pair.more)
        return any(
            (_key(less.facts), _key(more.facts)) == keys and self.goes_wrong(claim, less, more)
            for name in claim.rising
            for less, more in self.pairs(claim, name)
        )

    def goes_wrong(self, claim: ir.TrendClaim, less: Meaning, more: Meaning) -> bool:
        before, after = _known(less.number(claim.subject)), _known(more.number(claim.subject))
        return after < before if claim.falls else after > before

    def pairs(self, claim: ir.TrendClaim, name: str) -> Iterator[tuple[Meaning, Meaning]]:
        """Two possible applicants who differ in the fact `name` and in what moves along."""
        if name in self.given:
            return
        conditions = [] if claim.condition is None else [claim.condition]
        scores = [node.path for node in nodes(claim.subject) if isinstance(node, ir.Score)]
        conditions += [ir.Applies(path.partition(".")[0]) for path in scores]
        within = self.of(conditions)
        keys = {_key(one.facts) for one in within}
        for less in within:
            if name in less.facts:
                for facts in self._moved(less.facts, name, claim.together):
                    if _key(facts) in keys:
                        yield less, self._by_facts[_key(facts)]

    def _moved(self, facts: Person, name: str, together: tuple[str, ...]) -> Iterator[Person]:
        """The same applicant with more of the fact `name`, and of what moves along."""
        kind, before = self.index.facts[name].type, facts[name]
        for after in _values(kind):
            if not _is_more(before, after):
                continue
            moved = {**facts, name: after}
            for beside in together:
                if beside not in facts:
                    continue
                moved[beside] = _along(self.index.facts[beside].type, facts[beside], before, after)
            yield moved

    def _completed(self, facts: Person, waiting: list[ir.Fact]) -> Iterator[Person]:
        """Everybody with `facts`: a fact that exists has each of its values, one that does not has none."""
        meaning = Meaning(self.index, facts)
        ready = next((fact for fact in waiting if isinstance(meaning.exists(fact), bool)), None)
        if ready is None:
            assert not waiting
            yield {name: facts[name] for name in self.index.facts if name in facts}
            return
        left = [fact for fact in waiting if fact is not ready]
        if meaning.exists(ready) is False:
            # A given fact is so where it exists.
            yield from self._completed(facts, left)
        else:
            values = [self.given[ready.name]] if ready.name in self.given else list(_values(ready.type))
            for value in values:
                yield from self._completed({**facts, ready.name: value}, left)


def _known(value: bool | int | Unknown) -> int:
    if isinstance(value, Unknown):
        raise NotRead(str(value.facts))
    return value


def _values(kind: Type) -> Iterator[ir.Encoded]:
    match kind:
        case YesNo():
            yield from (False, True)
        case Numeric(_, least, greatest, step):
            yield from range(least, greatest + 1, step)
        case Date(least, greatest) | Moment(least, greatest):
            yield from range(least, greatest + 1)
        case Choice(values):
            yield from range(len(values))
        case Several(values):
            for held in product((False, True), repeat=len(values)):
                yield frozenset(value for value, is_held in enumerate(held) if is_held)
        case Records(limit, fields):
            each = [[(field.name, value) for value in _values(field.type)] for field in fields]
            rows = list(product(*each))
            for count in range(limit + 1):
                yield from combinations_with_replacement(rows, count)


def _is_more(before: ir.Encoded, after: ir.Encoded) -> bool:
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        return before < after and len(after) == len(before) + 1
    if isinstance(before, tuple) and isinstance(after, tuple):
        left = list(after)
        for row in before:
            if row not in left:
                return False
            left.remove(row)
        return len(left) == 1
    return isinstance(before, int) and isinstance(after, int) and after > before


def _along(kind: Type, value: ir.Encoded, before: ir.Encoded, after: ir.Encoded) -> ir.Encoded:
    """`value` moved as far as from `before` to `after`, or if it is no number to its end."""
    ends = [one for one in _values(kind) if isinstance(one, int)]
    if isinstance(kind, Numeric) and isinstance(value, int) and isinstance(before, int) and isinstance(after, int):
        return min(kind.greatest, value + after - before)
    return max(ends)


def _key(facts: Person) -> frozenset[tuple[str, object]]:
    return frozenset(
        (name, tuple(sorted(map(repr, value))) if isinstance(value, tuple) else value) for name, value in facts.items()
    )
