"""Targets: what each says of applicants, by the names of the results of a sheet; None where it refuses to score."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from agreement.applicants import Applicant, as_cells, as_data
from agreement.sql import Sql
from engines import embedded, node
from engines.javascript import Failure
from qmasdsl.codegen.javascript import generate
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
            return pl.Decimal(30, places + 1)
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


def javascript(engine: str) -> Target:
    """The generated ES module, in `node` or in V8 within this process (`mini-racer`)."""
    opened = {"node": node.program, "mini-racer": embedded.program}[engine]

    def asked(ruleset: Ruleset, everybody: Sequence[Applicant]) -> list[Answer]:
        sheet = sheet_of(ruleset, awards=True)
        given = [_as_json(as_data(ruleset, applicant)) for applicant in everybody]
        with TemporaryDirectory() as folder:
            module = Path(folder, "rules.mjs")
            module.write_text(generate(ruleset)[0], "utf-8")
            with opened(module, "score") as program:
                said = program.ask(given)
        for one in said:
            assert not isinstance(one, Failure) or one.name == "FactsDoNotFit", one
        return [None if isinstance(one, Failure) else told_by_json(sheet, one) for one in said]

    return asked


def sql(dialect: str) -> Target:
    """The query over a table of applicants, in DuckDB or SQLite."""

    def asked(ruleset: Ruleset, everybody: Sequence[Applicant]) -> list[Answer]:
        with Sql(dialect) as database:
            found = database.scored(ruleset, table_of(ruleset, everybody), awards=True)
        return [None if one is None else dict(one) for one in found]

    return asked


def _as_json(value: Any) -> Any:
    """Fractions as JavaScript has them."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: _as_json(inner) for name, inner in value.items()}
        case list():
            return [_as_json(inner) for inner in value]
        case _:
            return value


# All that need no server.
TARGETS: dict[str, Target] = {
    "the Python module": python,
    "the sheet": columns,
    "Polars": polars,
    "SQLite": sql("sqlite"),
    "DuckDB": sql("duckdb"),
    "JavaScript in V8": javascript("mini-racer"),
    "JavaScript in node": javascript("node"),
}
