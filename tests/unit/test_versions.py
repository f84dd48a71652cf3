"""Versions in time: their order, what is in force on a day, and what is wrong with dates; a folder checked as one."""

from datetime import date
from pathlib import Path

import pytest

from qmasdsl.dated import NoScheme, check_on, check_version, schemes, versions_of
from qmasdsl.pipeline import Checked, check_path, check_text
from qmasdsl.versions.chain import Chain

BASE = """\
scheme demo.points "Points scheme"
  in force from {}

facts
  age   : whole number from 0 to 120, years "Age"
  trade : one of trades, or other           "Trade"

list trades "Trades"
  nurse   "Nurses"
  teacher "Teachers"

test general "Points test"
  pass mark 10
  factor age   "Age"   : age from 18 to 39  => +20
  factor trade "Trade" : trade in trades    => +5

selection
  quota 1000 per year
"""
AMENDMENT = "amend demo.points\n  in force from {}\n"
QUOTA = "  in selection\n    repeal quota {} per year and substitute quota {} per year\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.qmas").write_text(text, encoding="utf-8")


def dated(*amendments: str, base: str = "2020-01-01") -> Chain:
    """A base and amendments, by their dates."""
    write(base=BASE.format(base), **{f"a{at}": AMENDMENT.format(day) for at, day in enumerate(amendments, 1)})
    return versions_of(".")


def codes(checked: Checked) -> list[tuple[str, str, int]]:
    return [(one.code, one.span.source.name, one.span.line) for one in checked.problems]


def on(chain: Chain, day: str) -> tuple[list[str], bool]:
    found = chain.on(date.fromisoformat(day))
    return [version.source.name.removesuffix(".qmas") for version in found.versions], found.nothing


def test_versions_follow_each_other_by_their_dates_and_not_by_their_names() -> None:
    chain = dated("2023-01-01", "2021-01-01")
    assert [version.source.name for version in chain.versions] == ["base.qmas", "a2.qmas", "a1.qmas"]
    assert [source.name for source in chain.versions[2].sources] == ["base.qmas", "a2.qmas", "a1.qmas"]
    assert not chain.problems


def test_each_day_has_the_version_that_began_last() -> None:
    chain = dated("2021-01-01", "2023-01-01")
    assert on(chain, "2020-01-01") == (["base"], False)
    assert on(chain, "2020-12-31") == (["base"], False)
    assert on(chain, "2021-01-01") == (["a1"], False)
    assert on(chain, "2022-12-31") == (["a1"], False)
    assert on(chain, "2050-01-01") == (["a2"], False)


def test_before_the_first_version_nothing_is_in_force_and_it_is_said_when_it_begins() -> None:
    found = dated().on(date(2019, 12, 31))
    assert found.versions == ()
    assert found.nothing
    assert found.why == "the first version, `base.qmas`, is in force from 2020-01-01"


def test_where_the_day_is_left_open_two_versions_are_possible_and_it_is_said() -> None:
    chain = dated("some day in 2021-01-01 to 2021-03-01")
    assert on(chain, "2020-12-31") == (["base"], False)
    assert on(chain, "2021-01-01") == (["base", "a1"], False)
    assert on(chain, "2021-02-28") == (["base", "a1"], False)
    assert on(chain, "2021-03-01") == (["a1"], False)
    assert "some day in 2021-01-01 to 2021-03-01" in chain.on(date(2021, 1, 1)).why
    assert chain.on(date(2021, 1, 1)).version is None


def test_a_first_version_whose_day_is_open_may_not_be_in_force_yet() -> None:
    assert on(dated(base="some day in 2020-01-01 to 2020-02-01"), "2020-01-15") == (["base"], True)


def test_an_amendment_applies_to_the_version_before_it_with_all_its_amendments() -> None:
    write(
        base=BASE.format("2020-01-01"),
        one=AMENDMENT.format("2021-01-01") + QUOTA.format(1000, 2000),
        two=AMENDMENT.format("2022-01-01") + QUOTA.format(2000, 4000),
        wrong=AMENDMENT.format("2023-01-01") + QUOTA.format(2000, 8000),
    )
    assert not check_path("two.qmas").problems
    assert codes(check_path("wrong.qmas")) == [("QM255", "wrong.qmas", 4)]


