"""Rules: conditions and what they give, alone and in groups.

The same shapes serve factors, whose rules give points, and defines, whose rules give a value; `Values` says which.
Each guard is checked and kept for `lower`; in a group where the order or the exclusion of rules decides, a later
rule (and `otherwise`) is read knowing that the earlier ones did not apply.
"""

from dataclasses import field

from qmasdsl.frozen import slotted
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Form
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.expressions import condition, term
from qmasdsl.lowering.numbers import at_scale, constant, widest
from qmasdsl.lowering.problems_facts import DomainMalformed
from qmasdsl.lowering.problems_rules import OtherwiseMisplaced, PointsNotWhole, TooManyRules
from qmasdsl.lowering.problems_types import NotANumber, TooLarge, UnitDoesNotFit, UnitMissing
from qmasdsl.lowering.terms import (
    LARGEST_TOTAL,
    MISTAKE,
    Amount,
    Fixed,
    Holding,
    Mistake,
    Rows,
    Term,
    words_for,
)
from qmasdsl.lowering.units import converted
from qmasdsl.lowering.values import Waiting, read_value
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n

_DIGITS = 999_999_999  # the lexer refuses longer numbers
RULES, CELLS = 10_000, 100_000
Bounds = tuple[int, int]  # the least and greatest points
NO_POINTS: Bounds = (0, 0)


@slotted
class Values:
    """What rules give: points in a factor; in a define the values, gathered until their type is known."""

    points: bool
    found: list[Waiting] = field(default_factory=list)


def value(context: Context, expr: n.Expr, values: Values, after_arrow: bool = False) -> Bounds:
    """Check what one rule, cell or row gives; a number after an arrow is known to be whole, or was reported."""
    if values.points:
        number = _points(context, expr, after_arrow)
        context.keep(expr, number)
        return (number.value, number.value) if isinstance(number, Fixed) else NO_POINTS
    values.found.append((expr, read_value(context, expr)))
    return NO_POINTS


def check_rule(context: Context, rule: n.Rule, values: Values) -> tuple[ir.Condition, Bounds]:
    """The rule's condition (kept), and its points."""
    if not count(context, rule.span):
        return ir.Truth(True), NO_POINTS
    guard: ir.Condition = ir.Truth(True)
    if rule.condition is not None:
        guard = condition(context, rule.condition)
    context.keep(rule, guard)
    with context.knowledge.aside():
        context.knowledge.assume(guard)
        if rule.each is None:
            return guard, value(context, rule.value, values, True)
        points = _points(context, rule.value, True)
        found = MISTAKE if isinstance(points, Mistake) else _for_each(context, rule.each, points.value)
    if not values.points:
        values.found.append((rule.value, found))
        return guard, NO_POINTS
    context.keep(rule.value, found)
    return guard, (found.least, found.greatest) if isinstance(found, Amount) else NO_POINTS


def check_otherwise(
    context: Context, otherwise: n.Otherwise | None, values: Values, after_arrow: bool = False
) -> Bounds:
    return NO_POINTS if otherwise is None else value(context, otherwise.value, values, after_arrow)


def may_have_otherwise(context: Context, group: n.Group, values: Values) -> None:
    """Rules that add up or compete leave no room for `otherwise`; in a define they do, where none applies."""
    if group.otherwise is not None and values.points and group.policy in (n.GroupPolicy.ALL, n.GroupPolicy.HIGHEST):
        context.report(OtherwiseMisplaced(group.otherwise.span, group.policy.value))


def combine(policy: n.GroupPolicy, bounds: list[Bounds]) -> Bounds:
    """The points a group can give: nobody need fit any of its rules."""
    if policy is n.GroupPolicy.ALL:
        return sum(min(0, low) for low, _ in bounds), sum(max(0, high) for _, high in bounds)
    return min([0, *(low for low, _ in bounds)]), max([0, *(high for _, high in bounds)])


def count(context: Context, span: Span, rules: int = 1, cells: int = 0) -> bool:
    """Count rules; False, and once a problem, when there are too many to go on."""
    context.rules += rules
    context.cells += cells
    if context.rules <= RULES and context.cells <= CELLS:
        return True
    if not context.overfull:
        context.overfull = True
        context.report(TooManyRules(span, RULES))
    return False


def _points(context: Context, expr: n.Expr, after_arrow: bool) -> Fixed | Mistake:
    found: Term = constant(context, expr) if isinstance(expr, n.Quantity) else term(context, expr)
    if isinstance(found, Mistake):
        return MISTAKE
    if isinstance(found, Fixed) and not found.places and not found.unit and abs(found.value) <= LARGEST_TOTAL:
        return found
    reported = isinstance(found, Fixed) and (abs(found.value) > _DIGITS or (after_arrow and found.places > 0))
    if not reported:
        context.report(PointsNotWhole(expr.span, expr.span.text, _whole(found, expr.span.text.lstrip("+ "))))
    return MISTAKE


def _whole(found: Term, text: str) -> tuple[str, ...]:
    """What to type instead of points that are not whole."""
    match found:
        case Amount():
            return (f"+1 for each of {text}, capped at 10",)
        case Fixed(value, places, "") if places:
            below = value // 10**places
            return (str(below), str(below + 1))
        case _:
            return ("10     a whole number",)


def _for_each(context: Context, each: n.Each, points: int) -> Amount | Mistake:
    """`+5 for each 6 months of experience, capped at 20`"""
    of = _counted(context, each)
    if of is None:
        return MISTAKE
    step = _step(context, each, of)
    if step is None:
        return MISTAKE
    places = max(of.places, step.places)
    scaled = at_scale(of, places)
    assert isinstance(scaled, Amount)
    width = step.value * 10 ** (places - step.places)
    if width <= 0:
        context.report(DomainMalformed(each.span, "the step of `for each` is above zero"))
        return MISTAKE
    most = max(0, scaled.greatest // width) * abs(points)
    if each.cap is not None:
        most = min(most, each.cap)
    code = ir.Each(points, width, scaled.code, each.cap)
    if most > LARGEST_TOTAL:
        name, domain = widest(context, of.code)
        context.report(TooLarge(each.span, "the points of this rule", name, domain, context.place(name)))
        return MISTAKE
    return Amount(code, "", 0, -most if points < 0 else 0, 0 if points < 0 else most)


def _counted(context: Context, each: n.Each) -> Amount | None:
    """What there is one of for each: a number, the records of a list, or the values held."""
    found = term(context, each.of)
    match found:
        case Amount():
            return found
        case Rows(name, records):
            return Amount(ir.Count(name), "", 0, 0, records.limit)
        case Holding(name, several, False):
            return Amount(ir.Size(name), "", 0, 0, len(several.values))
        case Mistake():
            return None
        case _:
            context.report(NotANumber(each.of.span, each.of.span.text, words_for(found)))
            return None


def _step(context: Context, each: n.Each, of: Amount) -> Fixed | None:
    name = each.of.span.text
    if each.step is None:
        if of.form is Form.MONTHS:
            types = (f"for each 6 months of {name}", f"for each year of {name}")
            context.report(UnitMissing(each.of.span, "1", name, types))
            return None
        return Fixed(1, 0, of.unit)
    step = constant(context, each.step)
    if isinstance(step, Mistake):
        return None
    if not step.unit:
        if of.form is Form.MONTHS:
            context.report(UnitMissing(each.step.span, each.step.parts[0][0], name))
            return None
        return Fixed(step.value, step.places, of.unit)
    found = converted(step, of.unit)
    if found is None:
        context.report(UnitDoesNotFit(each.step.span, name, each.step.span.text, of.unit, step.unit))
    return found
