"""Expressions: the type and the meaning of everything that is written between a colon and an arrow.

One walk over the tree. Each node becomes a `Term`; a word that nobody declared is a value of the choice beside it
(`education is master`), so one side of a comparison is read first. Where several conditions stand together, each
is read knowing what those before it say: `partner and partner_has_degree` reads the second only with a partner.
"""

from datetime import UTC, datetime
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Form
from qmasdsl.lowering.choices import named_value, point_out_entry, report_not_a_value
from qmasdsl.lowering.comparisons import NO_CONDITION, among, between, compare
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.holdings import counted, held_in_list, includes, on_list, summed
from qmasdsl.lowering.numbers import Placed, constant, extreme, rounded_constant, scaled, total
from qmasdsl.lowering.paths import of_member, path_term
from qmasdsl.lowering.problems_types import (
    NotACondition,
    NotADate,
    SetMisused,
)
from qmasdsl.lowering.terms import (
    MISTAKE,
    Amount,
    Dated,
    Family,
    Fixed,
    Held,
    Holding,
    Mistake,
    Picked,
    Rows,
    Term,
    words_for,
)
from qmasdsl.lowering.units import trimmed
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def condition(context: Context, expr: n.Expr) -> ir.Condition:
    """The condition that `expr` is; always true, after a problem, if it is none."""
    match expr:
        case n.And(items):
            return ir.And(_in_turn(context, items, True))
        case n.Or(items):
            return ir.Or(_in_turn(context, items, False))
        case n.Not(item):
            return ir.Not(condition(context, item))
        case n.Listed():
            return _listed(context, expr)
        case n.OnlyIf(left, right):
            return _only_if(context, left, right)
        case _:
            found = term(context, expr)
            if isinstance(found, Held):
                return found.code
            _not_a_condition(context, expr, found)
            return NO_CONDITION


def term(context: Context, expr: n.Expr) -> Term:
    """What `expr` is."""
    match expr:
        case n.Path():
            return path_term(context, expr)
        case n.Quantity():
            return constant(context, expr)
        case n.Compare() | n.Between() | n.InSet():
            return Held(_compared(context, expr))
        case n.InList(item, name):
            return Held(on_list(context, placed(context, item), name, expr.span))
        case n.And() | n.Or() | n.Not() | n.Listed() | n.OnlyIf():
            return Held(condition(context, expr))
        case n.OfMember():
            return of_member(context, expr)
        case n.Truth(value):
            return Held(ir.Truth(value))
        case n.Includes(item, value):
            return Held(_includes(context, item, value))
        case n.Quantified():
            return Held(_quantified(context, expr))
        case n.Count(item, where):
            return counted(context, item, where, condition, expr.span)
        case n.Total(field, item, where):
            return summed(context, field, item, where, condition, expr.span)
        case n.Day(value):
            day = value.toordinal()
            return Dated(ir.Constant(day), day, day)
        case n.Instant(value):
            moment = (value - _EPOCH) // _MICROSECOND
            return Dated(ir.Constant(moment), moment, moment, True)
        case n.Sum(terms):
            return total(context, [(sign, placed(context, item)) for sign, item in terms], expr.span)
        case n.Scaled(factor, item):
            return _times(context, factor, 0, item, expr)
        case n.Percent(percent, item):
            return _times(context, percent, 2, item, expr)
        case n.Rounded(item, up, to):
            step = constant(context, to)
            if isinstance(step, Mistake):
                return MISTAKE
            return rounded_constant(context, placed(context, item), up, step, expr.span)
        case n.Extreme(highest, items):
            return extreme(context, highest, [placed(context, item) for item in items], expr.span)
        case n.Completed():
            return _completed(context, expr)
    assert_never(expr)


def placed(context: Context, expr: n.Expr) -> Placed:
    return term(context, expr), expr.span


def value_beside(context: Context, expr: n.Expr, choice: Choice, name: str) -> Term:
    """`expr` beside something of `choice`."""
    return named_value(context, expr, choice, name) if isinstance(expr, n.Path) else term(context, expr)


_MICROSECOND = datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC) - _EPOCH


def _in_turn(context: Context, items: tuple[n.Expr, ...], holds: bool) -> tuple[ir.Condition, ...]:
    """Each item read knowing that those before it hold (of an `and`) or do not (of an `or`)."""
    if not context.knowledge.active:
        return tuple(condition(context, item) for item in items)
    found = []
    with context.knowledge.aside():
        for item in items:
            part = condition(context, item)
            context.knowledge.assume(part, holds)
            found.append(part)
    return tuple(found)


