"""A table is scored as the interpreter scores each row of it, and what is not scored is rejected in its words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from conftest import TIMES
from qmasdsl.columns.inputs import columns_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.rows import row_of
from qmasdsl.columns.told import told
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import FactsDoNotFit, Style, check_encoded, missing, read_facts
from qmasdsl.ir.nodes import Encoded, Ruleset
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Scalar, YesNo
from qmasdsl.ir.words import day_words, moment_words, months_words, number_words
from qmasdsl.pipeline import check_text
from qmasdsl.tables.decoding import decoded
from qmasdsl.tables.scoring import ColumnsDoNotFit, Scorer
from unit.everybody import SHIPPED, people, shipped, spoiled
from unit.made_rulesets import made_ruleset

SEEDS = range(int(4 * TIMES))
People = list[dict[str, Encoded]]


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


@pytest.mark.parametrize("path", SHIPPED[:6], ids=lambda path: path.name)
def test_so_are_tables_of_text_for_the_files_we_ship(path: Path) -> None:
    """As typed tables are in tests/agreement."""
    ruleset = shipped(path)
    bad = spoiled(ruleset, people(ruleset, int(30 * TIMES), 1), 1)
    assert 0 < agree(ruleset, bad, wide(ruleset, bad, text=True), text=True) < len(bad)


SMALL = """scheme demo.tables "Tables"
  version by day

kinds
  ability : set of reading, writing

facts
  day      : date
  age      : whole number from 0 to 120, years since born
  job      : one of nurse, teacher, or other
  tongues  : some of french, german
  children : up to 3
    each with child_age : whole number from 0 to 60, years
  ielts of each ability : number from 0 to 9 by 0.5

define minors as count of children where child_age at most 17

test points "Points" out of 40
  pass mark 10
  factor age "Age" : age from 18 to 39 => +10
  factor tongues "Languages" : tongues includes french => +10
  factor children "Children" : minors at least 1 => +10
  factor english "English" : ielts.reading at least 6.5 => +10
"""


def nested() -> pl.DataFrame:
    """Three applicants as JSON lines give them, and five of whom something is wrong."""
    good: dict[str, Any] = {
        "day": date(2020, 2, 28), "born": date(2000, 2, 29), "job": "nurse", "tongues": ["french"],
        "children": [{"child_age": 3, "x": None}], "ielts": {"reading": 6.5, "writing": 5.0, "speaking": None},
    }  # fmt: skip
    changes: list[dict[str, Any]] = [
        {}, {"tongues": [], "children": []}, {"born": date(1980, 2, 28), "ielts": {"reading": 6.0, "writing": 9.0}},
        {"born": date(2021, 1, 1)}, {"tongues": ["french", "french"]}, {"children": [{"child_age": 3, "x": 1}]},
        {"ielts": {"reading": 6.25, "writing": 5.0}}, {"children": [{"child_age": 61}]},
        {"ielts": {"reading": 6.5, "writing": 5.0, "speaking": 1.0}}, {"children": [{"child_age": 1}] * 4},
        {"tongues": ["polish"]}, {"job": None}, {"job": "Nurse"},
    ]  # fmt: skip
    return pl.DataFrame([good | change for change in changes], infer_schema_length=None)


def test_lists_and_groups_are_read_as_json_has_them() -> None:
    ruleset = check_text(SMALL, "small.qmas").ruleset
    assert ruleset is not None
    frame = nested()
    scored = Scorer(ruleset, frame.schema).score(frame)
    assert scored.results["points.total"].to_list() == [40, 20, 20] + [None] * 10
    assert [one.row for one in scored.rejected] == list(range(3, 13))
    for one in scored.rejected:
        given = {name: value for name, value in frame.row(one.row, named=True).items() if value is not None}
        children = [[(name, held) for name, held in child.items() if held is not None] for child in given["children"]]
        given["children"] = list(map(dict, children))
        given["ielts"] = {name: held for name, held in given["ielts"].items() if held is not None}
        assert words(ruleset, given) == list(one.why)


def words(ruleset: Ruleset, given: dict[str, Any]) -> list[str]:
    """What the reader of single applicants says."""
    try:
        facts = read_facts(ruleset, given, Style.PYTHON)
    except FactsDoNotFit as wrong:
        return [problem.words() for problem in wrong.problems]
    return [f"`{fact.name}` is missing" for fact in missing(ruleset, facts)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda frame: frame.drop("job"), "there is no column `job`: one of nurse, teacher, other"),
        (
            lambda frame: frame.rename({"job": "Jobs"}),
            "there is no column `job`: one of nurse, teacher, other; did you mean the column `Jobs`?",
        ),
        (
            lambda frame: frame.with_columns(job=pl.lit(3)),
            "the column `job` holds whole numbers, but it is one of nurse, teacher, other",
        ),
        (
            lambda frame: frame.with_columns(day=pl.col("day").cast(pl.Datetime("us"))),
            "the column `day` holds dates with a time that do not say in which time zone, but it is a date from "
            "1900-01-01 to 2100-12-31",
        ),
    ],
)
def test_columns_that_cannot_be_are_refused_at_once(change: Any, says: str) -> None:
    ruleset = check_text(SMALL, "small.qmas").ruleset
    assert ruleset is not None
    with pytest.raises(ColumnsDoNotFit) as caught:
        Scorer(ruleset, change(nested()).schema)
    assert caught.value.problems == (says,)


def test_a_fraction_that_is_no_tenth_is_rejected() -> None:
    """3 tenths and the float 0.1 + 0.2 are not the same, though Polars divides by a constant as if they were."""
    tenths = Numeric(Form.NUMBER, 0, 90, 1, 1)
    given = pl.DataFrame({"x": [0.3, 0.1 + 0.2, 8.5, 8.55, float("nan"), float("inf"), 1e300, -0.0, None]})
    code = decoded(tenths, pl.col("x"), pl.Float64(), text=False)
    assert code is not None
    assert given.select(code.codes.alias("k"))["k"].to_list() == [3, None, 85, None, None, None, None, 0, None]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8.5", 85), ("8", 80), ("0.0", 0), ("-0.5", -5), ("8.50", None), ("8.55", None),
        ("08.5", None), ("+8.5", None), (" 8.5", None), ("8.", None), (".5", None), ("8,5", None),
        ("８.5", None), ("1e1", None), ("nan", None),
        ("", None), ("8.5000000000000000001", None), ("99999999999999999999", None),
    ],
)  # fmt: skip
def test_a_number_in_text_is_read_exactly_or_left_to_the_reader(text: str, code: int | None) -> None:
    how = decoded(Numeric(Form.NUMBER, -90, 90, 1, 1), pl.col("x"), pl.String(), text=True)
    assert how is not None
    assert pl.DataFrame({"x": [text]}).select(how.codes.alias("k"))["k"].to_list() == [code]
