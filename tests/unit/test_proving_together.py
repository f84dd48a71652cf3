"""Two rule sets in one: each side says of everybody what it says alone."""

from dataclasses import replace
from random import Random

import pytest

from conftest import TIMES
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.invariants import complaints
from qmasdsl.ir.types import Numeric
from qmasdsl.ir.walk import index
from qmasdsl.proving.alike import Disagreement
from qmasdsl.proving.together import Side, condition_of, number_of, together
from qmasdsl.testing.population import Population
from unit.lowered import lowered
from unit.made_rulesets import made_ruleset

SEEDS = range(int(40 * TIMES))
RULES = """scheme demo.points "Demo"

facts
  age : whole number from 0 to 120, years
  partner : yes/no
  partner_works : yes/no only when partner
  trade : one of trades

list trades
  actuary
  pilot
    only when age at least 21

question lenient "Is it?" : read as no

define grown as age at least 18
define ready as grown or lenient

require adult : grown

test general
  pass mark 10
  this test requires able : ready
  factor age
    only one applies
      age at least 30 => +10 "Thirty"
      otherwise => +0
  factor trade : trade in trades => +5

outcome goes when general.passes
"""


def joined(old: str, new: str) -> ir.Ruleset:
    found = together(lowered(old), lowered(new))
    assert isinstance(found, ir.Ruleset)
    assert complaints(found) == ()
    return found


def results(ruleset: ir.Ruleset) -> tuple[list[ir.Condition], list[ir.Number]]:
    """Everything that a rule set says of an applicant."""
    own = [requirement for test in ruleset.tests for requirement in test.requirements]
    conditions: list[ir.Condition] = [ir.Eligible(), *(ir.Met(each.name) for each in (*ruleset.requirements, *own))]
    conditions += [kind(test.name) for test in ruleset.tests for kind in (ir.Applies, ir.Passes)]
    conditions += [ir.Comes(outcome.name) for outcome in ruleset.outcomes]
    paths = [f"{test.name}.total" for test in ruleset.tests]
    paths += [factor.name for test in ruleset.tests for factor in test.factors]
    paths += [section.name for test in ruleset.tests for section in test.sections]
    return conditions, [ir.Score(path) for path in paths]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_side_says_what_it_says_alone(seed: int) -> None:
    old, new, random = made_ruleset(seed), made_ruleset(seed + 1000), Random(seed)
    # Half of the pairs differ in one test only, so that much is shared.
    new = replace(old, tests=(replace(old.tests[0], gate=None), *old.tests[1:])) if seed % 2 else new
    both = together(old, new)
    assert isinstance(both, ir.Ruleset)
    assert complaints(both) == () or complaints(old) or complaints(new)
    population = Population(index(both))
    for _ in range(4):
        person = population.made({}, lambda _, values: random.choice(values))
        assert person is not None
        of_both = Meaning(index(both), person)
        for side, alone in ((Side.BEFORE, old), (Side.AFTER, new)):
            of_one = Meaning(index(alone), person)
            conditions, numbers = results(alone)
            for condition in conditions:
                assert of_both.holds(condition_of(side, both, condition)) == of_one.holds(condition)
            for number in numbers:
                assert of_both.number(number_of(side, both, number)) == of_one.number(number)


def test_names_tell_the_sides_apart() -> None:
    both = joined(RULES, RULES.replace("=> +10", "=> +15"))
    meaning = Meaning(index(both), {"age": 30, "partner": False, "trade": 0})
    assert meaning.number(ir.Score("before general.total")) == 15
    assert meaning.number(ir.Score("after general.total")) == 20
    assert meaning.number(ir.Score("after general.age")) == 15
    assert meaning.holds(ir.Comes("before goes")) is True
    assert meaning.holds(ir.Met("before general.able")) is True


