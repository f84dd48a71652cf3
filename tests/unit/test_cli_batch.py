"""`qmas batch` as people meet it: what it says, where rejected rows go, pipes, exit codes."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from qmasdsl.cli.batch_words import lasting, running
from qmasdsl.cli.main import run
from qmasdsl.tables.counts import Progress
from unit.batches import as_csv, as_frame, as_jsonl, batch, expected, people, results_in, rules_file, write

PEOPLE = people(40)
EXPECTED = [expected(person) for person in PEOPLE]
SPOILED = {3: {"age": 200}, 7: {"partner": True, "partner_works": None}}
BAD = [person | SPOILED.get(number, {}) for number, person in enumerate(PEOPLE)]
GOOD = [one for number, one in enumerate(EXPECTED) if number not in SPOILED]
Said = pytest.CaptureFixture[str]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_rejected_rows_are_apart_with_their_number_and_reason(tmp_path: Path, kind: str, capsys: Said) -> None:
    table = write(tmp_path / f"in.{kind}", BAD)
    assert batch(tmp_path, table, tmp_path / f"out.{kind}") == 1
    said = capsys.readouterr()
    rejects = tmp_path / "out.rejects.csv"
    assert said.out == f"40 rows read = 38 scored + 2 rejected, which are in {rejects}\n"
    assert said.err == ""
    assert results_in(tmp_path / f"out.{kind}") == GOOD
    first, second = rows(rejects)
    assert (first["row"], second["row"]) == ("4", "8")
    shown = '"200"' if kind == "csv" else "200"
    assert first["why"] == f"`age` (Age) is a whole number from 0 to 120, years since born; `{shown}` is outside"
    assert second["why"].startswith("`partner_works` (The partner works) is missing")
    assert (first["id"], first["age"]) == ("3", "200")
    given = rows(table) if kind == "csv" else as_frame(BAD)[[3]].to_dicts()
    names = list(given[0])
    assert list(first)[:-1] == ["row", "line", *names] if kind == "csv" else ["row", *names]


def test_the_row_that_is_named_is_the_one_that_score_reads(tmp_path: Path, capsys: Said) -> None:
    facts = [{name: value for name, value in person.items() if name not in ("id", "name")} for person in BAD]
    heading, *lines = as_csv(facts).split("\r\n")[:-1]
    # Lines with nothing on them, and with nothing in any cell, are counted by neither.
    lines[2:2] = ["", "," * heading.count(",")]
    table = tmp_path / "in.csv"
    table.write_text("\r\n".join([heading, *lines]), "utf-8", newline="")
    batch(tmp_path, table, tmp_path / "out.csv")
    first = rows(tmp_path / "out.rejects.csv")[0]
    assert (first["row"], first["line"]) == ("4", "7")
    capsys.readouterr()
    assert run(["score", str(rules_file(tmp_path)), "--facts", str(table), "--row", first["row"]]) == 2
    assert first["why"] in capsys.readouterr().err


def test_rejects_as_json_lines_hold_the_row_as_it_was_given(tmp_path: Path) -> None:
    table = write(tmp_path / "in.parquet", BAD)
    rejects = tmp_path / "bad.jsonl"
    assert batch(tmp_path, table, tmp_path / "out.csv", "--rejects", str(rejects), "--allow-rejects") == 0
    first, second = (json.loads(line) for line in (tmp_path / "bad.jsonl").read_text("utf-8").split("\n")[:-1])
    assert (first["row"], second["row"]) == (4, 8)
    assert first["given"]["age"] == 200
    assert first["given"]["ielts"] == {name: float(band) for name, band in BAD[3]["ielts"].items()}
    assert list(first) == ["row", "why", "given"]


def test_a_file_for_rejected_rows_that_was_named_is_there_in_any_case(tmp_path: Path) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    assert batch(tmp_path, table, tmp_path / "out.parquet", "--rejects", str(tmp_path / "bad.csv")) == 0
    assert rows(tmp_path / "bad.csv") == []
    assert (tmp_path / "bad.csv").read_bytes().startswith(b"\xef\xbb\xbfrow,id,name,")


def test_rejected_rows_may_go_to_another_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = write(tmp_path / "in.parquet", BAD)
    other = tmp_path / "other"
    other.mkdir()
    replace = os.replace

    def replaced(source: str, path: str) -> None:
        if (os.path.dirname(path) == str(other)) != (os.path.dirname(source) == str(other)):
            raise OSError(errno.EXDEV, "invalid cross-device link")
        replace(source, path)

    monkeypatch.setattr(os, "replace", replaced)
    assert batch(tmp_path, table, tmp_path / "out.parquet", "--rejects", str(other / "bad.csv")) == 1
    assert [row["row"] for row in rows(other / "bad.csv")] == ["4", "8"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "bad.csv", "in.parquet", "other", "out.parquet", "small.qmas"
    ]  # fmt: skip


def test_columns_called_row_and_why_are_in_nobodys_way(tmp_path: Path) -> None:
    mine = as_frame(BAD).with_columns(pl.lit("mine").alias("row"), pl.lit("mine").alias("why"))
    mine.write_parquet(tmp_path / "in.parquet")
    assert batch(tmp_path, tmp_path / "in.parquet", tmp_path / "out.csv") == 1
    first = rows(tmp_path / "out.rejects.csv")[0]
    assert (first["row"], first["why"], first["row_"]) == ("mine", "mine", "4")
    assert first["why_"].startswith("`age`")


def test_the_summary_as_json(tmp_path: Path, capsys: Said) -> None:
    table = write(tmp_path / "in.parquet", BAD)
    out = tmp_path / "out.parquet"
    assert batch(tmp_path, table, out, "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert {name: said[name] for name in ("read", "scored", "rejected", "resumed")} == {
        "read": 40, "scored": 38, "rejected": 2, "resumed": 0
    }  # fmt: skip
    assert (said["output"], said["rejects"]) == (str(out), str(tmp_path / "out.rejects.csv"))


def test_awards_are_columns_too(tmp_path: Path) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    assert batch(tmp_path, table, tmp_path / "out.parquet", "--awards") == 0
    out = pl.read_parquet(tmp_path / "out.parquet")
    given = len(as_frame(PEOPLE).columns)
    assert len(out.columns) > given + len(EXPECTED[0])
    assert results_in(tmp_path / "out.parquet") == EXPECTED


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".csv", ".jsonl"])
def test_a_table_without_a_row_is_scored_to_a_table_without_a_row(tmp_path: Path, suffix: str, capsys: Said) -> None:
    table = write(tmp_path / f"in{suffix}", PEOPLE)
    if suffix == ".csv":
        table.write_text(as_csv(PEOPLE).split("\r\n")[0] + "\r\n", "utf-8")
    elif suffix == ".jsonl":
        table.write_text("", "utf-8")
    elif suffix == ".parquet":
        as_frame(PEOPLE).clear().write_parquet(table)
    else:
        as_frame(PEOPLE).clear().write_ipc(table)
    for made in ("parquet", "arrow", "csv", "jsonl"):
        assert batch(tmp_path, table, tmp_path / f"out.{made}") == 0
        assert results_in(tmp_path / f"out.{made}") == []
        assert "0 rows read = 0 scored + 0 rejected\n" in capsys.readouterr().out
    assert "points.total" in pl.read_parquet(tmp_path / "out.parquet").columns
    assert "points.total" in (tmp_path / "out.csv").read_text("utf-8-sig")


# What cannot be done -------------------------------------------------------------------------------------------------


def refused(tmp_path: Path, capsys: Said, table: Path | str, out: Path | str, *options: str) -> str:
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir() if path.is_file())
    rules_file(tmp_path)
    assert batch(tmp_path, table, out, *options) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    after = sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir() if path.is_file())
    assert [one for one in after if one[0] != "small.qmas"] == [one for one in before if one[0] != "small.qmas"]
    assert not list(tmp_path.glob("*.parts"))
    return said.err


def test_a_missing_column_is_named_with_what_may_have_been_meant(tmp_path: Path, capsys: Said) -> None:
    as_frame(PEOPLE).rename({"education": "educaton"}).drop("lodged").write_parquet(tmp_path / "in.parquet")
    said = refused(tmp_path, capsys, tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert "does not have the columns that these rules need" in said
    assert "`lodged` (Date lodged)" in said
    assert "did you mean the column `educaton`?" in said


def test_a_column_of_the_wrong_type_is_named(tmp_path: Path, capsys: Said) -> None:
    as_frame(PEOPLE).with_columns(pl.col("age").cast(pl.String)).write_parquet(tmp_path / "in.parquet")
    said = refused(tmp_path, capsys, tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert "`age`" in said


def test_a_table_that_was_scored_before_is_refused(tmp_path: Path, capsys: Said) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    batch(tmp_path, table, tmp_path / "out.parquet")
    capsys.readouterr()
    said = refused(tmp_path, capsys, tmp_path / "out.parquet", tmp_path / "again.parquet")
    assert "which is the name of a result" in said
    assert "give the one that it was made from" in said


def test_files_that_are_not_there_or_not_files(tmp_path: Path, capsys: Said) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    (tmp_path / "folder.parquet").mkdir()
    out = tmp_path / "out.parquet"
    assert "there is no file" in refused(tmp_path, capsys, tmp_path / "none.parquet", out)
    assert "is a folder, not a file" in refused(tmp_path, capsys, tmp_path / "folder.parquet", out)
    assert "is a folder, so nothing is written" in refused(tmp_path, capsys, table, tmp_path / "folder.parquet")
    assert "there is no folder" in refused(tmp_path, capsys, table, tmp_path / "none" / "out.parquet")
    assert "two of these are one" in refused(tmp_path, capsys, table, table)
    os.mkfifo(tmp_path / "pipe.parquet")
    assert "is not a regular file" in refused(tmp_path, capsys, tmp_path / "pipe.parquet", out)
    assert "the ending does not say" in refused(tmp_path, capsys, table, tmp_path / "out.xlsx")
    said = refused(tmp_path, capsys, table, out, "--rejects", str(tmp_path / "bad.parquet"))
    assert "written as .csv or .jsonl" in said


def test_one_file_cannot_be_two(tmp_path: Path, capsys: Said) -> None:
    table = write(tmp_path / "in.csv", PEOPLE)
    (tmp_path / "link.csv").symlink_to(table)
    for out, rejects in ((table, None), (tmp_path / "link.csv", None), (tmp_path / "out.csv", tmp_path / "out.csv"),
                         (tmp_path / "out.csv", table)):  # fmt: skip
        options = () if rejects is None else ("--rejects", str(rejects))
        assert "two of these are one" in refused(tmp_path, capsys, table, out, *options)


def test_what_may_not_be_written_or_read(tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    out = write(tmp_path / "out.parquet", PEOPLE[:3])
    access = os.access
    for forbidden, mode, words in (
        (tmp_path, os.W_OK, "nothing can be written into the folder"), (out, os.W_OK, "is read-only"),
        (table, os.R_OK, "cannot be read: permission denied"),
    ):  # fmt: skip
        def denied(path: str, asked: int, no: str = str(forbidden), of: int = mode) -> bool:
            return not (path == no and asked & of) and access(path, asked)

        # The superuser, whom tests may run as, is refused nothing by the system.
        monkeypatch.setattr(os, "access", denied)
        assert words in refused(tmp_path, capsys, table, out)


@pytest.mark.parametrize("length", [0, 4, 1_000, -1])
def test_a_file_that_was_cut_short(tmp_path: Path, length: int, capsys: Said) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    table.write_bytes(table.read_bytes()[:length])
    said = refused(tmp_path, capsys, table, tmp_path / "out.parquet")
    assert ("is empty" if length == 0 else "is cut short") in said


def test_a_csv_that_breaks_off_keeps_what_was_finished_to_itself(tmp_path: Path, capsys: Said) -> None:
    table = tmp_path / "in.csv"
    table.write_text(as_csv(PEOPLE) + '"never closed', "utf-8")
    assert "this row cannot be read" in refused(tmp_path, capsys, table, tmp_path / "out.csv")


def test_bytes_in_a_list_go_into_parquet_only(tmp_path: Path, capsys: Said) -> None:
    frame = as_frame(PEOPLE[:4]).with_columns(pl.Series("photo", [[b"\0"]] * 4))
    frame.with_columns(pl.Series("age", [1, 2, 3, 300])).write_parquet(tmp_path / "in.parquet")
    said = refused(tmp_path, capsys, tmp_path / "in.parquet", tmp_path / "out.csv")
    assert "`photo` holds what cannot be written as csv" in said
    assert batch(tmp_path, tmp_path / "in.parquet", tmp_path / "out.parquet") == 1
    assert rows(tmp_path / "out.rejects.csv")[0]["photo"] == "not shown: this cannot be written as text"


def test_a_missing_extra_is_told_with_what_to_type(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    assert batch(tmp_path, "in.parquet", "out.parquet") == 2
    assert capsys.readouterr().err == (
        "error: qmas batch needs the extra `batch`\n  type: pip install 'qmasdsl[batch]'\n"
    )


# Pipes ---------------------------------------------------------------------------------------------------------------


THROUGH = ("-", "-o", "-", "--rejects", "bad.csv")


def piped(tmp_path: Path, given: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    rules_file(tmp_path)
    return subprocess.run(
        [sys.executable, "-m", "qmasdsl", "batch", "small.qmas", *words], cwd=tmp_path, input=given,
        capture_output=True, check=False, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def test_json_lines_go_through_a_pipe(tmp_path: Path) -> None:
    found = piped(tmp_path, as_jsonl(BAD).encode(), *THROUGH, "--from", "jsonl", "--to", "jsonl")
    assert found.returncode == 1
    assert found.stderr == b"40 rows read = 38 scored + 2 rejected, which are in bad.csv\n"
    (tmp_path / "out.jsonl").write_bytes(found.stdout)
    assert results_in(tmp_path / "out.jsonl") == GOOD
    assert [row["row"] for row in rows(tmp_path / "bad.csv")] == ["4", "8"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "out.jsonl", "small.qmas"]


def test_csv_goes_through_a_pipe(tmp_path: Path) -> None:
    found = piped(tmp_path, as_csv(PEOPLE).encode(), *THROUGH, "--from", "csv", "--to", "csv")
    assert found.returncode == 0
    assert found.stderr == b"40 rows read = 40 scored + 0 rejected\n"
    (tmp_path / "out.csv").write_bytes(found.stdout)
    assert results_in(tmp_path / "out.csv") == EXPECTED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-", "-o", "out.csv"), "type --from csv or --from jsonl"),
        (("-", "--from", "parquet", "-o", "out.csv"), "parquet files need a name"),
        (("-", "--from", "csv", "-o", "-", "--to", "csv"), "say where rejected rows go"),
        (("-", "--from", "csv", "-o", "-", "--to", "parquet"), "parquet files need a name"),
        (("-", "--from", "jsonl", "-o", "out.parquet"), "the columns of a table must be known"),
    ],
)
def test_what_does_not_go_through_a_pipe(
    tmp_path: Path, words: tuple[str, ...], said: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert run(["batch", str(rules_file(tmp_path)), *words]) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["small.qmas"]


def test_a_broken_pipe_input_leaves_nothing_behind(tmp_path: Path) -> None:
    found = piped(tmp_path, as_csv(PEOPLE).encode() + b'"never closed', "-", "--from", "csv", "-o", "out.csv")
    assert found.returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small.qmas"]


# The running line ----------------------------------------------------------------------------------------------------


def test_the_running_line_says_how_long_it_will_take() -> None:
    assert running(Progress(3_000_000, 5, 0.75, 1_000_000, 0.5, 2.0)) == (
        "3,000,000 rows   500,000 a second   5 rejected   75 %   2 seconds left"
    )
    assert running(Progress(10, 0, None, 10, 0.0, 1.0)) == "10 rows   10 a second   0 rejected"
    assert (lasting(90), lasting(130), lasting(7200)) == ("90 seconds", "2 minutes", "2 hours 0 minutes")


def test_nothing_runs_where_nobody_watches(tmp_path: Path, capsys: Said) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    assert batch(tmp_path, table, tmp_path / "out.parquet") == 0
    assert capsys.readouterr().err == ""


def test_a_version_in_force_on_a_day_is_chosen(tmp_path: Path, capsys: Said) -> None:
    table = write(tmp_path / "in.parquet", PEOPLE)
    folder = tmp_path / "versions"
    folder.mkdir()
    text = rules_file(tmp_path).read_text("utf-8")
    (folder / "2020.qmas").write_text(text, "utf-8")
    out = tmp_path / "out.parquet"
    assert run(["batch", str(folder), str(table), "-o", str(out)]) == 2
    assert run(["batch", str(folder), str(table), "-o", str(out), "--on", "2021-01-01"]) == 0
    assert results_in(out) == EXPECTED
