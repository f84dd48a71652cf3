"""Scoring a table: every row that plainly fits in columns, the others one by one.

The checks of the sheet find the rows that are not to be scored as they stand. Those are read singly: they are
rejected with the reader's reasons, or scored by the interpreter. Rows come out in the order in which they came in.
"""

from collections.abc import Mapping

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.known import settled
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.told import told
from qmasdsl.columns.walk import steps
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.evaluate import score
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.tables.encoding import ODD, Encoder
from qmasdsl.tables.expressions import Cells, Expressions, bits_of, width
from qmasdsl.tables.single import facts_of
from qmasdsl.tables.sources import ColumnsDoNotFit, Schema, counted_in, layout_of

__all__ = ["ColumnsDoNotFit", "Rejected", "Scored", "Scorer"]

_BAD = "bad"


@frozen
class Rejected:
    """A row that was not scored, counted from 0, and everything that is wrong with it, in sentences."""

    row: int
    why: tuple[str, ...]


@frozen
class Scored:
    """`results` has a row for each row of the table, in its order, null in all columns of those that were rejected.
    Points are whole numbers as narrow as they can be, verdicts are booleans; null is what a test that does not apply
    has for points."""

    results: pl.DataFrame
    rejected: tuple[Rejected, ...]


class Scorer:
    """Rules made ready for tables of one schema."""

    def __init__(self, ruleset: ir.Ruleset, schema: Schema, *, text: bool = False, awards: bool = False) -> None:
        """`text`: all columns are text, as people type it and CSV has it. `awards`: also what each rule gives.
        Raises `ColumnsDoNotFit`."""
        self._names = index(ruleset)
        self._text = text
        self._sheet = sheet_of(ruleset, counted=counted_in(self._names, schema), awards=awards)
        self._layout = layout_of(self._names, self._sheet, schema, text=text)
        self._encoder = Encoder(self._sheet, self._layout)
        self._plans: dict[tuple[object, ...], _Plan] = {}

    @property
    def results(self) -> tuple[c.Result, ...]:
        """The result columns."""
        return self._sheet.results

    @property
    def sheet(self) -> c.Sheet:
        """The rules as a sheet, for tables of this schema."""
        return self._sheet

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The types of the result columns."""
        return {one.name: _kind(one) for one in self._sheet.results}

    @property
    def used(self) -> tuple[str, ...]:
        """The columns of the table that hold facts."""
        return self._layout.used

    @property
    def kept(self) -> tuple[str, ...]:
        """The other columns."""
        return self._layout.kept

    def score(self, frame: pl.DataFrame) -> Scored:
        """The results of every row, and the rows that were rejected."""
        cells, codes = self._encoder.encode(frame)
        found = self._plan(cells, codes).run(codes)
        bad = found.drop_in_place(_BAD)
        found.columns = [one.name for one in self._sheet.results]
        if not bad.any():
            return Scored(found, ())
        return self.read_singly(frame, found, bad)

    def _plan(self, cells: Cells, codes: pl.DataFrame) -> "_Plan":
        bits = {place: bits_of(kind) for place, kind in codes.schema.items()}
        key = (cells.full, cells.empty, tuple(cells.given), tuple(bits.items()))
        if key not in self._plans:
            self._plans[key] = _Plan(self._sheet, cells, bits)
        return self._plans[key]

    def read_singly(self, frame: pl.DataFrame, found: pl.DataFrame, bad: pl.Series) -> Scored:
        """The results `found`, with those of the rows that are `bad` read singly and put into their places."""
        rejected: list[Rejected] = []
        single: list[dict[str, object]] = []
        rows = bad.arg_true()
        for at, row in zip(rows, frame.select(self._layout.used)[rows].iter_rows(named=True), strict=True):
            facts = facts_of(self._names, row, text=self._text)
            if isinstance(facts, tuple):
                rejected.append(Rejected(at, facts))
                single.append(dict.fromkeys(self.schema))
            else:
                single.append(dict(told(self._sheet, score(self._names.ruleset, facts))))
        mended = pl.DataFrame(single, schema=dict(self.schema))
        whole = found.with_columns(found[one.name].scatter(rows, one) for one in mended)
        return Scored(whole, tuple(rejected))


class _Plan:
    """A sheet made ready for tables of which the same is known."""

    def __init__(self, sheet: c.Sheet, cells: Cells, bits: Mapping[str, int]) -> None:
        plain = [column.name for column in sheet.columns if column.name not in cells.given]
        sheet = settled(sheet, full=cells.full, empty=cells.empty, plain=plain)
        made = Expressions(sheet, cells, bits)
        self._steps = [[made.work(work) for work in step] for step in steps(sheet)]
        (check,) = sheet.checks
        broken = made.truth(check.broken)
        self._bad = broken | pl.col(ODD) if ODD in bits else broken
        self._results = [_result(made, one).alias(f"r{at}") for at, one in enumerate(sheet.results)]

    def run(self, codes: pl.DataFrame) -> pl.DataFrame:
        """The results in their order, under names of ours, and the column `bad`."""
        found = codes.lazy()
        for step in self._steps:
            found = found.with_columns(step)
        # With columns, not a select: what is the same for all rows is then as long as the table.
        found = found.with_columns(*self._results, self._bad.alias(_BAD))
        return found.select(*(f"r{at}" for at in range(len(self._results))), _BAD).collect()


def _result(made: Expressions, one: c.Result) -> pl.Expr:
    value = made.result(one.value, one.least, one.greatest)
    if one.present is None or one.present == c.Sure(True):
        return value
    return pl.when(made.truth(one.present)).then(value)


def _kind(one: c.Result) -> pl.DataType:
    return width(one.least, one.greatest)() if isinstance(one.value, c.Whole) else pl.Boolean()

