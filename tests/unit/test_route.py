"""Routes, held against every applicant there is: on small rule sets all minimal sets of changes are known."""

from collections.abc import Iterator
from random import Random

import pytest

from conftest import TIMES
from qmasdsl.interpreter.facts import check_encoded
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Found, Undecided
from qmasdsl.ir.walk import Index, index
from qmasdsl.prospects.growth import grows
from qmasdsl.prospects.routes import NoRoute, Reached, Routes, routes
from qmasdsl.prospects.situation import Situation
from qmasdsl.prospects.steady import Steady
from unit.lowered import lowered
from unit.small_rulesets import Person, everybody, small_ruleset

GOAL = ir.Comes("invited")
ALL = 1_000


def reaching(names: Index, people: list[Person], facts: Facts) -> Iterator[tuple[frozenset[str], Person]]:
    """Whoever reaches the goal and may be come to, with the facts that would have changed."""
    for person in people:
        changed = frozenset(name for name in facts if name in person and person[name] != facts[name])
        allowed = all(may_change(names, name, facts[name], person[name]) for name in changed)
        if allowed and Meaning(names, person).holds(GOAL) is True:
            yield changed, person


def may_change(names: Index, name: str, before: ir.Encoded, after: ir.Encoded) -> bool:
    fact = names.facts[name]
    if fact.fixed:
        return False
    if not grows(fact) or isinstance(before, tuple):
        return True
    if isinstance(before, frozenset):
        return isinstance(after, frozenset) and before < after
    return isinstance(before, int) and isinstance(after, int) and before < after


