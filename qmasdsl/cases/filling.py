"""Filling: the cases to add for what the cases of a rule set do not show, with what each of them shows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from qmasdsl.cases.aims import Aims
from qmasdsl.cases.coverage import Lack, evidence
from qmasdsl.cases.labels import distinct
from qmasdsl.cases.proposals import proposed, shown_by
from qmasdsl.cases.results import Bearing
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.facts import Facts
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index


@frozen
class Filled:
    """Some things that no case shows, and a case that would show them; None where nobody was found."""

    lacks: tuple[Lack, ...]
    case: ir.Case | None


def filled(
    aims: Aims, lacking: Iterable[Lack], taken: Iterable[str] = (), most: int | None = None
) -> tuple[Filled, ...]:
    """What is lacking, by the case that would show it, in reading order; no case is called as one of `taken`, and
    only the first `most` are written."""
    groups: dict[int, list[Lack]] = {}
    for lack in lacking:
        groups.setdefault(id(lack if lack.person is None else lack.person), []).append(lack)
    made = list(_filled(aims, groups.values(), most))
    used = list(taken)
    labels = iter(distinct([*used, *(each.case.label for each in made if each.case is not None)])[len(used) :])
    return tuple(
        each if each.case is None else Filled(each.lacks, replace(each.case, label=next(labels))) for each in made
    )


def _filled(aims: Aims, groups: Iterable[list[Lack]], most: int | None) -> Iterator[Filled]:
    names = index(aims.ruleset)
    bearing = Bearing(names)
    for at, lacks in enumerate(groups):
        person = lacks[0].person
        case = None
        if person is not None and (most is None or at < most):
            asked = [result for lack in lacks for result in shown_by(names, bearing, lack.aim.within)]
            case = proposed(aims.ruleset, person, partial(shows, aims, lacks), asked)
        yield Filled(tuple(lacks), case)


def shows(aims: Aims, lacks: Iterable[Lack], facts: Facts) -> bool:
    """Whether an applicant with these facts shows all that is lacking."""
    one = evidence(aims, facts)
    return all(lack.is_shown_by(one) for lack in lacks)