def _listed(context: Context, expr: n.Listed) -> ir.Condition:
    match expr.joint:
        case n.Joint.ALL:
            return ir.And(_in_turn(context, expr.items, True))
        case n.Joint.ANY:
            return ir.Or(_in_turn(context, expr.items, False))
        case n.Joint.AT_LEAST:
            items = tuple(condition(context, item) for item in expr.items)
            if not 1 <= expr.count <= len(items):
                context.report(SetMisused(
                    expr.span,
                    f"at least {expr.count} of",
                    f"a count of {len(items)} conditions",
                    f"it wants a number from 1 to {len(items)}",
                ))
            return ir.AtLeast(expr.count, items)
    assert_never(expr.joint)


def _only_if(context: Context, left: n.Expr, right: n.Expr) -> ir.Condition:
    """`a only if b`: b is read where a holds; where a does not, nothing is asked of b."""
    first = condition(context, left)
    with context.knowledge.aside():
        context.knowledge.assume(first)
        second = condition(context, right)
    return ir.Or((ir.Not(first), second))


def _compared(context: Context, expr: n.Compare | n.Between | n.InSet) -> ir.Condition:
    match expr:
        case n.Compare(left, operator, right):
            a, b = _two_sides(context, left, right)
            point_out_entry(context, expr, a, (b,))
            return compare(context, (a, left.span), operator, (b, right.span), expr.span)
        case n.Between(item, low, high, under):
            a = term(context, item)
            ends = [beside(context, a, end) for end in (low, high)]
            return between(context, (a, item.span), (ends[0], low.span), (ends[1], high.span), under, expr.span)
        case n.InSet(item, values):
            a = term(context, item)
            others = [(beside(context, a, value), value.span) for value in values]
            point_out_entry(context, expr, a, tuple(other for other, _ in others))
            return among(context, (a, item.span), others, expr.span)
    assert_never(expr)


def _two_sides(context: Context, left: n.Expr, right: n.Expr) -> tuple[Term, Term]:
    """Both sides of a comparison; the one that may be a bare value is read after the other."""
    if context.record is None and _is_bare(left) and not _declared(context, left) and _declared(context, right):
        b = term(context, right)
        if isinstance(b, Picked):
            return value_beside(context, left, b.choice, b.name), b
        return term(context, left), b
    a = term(context, left)
    return a, beside(context, a, right)


def _is_bare(expr: n.Expr) -> bool:
    return isinstance(expr, n.Path) and len(expr.parts) == 1


def _declared(context: Context, expr: n.Expr) -> bool:
    """Is this surely no bare value?"""
    return not isinstance(expr, n.Path) or len(expr.parts) > 1 or context.names.place(expr.parts[0]) is not None


def beside(context: Context, item: Term, expr: n.Expr) -> Term:
    """`expr` read beside `item`."""
    if isinstance(item, Picked):
        return value_beside(context, expr, item.choice, item.name)
    if isinstance(item, Mistake) and isinstance(expr, n.Path) and len(expr.parts) == 1:
        return MISTAKE  # perhaps a value of whatever was meant; one message is enough
    return term(context, expr)


def _includes(context: Context, item: n.Expr, value: n.Expr) -> ir.Condition:
    found = term(context, item)
    if isinstance(found, Holding) and isinstance(value, n.Path) and len(value.parts) == 1:
        index = context.value_index(found.several).get(value.parts[0])
        if index is None:
            report_not_a_value(context, value, found.several, found.name)
            return NO_CONDITION
        return includes(found, (index,))
    if not isinstance(found, Mistake):
        problem = SetMisused(item.span, expr_text(item), words_for(found), "`includes NAME` is for a `some of` fact")
        context.report(problem)
    return NO_CONDITION


def _quantified(context: Context, expr: n.Quantified) -> ir.Condition:
    """`every ielts at least 6.0`, `any languages in talent_list`"""
    test = expr.test
    left = test.left if isinstance(test, n.Compare) else test.item
    found = term(context, left)
    match found:
        case Family(members=members):
            others = _others(context, test, members[0][1])
            parts = tuple(_of_one(context, test, (member, left.span), others) for _, member in members)
            return ir.And(parts) if expr.every else ir.Or(parts)
        case Holding():
            return _of_held(context, expr, found)
        case Mistake():
            return NO_CONDITION
        case _:
            word = "every" if expr.every else "any"
            context.report(SetMisused(
                left.span, expr_text(left), words_for(found), f"`{word}` is for a fact `of each …` or `some of`"
            ))
            return NO_CONDITION


