"""What the analyses say of a region is what the interpreter says of the applicant who stands for it."""

from random import Random

import pytest

from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.places import Place, places
from qmasdsl.analysis.population import Population
from qmasdsl.analysis.regions import Cell
from qmasdsl.analysis.survey import Survey
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import YesNo
from qmasdsl.ir.walk import index, rules
from unit.mini import RULESET

INDEX = index(RULESET)
POPULATION = Population(INDEX)
GROUND = Ground(INDEX)
PLACES = list(places(GROUND))
REGIONS = 60


def person(survey: Survey, region: int) -> dict[str, ir.Encoded]:
    """The applicant who stands for a region; of the facts it does not speak of, nothing is known."""
    return dict(value(subject, cell) for subject, cell in survey.space.cells(region).items())


def value(subject: object, cell: Cell) -> tuple[str, ir.Encoded]:
    if isinstance(subject, ir.Count):
        counted = POPULATION.records(subject, int(cell.value))
        assert counted is not None
        return subject.fact, counted
    assert isinstance(subject, str)
    return subject, bool(cell.value) if isinstance(INDEX.facts[subject].type, YesNo) else cell.value


def some_regions(survey: Survey) -> list[int]:
    size = survey.space.size
    return Random(1).sample(range(size), min(size, REGIONS))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place.part).__name__)
def test_a_condition_holds_in_a_region_where_the_interpreter_says_so(place: Place) -> None:
    for region in some_regions(place.survey):
        meaning = Meaning(INDEX, person(place.survey, region))
        for rule in rules(place.part):
            assert meaning.holds(rule.guard) is bool(place.survey.holds(rule.guard) >> region & 1)


@pytest.mark.parametrize("factor", INDEX.factors.values(), ids=lambda factor: factor.name)
def test_a_factor_is_worth_in_a_region_what_the_interpreter_gives(factor: ir.Factor) -> None:
    found = [rule for part in factor.parts for rule in rules(part)]
    survey = GROUND.survey((rule.guard for rule in found), (rule.value for rule in found))
    assert survey is not None
    worth = survey.together(factor.parts)
    for region in some_regions(survey):
        meaning = Meaning(INDEX, person(survey, region))
        expected = sum(part.worth for part in map(meaning.part, factor.parts) if part.applies is True)
        assert [points for points, mask in worth.items() if mask >> region & 1] == [expected]


def test_every_region_is_counted_once() -> None:
    for place in PLACES:
        for axis in place.survey.space.axes:
            masks = [place.survey.space.where(axis.subject, [at]) for at in range(len(axis.cells))]
            assert sum(masks) == place.survey.space.all
