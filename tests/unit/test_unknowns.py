"""Missing facts: what is said of them, held against every completion there is."""

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import check_encoded
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Result
from qmasdsl.interpreter.trace import as_json as whole_json
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Found, Nobody, Reach, Undecided
from qmasdsl.ir.types import Records, Several, YesNo
from qmasdsl.ir.walk import Index, index
from qmasdsl.pipeline import check_text
from qmasdsl.prospects.completions import Completions
from qmasdsl.prospects.partial import Between, Open, PartialResult, Unknowns, as_json
from qmasdsl.prospects.unknowns import unknowns
from qmasdsl.testing.population import Population
from qmasdsl.testing.strategies import persons
from unit.small_rulesets import Person, everybody, small_ruleset


def some_left_out(seed: int) -> tuple[Index, Facts, list[Person]]:
    """A rule set, some facts of an applicant, and all their completions."""
    random, names = Random(seed), index(small_ruleset(seed))
    people = list(everybody(names.ruleset))
    person = random.choice(people)
    given = {name: value for name, value in person.items() if random.random() < 0.4}
    return names, given, [one for one in people if given.items() <= one.items()]


def found_of(names: Index, facts: Facts) -> Unknowns:
    found = unknowns(names, facts)
    assert isinstance(found, Unknowns)
    return found


@pytest.mark.parametrize("seed", range(int(60 * TIMES)))
def test_every_verdict_and_every_end_is_what_the_completions_say(seed: int) -> None:
    names, facts, people = some_left_out(seed)
    found = found_of(names, facts)
    whole = [score(names.ruleset, person) for person in people]
    assert found.result.undecided == ()
    check_verdicts(found.result, whole)
    for test in names.tests:
        check_points(test, found.result, whole)
    for path, ends in found.ends.items():
        least, greatest = (whole_number(Meaning(names, end).number(ir.Score(path))) for end in ends)
        assert all(dict(end) in people for end in ends)
        assert told(found.result, path) == (least if least == greatest else Between(least, greatest))


def whole_number(points: object) -> int:
    assert isinstance(points, int)
    return points


def told(result: PartialResult, path: str) -> object:
    name, _, part = path.partition(".")
    test = result.tests[name]
    return test.total if part == "total" else {**test.sections, **test.factors}[part]


def check_verdicts(found: PartialResult, whole: list[Result]) -> None:
    assert found.eligible is agreed([one.eligible for one in whole])
    for name, verdict in found.outcomes.items():
        assert verdict is agreed([one.outcomes[name] for one in whole])
    for name, test in found.tests.items():
        assert test.applies is agreed([one.tests[name].applies for one in whole])
        assert test.passes is agreed([one.tests[name].passes for one in whole])


def agreed(verdicts: list[bool | None]) -> bool | None:
    return verdicts[0] if len(set(verdicts)) == 1 else None


def check_points(test: str, found: PartialResult, whole: list[Result]) -> None:
    tests = [one.tests[test] for one in whole if one.tests[test].applies]
    assert found.tests[test].total == spread([one.total for one in tests])
    for factor, points in found.tests[test].factors.items():
        assert points == spread([one.factors[factor] for one in tests])


def spread(points: list[int | None]) -> int | Between | None:
    known = [one for one in points if one is not None]
    if not known:
        return None
    return known[0] if min(known) == max(known) else Between(min(known), max(known))


@pytest.mark.parametrize("seed", range(int(60 * TIMES)))
def test_what_a_total_can_be_is_told_value_by_value(seed: int) -> None:
    names, facts, people = some_left_out(seed)
    for path, values in found_of(names, facts).values.items():
        meanings = [Meaning(names, one) for one in people]
        test = ir.Applies(path.partition(".")[0])
        assert values == {one.number(ir.Score(path)) for one in meanings if one.holds(test) is True}


@pytest.mark.parametrize("seed", range(int(60 * TIMES)))
def test_the_fact_to_ask_next_is_the_one_whose_worst_answer_leaves_least_open(seed: int) -> None:
    names, facts, people = some_left_out(seed)
    found = found_of(names, facts)
    ranked = [name for name in found.result.ask_next if not isinstance(names.facts[name].type, Several | Records)]
    worst = {name: max(left_open(names, found.open, group) for group in by_value(people, name)) for name in ranked}
    order = [name for name in names.facts if name in worst]
    if len(found.result.ask_next) > 1:
        assert ranked == sorted(order, key=lambda name: worst[name])


def by_value(people: list[Person], name: str) -> list[list[Person]]:
    return [[one for one in people if one[name] == value] for value in {one[name] for one in people}]


