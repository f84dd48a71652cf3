"""Tables: row and column heads become conditions, cells become what the rules give.

A head like `20 to 29` or `under 4` is read against the table's subject, whose domain its bounds must fit. The rows
of thresholds hold limits instead: a row is met when every limit in it is. `part` is the door to everything that may
stand in a factor or a define.
"""

from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.lowering.comparisons import NO_CONDITION, between, compare
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.expressions import beside, condition, placed
from qmasdsl.lowering.facts import set_members
from qmasdsl.lowering.numbers import Placed
from qmasdsl.lowering.problems_names import UnknownName
from qmasdsl.lowering.problems_rules import CellNotForSubject, PointsNotWhole
from qmasdsl.lowering.problems_types import NoOrder, NotOverAKind
from qmasdsl.lowering.rules import (
    NO_POINTS,
    Bounds,
    Values,
    check_otherwise,
    check_rule,
    combine,
    count,
    may_have_otherwise,
    value,
)
from qmasdsl.lowering.terms import Amount, Dated, Fixed, Held, Mistake, Picked, words_for
from qmasdsl.syntax import nodes as n

_COMPARED = 200  # rules whose conditions are set against each other
_ALWAYS = ("points", "value")  # the heading of a table's only column


def check_part(context: Context, part: n.Part, values: Values) -> Bounds:
    """Check a part of a factor or the body of a define; the least and greatest points it gives."""
    if context.overfull:
        return NO_POINTS
    match part:
        case n.Rule():
            _, (low, high) = check_rule(context, part, values)
            return min(0, low), max(0, high)
        case n.Group():
            return _group(context, part, values)
        case n.Table():
            return _table(context, part, values)
        case n.Thresholds():
            return _thresholds(context, part, values)
        case n.ForEach(kind, inner):
            bounds = [NO_POINTS]
            for member in set_members(context, kind):
                with context.at_member(kind.text, member):
                    bounds.append(check_part(context, inner, values))
            return sum(low for low, _ in bounds), sum(high for _, high in bounds)
    assert_never(part)


def left_out(context: Context, body: n.Group | n.Table | n.Thresholds) -> bool:
    """Is there certainly somebody to whom nothing in `body` applies? The analyses find the less certain."""
    guards = _guards(context, body)
    if guards is None or len(guards) > _COMPARED or context.has_always:
        return False
    return context.knowledge.possible([(guard, False) for guard in guards]) is True


def _guards(context: Context, body: n.Rule | n.Group | n.Table | n.Thresholds) -> list[ir.Condition] | None:
    """What has to fail for `body` to give nothing; None if something in it always applies."""
    match body:
        case n.Rule():
            return [context.kept_condition(body)]
        case n.Group(items=items):
            found = [_guards(context, item) for item in items]
            if body.otherwise is not None or any(each is None for each in found):
                return None
            return [guard for each in found if each is not None for guard in each]
        case n.Table():
            columns = [context.kept_condition(column) for column in body.columns]
            rows = [context.kept_condition(row) for row in body.rows]
            cells: list[ir.Condition] = [ir.And((row, column)) for row in rows for column in columns]
            return None if body.otherwise is not None else cells
        case n.Thresholds():
            return None if body.otherwise is not None else [context.kept_condition(row) for row in body.rows]
    assert_never(body)


def _group(context: Context, group: n.Group, values: Values) -> Bounds:
    may_have_otherwise(context, group, values)
    one_by_one = group.policy is n.GroupPolicy.FIRST
    bounds: list[Bounds] = []
    guards: list[ir.Condition] = []
    with context.knowledge.aside():
        for item in group.items:
            if isinstance(item, n.Rule):
                guard, points = check_rule(context, item, values)
                guards.append(guard)
                bounds.append(points)
                if one_by_one and item.condition is not None:
                    context.knowledge.assume(guard, False)
            else:
                bounds.append(check_part(context, item, values))
        if not one_by_one and len(guards) == len(group.items):
            for guard in guards:
                context.knowledge.assume(guard, False)
        bounds.append(check_otherwise(context, group.otherwise, values, True))
    return combine(group.policy, bounds)


def _table(context: Context, table: n.Table, values: Values) -> Bounds:
    columns = _columns(context, table)
    subject = placed(context, table.rows_by)
    bounds: list[Bounds] = []
    for row in table.rows:
        if not count(context, row.span, 1, len(row.cells)):
            break
        head = _heads(context, subject, row.head)
        context.keep(row, head)
        if not context.knowledge.active:
            bounds += [value(context, cell, values) for cell in row.cells]
            continue
        for column, cell in zip(columns, row.cells, strict=False):
            with context.knowledge.aside():
                context.knowledge.assume(head)
                context.knowledge.assume(column)
                bounds.append(value(context, cell, values))
    bounds.append(check_otherwise(context, table.otherwise, values))
    return combine(table.policy, bounds)


def _columns(context: Context, table: n.Table) -> list[ir.Condition]:
    """The condition of each column, kept."""
    found: list[ir.Condition] = []
    by = None if table.columns_by is None else placed(context, table.columns_by)
    for column in table.columns:
        if isinstance(column, n.Path):
            head = ir.Truth(True) if column.text in _ALWAYS else condition(context, column)
        else:
            head = ir.Truth(True) if by is None else _heads(context, by, column)
        context.keep(column, head)
        found.append(head)
    return found