def test_a_scheme_after_a_scheme_is_a_new_text_and_amendments_after_it_amend_that() -> None:
    write(
        old=BASE.format("2020-01-01"),
        new=BASE.format("2022-01-01").replace("quota 1000", "quota 500"),
        amendment=AMENDMENT.format("2023-01-01") + QUOTA.format(500, 600),
    )
    chain = versions_of(".")
    assert [version.amends for version in chain.versions] == [False, False, True]
    assert not chain.problems
    assert [source.name for source in chain.versions[2].sources] == ["new.qmas", "amendment.qmas"]


@pytest.mark.parametrize(
    ("base", "amendment", "code", "words"),
    [
        ("2020-01-01", "2020-01-01", "QM257", "another version is in force from 2020-01-01 too"),
        ("2020-01-01", "2019-01-01", "QM258", "on 2019-01-01 there is nothing to amend"),
        ("2020-01-01 to 2021-06-30", "2021-01-01", "QM259", "from 2021-01-01 to 2021-06-30"),
        ("some day in 2020-01-01 to 2021-06-30", "2021-01-01", "QM259", "may begin as late as 2021-06-30"),
        ("2020-01-01 to 2020-06-30", "2021-01-01", "QM260", "nothing is in force from 2020-07-01 to 2020-12-31"),
    ],
)
def test_dates_that_do_not_fit_are_said_at_the_later_file(base: str, amendment: str, code: str, words: str) -> None:
    dated(amendment, base=base)
    (found,) = check_path("a1.qmas").diagnostics
    assert (found.code, found.span.source.name, found.span.line) == (code, "a1.qmas", 2)
    assert words in found.headline


def test_a_text_that_replaces_the_version_before_it_is_checked_beside_it() -> None:
    new = BASE.format("2021-01-01").replace("2021-01-01\n", "2021-01-01\n  replaces the version before it\n")
    write(base=BASE.format("2020-01-01 to 2020-06-30"), new=new)
    assert codes(check_path("new.qmas")) == [("QM260", "new.qmas", 2)]
    write(new=new.replace("2021-01-01\n", '2021-01-01\n  accepted QM260 "suspended"\n', 1))
    assert codes(check_path("new.qmas")) == []
    assert check_text(new, "new.qmas").ruleset is not None


def test_versions_that_touch_are_neither_a_gap_nor_an_overlap() -> None:
    assert not dated("2021-01-01", base="2020-01-01 to 2020-12-31").problems


def test_in_a_gap_nothing_is_in_force() -> None:
    found = dated("2021-01-01", base="2020-01-01 to 2020-06-30").on(date(2020, 7, 1))
    assert found.nothing
    assert found.why == "`base.qmas` was in force until 2020-06-30; the next one begins on 2021-01-01"


def test_an_amendment_says_since_when() -> None:
    write(base=BASE.format("2020-01-01"), a1="amend demo.points\n  in selection\n    repeal quota 1000 per year\n")
    assert codes(check_path("a1.qmas")) == [("QM256", "a1.qmas", 1)]


def test_an_amendment_of_nothing_says_what_may_have_been_meant() -> None:
    write(base=BASE.format("2020-01-01"), a1=AMENDMENT.format("2021-01-01").replace("points", "point"))
    (found,) = check_path("a1.qmas").diagnostics
    assert (found.code, found.types) == ("QM251", ("amend demo.points",))


def test_an_amendment_that_is_no_file_has_nothing_to_amend() -> None:
    assert [one.code for one in check_text(AMENDMENT.format("2021-01-01"), "a.qmas").problems] == ["QM251"]


def test_a_finding_of_the_base_is_told_there_and_not_again() -> None:
    unread = BASE.format("2020-01-01").replace("facts\n", "facts\n  idle : yes/no\n")
    write(base=unread, a1=AMENDMENT.format("2021-01-01") + QUOTA.format(1000, 2000))
    assert [code for code, _, _ in codes(check_path("base.qmas"))] == ["QM211"]
    assert codes(check_path("a1.qmas")) == []


