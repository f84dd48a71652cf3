"""A batch that is stopped at any moment goes on, and comes to what it would have come to; never is half of it taken for
the whole."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pytest

from qmasdsl import __version__
from qmasdsl.tables import jobs, parts
from qmasdsl.tables.batch import run
from qmasdsl.tables.counts import Progress, Summary
from qmasdsl.tables.orders import Order
from qmasdsl.tables.problems import TableProblem
from unit.batches import RULES, SMALL, as_frame, batch, people, rules_file, write

ROWS = 40  # of a chunk
PEOPLE = people(300)
BAD = [person | {"age": 200} if number % 29 == 3 else person for number, person in enumerate(PEOPLE)]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ROWS", "ROWS_AS_TEXT"):
        monkeypatch.setattr(jobs, name, ROWS)


class Killed(BaseException):
    """Stands for what no program can catch."""


class Dying:
    """A file that takes so many bytes, of all its kind together, and then no more."""

    left = 0

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        written = min(len(data), Dying.left)
        self._file.write(data[:written])
        Dying.left -= written
        if written < len(data):
            self._file.flush()
            raise Killed
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def order(folder: Path, table: str = "in.parquet", out: str = "out.parquet", **options: Any) -> Order:
    return Order(str(folder / table), str(folder / out), None, None, None, "polars", program=__version__, **options)


def scored(folder: Path, **options: Any) -> Summary:
    job, _ = jobs.job_of(SMALL, order(folder, **options))
    try:
        return run(job, lambda progress: None)
    except BaseException:
        job.sink.close()
        raise


def killed(folder: Path, after: int, monkeypatch: pytest.MonkeyPatch, **options: Any) -> bool:
    """Whether the batch was killed before it had written `after` bytes more."""
    with monkeypatch.context() as patch:
        opened = parts._at
        patch.setattr(parts, "_at", lambda path, length: Dying(opened(path, length)))
        Dying.left = after
        try:
            scored(folder, **options)
        except Killed:
            return True
    return False


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The input, and what a batch that nobody stops makes of it."""
    folder = tmp_path_factory.mktemp("whole")
    write(folder / "in.parquet", BAD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "ROWS", ROWS)
        patch.setattr(jobs, "ROWS_AS_TEXT", ROWS)
        summary = scored(folder)
        scored(folder, out="out.jsonl")
    assert (summary.read, summary.rejected) == (300, len([one for one in BAD if one["age"] == 200]))
    return folder


def copied(whole: Path, folder: Path) -> Path:
    shutil.copy2(whole / "in.parquet", folder)
    return folder


def same(whole: Path, folder: Path, out: str = "out.parquet") -> bool:
    rejects = out.rpartition(".")[0] + ".rejects.csv"
    names = {path.name for path in folder.iterdir()}
    assert names == {"in.parquet", out, rejects}, names
    return all((whole / name).read_bytes() == (folder / name).read_bytes() for name in (out, rejects))


