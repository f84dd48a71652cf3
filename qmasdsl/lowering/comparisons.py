"""Comparisons: which two things may be compared, and at what scale.

`age at least 18` compares a fact with a constant: the constant must be one the fact can have. Two numbers are
brought to one unit and scale. A level compares with a value of its own kind; a choice without order only is, is
not, or is among values. Dates compare with dates.
"""

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Form, Numeric
from qmasdsl.ir.words import day_words, moment_words, months_words, number_words, type_words, value_words
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.numbers import Placed, alike, at_scale, same_kind, within_bounds
from qmasdsl.lowering.problems_types import (
    EmptyRange,
    KindsDoNotCompare,
    NoOrder,
    OffStep,
    OutsideDomain,
    ScalesDoNotCompare,
    SetMisused,
    UnitDoesNotFit,
    UnitMissing,
)
from qmasdsl.lowering.terms import (
    Amount,
    Dated,
    Family,
    Fixed,
    Held,
    Holding,
    Home,
    Mistake,
    Picked,
    Rows,
    Term,
    words_for,
)
from qmasdsl.lowering.units import converted, ratio
from qmasdsl.source import Span
from qmasdsl.syntax.nodes import Operator

NO_CONDITION = ir.Truth(True)  # stands for what was reported
_COMPARISONS = {
    Operator.AT_LEAST: ir.Comparison.AT_LEAST,
    Operator.AT_MOST: ir.Comparison.AT_MOST,
    Operator.MORE_THAN: ir.Comparison.MORE,
    Operator.LESS_THAN: ir.Comparison.LESS,
    Operator.IS: ir.Comparison.IS,
    Operator.IS_NOT: ir.Comparison.IS_NOT,
}
_TURNED = {
    ir.Comparison.AT_LEAST: ir.Comparison.AT_MOST,
    ir.Comparison.AT_MOST: ir.Comparison.AT_LEAST,
    ir.Comparison.MORE: ir.Comparison.LESS,
    ir.Comparison.LESS: ir.Comparison.MORE,
    ir.Comparison.IS: ir.Comparison.IS,
    ir.Comparison.IS_NOT: ir.Comparison.IS_NOT,
}


def compare(context: Context, left: Placed, operator: Operator, right: Placed, span: Span) -> ir.Condition:
    """The condition that `left operator right` is; always true after a problem."""
    (a, a_place), (b, b_place) = left, right
    comparison = _COMPARISONS[operator]
    match a:
        case Mistake():
            return NO_CONDITION
        case Fixed() | Amount() if isinstance(b, Fixed | Amount):
            return _numbers(context, (a, a_place), comparison, (b, b_place), span)
        case Picked() if isinstance(b, Picked):
            return _choices(context, (a, a_place), operator, (b, b_place), span)
        case Dated() if isinstance(b, Dated) and a.moment is b.moment:
            return _dates(context, (a, a_place), comparison, (b, b_place))
        case Held() if isinstance(b, Held) and _agree(a.code, b.code, operator):
            return _conditions(a.code, b.code, operator is Operator.IS)
        case _:
            _refuse(context, left, right, span)
            return NO_CONDITION


def between(context: Context, item: Placed, low: Placed, high: Placed, under: bool, span: Span) -> ir.Condition:
    """`age from 18 to 39`, `experience from 3 to under 5 years`: both ends must be values the fact can have."""
    low = (_with_unit_of(low[0], high[0]), low[1])
    upper = Operator.LESS_THAN if under else Operator.AT_MOST
    if _reversed(low[0], high[0], under):
        context.report(EmptyRange(span, low[1].text, high[1].text, under))
        return NO_CONDITION
    lower_part = compare(context, item, Operator.AT_LEAST, low, span)
    upper_part = compare(context, item, upper, high, span)
    return ir.And((lower_part, upper_part))


def among(context: Context, item: Placed, values: list[Placed], span: Span) -> ir.Condition:
    """`profession in {actuary, fintech}`, `age in {18, 21}`."""
    parts = [compare(context, item, Operator.IS, value, span) for value in values]
    if isinstance(item[0], Picked) and all(isinstance(part, ir.Among) for part in parts):
        indices = sorted({index for part in parts if isinstance(part, ir.Among) for index in part.values})
        return ir.Among(item[0].code, tuple(indices))
    return parts[0] if len(parts) == 1 else ir.Or(tuple(parts))


