"""No target says anything that the interpreter does not say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement.applicants import applicants, on_leap_days
from agreement.laid import disagreements
from agreement.targets import TARGETS, interpreter
from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.pipeline import check_text
from unit.everybody import ROOT, SHIPPED, shipped
from unit.made_rulesets import made_ruleset


@pytest.mark.parametrize("seed", range(int(6 * TIMES)))
def test_on_made_up_rules(seed: int) -> None:
    ruleset = made_ruleset(seed)
    everybody = applicants(ruleset, 40, seed)
    told = interpreter(ruleset, everybody)
    # Both kinds are there, so that neither is agreed on for want of any.
    assert 0 < sum(one is None for one in told) < len(told)
    assert disagreements(ruleset, everybody, TARGETS) == []


def test_on_leap_days() -> None:
    calendar = shipped(ROOT / "tests/agreement/calendar.qmas")
    assert disagreements(calendar, on_leap_days(calendar), TARGETS) == []


@examples(5)
@given(rulesets(), st.integers(0, 2**32))
def test_on_rules_that_somebody_wrote(text: str, seed: int) -> None:
    ruleset = check_text(text, "generated.qmas").ruleset
    if ruleset is not None:
        assert disagreements(ruleset, applicants(ruleset, 15, seed), TARGETS) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_on_the_files_we_ship(path: Path) -> None:
    assert disagreements(shipped(path), applicants(shipped(path), int(40 * TIMES), 1), TARGETS) == []
