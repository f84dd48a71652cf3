"""Collections: lists a value may stand on, sets a fact may hold, records that are counted and summed.

`profession in talent_list` asks for the entry's own condition too. The `where` of a record reads that record's
fields and nothing else, so that counting stays a question about each record by itself.
"""

from collections.abc import Callable

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Numeric
from qmasdsl.lowering.comparisons import NO_CONDITION
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.numbers import Placed, within_bounds
from qmasdsl.lowering.paths import path_term
from qmasdsl.lowering.problems_names import UnknownName
from qmasdsl.lowering.problems_types import ListExpected, NotANumber, OutOfRecord, SetMisused
from qmasdsl.lowering.terms import MISTAKE, Amount, Holding, Mistake, Picked, Rows, Term, words_for
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n

Reader = Callable[[Context, n.Expr], ir.Condition]


def includes(held: Holding, values: tuple[int, ...]) -> ir.Condition:
    """The fact or field holds one of these values."""
    return ir.FieldIncludes(held.name, values) if held.field else ir.Includes(held.name, values)


def on_list(context: Context, item: Placed, name: n.Name, span: Span) -> ir.Condition:
    """`profession in talent_list`"""
    term, place = item
    block = _list(context, name)
    if block is None or isinstance(term, Mistake):
        return NO_CONDITION
    if isinstance(term, Holding):
        both = (f"any {place.text} in {name.text}", f"every {place.text} in {name.text}")
        context.report(SetMisused(place, place.text, words_for(term), "say whether any or every value counts", both))
        return NO_CONDITION
    if not isinstance(term, Picked):
        context.report(ListExpected(span, name.text, f"`{place.text}` is {words_for(term)}, not a choice"))
        return NO_CONDITION
    found = list_condition(context, term, block)
    if not found.entries:
        first = ", ".join(value.name for value in term.choice.values[:2])
        types = (f"{place.text} in {{{first}}}",)
        context.report(ListExpected(span, name.text, f"`{place.text}` can have none of its values", types))
        return NO_CONDITION
    _refuse_in_record(context, block, span)
    return found


def list_condition(context: Context, item: Picked, block: n.ListBlock) -> ir.OnList:
    """That `item` is on the list; its entries are worked out once for each choice."""
    key = (id(item.choice), block.name.text)
    entries = context.on_lists.get(key)
    if entries is None:
        index = context.value_index(item.choice)
        found = [(index[entry.name.text], entry.name.text) for entry in block.entries if entry.name.text in index]
        entries = context.on_lists[key] = tuple(sorted(found))
    return ir.OnList(item.code, block.name.text, entries)


def held_in_list(context: Context, held: Holding, name: n.Name, every: bool, span: Span) -> ir.Condition:
    """`any languages in language_list`: a value held is on the list, and its entry's own condition holds.

    The IR has no such node: it is said entry by entry, those without a condition together.
    """
    block = _list(context, name)
    if block is None:
        return NO_CONDITION
    _refuse_in_record(context, block, span)
    key = (held.name, held.field, name.text, every)
    if key in context.held_lists:
        return context.held_lists[key]
    found = context.held_lists[key] = _held_in(context, held, name, block, every, span)
    return found


def _held_in(
    context: Context, held: Holding, name: n.Name, block: n.ListBlock, every: bool, span: Span
) -> ir.Condition:
    index = context.value_index(held.several)
    free: list[tuple[int, str]] = []
    gated: list[tuple[int, str]] = []
    for entry in block.entries:
        at = index.get(entry.name.text)
        if at is not None:
            (free if entry.only_when is None else gated).append((at, entry.name.text))
    if not free and not gated:
        context.report(ListExpected(span, name.text, f"`{held.name}` can have none of its values"))
        return NO_CONDITION
    good = [ir.OnList(ir.Constant(at), name.text, ((at, entry),)) for at, entry in gated]
    if every:
        listed = {at for at, _ in [*free, *gated]}
        others = tuple(at for at in range(len(held.several.values)) if at not in listed)
        parts: list[ir.Condition] = [ir.Not(includes(held, others))] if others else []
        parts += [
            ir.Or((ir.Not(includes(held, (at,))), met)) for (at, _), met in zip(gated, good, strict=True)
        ]
        return ir.And(tuple(parts)) if parts else ir.Truth(True)
    alternatives: list[ir.Condition] = [includes(held, tuple(sorted(at for at, _ in free)))] if free else []
    alternatives += [ir.And((includes(held, (at,)), met)) for (at, _), met in zip(gated, good, strict=True)]
    return alternatives[0] if len(alternatives) == 1 else ir.Or(tuple(alternatives))