@pytest.mark.parametrize("out", ["out.parquet", "out.jsonl"])
def test_killed_at_any_byte_it_goes_on_to_the_same_end(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    copied(whole, tmp_path)
    total = (whole / out).stat().st_size + 4_000
    resumed = 0
    for after in [5, 30, *range(60, total, total // 12)]:
        (tmp_path / out).write_text("old")
        if not killed(tmp_path, after, monkeypatch, out=out):
            break
        assert (tmp_path / out).read_text() == "old"
        summary = scored(tmp_path, out=out)
        assert summary.read == 300
        resumed = max(resumed, summary.resumed)
        assert same(whole, tmp_path, out)
        (tmp_path / "out.rejects.csv").unlink()
    assert resumed >= 200


def test_killed_again_and_again_it_comes_to_the_same_end(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(whole, tmp_path)
    longest = 40_000
    for after in (10, 9_000, 15_000, 500, longest, 15_000, longest):
        killed(tmp_path, after, monkeypatch)
        with suppress(FileNotFoundError):
            (tmp_path / "out.parquet.parts" / "lock").unlink()
    with suppress(FileNotFoundError):
        scored(tmp_path)
    assert same(whole, tmp_path)


@pytest.fixture
def stopped(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a batch that was killed when three chunks were finished."""
    copied(whole, tmp_path)
    telling: list[Progress] = []

    def tell(progress: Progress) -> None:
        telling.append(progress)
        if progress.read >= 4 * ROWS:
            raise Killed

    job, _ = jobs.job_of(SMALL, order(tmp_path))
    with pytest.raises(Killed):
        run(job, tell)
    job.sink.close()
    assert not (tmp_path / "out.parquet").exists()
    return tmp_path


def test_what_is_finished_is_not_done_again(whole: Path, stopped: Path) -> None:
    assert scored(stopped).resumed >= 3 * ROWS
    assert same(whole, stopped)


@pytest.mark.parametrize("name", ["rows", "rejects", "journal"])
@pytest.mark.parametrize("where", [0.0, 0.4, 0.999])
@pytest.mark.parametrize("change", ["flip", "cut", "more"])
def test_a_part_that_is_not_what_the_journal_says_is_not_believed(
    whole: Path, stopped: Path, name: str, where: float, change: str
) -> None:
    path = stopped / "out.parquet.parts" / name
    data = bytearray(path.read_bytes())
    at = int(len(data) * where)
    match change:
        case "flip":
            data[at] ^= 1
        case "cut":
            del data[at:]
        case _:
            data += bytes(100)
    path.write_bytes(data)
    summary = scored(stopped)
    assert summary.read == 300
    if change == "more":
        assert summary.resumed >= 3 * ROWS
    else:
        assert summary.resumed <= 3 * ROWS * where + ROWS
    assert same(whole, stopped)


def test_a_journal_of_another_batch_is_not_believed(whole: Path, stopped: Path) -> None:
    about = stopped / "out.parquet.parts" / "about.json"
    about.write_text("{")
    assert scored(stopped).resumed == 0
    assert same(whole, stopped)


def changes() -> Iterator[tuple[str, Callable[[Path], dict[str, Any]]]]:
    def table(folder: Path) -> dict[str, Any]:
        as_frame(PEOPLE[:299]).write_parquet(folder / "in.parquet")
        return {}

    def touched(folder: Path) -> dict[str, Any]:
        os.utime(folder / "in.parquet", (1, 1))
        return {}

    yield "table", table
    yield "table", touched
    yield "choice of options", lambda folder: {"awards": True}
    yield "choice of options", lambda folder: {"only_results": True}


@pytest.mark.parametrize(("what", "change"), list(changes()))
def test_another_batch_does_not_go_on_with_these_parts(
    stopped: Path, what: str, change: Callable[[Path], dict[str, Any]]
) -> None:
    options = change(stopped)
    before = sorted((path.name, path.read_bytes()) for path in (stopped / "out.parquet.parts").iterdir())
    with pytest.raises(TableProblem) as caught:
        scored(stopped, **options)
    assert f"finished rows of a batch with another {what}" in caught.value.sentence
    assert sorted((path.name, path.read_bytes()) for path in (stopped / "out.parquet.parts").iterdir()) == before
    assert scored(stopped, **options, anew=True).resumed == 0
    assert not (stopped / "out.parquet.parts").exists()


def test_other_rules_do_not_go_on_with_these_parts(stopped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stopped / "small.qmas").write_text(RULES.replace("+20", "+21"))
    from qmasdsl.cli.main import run as command

    words = ["batch", str(stopped / "small.qmas"), str(stopped / "in.parquet"), "-o", str(stopped / "out.parquet")]
    assert command(words) == 2
    assert "another set of rules" in capsys.readouterr().err
    assert command([*words, "--restart"]) == 1


def test_two_at_once_are_one_too_many(stopped: Path) -> None:
    job, _ = jobs.job_of(SMALL, order(stopped))
    with pytest.raises(TableProblem, match="another `qmas batch` is writing"):
        jobs.job_of(SMALL, order(stopped))
    run(job, lambda progress: None)
    assert not (stopped / "out.parquet.parts").exists()


def test_a_folder_that_is_not_ours_is_left_alone(whole: Path, tmp_path: Path) -> None:
    copied(whole, tmp_path)
    (tmp_path / "out.parquet.parts").mkdir()
    (tmp_path / "out.parquet.parts" / "precious").write_text("x")
    with pytest.raises(TableProblem, match="is in the way"):
        scored(tmp_path, anew=True)
    assert (tmp_path / "out.parquet.parts" / "precious").read_text() == "x"


@pytest.mark.parametrize("step", [0, 1])
def test_killed_between_the_two_last_steps_it_is_done_again(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    copied(whole, tmp_path)
    moved: list[str] = []
    move = parts._move

    def dying(source: str, path: str) -> None:
        if len(moved) == step:
            raise Killed
        moved.append(path)
        move(source, path)

    with monkeypatch.context() as patch:
        patch.setattr(parts, "_move", dying)
        with pytest.raises(Killed):
            scored(tmp_path)
    assert not (tmp_path / "out.parquet").exists()
    assert scored(tmp_path).read == 300
    assert same(whole, tmp_path)


def test_an_input_that_changes_under_the_batch_is_not_scored_half_and_half(whole: Path, tmp_path: Path) -> None:
    copied(whole, tmp_path)
    job, _ = jobs.job_of(SMALL, order(tmp_path))
    with pytest.raises(TableProblem, match="was changed while it was read"):
        run(job, lambda progress: os.utime(tmp_path / "in.parquet", (1, 1)))
    job.sink.close()
    assert not (tmp_path / "out.parquet").exists()


def test_a_rejects_file_of_an_earlier_batch_does_not_outlive_it(tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", BAD)
    assert batch(tmp_path, tmp_path / "in.parquet", tmp_path / "out.parquet") == 1
    assert (tmp_path / "out.rejects.csv").exists()
    write(tmp_path / "in.parquet", PEOPLE)
    assert batch(tmp_path, tmp_path / "in.parquet", tmp_path / "out.parquet") == 0
    assert not (tmp_path / "out.rejects.csv").exists()


def test_the_permissions_of_what_is_replaced_stay(tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", PEOPLE)
    (tmp_path / "out.parquet").touch(mode=0o600)
    assert batch(tmp_path, tmp_path / "in.parquet", tmp_path / "out.parquet") == 0
    assert (tmp_path / "out.parquet").stat().st_mode & 0o777 == 0o600


# Real processes ------------------------------------------------------------------------------------------------------

CHILD = """
import sys, time
from qmasdsl import __version__
from qmasdsl.tables import jobs, parts
from qmasdsl.cli.main import run
jobs.ROWS = {rows}
keep = parts.Parts.keep
def slow(self, *given):
    time.sleep({pause})
    keep(self, *given)
parts.Parts.keep = slow
sys.exit(run(sys.argv[1:]))
"""


def child(folder: Path, pause: float, **limits: Any) -> subprocess.Popen[str]:
    rules_file(folder)
    code = CHILD.format(rows=ROWS, pause=pause)
    words = ["batch", "small.qmas", "in.parquet", "-o", "out.parquet"]
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, **limits,
    )  # fmt: skip


def until(folder: Path, lines: int, process: subprocess.Popen[str]) -> None:
    """Waits until so many lines are in the journal."""
    journal = folder / "out.parquet.parts" / "journal"
    while process.poll() is None:
        with suppress(FileNotFoundError):
            if journal.read_bytes().count(b"\n") >= lines:
                return
        time.sleep(0.005)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_process_that_is_killed_leaves_whole_parts(whole: Path, tmp_path: Path, blow: signal.Signals) -> None:
    copied(whole, tmp_path)
    with child(tmp_path, 0.2) as process:
        until(tmp_path, 3, process)
        process.send_signal(blow)
        _, said = process.communicate()
    assert process.returncode == (130 if blow is signal.SIGINT else -blow)
    assert "Traceback" not in said
    assert not (tmp_path / "out.parquet").exists()
    if blow is signal.SIGINT:
        assert "finished rows are kept in" in said
    summary = scored(tmp_path)
    assert summary.resumed >= ROWS
    (tmp_path / "small.qmas").unlink()
    assert same(whole, tmp_path)


def test_a_full_disk_is_told_and_what_is_finished_stays(whole: Path, tmp_path: Path) -> None:
    copied(whole, tmp_path)
    limit = (whole / "out.parquet").stat().st_size // 2

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with child(tmp_path, 0, preexec_fn=narrow) as process:
        _, said = process.communicate()
    assert process.returncode == 2
    assert "error: `out.parquet.parts`: file too large" in said
    assert "finished rows are kept in out.parquet.parts; the same command goes on after them" in said
    assert not (tmp_path / "out.parquet").exists()
    journal = (tmp_path / "out.parquet.parts" / "journal").read_text().splitlines()
    assert json.loads(journal[-1].rpartition(" ")[0])["rows"] > 0
    assert scored(tmp_path).resumed > 0
    (tmp_path / "small.qmas").unlink()
    assert same(whole, tmp_path)


def test_the_parts_are_parquet_that_reads_the_same_whoever_made_it(whole: Path) -> None:
    out = pl.read_parquet(whole / "out.parquet")
    good = [person["id"] for person in BAD if person["age"] != 200]
    assert out["id"].to_list() == good
