"""Values: what the rules of a define give, brought to one type.

A define may be written as one expression or as a choice among rules, and then every `=> VALUE` must be of one
kind: yes or no, numbers of one unit, dates, or values of one choice. Bare words (`=> bachelor`) name values of
whatever kind has them all.
"""

from collections.abc import Sequence

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Type, YesNo
from qmasdsl.ir.words import type_words
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.expressions import term, value_beside
from qmasdsl.lowering.numbers import alike, same_kind
from qmasdsl.lowering.problems_rules import ValuesDiffer, WhichKind
from qmasdsl.lowering.problems_types import ScalesDoNotCompare, SetMisused
from qmasdsl.lowering.terms import MISTAKE, Amount, Dated, Fixed, Held, Mistake, Picked, Term, times, words_for
from qmasdsl.syntax import nodes as n

# A value still to be read (a bare word waits for its kind), or read.
Waiting = tuple[n.Expr, Term | None]


def read_value(context: Context, expr: n.Expr) -> Term | None:
    """The value; None for a bare word that may name a value of a choice not known yet."""
    if isinstance(expr, n.Path) and len(expr.parts) == 1 and context.names.place(expr.parts[0]) is None:
        return MISTAKE if expr.parts[0] in context.names.missing else None
    return term(context, expr)


def one_type(context: Context, values: Sequence[Waiting]) -> Type | None:
    """The type that all values have, each kept as a term of it; None after a problem."""
    choice = _choice(context, values)
    terms: list[tuple[n.Expr, Term]] = []
    for expr, found in values:
        if found is None or (choice is not None and isinstance(found, Held | Amount)):
            if choice is None:
                return None
            found = value_beside(context, expr, choice, "this define")
        if isinstance(found, Mistake):
            return None
        terms.append((expr, found))
    return _agreed(context, terms)


def single_type(context: Context, expr: n.Expr, found: Term) -> Type | None:
    """The type of a define written as one expression."""
    match found:
        case Held():
            return YesNo()
        case Fixed() | Amount():
            return _numeric([found])
        case Picked(choice=choice):
            return choice
        case Dated():
            return _date([found])
        case Mistake():
            return None
        case _:
            wanted = "a define is one value: a condition, a number, a date or a choice"
            context.report(SetMisused(expr.span, expr.span.text, words_for(found), wanted))
            return None


def encoded(found: Term, type: Type) -> ir.Number:
    """The value as `type` encodes it."""
    match found:
        case Held(ir.Truth(value)):
            return ir.Constant(int(value))
        case Fixed() if isinstance(type, Numeric):
            return ir.Constant(found.value * 10 ** (type.places - found.places))
        case Amount() if isinstance(type, Numeric):
            return times(found.code, 10 ** (type.places - found.places))
        case Picked() | Dated():
            return found.code
        case _:
            raise TypeError(f"{found!r} is no value of {type!r}")


def _choice(context: Context, values: Sequence[Waiting]) -> Choice | None:
    """The choice whose values are given, if any of them is a bare word or of a choice."""
    known = next((found.choice for _, found in values if isinstance(found, Picked)), None)
    words = [(expr, expr.text) for expr, found in values if found is None and isinstance(expr, n.Path)]
    if known is not None or not words:
        return known
    candidates: list[tuple[str, Choice]] = []
    for name, type in context.choices_with(words[0][1]):
        index = context.value_index(type)
        if all(word in index for _, word in words) and not any(same_kind(type, other) for _, other in candidates):
            candidates.append((name, type))
            context.used.add(("kind", name))
    if len(candidates) == 1:
        return candidates[0][1]
    expr, word = words[0]
    if not candidates and any(isinstance(found, Held | Fixed | Amount) for _, found in values):
        term(context, expr)  # a name nobody declared
    else:
        context.report(WhichKind(expr.span, word, tuple(name for name, _ in candidates[:3])))
    return None


def _agreed(context: Context, terms: Sequence[tuple[n.Expr, Term]]) -> Type | None:
    first_expr, first = terms[0]
    for expr, found in terms[1:]:
        if _sort(found) != _sort(first):
            context.report(ValuesDiffer(
                expr.span, expr.span.text, words_for(found), first_expr.span.text, words_for(first), first_expr.span
            ))
            return None
    numbers = [(found, expr.span) for expr, found in terms if isinstance(found, Fixed | Amount)]
    if numbers:
        agreed = alike(context, numbers)
        if agreed is None:
            return None
        for (expr, _), found in zip(terms, agreed, strict=True):
            context.keep(expr, found)
        return _numeric(agreed)
    for expr, found in terms:
        context.keep(expr, found)
    match first:
        case Held():
            for expr, found in terms:
                if isinstance(found, Held) and not isinstance(found.code, ir.Truth):
                    wanted = "the rules of a define give `yes` or `no`, and the condition stands before the arrow"
                    context.report(SetMisused(expr.span, expr.span.text, words_for(found), wanted))
                    return None
            return YesNo()
        case Picked(choice=choice):
            for expr, found in terms:
                if isinstance(found, Picked) and not same_kind(found.choice, choice):
                    context.report(ScalesDoNotCompare(
                        expr.span, expr.span.text, first_expr.span.text, type_words(found.choice), type_words(choice)
                    ))
                    return None
            return choice
        case Dated():
            return _date([found for _, found in terms if isinstance(found, Dated)])
        case _:
            wanted = "a define is one value: a condition, a number, a date or a choice"
            context.report(SetMisused(first_expr.span, first_expr.span.text, words_for(first), wanted))
            return None


def _sort(found: Term) -> str:
    match found:
        case Fixed() | Amount():
            return "number"
        case Dated(moment=moment):
            return "moment" if moment else "date"
        case _:
            return type(found).__name__


def _numeric(terms: Sequence[Fixed | Amount]) -> Numeric:
    """The domain that holds all of these numbers, which are of one unit and scale."""
    places = max(found.places for found in terms)
    least = min(_end(found, places, True) for found in terms)
    greatest = max(_end(found, places, False) for found in terms)
    forms = [found.form for found in terms if isinstance(found, Amount)]
    unit = terms[0].unit
    form = forms[0] if forms else Form.MONTHS if unit == "months" else Form.WHOLE
    if Form.MONTHS in forms:
        form = Form.MONTHS
    if places and form is not Form.MONEY:
        form = Form.NUMBER
    return Numeric(form, least, greatest, 1, places, unit)


def _end(found: Fixed | Amount, places: int, low: bool) -> int:
    value = found.value if isinstance(found, Fixed) else found.least if low else found.greatest
    scale: int = 10 ** (places - found.places)
    return value * scale


def _date(terms: Sequence[Dated]) -> Date | Moment:
    least, greatest = min(found.least for found in terms), max(found.greatest for found in terms)
    return Moment(least, greatest) if terms[0].moment else Date(least, greatest)
