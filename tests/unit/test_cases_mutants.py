"""Mutants: which slips are made, which of them a case notices, and which make no difference to anybody."""

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generated import examples, rulesets
from qmasdsl.cases.judging import Harmful, Harmless, Unjudged, judged
from qmasdsl.cases.mutants import Mutant, mutants
from qmasdsl.cases.mutation import mutation
from qmasdsl.cases.noticing import Suite
from qmasdsl.cases.results import Bearing, expectation, results
from qmasdsl.cases.run import run_case
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.invariants import complaints
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_text
from qmasdsl.proving.budget import Budget
from qmasdsl.testing.population import Population
from unit.lowered import lowered

FACTS = """scheme demo.points "Demo"

facts
  age : whole number from 0 to 120, years
  work : months from 0 to 60 years
  level : level none < bachelor < master
  partner : yes/no
  partner_degree : yes/no only when partner
  speaks_french, speaks_german : yes/no
  trade : one of trades, or other
  children : up to 4
    each with child_age : whole number from 0 to 60, years

list trades
  actuary
  pilot
    only when age at least 21

"""


def scheme(rules: str, *, before: str = "", test: str = "test general\n  pass mark 5", after: str = "") -> ir.Ruleset:
    """A test with the one factor `f`."""
    body = "".join(f"    {line}\n" for line in rules.strip().split("\n"))
    return lowered(f"{FACTS}{before}{test}\n  factor f\n{body}{after}")


def slips(ruleset: ir.Ruleset, name: str = "score general.f") -> list[str]:
    return [mutant.words for mutant in mutants(ruleset) if mutant.name == name]


def test_limits_are_one_step_off_on_either_side() -> None:
    assert slips(scheme("age at least 18 => +5"))[1:4] == [
        "`age at least 18` becomes `age less than 18`",
        "`age at least 18` becomes `age more than 18`",
        "`age at least 18` becomes `age at least 17`",
    ]
    assert slips(scheme("work less than 2 years => +5"))[1:4] == [
        "`work less than 2 years` becomes `work at least 2 years`",
        "`work less than 2 years` becomes `work at most 2 years`",
        "`work less than 2 years` becomes `work less than 1 year 11 months`",
    ]


def test_a_band_is_one_thing() -> None:
    said = slips(scheme("age from 18 to 39 => +5"))
    assert "`age from 18 to 39` becomes `age from 17 to 39`" in said
    assert "`age from 18 to 39` becomes `age from 18 to 40`" in said
    assert "`age from 18 to 39` becomes `age at most 39`" in said


def test_a_level_stays_within_its_levels() -> None:
    said = slips(scheme("level at least none and speaks_french => +5"))
    assert "`level at least none` becomes `level more than none`" in said
    assert len([words for words in said if words.startswith("`level at least none` becomes `level at least")]) == 0


def test_points_caps_and_steps_are_one_off() -> None:
    assert slips(scheme("+5 for each 6 months of work, capped at 20"))[1:] == [
        f"`+5 for each 6 months of work, capped at 20` becomes `{other}`"
        for other in (
            "+4 for each 6 months of work, capped at 20",
            "+6 for each 6 months of work, capped at 20",
            "+5 for each 5 months of work, capped at 20",
            "+5 for each 7 months of work, capped at 20",
            "+5 for each 6 months of work, capped at 19",
            "+5 for each 6 months of work, capped at 21",
        )
    ]
    assert slips(scheme("age at least 18 => +5"))[4:] == [
        "`age at least 18` gives 4 instead of 5",
        "`age at least 18` gives 6 instead of 5",
    ]


def test_and_becomes_or_and_parts_are_left_out_or_turned_round() -> None:
    assert slips(scheme("speaks_french and not speaks_german => +5"))[1:6] == [
        "`and` becomes `or` in `speaks_french and not speaks_german`",
        "`speaks_french` is left out",
        "`not speaks_german` is left out",
        "`speaks_french` becomes `not speaks_french`",
        "`not speaks_german` becomes `speaks_german`",
    ]


def test_a_number_of_conditions_is_one_off() -> None:
    said = slips(scheme("at least 2 of speaks_french, speaks_german, partner => +5"))
    whole = "speaks_french, speaks_german, partner"
    assert said[1:3] == [
        f"`at least 2 of {whole}` becomes `at least 1 of {whole}`",
        f"`at least 2 of {whole}` becomes `at least 3 of {whole}`",
    ]


