"""Targets: what each says of applicants, by the names of the results of a sheet; None where it refuses to score."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from agreement.applicants import Applicant, as_cells, as_data
from qmasdsl.columns import nodes as c
from qmasdsl.columns.evaluate import evaluate
from qmasdsl.columns.inputs import columns_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.rows import row_of
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import FactsDoNotFit, Style, missing, read_facts
from qmasdsl.interpreter.trace import as_json
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, YesNo
from qmasdsl.ir.walk import index
from qmasdsl.tables.scoring import Scorer
from qmasdsl.testing.python_facts import as_python
from unit.generated_modules import module_of

Answer = dict[str, int | bool | None] | None
Target = Callable[[Ruleset, Sequence[Applicant]], list[Answer]]


def interpreter(ruleset: Ruleset, everybody: Sequence[Applicant]) -> list[Answer]:
    """The definition."""
    sheet = sheet_of(ruleset, awards=True)
    found: list[Answer] = []
    for applicant in everybody:
        try:
            facts = read_facts(ruleset, as_data(ruleset, applicant), Style.DATA)
        except FactsDoNotFit:
            found.append(None)
        else:
            whole = not missing(ruleset, facts)
            found.append(told_by_json(sheet, as_json(score(ruleset, facts))) if whole else None)
    return found


def python(ruleset: Ruleset, everybody: Sequence[Applicant]) -> list[Answer]:
    """The generated module."""
    sheet, module = sheet_of(ruleset, awards=True), module_of(ruleset)
    found: list[Answer] = []
    for applicant in everybody:
        try:
            found.append(told_by_json(sheet, module.score(_as_python(ruleset, applicant)).as_json()))
        except module.FactsDoNotFit:
            found.append(None)
    return found


def columns(ruleset: Ruleset, everybody: Sequence[Applicant]) -> list[Answer]:
    """The sheet that all targets but Python are made from, evaluated row by row."""
    sheet = sheet_of(ruleset, awards=True)
    found: list[Answer] = []
    for applicant in everybody:
        row: dict[str, int | None] = {**row_of(ruleset, applicant.person)}
        row |= dict.fromkeys(applicant.odd)
        broken, results = evaluate(sheet, row)
        found.append(None if broken else dict(results))
    return found


def polars(ruleset: Ruleset, everybody: Sequence[Applicant]) -> list[Answer]:
    """Tables."""
    frame = table_of(ruleset, everybody)
    scored = Scorer(ruleset, frame.schema, awards=True).score(frame)
    rejected = {one.row for one in scored.rejected}
    rows = scored.results.iter_rows(named=True)
    return [None if at in rejected else row for at, row in enumerate(rows)]


def table_of(ruleset: Ruleset, everybody: Sequence[Applicant]) -> pl.DataFrame:
    """A wide table, typed."""
    rows = [as_cells(ruleset, applicant) for applicant in everybody]
    kinds: dict[str, pl.DataType] = {"row": pl.Int64()}
    for fact in ruleset.facts:
        for column in columns_of(fact):
            kinds[column.name] = _kind(column)
    numbered = [{"row": at, **row} for at, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=kinds, orient="row")


def _kind(column: c.Column) -> pl.DataType:
    match column.type:
        case YesNo():
            return pl.Boolean()
        case Choice():
            return pl.String()
        case Date():
            return pl.Date()
        case Moment():
            return pl.Datetime("us", "UTC")
        case Numeric(places=0):
            return pl.Int64()
        case Numeric(places=places):
            return pl.Decimal(30, places)
    raise TypeError(column.type)


def told_by_json(sheet: c.Sheet, told: dict[str, Any]) -> dict[str, int | bool | None]:
    """What a result in its JSON form says, by the names of a sheet's results."""
    awards = {award["key"]: award["points"] for test in told["tests"].values() for award in test["awards"]}
    found: dict[str, int | bool | None] = {}
    for one in sheet.results:
        test, _, inner = one.path.partition(".")
        where: dict[c.Kind, Callable[[], Any]] = {
            c.Kind.ELIGIBLE: lambda: told["eligible"],
            c.Kind.REQUIREMENT: lambda one=one: told["requirements"][one.path],
            c.Kind.OUTCOME: lambda one=one: told["outcomes"][one.path],
            c.Kind.APPLIES: lambda one=one: told["tests"][one.path]["applies"],
            c.Kind.PASSES: lambda one=one: told["tests"][one.path]["passes"],
            c.Kind.TOTAL: lambda test=test: told["tests"][test]["total"],
            c.Kind.OWN_REQUIREMENT: lambda test=test, inner=inner: told["tests"][test]["requirements"][inner],
            c.Kind.SECTION: lambda test=test, inner=inner: told["tests"][test]["sections"][inner],
            c.Kind.FACTOR: lambda test=test, inner=inner: told["tests"][test]["factors"][inner],
            c.Kind.AWARD: lambda one=one: awards.get(one.path, 0),
        }
        found[one.name] = where[one.kind]()
    return found


def _as_python(ruleset: Ruleset, applicant: Applicant) -> dict[str, Any]:
    given: dict[str, Any] = as_python(ruleset, applicant.person)
    for name, value in applicant.odd.items():
        if name in given:
            given[name] = value
        else:
            fact = index(ruleset).facts[name]
            group, member = fact.member or (name, "")
            given[group] = {**given.get(group, {}), member: value} if fact.member else value
    return given


def as_text(ruleset: Ruleset, everybody: Sequence[Applicant]) -> str:
    """A line of JSON for each, as a service would send it."""
    rows = (as_data(ruleset, applicant) for applicant in everybody)
    return "\n".join(json.dumps(row, default=_number, ensure_ascii=False) for row in rows)


def _number(value: Any) -> float:
    assert isinstance(value, Decimal)
    return float(value)
