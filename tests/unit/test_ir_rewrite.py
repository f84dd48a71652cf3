"""Rewriting: what is not changed stays, and what is changed is changed everywhere in an expression."""

import pytest

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.rewrite import condition_rewritten, number_rewritten, rebuilt, rewritten
from qmasdsl.ir.walk import Expression, children, named_facts, nodes, roots
from unit.made_rulesets import made_ruleset


def renamed(node: Expression) -> Expression:
    match node:
        case ir.FactHolds(fact):
            return ir.FactHolds(f"other {fact}")
        case ir.FactValue(fact):
            return ir.FactValue(f"other {fact}")
        case _:
            return node


@pytest.mark.parametrize("seed", range(12))
def test_every_node_can_be_built_again(seed: int) -> None:
    for _, root in roots(made_ruleset(seed)):
        assert rewritten(root, lambda node: node) == root
        for node in nodes(root):
            assert rebuilt(node, children(node)) == node


def test_a_change_reaches_what_is_deep_inside() -> None:
    deep = ir.Compare(ir.Linear(((2, ir.FactValue("a")),)), ir.Comparison.IS, ir.Constant(1))
    changed = condition_rewritten(ir.Not(ir.Or((ir.FactHolds("b"), ir.AtLeast(1, (deep,))))), renamed)
    assert list(named_facts(changed)) == ["other b", "other a"]


def test_each_node_is_changed_after_what_is_inside_it() -> None:
    seen: list[Expression] = []

    def noted(node: Expression) -> Expression:
        seen.append(node)
        return node

    number_rewritten(ir.Least((ir.Constant(1), ir.Each(2, 3, ir.Constant(4)))), noted)
    assert [type(node).__name__ for node in seen] == ["Constant", "Constant", "Each", "Least"]


def test_a_number_does_not_become_a_condition() -> None:
    with pytest.raises(AssertionError):
        number_rewritten(ir.Constant(1), lambda _: ir.Truth(True))
