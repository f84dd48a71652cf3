"""Reasons: what `problem` and `reasons` say of a row, in the words of the rules."""

from collections.abc import Sequence

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import Dialect
from qmasdsl.codegen.sql.expressions import Expressions
from qmasdsl.codegen.sql.making import binary, case, number
from qmasdsl.columns import nodes as c
from qmasdsl.columns.making import every, negated
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import rules

BETWEEN = "; "


@frozen
class Reason:
    """Something that is said where it holds. With `points` the number is said between the two texts."""

    holds: c.Truth
    before: str
    points: c.Whole | None = None
    after: str = ""


def reasons_of(ruleset: ir.Ruleset, sheet: c.Sheet) -> tuple[Reason, ...]:
    """Every requirement, said where it is not met, those of the scheme first, those of a test where it applies; then
    every rule that gives points, said where it does. `sheet` has awards."""
    applies = {one.path: one.value for one in sheet.results if one.kind is c.Kind.APPLIES}
    named = {
        rule.key: (factor.name, rule.label or rule.text or factor.label)
        for test in ruleset.tests
        for factor in test.factors
        for part in factor.parts
        for rule in rules(part)
    }
    found: list[Reason] = []
    for one in sheet.results:
        if one.kind in (c.Kind.REQUIREMENT, c.Kind.OWN_REQUIREMENT):
            assert isinstance(one.value, c.Truth)
            own = applies[one.path.partition(".")[0]] if one.kind is c.Kind.OWN_REQUIREMENT else c.Sure(True)
            assert isinstance(own, c.Truth)
            found.append(Reason(every([own, negated(one.value)]), f"{one.path} not met"))
    for one in sheet.results:
        if one.kind is c.Kind.AWARD and (one.least or one.greatest):
            assert isinstance(one.value, c.Whole)
            factor, label = named[one.path]
            gives = c.Compare(one.value, c.Comparison.IS_NOT, c.Fixed(0))
            found.append(Reason(gives, f"{factor} ", one.value, f" ({label})" if label else ""))
    return tuple(found)


class Telling:
    """Prints reasons as one text; each begins with `BETWEEN`, which is cut off the whole at last."""

    def __init__(self, dialect: Dialect, sheet: c.Sheet) -> None:
        self._dialect = dialect
        self._works = {work.name: work.value for work in sheet.works}

    def texts(self, reasons: Sequence[Reason], expressions: Expressions) -> exp.Expr:
        return self._dialect.joined([self._text(reason, expressions) for reason in reasons])

    def _text(self, reason: Reason, expressions: Expressions) -> exp.Expr:
        text, nothing = self._dialect.text, self._dialect.text("")
        holds = expressions.truth(reason.holds)
        if reason.points is None:
            return case((holds, text(f"{BETWEEN}{reason.before}")), otherwise=nothing)
        only = self._only(reason.points)
        if only is not None:
            return case((holds, text(f"{BETWEEN}{reason.before}{only:+}{reason.after}")), otherwise=nothing)
        more = binary(exp.GT, expressions.whole(reason.points), number(0))
        plus = case((more, text("+")), otherwise=nothing)
        digits = self._dialect.digits(expressions.whole(reason.points))
        said = [text(f"{BETWEEN}{reason.before}"), plus, digits, *([text(reason.after)] if reason.after else [])]
        return case((holds, self._dialect.joined(said)), otherwise=nothing)

    def _only(self, points: c.Whole) -> int | None:
        """The only number other than 0 that `points` can be, if there is only one."""
        match self._works.get(points.name) if isinstance(points, c.Worked) else points:
            case c.Choice(((_, c.Fixed(only)),), c.Fixed(0)):
                return only
            case _:
                return None
