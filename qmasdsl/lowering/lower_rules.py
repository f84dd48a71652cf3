"""Rules, tables and thresholds as the IR has them: choices of rules with a guard, a value and a key.

A cell becomes a rule whose guard is its row's head and its column's; `for each` becomes one part a member. Nothing
is decided here: every condition and value was found by `check`.
"""

from typing import assert_never

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Form, Numeric, Type
from qmasdsl.lowering.context import Types
from qmasdsl.lowering.keys import (
    Keys,
    cell_words,
    member_row_words,
    otherwise_words,
    row_words,
    rule_words,
)
from qmasdsl.lowering.terms import LARGEST_TOTAL
from qmasdsl.lowering.values import encoded
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer_tables import bands_text

POINTS = Numeric(Form.WHOLE, -LARGEST_TOTAL, LARGEST_TOTAL)
_POLICIES = {
    n.GroupPolicy.ONLY_ONE: ir.Policy.ONLY_ONE,
    n.GroupPolicy.FIRST: ir.Policy.FIRST,
    n.GroupPolicy.HIGHEST: ir.Policy.HIGHEST,
    n.GroupPolicy.ALL: ir.Policy.ALL,
}
_ALWAYS = ir.Truth(True)


@frozen
class Site:
    """Whose rules these are: `owner` begins their keys, `type` encodes their values."""

    types: Types
    keys: Keys
    owner: str
    type: Type = POINTS
    member: str = ""
    named: bool = True  # rules for a member say so; a define's own name says it already

    @property
    def shown(self) -> str:
        return self.member if self.named else ""

    def value(self, expr: n.Expr) -> ir.Number:
        return encoded(self.types.term(expr, self.member), self.type)


def parts(site: Site, part: n.Part) -> tuple[ir.Rule | ir.Choose, ...]:
    """A part of a factor; several where it is `for each`."""
    match part:
        case n.ForEach(kind, inner):
            found: list[ir.Rule | ir.Choose] = []
            for member in site.types.sets[kind.text]:
                found += parts(Site(site.types, site.keys, site.owner, site.type, member), inner)
            return tuple(found)
        case n.Rule():
            return (_rule(site, part),)
        case n.Group() | n.Table() | n.Thresholds():
            return (choose(site, part),)
    assert_never(part)


def choose(site: Site, part: n.Group | n.Table | n.Thresholds) -> ir.Choose:
    match part:
        case n.Group(policy, items):
            found = tuple(_rule(site, item) if isinstance(item, n.Rule) else choose(site, item) for item in items)
            otherwise = _otherwise(site, part.otherwise)
            return ir.Choose(_POLICIES[policy], found, otherwise, ir.Layout.GROUP, span=part.span)
        case n.Table():
            otherwise = _otherwise(site, part.otherwise)
            return ir.Choose(_POLICIES[part.policy], _cells(site, part), otherwise, ir.Layout.TABLE, span=part.span)
        case n.Thresholds():
            otherwise = _otherwise(site, part.otherwise)
            return ir.Choose(ir.Policy.FIRST, _rows(site, part), otherwise, ir.Layout.THRESHOLDS, span=part.span)
    assert_never(part)


def both(*conditions: ir.Condition) -> ir.Condition:
    """All of the conditions, without those that always hold."""
    real = tuple(each for each in conditions if each != _ALWAYS)
    return real[0] if len(real) == 1 else ir.And(real) if real else _ALWAYS


def _rule(site: Site, rule: n.Rule) -> ir.Rule:
    text = rule_words(rule, site.shown)
    return ir.Rule(
        site.types.condition(rule, site.member),
        site.value(rule.value),
        site.keys.new(site.owner, text),
        text,
        "" if rule.label is None else rule.label.text,
        "" if rule.cite is None else rule.cite.text,
        span=rule.span,
    )


def _otherwise(site: Site, otherwise: n.Otherwise | None) -> ir.Rule | None:
    if otherwise is None:
        return None
    text = otherwise_words(site.shown)
    return ir.Rule(
        _ALWAYS,
        site.value(otherwise.value),
        site.keys.new(site.owner, text),
        text,
        "" if otherwise.label is None else otherwise.label.text,
        "" if otherwise.cite is None else otherwise.cite.text,
        span=otherwise.span,
    )


def _cells(site: Site, table: n.Table) -> tuple[ir.Rule, ...]:
    columns = [
        (column.text if isinstance(column, n.Path) else bands_text(column), site.types.condition(column, site.member))
        for column in table.columns
    ]
    found: list[ir.Rule] = []
    for row in table.rows:
        head, guard = bands_text(row.head), site.types.condition(row, site.member)
        for (title, column), cell in zip(columns, row.cells, strict=False):
            text = cell_words(head, title, site.shown)
            key = site.keys.new(site.owner, text)
            found.append(ir.Rule(both(guard, column), site.value(cell), key, text, span=cell.span))
    return tuple(found)


def _rows(site: Site, written: n.Thresholds) -> tuple[ir.Rule, ...]:
    at = -1
    if written.limit is not None:
        at = [name.text for name in written.members].index(site.member)
    found: list[ir.Rule] = []
    for row in written.rows:
        gives = row.value if row.value is not None else written.value
        assert gives is not None
        if written.limit is None:
            text = row_words(written.columns, row, site.shown)
        else:
            text = member_row_words(written.limit, row.cells[at], site.shown, row.span)
        found.append(
            ir.Rule(
                site.types.condition(row, site.member),
                site.value(gives),
                site.keys.new(site.owner, text),
                text,
                "" if row.label is None else row.label.text,
                span=row.span,
            )
        )
    return tuple(found)
