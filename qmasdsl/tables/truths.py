"""Truths: checks of a sheet, asked of a table of codes by themselves."""

from collections.abc import Sequence

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.tidy import tidied
from qmasdsl.columns.walk import Expression, nodes, steps
from qmasdsl.tables.expressions import Cells, Expressions, bits_of


class Truths:
    """Some checks of a sheet. `columns` are those that must be in a table of codes, null where nothing is given."""

    def __init__(self, sheet: c.Sheet, checks: Sequence[c.Check]) -> None:
        read = {check.column for check in checks} | {name for check in checks for name in cells_of(sheet, check.broken)}
        columns = tuple(column for column in sheet.columns if column.name in read)
        self._sheet = tidied(c.Sheet(columns, sheet.works, tuple(checks), ()))
        # Names of ours, so that no fact is called like a column that is worked out.
        self._places = {column.name: f"c{at}" for at, column in enumerate(columns)}

    @property
    def checks(self) -> tuple[c.Check, ...]:
        return self._sheet.checks

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self._places)

    def broken(self, codes: pl.DataFrame) -> list[pl.Series]:
        """For each check, in which rows it is broken."""
        if not self._sheet.checks:
            return []
        codes = codes.select(self.columns)
        nulls = codes.null_count().row(0, named=True)
        full = frozenset(name for name, many in nulls.items() if not many)
        bits = {self._places[name]: bits_of(kind) for name, kind in codes.schema.items()}
        made = Expressions(self._sheet, Cells(self._places, {}, full, frozenset()), bits)
        found = codes.rename(self._places).lazy()
        for step in steps(self._sheet):
            found = found.with_columns([made.work(work) for work in step])
        columns = [made.truth(check.broken).alias(f"b{at}") for at, check in enumerate(self._sheet.checks)]
        return found.with_columns(columns).select(f"b{at}" for at in range(len(columns))).collect().get_columns()


def cells_of(sheet: c.Sheet, root: Expression) -> list[str]:
    """The columns that an expression reads, also through what is worked out, in the order of the sheet."""
    works = {work.name: work.value for work in sheet.works}
    found: set[str] = set()
    seen: set[str] = set()
    waiting: list[Expression] = [root]
    while waiting:
        for node in nodes(waiting.pop()):
            match node:
                case c.Cell(name) | c.CellHolds(name):
                    found.add(name)
                case c.Worked(name) | c.WorkedHolds(name) if name not in seen:
                    seen.add(name)
                    waiting.append(works[name])
                case _:
                    pass
    return [column.name for column in sheet.columns if column.name in found]
