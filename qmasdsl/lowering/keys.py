"""Keys and texts: the name an award goes by, for ever.

A key is the dotted name of the factor (or the name of the define), a slash, and the rule as `fmt` writes it:
`general.family/partner and partner_has_degree`, `general.age/20 to 29 | partner`. Labels, citations, points and lines
are no part of it, so that none of them can change it. Equal texts are told apart by a number, in reading order.
"""

from dataclasses import field

from qmasdsl.frozen import slotted
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text


@slotted
class Keys:
    """Hands out each key once."""

    taken: dict[str, int] = field(default_factory=dict)

    def new(self, owner: str, text: str) -> str:
        key = f"{owner}/{text}"
        times = self.taken.get(key, 0) + 1
        self.taken[key] = times
        return key if times == 1 else f"{key} ({times})"


def rule_words(rule: n.Rule, member: str) -> str:
    """The rule's condition; without one, what it counts: `for each 6 months of experience`."""
    each = ""
    if rule.each is not None:
        step = "" if rule.each.step is None else f"{expr_text(rule.each.step)} "
        each = f"for each {step}of {expr_text(rule.each.of)}"
    parts = ([] if rule.condition is None else [expr_text(rule.condition)]) + ([each] if each else [])
    return _of(", ".join(parts), member)


def cell_words(row: str, column: str, member: str) -> str:
    """`20 to 29 | partner`"""
    return _of(f"{row} | {column}", member)


def row_words(columns: tuple[n.LimitColumn | None, ...], row: n.ThresholdRow, member: str) -> str:
    """The limits of a row in words: `graduate_work at least 10 years and senior_work at least 5 years`."""
    limits: list[n.Expr] = []
    for column, cell in zip(columns, row.cells, strict=False):
        if cell is None:
            continue
        limits.append(
            cell if column is None else n.Compare(column.subject, column.operator, cell, span=row.span)
        )
    if not limits:
        return _of("any", member)
    return _of(expr_text(limits[0] if len(limits) == 1 else n.And(tuple(limits), span=row.span)), member)


def member_row_words(limit: n.LimitColumn, cell: n.Expr | None, member: str, span: Span) -> str:
    """The one limit of a row that is about `member`."""
    if cell is None:
        return _of("any", member)
    return _of(expr_text(n.Compare(limit.subject, limit.operator, cell, span=span)), member)


def otherwise_words(member: str) -> str:
    return _of("otherwise", member)


def _of(text: str, member: str) -> str:
    """Rules beneath `for each` say which name they are for."""
    return f"{text} ({member})" if member else text