def left_open(names: Index, open: Open, people: list[Person]) -> tuple[int, int, int]:
    meanings = [Meaning(names, one) for one in people]
    outcomes = sum(len({one.holds(condition) for one in meanings}) > 1 for condition in open.outcomes)
    passing = sum(len({one.holds(condition) for one in meanings}) > 1 for condition in open.passing)
    width = 0
    for test in open.totals:
        applying = [one for one in meanings if one.holds(ir.Applies(test)) is True]
        points = [whole_number(one.number(ir.Score(f"{test}.total"))) for one in applying]
        width += max(points) - min(points) if points else 0
    return outcomes, passing, width


@pytest.mark.parametrize("seed", range(int(60 * TIMES)))
def test_a_fact_that_nothing_depends_on_changes_nothing(seed: int) -> None:
    names, facts, people = some_left_out(seed)
    result = found_of(names, facts).result
    said: dict[object, object] = {}
    for person in people:
        whole = score(names.ruleset, person)
        seen = (whole.outcomes, [(test.applies, test.total, test.passes) for test in whole.tests.values()])
        assert said.setdefault(tuple(person.get(name) for name in result.depends_on), seen) == seen


def test_facts_that_nobody_can_have_are_said_to_be_nobodys() -> None:
    facts = tuple(ir.Fact(name, YesNo()) for name in "pq")
    one, other = ir.FactHolds("p"), ir.FactHolds("q")
    always = (ir.Always(ir.Or((one, other)), "p or q"), ir.Always(ir.Or((one, ir.Not(other))), "p or not q"))
    rules = ir.Ruleset("a", "A", facts=facts, always=always, outcomes=(ir.Outcome("come", other),))
    assert unknowns(index(rules), {"p": False}) == Nobody()
    assert unknowns(index(rules), {"p": True}) != Nobody()


@given(st.data())
@examples(15)
def test_of_any_rule_set_the_ends_are_reached_and_nobody_is_beyond_them(data: st.DataObject) -> None:
    ruleset = check_text(data.draw(rulesets()), "generated.qmas").ruleset
    assume(ruleset is not None)
    assert ruleset is not None
    names = index(ruleset)
    person = data.draw(persons(Population(names)))
    hidden = data.draw(st.sets(st.sampled_from(sorted(person)))) if person else set()
    facts = {name: value for name, value in person.items() if name not in hidden}
    found = unknowns(names, facts)
    # The applicant whose facts were hidden is one of the completions.
    assert isinstance(found, Unknowns)
    whole = score(ruleset, person)
    for name, test in found.result.tests.items():
        assert test.passes in (None, whole.tests[name].passes)
        total = whole.tests[name].total
        if isinstance(test.total, Between) and total is not None:
            assert test.total.least <= total <= test.total.greatest
        elif f"{name}.total" not in found.result.undecided and total is not None:
            assert test.total == total
    for path, ends in found.ends.items():
        for end in ends:
            assert facts.items() <= dict(end).items()
            assert not check_encoded(ruleset, end)
        least, greatest = (whole_number(Meaning(names, end).number(ir.Score(path))) for end in ends)
        assert told(found.result, path) == (least if least == greatest else Between(least, greatest))


class Unsettled(Completions):
    """Completions of which nothing can be said."""

    def find(self, *conditions: ir.Condition) -> Found:
        return Undecided("not today")

    def extent(self, number: ir.Number, *within: ir.Condition) -> Reach:
        return Undecided("not today")


def test_what_is_not_settled_stays_open_and_is_named() -> None:
    facts = (ir.Fact("p", YesNo()),)
    factor = ir.Factor("t.f", (ir.Rule(ir.FactHolds("p"), ir.Constant(5), "t.f/p", "p"),))
    rules = ir.Ruleset("a", "A", facts=facts, tests=(ir.Test("t", ir.PassMark(5), factors=(factor,)),))
    found = unknowns(index(rules), {}, Unsettled(index(rules), {}))
    assert isinstance(found, Unknowns)
    assert found.result.undecided == ("t.passes", "t.total", "t.f")
    test = found.result.tests["t"]
    assert (test.total, test.passes, test.factors) == (None, None, {"f": None})
    assert found.result.depends_on == ("p",)


def test_a_result_with_nothing_missing_has_the_same_form() -> None:
    ruleset = small_ruleset(4)
    person = next(everybody(ruleset))
    partial = as_json(found_of(index(ruleset), person).result)
    whole = whole_json(score(ruleset, person))
    assert {name: partial[name] for name in whole} == whole
    assert partial.keys() - whole.keys() == {"ask_next", "undecided"}

