"""The solver says of tiny rule sets what going through every possible applicant says."""

import pytest

from conftest import TIMES
from qmasdsl.ir.invariants import complaints
from unit.asked_of_everybody import disagreements
from unit.tiny_rulesets import tiny_ruleset

SEEDS = range(int(60 * TIMES))


@pytest.mark.parametrize("seed", SEEDS)
def test_tiny_rule_sets_keep_the_invariants(seed: int) -> None:
    assert complaints(tiny_ruleset(seed)) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solver_agrees_with_a_list_of_everybody(seed: int) -> None:
    assert list(disagreements(seed)) == []
