"""Columns: what a sheet has, as columns of the steps of a statement.

    g3   something stands in the given column number 3          v3   its encoded value, NULL where it does not fit
    x3   what stands there, n3 what is worked out of it first   f3   it fits
    c3   its encoded value, or what is read where there is none
    w17  a column that is worked out, by the name that the sheet has for it
    p    the number of the first check that is broken, 0 where none is; p1 the same of some checks, b1 whether any is
    r1   reasons, one after the other
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import NARROW, Dialect
from qmasdsl.codegen.sql.expressions import Expressions, cell, has_fit, is_given
from qmasdsl.codegen.sql.making import binary, case, given, number
from qmasdsl.codegen.sql.reasons import Reason, Telling
from qmasdsl.codegen.sql.schedule import Item
from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.walk import Expression, nodes
from qmasdsl.ir.types import YesNo

BROKEN = "p"
_CHECKS = 48  # of one column
_REASONS = 24

Raw = Callable[[str], exp.Expr]  # what stands in a column of the table


class Columns:
    """The columns of the steps of a statement."""

    def __init__(
        self, sheet: c.Sheet, dialect: Dialect, raw: Raw, reasons: Sequence[Reason], lacks: Collection[str] = ()
    ) -> None:
        """The table has no columns for those of `lacks`: nothing is given in them."""
        self.numbers = {column.name: at for at, column in enumerate(sheet.columns, 1)}
        self._sheet = sheet
        self._dialect = dialect
        self._raw = raw
        self._reasons = reasons
        self._lacks = frozenset(lacks)
        self._telling = Telling(dialect, sheet)
        self.texts = [f"r{at}" for at in range(1, -(-len(reasons) // _REASONS) + 1)]

    def items(self) -> Iterator[Item]:
        """Those of the given columns, then those that are worked out, each after what it reads."""
        for column in self._sheet.columns:
            yield from self._decoded(column)
        for column in self._sheet.columns:
            yield from self._read(column)
        for work in self._sheet.works:
            yield Item(work.name, self.reads(work.value), _value(work.value), work.about)

    def early(self) -> Iterator[Item]:
        """Those that may be worked out as soon as what they read has been."""
        yield from self._broken()
        for at, name in enumerate(self.texts):
            some = self._reasons[at * _REASONS : (at + 1) * _REASONS]
            read = [node for one in some for node in (one.holds, one.points) if node is not None]
            yield Item(name, self.reads(*read), _told(self._telling, some), "reasons")

    def reads(self, *roots: Expression) -> frozenset[str]:
        """The columns that expressions of the sheet read."""
        found: set[str] = set()
        for node in nodes(*roots):
            match node:
                case c.Cell(name) | c.CellHolds(name):
                    found.add(cell(self.numbers[name]))
                case c.Given(name):
                    found.add(is_given(self.numbers[name]))
                case c.Fits(name):
                    found.add(has_fit(self.numbers[name]))
                case c.Worked(name) | c.WorkedHolds(name):
                    found.add(name)
                case _:
                    pass
        return frozenset(found)

    # ---- given columns ---------------------------------------------------------------------------------

    def _decoded(self, column: c.Column) -> Iterator[Item]:
        at, dialect, type = self.numbers[column.name], self._dialect, column.type
        if column.name in self._lacks:
            yield Item(is_given(at), frozenset(), lambda say: say.value(c.Sure(False)), raw=True)
            return

        def raw() -> exp.Expr:
            return self._raw(column.name)

        def stands_there(say: Expressions) -> exp.Expr:
            return say.as_value(given(raw()))

        def decoded(_: Expressions) -> exp.Expr:
            return dialect.decoded(type, raw, raw)

        def decoded_later(say: Expressions) -> exp.Expr:
            return dialect.decoded(type, lambda: say.column(f"x{at}"), lambda: say.column(f"n{at}"))

        def prepared(_: Expressions) -> exp.Expr:
            made = dialect.prepared(type, raw)
            assert made is not None
            return made

        yield Item(is_given(at), frozenset(), stands_there, f"{column.name} is given", raw=True)
        if dialect.prepared(type, raw) is None:
            yield Item(f"v{at}", frozenset(), decoded, column.name, raw=True)
            return
        yield Item(f"x{at}", frozenset(), lambda _: raw(), raw=True)
        yield Item(f"n{at}", frozenset(), prepared, raw=True)
        yield Item(f"v{at}", frozenset((f"x{at}", f"n{at}")), decoded_later, column.name)

    def _read(self, column: c.Column) -> Iterator[Item]:
        at = self.numbers[column.name]
        decoded = f"v{at}"
        low, high = range_of(column)

        def fits(say: Expressions) -> exp.Expr:
            return say.as_value(given(say.column(decoded)))

        def read(say: Expressions) -> exp.Expr:
            return exp.Coalesce(this=say.column(decoded), expressions=[nothing(say)])

        def nothing(say: Expressions) -> exp.Expr:
            if isinstance(column.type, YesNo):
                return say.value(c.Sure(bool(column.absent)))
            wide = max(abs(low), abs(high)) > NARROW
            return self._dialect.whole(number(column.absent), wide=True) if wide else number(column.absent)

        if column.name in self._lacks:
            yield Item(has_fit(at), frozenset(), lambda say: say.value(c.Sure(False)))
            yield Item(cell(at), frozenset(), nothing)
            return
        yield Item(has_fit(at), frozenset((decoded,)), fits, f"{column.name} fits")
        yield Item(cell(at), frozenset((decoded,)), read, f"{column.name}, as it is read")

    # ---- checks ----------------------------------------------------------------------------------------

    def _broken(self) -> Iterator[Item]:
        numbered = list(zip(count(1), self._sheet.checks))
        stretches = [numbered[at : at + _CHECKS] for at in range(0, len(numbered), _CHECKS)]
        names = [f"{BROKEN}{at}" for at in range(1, len(stretches) + 1)]
        for at, stretch in enumerate(stretches, 1):
            yield from self._stretch(at, stretch)

        def first(say: Expressions) -> exp.Expr:
            found = ((binary(exp.GT, say.column(name), number(0)), say.column(name)) for name in names)
            return case(*found, otherwise=number(0)) if names else number(0)

        yield Item(BROKEN, frozenset(names), first, "the first check that is broken")

    def _stretch(self, at: int, checks: Sequence[tuple[int, c.Check]]) -> Iterator[Item]:
        # Hardly ever is any of them broken, and engines of columns are quicker at `or` than at a long choice.
        some = c.Any(tuple(check.broken for _, check in checks))
        reads = self.reads(some)

        def first(say: Expressions) -> exp.Expr:
            found = case(*((say.truth(check.broken), number(which)) for which, check in checks))
            return case((say.holds(f"b{at}"), found), otherwise=number(0))

        yield Item(f"b{at}", reads, _value(some), "some of these checks are broken")
        yield Item(f"{BROKEN}{at}", reads | {f"b{at}"}, first, "the first of them")


def _value(node: c.Whole | c.Truth) -> Callable[[Expressions], exp.Expr]:
    return lambda say: say.value(node)


def _told(telling: Telling, some: Sequence[Reason]) -> Callable[[Expressions], exp.Expr]:
    return lambda say: telling.texts(some, say)
