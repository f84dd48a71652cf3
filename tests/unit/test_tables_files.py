"""Files of applicants: every format reads and writes the same, in order; what is not whole is never taken for it."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import examples
from qmasdsl.tables.formats import Format
from qmasdsl.tables.problems import TableProblem
from qmasdsl.tables.reading import Chunk, Place, Reader, rows_for
from qmasdsl.tables.reading_columns import ColumnReader
from qmasdsl.tables.reading_csv import CsvReader
from qmasdsl.tables.reading_jsonl import JsonlReader
from qmasdsl.tables.writing import Writer
from qmasdsl.tables.writing_arrow import ArrowWriter
from qmasdsl.tables.writing_parquet import ParquetWriter
from qmasdsl.tables.writing_text import CsvWriter, flattened, json_lines, unwritable
from unit.batches import SMALL, as_csv, as_frame, as_jsonl, batch, expected, people, results_in, write

SUFFIXES = (".parquet", ".arrow", ".csv", ".jsonl")
PEOPLE = people(300)
EXPECTED = [expected(person) for person in PEOPLE]


@pytest.mark.parametrize("source", SUFFIXES)
@pytest.mark.parametrize("made", SUFFIXES)
def test_every_format_is_scored_as_the_interpreter_scores_each_row(tmp_path: Path, source: str, made: str) -> None:
    table = write(tmp_path / f"in{source}", PEOPLE)
    out = tmp_path / f"out{made}"
    assert batch(tmp_path, table, out) == 0
    assert results_in(out) == EXPECTED
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([table.name, out.name, "small.qmas"])


@pytest.mark.parametrize("made", [".parquet", ".arrow"])
def test_all_that_was_given_is_in_the_output_before_the_results(tmp_path: Path, made: str) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    assert batch(tmp_path, table, tmp_path / f"out{made}") == 0
    given = pl.read_parquet(table)
    found = pl.read_parquet(tmp_path / "out.parquet") if made == ".parquet" else pl.read_ipc(tmp_path / "out.arrow")
    assert found.columns[: len(given.columns)] == given.columns
    assert found.select(given.columns).equals(given)


def test_a_line_of_json_stays_as_it_was_written(tmp_path: Path) -> None:
    table = tmp_path / "in.jsonl"
    plain = as_jsonl(PEOPLE[:5]).split("\n")[:-1]
    lines = [line.replace('"id": ', '"id":   1.50e1').rstrip("}") + ' , "x":"\\u00e9"}' for line in plain]
    table.write_text("\r\n".join(lines), "utf-8")
    assert batch(tmp_path, table, tmp_path / "out.jsonl") == 0
    for line, found in zip(lines, (tmp_path / "out.jsonl").read_text("utf-8").split("\n"), strict=False):
        assert found.startswith(line.removesuffix("}"))
        assert json.loads(found).keys() >= {"x", "points.total"}


def test_rows_keep_their_order_through_many_row_groups_and_chunks(tmp_path: Path) -> None:
    rows = 60_000
    frame = pl.concat([as_frame(PEOPLE)] * (rows // 300)).with_columns(pl.int_range(rows).alias("id"))
    frame.write_parquet(tmp_path / "in.parquet", row_group_size=997)
    reader = ColumnReader(str(tmp_path / "in.parquet"), Format.PARQUET, most=4_001)
    chunks = list(reader.chunks(Place()))
    assert [chunk.facts.height for chunk in chunks] == [4_001] * 14 + [rows - 14 * 4_001]
    assert [row for chunk in chunks for row in chunk.rows] == list(range(1, rows + 1))
    assert pl.concat([chunk.facts for chunk in chunks]).equals(frame)
    assert batch(tmp_path, tmp_path / "in.parquet", tmp_path / "out.parquet") == 0
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert out["id"].to_list() == list(range(rows))
    assert out["points.total"].to_list() == [one["points.total"] for one in EXPECTED] * (rows // 300)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_reading_goes_on_from_every_place_that_was_given_out(tmp_path: Path, suffix: str) -> None:
    persons = [person | {"name": f"{person['name']}\n" if suffix == ".csv" else "x"} for person in PEOPLE]
    path = str(write(tmp_path / f"in{suffix}", persons))
    whole = list(reader(path).chunks(Place()))
    assert len(whole) > 4
    assert [line for chunk in whole for line in chunk.lines or ()] == numbered(suffix, Path(path))
    for at, chunk in enumerate(whole[:-1]):
        rest = list(reader(path).chunks(chunk.after))
        assert [plain(one) for one in rest] == [plain(one) for one in whole[at + 1 :]]


def reader(path: str) -> Reader:
    match Path(path).suffix:
        case ".csv":
            return CsvReader(path, block=5_000)
        case ".jsonl":
            return JsonlReader(path, SMALL, frozenset(), as_table=False, only_kept=False, block=5_000)
        case suffix:
            return ColumnReader(path, Format.PARQUET if suffix == ".parquet" else Format.ARROW, most=37)


def numbered(suffix: str, path: Path) -> list[int]:
    """The lines on which rows begin."""
    if suffix not in (".csv", ".jsonl"):
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file) if suffix == ".csv" else file
        begins = [1]
        for row in rows:
            begins.append(begins[-1] + "".join(row).count("\n") + (suffix == ".csv"))
    return begins[1:-1] if suffix == ".csv" else begins[:-1]


def plain(chunk: Chunk) -> Any:
    lines = None if chunk.lines is None else list(chunk.lines)
    return chunk.given.to_dicts(), list(chunk.rows), lines, chunk.after, chunk.unread


# CSV -----------------------------------------------------------------------------------------------------------------

CELLS = st.text(st.sampled_from(['a', '"', ",", ";", "\n", "\r", " ", "é", "\u2028", "=", "1"]), max_size=4)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 60),
)  # fmt: skip
@examples(150)
def test_csv_is_read_as_the_standard_library_reads_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str, end: str, quote: bool, block: int
) -> None:
    path = tmp_path_factory.mktemp("csv") / "in.csv"
    made = io.StringIO()
    csv.writer(
        made, delimiter=separator, lineterminator=end,
        # The standard library does not quote a lone carriage return, which it takes for the end of a row.
        quoting=csv.QUOTE_ALL if quote or any("\r" in cell for row in rows for cell in row) else csv.QUOTE_MINIMAL,
    ).writerows([["one", "two", "three"], *rows])
    path.write_bytes(made.getvalue().encode())
    expect = [[cell or None for cell in row] for row in rows if any(cell.strip() for cell in row)]
    found = CsvReader(str(path), block=block)
    chunks = list(found.chunks(Place()))
    assert [list(row) for chunk in chunks for row in chunk.given.rows()] == expect
    assert [row for chunk in chunks for row in chunk.rows] == list(range(1, len(expect) + 1))


@given(st.lists(st.sampled_from(["a", '"', ",", "\n", "\r\n", " "]), max_size=24).map("".join))
@examples(200)
def test_whatever_stands_in_csv_is_read_strictly_or_refused_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "in.csv"
    path.write_bytes(f"one,two\n{text}".encode())
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        rows = [["broken"]]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    good = all(len(row) >= 2 and not any(row[2:]) for row in rows)
    if good:
        found = [list(row) for chunk in CsvReader(str(path)).chunks(Place()) for row in chunk.given.rows()]
        assert found == [[cell or None for cell in row[:2]] for row in rows]
    else:
        with pytest.raises(TableProblem, match="line "):
            list(CsvReader(str(path)).chunks(Place()))


def test_plain_and_strict_reading_of_csv_number_the_same_lines(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('a,b\n1,2\n3,"4"\n\n"5\n6",7\n,\n8,9\n')
    strict = next(iter(CsvReader(str(path)).chunks(Place())))
    assert strict.given.rows() == [("1", "2"), ("3", "4"), ("5\n6", "7"), ("8", "9")]
    assert list(strict.lines or ()) == [2, 3, 5, 8]
    path.write_text('a,b\n1,2\n3,"4"\n5,6\n')
    plain = next(iter(CsvReader(str(path)).chunks(Place())))
    assert plain.lines == range(2, 5)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "has no heading row"),
        (b"\n\n", "has no heading row"),
        (b"a,b\n1,2\n3\n", "line 3: this row has 1 cells, fewer than the 2 headings"),
        (b"a,b\n1,2,3\n", "line 2: this row has 3 cells, more than the 2 headings"),
        (b'a,b\n1,"2\n3,4\n5,6', "line 2: this row cannot be read: unexpected end of data"),
        (b'a,b\n1,2\n1,"2"3\n', "line 3: this row cannot be read: ',' expected after '\"'"),
        (b"a,a\n1,2\n", "has two columns `a`"),
        (b"a,,b\n1,2,3\n", "column 2 has no heading"),
        ("a,b\n陳,2\n".encode("utf-16"), "this is not UTF-8 text"),
        ("a,b\n陳,2\n".encode("utf-16-le"), "this is not UTF-8 text"),
        ("a,b\n1,2\n陳,2\n".encode("big5"), "line 3: this is not UTF-8 text"),
        (b"a,b\r1,2\r3,4\r", "its lines end as on an old Macintosh"),
    ],
)
def test_csv_that_cannot_be_trusted_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    with pytest.raises(TableProblem) as caught:
        list(CsvReader(str(path)).chunks(Place()))
    assert words in caught.value.sentence


@pytest.mark.parametrize("start", ["", "\ufeff", "\ufeffsep=;\r\n"])
def test_csv_comes_as_excel_saves_it(tmp_path: Path, start: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(start + as_csv(PEOPLE[:9], ";").replace("id;", '"id";', 1), "utf-8", newline="")
    assert batch(tmp_path, path, tmp_path / "out.csv") == 0
    assert results_in(tmp_path / "out.csv") == EXPECTED[:9]


def test_columns_without_a_heading_at_the_end_must_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a,b,,\n1,2,,\n3,4,,\n")
    assert [chunk.given.rows() for chunk in CsvReader(str(path)).chunks(Place())] == [[("1", "2"), ("3", "4")]]
    path.write_text("a,b,,\n1,2,,\n3,4,,5\n")
    with pytest.raises(TableProblem, match="line 3"):
        list(CsvReader(str(path)).chunks(Place()))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+SUM(A1)", "'+SUM(A1)"), ("-x", "'-x"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        ("+852 1234", "'+852 1234"), ("-5", "-5"), ("-5.25", "-5.25"), ("+5", "+5"), ("plain", "plain"), ("a=b", "a=b"),
        ("-5=x", "'-5=x"), ("", ""),
    ],
)  # fmt: skip
def test_a_spreadsheet_runs_nothing_that_was_written(text: str, written: str) -> None:
    frame = pl.DataFrame({"text": [text], "number": [-5]})
    writer = CsvWriter()
    data = (writer.head(frame.clear()) + bytes(writer.part(frame, 0).data)).decode("utf-8")
    assert data.startswith("\ufefftext,number\n")
    assert list(csv.reader(io.StringIO(data.split("\n", 1)[1], newline=""))) == [[written, "-5"]]
    raw = CsvWriter(raw=True).part(frame, 0)
    assert next(csv.reader(io.StringIO(bytes(raw.data).decode(), newline="")))[0] == text


def test_a_heading_that_a_spreadsheet_would_run_is_text_too() -> None:
    assert CsvWriter().head(pl.DataFrame(schema={"=1+1": pl.Int64})) == b"\xef\xbb\xbf'=1+1\n"


# Parquet and Arrow ---------------------------------------------------------------------------------------------------

EVERY_TYPE = pl.DataFrame(
    {
        "whole": [1, None, 2**62], "small": pl.Series([1, None, -1], dtype=pl.Int8), "text": ["", None, "陳\n"],
        "truth": [True, None, False], "day": [date(1900, 1, 1), None, date(2100, 12, 31)],
        "moment": pl.Series([datetime(2020, 1, 1, 3, tzinfo=UTC), None, datetime(1969, 1, 1, tzinfo=UTC)]),
        "here": [datetime(2020, 1, 1, 3, 4, 5, 6), None, datetime(1969, 1, 1)], "real": [0.1, None, float("inf")],
        "exact": [Decimal("1.50"), None, Decimal("-0.25")], "bytes": [b"\0\xff", None, b""],
        "list": [[1, None], None, []], "group": [{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}],
        "nested": [[{"a": [1]}], None, []], "few": pl.Series(["p", None, "q"], dtype=pl.Enum(["p", "q"])),
        "span": [timedelta(days=1), None, timedelta(0)], "none": pl.Series([None, None, None]),
    }
)  # fmt: skip


def assembled(writer: Writer, frames: list[pl.DataFrame]) -> bytes:
    made = bytearray(writer.head(frames[0].clear()))
    notes = []
    for frame in frames:
        part = writer.part(frame, len(made))
        notes.append(part.note)
        made += part.data
    return bytes(made + writer.tail(notes, sum(frame.height for frame in frames), len(made)))


@pytest.mark.parametrize("sizes", [[3], [1, 1, 1], [2, 0, 1], [0], [3] * 40])
def test_parquet_made_of_parts_is_what_any_reader_takes_for_whole(tmp_path: Path, sizes: list[int]) -> None:
    at, frames = 0, []
    for size in sizes:
        frames.append(EVERY_TYPE[at % 3 : at % 3 + size])
        at += size
    whole = pl.concat(frames)
    path = tmp_path / "made.parquet"
    path.write_bytes(assembled(ParquetWriter(), frames))
    assert pl.read_parquet(path).equals(whole)
    assert pl.scan_parquet(path).slice(1, 5).collect().equals(whole[1:6])
    read = pq.ParquetFile(path)
    assert read.metadata.num_row_groups == sum(1 for size in sizes if size)
    groups = [read.metadata.row_group(at).num_rows for at in range(read.metadata.num_row_groups)]
    assert groups == [size for size in sizes if size]
    assert read.read().num_rows == whole.height
    found = duckdb.sql(f"select text, day, whole from '{path}'").fetchall()
    assert found == whole.select("text", "day", "whole").rows()


@pytest.mark.parametrize("sizes", [[3], [1, 1, 1], [2, 0, 1], [0], [3] * 40])
def test_arrow_made_of_parts_is_what_any_reader_takes_for_whole(tmp_path: Path, sizes: list[int]) -> None:
    at, frames = 0, []
    for size in sizes:
        frames.append(EVERY_TYPE[at % 3 : at % 3 + size])
        at += size
    whole = pl.concat(frames).with_columns(pl.col("few").cast(pl.String))
    path = tmp_path / "made.arrow"
    path.write_bytes(assembled(ArrowWriter(), frames))
    assert pl.read_ipc(path).equals(whole)
    with pa.ipc.open_file(path) as file:
        table = file.read_all()
    table.validate(full=True)
    names = ["whole", "text", "truth"]
    assert table.select(names).to_pydict() == whole.select(names).to_dict(as_series=False)


def test_a_part_of_several_batches_is_several_batches_of_the_whole(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": range(400_000)})
    path = tmp_path / "made.arrow"
    path.write_bytes(assembled(ArrowWriter(), [frame[:300_000], frame[300_000:]]))
    assert pl.read_ipc(path).equals(frame)
    with pa.ipc.open_file(path) as file:
        assert file.num_record_batches > 2
        assert file.read_all().column("id").to_pylist() == list(range(400_000))


def test_parquet_written_in_parts_keeps_its_least_and_greatest(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": range(1_000)})
    path = tmp_path / "made.parquet"
    path.write_bytes(assembled(ParquetWriter(), [frame[:400], frame[400:]]))
    told = [pq.read_metadata(path).row_group(at).column(0).statistics for at in (0, 1)]
    assert [(one.min, one.max) for one in told] == [(0, 399), (400, 999)]
    # One that was moved with its columns would point to other pages.
    assert not any(pq.read_metadata(path).row_group(at).column(0).has_offset_index for at in (0, 1))
    assert pl.scan_parquet(path).filter(pl.col("id") == 700).collect()["id"].to_list() == [700]


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"in.{kind}", PEOPLE)
    data = path.read_bytes()
    for length in (0, 3, 8, 100, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        with pytest.raises(TableProblem):
            ColumnReader(str(path), Format(kind))


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_file_with_damage_inside_is_never_read_as_less(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"in.{kind}", PEOPLE)
    data = bytearray(path.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 64] = bytes(64)
    path.write_bytes(data)
    try:
        chunks = list(ColumnReader(str(path), Format(kind), most=100).chunks(Place()))
    except TableProblem:
        return
    assert sum(chunk.facts.height for chunk in chunks) == len(PEOPLE)


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "in.parquet", PEOPLE[:3])
    with pytest.raises(TableProblem) as caught:
        ColumnReader(str(path), Format.ARROW)
    assert caught.value.more == ("it looks like one of these: --from parquet",)


def test_neither_folders_nor_patterns_in_a_name_mean_anything(tmp_path: Path) -> None:
    folder = tmp_path / "year=2020"
    folder.mkdir()
    path = write(folder / "[a]*.parquet", PEOPLE[:3])
    write(folder / "a.parquet", PEOPLE)
    found = ColumnReader(str(path), Format.PARQUET)
    assert "year" not in found.given
    assert [chunk.facts.height for chunk in found.chunks(Place())] == [3]


def test_a_column_called_row_is_in_nobodys_way(tmp_path: Path) -> None:
    frame = as_frame(PEOPLE[:9]).with_columns(pl.lit("r").alias("row"), pl.lit("s").alias("row_"))
    frame.write_parquet(tmp_path / "in.parquet")
    [chunk] = ColumnReader(str(tmp_path / "in.parquet"), Format.PARQUET).chunks(Place())
    assert chunk.given.equals(frame)


def test_chunks_are_smaller_where_rows_are_large() -> None:
    assert rows_for(pl.DataFrame({"a": [1] * 100}), 2**18) == 2**18
    assert 1_000 <= rows_for(pl.DataFrame({"a": ["x" * 10_000] * 100}), 2**18) < 12_000


# JSON lines ----------------------------------------------------------------------------------------------------------


def good_line() -> dict[str, Any]:
    return dict(PEOPLE[0])


def changed(**facts: object) -> str:
    return json.dumps(good_line() | facts)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"age": 34, "age": 35}', "`age` is given twice"),
        ('{"age": NaN}', "`NaN` is not a number"),
        ('{"age": 34', "not JSON, column"),
        ("[1]", "facts stand in braces"),
        ("34", "facts stand in braces"),
        ('{"age": 1e99999999999999999999}', "too large a number"),
        ('{"x": ' + "[" * 40 + "]" * 40 + "}", "nested deeper than 32"),
        (changed(age="34"), "`age` (Age) is a whole number from 0 to 120"),
        (changed(age=34.0), "`age` (Age) is a whole number from 0 to 120"),
        (changed(age=10**30), "`age` (Age) is a whole number from 0 to 120"),
        (changed(partner=1), "`partner` (Partner) is yes or no"),
        (changed(ielts={"reading": 6.3, "writing": 5}), "between two steps"),
        (changed(ielts={"reading": 6, "writing": 5, "speaking": 1}), "`ielts.speaking` is not a fact"),
        (changed(languages=["french", "french"]), "twice"),
        (changed(languages="french"), "`languages`"),
        (changed(children=[{"child_age": 5}]), "`children.1.married` (Married) is missing"),
        (changed(children=[{"child_age": 5, "married": False}] * 3), "up to 2"),
        (changed(education="master\ud800"), "`education`"),
        (changed(lodged="2020-02-30"), "`lodged`"),
        (changed(submitted="2020-02-03T10:00"), "with its offset"),
        (changed(**{"points.total": 5}), "`points.total` is the name of a result"),
        (changed(**{"children.1.married": True}), "is a column of tables"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_applicant_is_a_rejected_row(
    tmp_path: Path, line: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "in.jsonl"
    table.write_text(as_jsonl(PEOPLE[:2]) + "\n" + line + "\n" + as_jsonl(PEOPLE[2:4]), "utf-8")
    for made in ("jsonl", "parquet"):
        assert batch(tmp_path, table, tmp_path / f"out.{made}") == 1
        assert results_in(tmp_path / f"out.{made}") == EXPECTED[:4]
        assert "5 rows read = 4 scored + 1 rejected" in capsys.readouterr().out
        [rejected] = [json.loads(line) for line in (tmp_path / "out.rejects.jsonl").read_text("utf-8").splitlines()]
        assert (rejected["row"], rejected["line"]) == (3, 4)
        assert why in "; ".join(rejected["why"])
        assert rejected["given"] in (line, json.loads(line) if line.startswith('{"id"') else None)


def test_a_line_that_is_not_utf_8_is_a_rejected_row(tmp_path: Path) -> None:
    table = tmp_path / "in.jsonl"
    table.write_bytes(as_jsonl(PEOPLE[:1]).encode() + b'{"age": "\xff"}\n' + as_jsonl(PEOPLE[1:2]).encode())
    assert batch(tmp_path, table, tmp_path / "out.jsonl") == 1
    assert results_in(tmp_path / "out.jsonl") == EXPECTED[:2]
    assert "not UTF-8" in (tmp_path / "out.rejects.jsonl").read_text("utf-8")


def test_unusual_spellings_in_json_are_read_as_a_single_applicant_is(tmp_path: Path) -> None:
    person = good_line()
    odd = [
        person | {"work": "5 years"},
        {name: value for name, value in person.items() if name != "age"} | {"born": "1990-05-05"},
        person | {"ielts.reading": 9, "ielts": {"writing": 0}},
        person | {"partner_works": None, "partner": False},
    ]
    table = tmp_path / "in.jsonl"
    table.write_text("\ufeff" + as_jsonl(odd), "utf-8")
    for made in ("jsonl", "arrow"):
        assert batch(tmp_path, table, tmp_path / f"out.{made}") == 0
        assert results_in(tmp_path / f"out.{made}") == [expected(one) for one in odd]


def test_names_that_only_some_lines_have_are_columns_all_the_same(tmp_path: Path) -> None:
    table = tmp_path / "in.jsonl"
    lines = [good_line(), good_line() | {"file": {"no": 1.10, "of": [None, True]}}, good_line() | {"id": "seven"}]
    table.write_text(as_jsonl(lines).replace("1.1,", "1.10,"), "utf-8")
    assert batch(tmp_path, table, tmp_path / "out.parquet") == 0
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert out.columns[:4] == ["id", "name", "file", "lodged"]
    assert out["id"].to_list() == ["0", "0", "seven"]
    assert out["file"].to_list() == [None, '{"no": 1.10, "of": [null, true]}', None]
    assert out["lodged"].dtype == pl.Date


# Text of every type --------------------------------------------------------------------------------------------------


def test_what_tables_hold_is_written_as_text_that_says_it() -> None:
    frame = flattened(EVERY_TYPE)
    row = frame.row(0, named=True)
    assert row["truth"] == "yes"
    assert row["list"] == "[1,null]"
    assert row["group"] == '{"a":1,"b":"x"}'
    assert row["moment"] == "2020-01-01T03:00:00.000000+00:00"
    assert row["bytes"] == "00ff"
    assert row["span"] == "P1D"
    assert all(value is None for value in frame.row(1))
    first, second, _ = (json.loads(line) for line in json_lines(EVERY_TYPE).decode().split("\n")[:-1])
    assert first["exact"] == 1.5
    assert first["moment"] == "2020-01-01T03:00:00.000000+00:00"
    assert first["nested"] == [{"a": [1]}]
    assert all(value is None for value in second.values())


def test_bytes_inside_lists_are_no_text() -> None:
    assert unwritable({"a": pl.List(pl.Struct({"b": pl.Binary()}))}) == "a"
    assert unwritable(EVERY_TYPE.schema) is None


def test_only_results_leaves_the_facts_out(tmp_path: Path) -> None:
    for source in SUFFIXES:
        table = write(tmp_path / f"in{source}", PEOPLE)
        for made in (".parquet", ".jsonl"):
            assert batch(tmp_path, table, tmp_path / f"out{made}", "--only", "results") == 0
            assert results_in(tmp_path / f"out{made}") == EXPECTED
        names = pl.read_parquet(tmp_path / "out.parquet").columns
        assert names[:2] == ["id", "name"]
        assert not {"age", "ielts", "ielts.reading", "children"} & set(names)
        assert json.loads((tmp_path / "out.jsonl").read_text("utf-8").split("\n")[5]).keys() == set(names)