def test_what_makes_a_fact_exist_is_left_alone() -> None:
    assert slips(scheme("partner and partner_degree => +5"))[1:3] == [
        "`partner_degree` is left out",
        "`partner_degree` becomes `not partner_degree`",
    ]


def test_groups_combine_in_another_way() -> None:
    said = slips(scheme("first that applies\n  age at least 18 => +5\n  speaks_french => +4\n  otherwise => +1"))
    assert said[:2] == [
        "`first that applies` becomes `highest that applies`",
        "`first that applies` becomes `all that apply`",
    ]
    assert said[-3:] == [
        "`otherwise` gives 0 instead of 1",
        "`otherwise` gives 2 instead of 1",
        "`otherwise` is left out",
    ]


def test_what_stands_around_the_factors_is_changed_too() -> None:
    ruleset = scheme(
        "trade in trades => +5",
        before='question open "Is it?" : read as no\n\nrequire adult : age at least 18\n\n',
        test="test general capped at 9 only when speaks_french\n  pass mark 5\n"
        "  this test requires able : level at least bachelor",
        after="\noutcome goes when general.passes or open\n",
    )
    assert slips(ruleset, "list trades")[:3] == [
        "`actuary` is not on the list",
        "`pilot` is not on the list",
        "`pilot` is on the list without its `only when`",
    ]
    assert slips(ruleset, "question open") == ["`open` is read as yes"]
    assert slips(ruleset, "requirement adult")[0] == "the requirement is left out"
    assert slips(ruleset, "requirement general.able")[0] == "the requirement is left out"
    assert slips(ruleset, "test general") == [
        "the pass mark is 4 instead of 5",
        "the pass mark is 6 instead of 5",
        "the `only when` is left out",
        "`only when`: `speaks_french` becomes `not speaks_french`",
        "it is capped at 8 instead of 9",
        "it is capped at 10 instead of 9",
        "the cap is left out",
    ]
    assert "`general.passes` becomes `not general.passes`" in slips(ruleset, "outcome goes")


def test_a_define_takes_another_of_its_values() -> None:
    before = "define band as\n  first that applies\n    age at least 60 => master\n    otherwise => bachelor\n\n"
    said = slips(
        scheme("band is master => +5", before=before.replace("define band as", "define band as")), "define band"
    )
    assert "`age at least 60` gives bachelor instead of master" in said
    assert "`otherwise` gives none instead of bachelor" in said


@examples(15)
@given(rulesets())
def test_every_mutant_is_an_ordinary_rule_set(text: str) -> None:
    ruleset = check_text(text, "made.qmas", Budget(0.2)).ruleset
    assume(ruleset is not None)
    assert ruleset is not None
    found = list(mutants(ruleset))
    assert found
    assert [mutant.words for mutant in found if complaints(mutant.ruleset)] == []
    assert [mutant.words for mutant in found if mutant.ruleset == ruleset] == []


@examples(12)
@given(rulesets(), st.integers(0, 2**32))
def test_what_is_called_harmless_changes_nothing_for_anybody(text: str, seed: int) -> None:
    ruleset = check_text(text, "made.qmas", Budget(0.2)).ruleset
    assume(ruleset is not None)
    assert ruleset is not None
    random, names = Random(seed), index(ruleset)
    population, bearing = Population(names), Bearing(names)
    for mutant in random.sample(list(mutants(ruleset)), 4):
        judgement = judged(ruleset, mutant, bearing)
        changed = index(mutant.ruleset)
        if isinstance(judgement, Harmful):
            was, now = (expectation(Meaning(of, judgement.person), judgement.result) for of in (names, changed))
            assert was != now
        elif isinstance(judgement, Harmless):
            for _ in range(20):
                person = population.made({}, lambda _, values: random.choice(values))
                if person is not None:
                    before, after = Meaning(names, person), Meaning(changed, person)
                    for result in results(ruleset):
                        assert expectation(before, result) == expectation(after, result)


def one(ruleset: ir.Ruleset, words: str) -> Mutant:
    return next(mutant for mutant in mutants(ruleset) if mutant.words == words)


BANDS = """
only one applies
  age from 18 to 39 => +5
  age from 40 to 44 => +4
  otherwise => +0
"""
CASES = """
case "39"
  given age 39
  expect general.f 5

case "40"
  given age 40
  expect general.f 4
"""


