"""On generated rule sets: what is said never to happen never does, and whoever is shown is as is said."""

from collections.abc import Iterator
from random import Random

from hypothesis import assume, given

from generated import examples, rulesets
from qmasdsl.analysis.ground import NOBODY, Ground
from qmasdsl.analysis.places import Place, places
from qmasdsl.analysis.reach import Reach
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, index, rules
from qmasdsl.pipeline import check_text
from qmasdsl.proving.prover import Prover
from qmasdsl.testing.population import Population

PEOPLE = 12


def indexed(text: str) -> Index:
    """The generated rule set, by name."""
    ruleset = check_text(text, "generated.qmas").ruleset
    assume(ruleset is not None)
    assert ruleset is not None
    return index(ruleset)


def people(names: Index) -> Iterator[Meaning]:
    """A few possible applicants."""
    population, random = Population(names), Random(1)
    for _ in range(PEOPLE):
        person = population.made({}, lambda _, values: random.choice(values))
        if person is not None:
            yield Meaning(names, person)


def applies_to(meaning: Meaning, place: Place, names: Index) -> bool:
    """Whether the rules of a place are read at all for this applicant."""
    homes = [factor for factor in names.factors.values() if place.part in factor.parts]
    return any(meaning.holds(gate) is True for factor in homes for gate in [ir.And(names.gates(factor.name))])


@given(rulesets())
@examples(25)
def test_a_rule_that_applies_to_somebody_is_never_called_unreachable(text: str) -> None:
    names = indexed(text)
    found = list(places(Ground(Prover(names))))
    for meaning in people(names):
        for place in found:
            if applies_to(meaning, place, names):
                for rule in rules(place.part):
                    if meaning.holds(rule.guard) is True:
                        assert place.view.holds(rule.guard) != NOBODY


@given(rulesets())
@examples(25)
def test_nobody_has_more_than_the_most_there_can_be_and_who_is_shown_has_it(text: str) -> None:
    names = indexed(text)
    reach = Reach(Ground(Prover(names)))
    paths = [*names.factors, *names.sections, *(f"{test}.total" for test in names.tests)]
    applicants = list(people(names))
    for path in paths:
        most, before = reach.after_cap(path), reach.before_cap(path)
        for meaning in applicants:
            points = meaning.number(ir.Score(path))
            if most is not None and isinstance(points, int):
                assert points <= most.points, path
        if before is not None and before.view is not None and before.who != NOBODY:
            shown = Meaning(names, before.view.person(before.who))
            assert all(shown.holds(one.condition) is True for one in names.ruleset.always)
            assert shown.tally(path).before == before.points
