"""What `qmas select` reads: files of every kind, their columns and rows, and what it refuses."""

import csv
import io
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from qmasdsl.cli.main import run
from qmasdsl.cli.select_columns import result_names
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.nodes import Kind, Result
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Reference, index
from qmasdsl.pipeline import check_path
from unit.lowered import lowered
from unit.scored_tables import RESERVE, RULES, SCORED, refused, selected, typed_rows, write_files

RULESETS = Path(__file__).parents[2] / "rulesets"
RESULTS = ("chosen", "general.applies", "general.total", "achievement.applies", "achievement.total")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)


def test_facts_in_several_columns_are_put_together(capsys: pytest.CaptureFixture[str]) -> None:
    """As `qmas batch` has them: a column that says how many children there are, and one for the age of each."""
    head, *rows = SCORED.splitlines()
    ages = {"A": "0,,", "C": "2,3,4", "G": "2,1,2"}
    lines = [f"{row},{ages.get(row[0], '1,9,')}" for row in rows]
    columns = "children,children.1.child_age,children.2.child_age"
    Path("wide.csv").write_text("\n".join([f"{head},{columns}", *lines]), encoding="utf-8")
    found, standings = selected(capsys, "reserve.qmas", "wide.csv")
    assert (found["reserves"][0]["candidates"], standings["G"], standings["C"]) == (1, "in", "not a candidate")
    typed = typed_rows()
    for row in typed:
        cells = ages.get(str(row["id"]), "1,9,").split(",")
        row |= {name: int(cell) for name, cell in zip(columns.split(","), cells, strict=True) if cell}
    Path("wide.jsonl").write_text("\n".join(json.dumps(row) for row in typed), encoding="utf-8")
    assert selected(capsys, "reserve.qmas", "wide.jsonl") == (found, standings)


def test_facts_that_are_text_in_typed_columns_are_read_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    """As they are where CSV was scored and written as Parquet or JSON lines."""
    typed = typed_rows()
    for row in typed:
        row |= {"children": "none"} if row["id"] != "G" else {"children.1.child_age": "9", "children.2.child_age": "7"}
    Path("text.jsonl").write_text("\n".join(json.dumps(row) for row in typed), encoding="utf-8")
    found, standings = selected(capsys, "reserve.qmas", "text.jsonl")
    assert (found["reserves"][0]["candidates"], standings["G"]) == (1, "in")


