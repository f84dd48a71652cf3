"""As time passes: what the calendar says is what the interpreter says on every single day."""

from collections.abc import Mapping
from datetime import date
from random import Random

import pytest

from conftest import TIMES
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.meaning import Facts
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.periods import completed
from qmasdsl.ir.types import Date, Form, Numeric
from qmasdsl.ir.walk import index
from qmasdsl.prospects.calendar import Calendar, Span, calendar
from unit.lowered import lowered

TEXT = """\
scheme demo.time "As time passes"
  in force from 2020-01-01
  version by lodged

facts
  lodged   : date
  age      : whole number from 0 to 120, years since born
  passport : date
  work     : months from 0 to 10 years, grows with time
  student  : yes/no only when age at most 39

define seasoned as work at least 5 years

require adult : age at least 18

test general "General" out of 65
  pass mark 30
  factor age out of 20
    first that applies
      age at most 39 => +20
      age at most 44 => +10
      otherwise => +0
  factor work out of 20 : +1 for each 6 months of work, capped at 20
  factor passport out of 10 : completed years from passport to lodged at least 3 => +10
  factor early out of 5 : lodged at most 2027-05-05 => +5
  factor both out of 5 : seasoned and age at least 30 and lodged at least 2024-02-29 => +5
  factor student out of 5 : age at most 39 and student => +5

outcome invited when general.passes
"""
RULES = lowered(TEXT)
BORN = date(1984, 2, 29).toordinal()
START = date(2022, 1, 31).toordinal()
PASSPORT = date(2020, 8, 31).toordinal()
FACTS: Facts = {"lodged": START, "age": 37, "passport": PASSPORT, "work": 40, "student": True}


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def at(found: Calendar, then: int) -> Span:
    (span,) = (one for one in found.spans if one.first <= then <= one.last)
    return span


def seen(result: Result) -> object:
    tests = [(one.applies, one.total, one.passes) for one in result.tests.values()]
    return result.eligible, tests, dict(result.outcomes)


def on(then: int) -> Facts:
    """The applicant on a day, worked out by hand."""
    age, work = completed(12, BORN, then), min(40 + completed(1, START, then), 120)
    facts = {"lodged": then, "age": age, "passport": PASSPORT, "work": work}
    return {**facts, "student": True} if age <= 39 else facts


def test_the_calendar_says_what_the_interpreter_says_on_every_day() -> None:
    until = day("2029-12-31")
    found = calendar(index(RULES), FACTS, START, until, {"age": BORN})
    assert (found.spans[0].first, found.spans[-1].last, found.ends) == (START, until, None)
    assert found.moving == ("lodged", "age", "work")
    for then in range(START, until + 1):
        assert seen(at(found, then).result) == seen(score(RULES, on(then))), date.fromordinal(then)


def test_the_first_day_of_a_span_is_the_first_on_which_it_is_so() -> None:
    found = calendar(index(RULES), FACTS, START, day("2030-12-31"), {"age": BORN})
    for before, span in zip(found.spans, found.spans[1:], strict=False):
        assert before.last + 1 == span.first
        assert seen(score(RULES, on(span.first))) != seen(score(RULES, on(span.first - 1)))


ANY_DAY = Date(day("2000-01-01"), day("2060-12-31"))
LODGED, SEEN, VISA = (ir.FactValue(name) for name in ("lodged", "seen", "visa"))
KINDS: Mapping[str, Numeric] = {
    "age": Numeric(Form.WHOLE, 0, 120, unit="years", since="born"),
    "work": Numeric(Form.MONTHS, 0, 720),
    "stay": Numeric(Form.WHOLE, 0, 5_000, unit="days"),
}


