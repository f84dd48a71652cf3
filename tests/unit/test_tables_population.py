"""Populations: everybody drawn is possible, shares come out as asked, and a seed always draws the same people."""

from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from math import sqrt
from pathlib import Path

import polars as pl
import pytest

from conftest import TIMES
from qmasdsl.interpreter.facts import Style, missing, read_facts
from qmasdsl.ir.json import load_json
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_path
from qmasdsl.proving.budget import Budget
from qmasdsl.tables import population
from qmasdsl.tables.formats import Format
from qmasdsl.tables.marginals import BadMarginals, read_marginals
from qmasdsl.tables.people import json_lines, text, typed
from qmasdsl.tables.population import CannotBeMet, Population
from qmasdsl.tables.population_file import write_population
from qmasdsl.tables.reading import Place
from qmasdsl.tables.reading_csv import CsvReader
from qmasdsl.tables.scoring import Scorer
from qmasdsl.tables.shares import Marginal
from qmasdsl.tables.single import facts_of
from unit.lowered import lowered
from unit.made_rulesets import made_ruleset
from unit.versions import RULES, edited

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]
HK = lowered(RULES)


def codes(ruleset: Ruleset, people: int, seed: int = 7, marginals: str = "") -> pl.DataFrame:
    asked = read_marginals(marginals, "m.toml", index(ruleset))
    drawn = list(Population(ruleset, asked, seed).chunks(people))
    return pl.concat(drawn).with_row_index("id", 1)


def share_of(column: pl.Series, first: int, last: int) -> float:
    """Of those who have the fact."""
    there = column.drop_nulls()
    there = there.cast(pl.Int8) if there.dtype == pl.Boolean else there
    return there.is_between(int(first), int(last)).sum() / len(there)


def close(found: float, asked: float, people: int) -> bool:
    """Within five standard deviations of a share of so many people."""
    return abs(found - asked) <= 5 * sqrt(asked * (1 - asked) / people) + 1e-12


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_everybody_who_is_drawn_is_possible(path: Path) -> None:
    ruleset = check_path(path, Budget(proofs=False)).ruleset
    assert ruleset is not None
    people = int(25 * TIMES)
    drawn = codes(ruleset, people)
    _check_possible(ruleset, drawn, people)
    scored = Scorer(ruleset, typed(ruleset, drawn).schema).score(typed(ruleset, drawn))
    assert scored.rejected == ()


@pytest.mark.parametrize("seed", range(int(12 * TIMES)))
def test_so_is_everybody_under_made_up_rules(seed: int) -> None:
    ruleset = made_ruleset(seed)
    try:
        drawn = codes(ruleset, 30, seed)
    except CannotBeMet:
        pytest.skip("nobody, or hardly anybody, is possible under these")
    _check_possible(ruleset, drawn, 30)


def _check_possible(ruleset: Ruleset, drawn: pl.DataFrame, people: int) -> None:
    """The interpreter's reader takes each of them, from each of the three forms, as the same person."""
    names = index(ruleset)
    assert drawn["id"].to_list() == list(range(1, people + 1))
    for row, line, cells in zip(
        typed(ruleset, drawn).drop("id").iter_rows(named=True),
        json_lines(ruleset, drawn),
        text(ruleset, drawn).drop("id").iter_rows(named=True),
        strict=True,
    ):
        facts = facts_of(names, row, text=False)
        assert isinstance(facts, Mapping), facts
        assert missing(ruleset, facts) == ()
        from_line = {name: value for name, value in load_json(line).items() if name != "id"}
        assert read_facts(ruleset, from_line, Style.DATA) == facts
        from_cells = {name: value for name, value in cells.items() if value is not None}
        assert facts_of(names, from_cells, text=True) == facts


@pytest.mark.parametrize("format", list(Format))
def test_the_same_seed_gives_the_same_file(tmp_path: Path, format: Format) -> None:
    def written(seed: int, name: str) -> bytes:
        write_population(Population(HK, {}, seed), HK, 300, str(tmp_path / name), format, lambda rows: None)
        return (tmp_path / name).read_bytes()

    first = written(7, "a")
    assert written(7, "b") == first
    assert written(8, "c") != first


