"""Choices: bare words that are values, and values that ask for more than their name.

A bare word beside a choice is one of its values, even where a fact has that name. A value of a list whose entry has
a condition of its own is pointed out when it is named directly, because the condition is then not asked.
"""

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Several
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.holdings import list_condition
from qmasdsl.lowering.paths import path_term
from qmasdsl.lowering.problems_names import NotAValue
from qmasdsl.lowering.problems_types import EntryConditionSkipped
from qmasdsl.lowering.terms import MISTAKE, Mistake, Picked, Term
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text


def named_value(context: Context, path: n.Path, choice: Choice, name: str) -> Term:
    """The value of `choice` that `path` names; else a fact or define of the same choice; else a problem."""
    if len(path.parts) != 1:
        return path_term(context, path)
    word = path.parts[0]
    index = context.value_index(choice).get(word)
    if index is not None:
        return Picked(ir.Constant(index), choice, word)
    if context.names.place(word) is not None or word in context.names.missing:
        found = path_term(context, path)
        if isinstance(found, Picked | Mistake):
            return found
    report_not_a_value(context, path, choice, name)
    return MISTAKE


def report_not_a_value(context: Context, expr: n.Path, choice: Choice | Several, name: str) -> None:
    """`education is masters`: no value of that name; the nearest, and a fact that looks like it."""
    values = [value.name for value in choice.values]
    word = expr.text
    other = next((f for f in context.names.facts if word in f and f != name), "") if context.is_helpful else ""
    close = context.nearest(word, values)
    if close is None:
        close = next((value.name for value in choice.values if value.label.casefold() == word.casefold()), None)
    ordered = isinstance(choice, Choice) and choice.ordered
    declared = context.place(name)
    context.report(NotAValue(expr.span, word, name, tuple(values), ordered, declared, close, other))


def point_out_entry(context: Context, expr: n.Compare | n.InSet, item: Term, values: tuple[Term, ...]) -> None:
    """`profession is fintech`, where the list has fintech only under a condition, is probably not meant."""
    if not isinstance(item, Picked) or not item.choice.listed:
        return
    block = context.names.lists.get(item.choice.listed)
    if block is None or not context.gated_entries(block):
        return
    for value in values:
        if isinstance(value, Picked) and isinstance(value.code, ir.Constant):
            entry = context.gated_entries(block).get(value.name)
            if entry is None or entry.only_when is None or context.reading_list == block.name.text:
                continue
            if context.knowledge.implies(list_condition(context, item, block)):
                continue  # `profession in talent_list and profession is fintech` asks for both
            said = expr_text(entry.only_when)
            context.report(
                EntryConditionSkipped(expr.span, value.name, block.name.text, said, item.name, entry.name.span)
            )
