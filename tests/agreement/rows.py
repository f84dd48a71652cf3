"""Rows: drawn populations put to the targets that take tables, and to the generated Python module."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import polars as pl

from agreement.sql import Sql
from qmasdsl.columns import nodes as c
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir.nodes import Fact, Ruleset
from qmasdsl.ir.types import Records, Several
from qmasdsl.tables.people import key_of, typed
from qmasdsl.tables.population import Population
from qmasdsl.tables.scoring import Scorer
from unit.generated_modules import module_of

Row = dict[str, Any]
ENGINES = ("polars", "duckdb")
_POINTS = (c.Kind.ELIGIBLE, c.Kind.TOTAL, c.Kind.PASSES, c.Kind.FACTOR)


def rows_of(ruleset: Ruleset, people: int, seed: int) -> int:
    """How many rows were laid beside each other; AssertionError with the first that differs."""
    laid = 0
    module = module_of(ruleset)
    with Sql("duckdb") as duckdb:
        for codes in Population(ruleset, {}, seed).chunks(people):
            frame = typed(ruleset, codes.with_row_index(key_of(ruleset)))
            scored = Scorer(ruleset, frame.schema).score(frame)
            assert scored.rejected == (), scored.rejected[:3]
            names = [one.name for one in sheet_of(ruleset).results if one.kind in _POINTS]
            told = scored.results.select(names)
            in_duckdb = duckdb.results(ruleset, frame, names)
            assert in_duckdb.equals(told.cast(pl.Int64)), f"duckdb, {ruleset.name}, seed {seed}"
            for person, row in zip(_people(ruleset, frame), told.iter_rows(named=True), strict=True):
                assert said(ruleset, module.breakdown(person)) == row, person
            laid += frame.height
    return laid


def said(ruleset: Ruleset, breakdown: Sequence[Any]) -> Row:
    """What `breakdown` says, by the names of a sheet's results."""
    found: Row = {"eligible": breakdown[0]}
    for test, part in zip(ruleset.tests, breakdown[1:], strict=True):
        total, passes, factors = (None, False, ()) if part is None else part
        found |= {f"{test.name}.total": total, f"{test.name}.passes": passes}
        found |= {factor.name: points for factor, points in zip_longest(test.factors, factors)}
    return found


def _people(ruleset: Ruleset, frame: pl.DataFrame) -> Iterator[Row]:
    """Each row as a service would hand it to the module."""
    makers = [(fact.member or (fact.name, ""), _maker(fact)) for fact in ruleset.facts]
    for row in frame.iter_rows(named=True):
        person: Row = {}
        for (name, member), make in makers:
            value = make(row)
            if value is not None and member:
                person.setdefault(name, {})[member] = value
            elif value is not None:
                person[name] = value
        yield person


def _maker(fact: Fact) -> Callable[[Row], Any]:
    """A fact's value from the columns it stands in."""
    type, name = fact.type, fact.name
    if isinstance(type, Several):
        return lambda row: _held(row, name, type)
    if not isinstance(type, Records):
        return lambda row: _plain(row[name])

    def records(row: Row) -> Any:
        if row[name] is None:
            return None
        return [
            {
                field.name: _held(row, f"{name}.{at}.{field.name}", field.type)
                if isinstance(field.type, Several)
                else _plain(row[f"{name}.{at}.{field.name}"])
                for field in type.fields
            }
            for at in range(1, row[name] + 1)
        ]

    return records


def _held(row: Row, name: str, type: Several) -> frozenset[str] | None:
    cells = {value.name: row[f"{name}.{value.name}"] for value in type.values}
    return None if None in cells.values() else frozenset(value for value, held in cells.items() if held)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    return value