def _others(context: Context, test: n.Compare | n.Between | n.InSet | n.InList, member: Term) -> list[Placed]:
    """What each member is compared with, read once: members are of one type."""
    match test:
        case n.Compare(_, _, right):
            exprs: tuple[n.Expr, ...] = (right,)
        case n.Between(_, low, high):
            exprs = (low, high)
        case n.InSet(_, values):
            exprs = values
        case n.InList():
            exprs = ()
        case _:
            assert_never(test)
    return [(beside(context, member, expr), expr.span) for expr in exprs]


def _of_one(
    context: Context, test: n.Compare | n.Between | n.InSet | n.InList, member: Placed, others: list[Placed]
) -> ir.Condition:
    """The test asked of one member."""
    match test:
        case n.Compare(_, operator):
            return compare(context, member, operator, others[0], test.span)
        case n.Between():
            return between(context, member, others[0], others[1], test.under, test.span)
        case n.InSet():
            return among(context, member, others, test.span)
        case n.InList(_, name):
            return on_list(context, member, name, test.span)
    assert_never(test)


def _of_held(context: Context, expr: n.Quantified, held: Holding) -> ir.Condition:
    """The test asked of every or any value that a `some of` fact holds."""
    test = expr.test
    match test:
        case n.InList(_, name):
            return held_in_list(context, held, name, expr.every, expr.span)
        case n.InSet(_, values):
            words = values
        case n.Compare(_, n.Operator.IS, right):
            words = (right,)
        case _:
            context.report(SetMisused(
                test.span, held.name, words_for(held), "its values have no order; they are `in` a list or a set"
            ))
            return NO_CONDITION
    index = context.value_index(held.several)
    chosen = set()
    for word in words:
        if isinstance(word, n.Path) and word.text in index:
            chosen.add(index[word.text])
        else:
            report_not_a_value(context, _as_path(word), held.several, held.name)
            return NO_CONDITION
    if expr.every:
        others = tuple(i for i in range(len(held.several.values)) if i not in chosen)
        return ir.Not(includes(held, others)) if others else ir.Truth(True)
    return includes(held, tuple(sorted(chosen)))


def _as_path(expr: n.Expr) -> n.Path:
    return expr if isinstance(expr, n.Path) else n.Path((expr_text(expr),), span=expr.span)


def _times(context: Context, factor: n.Quantity, places: int, item: n.Expr, expr: n.Scaled | n.Percent) -> Term:
    by = constant(context, factor)
    if isinstance(by, Mistake):
        return MISTAKE
    return scaled(context, trimmed(Fixed(by.value, by.places + places)), placed(context, item), expr.span)


def _completed(context: Context, expr: n.Completed) -> Term:
    """`completed years from born to lodged`"""
    ends: list[Dated] = []
    for part in (expr.start, expr.end):
        found = term(context, part)
        if isinstance(found, Mistake):
            return MISTAKE
        if not isinstance(found, Dated) or found.moment:
            context.report(NotADate(part.span, expr_text(part), words_for(found), "completed years or months"))
            return MISTAKE
        ends.append(found)
    start, end = ends
    months = 12 if expr.unit == "years" else 1
    # At most one period for every 28 days; the exact greatest is never needed, only that it is small.
    greatest = max(0, (end.greatest - start.least) // (365 if months == 12 else 28))
    form = Form.WHOLE if months == 12 else Form.MONTHS
    return Amount(ir.Completed(months, start.code, end.code), expr.unit, 0, 0, greatest, form)


def _not_a_condition(context: Context, expr: n.Expr, found: Term) -> None:
    if isinstance(found, Mistake):
        return
    text = expr_text(expr)
    types: tuple[str, ...] = ()
    match found:
        case Picked(choice=choice) if choice.values:
            types = (f"{text} {'at least' if choice.ordered else 'is'} {choice.values[-1].name}",)
        case Amount():
            types = (f"{text} at least …", f"{text} from … to …")
        case Rows():
            types = (f"(count of {text}) at least 1",)
        case Holding():
            types = (f"{text} includes …", f"(count of {text}) at least 1")
        case Family(members=members):
            inner = "" if members and isinstance(members[0][1], Held) else " at least …"
            types = (f"every {text}{inner}", f"any {text}{inner}")
        case _:
            pass
    context.report(NotACondition(expr.span, text, words_for(found), types))
