"""Rewriting: an expression again, with something else in it.

`walk.children` says what stands inside a node; here a node is built anew around other insides, so that whoever
renames, joins or changes rules needs no match over every node of its own.
"""

from collections.abc import Callable, Sequence
from typing import assert_never, cast

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Expression, children

Change = Callable[[Expression], Expression]


def rebuilt(node: Expression, inside: Sequence[Expression]) -> Expression:
    """`node` with `inside` in the place of its children, as many and in the order of `walk.children`."""
    numbers = cast(tuple[ir.Number, ...], tuple(inside))
    conditions = cast(tuple[ir.Condition, ...], tuple(inside))
    match node:
        case ir.Constant() | ir.FactValue() | ir.FieldValue() | ir.DefineValue() | ir.Score() | ir.Size():
            return node
        case ir.Truth() | ir.FactHolds() | ir.FieldHolds() | ir.DefineHolds() | ir.Reading():
            return node
        case ir.Includes() | ir.FieldIncludes() | ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
            return node
        case ir.Linear(terms, constant):
            return ir.Linear(tuple((size, one) for (size, _), one in zip(terms, numbers, strict=True)), constant)
        case ir.Least():
            return ir.Least(numbers)
        case ir.Greatest():
            return ir.Greatest(numbers)
        case ir.And():
            return ir.And(conditions)
        case ir.Or():
            return ir.Or(conditions)
        case ir.AtLeast(count):
            return ir.AtLeast(count, conditions)
        case ir.Count(fact, where):
            return node if where is None else ir.Count(fact, conditions[0])
        case ir.Total(fact, field, where):
            return node if where is None else ir.Total(fact, field, conditions[0])
        case ir.Completed(months):
            return ir.Completed(months, numbers[0], numbers[1])
        case ir.Later(_, months, days):
            return ir.Later(numbers[0], months, days)
        case ir.Each(points, step, _, cap):
            return ir.Each(points, step, numbers[0], cap)
        case ir.Compare(_, comparison):
            return ir.Compare(numbers[0], comparison, numbers[1])
        case ir.Among(_, values):
            return ir.Among(numbers[0], values)
        case ir.OnList(_, name, entries):
            return ir.OnList(numbers[0], name, entries)
        case ir.Not():
            return ir.Not(conditions[0])
        case _:
            assert_never(node)


def rewritten(node: Expression, change: Change) -> Expression:
    """`node` with every node in it changed, each after what is inside it."""
    inside = children(node)
    return change(rebuilt(node, [rewritten(one, change) for one in inside]) if inside else node)


def condition_rewritten(condition: ir.Condition, change: Change) -> ir.Condition:
    """`rewritten` where a condition stays one."""
    made = rewritten(condition, change)
    assert isinstance(made, ir.Condition)
    return made


def number_rewritten(number: ir.Number, change: Change) -> ir.Number:
    """`rewritten` where a number stays one."""
    made = rewritten(number, change)
    assert isinstance(made, ir.Number)
    return made