def test_a_case_notices_what_its_expectations_turn_on() -> None:
    ruleset = scheme(BANDS, after=CASES)
    suite = Suite(ruleset, ruleset.cases)
    noticed = suite.notices(one(ruleset, "`age from 18 to 39` becomes `age from 18 to 40`"))
    assert noticed is not None
    assert noticed.label == "40"
    assert suite.notices(one(ruleset, "`age from 18 to 39` becomes `age from 17 to 39`")) is None


def test_a_case_that_fails_notices_nothing() -> None:
    ruleset = scheme(BANDS, after=CASES.replace("general.f 5", "general.f 7"))
    suite = Suite(ruleset, ruleset.cases)
    assert len(suite) == 1
    assert suite.notices(one(ruleset, "`age from 18 to 39` becomes `age at most 39`")) is None


def test_every_survivor_has_a_case_that_would_notice_it() -> None:
    ruleset = scheme(BANDS, after=CASES)
    found = mutation(ruleset, ruleset.cases)
    assert found.survivors > 0
    assert found.tried == len(list(mutants(ruleset)))
    for group in found.unnoticed:
        assert group.case is not None
        assert run_case(ruleset, group.case).came_out
        for slipped in group.slipped:
            mutant = next(each for each in mutants(ruleset) if each.altered == slipped.altered)
            assert Suite(ruleset, [group.case]).notices(mutant) is not None
    more = [*ruleset.cases, *(group.case for group in found.unnoticed if group.case is not None)]
    assert mutation(ruleset, more).unnoticed == ()


def test_a_row_that_begins_where_another_has_taken_everybody_is_harmless() -> None:
    ruleset = scheme(BANDS, after=CASES)
    harmless = {mutant.words for mutant in mutation(ruleset, ruleset.cases).harmless}
    assert "`age from 40 to 44` becomes `age from 39 to 44`" in harmless
    assert "`only one applies` becomes `highest that applies`" in harmless
    assert "`age from 18 to 39` becomes `age from 17 to 39`" not in harmless


def test_what_decides_who_is_an_applicant_is_not_judged() -> None:
    facts = FACTS.replace("yes/no only when partner", "yes/no only when grown")
    ruleset = lowered(
        f"{facts}define grown as age at least 18\n\n"
        "test general\n  pass mark 5\n  factor f\n    grown and partner_degree => +5\n"
    )
    mutant = next(mutant for mutant in mutants(ruleset) if mutant.name == "define grown")
    assert judged(ruleset, mutant, Bearing(index(ruleset))) == Unjudged(
        "whether there is a fact `partner_degree` turns on what is changed"
    )


def test_what_the_prover_cannot_settle_is_not_called_harmless() -> None:
    ruleset = lowered(
        """scheme demo.points "Demo"

facts
  salary, going_rate : money HKD a year, from 17 to 100_000_000

test general
  pass mark 5
  factor f : salary at least 93% of going_rate => +5
"""
    )
    mutant = next(mutant for mutant in mutants(ruleset) if mutant.words.endswith("more than 93 * going_rate`"))
    judgement = judged(ruleset, mutant, Bearing(index(ruleset)), Budget(0))
    assert isinstance(judgement, Unjudged)
    assert judgement.why


def test_a_case_whose_facts_no_longer_fit_notices_it() -> None:
    before = "define enough as work at most 30 years\n\nalways enough\n\n"
    ruleset = scheme(BANDS, before=before, after=CASES.replace("given age 40", "given age 40, work 30 years"))
    mutant = one(ruleset, "`work at most 30 years` becomes `work less than 30 years`")
    noticed = Suite(ruleset, ruleset.cases).notices(mutant)
    assert noticed is not None
    assert noticed.label == "40"


def test_when_the_time_is_used_up_the_rest_is_undecided() -> None:
    ruleset = scheme(BANDS, after=CASES)
    found = mutation(ruleset, ruleset.cases, Budget(0))
    assert {each.why for each in found.undecided} == {"the time was used up before it was looked into"}
    assert found.unnoticed == ()


@pytest.mark.parametrize("expects", ["general.f from 0 to 10", "not general.passes"])
def test_an_expectation_that_is_wide_notices_little(expects: str) -> None:
    case = f'\ncase "one"\n  given age 40\n  expect {expects}\n'
    ruleset = scheme(BANDS, after=case)
    assert Suite(ruleset, ruleset.cases).notices(one(ruleset, "`age from 40 to 44` gives 3 instead of 4")) is None
