"""`qmas impact`: what it prints, its JSON, its page, and what it refuses."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from qmasdsl.cli.main import run
from unit.versions import RULES, edited

EDITS = (
    ("age from 40 to 44 => +20", "age from 40 to 44 => +5"),
    ("pass mark 80", "pass mark 85"),
)
ROOT = Path(__file__).parents[2]
PEOPLE = ["old.qmas", "new.qmas", "people.csv"]
MARGINALS = """
elected = { general = 1 }
self_supporting = 1
good_character = 1
speaks_english = 0.95
[age]
"18 to 39" = 0.7
"40 to 44" = 0.295
"45 to 50" = 0.005
[education]
bachelor = 0.5
master = 0.5
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: dict[str, bytes]) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.qmas").write_text(RULES, encoding="utf-8")
    (tmp_path / "new.qmas").write_text(edited(*EDITS), encoding="utf-8")
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same people in every format."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "old.qmas").write_text(RULES, encoding="utf-8")
    (folder / "m.toml").write_text(MARGINALS, encoding="utf-8")
    for ending in ("parquet", "arrow", "csv", "jsonl"):
        out = str(folder / f"people.{ending}")
        options = ["-n", "1000", "--seed", "5", "--marginals", str(folder / "m.toml")]
        assert run(["population", str(folder / "old.qmas"), *options, "-o", out]) == 0
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("people")}


def impact(capsys: pytest.CaptureFixture[str], *options: str, table: str = "people.parquet") -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["impact", "old.qmas", "new.qmas", table, *options])
    told = capsys.readouterr()
    return code, told.out, told.err


def as_json(capsys: pytest.CaptureFixture[str], *options: str, table: str = "people.parquet") -> Any:
    code, out, err = impact(capsys, "--json", *options, table=table)
    assert (code, err) == (0, "")
    return json.loads(out)


def test_it_tells_who_is_compared_and_what_becomes_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = impact(capsys, "--by", "age")
    assert (code, err) == (0, "")
    found = as_json(capsys)
    verdict = found["everybody"]["verdicts"]["outcome:goes_to_selection"]
    points = found["everybody"]["points"]["general"]
    lines = out.split("\n")
    scheme, table = "Quality Migrant Admission Scheme", "people.parquet"
    assert lines[0] == f"{scheme}: what the change from old.qmas to new.qmas does to everybody in {table}"
    assert "1,000 rows read = 1,000 scored under both versions." in lines
    numbers = [f"{verdict[name]:,}" for name in ("before", "now", "newly", "no_longer")]
    (row,) = [line for line in lines if line.startswith("  Goes forward to the selection exercise  ")]
    assert row.split()[-4:] == numbers
    assert verdict["before"] > verdict["now"] > 0 == verdict["newly"]
    assert verdict["before"] - verdict["now"] == verdict["no_longer"]
    fewer, same = points["fewer"], 1000 - points["fewer"]
    take = "1,000 people take it under both versions."
    assert f"  {take} 0 have more points, {fewer:,} have fewer, {same:,} the same; on average " in out
    assert "  The pass mark was 80 and is 85." in lines
    assert re.search(rf"^  15 fewer +{fewer:,} +\d", out, re.MULTILINE)
    verdict = "Goes forward to the selection exercise"
    assert f"By Age on the day of lodging: {verdict} (bands as the rules have them)" in lines
    assert "Lose most, of groups of 30 people or more: Goes forward to the selection exercise" in lines
    assert "Nobody gains anything that is compared here." in lines


def test_counts_of_the_json_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, "--by", "age", "--by", "profession", "--quota", "100")
    names = "format old new table rows notes verdicts tests everybody quota by asked_by worst best"
    assert list(found) == names.split()
    rows = found["rows"]
    assert rows["read"] == rows["scored_under_both"] + rows["only_old"] + rows["only_new"] + rows["neither"] == 1000
    assert found["asked_by"] == ["age", "profession"]
    for by in found["by"]:
        assert sum(group["people"] for group in by["groups"]) == 1000, by["column"]
        lost = sum(group["verdicts"]["outcome:goes_to_selection"]["no_longer"] for group in by["groups"])
        assert lost == found["everybody"]["verdicts"]["outcome:goes_to_selection"]["no_longer"]
        assert sum(group["places_lost"] for group in by["groups"]) == found["quota"]["places_lost"]
    (general,) = [test for test in found["tests"] if test["name"] == "general"]
    for part in ("changes", "totals_before", "totals_now"):
        assert sum(one["people"] for one in general[part]) == 1000
    moved = sum(one["points"] * one["people"] for one in general["changes"])
    assert moved == found["everybody"]["points"]["general"]["sum_of_changes"] < 0
    by_age = next(by for by in found["by"] if by["column"] == "age")
    assert sum(one["people"] for group in by_age["groups"] for one in group["changes"]["general"]) == 1000
    for cut in (found["quota"]["before"], found["quota"]["now"]):
        assert cut["places"] == 100
        assert cut["in"] + cut["on_the_line"] + cut["out"] == cut["candidates"]
        assert cut["in"] + sum(line["places"] for line in cut["lines"]) == 100
    assert sum(one["people"] for one in found["quota"]["moves"]) == 1000


