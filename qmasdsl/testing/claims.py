"""Claims, held against sampled applicants: does any of them refute a `prove that` line of this scheme?

`qmas check` proves claims; this tries them, applicant by applicant, with the interpreter alone. So it needs
to trust no prover, says something also where a claim is undecided, and is a test of the prover itself.
Hypothesis draws the applicants and makes the one it reports as plain as it can.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import assert_never

from hypothesis import HealthCheck, Phase, given, settings

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Numeric
from qmasdsl.ir.walk import index, nodes
from qmasdsl.proving.portraits import described, has, noteworthy
from qmasdsl.testing.population import Person, Population
from qmasdsl.testing.strategies import HasRuleset, persons, ruleset_of


def check_claims(scheme: HasRuleset | ir.Ruleset, *, examples: int = 200) -> None:
    """Try every `prove that` line on `examples` applicants; AssertionError names the claim and the applicant,
    or the two, by whom it is refuted. The applicants are the same in every run."""
    population = Population(index(ruleset_of(scheme)))

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(persons(population))
    def tried(person: Person) -> None:
        __tracebackhide__ = True
        meaning = Meaning(population.index, person)
        for claim in population.index.ruleset.claims:
            found = refuted(population, claim, meaning)
            if found:
                raise AssertionError(f"not every applicant is as claimed: `{claim.text}`\n  for example: {found}")

    tried()


def refuted(population: Population, claim: ir.Claim, meaning: Meaning) -> str:
    """By whom the claim is refuted, if it is by this applicant or by one who has more or less of a rising fact."""
    match claim:
        case ir.RangeClaim(subject, least, greatest):
            number = meaning.number(subject)
            wrong = isinstance(number, int) and not least <= number <= greatest
            return f"{_facts(meaning)}: the rules give {number}" if wrong else ""
        case ir.HoldsClaim(condition):
            return _facts(meaning) if meaning.holds(condition) is False else ""
        case ir.TrendClaim():
            pairs = (pair for name in claim.rising for pair in pairwise(ladder(population, claim, meaning, name)))
            return next((_pair(claim, *pair) for pair in pairs if goes_wrong(claim, *pair)), "")
        case _:
            assert_never(claim)


def ladder(population: Population, claim: ir.TrendClaim, start: Meaning, name: str) -> Iterator[Meaning]:
    """The same applicant with each value of `name` that is tried, rising, and more of what moves with it; only
    those to whom the claim speaks."""
    tests = {node.path.partition(".")[0] for node in nodes(claim.subject) if isinstance(node, ir.Score)}
    value = start.facts.get(name)
    for other in sorted(one for one in population.values[name] if isinstance(one, int) and value is not None):
        moved: Person = {**start.facts, name: other}
        for beside in claim.together:
            if beside in moved:
                moved[beside] = _as_far(population, beside, moved[beside], value, other)
        meaning = start if moved == start.facts else Meaning(population.index, moved)
        within = claim.condition is None or meaning.holds(claim.condition) is True
        scored = all(meaning.holds(ir.Applies(test)) is True for test in tests)
        if within and scored and population.is_possible(meaning):
            yield meaning


def goes_wrong(claim: ir.TrendClaim, lower: Meaning, higher: Meaning) -> bool:
    """Whether the applicant with more has less, or more where it should not rise."""
    less, more = lower.number(claim.subject), higher.number(claim.subject)
    if not isinstance(less, int) or not isinstance(more, int):
        return False
    return more < less if claim.falls else more > less


def _as_far(
    population: Population, name: str, value: ir.Encoded, was: ir.Encoded | None, now: ir.Encoded
) -> ir.Encoded:  # fmt: skip
    """`value` moved as far as `was` was, if the type can say so; else to the end it moves towards."""
    kind = population.index.facts[name].type
    if not isinstance(value, int) or not isinstance(was, int) or not isinstance(now, int) or was == now:
        return value
    if isinstance(kind, Numeric):
        return min(kind.greatest, max(kind.least, value + now - was))
    ends = [one for one in population.values[name] if isinstance(one, int)]
    return max(ends) if now > was else min(ends)


def _pair(claim: ir.TrendClaim, lower: Meaning, higher: Meaning) -> str:
    changed = [name for name, value in higher.facts.items() if lower.facts[name] != value]
    rises = " and ".join(has(lower.index, name, higher.facts[name]) for name in changed)
    points = f"{higher.number(claim.subject)} instead of {lower.number(claim.subject)}"
    return f"{_facts(lower)}; the same applicant, but {rises}, has {points}"


def _facts(meaning: Meaning) -> str:
    """The applicant, by every fact that is not no, none or 0."""
    return described(meaning.index, meaning.facts, noteworthy(meaning.index, meaning.facts, meaning.facts))
