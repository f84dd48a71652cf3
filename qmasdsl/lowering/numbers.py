"""Numbers: sums, multiples, percentages, extremes and periods, with their units and their bounds.

Everything stays exact: a number is an integer scaled by a power of ten, and where two of different scale or unit
meet, both are multiplied until they agree. A bare constant takes the unit of what it meets. Bounds are carried
along by interval arithmetic, so that we know before anything runs that no number outgrows 2 ** 53.
"""

from collections.abc import Sequence
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Form
from qmasdsl.ir.words import number_words, type_words
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.problems_types import (
    NotANumber,
    NotConstant,
    ScalesDoNotCompare,
    TooLarge,
    UnitDoesNotFit,
    UnitMissing,
)
from qmasdsl.lowering.terms import (
    LARGEST,
    MISTAKE,
    Amount,
    Dated,
    Family,
    Fixed,
    Mistake,
    Picked,
    Term,
    plus,
    times,
    words_for,
)
from qmasdsl.lowering.units import added, converted, multiplied, quantity, ratio, rounded
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n

# A term and the place it was read at.
Placed = tuple[Term, Span]
_DAYS = {"weeks": 7, "days": 1}
_MONTHS = {"years": 12, "months": 1}


def constant(context: Context, written: n.Quantity) -> Fixed | Mistake:
    """The constant as written, or a problem where its parts do not add."""
    found = quantity(written)
    if found is None:
        units = [unit or "no unit" for _, unit in written.parts]
        context.report(UnitDoesNotFit(written.span, written.parts[0][0], written.parts[1][0], units[0], units[1]))
        return MISTAKE
    return found


def total(context: Context, terms: Sequence[tuple[int, Placed]], span: Span) -> Term:
    """`a + b - 2`: a number, or a date moved by a constant period."""
    if any(isinstance(term, Mistake) for _, (term, _) in terms):
        return MISTAKE
    if isinstance(terms[0][1][0], Dated):
        return _moved(context, terms, span)
    numbers: list[tuple[int, Fixed | Amount, Span]] = []
    for sign, (term, place) in terms:
        if not isinstance(term, Fixed | Amount):
            context.report(NotANumber(place, place.text, words_for(term)))
            return MISTAKE
        numbers.append((sign, term, place))
    agreed = alike(context, [(term, place) for _, term, place in numbers])
    if agreed is None:
        return MISTAKE
    signs = [sign for sign, _, _ in numbers]
    if all(isinstance(term, Fixed) for term in agreed):
        result = Fixed(0, 0, agreed[0].unit)
        for sign, term in zip(signs, agreed, strict=True):
            assert isinstance(term, Fixed)
            result = added(result, term, sign)
        return result
    amounts = [_amount(term) for term in agreed]
    code = plus([times(term.code, sign) for sign, term in zip(signs, amounts, strict=True)])
    least = sum(term.least if sign > 0 else -term.greatest for sign, term in zip(signs, amounts, strict=True))
    greatest = sum(term.greatest if sign > 0 else -term.least for sign, term in zip(signs, amounts, strict=True))
    first = amounts[0]
    return within_bounds(context, Amount(code, first.unit, first.places, least, greatest, first.form), span)


def scaled(context: Context, factor: Fixed, item: Placed, span: Span) -> Term:
    """A constant times something."""
    term, place = item
    match term:
        case Mistake():
            return MISTAKE
        case Fixed():
            return _bounded_constant(context, multiplied(factor, term), span)
        case Amount():
            size = factor.value
            ends = (term.least * size, term.greatest * size)
            amount = Amount(
                times(term.code, size), term.unit, term.places + factor.places, min(ends), max(ends), term.form
            )
            return within_bounds(context, amount, span)
        case _:
            context.report(NotANumber(place, place.text, words_for(term)))
            return MISTAKE


def rounded_constant(context: Context, item: Placed, up: bool, to: Fixed, span: Span) -> Term:
    """`(1.5 * 31.61) rounded down to 0.01`"""
    term, place = item
    if isinstance(term, Mistake):
        return MISTAKE
    if not isinstance(term, Fixed):
        context.report(NotConstant(place, place.text, "only constants are rounded; facts are exact as they are"))
        return MISTAKE
    if to.value <= 0:
        context.report(NotConstant(span, number_words(to.value, to.places), "rounding goes to a number above zero"))
        return MISTAKE
    return rounded(term, to, up)


