"""Every invariant holds of a sound rule set, and each notices its own breach."""

from dataclasses import replace

import pytest

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.invariants import complaints
from qmasdsl.ir.types import Choice, Form, Numeric, YesNo
from unit.mini import EDUCATION, FACTS, GENERAL, RULESET, compare, fact, factor, number, rule, yes

LOOP = ir.Define("loop", YesNo(), ir.Not(ir.DefineHolds("pool")))
CIRCLE = ir.Section("general.s", within="general.s")
POOL = ir.Define("pool", YesNo(), ir.Not(ir.DefineHolds("loop")))


def with_factor(*parts: ir.Rule | ir.Choose) -> ir.Ruleset:
    return replace(RULESET, tests=(replace(GENERAL, factors=(factor("general.x", *parts),)),), outcomes=())


def test_a_sound_rule_set_has_none() -> None:
    assert complaints(RULESET) == ()


@pytest.mark.parametrize(
    "broken",
    [
        replace(RULESET, facts=(*FACTS, FACTS[0])),
        with_factor(rule(yes("nobody"), 5, "a")),
        with_factor(rule(yes("partner"), 5, "a"), rule(yes("partner"), 5, "a")),
        with_factor(rule(yes("age"), 5, "a")),
        with_factor(rule(compare("partner", ">", 0), 5, "a")),
        with_factor(rule(ir.Among(number("education"), (3, 1)), 5, "a")),
        with_factor(rule(ir.Among(number("education"), (4,)), 5, "a")),
        with_factor(rule(ir.FieldHolds("child_married"), 5, "a")),
        with_factor(rule(compare(ir.Count("children", ir.FieldHolds("nobody")), ">", 0), 5, "a")),
        with_factor(rule(compare(ir.Count("children", yes("partner")), ">", 0), 5, "a")),
        with_factor(rule(compare("age", ">", 2**60), 5, "a")),
        with_factor(rule(yes("partner"), ir.Each(5, 0, number("age")), "a")),
        with_factor(),
        with_factor(ir.Choose(ir.Policy.ALL, ())),
        with_factor(ir.Choose(ir.Policy.FIRST, (rule(yes("partner"), 5, "a"),), rule(yes("partner"), 0, "b"))),
        with_factor(rule(compare(ir.Score("general.x"), ">", 0), 5, "a")),
        replace(RULESET, defines=(*RULESET.defines, LOOP, POOL), outcomes=(ir.Outcome("o", ir.DefineHolds("loop")),)),
        replace(RULESET, facts=(*FACTS, fact("a", YesNo(), gate=yes("b")), fact("b", YesNo(), gate=yes("a")))),
        replace(RULESET, facts=(*FACTS, fact("a", Numeric(Form.WHOLE, 5, 4)))),
        replace(RULESET, facts=(*FACTS, fact("a", Choice(())))),
        replace(RULESET, facts=(*FACTS, fact("a", replace(EDUCATION, values=EDUCATION.values * 2)))),
        replace(RULESET, facts=(*FACTS, replace(FACTS[0], name="a", member=("b", "c")))),
        replace(RULESET, version_by="age"),
        replace(RULESET, tests=(replace(GENERAL, name="other"),), outcomes=()),
        replace(RULESET, tests=(replace(GENERAL, sections=(CIRCLE,)),), outcomes=()),
        replace(RULESET, cases=(ir.Case("a", (("age", 500),), False, ()),)),
        replace(RULESET, cases=(ir.Case("a", (("nobody", 5),), False, ()),)),
    ],
)
def test_a_breach_is_noticed(broken: ir.Ruleset) -> None:
    assert complaints(broken) != ()
