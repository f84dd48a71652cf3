"""On generated rule sets: regions agree with the interpreter, and what is said never to happen never does."""

from collections.abc import Iterator
from random import Random

from hypothesis import assume, given

from generated import examples, rulesets
from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.places import Place, places
from qmasdsl.analysis.population import Person, Population
from qmasdsl.analysis.reach import Reach
from qmasdsl.analysis.regions import Cell
from qmasdsl.analysis.survey import Survey
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import YesNo
from qmasdsl.ir.walk import Index, index, rules
from qmasdsl.pipeline import check_text

REGIONS, PEOPLE = 8, 12


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


def stands_in(names: Index, population: Population, survey: Survey, region: int) -> Person | None:
    """Whoever stands for a region; None where an axis is no fact and cannot be made into one."""
    person: Person = {}
    for subject, cell in survey.space.cells(region).items():
        if isinstance(subject, str):
            person[subject] = encoded(names, subject, cell)
        elif isinstance(subject, ir.Count) and (counted := population.records(subject, int(cell.value))) is not None:
            person[subject.fact] = counted
        else:
            return None
    return person


def encoded(names: Index, fact: str, cell: Cell) -> ir.Encoded:
    return bool(cell.value) if isinstance(names.facts[fact].type, YesNo) else cell.value


def applies_to(meaning: Meaning, place: Place, names: Index) -> bool:
    """Whether the rules of a place are read at all for this applicant."""
    homes = [factor for factor in names.factors.values() if place.part in factor.parts]
    return any(meaning.holds(gate) is True for factor in homes for gate in [ir.And(names.gates(factor.name))])


@given(rulesets())
@examples(25)
def test_a_region_agrees_with_the_interpreter(text: str) -> None:
    names = indexed(text)
    population = Population(names)
    for place in places(Ground(names)):
        if not place.survey.exact:
            continue
        size = place.survey.space.size
        for region in Random(1).sample(range(size), min(size, REGIONS)):
            person = stands_in(names, population, place.survey, region)
            if person is not None:
                meaning = Meaning(names, person)
                for rule in rules(place.part):
                    assert meaning.holds(rule.guard) is bool(place.survey.holds(rule.guard) >> region & 1)
                if place.survey.applicants >> region & 1:
                    assert all(meaning.holds(one.condition) is not False for one in names.ruleset.always)


@given(rulesets())
@examples(25)
def test_a_rule_that_applies_to_somebody_is_never_called_unreachable(text: str) -> None:
    names = indexed(text)
    found = list(places(Ground(names)))
    for meaning in people(names):
        for place in found:
            if applies_to(meaning, place, names):
                for rule in rules(place.part):
                    if meaning.holds(rule.guard) is True:
                        assert place.survey.holds(rule.guard) & place.survey.applicants


@given(rulesets())
@examples(25)
def test_nobody_has_more_than_the_most_there_can_be(text: str) -> None:
    names = indexed(text)
    reach = Reach(Ground(names))
    paths = [*names.factors, *names.sections, *(f"{test}.total" for test in names.tests)]
    for meaning in people(names):
        for path in paths:
            most, points = reach.after_cap(path), meaning.number(ir.Score(path))
            if most is not None and isinstance(points, int):
                assert points <= most.points, path
