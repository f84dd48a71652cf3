"""Encoding a table: every column into codes, and what can be said of a whole column.

Of a column every row of which fits, nothing is asked row by row afterwards: a look at its least, its greatest and
its nulls is all that checking it costs.
"""

from collections.abc import Mapping

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.classes import classes
from qmasdsl.ir.words import type_words
from qmasdsl.tables.decoding import Classes, Code, decoded
from qmasdsl.tables.expressions import Cells
from qmasdsl.tables.sources import ColumnsDoNotFit, Layout, Source

ODD = "odd"


class Encoder:
    """Puts tables of one layout into codes."""

    def __init__(self, sheet: c.Sheet, layout: Layout) -> None:
        """Raises `ColumnsDoNotFit` where a column holds what cannot be values of its fact."""
        self._columns = sheet.columns
        self._layout = layout
        # Names of ours, so that nothing in the table can be in their way.
        self._places = {column.name: f"c{at}" for at, column in enumerate(sheet.columns)}
        alike = classes(sheet)
        codes = {one.name: _code(one, layout.sources[one.name], alike.get(one.name, ())) for one in sheet.columns}
        if problems := tuple(code for code in codes.values() if isinstance(code, str)):
            raise ColumnsDoNotFit(problems)
        self._codes = {name: code for name, code in codes.items() if isinstance(code, Code)}

    def encode(self, frame: pl.DataFrame) -> tuple[Cells, pl.DataFrame]:
        """What is known of the columns, and a table of codes in the order of `frame`; its column `odd`, where there is
        one, marks rows that are to be read singly whatever else is true of them."""
        found = frame.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
            *(code.codes.alias(self._places[name]) for name, code in self._codes.items()),
            *([pl.any_horizontal(self._layout.odd).alias(ODD)] if self._layout.odd else []),
        )
        found = found.with_columns(self._confined(found))
        nulls = found.null_count().row(0, named=True)
        full = frozenset(name for name, place in self._places.items() if not nulls[place])
        some = {name: len(found) - nulls[place] for name, place in self._places.items() if name not in full}
        apart = self._given_apart(frame, some)
        empty = frozenset(name for name, codes in some.items() if not codes and name not in apart)
        given = {name: f"g{self._places[name]}" for name in apart}
        found = found.with_columns(apart[name].alias(place) for name, place in given.items())
        return Cells(self._places, given, full, empty), found

    def _confined(self, found: pl.DataFrame) -> list[pl.Expr]:
        """The codes of columns that hold anything outside their domain, without it."""
        bounded = {self._places[name]: code for name, code in self._codes.items() if code.least is not None}
        ends = [pl.col(place).min().alias(f"{place} low") for place in bounded]
        ends += [pl.col(place).max().alias(f"{place} high") for place in bounded]
        seen = found.select(ends).row(0, named=True) if ends else {}
        left = []
        for place, code in bounded.items():
            assert code.least is not None
            assert code.greatest is not None
            low, high = seen[f"{place} low"], seen[f"{place} high"]
            inside = low is None or (code.least <= low and high <= code.greatest)
            held = pl.col(place)
            if not inside:
                held = pl.when(held.is_between(code.least, code.greatest)).then(held)
            if code.step != 1:
                held = pl.when((held.cast(pl.Int64) - code.least) % code.step == 0).then(held)
            left += [held.alias(place)] if not inside or code.step != 1 else []
        return left

    def _given_apart(self, frame: pl.DataFrame, codes: Mapping[str, int]) -> dict[str, pl.Series]:
        """For columns of which not every row has a code (`codes`: how many have): whether anything was given, where
        that is more than the codes say."""
        if not codes:
            return {}
        asked = frame.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
            *(self._layout.sources[name].given.alias(self._places[name]) for name in codes),
        )
        given = {name: asked[self._places[name]] for name in codes}
        return {name: there for name, there in given.items() if there.sum() != codes[name]}


def _code(column: c.Column, source: Source, alike: Classes) -> Code | str:
    code = decoded(column.type, source.values, source.held, text=source.text, classes=alike)
    if code is not None:
        return code
    label = f" ({column.label})" if column.label else ""
    return f"the column `{column.name}`{label} holds {_held_words(source.held)}, but it is {type_words(column.type)}"


def _held_words(held: pl.DataType) -> str:
    """What a column holds, in the words of somebody who has a table."""
    if held.is_float() or isinstance(held, pl.Decimal):
        return "numbers with decimals"
    if held.is_integer():
        return "whole numbers"
    if held == pl.Boolean:
        return "yes/no"
    if isinstance(held, pl.Datetime):
        return "dates with a time" if held.time_zone else "dates with a time that do not say in which time zone"
    if held == pl.Date:
        return "dates"
    if held.is_nested():
        return "lists or groups"
    return "text" if held == pl.String else f"values of the type {held}"
