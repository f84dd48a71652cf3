"""Differences of generated rule sets, compared with going through every pair of applicants who are one person."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from generated import examples
from qmasdsl.difference.facts import settled
from qmasdsl.difference.people import InPeople, NobodyIsPossible, NothingInCommon, Points, Shown, Verdict, in_people
from qmasdsl.interpreter.facts import check_encoded
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Numeric, Several, Type, Value
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving.prover import Prover
from unit.small_rulesets import Person, everybody, small_ruleset

Both = tuple[Meaning, Meaning]


@examples(30)
@given(st.integers(0, 2**32))
def test_a_change_is_told_as_going_through_everybody_shows_it(seed: int) -> None:
    old = small_ruleset(seed)
    agrees(old, changed(old, Random(seed)))


@examples(10)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_two_rule_sets_with_little_in_common_are_compared_all_the_same(seed: int, other: int) -> None:
    agrees(small_ruleset(seed), small_ruleset(other))


@examples(10)
@given(st.integers(0, 2**32))
def test_a_fact_under_another_name_is_the_same_fact_when_mapped(seed: int) -> None:
    old = small_ruleset(seed)
    before, after = index(old), index(old)
    first = old.facts[0].name
    mapped = settled(before, after, {first: first})
    found = in_people(mapped, Prover(mapped.index))
    assert not found.differs
    assert not found.undecided


def agrees(old: ir.Ruleset, new: ir.Ruleset) -> None:
    before, after = index(old), index(new)
    joined = settled(before, after, {})
    people = list(same_people(before, after))
    try:
        found = in_people(joined, Prover(joined.index))
    except NobodyIsPossible:
        assert not people
        return
    except NothingInCommon:
        assert {test.name for test in old.tests}.isdisjoint(test.name for test in new.tests)
        return
    assert people
    assert not found.undecided
    for points in found.points:
        points_agree(points, people)
    for verdict in found.verdicts:
        verdict_agrees(verdict, people)
    for shown in all_shown(found):
        assert not check_encoded(old, shown.old_facts)
        assert not check_encoded(new, shown.new_facts)


def points_agree(points: Points, people: list[Both]) -> None:
    totals = [(total(old, points.was.name), total(new, points.test.name)) for old, new in people]
    differences = {now - was for was, now in totals} - {0}
    assert points.different == len(differences)
    assert {amount.points for amount in points.amounts} <= differences
    gains, losses = [d for d in differences if d > 0], [d for d in differences if d < 0]
    assert shown_difference(points.gain, points.test.name) == (max(gains) if gains else None)
    assert shown_difference(points.loss, points.test.name) == (min(losses) if losses else None)


def verdict_agrees(verdict: Verdict, people: list[Both]) -> None:
    conditions: dict[str, tuple[ir.Condition, ir.Condition]] = {
        "passes": (ir.Passes(verdict.old_name), ir.Passes(verdict.name)),
        "outcome": (ir.Comes(verdict.old_name), ir.Comes(verdict.name)),
        "eligible": (ir.Eligible(), ir.Eligible()),
    }
    was, now = conditions[verdict.kind]
    for turn, wanted in ((verdict.gains, (False, True)), (verdict.losses, (True, False))):
        those = [(old, new) for old, new in people if (old.holds(was), new.holds(now)) == wanted]
        assert (turn.shown is not None) == bool(those)
        if turn.totals is not None:
            had = [total(old, verdict.old_name) for old, _ in those]
            assert turn.totals == (min(had), max(had))


def all_shown(found: InPeople) -> Iterator[Shown]:
    shown = [each for points in found.points for each in (points.gain, points.loss)]
    shown += [turn.shown for turn in found.turns]
    return (each for each in shown if each is not None)


def shown_difference(shown: Shown | None, test: str) -> int | None:
    if shown is None:
        return None
    was, now = shown.total(test)
    return now - was


def total(meaning: Meaning, test: str) -> int:
    points = meaning.number(ir.Score(f"{test}.total"))
    assert isinstance(points, int)
    return points


# Who is one person under both


def same_people(old: Index, new: Index) -> Iterator[Both]:
    """Every applicant of the one with every applicant of the other who may be the same person."""
    common = [name for name in old.facts if name in new.facts and alike(old, new, name)]
    plain = [name for name in common if old.facts[name].gate is None and new.facts[name].gate is None]
    gated = [name for name in common if name not in plain]
    by_key: dict[tuple[object, ...], list[Person]] = {}
    for person in everybody(new.ruleset):
        for key in keys([views(old, new, name, person[name]) for name in plain]):
            by_key.setdefault(key, []).append(person)
    for person in everybody(old.ruleset):
        key = tuple(named(old.facts[name].type, person[name]) for name in plain)
        for other in by_key.get(key, []):
            if all(person[name] == other[name] for name in gated if name in person and name in other):
                yield Meaning(old, person), Meaning(new, other)


def alike(old: Index, new: Index, name: str) -> bool:
    """Whether a fact of both is one fact: the generated ones differ in their values only."""
    return type(old.facts[name].type) is type(new.facts[name].type)


def keys(choices: list[list[object]]) -> Iterator[tuple[object, ...]]:
    if not choices:
        yield ()
        return
    for first in choices[0]:
        for rest in keys(choices[1:]):
            yield (first, *rest)


def views(old: Index, new: Index, name: str, value: ir.Encoded) -> list[object]:
    """What somebody with this value under the new rules may have under the old ones."""
    was, now = old.facts[name].type, new.facts[name].type
    said = named(now, value)
    if isinstance(was, Choice) and isinstance(now, Choice) and not was.ordered:
        known = [one.name for one in was.values]
        found = [said if said in known else "other"]
        # Whoever is `other` now may be something that only the old rules know.
        return [*found, *(name for name in known if said == "other" and name not in [v.name for v in now.values])]
    return [said]


def named(type: Type, value: ir.Encoded) -> object:
    if isinstance(type, Choice) and isinstance(value, int):
        return type.values[value].name
    if isinstance(type, Several) and isinstance(value, frozenset):
        return frozenset(type.values[at].name for at in value)
    return value


# Changes


def changed(ruleset: ir.Ruleset, random: Random) -> ir.Ruleset:
    """The rule set with a few things changed."""
    for _ in range(random.randrange(1, 4)):
        change = random.choice([a_test, a_fact, a_fact, no_always, no_requirement])
        ruleset = change(ruleset, random)
    return ruleset


def a_test(ruleset: ir.Ruleset, random: Random) -> ir.Ruleset:
    at = random.randrange(len(ruleset.tests))
    test = ruleset.tests[at]
    match random.randrange(3):
        case 0:
            test = replace(test, mark=ir.PassMark(random.choice([5, 10, 15, 20])))
        case 1:
            test = replace(test, factors=tuple(a_factor(factor, random) for factor in test.factors))
        case _:
            test = replace(test, gate=None)
    return replace(ruleset, tests=(*ruleset.tests[:at], test, *ruleset.tests[at + 1 :]))


def a_factor(factor: ir.Factor, random: Random) -> ir.Factor:
    part = factor.parts[0]
    assert isinstance(part, ir.Choose)
    items = list(part.items)
    at = random.randrange(len(items))
    rule = items[at]
    assert isinstance(rule, ir.Rule)
    items[at] = replace(rule, value=ir.Constant(random.choice([0, 5, 15])))
    random.shuffle(items)
    return replace(factor, parts=(replace(part, items=tuple(items)),), cap=random.choice([factor.cap, ()]))


def a_fact(ruleset: ir.Ruleset, random: Random) -> ir.Ruleset:
    """A domain that grew; choices grow in the middle, so that the encoding of what follows changes."""
    at = random.randrange(len(ruleset.facts))
    fact = ruleset.facts[at]
    grown = larger(fact.type) if fact.gate is None else None
    if grown is None or any(isinstance(one.type, type(grown)) for one in ruleset.facts if one.name != fact.name):
        return ruleset
    facts = (*ruleset.facts[:at], replace(fact, type=grown), *ruleset.facts[at + 1 :])
    if isinstance(grown, Choice | Several):
        # What the rules say of the old values has to be said of the same values now.
        from qmasdsl.difference.choices import merged, recoded, row_of

        assert isinstance(fact.type, Choice | Several)
        names = row_of(grown)
        moved = recoded(index(ruleset), [merged(fact.type, names, dict.fromkeys(names, ""))])
        known = {one.name: one.gate for one in moved.facts}
        moved = replace(moved, facts=tuple(replace(one, gate=known[one.name]) for one in facts))
        return with_points_for(moved, fact.name, names.index("added"))
    return replace(ruleset, facts=facts)


def with_points_for(ruleset: ir.Ruleset, fact: str, value: int) -> ir.Ruleset:
    """The rule set with a rule more, for those who have the new value."""
    has: ir.Condition = ir.Among(ir.FactValue(fact), (value,))
    if isinstance(index(ruleset).facts[fact].type, Several):
        has = ir.Includes(fact, (value,))
    first, *others = ruleset.tests
    factor, *rest = first.factors
    rule = ir.Rule(has, ir.Constant(5), f"{factor.name}/added", "added")
    factor = replace(factor, parts=(*factor.parts, rule))
    return replace(ruleset, tests=(replace(first, factors=(factor, *rest)), *others))


def larger(type: Type) -> Type | None:
    match type:
        case Numeric():
            return replace(type, greatest=type.greatest + 1)
        case Choice(values):
            return replace(type, values=(values[0], Value("added"), *values[1:]))
        case Several(values):
            return replace(type, values=(Value("added"), *values))
        case _:
            return None


def no_always(ruleset: ir.Ruleset, random: Random) -> ir.Ruleset:
    return replace(ruleset, always=ruleset.always[1:])


def no_requirement(ruleset: ir.Ruleset, random: Random) -> ir.Ruleset:
    return replace(ruleset, requirements=())
