"""`qmas population`: what it prints, and what it refuses."""

from pathlib import Path

import polars as pl
import pytest

from qmasdsl.cli.main import run
from unit.versions import RULES

MARGINALS = """
self_supporting = 0.9

[graduate_work]
"0 months" = 0.5
"10 years" = 0.5

[senior_work]
"0 months" = 0.5
"5 years" = 0.5
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hk.qmas").write_text(RULES, encoding="utf-8")
    (tmp_path / "m.toml").write_text(MARGINALS, encoding="utf-8")
    return tmp_path


def drawn(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    code = run(["population", "hk.qmas", *options])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_it_says_how_many_it_drew_and_how(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = drawn(capsys, "-n", "300", "--seed", "7", "-o", "people.parquet")
    assert (code, err) == (0, "")
    lines = out.split("\n")
    assert lines[0] == "people.parquet: 300 people drawn with seed 7 for Quality Migrant Admission Scheme"
    assert "this shows what rules do, not how many real" in lines[1]
    assert "of them had facts drawn again, until what is `always` true held." in out
    table = pl.read_parquet("people.parquet")
    assert table["id"].to_list() == list(range(1, 301))
    assert {"age", "children", "children.10.child_married"} < set(table.columns)


@pytest.mark.parametrize("name", ["people.parquet", "people.arrow", "people.csv", "people.jsonl"])
def test_a_batch_takes_every_row(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert drawn(capsys, "-n", "200", "-o", name)[0] == 0
    assert run(["batch", "hk.qmas", name, "-o", "scored.parquet"]) == 0
    assert capsys.readouterr().out == "200 rows read = 200 scored + 0 rejected\n"


def test_a_row_is_an_applicant_that_score_takes(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    drawn(capsys, "-n", "5", "-o", "people.csv")
    # A facts file has facts alone.
    lines = (here / "people.csv").read_text(encoding="utf-8-sig").split("\n")
    rows = [line.partition(",")[2] for line in lines if line]
    (here / "facts.csv").write_text("\n".join(rows), encoding="utf-8")
    assert run(["score", "hk.qmas", "--facts", "facts.csv", "--row", "3", "--complete"]) == 0


def test_it_says_which_facts_were_drawn_evenly_and_which_shares_bent(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = drawn(capsys, "-n", "4000", "-o", "people.csv", "--marginals", "m.toml")
    assert code == 0
    assert "m.toml says nothing of 25 facts, drawn evenly over the steps of the rules: `lodged`, `elected`" in out
    assert "Not as asked, because of what is `always` true:\n" in out
    assert "senior_work, 0 months: 50% was asked for, 7" in out
    assert "graduate_work, " not in out


def test_the_same_command_writes_the_same_file(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    for name, seed in (("a.csv", "3"), ("b.csv", "3"), ("c.csv", "4")):
        drawn(capsys, "-n", "50", "--seed", seed, "-o", name)
    one, other, third = ((here / name).read_bytes() for name in ("a.csv", "b.csv", "c.csv"))
    assert one == other
    assert one != third


def test_a_version_in_force_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parents[2] / "rulesets" / "hk" / "qmas"
    assert run(["population", str(folder), "--on", "2023-05-01", "-n", "10", "-o", "people.csv"]) == 0
    capsys.readouterr()
    assert "reputable_work" in pl.read_csv("people.csv").columns


@pytest.mark.parametrize(
    ("marginals", "said"),
    [
        ("[age]\n\"18 to 39\" = 0.9", "error: `m.toml`, line 1, [age]: the shares add up to 0.9, 0.1 short of 1"),
        ("good_character = 2", "error: `m.toml`, line 1, [good_character]: a share is from 0 to 1, and not 2"),
        ("[graduate_work]\n\"0 months\" = 1\n[senior_work]\n\"5 years\" = 1",
         "error: not everybody can be made a possible applicant, so nothing was written\n  of 20 people 20 still break "
         "`always senior_work at most graduate_work`"),
    ],
)  # fmt: skip
def test_marginals_that_cannot_be_are_refused_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], here: Path, marginals: str, said: str
) -> None:
    (here / "m.toml").write_text(marginals, encoding="utf-8")
    code, _, err = drawn(capsys, "-n", "20", "-o", "people.csv", "--marginals", "m.toml")
    assert code == 2
    assert said in err
    assert sorted(path.name for path in here.iterdir()) == ["hk.qmas", "m.toml"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-n", "0", "-o", "a.csv"], "0 is not in the range"),
        (["-n", "9", "-o", "a.xlsx"], "the ending does not say what kind of table this is"),
        (["-n", "9", "-o", "nowhere/a.csv"], "there is no folder"),
        (["-n", "9", "-o", "."], "is a folder, so nothing is written to it"),
        (["-n", "9", "-o", "a.csv", "--marginals", "none.toml"], "`none.toml`: no such file or directory"),
    ],
)
def test_what_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str], options: list[str], said: str) -> None:
    code, _, err = drawn(capsys, *(options if options[3] != "." else [*options, "--to", "csv"]))
    assert code == 2
    assert said in err


def test_rules_without_facts_have_nobody(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "hk.qmas").write_text("scheme xx.empty\n\ntest t\n  pass mark 0\n", encoding="utf-8")
    code, _, err = drawn(capsys, "-n", "9", "-o", "a.csv")
    assert (code, err) == (2, "error: these rules read no facts, so there is nobody to draw\n")
    assert not (here / "a.csv").exists()


def test_an_old_file_stays_where_the_new_one_cannot_be_drawn(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "people.csv").write_text("old", encoding="utf-8")
    (here / "m.toml").write_text('[graduate_work]\n"0 months" = 1\n[senior_work]\n"5 years" = 1', encoding="utf-8")
    assert drawn(capsys, "-n", "20", "-o", "people.csv", "--marginals", "m.toml")[0] == 2
    assert (here / "people.csv").read_text(encoding="utf-8") == "old"


def test_what_is_not_installed_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmasdsl.cli.population.find_spec", lambda name: None)
    assert run(["population", "hk.qmas", "-n", "9", "-o", "a.csv"]) == 2
    assert "type: pip install 'qmasdsl[batch]'" in capsys.readouterr().err
