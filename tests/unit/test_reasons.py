"""Reasons: what was lost in each factor, against the most that anybody there is can have in it."""

import pytest

from conftest import TIMES
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.prospects.reasons import losses
from unit.lowered import lowered
from unit.small_rulesets import everybody, small_ruleset

RULES = lowered("""\
scheme demo.lost "Lost"
  in force from 2020-01-01

facts
  age     : whole number from 0 to 120, years
  partner : yes/no
  degree  : level none < bachelor < master
  spouse_degree : yes/no only when partner

test general "General" out of 100
  pass mark 10
  factor age "Age" [T 1] out of 20 when partner, 30 when not partner
    first that applies
      age at most 30 and partner => +20
      age at most 30 => +30
      otherwise => +0
  factor degree "Degree" [T 2] out of 40
    highest that applies
      degree is master => +25
      degree is bachelor => +10
    plus age at most 25 and degree is none => +40
  factor spouse "Spouse" [T 3] out of 5 only when partner : spouse_degree => +5
""")


def lost(**facts: ir.Encoded) -> list[tuple[str, int, int | None, int | None]]:
    return [(one.code, one.points, one.maximum, one.lost) for one in losses(index(RULES), facts)]


def test_what_was_lost_most_comes_first_and_what_gave_all_is_left_out() -> None:
    found = losses(index(RULES), {"age": 30, "partner": True, "degree": 1, "spouse_degree": False})
    assert [(one.code, one.label, one.cite, one.points, one.maximum, one.lost) for one in found] == [
        ("general.degree", "Degree", "T 2", 10, 40, 30),
        ("general.spouse", "Spouse", "T 3", 0, 5, 5),
    ]


def test_the_maximum_is_that_of_those_to_whom_the_same_limit_applies() -> None:
    assert ("general.age", 0, 20, 20) in lost(age=31, partner=True, degree=1, spouse_degree=True)
    assert ("general.age", 0, 30, 30) in lost(age=31, partner=False, degree=1)


def test_a_factor_that_does_not_apply_has_lost_nothing() -> None:
    assert "general.spouse" not in [code for code, *_ in lost(age=31, partner=False, degree=1)]


def test_the_maximum_is_that_of_those_to_whom_the_factor_applies() -> None:
    rules = lowered(
        'scheme demo.lost "Lost"\n  in force from 2020-01-01\n\nfacts\n  late : yes/no\n\n'
        "test t\n  no pass mark\n  factor late only when late : late => -5\n"
    )
    assert losses(index(rules), {"late": True}) == ()


def test_of_equal_losses_the_first_of_the_file_comes_first() -> None:
    assert [code for code, *_ in lost(age=31, partner=False, degree=1)] == ["general.age", "general.degree"]


def test_what_is_not_known_yet_is_left_out() -> None:
    assert [code for code, *_ in lost(age=31, partner=False)] == ["general.age"]


@pytest.mark.parametrize("seed", range(int(30 * TIMES)))
def test_the_maximum_is_the_most_that_anybody_has(seed: int) -> None:
    names = index(small_ruleset(seed))
    people = [Meaning(names, person) for person in everybody(names.ruleset)]
    best: dict[str, int] = {}
    for person in people:
        for name in names.factors:
            tally = person.tally(name)
            if tally.applies is True and isinstance(tally.points, int):
                best[name] = max(best.get(name, tally.points), tally.points)
    found = losses(names, people[0].facts)
    tallies = {name: people[0].tally(name) for name in names.factors}
    less = {name for name, tally in tallies.items() if tally.applies is True and tally.points != best[name]}
    assert {one.code: one.maximum for one in found} == {name: best[name] for name in less}
    assert [one.lost for one in found] == sorted((one.lost for one in found), key=lambda points: -(points or 0))
