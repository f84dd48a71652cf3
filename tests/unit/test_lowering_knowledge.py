"""What the checker takes to follow does follow: held against every assignment of a few small facts."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Form, Numeric, Type, Value, YesNo
from qmasdsl.lowering.knowledge import Knowledge, meet, outside, ranges

TYPES: dict[str, Type] = {
    "a": YesNo(),
    "b": YesNo(),
    "x": Numeric(Form.WHOLE, 0, 4),
    "c": Choice((Value("one"), Value("two"), Value("three"))),
}
PEOPLE = [
    dict(zip(TYPES, values, strict=True)) for values in product((False, True), (False, True), range(5), range(3))
]
NAMED = ir.Or((ir.FactHolds("a"), ir.Compare(ir.FactValue("x"), ir.Comparison.AT_LEAST, ir.Constant(3))))


def knowledge() -> Knowledge:
    return Knowledge(
        fact_type=TYPES.get,
        expand=lambda condition: NAMED if condition == ir.DefineHolds("named") else None,
    )


atoms = st.one_of(
    st.sampled_from([ir.FactHolds("a"), ir.FactHolds("b"), ir.DefineHolds("named")]),
    st.builds(
        lambda comparison, value: ir.Compare(ir.FactValue("x"), comparison, ir.Constant(value)),
        st.sampled_from(list(ir.Comparison)),
        st.integers(-1, 5),
    ),
    st.sets(st.integers(0, 2)).map(lambda values: ir.Among(ir.FactValue("c"), tuple(sorted(values)))),
    st.booleans().map(ir.Truth),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(ir.Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: ir.And(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: ir.Or(tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: ir.AtLeast(2, tuple(items))),
    ),
    max_leaves=8,
)


def true_of(condition: ir.Condition, person: dict[str, int | bool]) -> bool:
    match condition:
        case ir.Truth(value):
            return value
        case ir.FactHolds(fact):
            return bool(person[fact])
        case ir.DefineHolds():
            return true_of(NAMED, person)
        case ir.Compare(ir.FactValue(fact), comparison, ir.Constant(value)):
            left = person[fact]
            return {">=": left >= value, "<=": left <= value, ">": left > value, "<": left < value,
                    "==": left == value, "!=": left != value}[comparison.value]
        case ir.Among(ir.FactValue(fact), values):
            return person[fact] in values
        case ir.Not(item):
            return not true_of(item, person)
        case ir.And(items):
            return all(true_of(item, person) for item in items)
        case ir.Or(items):
            return any(true_of(item, person) for item in items)
        case ir.AtLeast(count, items):
            return sum(true_of(item, person) for item in items) >= count
        case _:
            raise AssertionError(condition)


@settings(max_examples=150, deadline=None)
@given(st.lists(conditions, max_size=3), conditions)
def test_what_is_implied_holds_for_everybody_who_fits(known: list[ir.Condition], asked: ir.Condition) -> None:
    here = knowledge()
    for condition in known:
        here.assume(condition)
    if here.implies(asked):
        fitting = [person for person in PEOPLE if all(true_of(condition, person) for condition in known)]
        assert all(true_of(asked, person) for person in fitting)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(conditions, st.booleans()), max_size=4))
def test_what_is_possible_is_so_of_somebody(said: list[tuple[ir.Condition, bool]]) -> None:
    fits = any(all(true_of(condition, person) is holds for condition, holds in said) for person in PEOPLE)
    assert knowledge().possible(said) in (fits, None)


@settings(max_examples=100, deadline=None)
@given(st.lists(conditions, max_size=3), conditions)
def test_what_was_assumed_aside_is_forgotten(known: list[ir.Condition], asked: ir.Condition) -> None:
    here, fresh = knowledge(), knowledge()
    with here.aside():
        for condition in known:
            here.assume(condition)
    assert here.implies(asked) is fresh.implies(asked)


@given(st.sets(st.integers(-20, 20)), st.sets(st.integers(-20, 20)))
def test_ranges_are_sets(a: set[int], b: set[int]) -> None:
    both, rest = meet(ranges(sorted(a)), ranges(sorted(b))), outside(ranges(sorted(a)))
    for value in range(-21, 22):
        assert any(low <= value <= high for low, high in both) is (value in a and value in b)
        assert any(low <= value <= high for low, high in rest) is (value not in a)


def test_simple_reasoning_sees_the_usual_cases() -> None:
    here = knowledge()
    here.assume(ir.Or((ir.FactHolds("a"), ir.FactHolds("b"))))
    here.assume(ir.Not(ir.FactHolds("b")))
    assert here.implies(ir.FactHolds("a"))
    assert here.implies(ir.DefineHolds("named"))
    here.assume(ir.Not(ir.Among(ir.FactValue("c"), (0, 1))))
    assert here.implies(ir.Among(ir.FactValue("c"), (2,)))