def counted(context: Context, item: n.Name, where: n.Expr | None, read: Reader, span: Span) -> Term:
    """`count of children where …`, `count of languages`"""
    if context.record:
        context.report(OutOfRecord(span, item.text, context.record[0], True))
        return MISTAKE
    term = path_term(context, n.Path((item.text,), span=item.span))
    match term:
        case Rows(name, records):
            return Amount(ir.Count(name, _where(context, term, where, read)), "", 0, 0, records.limit)
        case Holding(name, several) if where is None:
            return Amount(ir.Size(name), "", 0, 0, len(several.values))
        case Mistake():
            return MISTAKE
        case _:
            wanted = "only records (`up to …`) and `some of` facts are counted"
            types = (item.text,) if isinstance(term, Amount) else ()
            context.report(SetMisused(item.span, item.text, words_for(term), wanted, types))
            return MISTAKE


def summed(context: Context, field: n.Name, item: n.Name, where: n.Expr | None, read: Reader, span: Span) -> Term:
    """`sum of income of dependants where …`"""
    if context.record:
        context.report(OutOfRecord(span, item.text, context.record[0], True))
        return MISTAKE
    term = path_term(context, n.Path((item.text,), span=item.span))
    if isinstance(term, Mistake):
        return MISTAKE
    if not isinstance(term, Rows):
        wanted = "a field is summed over records (`up to …`)"
        context.report(SetMisused(item.span, item.text, words_for(term), wanted))
        return MISTAKE
    type = next((each.type for each in term.records.fields if each.name == field.text), None)
    if type is None:
        close = context.nearest(field.text, [each.name for each in term.records.fields])
        context.report(UnknownName(field.span, field.text, f"field of `{item.text}`", close))
        return MISTAKE
    if not isinstance(type, Numeric):
        context.report(NotANumber(field.span, field.text, "not a number"))
        return MISTAKE
    code = ir.Total(term.name, field.text, _where(context, term, where, read))
    limit = term.records.limit
    least, greatest = min(0, type.least * limit), max(0, type.greatest * limit)
    return within_bounds(context, Amount(code, type.unit, type.places, least, greatest, type.form), span)


def _where(context: Context, rows: Rows, where: n.Expr | None, read: Reader) -> ir.Condition | None:
    if where is None:
        return None
    before, context.record = context.record, (rows.name, rows.records)
    try:
        return read(context, where)
    finally:
        context.record = before


def _list(context: Context, name: n.Name) -> n.ListBlock | None:
    block = context.names.lists.get(name.text)
    if block is not None:
        context.used.add(("list", name.text))
        context.reads.add(("list", name.text))
        return block
    if name.text in context.names.missing:
        return None
    close = context.nearest(name.text, list(context.names.lists))
    if close is None and context.names.place(name.text):
        context.report(ListExpected(name.span, name.text, "it is no list", (f"in {{{name.text}, …}}",)))
    else:
        context.report(UnknownName(name.span, name.text, "list", close))
    return None


def _refuse_in_record(context: Context, block: n.ListBlock, span: Span) -> None:
    """An entry's condition is about the applicant, and the `where` of a record is not."""
    if context.record and any(entry.only_when is not None for entry in block.entries):
        context.report(OutOfRecord(span, block.name.text, context.record[0], True))
