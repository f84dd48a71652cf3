"""The whole of `qmas batch`, Parquet to Parquet, beside Polars written by hand for the same rules; and how both grow.

    python -m tests.bench.batch_growth [ROWS ...]          100,000, 1,000,000 and 10,000,000 unless told otherwise

Each runs in a process of its own, in turn; time, processor time and the most memory are those the system reports of the
process. By hand is one streaming query from file to file with a row number: "the same work" checks every row and writes
those that fail apart, "bare" trusts them. Both outputs are compared, and that rows are in their order, before any time
is told. A row's time is what is left without that of a table of no rows, which is what starting takes; where others
work on the machine too, the time of its processors says more than the clock.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

from qmasdsl.frozen import frozen
from tests.bench import polars_by_hand
from tests.bench.applicants import SEED
from tests.bench.many_applicants import table

RULES = Path(__file__).parents[2] / "rulesets/hk/qmas/2018-08-28.qmas"
AT_ONCE = 1_000_000
SIZES = (100_000, 1_000_000, 10_000_000)


@frozen
class Run:
    """What a process took: seconds on the clock and of processors, and megabytes."""

    seconds: float
    busy: float
    memory: float


def main() -> None:
    if sys.argv[1:2] == ["--by-hand"]:
        by_hand(*sys.argv[2:5])
        return
    sizes = [int(one.replace(",", "").replace("_", "")) for one in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"seed {SEED}, Polars {pl.__version__}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
        table(10).clear().write_parquet(folder / "0.parquet")
        starts = {what: typical([run(folder, what, 0) for _ in range(5)]) for what in WAYS}
        print("starting takes " + ", ".join(f"{what} {one.seconds:.2f} s" for what, one in starts.items()) + "\n")
        print(f"{'':31} {'clock':>17} {'processors':>17} {'':>7} {'x same work':>15} {'x bare':>15}")
        print(f"{'':31}" + f" {'s':>8} {'us a row':>8}" * 2 + f" {'MB':>7}" + f" {'clock':>7} {'proc.':>7}" * 2)
        for size in sizes:
            applicants(folder, size)
            measured(folder, size, starts)
            for path in folder.glob(f"*{size}.*"):
                path.unlink()


def applicants(folder: Path, size: int) -> None:
    """A file of so many applicants, in row groups as Polars makes them; one in 10,000 is not to be scored."""
    pieces = folder / "pieces"
    pieces.mkdir()
    for start in range(0, size, AT_ONCE):
        piece = table(min(AT_ONCE, size - start), SEED + start).with_columns(pl.col("id") + start)
        spoiled = pl.when(pl.col("id") % 10_000 == 7).then(999).otherwise(pl.col("age")).alias("age")
        piece.with_columns(spoiled).write_parquet(pieces / f"{start:012}.parquet")
    pl.scan_parquet(sorted(pieces.iterdir())).sink_parquet(folder / f"{size}.parquet", maintain_order=True)
    for path in pieces.iterdir():
        path.unlink()
    pieces.rmdir()


def typical(runs: list[Run]) -> Run:
    """The medians; of memory the most."""
    return Run(
        median(one.seconds for one in runs), median(one.busy for one in runs), max(one.memory for one in runs)
    )


def measured(folder: Path, size: int, starts: dict[str, Run]) -> None:
    rounds = 5 if size <= 1_000_000 else 3 if size <= 10_000_000 else 1
    runs: dict[str, list[Run]] = {what: [] for what in WAYS}
    for at in range(rounds):
        for what in WAYS:
            runs[what].append(run(folder, what, size))
        if at == 0:
            agree(folder, size)
    for what, found in runs.items():
        one, start = typical(found), starts[what]
        ratios = [
            median(of(mine) / of(theirs) for mine, theirs in zip(found, runs[other], strict=True))
            for other in ("by hand, same work", "by hand, bare")
            for of in (attrgetter("seconds"), attrgetter("busy"))
        ]
        print(
            f"{size:>12,} {what:18}"
            f" {one.seconds:8.2f} {(one.seconds - start.seconds) / size * 1e6:8.3f}"
            f" {one.busy:8.2f} {(one.busy - start.busy) / size * 1e6:8.3f} {one.memory:7.0f}"
            + "".join(f" {ratio:7.2f}" for ratio in ratios)
        )


def agree(folder: Path, size: int) -> None:
    """Both outputs have the same rows in the order of the input, and the same answers."""
    outs = [pl.scan_parquet(folder / f"{what}{size}.out.parquet") for what in WAYS if what != "by hand, bare"]
    names = outs[0].collect_schema().names()
    for name in names:
        ours, theirs = (out.select(pl.col(name)).collect().to_series() for out in outs)
        assert ours.cast(theirs.dtype, strict=True).equals(theirs, null_equal=True), name
        if name == "id":
            assert ours.len() == size - len(range(7, size + 1, 10_000))
            assert (ours.diff().drop_nulls() > 0).all()


def run(folder: Path, what: str, size: int) -> Run:
    out = folder / f"{what}{size}.out.parquet"
    command = WAYS[what](str(folder / f"{size}.parquet"), str(out))
    told = subprocess.run([sys.executable, "-c", LAUNCHER, *command], capture_output=True, text=True, check=True)
    code, seconds, busy, memory = (float(word) for word in told.stdout.split()[-4:])
    assert code in (0, 1), told.stderr
    return Run(seconds, busy, memory / (1024 if sys.platform == "linux" else 1024**2))


# A small process in between: the most memory of a process counts what the one that started it had.
LAUNCHER = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
print(os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


WAYS: dict[str, Callable[[str, str], list[str]]] = {
    "qmas batch": lambda table, out: [sys.executable, "-m", "qmasdsl", "batch", str(RULES), table, "-o", out],
    "by hand, same work": lambda table, out: [sys.executable, "-m", __spec__.name, "--by-hand", "same", table, out],
    "by hand, bare": lambda table, out: [sys.executable, "-m", __spec__.name, "--by-hand", "bare", table, out],
}


def by_hand(how: str, source: str, out: str) -> None:
    numbered = pl.scan_parquet(source, row_index_name="row")
    if how == "bare":
        polars_by_hand.scored(_Beside(numbered)).drop("row", "achieved").sink_parquet(out)  # type: ignore[arg-type]
        return
    marked = numbered.with_columns(polars_by_hand.good().alias("good"))
    scored = polars_by_hand.scored(_Beside(marked))  # type: ignore[arg-type]
    kept = scored.filter("good").drop("row", "good", "achieved").sink_parquet(out, lazy=True)
    rest = marked.filter(pl.col("good").not_()).drop("good").sink_csv(f"{out}.rejects.csv", lazy=True)
    pl.collect_all([kept, rest])


class _Beside:
    """A query whose results come beside the columns that were given."""

    def __init__(self, frame: pl.LazyFrame) -> None:
        self._frame = frame

    def with_columns(self, *made: pl.Expr) -> "_Beside":
        return _Beside(self._frame.with_columns(*made))

    def select(self, *made: Any) -> pl.LazyFrame:
        return self._frame.with_columns(*made)

    def collect_schema(self) -> pl.Schema:
        return self._frame.collect_schema()


if __name__ == "__main__":
    main()