def extreme(context: Context, highest: bool, items: Sequence[Placed], span: Span) -> Term:
    """`lowest of clb`, `highest of (a, b)`: of numbers, of levels of one kind, or of dates."""
    flat = [(each, place) for term, place in items for each in _members(term)]
    if any(isinstance(term, Mistake) for term, _ in flat):
        return MISTAKE
    first = flat[0][0]
    if isinstance(first, Picked):
        return _extreme_level(context, highest, first, flat, span)
    if isinstance(first, Dated):
        return _extreme_date(context, highest, first, flat, span)
    numbers: list[tuple[Fixed | Amount, Span]] = []
    for term, place in flat:
        if not isinstance(term, Fixed | Amount):
            context.report(NotANumber(place, place.text, words_for(term)))
            return MISTAKE
        numbers.append((term, place))
    agreed = alike(context, numbers)
    if agreed is None:
        return MISTAKE
    amounts = [_amount(term) for term in agreed]
    if len(amounts) == 1:
        return amounts[0]
    pick = max if highest else min
    codes = tuple(term.code for term in amounts)
    least, greatest = pick(term.least for term in amounts), pick(term.greatest for term in amounts)
    code = ir.Greatest(codes) if highest else ir.Least(codes)
    homes = {term.home.type for term in amounts if term.home}
    # The lowest of several values of one domain is itself of that domain.
    home = amounts[0].home if len(homes) == 1 and all(term.home for term in amounts) else None
    return Amount(code, amounts[0].unit, amounts[0].places, least, greatest, amounts[0].form, home)


def alike(context: Context, items: Sequence[tuple[Fixed | Amount, Span]]) -> list[Fixed | Amount] | None:
    """The numbers in one unit and, if one of them depends on the applicant, at one scale. None after a problem."""
    unit, form, lead = _common_unit(items)
    found: list[Fixed | Amount] = []
    for term, place in items:
        changed = _in_unit(context, term, unit, form, place, lead)
        if changed is None:
            return None
        found.append(changed)
    if all(isinstance(term, Fixed) for term in found):
        return found
    places = max(term.places for term in found)
    return [at_scale(term, places) for term in found]


def at_scale(term: Fixed | Amount, places: int) -> Fixed | Amount:
    """The same number scaled by 10 ** places, which are at least as many as it has."""
    factor = 10 ** (places - term.places)
    if factor == 1:
        return term
    if isinstance(term, Fixed):
        return Fixed(term.value * factor, places, term.unit)
    code = times(term.code, factor)
    return Amount(code, term.unit, places, term.least * factor, term.greatest * factor, term.form)


def within_bounds(context: Context, amount: Amount, span: Span) -> Term:
    """The amount, if every value of it is exact in every back end; else a problem that names the widest fact."""
    if amount.least >= -LARGEST and amount.greatest <= LARGEST:
        return amount
    name, domain = widest(context, amount.code)
    context.report(TooLarge(span, "this number", name, domain, context.place(name)))
    return MISTAKE


def widest(context: Context, code: ir.Number) -> tuple[str, str]:
    """The fact (or define) in `code` that contributes most to its size, and its domain in words."""
    best, size = ("", ""), -1
    waiting: list[tuple[int, ir.Number]] = [(1, code)]
    while waiting:
        factor, node = waiting.pop()
        match node:
            case ir.Linear(terms):
                waiting += [(factor * coefficient, item) for coefficient, item in terms]
            case ir.Least(items) | ir.Greatest(items):
                waiting += [(factor, item) for item in items]
            case ir.FactValue(name) | ir.DefineValue(name):
                term = context.terms.get(name)
                if isinstance(term, Amount) and abs(factor) * max(abs(term.least), abs(term.greatest)) > size:
                    size = abs(factor) * max(abs(term.least), abs(term.greatest))
                    type = context.types.facts.get(name)
                    best = (name, type_words(type) if type else "")
            case ir.Total(fact):
                best = (fact, "") if size < 0 else best
            case _:
                pass
    return best


def _members(term: Term) -> tuple[Term, ...]:
    return tuple(each for _, each in term.members) if isinstance(term, Family) else (term,)


def _amount(term: Fixed | Amount) -> Amount:
    """A constant among numbers that depend on the applicant."""
    if isinstance(term, Amount):
        return term
    return Amount(ir.Constant(term.value), term.unit, term.places, term.value, term.value)


def _common_unit(items: Sequence[tuple[Fixed | Amount, Span]]) -> tuple[str, Form, str]:
    """The smallest unit among the numbers, the form of what has it, and the name it goes by in messages."""
    amounts = [(term.unit, term.form, place.text) for term, place in items if isinstance(term, Amount)]
    constants = [(term.unit, Form.WHOLE, place.text) for term, place in items if term.unit]
    candidates = amounts or constants or [("", Form.WHOLE, "")]
    best = candidates[0]
    for unit, form, lead in candidates[1:]:
        finer = ratio(best[0], unit)
        if finer is not None and (finer[0] > 1 or (finer == (1, 1) and form is Form.MONTHS)):
            best = (unit, form, lead)
    return best