def test_the_people_of_a_seed_are_the_same_for_ever() -> None:
    # Whoever changes what a seed draws changes every population that somebody keeps by its seed.
    lines = json_lines(HK, codes(HK, 200, seed=2018))
    found = sha256("\n".join(lines.to_list()).encode()).hexdigest()
    assert found == "0d4674dec1c9016dc05ba1af67e538b62ab5abd78a4208d2f07c94c47c17b8a9"


def test_a_smaller_population_is_the_beginning_of_a_larger_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population, "CHUNK", 100)
    assert codes(HK, 250).equals(codes(HK, 430)[:250])


def test_a_fact_more_leaves_the_others_as_they_are() -> None:
    company = "  leading_company    : yes/no"
    more = lowered(edited((company, f"  extra : number from 0 to 9 by 0.5\n{company}")))
    one, other = codes(HK, 400), codes(more, 400)
    assert other.drop("extra").equals(one)


def test_without_marginals_every_step_of_the_rules_has_as_many_people() -> None:
    drawn = codes(HK, 20_000)
    for first, last in ((0, 17), (18, 39), (40, 44), (45, 50), (51, 120)):
        assert close(share_of(drawn["age"], first, last), 0.2, 20_000)
    # The last stretch is no wider than all before it, so that nobody is 120.
    assert drawn["age"].max() == 101
    assert close(share_of(drawn["good_character"], True, True), 0.5, 20_000)
    assert close(share_of(drawn["profession"], 3, 3), 1 / 12, 20_000)
    days = typed(HK, drawn)["lodged"]
    assert (str(days.min()), str(days.max())) == ("2018-08-28", "2019-08-27")


MARGINALS = """
self_supporting = 0.97
good_character = { yes = "2/3" }
partner = { no = 0.45, yes = 0.55 }
partner_has_degree = 0.8

[lodged]
"2019-01-01 to 2019-06-30" = 0.25
"2019-07-01 to 2019-12-31" = 0.75

[age]
"18 to 29" = 0.30
"30" = 0.1
"31 to 50" = 0.55
"51 or over" = 0.05

[education]
bachelor = 0.4
master = 0.6

[masters_degrees]
by = "education"
[masters_degrees.bachelor]
"0" = 1
[masters_degrees.otherwise]
"1" = 0.7
"2 or over" = 0.3

[graduate_work]
by = "age"
[graduate_work."17 or under"]
"0 months" = 1
[graduate_work."18 to 30"]
"2 years to 4 years 11 months" = 1
[graduate_work.otherwise]
mean = "10 years"
deviation = 24
from = "1 year"
to = "20 years"

[children]
"0" = 0.5
"1 to 2" = 0.5
child_married = 0.1
[children.child_age]
"0 to 17" = 0.9
"18 to 30" = 0.1
"""


def test_shares_come_out_as_asked() -> None:
    many = 20_000
    drawn = codes(HK, many, marginals=MARGINALS)
    given = typed(HK, drawn)
    for column, first, last, asked in (
        ("self_supporting", True, True, 0.97), ("good_character", True, True, 2 / 3), ("partner", True, True, 0.55),
        ("age", 18, 29, 0.3), ("age", 30, 30, 0.1), ("age", 31, 50, 0.55), ("age", 51, 120, 0.05),
        ("education", 1, 1, 0.4), ("education", 2, 2, 0.6), ("children", 0, 0, 0.5), ("children", 1, 2, 0.5),
        ("children", 1, 1, 0.25),
    ):  # fmt: skip
        assert close(share_of(drawn[column], first, last), asked, many), column
    assert close(share_of(given["lodged"].dt.month(), 1, 6), 0.25, many)
    assert given["lodged"].dt.year().unique().to_list() == [2019]
    # Of those for whom it exists.
    with_partner = drawn.filter(pl.col("partner"))
    assert drawn["partner_has_degree"].null_count() == many - len(with_partner)
    assert close(share_of(with_partner["partner_has_degree"], True, True), 0.8, len(with_partner))
    first_child = drawn.filter(pl.col("children") >= 1)
    assert close(share_of(first_child["children.1.child_age"], 0, 17), 0.9, len(first_child))
    assert close(share_of(first_child["children.1.child_married"], True, True), 0.1, len(first_child))
    assert drawn.filter(pl.col("children") < 2)["children.2.child_age"].null_count() == (drawn["children"] < 2).sum()