def _numbers(
    context: Context,
    left: tuple[Fixed | Amount, Span],
    comparison: ir.Comparison,
    right: tuple[Fixed | Amount, Span],
    span: Span,
) -> ir.Condition:
    (a, a_place), (b, b_place) = left, right
    if isinstance(a, Fixed) and isinstance(b, Amount):
        return _numbers(context, right, _TURNED[comparison], left, span)
    if isinstance(a, Amount) and isinstance(b, Fixed):
        if a.home is not None:
            value = fitted(context, a.home, b, b_place)
            return NO_CONDITION if value is None else ir.Compare(a.code, comparison, ir.Constant(value))
        if _unit_missing(context, a, b, left, right):
            return NO_CONDITION
    agreed = alike(context, [left, right])
    if agreed is None:
        return NO_CONDITION
    codes: list[ir.Number] = []
    places = max(term.places for term in agreed)
    for term, place in zip(agreed, (a_place, b_place), strict=True):
        term = at_scale(term, places)
        if isinstance(term, Fixed):
            codes.append(ir.Constant(term.value))
        elif isinstance(within_bounds(context, term, place), Mistake):
            return NO_CONDITION
        else:
            codes.append(term.code)
    return ir.Compare(codes[0], comparison, codes[1])


def fitted(context: Context, home: Home, constant: Fixed, place: Span) -> int | None:
    """The constant as the fact encodes it; None, and a problem, if the fact can never have it."""
    type = home.type
    assert isinstance(type, Numeric)
    shown = number_words(constant.value, constant.places) + (f" {constant.unit}" if constant.unit else "")
    declared = context.place(home.name)
    if not constant.unit:
        if type.form is Form.MONTHS:
            context.report(UnitMissing(place, shown, home.name))
            return None
        constant = Fixed(constant.value, constant.places, type.unit)
    factor = ratio(constant.unit, type.unit)
    if factor is None:
        context.report(UnitDoesNotFit(place, home.name, place.text, type.unit, constant.unit, declared))
        return None
    # value / 10 ** places in the fact's own scale is (up * 10 ** type.places) / (down * 10 ** constant.places).
    above: int = constant.value * factor[0] * 10**type.places
    below_it: int = factor[1] * 10**constant.places
    whole, rest = divmod(above, below_it)
    if whole < type.least or whole + (rest > 0) > type.greatest:
        context.report(OutsideDomain(place, shown, home.name, type_words(type), declared))
        return None
    if rest or (whole - type.least) % type.step:
        below = whole - (whole - type.least) % type.step
        over = below + type.step
        words = [_shown(type, value) if value <= type.greatest else "" for value in (below, over)]
        if any(sign in place.text for sign in "*%+"):  # worked out, so that it has to be rounded to a step
            words = [f"({place.text}) rounded down to {number_words(type.step, type.places)}", ""]
        context.report(OffStep(place, shown, home.name, type_words(type), words[0], words[1], declared))
        return None
    return whole


def _unit_missing(
    context: Context, a: Amount, b: Fixed, left: tuple[Fixed | Amount, Span], right: tuple[Fixed | Amount, Span]
) -> bool:
    if a.form is Form.MONTHS and not b.unit:
        context.report(UnitMissing(right[1], number_words(b.value, b.places), left[1].text))
        return True
    return False


def _choices(
    context: Context, left: tuple[Picked, Span], operator: Operator, right: tuple[Picked, Span], span: Span
) -> ir.Condition:
    (a, a_place), (b, b_place) = left, right
    if not same_kind(a.choice, b.choice):
        problem = ScalesDoNotCompare(
            span, a_place.text, b_place.text, type_words(a.choice), type_words(b.choice)
        )
        context.report(problem)
        return NO_CONDITION
    if isinstance(a.code, ir.Constant) and not isinstance(b.code, ir.Constant):
        if operator in (Operator.IS, Operator.IS_NOT):
            return _choices(context, right, operator, left, span)
        return ir.Compare(b.code, _TURNED[_COMPARISONS[operator]], a.code)
    if operator in (Operator.IS, Operator.IS_NOT):
        if isinstance(b.code, ir.Constant):
            found = ir.Among(a.code, (b.code.value,))
            return found if operator is Operator.IS else ir.Not(found)
        return ir.Compare(a.code, _COMPARISONS[operator], b.code)
    if not a.choice.ordered:
        values = tuple(value.name for value in a.choice.values)
        context.report(NoOrder(span, a.name, values, operator.value, context.place(a.name)))
        return NO_CONDITION
    return ir.Compare(a.code, _COMPARISONS[operator], b.code)


