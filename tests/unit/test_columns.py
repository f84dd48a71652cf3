"""A sheet says what the interpreter says: of every applicant, and of rows that are not to be scored."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.columns import nodes as c
from qmasdsl.columns.evaluate import evaluate
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.rows import row_of
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import check_encoded, missing
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_path, check_text
from qmasdsl.testing.population import Population
from unit.made_rulesets import made_ruleset

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]
SEEDS = range(int(30 * TIMES))


def told(sheet: c.Sheet, result: Result) -> dict[str, Any]:
    """What the interpreter says, by the names of a sheet's results."""
    awards = {award.key: award.points for test in result.tests.values() for award in test.awards}
    found: dict[str, Any] = {}
    for one in sheet.results:
        test, _, inner = one.path.partition(".")
        match one.kind:
            case c.Kind.ELIGIBLE:
                value: Any = result.eligible
            case c.Kind.REQUIREMENT:
                value = result.requirements[one.path]
            case c.Kind.OUTCOME:
                value = result.outcomes[one.path]
            case c.Kind.APPLIES:
                value = result.tests[one.path].applies
            case c.Kind.PASSES:
                value = result.tests[one.path].passes
            case c.Kind.TOTAL:
                value = result.tests[test].total
            case c.Kind.OWN_REQUIREMENT:
                value = result.tests[test].requirements[inner]
            case c.Kind.SECTION:
                value = result.tests[test].sections[inner]
            case c.Kind.FACTOR:
                value = result.tests[test].factors[inner]
            case c.Kind.AWARD:
                value = awards.get(one.path, 0)
        found[one.name] = None if value is None else int(value)
    return found


def agree(ruleset: Ruleset, count: int, seed: int) -> int:
    """How many possible applicants were laid beside the interpreter, with what happens when one loses a fact."""
    sheet = sheet_of(ruleset, awards=True)
    random = Random(seed)
    population = Population(index(ruleset))
    laid = 0
    for _ in range(count):
        person = population.made({}, lambda _, values: random.choice(values))
        if person is None:
            continue
        laid += 1
        broken, found = evaluate(sheet, row_of(ruleset, person))
        assert broken == []
        assert found == told(sheet, score(ruleset, person))
        changed = dict(person)
        name = random.choice(list(population.values))
        if name in changed:
            del changed[name]
        else:
            changed[name] = population.values[name][0]
        wrong = bool(check_encoded(ruleset, changed) or missing(ruleset, changed))
        assert bool(evaluate(sheet, row_of(ruleset, changed))[0]) == wrong
    return laid


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sheet_says_of_everybody_what_the_interpreter_says(seed: int) -> None:
    assert agree(made_ruleset(seed), 8, seed)


@examples(12)
@given(rulesets(), st.integers(0, 2**32))
def test_so_it_does_for_rules_that_somebody_wrote(text: str, seed: int) -> None:
    ruleset = check_text(text, "generated.qmas").ruleset
    if ruleset is not None:
        agree(ruleset, 5, seed)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_so_it_does_for_the_files_we_ship(path: Path) -> None:
    ruleset = check_path(path).ruleset
    assert ruleset is not None
    assert agree(ruleset, int(30 * TIMES), 1)