def _heads(context: Context, subject: Placed, bands: tuple[n.Band, ...]) -> ir.Condition:
    """`20 to 29`, `master, doctorate`: any of the bands."""
    parts = [_band(context, subject, band) for band in bands]
    if len(parts) < 2:
        return parts[0] if parts else NO_CONDITION  # a head that could not be read was reported
    if all(isinstance(part, ir.Among) for part in parts):
        indices = {index for part in parts if isinstance(part, ir.Among) for index in part.values}
        first = parts[0]
        assert isinstance(first, ir.Among)
        return ir.Among(first.item, tuple(sorted(indices)))
    return ir.Or(tuple(parts))


def _band(context: Context, subject: Placed, band: n.Band) -> ir.Condition:
    if band.low is None and band.high is None:
        return ir.Truth(True)
    found, place = subject
    match found:
        case Mistake():
            return NO_CONDITION
        case Held(code):
            return _yes_or_no(context, band, code, place.text)
        case Picked(choice=choice) if not choice.ordered and band.low != band.high:
            names = tuple(each.name for each in choice.values)
            context.report(NoOrder(band.span, place.text, names, band.span.text, context.place(found.name)))
            return NO_CONDITION
        case Amount() | Fixed() | Dated() | Picked():
            return _range(context, subject, band)
        case _:
            context.report(CellNotForSubject(band.span, band.span.text, place.text, words_for(found)))
            return NO_CONDITION


def _range(context: Context, subject: Placed, band: n.Band) -> ir.Condition:
    found, _ = subject
    low = None if band.low is None else (beside(context, found, band.low), band.low.span)
    if low is not None and band.low == band.high and not band.under:
        return compare(context, subject, n.Operator.IS, low, band.span)
    high = None if band.high is None else (beside(context, found, band.high), band.high.span)
    if low is None:
        assert high is not None
        operator = n.Operator.LESS_THAN if band.under else n.Operator.AT_MOST
        return compare(context, subject, operator, high, band.span)
    if high is None:
        operator = n.Operator.MORE_THAN if band.over else n.Operator.AT_LEAST
        return compare(context, subject, operator, low, band.span)
    return between(context, subject, low, high, band.under, band.span)


def _yes_or_no(context: Context, band: n.Band, code: ir.Condition, name: str) -> ir.Condition:
    if isinstance(band.low, n.Truth) and band.low == band.high:
        return code if band.low.value else ir.Not(code)
    context.report(CellNotForSubject(band.span, band.span.text, name, "yes or no", ("yes", "no")))
    return NO_CONDITION


def _thresholds(context: Context, written: n.Thresholds, values: Values) -> Bounds:
    columns = _limited(context, written)
    bounds: list[Bounds] = []
    with context.knowledge.aside():
        for row in written.rows:
            if not count(context, row.span, 1, len(row.cells)):
                break
            guard = _row(context, row, columns)
            context.keep(row, guard)
            gives = row.value if row.value is not None else written.value
            if gives is None:
                context.report(PointsNotWhole(row.span, row.span.text.strip(), ("+10 | …", "thresholds => +10 | …")))
            else:
                with context.knowledge.aside():
                    context.knowledge.assume(guard)
                    bounds.append(value(context, gives, values))
            context.knowledge.assume(guard, False)
        bounds.append(check_otherwise(context, written.otherwise, values))
    return combine(n.GroupPolicy.FIRST, bounds)


# What a cell of a column limits: its place in the row, and the subject (None for `and`) with the operator.
_Limit = tuple[int, Placed | None, n.Operator]


def _limited(context: Context, written: n.Thresholds) -> list[_Limit]:
    if written.member is None or written.limit is None:
        return [
            (at, None, n.Operator.IS) if column is None else (at, placed(context, column.subject), column.operator)
            for at, column in enumerate(written.columns)
        ]
    kind = written.member
    names = set_members(context, kind)
    headings = [name.text for name in written.members]
    for name in written.members:
        if names and name.text not in names:
            close = context.nearest(name.text, list(names))
            context.report(UnknownName(name.span, name.text, f"name in `{kind.text}`", close))
            return []
    missing = [name for name in names if name not in headings]
    if missing:
        reason = f"has no column for {', '.join(missing)} here"
        context.report(NotOverAKind(kind.span, kind.text, reason, (" | ".join(names),)))
        return []
    if context.member is None or context.member[0] != kind.text:
        if names:
            reason = f"is gone through only beneath `for each {kind.text}` or in a define `of each {kind.text}`"
            context.report(NotOverAKind(kind.span, kind.text, reason, (f"for each {kind.text}     above it",)))
        return []
    return [(headings.index(context.member[1]), placed(context, written.limit.subject), written.limit.operator)]


def _row(context: Context, row: n.ThresholdRow, columns: list[_Limit]) -> ir.Condition:
    """Every limit of the row that is not blank."""
    parts: list[ir.Condition] = []
    with context.knowledge.aside():
        for at, subject, operator in columns:
            cell = row.cells[at] if at < len(row.cells) else None
            if cell is None:
                continue
            if subject is None:
                part = condition(context, cell)
            else:
                limit = (beside(context, subject[0], cell), cell.span)
                part = compare(context, subject, operator, limit, cell.span)
            context.knowledge.assume(part)
            parts.append(part)
    return parts[0] if len(parts) == 1 else ir.And(tuple(parts)) if parts else ir.Truth(True)
