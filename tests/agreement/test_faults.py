"""Every planted fault is found, and without it there is nothing to find."""

from functools import cache

import pytest
from polars.exceptions import PolarsError

from agreement.applicants import Applicant, applicants, on_leap_days
from agreement.faults import LOWERING, POLARS
from agreement.targets import Answer, Target, columns, interpreter, polars
from qmasdsl.ir.nodes import Ruleset
from unit.everybody import ROOT, shipped
from unit.made_rulesets import made_ruleset

SEEDS = range(100, 124)


@cache
def laid_out() -> list[tuple[Ruleset, list[Applicant], list[Answer]]]:
    """Rule sets, applicants and what the interpreter says of them."""
    rulesets = [shipped(ROOT / "tests/generated/every_shape.qmas"), *map(made_ruleset, SEEDS)]
    everybody = [applicants(ruleset, 60, 7) for ruleset in rulesets]
    rulesets.append(calendar := shipped(ROOT / "tests/agreement/calendar.qmas"))
    everybody.append(on_leap_days(calendar))
    return [(one, people, interpreter(one, people)) for one, people in zip(rulesets, everybody, strict=True)]


def is_noticed(target: Target) -> bool:
    """By another answer, or by none."""
    try:
        return any(target(ruleset, people) != told for ruleset, people, told in laid_out())
    except (AssertionError, PolarsError):
        return True


@pytest.mark.parametrize("name", LOWERING)
def test_a_fault_in_the_lowering_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out()
    LOWERING[name](monkeypatch)
    assert is_noticed(columns)


@pytest.mark.parametrize("name", POLARS)
def test_a_fault_in_the_columns_of_polars_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out()
    POLARS[name](monkeypatch)
    assert is_noticed(polars)


@pytest.mark.parametrize("target", [columns, polars])
def test_without_a_fault_nothing_is_noticed(target: Target) -> None:
    assert not is_noticed(target)
