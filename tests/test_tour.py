"""The tour of the language, whole in one file: it has no finding, its case passes, its claims stand."""

from pathlib import Path

import qmasdsl
from qmasdsl.cases.run import run_case
from qmasdsl.pipeline import check_path
from qmasdsl.testing import check_claims

TOUR = Path(__file__).with_name("tour.qmas")


def test_the_tour_has_no_finding_and_its_case_comes_out() -> None:
    checked = check_path(TOUR)
    assert checked.diagnostics == ()
    assert checked.ruleset is not None
    assert [run_case(checked.ruleset, case).came_out for case in checked.ruleset.cases] == [True]


def test_no_drawn_applicant_refutes_what_the_tour_claims() -> None:
    check_claims(qmasdsl.load(TOUR), examples=100)
