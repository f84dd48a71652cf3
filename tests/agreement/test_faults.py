"""Every planted fault is found, and without it there is nothing to find."""

from functools import cache

import pytest
from polars.exceptions import PolarsError

from agreement.applicants import Applicant, applicants, on_leap_days
from agreement.faults import LOWERING, POLARS
from agreement.targets import TARGETS, Answer, Target, columns, interpreter, javascript, polars, sql
from agreement.text_faults import DUCKDB, JAVASCRIPT, SQLITE, TextFault, planted_in_javascript, planted_in_sql
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


FEW = 8  # rule sets that text is tried on, and the one about days


def is_noticed(target: Target, few: bool = False) -> bool:
    """By another answer, or by none."""
    some = [*laid_out()[:FEW], laid_out()[-1]] if few else laid_out()
    try:
        return any(target(ruleset, people) != told for ruleset, people, told in some)
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


@pytest.mark.parametrize(
    ("dialect", "fault"),
    [("sqlite", fault) for fault in SQLITE] + [("duckdb", fault) for fault in DUCKDB],
    ids=lambda one: getattr(one, "name", one),
)
def test_a_fault_in_a_query_is_noticed(dialect: str, fault: TextFault, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out()
    planted_in_sql(fault, monkeypatch)
    assert is_noticed(sql(dialect), few=True)


@pytest.mark.parametrize("fault", JAVASCRIPT, ids=lambda fault: fault.name)
def test_a_fault_in_javascript_is_noticed(fault: TextFault, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out()
    planted_in_javascript(fault, monkeypatch)
    assert is_noticed(javascript("mini-racer"), few=True)


@pytest.mark.parametrize("target", [columns, polars])
def test_without_a_fault_nothing_is_noticed(target: Target) -> None:
    assert not is_noticed(target)


@pytest.mark.parametrize("name", ["SQLite", "DuckDB", "JavaScript in V8"])
def test_nor_is_anything_in_text(name: str) -> None:
    assert not is_noticed(TARGETS[name], few=True)


def test_there_are_as_many_faults_as_promised() -> None:
    assert len(LOWERING) + len(POLARS) + len(SQLITE) + len(DUCKDB) + len(JAVASCRIPT) >= 50
