"""What the analyses say of a region is what the interpreter says of the applicant who stands for it."""

from random import Random

import pytest
from unit.mini import RULESET

from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.places import Place, places
from qmasdsl.analysis.population import Population
from qmasdsl.analysis.regions import Cell
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import YesNo
from qmasdsl.ir.walk import index, rules

INDEX = index(RULESET)
POPULATION = Population(INDEX)
PLACES = list(places(Ground(INDEX)))
REGIONS = 60


def person(place: Place, region: int) -> dict[str, ir.Encoded]:
    """The applicant who stands for a region; of the facts it does not speak of, nothing is known."""
    return dict(value(subject, cell) for subject, cell in place.survey.space.cells(region).items())


def value(subject: object, cell: Cell) -> tuple[str, ir.Encoded]:
    if isinstance(subject, ir.Count):
        counted = POPULATION.records(subject, int(cell.value))
        assert counted is not None
        return subject.fact, counted
    assert isinstance(subject, str)
    return subject, bool(cell.value) if isinstance(INDEX.facts[subject].type, YesNo) else cell.value


def some_regions(place: Place) -> list[int]:
    size = place.survey.space.size
    return Random(1).sample(range(size), min(size, REGIONS))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place.part).__name__)
def test_a_condition_holds_in_a_region_where_the_interpreter_says_so(place: Place) -> None:
    for region in some_regions(place):
        meaning = Meaning(INDEX, person(place, region))
        for rule in rules(place.part):
            assert meaning.holds(rule.guard) is bool(place.survey.holds(rule.guard) >> region & 1)


@pytest.mark.parametrize("place", [one for one in PLACES if isinstance(one.part, ir.Choose)], ids=lambda one: one.part.policy.name)
def test_a_group_is_worth_in_a_region_what_the_interpreter_gives(place: Place) -> None:
    worth = place.survey.worth(place.part)
    for region in some_regions(place):
        chosen = Meaning(INDEX, person(place, region)).part(place.part)
        expected = chosen.worth if chosen.applies is True else 0
        assert [points for points, mask in worth.items() if mask >> region & 1] == [expected]


def test_every_region_is_counted_once() -> None:
    for place in PLACES:
        for axis in place.survey.space.axes:
            masks = [place.survey.space.where(axis.subject, [at]) for at in range(len(axis.cells))]
            assert sum(masks) == place.survey.space.all
