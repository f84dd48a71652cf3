"""Hypothesis draws applicants that a scheme accepts, and claims are tried on them."""

import re

import pytest
from hypothesis import find, given, settings

from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, missing, read_facts
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_text
from qmasdsl.testing import applicants, check_claims
from unit.mini import RULESET

BANDS = """\
scheme demo "Demonstration"

facts
  age     : whole number from 0 to 120, years
  english : yes/no

test points "Points"
  pass mark 30
  factor age "Age"
    only one applies
      age from 18 to 39 => +30
      age from 40 to 50 => +15
      otherwise         => +0
  factor language "Language"
    english => +5

prove that {claim}
"""


def rules(claim: str) -> ir.Ruleset:
    """The rules with one claim, which nothing has been tried on yet."""
    sound = check_text(BANDS.format(claim="points.total from 0 to 35"), "demo.qmas").ruleset
    assert sound is not None
    claims = {
        "total from 0 to 34": ir.RangeClaim(ir.Score("points.total"), 0, 34, claim, span=sound.claims[0].span),
        "total from 0 to 35": sound.claims[0],
        "total never falls as age rises": ir.TrendClaim(
            ir.Score("points.total"), True, ("age",), (), None, claim, span=sound.claims[0].span
        ),
        "passes only if english": ir.HoldsClaim(
            ir.Or((ir.Not(ir.Passes("points")), ir.FactHolds("english"))), claim, span=sound.claims[0].span
        ),
    }
    return ir.Ruleset(**{name: getattr(sound, name) for name in sound.__slots__} | {"claims": (claims[claim],)})


@given(applicants(RULESET))
def test_applicants_are_accepted_as_python_facts(facts: dict[str, object]) -> None:
    read_facts(RULESET, facts, Style.PYTHON)


@given(applicants(RULESET))
def test_every_fact_of_an_applicant_is_given(facts: dict[str, object]) -> None:
    assert missing(RULESET, read_facts(RULESET, facts, Style.PYTHON)) == ()


@given(applicants(RULESET))
def test_what_is_always_true_is_true_of_them(facts: dict[str, object]) -> None:
    assert facts["senior_work"] <= facts["graduate_work"]  # type: ignore[operator]  # both are months


@given(applicants(RULESET))
def test_a_fact_that_does_not_exist_is_not_given(facts: dict[str, object]) -> None:
    assert ("partner_has_degree" in facts) is facts["partner"]


def test_applicants_stand_on_both_sides_of_an_edge() -> None:
    short = settings(max_examples=300, database=None)
    for age in (39, 40):
        find(applicants(RULESET), lambda facts, age=age: facts["age"] == age, settings=short)


def test_some_applicants_pass() -> None:
    def passes(facts: dict[str, object]) -> bool:
        return score(RULESET, read_facts(RULESET, facts, Style.PYTHON)).tests["general"].passes is True

    find(applicants(RULESET), passes, settings=settings(max_examples=1000, database=None))


def test_a_claim_that_holds_is_not_refuted() -> None:
    check_claims(rules("total from 0 to 35"), examples=20)


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("total from 0 to 34", "for example: an applicant aged 18, english: the rules give 35"),
        ("total never falls as age rises", "for example: an applicant aged 39"),
        ("passes only if english", "for example: an applicant aged 18"),
    ],
)
def test_a_refuted_claim_names_itself_and_an_ordinary_applicant(claim: str, shown: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(claim)) as refuted:
        check_claims(rules(claim), examples=20)
    assert shown in str(refuted.value)


def test_facts_of_a_kind_are_given_together() -> None:
    assert {fact.member for fact in index(RULESET).facts.values() if fact.member} == {
        ("ielts", "reading"),
        ("ielts", "writing"),
    }
    facts = find(applicants(RULESET), lambda _: True, settings=settings(database=None))
    assert set(facts["ielts"]) == {"reading", "writing"}  # type: ignore[call-overload]  # a mapping by member