def _in_unit(
    context: Context, term: Fixed | Amount, unit: str, form: Form, place: Span, lead: str
) -> Fixed | Amount | None:
    if isinstance(term, Fixed):
        if not term.unit:
            if form is Form.MONTHS:
                context.report(UnitMissing(place, number_words(term.value, term.places), lead))
                return None
            return Fixed(term.value, term.places, unit)
        exact = converted(term, unit)
        if exact is None:
            context.report(UnitDoesNotFit(place, lead, place.text, unit, term.unit, context.place(lead)))
        return exact
    factor = ratio(term.unit, unit)
    if factor is None or factor[1] != 1:
        context.report(UnitDoesNotFit(place, lead, place.text, unit, term.unit, context.place(lead)))
        return None
    size = factor[0]
    if size == 1:
        return term
    return Amount(times(term.code, size), unit, term.places, term.least * size, term.greatest * size, form)


def _bounded_constant(context: Context, number: Fixed, span: Span) -> Term:
    if abs(number.value) <= LARGEST:
        return number
    context.report(TooLarge(span, "this number", "", ""))
    return MISTAKE


def _moved(context: Context, terms: Sequence[tuple[int, Placed]], span: Span) -> Term:
    """A date plus or minus constant periods."""
    (sign, (start, start_place)), *periods = terms
    assert isinstance(start, Dated)
    if sign < 0 or start.moment:
        context.report(NotANumber(start_place, start_place.text, words_for(start)))
        return MISTAKE
    months = days = 0
    for sign, (term, place) in periods:
        if not isinstance(term, Fixed) or term.places or term.unit not in _MONTHS | _DAYS:
            if isinstance(term, Fixed) and not term.unit:
                digits = number_words(term.value, term.places)
                context.report(UnitMissing(place, digits, "", (f"{digits} years", f"{digits} months")))
            else:
                why = "a date moves by a constant period; between two dates write `completed years from … to …`"
                context.report(NotConstant(place, place.text, why))
            return MISTAKE
        months += sign * term.value * _MONTHS.get(term.unit, 0)
        days += sign * term.value * _DAYS.get(term.unit, 0)
    reach = months * 31 + days
    # Bounds a little too wide do no harm: a date is far from 2 ** 53.
    margin = abs(reach) + 31
    code = ir.Later(start.code, months, days)
    if start.least - margin < 1 or start.greatest + margin > 3_652_059:
        context.report(TooLarge(span, "this date", start.home.name if start.home else "", ""))
        return MISTAKE
    return Dated(code, start.least - margin, start.greatest + margin)


def _extreme_level(
    context: Context, highest: bool, first: Picked, items: Sequence[Placed], span: Span
) -> Term:
    codes: list[ir.Number] = []
    for term, place in items:
        if not isinstance(term, Picked) or not term.choice.ordered:
            context.report(NotANumber(place, place.text, words_for(term)))
            return MISTAKE
        if not same_kind(term.choice, first.choice):
            left, right = items[0][1].text, place.text
            context.report(
                ScalesDoNotCompare(place, left, right, type_words(first.choice), type_words(term.choice))
            )
            return MISTAKE
        codes.append(term.code)
    if len(codes) == 1:
        return first
    return Picked(ir.Greatest(tuple(codes)) if highest else ir.Least(tuple(codes)), first.choice, span.text)


def _extreme_date(context: Context, highest: bool, first: Dated, items: Sequence[Placed], span: Span) -> Term:
    dates: list[Dated] = []
    for term, place in items:
        if not isinstance(term, Dated) or term.moment is not first.moment:
            context.report(NotANumber(place, place.text, words_for(term)))
            return MISTAKE
        dates.append(term)
    pick = max if highest else min
    codes = tuple(date.code for date in dates)
    code = ir.Greatest(codes) if highest else ir.Least(codes)
    return Dated(code, pick(d.least for d in dates), pick(d.greatest for d in dates), first.moment)


def same_kind(a: Choice, b: Choice) -> bool:
    """Do two choices compare? Those of one kind or list do, and those with the same values in the same order."""
    if a is b:
        return True
    names = [value.name for value in a.values] == [value.name for value in b.values]
    return names and a.ordered == b.ordered and a.kind == b.kind and a.listed == b.listed


def numeric(context: Context, item: Placed) -> Fixed | Amount | None:
    """The term if it is a number; None, and a problem, if it is not."""
    term, place = item
    match term:
        case Fixed() | Amount():
            return term
        case Mistake():
            return None
        case _:
            context.report(NotANumber(place, place.text, words_for(term)))
            return None
    assert_never(term)