def made(random: Random) -> ir.Ruleset:
    """Rules that read the day in every way there is."""

    def atom() -> ir.Condition:
        sign = random.choice(list(ir.Comparison))
        some_day = ir.Constant(START + random.randrange(2_000))
        later = ir.Later(random.choice([SEEN, VISA]), random.randrange(-3, 40), random.randrange(-40, 40))
        counted = ir.Completed(random.choice([1, 12]), random.choice([SEEN, VISA]), LODGED)
        return random.choice([
            ir.Compare(LODGED, sign, some_day),
            ir.Compare(later, sign, LODGED),
            ir.Compare(ir.Least((LODGED, VISA)), sign, SEEN),
            ir.Compare(counted, sign, ir.Constant(random.randrange(6))),
            ir.Compare(ir.DefineValue("passed"), sign, ir.Constant(random.randrange(60))),
            ir.Compare(ir.FactValue("age"), sign, ir.Constant(random.randrange(36, 42))),
            ir.Compare(ir.FactValue("work"), sign, ir.Constant(random.randrange(10, 80))),
            ir.Compare(ir.FactValue("stay"), sign, ir.Constant(random.randrange(100, 2_000))),
            ir.And((ir.Compare(LODGED, sign, some_day), ir.Compare(later, sign, LODGED))),
        ])  # fmt: skip

    passed = ir.Define("passed", KINDS["work"], ir.Completed(1, SEEN, LODGED))
    values = [ir.Constant(5), ir.Constant(7), ir.Each(1, random.randrange(1, 9), ir.DefineValue("passed"), 9)]
    factors = tuple(
        ir.Factor(f"t.f{at}", (ir.Rule(atom(), random.choice(values), f"t.f{at}/r", "…"),)) for at in range(5)
    )
    facts = [*(ir.Fact(name, ANY_DAY) for name in ("lodged", "seen", "visa"))]
    facts += [ir.Fact(name, kind, grows=name != "age") for name, kind in KINDS.items()]
    return ir.Ruleset(
        "a", "A", facts=tuple(facts), defines=(passed,),
        requirements=(ir.Requirement("early", ir.Or((atom(), atom())), "…"),),
        tests=(ir.Test("t", ir.PassMark(12), factors, gate=ir.Or((atom(), atom()))),),
        outcomes=(ir.Outcome("come", ir.Passes("t")),), version_by="lodged", source_name="a.qmas",
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(int(6 * TIMES)))
def test_whatever_the_rules_ask_of_a_day_the_calendar_says_it_of_every_day(seed: int) -> None:
    random = Random(seed)
    rules = made(random)
    visa = START + random.randrange(-500, 900)
    seen_on = START - random.randrange(900)
    facts: Facts = {"lodged": START, "seen": seen_on, "visa": visa, "age": 37, "work": 8, "stay": 90}
    until = START + 1_000
    found = calendar(index(rules), facts, START, until, {"age": BORN})
    for then in range(START, until + 1):
        age, work = completed(12, BORN, then), 8 + completed(1, START, then)
        today = {**facts, "lodged": then, "age": age, "work": work, "stay": 90 + then - START}
        assert seen(at(found, then).result) == seen(score(rules, today)), date.fromordinal(then)


def test_without_the_day_of_birth_only_the_anniversaries_are_told() -> None:
    found = calendar(index(RULES), FACTS, START, day("2032-12-31"), {})
    assert (found.yearly, found.undated) == (True, ("age",))
    for years in range(11):
        then = START + (date(2022 + years, 1, 31) - date(2022, 1, 31)).days
        work = min(40 + 12 * years, 120)
        facts = {"lodged": then, "age": 37 + years, "passport": PASSPORT, "work": work}
        facts |= {"student": True} if years <= 2 else {}
        assert seen(at(found, then).result) == seen(score(RULES, facts))
    told = [date.fromordinal(found.last_told(span)).isoformat() for span in found.spans]
    assert all(one.endswith("-01-31") for one in told)


def test_it_ends_where_the_facts_could_no_longer_be_true_together() -> None:
    rules = lowered(TEXT.replace("require adult", "always work at most 4 years\n\nrequire adult"))
    found = calendar(index(rules), FACTS, START, day("2030-12-31"), {"age": BORN})
    # 40 months on 31 January 2022 are 49 months nine months later.
    assert found.ends == day("2022-10-31")
    assert found.spans[-1].last == day("2022-10-30")
    assert "always work at most 4 years" in found.why[0].words()


def test_a_time_stays_at_the_most_that_it_can_be() -> None:
    found = calendar(index(RULES), FACTS, START, day("2034-12-31"), {"age": BORN})
    assert found.spans[-1].at_last["work"] == 120


def test_where_nothing_moves_there_is_one_span() -> None:
    still = TEXT.replace(", grows with time", "").replace("age", "rank").replace(" since born", "")
    rules = lowered(still.replace("  version by lodged\n", ""))
    facts = {"rank" if name == "age" else name: value for name, value in FACTS.items()}
    found = calendar(index(rules), facts, START, day("2034-12-31"), {})
    assert (len(found.spans), found.moving) == (1, ())


def test_an_age_grows_without_being_told_to() -> None:
    rules = lowered(TEXT.replace(" since born", ""))
    found = calendar(index(rules), FACTS, START, day("2034-12-31"), {})
    assert "age" in found.undated
    assert found.spans[-1].at_last["age"] == 49