@pytest.mark.parametrize("table", ["people.arrow", "people.csv", "people.jsonl"])
def test_every_format_tells_the_same(capsys: pytest.CaptureFixture[str], table: str) -> None:
    options = ("--by", "age", "--by", "graduate_work", "--quota", "50")
    one, other = as_json(capsys, *options), as_json(capsys, *options, table=table)
    assert other == one | {"table": table}


def test_a_small_group_is_told_as_that(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = impact(capsys, "--by", "age")
    assert re.search(r"^  45 to 50 \(few\) +\d", out, re.MULTILINE)
    groups = next(by for by in as_json(capsys)["by"] if by["column"] == "age")["groups"]
    assert {group["group"] for group in groups if group["small"]} >= {"45 to 50"}
    assert all(group["small"] == (group["people"] < 30) for group in groups)


def test_rows_that_cannot_be_scored_are_counted_and_told_why(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    table = pl.read_parquet("people.parquet")
    # One row fits neither version; a broken line is no row for either.
    broken = table.with_columns(age=pl.when(pl.col("id") == 3).then(121).otherwise(pl.col("age")))
    broken.write_parquet("broken.parquet")
    code, out, _ = impact(capsys, table="broken.parquet")
    assert code == 0
    assert "1,000 rows read = 999 scored under both versions + 1 under neither." in out
    assert "Not scored under the old and the new rules, 1 row: `age` (Age on the day of lodging) is a whole" in out
    lines = (here / "people.jsonl").read_text(encoding="utf-8").split("\n")
    (here / "broken.jsonl").write_text("\n".join([lines[0], '{"age": 3,', *lines[1:]]), encoding="utf-8")
    found = as_json(capsys, table="broken.jsonl")["rows"]
    assert (found["read"], found["scored_under_both"], found["neither"]) == (1001, 1000, 1)


def test_a_line_that_only_one_version_reads_moves_no_other_from_its_place(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    work = "  profession         : one of"
    text = edited(*EDITS, (work, f"  extra              : yes/no\n{work}"))
    (here / "new.qmas").write_text(text, encoding="utf-8")
    lines = (here / "people.jsonl").read_text(encoding="utf-8").split("\n")[:300]
    full = [line.replace('"age"', '"extra":true,"age"') for line in lines]
    # A group of two values is no yes or no: the new rules refuse it, the old ones do not know the fact.
    odd = [line.replace('"extra":true', '"extra":{"a":1}') if at % 7 == 0 else line for at, line in enumerate(full)]
    kept = [line for at, line in enumerate(full) if at % 7]
    for name, some in (("odd", odd), ("kept", kept)):
        (here / f"{name}.jsonl").write_text("\n".join(some), encoding="utf-8")
    one, other = (as_json(capsys, "--by", "age", table=f"{name}.jsonl") for name in ("odd", "kept"))
    assert (one["rows"]["only_old"], one["rows"]["scored_under_both"]) == (43, 257)
    for part in ("everybody", "tests"):
        assert one[part] == other[part]
    ages = [[by for by in found["by"] if by["column"] == "age"] for found in (one, other)]
    assert ages[0] == ages[1]


def test_a_fact_that_the_table_lacks_can_be_assumed(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    work, always = "  profession         : one of", "always senior_work at most graduate_work"
    more = "plus international_work at least 2 years => +15"
    text = edited((work, f"  reputable_work     : months from 0 to 60 years\n{work}"),
                  (always, f"{always}\nalways reputable_work at most graduate_work"),
                  (f"    {more}", f"    plus reputable_work at least 3 years => +20\n    {more}"),
                  ("out of 55", "out of 75"), ("out of 225", "out of 245"))  # fmt: skip
    (here / "new.qmas").write_text(text, encoding="utf-8")
    code, _, err = impact(capsys)
    assert code == 2
    assert "there is no column `reputable_work`" in err
    for table in ("people.csv", "people.parquet", "people.jsonl"):
        none = as_json(capsys, "--assume", "reputable_work=0 months", table=table)
        assert none["everybody"]["points"]["general"]["more"] == 0
        assert none["rows"]["scored_under_both"] == 1000
        # Whoever has worked for less than 3 years cannot have worked so long there.
        three = as_json(capsys, "--assume", "reputable_work=3 years", table=table)
        assert 0 < three["rows"]["only_old"] < 1000
        assert three["everybody"]["points"]["general"]["more"] == three["rows"]["scored_under_both"]
        assert "`reputable_work` is taken to be 3 years where the table has nothing" in three["notes"]


def test_two_versions_of_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(ROOT / "rulesets/hk/qmas")
    assert run(["impact", folder, "people.csv", "--from", "2018-09-01", "--to", "2021-01-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["old"]["in_force"], found["rows"]["scored_under_both"]) == ("2018-08-28", 1000)
    assert found["everybody"]["points"]["general"]["more"] == found["everybody"]["points"]["general"]["fewer"] == 0


def test_a_renamed_fact(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "new.qmas").write_text(edited(*EDITS).replace("graduate_work", "skilled_work"), encoding="utf-8")
    assert impact(capsys)[0] == 2
    code, out, _ = impact(capsys, "--map", "graduate_work=skilled_work")
    assert code == 0
    assert "Note: `graduate_work` is `skilled_work` now, as you said." in out


def test_the_page_stands_alone_and_every_chart_can_be_listened_to(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    assert impact(capsys, "--quota", "100", "--html", "report.html")[0] == 0
    text = (here / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert "img" not in page.tags
    assert not any(name.startswith("on") or name in ("href", "src") for name, _ in page.attributes)
    assert re.findall(r"url\((?!#)", text) == []
    charts = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(charts) >= 4
    for chart in charts:
        title, desc = re.findall(r"<(title|desc) id=\"[td]\d+\">([^<]+)<", chart)
        assert title[0] == "title"
        assert desc[0] == "desc"
        assert any(letter.isdigit() for letter in desc[1])
        # Beneath each figure stands a table.
        assert text.index("<table>", text.index(chart)) > 0
    identifiers = re.findall(r' id="([^"]+)"', text)
    assert len(identifiers) == len(set(identifiers))
    assert "15 fewer" in text
    assert "General Points Test: how many have which total, before and now" in text


def test_what_somebody_wrote_is_text_on_the_page(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    evil = "<script>alert(1)</script> & <b>"
    for name, text in (("old.qmas", RULES), ("new.qmas", edited(*EDITS))):
        hostile = edited(('"Age on the day of lodging"', f'"{evil}"'), ('"General Points Test" [GN', f'"{evil}" [GN'),
                         ('"Quality Migrant Admission Scheme"', f'"{evil}"'), text=text)  # fmt: skip
        (here / name).write_text(hostile, encoding="utf-8")
    assert impact(capsys, "--by", "age", "--html", "report.html")[0] == 0
    page = Page((here / "report.html").read_text(encoding="utf-8"))
    assert page.open == []
    assert {"script", "b"} & set(page.tags) == set()
    assert evil in page.text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["old.qmas", "new.qmas"], "type three files"),
        (["old.qmas", "new.qmas", "none.parquet"], "there is no file `none.parquet`"),
        (["old.qmas", "new.qmas", "people.xlsx"], "the ending does not say what kind of table this is"),
        ([*PEOPLE, "--by", "agee"], "neither rule set has a fact `agee` to tell it by; did you mean `age`?"),
        ([*PEOPLE, "--assume", "agee=3"], "has a fact `agee` to assume; did you mean `age`?"),
        ([*PEOPLE, "--assume", "age=old"], "`age` (Age on the day of lodging) is a whole number"),
        ([*PEOPLE, "--assume", "partner_has_degree=yes"], "so nothing can be assumed of everybody"),
        ([*PEOPLE, "--map", "age=years"], "cannot be compared: the new rules have no fact `years`"),
        ([*PEOPLE, "--new-quota", "5"], "--new-quota is beside --quota"),
        (["old.qmas", "people.csv", "--from", "2018-09-01"], "--from and --to go together"),
        (["old.qmas", "new.qmas", "empty.csv"], "`empty.csv` has no rows"),
        (["old.qmas", "new.qmas", "ages.csv"], "does not have the columns that the rules in `old.qmas` need"),
        (["old.qmas", "new.qmas", "wrong.csv"], "no row of `wrong.csv` can be scored under both versions"),
        (["old.qmas", "other.qmas", "people.csv"], "cannot be compared: the two rule sets have no test and no outcome"),
        (["old.qmas", "unranked.qmas", "people.csv", "--quota", "5"], "nothing can be told of a quota"),
    ],
)
def test_what_cannot_be_compared_is_told(
    capsys: pytest.CaptureFixture[str], here: Path, options: list[str], said: str
) -> None:
    heading, first, *_ = (here / "people.csv").read_text(encoding="utf-8").split("\n")
    (here / "empty.csv").write_text(f"{heading}\n", encoding="utf-8")
    (here / "ages.csv").write_text("id,age\n1,20\n", encoding="utf-8")
    (here / "wrong.csv").write_text(f"{heading}\n{first.replace('general', 'nothing')}\n", encoding="utf-8")
    (here / "unranked.qmas").write_text(edited(*EDITS).partition("\nselection\n")[0] + "\n", encoding="utf-8")
    (here / "other.qmas").write_text(
        "scheme xx.other\n\nfacts\n  age : whole number from 0 to 9\n\ntest skills\n  pass mark 1\n"
        "  factor age : age at least 5 => +1\n", encoding="utf-8",
    )  # fmt: skip
    assert run(["impact", *options]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


def test_what_is_not_installed_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmasdsl.cli.impact.find_spec", lambda name: None)
    assert run(["impact", "old.qmas", "new.qmas", "people.csv"]) == 2
    assert "type: pip install 'qmasdsl[batch]'" in capsys.readouterr().err


class Page(HTMLParser):
    """A page as a browser would read it: its tags, what is left open, and its text."""

    _EMPTY = ("meta", "br", "rect", "line", "circle", "polyline")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self._EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
