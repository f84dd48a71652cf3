"""`qmas batch --engine spark`: folders of Parquet in and out, and every score in its applicant's row."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl
import pytest

from agreement.applicants import applicants
from agreement.targets import table_of
from engines import java
from qmasdsl.tables.scoring import Scorer
from unit.everybody import ROOT, shipped

pytestmark = pytest.mark.engine("spark")
RULES = ROOT / "rulesets/hk/qmas/2018-08-28.qmas"
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def batch(tmp_path: Path) -> Run:
    java_at = java.settings(tmp_path / "java")

    def run(*words: str | Path) -> CompletedProcess[str]:
        command = [sys.executable, "-m", "qmasdsl", "batch", RULES, *words, "--engine", "spark"]
        env = os.environ | java_at | {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env)

    return run


def test_a_folder_is_scored_as_polars_scores_it(batch: Run, tmp_path: Path) -> None:
    frame = table_of(shipped(RULES), applicants(shipped(RULES), 120, 3))
    (tmp_path / "people").mkdir()
    for part in range(4):
        frame.slice(part * 30, 30).write_parquet(tmp_path / f"people/{part}.parquet")
    done = batch("people", "-o", "scored", "--json")
    expected = Scorer(shipped(RULES), frame.schema).score(frame)
    bad = [one.row for one in expected.rejected]
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["read"], told["scored"], told["rejected"]) == (120, 120 - len(bad), len(bad))
    scored = pl.read_parquet(tmp_path / "scored/*.parquet").sort("row")
    whole = frame.hstack(expected.results)
    assert scored["row"].to_list() == [at for at in range(120) if at not in bad]
    for name in expected.results.columns:
        in_place = whole.filter(pl.col("row").is_in(bad).not_())[name]
        assert scored[name].cast(in_place.dtype).equals(in_place), name
    rejected = pl.read_parquet(tmp_path / told["rejects"] / "*.parquet").sort("row")
    assert rejected["row"].to_list() == bad
    assert rejected["problem"].null_count() == 0
    again = batch("people", "-o", "scored")
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_what_is_wrong_is_said_without_a_page_of_java(batch: Run, tmp_path: Path) -> None:
    assert "there is no `nowhere`" in (none := batch("nowhere", "-o", "scored")).stderr
    assert none.returncode == 2
    pl.DataFrame({"age": [3]}).write_parquet(tmp_path / "short.parquet")
    short = batch("short.parquet", "-o", "scored")
    assert (short.returncode, "there is no column `lodged`" in short.stderr) == (2, True)
    assert "Exception" not in short.stderr