def test_a_fact_that_nobody_reads_any_more_is_told_where_it_stands() -> None:
    write(
        base=BASE.format("2020-01-01"),
        a1=AMENDMENT.format("2021-01-01") + "  in test general\n    repeal factor trade\n",
    )
    checked = check_path("a1.qmas")
    assert codes(checked) == [("QM211", "base.qmas", 6)]
    assert checked.ruleset is not None


def test_what_is_wrong_in_the_words_of_the_amendment_is_told_there() -> None:
    change = "  in test general\n    repeal factor age and substitute\n      factor age : agge at least 3 => +1\n"
    write(base=BASE.format("2020-01-01"), a1=AMENDMENT.format("2021-01-01") + change)
    assert codes(check_path("a1.qmas")) == [("QM201", "a1.qmas", 5)]


def test_errors_of_the_base_are_told_once_and_may_be_repealed() -> None:
    repeal = "  in test general\n    repeal factor age and substitute\n      factor age : age at least 3 => +10\n"
    write(
        base=BASE.format("2020-01-01").replace(": age from", ": agge from"),
        a1=AMENDMENT.format("2021-01-01") + QUOTA.format(1000, 2000),
        a2=AMENDMENT.format("2022-01-01") + repeal,
    )
    assert codes(check_path("a1.qmas")) == [("QM261", "a1.qmas", 1)]
    assert codes(check_path("a2.qmas")) == []


def test_what_the_base_accepts_stays_accepted() -> None:
    idle = 'facts\n  idle : yes/no\n  accepted QM211 "asked for statistics"\n'
    write(
        base=BASE.format("2020-01-01").replace("facts\n", idle),
        a1=AMENDMENT.format("2021-01-01") + QUOTA.format(1000, 2000),
        a2=AMENDMENT.format("2022-01-01") + "  in facts\n    repeal idle\n",
    )
    assert [codes(check_path(f"{name}.qmas")) for name in ("base", "a1", "a2")] == [[], [], []]


def test_the_hash_of_a_version_depends_on_every_file_it_is_made_from() -> None:
    write(base=BASE.format("2020-01-01"), a1=AMENDMENT.format("2021-01-01") + QUOTA.format(1000, 2000))
    before = check_path("a1.qmas").ruleset
    write(base=BASE.format("2020-01-01").replace("pass mark 10", "pass mark 11"))
    after = check_path("a1.qmas").ruleset
    assert before is not None
    assert after is not None
    assert before.source_hash != after.source_hash


def test_check_on_gives_the_rules_of_the_day() -> None:
    write(base=BASE.format("2020-01-01"), a1=AMENDMENT.format("2021-01-01") + QUOTA.format(1000, 2000))
    for day, quota in (("2020-06-01", 1000), ("2021-06-01", 2000)):
        (checked,) = check_on(".", date.fromisoformat(day)).checked
        assert checked.ruleset is not None
        assert checked.ruleset.selection is not None
        assert str(quota) in repr(checked.ruleset.selection)


def test_a_folder_has_one_scheme_or_it_is_said_which() -> None:
    with pytest.raises(NoScheme, match=r"no file in `\.` has a scheme"):
        versions_of(".")
    write(one=BASE.format("2020-01-01"), other=BASE.format("2020-01-01").replace("demo.points", "demo.other"))
    with pytest.raises(NoScheme, match=r"several schemes: demo\.other, demo\.points"):
        versions_of(".")
    assert versions_of(".", "demo.other").versions[0].source.name == "other.qmas"
    with pytest.raises(NoScheme, match=r"did you mean `demo\.other`"):
        versions_of(".", "demo.othre")


def test_files_without_a_scheme_are_no_versions() -> None:
    write(base=BASE.format("2020-01-01"), shared="facts\n  age : yes/no\n")
    assert len(versions_of(".").versions) == 1


def test_the_versions_that_are_shipped_follow_each_other_without_a_problem() -> None:
    root = Path(__file__).parents[2] / "rulesets"
    folders = {str(path.parent) for path in root.rglob("*.qmas")}
    found = [chain for folder in folders for chain in schemes(folder).values()]
    assert max(len(chain.versions) for chain in found) > 1
    assert [problem.describe().headline for chain in found for problem in chain.problems] == []


def test_each_version_is_checked_whole() -> None:
    chain = dated("2021-01-01")
    assert [check_version(chain, version).errors for version in chain.versions] == [(), ()]
