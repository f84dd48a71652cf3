"""A sheet says what the interpreter says: of every applicant, and of rows that are not to be scored."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.columns.evaluate import evaluate
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.rows import row_of
from qmasdsl.columns.told import told
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import check_encoded, missing
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_text
from unit.everybody import SHIPPED, population, shipped
from unit.made_rulesets import made_ruleset

SEEDS = range(int(30 * TIMES))


def agree(ruleset: Ruleset, count: int, seed: int) -> int:
    """How many possible applicants were laid beside the interpreter, with what happens when one loses a fact."""
    sheet = sheet_of(ruleset, awards=True)
    random = Random(seed)
    laid = 0
    for _ in range(count):
        person = population(ruleset).made({}, lambda _, values: random.choice(values))
        if person is None:
            continue
        laid += 1
        broken, found = evaluate(sheet, row_of(ruleset, person))
        assert broken == []
        assert found == told(sheet, score(ruleset, person))
        changed = dict(person)
        name = random.choice(list(population(ruleset).values))
        if name in changed:
            del changed[name]
        else:
            changed[name] = population(ruleset).values[name][0]
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
    assert agree(shipped(path), int(30 * TIMES), 1)
