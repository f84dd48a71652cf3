"""Spelling: a condition comes back as its author wrote it."""

import pytest

from qmasdsl.cases.spelled import Spelling
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index, rules
from unit.lowered import lowered

SCHEME = """scheme demo.points "Demo"

facts
  age : whole number from 0 to 120, years
  work : months from 0 to 60 years
  grade : number from 0 to 9 by 0.5
  salary : money HKD a year, from 0 to 100_000_000
  level : level none < bachelor < master
  trade : one of trades, or other
  tongues : some of french, german
  lodged, born : date
  partner : yes/no
  children : up to 4
    each with child_age : whole number from 0 to 60, years
    each with married : yes/no

list trades
  actuary
  pilot

define kids as count of children where child_age less than 18 and not married

test general
  pass mark 10
  factor f
"""


@pytest.mark.parametrize(
    "condition",
    [
        "age from 18 to 39 and work at least 5 years",
        "grade at least 6.5 or level at least bachelor",
        "salary more than 41_700",
        "trade is pilot",
        "trade is not pilot",
        "trade in {actuary, pilot}",
        "trade in trades",
        "tongues includes french",
        "age is 30",
        "age is not 30",
        "age from 3 to under 5",
        "completed years from born to lodged at least 18",
        "lodged less than 2020-01-01",
        "at least 2 of partner, age at least 3, kids at least 1",
        "not partner",
        "not (partner and age at least 30)",
        "partner and (age at least 30 or level is master)",
        "kids at least 3",
    ],
)
def test_a_condition_is_spelled_as_it_was_written(condition: str) -> None:
    ruleset = lowered(f"{SCHEME}    {condition} => +5\n")
    rule = next(rules(ruleset.tests[0].factors[0].parts[0]))
    assert Spelling(index(ruleset)).words(rule.guard) == condition


def test_points_and_counts_are_spelled_too() -> None:
    ruleset = lowered(f"{SCHEME}    +1 for each 6 months of work, capped at 20\n")
    spelling = Spelling(index(ruleset))
    rule = next(rules(ruleset.tests[0].factors[0].parts[0]))
    assert spelling.words(rule.value) == "+1 for each 6 months of work, capped at 20"
    kids = ruleset.defines[0].body
    assert isinstance(kids, ir.Count)
    assert spelling.words(kids) == "count of children where child_age less than 18 and not married"