def test_of_whoever_is_no_candidate_nothing_more_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    head, *rows = SCORED.splitlines()
    for who, standing in (("C", "not a candidate"), ("D", None)):
        lines = [f"{row},{'many' if row[0] == who else 'none'}" for row in rows]
        Path("s.csv").write_text("\n".join([f"{head},children", *lines]), encoding="utf-8")
        if standing:
            assert selected(capsys, "reserve.qmas", "s.csv")[1][who] == standing
        else:
            assert "row 4 (D): `children` is a list of up to 3" in refused(capsys, "reserve.qmas", "s.csv")


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("A,yes,yes,90", "A,yes,yes,", "row 1 (A): `general.total` is not given"),
        ("A,yes", "A,", "row 1 (A): `chosen` is not given"),
        ("A,yes", "A,perhaps", 'row 1 (A): `chosen` is `"perhaps"`, and should be yes or no'),
        ("D,yes,yes,60", "D,yes,yes,60.0", 'row 4 (D): `general.total` is `"60.0"`, and should be a whole number'),
        ("D,yes,yes,60", "D,yes,yes,６０", "row 4 (D): `general.total` is"),
        ("D,yes,yes,60", "D,yes,yes," + "9" * 5000, "row 4 (D): `general.total` is"),
        ("2020-05-01", "1 May", "row 4 (D): `lodged` is a date"),
        ("\nE,", "\n,", "row 5: `id` is empty"),
        ("\nE,", "\nA,", "row 5 (A): row 1 has the same `id`"),
        ("E,yes,yes,60,no,,2020-04-01", "E,yes,yes", "row 5: it has 3 cells, and the heading row has 7"),
        ("G,yes,yes,40,no,,2020-01-01", "G,yes,yes,40,no,,2020-01-01,x", "row 7: it has 8 cells"),
    ],
)
def test_a_row_that_cannot_be_ranked_is_named_and_nothing_is_selected(
    was: str, now: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SCORED.count(was) == 1
    Path("s.csv").write_text(SCORED.replace(was, now), encoding="utf-8")
    said = refused(capsys, "dated.qmas", "s.csv", "-o", "list.csv")
    assert "1 row of `s.csv` cannot be ranked, so nothing was selected" in said
    assert words in said
    assert not Path("list.csv").exists()


def test_of_many_bad_rows_the_first_are_named_and_all_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    head = SCORED.splitlines()[0]
    rows = [f"P{number},maybe,yes,1,no,,2020-01-01" for number in range(25)]
    Path("s.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    said = refused(capsys, "open.qmas", "s.csv")
    assert "25 rows of `s.csv` cannot be ranked" in said
    assert "row 10 (P9)" in said
    assert "row 11" not in said
    assert "and 15 more" in said


def test_points_that_are_not_there_are_none_only_where_the_test_does_not_apply(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("s.csv").write_text(SCORED.replace("B,yes,no,,yes,130", "B,yes,,,yes,130"), encoding="utf-8")
    assert "row 2 (B): `general.total` is not given" in refused(capsys, "open.qmas", "s.csv")
    Path("s.csv").write_text(SCORED.replace(",general.applies,", ",x,"), encoding="utf-8")
    assert "row 2 (B): `general.total` is not given" in refused(capsys, "open.qmas", "s.csv")


@pytest.mark.parametrize(
    ("drop", "words"),
    [
        ("chosen", "has no column `chosen`"),
        ("general.total", "has no column `general.total`"),
        ("lodged", "has no column `lodged`"),
    ],
)
def test_a_column_that_is_missing_is_named(drop: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.reader(io.StringIO(SCORED)))
    at = rows[0].index(drop)
    Path("s.csv").write_text("\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows), encoding="utf-8")
    said = refused(capsys, "dated.qmas", "s.csv")
    assert words in said
    assert "type: qmas batch SCHEME APPLICANTS -o SCORED.csv" in said


def test_the_key_is_a_column_or_the_number_of_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    Path("s.csv").write_text(SCORED.replace("id,", "name,"), encoding="utf-8")
    assert run(["select", "open.qmas", "s.csv", "-o", "list.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "No column names them, so they go by the number of their row." in said
    assert "gets one: rows 4, 5, 6." in said
    assert Path("list.csv").read_text(encoding="utf-8").startswith("\ufeffrow,mark,standing\n2,130,in\n")
    assert run(["select", "open.qmas", "s.csv", "--key", "name"]) == 0
    assert "gets one: D, E, F." in capsys.readouterr().out
    assert "has no column `nmae`; did you mean `name`?" in refused(capsys, "open.qmas", "s.csv", "--key", "nmae")
    Path("s.csv").write_text(SCORED.replace("id,", "Applicant,"), encoding="utf-8")
    assert run(["select", "open.qmas", "s.csv"]) == 0
    assert "gets one: D, E, F." in capsys.readouterr().out


def test_csv_as_excel_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    expected = selected(capsys, "dated.qmas", "s.csv")
    for at, data in enumerate(
        [
            SCORED.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
            ("sep=;\n" + SCORED.replace(",", ";")).encode(),
            SCORED.replace(",", "\t").encode("utf-16"),
            SCORED.replace("\nA", '\n\n,,,,,,\n"A"').replace("yes", " yes ").encode(),
            SCORED.rstrip("\n").encode(),
        ]
    ):
        Path(f"{at}.csv").write_bytes(data)
        assert selected(capsys, "dated.qmas", f"{at}.csv") == expected


def test_json_lines_and_typed_columns_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    expected = selected(capsys, "dated.qmas", "s.csv")
    Path("s.jsonl").write_text("\n".join(json.dumps(row) for row in typed_rows()) + "\n", encoding="utf-8")
    assert selected(capsys, "dated.qmas", "s.jsonl") == expected
    sparse = [{name: value for name, value in row.items() if value is not None} for row in typed_rows()]
    Path("sparse.jsonl").write_text("\n".join(json.dumps(row) for row in sparse), encoding="utf-8")
    assert selected(capsys, "dated.qmas", "sparse.jsonl") == expected


def test_parquet_and_arrow_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    polars = pytest.importorskip("polars")
    expected = selected(capsys, "dated.qmas", "s.csv")
    frame = polars.DataFrame(typed_rows())
    frame.write_parquet("s.parquet")
    frame.with_columns(polars.col("lodged").str.to_date()).write_ipc("s.arrow")
    assert selected(capsys, "dated.qmas", "s.parquet") == expected
    assert selected(capsys, "dated.qmas", "s.arrow") == expected


def test_rows_of_parquet_keep_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(typed_rows()).drop("id")
    frame.write_parquet("s.parquet", row_group_size=2)
    assert run(["select", "open.qmas", "s.parquet"]) == 0
    assert "gets one: rows 4, 5, 6." in capsys.readouterr().out
    frame.with_columns(polars.Series("general.total", [90.5, None, 20, 60, 60, 60, 40])).write_parquet("s.parquet")
    assert "row 1: `general.total` is `90.5`, and should be a whole number" in refused(capsys, "open.qmas", "s.parquet")


def test_in_json_lines_true_is_not_one(capsys: pytest.CaptureFixture[str]) -> None:
    rows = typed_rows()
    rows[4]["chosen"] = 1  # the row before has the same with true
    Path("s.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    said = refused(capsys, "open.qmas", "s.jsonl")
    assert said == (
        "error: 1 row of `s.jsonl` cannot be ranked, so nothing was selected\n"
        "  row 5 (E): `chosen` is `1`, and should be yes or no\n"
    )
    rows[4] |= {"chosen": True, "general.total": True}
    Path("s.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert "row 5 (E): `general.total` is `true`" in refused(capsys, "open.qmas", "s.jsonl")


def test_files_that_cannot_be_read_are_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(name: str, data: bytes) -> str:
        Path(name).write_bytes(data)
        return refused(capsys, "open.qmas", name)

    assert "there is no file `none.csv`" in refused(capsys, "open.qmas", "none.csv")
    assert "applicants are read from .csv" in refused(capsys, "open.qmas", "open.qmas")
    assert "`a.csv` has no heading row" in told("a.csv", b"")
    assert "`a.csv` has two columns `id`" in told("a.csv", b"id,id\n1,2\n")
    assert "`a.csv` is not UTF-8 text" in told("a.csv", SCORED.replace("A", "É").encode("latin-1"))
    assert "`a.csv`, line 2: " in told("a.csv", SCORED.splitlines()[0].encode() + b'\n"A"x,yes\n')
    assert "`a.jsonl` has no rows" in told("a.jsonl", b"\n")
    assert "`a.jsonl`, line 2: not JSON" in told("a.jsonl", b'{"id": 1}\n{"id":\n')
    monkeypatch.setitem(sys.modules, "polars", None)
    said = told("a.parquet", b"PAR1")
    assert "read by Polars, which is not installed" in said
    assert "type: pip install 'qmasdsl[batch]'" in said


def test_a_parquet_file_cut_short_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    polars = pytest.importorskip("polars")
    polars.DataFrame(typed_rows()).write_parquet("s.parquet")
    Path("s.parquet").write_bytes(Path("s.parquet").read_bytes()[:-20])
    assert "`s.parquet` is cut short" in refused(capsys, "open.qmas", "s.parquet")


def test_rows_may_come_from_a_pipe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = b"standard input: 7 applicants, 6 of them candidates (Goes forward)."
    for data in (SCORED, "\n".join(json.dumps(row) for row in typed_rows())):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
        assert run(["select", "open.qmas", "-"]) == 0
        assert expected.decode() in capsys.readouterr().out
    assert "only one of these files" in refused(capsys, "-", "-")


def test_a_result_that_has_the_name_of_a_fact_is_found_by_its_longer_name() -> None:
    names = result_names(index(lowered(RULES)))
    assert names["result.good"] == ir.Met("good")
    assert (names["chosen"], names["general.total"]) == (ir.Comes("chosen"), ir.Score("general.total"))


def result_of(column: Result) -> Reference:
    match column.kind:
        case Kind.ELIGIBLE:
            return ir.Eligible()
        case Kind.REQUIREMENT | Kind.OWN_REQUIREMENT:
            return ir.Met(column.path)
        case Kind.OUTCOME:
            return ir.Comes(column.path)
        case Kind.APPLIES:
            return ir.Applies(column.path)
        case Kind.PASSES:
            return ir.Passes(column.path)
        case Kind.TOTAL | Kind.SECTION | Kind.FACTOR:
            return ir.Score(column.path)
        case Kind.AWARD:
            raise AssertionError("no rule was asked for")


@pytest.mark.parametrize("name", ["hk/qmas/2018-08-28", "examples/housing_list"])
def test_results_have_the_names_that_scored_tables_give_them(name: str) -> None:
    ruleset = check_path(RULESETS / f"{name}.qmas").ruleset
    assert ruleset is not None
    assert result_names(index(ruleset)) == {column.name: result_of(column) for column in sheet_of(ruleset).results}


def facts_text(person: dict[str, Any]) -> dict[str, str]:
    """One applicant as a row of CSV has them."""
    flat = {name: ("no", "yes")[value] if isinstance(value, bool) else str(value) for name, value in person.items()}
    children = person["children"]
    del flat["children"]
    flat |= {} if children else {"children": "none"}
    return flat | {f"children.{at}.child_age": str(child["child_age"]) for at, child in enumerate(children, 1)}


def a_population(count: int, seed: int) -> list[dict[str, Any]]:
    random = Random(seed)
    return [
        {
            "age": random.randint(16, 45),
            "good": random.random() < 0.9,
            "elected": random.choice(["general", "general", "achievement"]),
            "work": random.randint(0, 6),
            "lodged": f"2020-0{random.randint(1, 3)}-01",
            "children": [{"child_age": 3}] * random.randint(0, 3),
        }
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_facts_alone_select_as_scores_do(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with results, the same without them, and two with some: what is not there is worked out from facts."""
    ruleset = lowered(RULES + RESERVE)
    people = a_population(60, seed)
    lines: list[dict[str, str]] = []
    for at, person in enumerate(people):
        text = facts_text(person)
        result = score(ruleset, read_facts(ruleset, text, Style.TEXT))
        scores: dict[str, object] = {"chosen": result.outcomes["chosen"]}
        for test, one in result.tests.items():
            scores |= {f"{test}.applies": one.applies, f"{test}.total": one.total}
        said = {name: "" if value is None else str(value).lower() for name, value in scores.items()}
        lines.append({"key": f"K{at}"} | text | said)
    facts = [name for name in dict.fromkeys(name for line in lines for name in line) if name not in RESULTS]
    found = []
    for columns in ((*facts, *RESULTS), facts, (*facts, "chosen"), (*facts, *RESULTS[1:3])):
        written = "\n".join(",".join(line.get(name, "") for name in columns) for line in lines)
        Path("p.csv").write_text(f"{','.join(columns)}\n{written}\n", encoding="utf-8")
        found.append(selected(capsys, "reserve.qmas", "p.csv", "--quota", "12"))
    assert found[0] == found[1] == found[2] == found[3]
    assert found[0][0]["in"] > 5
    assert set(found[0][1].values()) >= {"in", "out", "not a candidate"}


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "arrow"])
def test_a_table_that_was_scored_is_selected_from(ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    """From applicants through `qmas batch` to places, and the same as from their facts."""
    pytest.importorskip("polars")
    lines = [{"key": f"K{at}"} | facts_text(person) for at, person in enumerate(a_population(40, 7))]
    columns = list(dict.fromkeys(name for line in lines for name in line))
    rows = "\n".join(",".join(line.get(name, "") for name in columns) for line in lines)
    Path("people.csv").write_text(f"{','.join(columns)}\n{rows}\n", encoding="utf-8")
    assert run(["batch", "reserve.qmas", "people.csv", "-o", f"scored.{ending}"]) == 0
    capsys.readouterr()
    from_facts = selected(capsys, "reserve.qmas", "people.csv", "--quota", "12")
    assert selected(capsys, "reserve.qmas", f"scored.{ending}", "--quota", "12") == from_facts
    assert from_facts[0]["in"] > 5
