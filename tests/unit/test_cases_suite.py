"""Suites: the cases that are written from rules parse, come out, and show all that there is to show."""

from pathlib import Path

import pytest
from hypothesis import assume, given

from generated import examples, rulesets
from qmasdsl.cases.aims import Aims
from qmasdsl.cases.coverage import coverage
from qmasdsl.cases.goals import Kind
from qmasdsl.cases.labels import distinct, label
from qmasdsl.cases.mutation import mutation
from qmasdsl.cases.plain import plainest
from qmasdsl.cases.run import run_case
from qmasdsl.cases.suite import suite
from qmasdsl.cli.cases_words import text
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_path, check_text
from qmasdsl.proving.budget import Budget
from qmasdsl.syntax.printer import format_module
from unit.lowered import lowered, module_of

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rulesets/hk/qmas/2018-08-28.qmas"
RULES = """scheme demo.points "Demo"

facts
  lodged : date
  elected : one of general, other_test
  age : whole number from 0 to 120, years
  work : months from 0 to 60 years
  education : level none < bachelor < master
  speaks_french : yes/no
  partner : yes/no
  partner_degree : yes/no only when partner

test general only when elected is general
  pass mark 15
  factor age
    only one applies
      age from 18 to 39 => +10
      otherwise => +0
  factor rest
    all that apply
      education at least bachelor and speaks_french => +5
      work at least 5 years => +5
      partner and partner_degree => +5
"""


def shipped() -> ir.Ruleset:
    found = check_path(SHIPPED, Budget(0.2)).ruleset
    assert found is not None
    return found


def comes_out_and_shows_everything(rules: str, ruleset: ir.Ruleset) -> None:
    made = suite(ruleset)
    written = text(ruleset, made)
    assert format_module(module_of(written)) == written
    joined = check_text(f"{rules}\n{written}", "rules.qmas", Budget(0.2)).ruleset
    assert joined is not None
    cases = joined.cases[len(ruleset.cases) :]
    assert [case.label for case in cases if not run_case(joined, case).came_out] == []
    lacking = {(lack.aim.what, lack.goal.words) for lack in made.lacking}
    assert {(lack.aim.what, lack.goal.words) for lack in coverage(Aims(joined), cases).lacking} == lacking


@examples(12)
@given(rulesets())
def test_cases_written_from_rules_show_all_of_them(rules: str) -> None:
    ruleset = check_text(rules, "rules.qmas", Budget(0.2)).ruleset
    assume(ruleset is not None)
    assert ruleset is not None
    comes_out_and_shows_everything(rules, ruleset)


def test_so_do_those_of_a_small_scheme() -> None:
    comes_out_and_shows_everything(RULES, lowered(RULES))


def test_the_cases_of_the_shipped_file_would_be_few_and_notice_every_slip() -> None:
    ruleset = shipped()
    made = suite(ruleset)
    assert made.lacking == ()
    assert len(made.cases) < 40
    found = mutation(ruleset, [written.case for written in made.cases])
    assert [slip.altered.words for group in found.unnoticed for slip in group.slipped] == []
    assert found.undecided == ()


def test_no_case_can_be_left_out() -> None:
    ruleset = lowered(RULES)
    cases = [written.case for written in suite(ruleset).cases]
    aims = Aims(ruleset)
    assert coverage(aims, cases).lacking == ()
    shorter = [cases[:at] + cases[at + 1 :] for at in range(len(cases))]
    assert [fewer for fewer in shorter if coverage(aims, fewer).lacking == ()] == []


def test_each_case_says_which_lines_it_is_there_for() -> None:
    made = suite(lowered(RULES))
    assert all(written.lines for written in made.cases)
    assert text(lowered(RULES), made).count("# Shows line") == len(made.cases)


def test_the_file_says_that_it_must_be_reviewed() -> None:
    head = text(lowered(RULES), suite(lowered(RULES)))
    assert "what the rules do, NOT what the law says" in head


PERSON: dict[str, ir.Encoded] = {
    "lodged": 737_119, "elected": 0, "age": 39, "work": 60, "education": 1, "speaks_french": False, "partner": True,
    "partner_degree": False,
}  # fmt: skip


def test_a_label_tells_the_applicant_and_the_first_expectation() -> None:
    names = index(lowered(RULES))
    total = ir.ExpectNumber(ir.Score("general.total"), 15, 15, "general.total 15")
    person = {name: value for name, value in PERSON.items() if name != "lodged"}
    assert label(names, person, [total]) == "Aged 39, 5 years of work, bachelor, partner: 15 points"
    passes = ir.ExpectHolds(ir.Passes("general"), False, "not general.passes")
    assert label(names, {"elected": 1, "age": 0}, [passes]) == "Other test: not general passes"
    assert label(names, {"elected": 0, "age": 0}, [passes]) == "Nothing: not general passes"


def test_labels_that_come_again_are_counted() -> None:
    assert distinct(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


def test_the_plainest_applicant_has_nothing_that_does_not_matter() -> None:
    ruleset = lowered(RULES)

    def has_ten(facts: dict[str, ir.Encoded]) -> bool:
        return Meaning(index(ruleset), facts).number(ir.Score("general.age")) == 10

    facts = plainest(ruleset, PERSON, lambda facts: has_ten(dict(facts)))
    stirring = {name: value for name, value in facts.items() if value not in (0, False)}
    assert stirring == {"age": 39}
    assert facts["elected"] == 0
    assert "lodged" not in facts


def test_who_would_not_be_meant_is_given_whole() -> None:
    assert plainest(lowered(RULES), PERSON, lambda _: False) == PERSON


@pytest.mark.parametrize("kind", list(Kind))
def test_the_shipped_file_is_covered(kind: Kind) -> None:
    found = coverage(Aims(shipped()), shipped().cases)
    assert found.aims[kind] > 15
    assert found.percent(kind) == 100


def test_the_cases_of_the_shipped_file_notice_every_slip_that_matters() -> None:
    found = mutation(shipped(), shipped().cases)
    assert found.tried > 250
    assert found.survivors == 0
    assert found.undecided == ()
    assert len(found.harmless) < 20