def test_shares_that_go_by_another_fact_do() -> None:
    many = 20_000
    drawn = codes(HK, many, marginals=MARGINALS)
    bachelors, masters = (drawn.filter(pl.col("education") == level)["masters_degrees"] for level in (1, 2))
    assert bachelors.unique().to_list() == [0]
    assert close(share_of(masters, 2, 10), 0.3, len(masters))
    young, rest = (drawn.filter(one)["graduate_work"] for one in (pl.col("age") <= 30, pl.col("age") > 30))
    assert young.is_between(24, 59).all()
    # Five of its standard deviations, of a curve that is cut far from its middle.
    assert abs(rest.mean() - 120) < 5 * 24 / sqrt(len(rest))  # type: ignore[operator]  # it is a number
    assert close(share_of(rest, 120, 143), 0.3438, len(rest))
    assert rest.min() >= 12  # type: ignore[operator]  # it is a number
    assert rest.max() <= 240  # type: ignore[operator]  # it is a number


def test_some_of_a_list_each_by_a_share_of_its_own() -> None:
    ruleset = lowered(
        "scheme xx.some\n\nfacts\n  spoken : some of french, german, thai\n  score : number from 0 to 9 by 0.5\n\n"
        "test t\n  pass mark 1\n  factor f : spoken includes french and score at least 2.5 => +1\n"
    )
    drawn = codes(ruleset, 10_000, marginals='spoken = { french = 0.3, german = 0.9 }\n[score]\n"2.5 to 4.5" = 1\n')
    assert close(share_of(drawn["spoken.french"], True, True), 0.3, 10_000)
    assert close(share_of(drawn["spoken.german"], True, True), 0.9, 10_000)
    assert not drawn["spoken.thai"].any()
    assert sorted(typed(ruleset, drawn)["score"].unique()) == [2.5, 3.0, 3.5, 4.0, 4.5]


def test_what_is_always_true_bends_the_later_fact_and_says_so() -> None:
    asked = read_marginals(
        '[graduate_work]\n"0 months" = 0.5\n"10 years" = 0.5\n[senior_work]\n"0 months" = 0.5\n"5 years" = 0.5\n',
        "m.toml", index(HK),
    )  # fmt: skip
    drawing = Population(HK, asked, 7)
    drawn = pl.concat(drawing.chunks(20_000))
    assert close(share_of(drawn["graduate_work"], 0, 0), 0.5, 20_000)
    assert drawn.filter(pl.col("graduate_work") == 0)["senior_work"].unique().to_list() == [0]
    assert drawing.drawn == 20_000
    assert 0 < drawing.redrawn < 20_000
    bent = drawing.bent()
    assert {(one.column, one.said) for one in bent} == {("senior_work", "0 months"), ("senior_work", "5 years")}
    assert all(one.asked.share == Fraction(1, 2) and close(float(one.share), 0.75 if one.said == "0 months" else 0.25,
                                                           20_000) for one in bent)  # fmt: skip


def test_what_goes_by_a_fact_that_is_drawn_again_is_drawn_again_too() -> None:
    marginals = """
[graduate_work]
"0 months" = 0.5
"10 years" = 0.5
[senior_work]
"0 months" = 0.5
"5 years" = 0.5
[leading_company]
by = "senior_work"
[leading_company."0 months"]
no = 1
[leading_company.otherwise]
yes = 1
"""
    drawn = codes(HK, 2_000, marginals=marginals)
    assert drawn["leading_company"].to_list() == (drawn["senior_work"] > 0).to_list()
    assert drawn["leading_company"].any()


def test_a_fact_that_goes_by_another_is_drawn_again_by_it() -> None:
    # Nobody young can have what the others must have, so that the earlier fact is drawn again too.
    marginals = """
[age]
"18 to 29" = 0.5
"30 to 50" = 0.5
[graduate_work]
by = "age"
[graduate_work."18 to 29"]
"0 months" = 0.9
"3 years" = 0.1
[graduate_work.otherwise]
"10 years" = 1
[senior_work]
"3 years" = 1
"""
    drawn = codes(HK, 2_000, marginals=marginals)
    young = pl.col("age") < 30
    assert close(share_of(drawn["age"], 18, 29), 0.5, 2_000)
    assert drawn.filter(young)["graduate_work"].unique().to_list() == [36]
    assert drawn.filter(young.not_())["graduate_work"].unique().to_list() == [120]


