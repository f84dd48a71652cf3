"""What a prover says of a small rule set, held against every possible applicant, one by one."""

from collections.abc import Iterator
from random import Random

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Idle, Nobody, Pair, Person, Proved, Somebody, Undecided
from qmasdsl.ir.types import Choice, Numeric, Records, Several, YesNo
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving.prover import Prover
from unit.small_rulesets import everybody

CLAIMS = 6


class Everybody:
    """All possible applicants of a small rule set, scored."""

    def __init__(self, ruleset: ir.Ruleset) -> None:
        self.index = index(ruleset)
        self.people = [Meaning(self.index, person) for person in everybody(ruleset)]
        self.by_facts = {_key(one.facts): one for one in self.people}

    def numbers(self) -> Iterator[ir.Number]:
        yield from (ir.Score(f"{test}.total") for test in self.index.tests)
        yield from (ir.Score(factor) for factor in self.index.factors)

    def conditions(self) -> Iterator[ir.Condition]:
        """The results, and comparisons of points around the values that there are."""
        yield from (ir.Passes(test) for test in self.index.tests)
        yield from (ir.Comes(outcome) for outcome in self.index.outcomes)
        yield ir.Eligible()
        for number in self.numbers():
            for value in {one.number(number) for one in self.people}:
                if isinstance(value, int):
                    yield ir.Compare(number, ir.Comparison.IS, ir.Constant(value))
                    yield ir.Compare(number, ir.Comparison.MORE, ir.Constant(value))

    def trends(self, random: Random) -> Iterator[ir.TrendClaim]:
        """A few claims made up by chance."""
        rising = [name for name, fact in self.index.facts.items() if _rises(fact)]
        numeric = [name for name in rising if not isinstance(self.index.facts[name].type, Records | Several)]
        conditions = [None, *self.conditions()]
        numbers = list(self.numbers())
        for _ in range(CLAIMS if rising else 0):
            name = random.choice(rising)
            beside = [other for other in numeric if other != name and name in numeric]
            together = tuple(random.sample(beside, 1)) if beside and random.random() < 0.3 else ()
            within = random.choice(conditions) if random.random() < 0.4 else None
            yield ir.TrendClaim(random.choice(numbers), random.random() < 0.5, (name,), together, within, "…")

    def pairs(self, claim: ir.TrendClaim) -> Iterator[tuple[Meaning, Meaning]]:
        """All pairs that the claim speaks of, less before more."""
        (name,) = claim.rising
        scored = {str(getattr(claim.subject, "path", "")).partition(".")[0]}
        within = [
            one
            for one in self.people
            if name in one.facts
            and (claim.condition is None or one.holds(claim.condition) is True)
            and all(one.holds(ir.Applies(test)) is True for test in scored)
        ]
        inside = {id(one) for one in within}
        for one in within:
            for facts in _more(self.index, one.facts, name, claim.together):
                other = self.by_facts.get(_key(facts))
                if other is not None and id(other) in inside:
                    yield one, other


def disagreements(ruleset: ir.Ruleset, seed: int) -> Iterator[str]:
    """Everything that the prover says and that is not so."""
    every, random = Everybody(ruleset), Random(seed)
    prover = Prover(every.index)
    for condition in every.conditions():
        for asked in (condition, ir.Not(condition)):
            there = any(one.holds(asked) is True for one in every.people)
            found = prover.find(asked)
            if not isinstance(found, Somebody if there else Nobody) or prover.exists(asked) is not there:
                yield f"find {asked}: {found}, but there is{'' if there else ' no'} such applicant"
            elif isinstance(found, Somebody) and _key(found.person) not in every.by_facts:
                yield f"find {asked}: {found.person} is not possible"
            elif isinstance(found, Somebody) and every.by_facts[_key(found.person)].holds(asked) is not True:
                yield f"find {asked}: not true of {found.person}"
    for number in every.numbers():
        values = {one.number(number) for one in every.people}
        found_values, extent = prover.values(number), prover.extent(number)
        if found_values != values:
            yield f"values {number}: {found_values} instead of {values}"
        if not _is_extent(every, number, values, extent):
            yield f"extent {number}: {extent} instead of {values}"
    for claim in every.trends(random):
        answer = prover.trend(claim)
        if not _is_trend(every, claim, answer):
            yield f"trend {claim}: {answer}"


def _is_extent(every: Everybody, number: ir.Number, values: set[object], found: object) -> bool:
    if not isinstance(found, Extent):
        return isinstance(found, Nobody) and not values
    ends = (found.least, found.at_least), (found.greatest, found.at_greatest)
    reached = all(every.by_facts[_key(person)].number(number) == end for end, person in ends)
    numbers = [value for value in values if isinstance(value, int)]
    return reached and (found.least, found.greatest) == (min(numbers), max(numbers))


def _is_trend(every: Everybody, claim: ir.TrendClaim, answer: object) -> bool:
    pairs = list(every.pairs(claim))
    wrong = [pair for pair in pairs if _goes_wrong(claim, *pair)]
    match answer:
        case Pair(less, more):
            return any(_key(one.facts) == _key(less) and _key(other.facts) == _key(more) for one, other in wrong)
        case Proved():
            return bool(pairs) and not wrong
        case Idle():
            return not pairs
        case Undecided():
            return False
        case _:
            raise TypeError(answer)


def _goes_wrong(claim: ir.TrendClaim, lower: Meaning, higher: Meaning) -> bool:
    less, more = lower.number(claim.subject), higher.number(claim.subject)
    assert isinstance(less, int)
    assert isinstance(more, int)
    return more < less if claim.falls else more > less


def _rises(fact: ir.Fact) -> bool:
    return not isinstance(fact.type, Choice) or fact.type.ordered


def _more(names: Index, facts: Person, name: str, together: tuple[str, ...]) -> Iterator[Person]:
    """The same applicant with more of a fact, and as much more of what moves with it, as far as that goes."""
    value, kind = facts[name], names.facts[name].type
    match kind:
        case Records() if isinstance(value, tuple):
            for young in (False, True):
                yield {**facts, name: (*value, (("young", young),))}
        case Several(values) if isinstance(value, frozenset):
            for one in range(len(values)):
                if one not in value:
                    yield {**facts, name: value | {one}}
        case _ if isinstance(value, int):
            for now in range(value + 1, _last(kind) + 1):
                moved: dict[str, ir.Encoded] = {**facts, name: bool(now) if isinstance(kind, YesNo) else now}
                for beside in together:
                    other = names.facts[beside].type
                    was = facts.get(beside)
                    if isinstance(was, int):
                        end = min(_last(other), was + now - value) if isinstance(other, Numeric) else _last(other)
                        moved[beside] = bool(end) if isinstance(other, YesNo) else end
                yield moved


def _last(kind: object) -> int:
    match kind:
        case Numeric(_, _, greatest):
            return greatest
        case Choice(values):
            return len(values) - 1
        case _:
            return 1


def _key(facts: Person) -> tuple[tuple[str, object], ...]:
    """An applicant's facts; the order of records says nothing."""
    return tuple(
        (name, tuple(sorted(value, key=repr)) if isinstance(value, tuple) else value)
        for name, value in sorted(facts.items())
    )