def _dates(
    context: Context, left: tuple[Dated, Span], comparison: ir.Comparison, right: tuple[Dated, Span]
) -> ir.Condition:
    (a, _), (b, b_place) = left, right
    if isinstance(a.code, ir.Constant) and not isinstance(b.code, ir.Constant):
        return _dates(context, right, _TURNED[comparison], left)
    if a.home is not None and isinstance(b.code, ir.Constant):
        value = b.code.value
        if not a.home.type.least <= value <= a.home.type.greatest:
            shown = moment_words(value) if a.moment else day_words(value)
            declared = context.place(a.home.name)
            context.report(OutsideDomain(b_place, shown, a.home.name, type_words(a.home.type), declared))
            return NO_CONDITION
    return ir.Compare(a.code, comparison, b.code)


# Conditions that are one name: only these are said to be like another, because it has to be said of each twice.
_NAMED = (ir.FactHolds, ir.FieldHolds, ir.DefineHolds, ir.Reading, ir.Met, ir.Passes, ir.Applies, ir.Comes)


def _agree(a: ir.Condition, b: ir.Condition, operator: Operator) -> bool:
    """May two conditions stand on the sides of `is` or `is not`?"""
    simple = isinstance(a, _NAMED) and isinstance(b, _NAMED)
    constant = isinstance(a, ir.Truth) or isinstance(b, ir.Truth)
    return operator in (Operator.IS, Operator.IS_NOT) and (simple or constant)


def _conditions(a: ir.Condition, b: ir.Condition, same: bool) -> ir.Condition:
    """`partner is yes`, or two yes/no facts that agree."""
    if isinstance(b, ir.Truth):
        return a if b.value is same else ir.Not(a)
    if isinstance(a, ir.Truth):
        return _conditions(b, a, same)
    agree = ir.Or((ir.And((a, b)), ir.And((ir.Not(a), ir.Not(b)))))
    return agree if same else ir.Not(agree)


def _refuse(context: Context, left: Placed, right: Placed, span: Span) -> None:
    (a, a_place), (b, b_place) = left, right
    if isinstance(b, Mistake):
        return
    for term, place in (left, right):
        if isinstance(term, Family):
            word = term.name
            wanted = "say whether every one, any one, the lowest or the highest is meant"
            one_of = (f"every {word} …", f"lowest of {word} …")
            context.report(SetMisused(place, word, words_for(term), wanted, one_of))
            return
        if isinstance(term, Holding):
            held = (f"{term.name} includes {b_place.text if term is a else a_place.text}", f"count of {term.name}")
            context.report(SetMisused(place, term.name, words_for(term), "it includes values or is counted", held))
            return
        if isinstance(term, Rows):
            count = (f"count of {term.name} where …",)
            context.report(SetMisused(place, term.name, words_for(term), "its records are counted", count))
            return
    home = a.home if isinstance(a, Amount | Dated) else None
    domain = type_words(home.type) if home else type_words(a.choice) if isinstance(a, Picked) else ""
    types: tuple[str, ...] = ()
    if isinstance(a, Picked) and a.choice.values:
        types = (f"{a_place.text} {'at least' if a.choice.ordered else 'is'} {a.choice.values[-1].name}",)
    problem = KindsDoNotCompare(
        span, a_place.text, b_place.text, words_for(a), words_for(b), domain, context.place(a_place.text), types
    )
    context.report(problem)


def _with_unit_of(low: Term, high: Term) -> Term:
    """`3 to under 5 years`: the low end takes the unit of the high end."""
    if isinstance(low, Fixed) and isinstance(high, Fixed) and not low.unit:
        return Fixed(low.value, low.places, high.unit)
    return low


def _reversed(low: Term, high: Term, under: bool) -> bool:
    match low:
        case Fixed() if isinstance(high, Fixed):
            same = converted(high, low.unit) if low.unit and high.unit else high
            if same is None:
                return False
            scale = 10 ** max(low.places, same.places)
            difference = low.value * scale // 10**low.places - same.value * scale // 10**same.places
        case Picked(code=ir.Constant(start)) if isinstance(high, Picked) and isinstance(high.code, ir.Constant):
            difference = start - high.code.value
        case Dated(code=ir.Constant(start)) if isinstance(high, Dated) and isinstance(high.code, ir.Constant):
            difference = start - high.code.value
        case _:
            return False
    return difference > 0 or (under and difference == 0)


def _shown(type: Numeric, value: int) -> str:
    return months_words(value) if type.form is Form.MONTHS else value_words(type, value)