def test_what_cannot_be_met_says_so_and_leaves_no_file(tmp_path: Path) -> None:
    asked = read_marginals('[graduate_work]\n"0 months" = 1\n[senior_work]\n"5 years" = 1\n', "m.toml", index(HK))
    place = tmp_path / "people.parquet"
    with pytest.raises(CannotBeMet) as error:
        write_population(Population(HK, asked, 7), HK, 50, str(place), Format.PARQUET, lambda rows: None)
    assert "of 50 people 50 still break `always senior_work at most graduate_work`" in error.value.problems[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("marginals", "said"),
    [
        ("age = 5", "`m.toml`, line 1, [age]: this should be a table with a share for each value or band"),
        ('\n[age]\n"18 to 39" = 0.5\n"40 to 44" = 0.3\n', "line 2, [age]: the shares add up to 0.8, 0.2 short of 1"),
        ("[education]\nmaster = 0.7\nbachelor = 0.7", "line 1, [education]: the shares add up to 1.4, 0.4 more than 1"),
        ('[age]\n"18 to 39" = 0.5\n"30 to 44" = 0.5\n', "line 1, [age]: two bands have `30`"),
        ('[age]\n"39 to 18" = 1\n', 'line 2, [age."39 to 18"]: `39 to 18` ends before it begins'),
        ('[age]\n"18 to 139" = 1\n', "is a whole number from 0 to 120, years; `\"139\"` is outside"),
        ("[education]\nmasters = 1", "line 2, [education.masters]: `masters` is no value of `education`; did you mean"),
        ("[edcation]\nmaster = 1", "these rules have no fact `edcation`; did you mean `education`?"),
        ("good_character = 1.2", "line 1, [good_character]: a share is from 0 to 1, and not 1.2"),
        ('good_character = "most"', 'this should be a number from 0 to 1, or a fraction as text such as "1/3"'),
        ("good_character = 1e999999999", "this should be a number from 0 to 1"),
        ("good_character = nan", "this should be a number from 0 to 1"),
        ("good_character = ", "`m.toml` is not valid TOML"),
        ('[age]\nby = "graduate_work"\n[graduate_work]\nby = "age"\n[age.otherwise]\n"18" = 1\n'
         '[graduate_work.otherwise]\n"2 years" = 1\n', "goes by itself, through"),
        ('[age]\nby = "education"\n[age.none]\n"18" = 1\n',
         "nothing is said of those whose `education` is bachelor to doctorate"),
        ('[age]\nby = "partner_has_degree"\n', "nothing can go by `partner_has_degree`, which not everybody has"),
        ('[age]\nby = "children"\n', "nothing can go by `children`, which is more than one value"),
        ("[age]\nmean = 30\n", "a bell curve needs a `deviation` beside its `mean`"),
        ("[age]\nmean = 30\ndeviation = 0\n", "the deviation should be more than 0"),
        ("[age]\nmean = 30\ndeviation = 3\nskew = 1\n", "a bell curve has mean, deviation, from, to, and no `skew`"),
        ('[graduate_work]\n"3" = 1\n', "does not say whether years or months"),
        ('[children]\n"0" = 1\n[children.child_aeg]\n"3" = 1\n', "[children.child_aeg]"),
    ],
)  # fmt: skip
def test_marginals_that_make_no_sense_are_refused_with_their_place(marginals: str, said: str) -> None:
    with pytest.raises(BadMarginals) as error:
        read_marginals(marginals, "m.toml", index(HK))
    assert said in "\n".join(error.value.problems)


def test_every_mistake_of_a_file_is_told() -> None:
    with pytest.raises(BadMarginals) as error:
        read_marginals("good_character = 2\nself_supporting = 3\n[age]\n", "m.toml", index(HK))
    assert len(error.value.problems) == 3


def test_a_csv_of_people_is_scored_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "people.csv"
    write_population(Population(HK, {}, 3), HK, 200, str(place), Format.CSV, lambda rows: None)
    reader = CsvReader(str(place))
    (chunk,) = reader.chunks(Place())
    assert Scorer(HK, reader.facts, text=True).score(chunk.facts).rejected == ()


def test_a_marginal_of_nothing_but_one_value_is_drawn_without_chance() -> None:
    (share,) = Marginal(read_marginals('[age]\n"30" = 1', "m", index(HK))["age"].shares).shares
    assert (share.first, share.last, share.share) == (30, 30, 1)
    assert codes(HK, 50, marginals='[age]\n"30" = 1')["age"].unique().to_list() == [30]
