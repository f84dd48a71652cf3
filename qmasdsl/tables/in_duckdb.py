"""DuckDB as the engine of a batch: the query that `qmas compile --to sql` writes, run on each chunk.

Where a database is to score with that query, this is how to see beforehand that it says the same. Rows of which the
query finds something wrong are read singly, as in `scoring`, so that the reasons are the same too.
"""

from collections.abc import Mapping
from functools import cached_property

import polars as pl

from qmasdsl.codegen.sql import scoring_query
from qmasdsl.columns.inputs import range_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, YesNo
from qmasdsl.tables.expressions import width
from qmasdsl.tables.scoring import ColumnsDoNotFit, Scored, Scorer

_ROW = "qmas row"  # no fact is called so: names have no spaces


class DuckDb:
    """Rules made ready for tables of one schema, with a column for each that `qmas show --to columns` lists."""

    def __init__(self, ruleset: ir.Ruleset, schema: Mapping[str, pl.DataType], *, text: bool, awards: bool) -> None:
        """Raises `ColumnsDoNotFit`, also where facts stand in lists or in text, which polars alone puts apart."""
        self._scorer = Scorer(ruleset, schema, text=text, awards=awards)
        wanted = {column.name for column in self._scorer.sheet.columns}
        self._given = [name for name in schema if name in wanted]
        apart = [name for name in self._scorer.used if name not in wanted or isinstance(schema[name], pl.List)]
        if text or apart:
            what = "text" if text else f"a column `{apart[0]}`"
            needs = "in DuckDB each fact needs the columns that `qmas show RULES --to columns` lists"
            raise ColumnsDoNotFit((f"there is {what}, but {needs}", "without --engine duckdb it can be read"))

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        return self._scorer.schema

    @property
    def kept(self) -> tuple[str, ...]:
        return self._scorer.kept

    @cached_property
    def _query(self) -> str:
        return scoring_query(self._scorer.sheet, "duckdb", "applicants", keep=(_ROW,))

    def score(self, frame: pl.DataFrame) -> Scored:
        """A row of results for every row of `frame`, in its order."""
        import duckdb

        with duckdb.connect(":memory:", config={"threads": pl.thread_pool_size()}) as connection:
            connection.register("applicants", self._table(frame).to_arrow())
            found = pl.DataFrame(connection.sql(self._query).to_arrow_table())
        # A database gives rows in any order; each has its number.
        found = found.sort(_ROW)
        if found[_ROW].to_list() != list(range(frame.height)):
            raise AssertionError("a row was lost, or came twice")
        bad = found.to_series(-1).is_not_null()
        results = found.select(pl.col(name).cast(kind) for name, kind in self.schema.items())
        return self._scorer.read_singly(frame, results, bad) if bad.any() else Scored(results, ())

    def _table(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns of facts, those that the table is without empty."""
        coded = [name for name in self._given if isinstance(frame.schema[name], pl.Enum | pl.Categorical)]
        texts = [pl.col(name).cast(pl.String) for name in coded]
        absent = [
            pl.lit(None, _kind(column.type, *range_of(column))).alias(column.name)
            for column in self._scorer.sheet.columns
            if column.name not in self._given
        ]
        return frame.select(self._given).with_columns(*texts, *absent).with_row_index(_ROW)


def _kind(type: object, low: int, high: int) -> pl.DataType:
    match type:
        case YesNo():
            return pl.Boolean()
        case Choice():
            return pl.String()
        case Date():
            return pl.Date()
        case Moment():
            return pl.Datetime("us", "UTC")
        case Numeric():
            return width(low, high)()
        case _:
            raise TypeError(type)
