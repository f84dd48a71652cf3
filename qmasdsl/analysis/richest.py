"""Richest: the applicant to whom the rules are most generous.

Of each factor the regions with the most points are known (`reach`). We go through the factors from the
largest down and put the applicant into the best of its regions that still fits what was chosen before.
That need not be the very most there can be, but it is where a total that exceeds its promise shows.
"""

from collections.abc import Mapping

from qmasdsl.analysis.cuts import Subject
from qmasdsl.analysis.population import Person, Pick, Population
from qmasdsl.analysis.reach import Most, Reach
from qmasdsl.analysis.regions import Cell, regions
from qmasdsl.analysis.survey import Survey
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records, YesNo

_LOOKED_AT = 50  # regions of one factor among which a possible one is sought


def richest(population: Population, reach: Reach, path: str, pick: Pick) -> Person | None:
    """A possible applicant with many points in `path`, a factor, a section or a total."""
    index = population.index
    chosen: Person = {}
    # A section's factors are found among those of its test: what is too much does no harm here.
    test = path.partition(".")[0]
    paths = [path] if path in index.factors else [name for name in index.factors if name.startswith(f"{test}.")]
    found = [most for name in paths if (most := reach.before_cap(name)) is not None]
    for most in sorted(found, key=lambda most: -most.points):
        if most.survey is not None:
            _enter(population, chosen, most, most.survey)
    for gate in index.gates(path):
        survey = reach.ground.survey([gate])
        if survey is not None:
            _enter(population, chosen, Most(0, survey, survey.holds(gate) & survey.applicants), survey)
    return population.made(chosen, pick)


def _enter(population: Population, chosen: Person, most: Most, survey: Survey) -> None:
    """Put the applicant into a region of `most`, or leave things as they are where none fits."""
    mask = most.who & _fitting(survey, chosen)
    for region in regions(mask, _LOOKED_AT):
        entered = _entered(population, survey.space.cells(region), chosen)
        if entered is not None:
            chosen.update(entered)
            return


def _fitting(survey: Survey, chosen: Mapping[str, ir.Encoded]) -> int:
    """The regions that agree with the facts chosen so far."""
    mask = survey.applicants
    for axis in survey.space.axes:
        if isinstance(axis.subject, str) and axis.subject in chosen:
            value = chosen[axis.subject]
            mask &= survey.space.where(axis.subject, [at for at, cell in enumerate(axis.cells) if _has(cell, value)])
    return mask


def _has(cell: Cell, value: ir.Encoded) -> bool:
    if isinstance(value, int) and not isinstance(cell.value, frozenset):
        return cell.first <= value <= cell.last or cell.value == value
    return cell.value == value


def _entered(population: Population, cells: Mapping[Subject, Cell], chosen: Person) -> Person | None:
    entered: Person = {}
    for subject, cell in cells.items():
        if isinstance(subject, ir.Count) and isinstance(cell.value, int):
            records = population.records(subject, cell.value)
            if records is None or subject.fact in chosen:
                return None
            entered[subject.fact] = records
        elif isinstance(subject, str) and subject not in chosen:
            kind = population.index.facts[subject].type
            if not isinstance(kind, Records):
                entered[subject] = bool(cell.value) if isinstance(kind, YesNo) else cell.value
    return entered