def test_who_is_eligible_is_known_of_each_side() -> None:
    both = joined(RULES, RULES.replace("age at least 18", "age at least 16"))
    meaning = Meaning(index(both), {"age": 17, "partner": False, "trade": 0})
    eligible = [meaning.holds(condition_of(side, both, ir.Eligible())) for side in Side]
    assert eligible == [False, True]
    assert [meaning.holds(condition_of(side, both, ir.Met("adult"))) for side in Side] == [False, True]
    assert meaning.holds(ir.Comes("before goes")) is False


def test_what_is_alike_stands_there_once() -> None:
    both = joined(RULES, RULES.replace('"Thirty"', '"Aged 30 or over"').replace('"Is it?"', '"Is it so?"'))
    assert [define.name for define in both.defines] == ["grown", "ready"]
    assert [one.name for one in both.lists] == ["trades"]
    assert [question.name for question in both.questions] == ["lenient"]


def test_what_reads_something_else_is_not_alike() -> None:
    both = joined(RULES, RULES.replace("read as no", "read as yes"))
    assert [define.name for define in both.defines] == ["grown", "before ready", "after ready"]
    both = joined(RULES, RULES.replace("age at least 18", "age at least 16"))
    names = ["before grown", "before ready", "after grown", "after ready"]
    assert [define.name for define in both.defines] == names
    both = joined(RULES, RULES.replace("    only when age at least 21\n", ""))
    assert [one.name for one in both.lists] == ["before trades", "after trades"]


def test_facts_on_which_both_disagree_are_named() -> None:
    wider = lowered(RULES.replace("from 0 to 120", "from 0 to 100"))
    assert together(lowered(RULES), wider) == (Disagreement("age", "type"),)
    ungated = lowered(RULES.replace("yes/no only when partner", "yes/no"))
    assert together(lowered(RULES), ungated) == (Disagreement("partner_works", "gate"),)


def test_a_gate_is_another_where_what_it_reads_is_another() -> None:
    rules = RULES.replace("yes/no only when partner", "yes/no only when grown")
    assert joined(rules, rules).facts[2].gate == ir.DefineHolds("grown")
    older = lowered(rules.replace("age at least 18", "age at least 16"))
    assert together(lowered(rules), older) == (Disagreement("partner_works", "gate"),)


def test_a_fact_of_one_side_only_is_there() -> None:
    both = joined(RULES, RULES.replace("  partner : yes/no\n", "  partner : yes/no\n  born : date\n"))
    assert [fact.name for fact in both.facts] == ["age", "partner", "born", "partner_works", "trade"]
    assert [fact.name for fact in together_reversed().facts] == ["age", "partner", "partner_works", "trade", "born"]


def together_reversed() -> ir.Ruleset:
    return joined(RULES.replace("  partner : yes/no\n", "  partner : yes/no\n  born : date\n"), RULES)


def test_labels_of_values_are_no_difference() -> None:
    labelled = RULES.replace("  actuary\n", '  actuary "Actuaries"\n')
    assert isinstance(together(lowered(RULES), lowered(labelled)), ir.Ruleset)


def test_what_is_always_true_of_either_is_true_of_both() -> None:
    always = "\nalways age at least 1\n"
    both = joined(RULES + always, RULES + always + "always age at most 90\n")
    assert [each.text for each in both.always] == ["age at least 1", "age at most 90"]


def test_a_fact_keeps_its_own_domain() -> None:
    kept = joined(RULES, RULES).facts[0].type
    assert isinstance(kept, Numeric)
    assert (kept.least, kept.greatest) == (0, 120)


def test_a_gate_that_reads_what_changed_is_another_even_where_the_fact_is_the_same() -> None:
    old = lowered(RULES.replace("yes/no only when partner", "yes/no only when grown"))
    grown = replace(old.defines[0], body=ir.Truth(True))
    new = replace(old, defines=(grown, *old.defines[1:]))
    assert together(old, new) == (Disagreement("partner_works", "gate"),)
