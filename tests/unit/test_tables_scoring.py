"""A table is scored as the interpreter scores each row of it, and what is not scored is rejected in its words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.columns.inputs import columns_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.rows import row_of
from qmasdsl.columns.told import told
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import FactsDoNotFit, Style, missing, read_facts
from qmasdsl.ir.nodes import Encoded, Ruleset
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Scalar, YesNo
from qmasdsl.ir.walk import index
from qmasdsl.ir.words import day_words, moment_words, months_words, number_words
from qmasdsl.pipeline import check_path, check_text
from qmasdsl.tables.scoring import ColumnsDoNotFit, Scorer
from qmasdsl.testing.population import Population
from unit.made_rulesets import made_ruleset

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]
SEEDS = range(int(20 * TIMES))
People = list[dict[str, Encoded]]


def people(ruleset: Ruleset, count: int, seed: int) -> People:
    random = Random(seed)
    population = Population(index(ruleset))
    made = (population.made({}, lambda _, values: random.choice(values)) for _ in range(count))
    return [person for person in made if person is not None]


def spoiled(ruleset: Ruleset, everybody: People, seed: int) -> People:
    """The same, some with a fact taken away or put where there is none."""
    random = Random(seed)
    population = Population(index(ruleset))
    found = []
    for person in everybody:
        changed = dict(person)
        name = random.choice(list(population.values))
        if random.random() < 0.4:
            if name in changed:
                del changed[name]
            else:
                changed[name] = random.choice(population.values[name])
        found.append(changed)
    return found


def typed(type: Scalar, code: int) -> Any:
    """A value as a typed column holds it."""
    match type:
        case YesNo():
            return bool(code)
        case Choice(values):
            return values[code].name
        case Date():
            return date.fromordinal(code)
        case Moment():
            return datetime.fromtimestamp(code // 10**6, UTC).replace(microsecond=code % 10**6)
        case Numeric(places=0):
            return code
        case Numeric(places=places):
            return Decimal(code).scaleb(-places)
    raise TypeError(type)


def written(type: Scalar, code: int) -> str:
    """A value as text."""
    match type:
        case YesNo():
            return "yes" if code else "no"
        case Choice(values):
            return values[code].name
        case Date():
            return day_words(code)
        case Moment():
            return moment_words(code)
        case Numeric(form=Form.MONTHS):
            return months_words(code)
        case Numeric(places=places):
            return number_words(code, places).replace("_", "")
    raise TypeError(type)


KINDS = {YesNo: pl.Boolean(), Choice: pl.String(), Date: pl.Date(), Moment: pl.Datetime("us", "UTC")}


def wide(ruleset: Ruleset, everybody: People, *, text: bool) -> pl.DataFrame:
    """A table with a column for each column of the sheet, and a key."""
    columns = [column for fact in ruleset.facts for column in columns_of(fact)]
    rows = [row_of(ruleset, person) for person in everybody]
    found: dict[str, pl.Series] = {"the key": pl.Series(range(len(rows)))}
    for column in columns:
        how = written if text else typed
        values = [how(column.type, row[column.name]) if column.name in row else None for row in rows]
        kind = KINDS.get(type(column.type), pl.Int64())
        if isinstance(column.type, Numeric) and column.type.places:
            kind = pl.Decimal(30, column.type.places)
        found[column.name] = pl.Series(values, dtype=pl.String() if text else kind)
    return pl.DataFrame(found)


def agree(ruleset: Ruleset, everybody: People, frame: pl.DataFrame, *, text: bool) -> int:
    """How many rows were scored."""
    scorer = Scorer(ruleset, frame.schema, text=text, awards=True)
    sheet = sheet_of(ruleset, awards=True)
    scored = scorer.score(frame)
    assert dict(scored.results.schema) == dict(scorer.schema)
    why = {one.row: one.why for one in scored.rejected}
    for at, (person, row) in enumerate(zip(everybody, scored.results.iter_rows(named=True), strict=True)):
        reasons = reasons_of(ruleset, person)
        assert bool(reasons) == (at in why), (person, reasons, why.get(at))
        if reasons:
            assert set(row.values()) == {None}
        else:
            assert row == told(sheet, score(ruleset, person))
    return len(everybody) - len(why)


def reasons_of(ruleset: Ruleset, person: dict[str, Encoded]) -> list[str]:
    from qmasdsl.interpreter.facts import check_encoded

    return [problem.words() for problem in check_encoded(ruleset, person)] or [
        f"`{fact.name}` is missing" for fact in missing(ruleset, person)
    ]


@pytest.mark.parametrize("text", [False, True], ids=["typed", "text"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_table_is_scored_as_the_interpreter_scores_its_rows(seed: int, text: bool) -> None:
    ruleset = made_ruleset(seed)
    everybody = people(ruleset, 30, seed)
    assert agree(ruleset, everybody, wide(ruleset, everybody, text=text), text=text) == len(everybody)
    bad = spoiled(ruleset, everybody, seed)
    assert agree(ruleset, bad, wide(ruleset, bad, text=text), text=text) < len(everybody)
