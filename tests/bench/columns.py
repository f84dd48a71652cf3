"""Many applicants in memory: the scorer of `qmas batch` beside Polars written by hand for the same rules.

    python -m tests.bench.columns [ROWS]

First all answers are compared, with each other and with the interpreter's for a sample; then all are timed in
interleaved rounds of one process. A ratio is the median over the rounds of what is timed to what is written by hand.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import polars as pl

from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.told import told
from qmasdsl.interpreter.evaluate import score
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_path
from qmasdsl.tables.scoring import Scorer
from qmasdsl.tables.single import facts_of
from tests.bench import polars_by_hand
from tests.bench.applicants import SEED
from tests.bench.many_applicants import table

RULES = Path(__file__).parents[2] / "rulesets/hk/qmas/2018-08-28.qmas"
ROUNDS = 9
SAMPLE = 2_000


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    ruleset = check_path(RULES).ruleset
    assert ruleset is not None
    frame = table(rows)
    print(f"{rows:,} applicants in memory, seed {SEED}, Polars {pl.__version__}, {pl.thread_pool_size()} threads")
    agree(ruleset, frame)
    print("by hand and the scorer agree on all of them, and on a sample with the interpreter\n")
    scorer = Scorer(ruleset, frame.schema)
    contenders: dict[str, Callable[[], object]] = {
        "by hand, bare": lambda: polars_by_hand.scored(frame.lazy()).collect(),
        "by hand, the same work": lambda: polars_by_hand.checked(frame.lazy()),
        "the scorer": lambda: scorer.score(frame),
    }
    timed(contenders, rows)


def agree(ruleset: Ruleset, frame: pl.DataFrame) -> None:
    spoiled = frame.with_columns(
        pl.when(pl.int_range(pl.len()) % 1_000 == 7).then(999).otherwise(pl.col("age")).alias("age")
    )
    for given in (frame, spoiled):
        scored = Scorer(ruleset, given.schema).score(given)
        by_hand, rejected = polars_by_hand.checked(given.lazy())
        assert [one.row for one in scored.rejected] == (rejected["row"].to_list() if len(rejected) else [])
        for name in by_hand.columns:
            assert by_hand[name].cast(pl.Int64).equals(scored.results[name].cast(pl.Int64), null_equal=True), name
    sheet = sheet_of(ruleset)
    sample = frame.gather_every(max(1, len(frame) // SAMPLE))
    results = Scorer(ruleset, sample.schema).score(sample).results
    for row, found in zip(sample.drop("id").iter_rows(named=True), results.iter_rows(named=True), strict=True):
        facts = facts_of(index(ruleset), row, text=False)
        assert not isinstance(facts, tuple)
        assert found == told(sheet, score(ruleset, facts))


def timed(contenders: dict[str, Callable[[], object]], rows: int) -> None:
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            taken[name].append(perf_counter() - start)
    beside = dict.fromkeys(taken, taken["by hand, the same work"])
    bare = taken["by hand, bare"]
    print(f"{'':28} {'ms':>9} {'M rows/s':>9} {'x same work':>12} {'x bare':>8}")
    for name, times in taken.items():
        ratio = median(mine / hand for mine, hand in zip(times, beside[name], strict=True))
        to_bare = median(mine / hand for mine, hand in zip(times, bare, strict=True))
        speed = rows / median(times) / 1e6
        print(f"{name:28} {median(times) * 1e3:9.1f} {speed:9.1f} {ratio:12.2f} {to_bare:8.2f}")


if __name__ == "__main__":
    main()