def minimal(found: set[frozenset[str]]) -> set[frozenset[str]]:
    return {one for one in found if not any(other < one for other in found)}


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("seed", [*range(int(50 * TIMES)), 737, 823])
def test_every_minimal_set_of_changes_is_found_and_no_other(
    seed: int, light: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not light:
        # As if the rules were too large for one prover to settle everything.
        monkeypatch.setattr(Steady, "is_light", property(lambda _: False))
        monkeypatch.setattr(Steady, "_shared_way", lambda *_: iter(()))
    names = index(small_ruleset(seed))
    people = list(everybody(names.ruleset))
    for facts in Random(seed).sample(people, min(2, len(people))):
        found = routes(names, facts, GOAL, ALL)
        known = list(reaching(names, people, facts))
        if Meaning(names, facts).holds(GOAL) is True:
            assert isinstance(found, Reached)
        elif not known:
            assert isinstance(found, NoRoute)
        else:
            assert isinstance(found, Routes), found
            assert found.complete
            assert {frozenset(change.fact for change in route.changes) for route in found.found} == minimal(
                {changed for changed, _ in known}
            )
            check_each(names, facts, found, known)


def check_each(names: Index, facts: Facts, found: Routes, known: list[tuple[frozenset[str], Person]]) -> None:
    costs = [route.cost for route in found.found]
    assert costs == sorted(costs)
    for route in found.found:
        assert route.minimal
        assert not check_encoded(names.ruleset, route.person)
        assert Meaning(names, route.person).holds(GOAL) is True
        changed = {change.fact for change in route.changes}
        assert route.cost == sum(1 if (e := names.facts[name].effort) is None else e for name in changed)
        for change in route.changes:
            assert (facts[change.fact], route.person[change.fact]) == (change.before, change.after)
        if len(route.changes) == 1:
            check_nearest(route.changes[0].fact, facts, route.person, known)


def check_nearest(name: str, facts: Facts, person: Facts, known: list[tuple[frozenset[str], Person]]) -> None:
    """Of one number or level, no nearer value would do."""
    before, after = facts[name], person[name]
    if isinstance(before, int) and isinstance(after, int) and name != "trade":
        there = [one[name] for changed, one in known if changed == {name}]
        assert min(abs(value - before) for value in there if isinstance(value, int)) == abs(after - before)


def demo(facts: str, rule: str) -> Index:
    """One test of one factor, which gives what has to be reached."""
    text = f"facts\n{facts}\n\ntest t\n  pass mark 5\n  factor f : {rule} => +5\n\noutcome invited when t.passes\n"
    return index(lowered(f'scheme demo.route "Demo"\n  in force from 2020-01-01\n\n{text}'))


def only_route(names: Index, facts: Facts) -> Facts:
    found = routes(names, facts, GOAL)
    assert isinstance(found, Routes)
    (route,) = found.found
    return {change.fact: route.person[change.fact] for change in (*route.changes, *route.follows)}


def test_the_nearest_value_is_shown_be_it_more_or_less() -> None:
    names = demo("  work : whole number from 0 to 90", "work in {2, 10, 90}")
    assert only_route(names, {"work": 7}) == {"work": 10}
    assert only_route(names, {"work": 5}) == {"work": 2}


def test_what_grows_never_becomes_less() -> None:
    names = demo("  work : whole number from 0 to 90, grows with time", "work in {2, 10, 90}")
    assert only_route(names, {"work": 5}) == {"work": 10}
    names = demo("  age : whole number from 0 to 90, years", "age less than 40")
    assert routes(names, {"age": 40}, GOAL) == NoRoute(())


def test_records_are_added_to_and_not_replaced() -> None:
    names = demo("  cars : up to 4\n    each with doors : whole number from 2 to 5", "count of cars at least 3")
    two = (("doors", 2),), (("doors", 4),)
    assert only_route(names, {"cars": two})["cars"] == (*two, (("doors", 2),))


def test_as_many_values_as_possible_are_kept() -> None:
    names = demo("  tongues : some of thai, urdu, welsh, zulu", "tongues includes urdu")
    assert only_route(names, {"tongues": frozenset([0, 3])}) == {"tongues": frozenset([0, 1, 3])}


def test_what_comes_to_exist_with_a_change_takes_the_least_that_does() -> None:
    names = demo(
        "  partner : yes/no\n  partner_pay : whole number from 0 to 90 only when partner",
        "partner and partner_pay at least 7",
    )
    assert only_route(names, {"partner": False}) == {"partner": True, "partner_pay": 7}


def test_other_values_that_would_do_are_told() -> None:
    names = demo("  trade : one of cook, nurse, tailor, or other", "trade in {nurse, tailor}")
    found = routes(names, {"trade": 0}, GOAL)
    assert isinstance(found, Routes)
    assert [(change.after, change.also) for change in found.found[0].changes] == [(1, (2,))]


def test_the_day_that_decides_the_version_is_left_to_the_calendar() -> None:
    rules = lowered(
        'scheme demo.route "Demo"\n  in force from 2020-01-01\n  version by lodged\n\nfacts\n  lodged : date\n\n'
        "test t\n  pass mark 5\n  factor f : lodged at least 2025-01-01 => +5\n\noutcome invited when t.passes\n"
    )
    assert routes(index(rules), {"lodged": 737_000}, GOAL) == NoRoute(("lodged",))


def test_what_is_not_settled_is_never_told_as_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = "  work : whole number from 0 to 90\n  pay : whole number from 0 to 90"
    names = demo(facts, "work at least 5 or pay at least 7")
    settled = Situation.found

    def unsettled(self: Situation, free: frozenset[str], person: Facts, *conditions: ir.Condition) -> Found:
        return Undecided("not today") if free == {"pay"} else settled(self, free, person, *conditions)

    monkeypatch.setattr(Situation, "found", unsettled)
    found = routes(names, {"work": 0, "pay": 0}, GOAL)
    assert isinstance(found, Routes)
    assert (found.complete, found.why) == (False, "not today")
    monkeypatch.setattr(Situation, "found", lambda *_: Undecided("never"))
    assert routes(names, {"work": 0, "pay": 0}, GOAL) == Undecided("never")
