"""Following names: what an expression reads, and what is worked out from what."""

from dataclasses import replace

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, children, index, named_facts, nodes, roots, rules
from unit.mini import RULESET, compare, number, yes

NAMES: Index = index(RULESET)


def test_children_are_in_reading_order() -> None:
    condition = compare("age", "<", number("graduate_work"))
    assert children(condition) == (number("age"), number("graduate_work"))
    assert children(ir.Each(5, 1, number("age"))) == (number("age"),)


def test_every_node_is_met_before_what_is_inside_it() -> None:
    condition = ir.And((ir.Not(yes("partner")), yes("speaks_english")))
    assert list(nodes(condition)) == [condition, ir.Not(yes("partner")), yes("partner"), yes("speaks_english")]


def test_a_very_deep_expression_is_walked() -> None:
    deep: ir.Condition = yes("partner")
    for _ in range(50_000):
        deep = ir.Not(deep)
    assert sum(1 for _ in nodes(deep)) == 50_001


def test_rules_are_in_reading_order_with_otherwise_last() -> None:
    (group,) = NAMES.factors["general.age"].parts
    assert [rule.value for rule in rules(group)] == [ir.Constant(30), ir.Constant(20), ir.Constant(15), ir.Constant(0)]


def test_facts_are_found_where_they_are_named() -> None:
    both = ir.And((yes("partner"), compare(ir.Count("children"), ">", 1), compare(ir.Size("languages"), ">", 0)))
    assert list(named_facts(both)) == ["partner", "children", "languages"]


def test_facts_are_found_through_defines_scores_and_list_entries() -> None:
    assert NAMES.facts_read(ir.DefineValue("dependants")) == ("children",)
    assert NAMES.facts_read(ir.Score("general.family")) == ("elected", "partner", "partner_has_degree", "children")
    (talent,) = NAMES.factors["general.talent"].parts
    (rule,) = rules(talent)
    assert NAMES.facts_read(rule.guard) == (
        "education", "profession", "leading_company", "applies_technology_in_finance",
    )  # fmt: skip


def test_an_outcome_reads_what_eligibility_reads() -> None:
    assert "age" in NAMES.facts_read(ir.Comes("goes_to_selection"))
    assert set(NAMES.facts_read(ir.Passes("achievement"))) == {"elected", "exceptional_award"}


def test_the_gates_above_a_factor_come_from_the_outside_in() -> None:
    factor = replace(NAMES.factors["general.age"], section="general.s", gate=yes("speaks_english"))
    section = ir.Section("general.s", gate=yes("partner"))
    test = replace(NAMES.tests["general"], factors=(factor,), sections=(section,))
    names = index(replace(RULESET, tests=(test,)))
    assert names.gates("general.age") == (test.gate, yes("partner"), yes("speaks_english"))
    assert names.gates("general.total") == (test.gate,)
    assert names.inside("general.total") == ("general.s",)
    assert names.inside("general.s") == ("general.age",)


def test_every_part_of_a_rule_set_is_a_root() -> None:
    places = {place.partition(" ")[0] for place, _ in roots(RULESET)}
    assert places == {"fact", "entry", "always", "define", "requirement", "test", "factor", "outcome"}
