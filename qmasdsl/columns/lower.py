"""Lower: a rule set as a sheet.

Each thing that has a name in the rules is worked out in one column, in an order in which each reads only those
before it. The interpreter is the definition of what is made here; the tests lay every sheet beside it.
"""

from collections.abc import Collection, Iterator
from typing import assert_never

from qmasdsl.columns import nodes as c
from qmasdsl.columns.checks import checks_of
from qmasdsl.columns.choices import Parts
from qmasdsl.columns.expressions import Expressions
from qmasdsl.columns.inputs import column_of_day, columns_of
from qmasdsl.columns.making import added, chosen, every, greatest, least
from qmasdsl.columns.results import results_of
from qmasdsl.columns.tidy import tidied
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, Reference, index


class TooLarge(ValueError):
    """Some number of the rules could grow beyond what every engine holds exactly (2 ** 53)."""


def sheet_of(ruleset: ir.Ruleset, *, counted: Collection[str] = (), awards: bool = False) -> c.Sheet:
    """`ruleset` as a sheet. Of the facts in `counted`, which are `years since` a day, that day is given instead.
    With `awards` there is a result for every rule: the points it gives, 0 where it gives none.

    Raises `TooLarge`.
    """
    names = index(ruleset)
    columns: list[c.Column] = []
    for fact in ruleset.facts:
        day = column_of_day(names, fact) if fact.name in counted else None
        columns += columns_of(fact) if day is None else [day]
    work = _Lowering(names, tuple({column.name: column for column in columns}.values()))
    for fact in ruleset.facts:
        if fact.name in counted:
            work.count_years(fact)
    checks = checks_of(work, counted)
    results = results_of(work, work.awarded() if awards else ())
    sheet = tidied(c.Sheet(work.columns, tuple(work.works), checks, results))
    for one in sheet.works:
        if max(abs(one.least), abs(one.greatest)) > 2**53:
            raise TooLarge(f"{one.about} can grow to {max(abs(one.least), abs(one.greatest)):,}")
    return sheet


class _Lowering(Expressions):
    """Works out columns, each when it is first asked for."""

    def __init__(self, names: Index, columns: tuple[c.Column, ...]) -> None:
        super().__init__(names, columns)
        self.parts = Parts(self)

    def awarded(self) -> Iterator[tuple[ir.Rule, c.Whole]]:
        """The points that each rule of the tests gives, before caps; 0 where it gives none."""
        for factor in self.index.factors.values():
            applies = every(self.holds(gate) for gate in self.index.gates(factor.name))
            for step in (step for part in factor.parts for step in self.parts.steps(part)):
                points = chosen([(every([applies, step.counts]), step.worth)], c.Fixed(0))
                yield step.rule, self.named(points, f"award: {step.rule.key}")

    def work_out(self, name: Reference) -> c.Whole | c.Truth:
        match name:
            case ir.DefineValue(define) | ir.DefineHolds(define):
                body = self.index.defines[define].body
                if isinstance(body, ir.Choose):
                    found = self.parts.part(body).counted
                    as_truth = isinstance(name, ir.DefineHolds)
                    return c.Compare(found, c.Comparison.IS_NOT, c.Fixed(0)) if as_truth else found
                return self.number(body) if isinstance(body, ir.Number) else self.holds(body)
            case ir.Score(path):
                return self._points(path)
            case ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return every(self.holds(condition) for condition in self.index.conjuncts(name))
            case _:
                assert_never(name)

    def _points(self, path: str) -> c.Whole:
        applies = every(self.holds(gate) for gate in self.index.gates(path))
        return chosen([(applies, self._before_gates(path))], c.Fixed(0))

    def _before_gates(self, path: str) -> c.Whole:
        factor = self.index.factors.get(path)
        if factor is not None:
            return self._capped(added((1, self.parts.part(part).counted) for part in factor.parts), factor.cap)
        above = self.index.sections.get(path) or self.index.test_of(path)
        if isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            worth = chosen([(self.holds(above.mark.condition), c.Fixed(above.mark.worth))], c.Fixed(0))
            return self._capped(worth, above.cap)
        inside = [self.number(ir.Score(name)) for name in self.index.inside(path)]
        highest = isinstance(above, ir.Section) and above.highest and inside
        return self._capped(greatest(inside) if highest else added((1, one) for one in inside), above.cap)

    def _capped(self, before: c.Whole, limits: tuple[ir.Limit, ...]) -> c.Whole:
        """`before`, cut at the first limit that holds, if any does."""
        if not limits:
            return before
        before = self.named(before, "points before the cap")
        whens = [c.Sure(True) if limit.when is None else self.holds(limit.when) for limit in limits]
        cut = [least([before, c.Fixed(limit.points)]) for limit in limits]
        return chosen(list(zip(whens, cut, strict=True)), before)
