"""Told: what the interpreter says of an applicant, by the names of a sheet's results."""

from typing import assert_never

from qmasdsl.columns import nodes as c
from qmasdsl.interpreter.trace import Result, Verdict


def told(sheet: c.Sheet, result: Result) -> dict[str, int | bool | None]:
    """Every result of `sheet`; points are None where the test does not apply."""
    awards = {award.key: award.points for test in result.tests.values() for award in test.awards}
    return {one.name: _told(one, result, awards) for one in sheet.results}


def _told(one: c.Result, result: Result, awards: dict[str, int]) -> Verdict | int:
    test, _, inner = one.path.partition(".")
    match one.kind:
        case c.Kind.ELIGIBLE:
            return result.eligible
        case c.Kind.REQUIREMENT:
            return result.requirements[one.path]
        case c.Kind.OUTCOME:
            return result.outcomes[one.path]
        case c.Kind.APPLIES:
            return result.tests[test].applies
        case c.Kind.PASSES:
            return result.tests[test].passes
        case c.Kind.TOTAL:
            return result.tests[test].total
        case c.Kind.OWN_REQUIREMENT:
            return result.tests[test].requirements[inner]
        case c.Kind.SECTION:
            return result.tests[test].sections[inner]
        case c.Kind.FACTOR:
            return result.tests[test].factors[inner]
        case c.Kind.AWARD:
            return awards.get(one.path, 0)
        case _:
            assert_never(one.kind)
