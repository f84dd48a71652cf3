"""Engines: what scores the chunks of a batch. A new one is a class of this shape and a line in `engine`."""

from collections.abc import Mapping
from typing import Protocol

import polars as pl

from qmasdsl.ir import nodes as ir
from qmasdsl.tables.scoring import ColumnsDoNotFit, Scored, Scorer

ENGINES = ("polars", "duckdb")


class Engine(Protocol):
    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The result columns and their types, in order."""

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns of the table that are no facts."""

    def score(self, frame: pl.DataFrame) -> Scored:
        """A row of results for every row of `frame`, in its order."""


def engine(
    name: str, ruleset: ir.Ruleset, schema: Mapping[str, pl.DataType], *, text: bool, awards: bool
) -> Engine:
    """The engine `name` for tables of one schema. Raises ColumnsDoNotFit."""
    if name == "duckdb":
        from qmasdsl.tables.in_duckdb import DuckDb

        return DuckDb(ruleset, schema, text=text, awards=awards)
    if name != "polars":
        raise ValueError(name)
    return Scorer(ruleset, schema, text=text, awards=awards)


__all__ = ["ENGINES", "ColumnsDoNotFit", "Engine", "Scored", "engine"]
