"""`qmas select`: what it says, what it writes, ties, reserves, rounds and draws."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import TIMES
from qmasdsl.cli.main import run
from unit.scored_tables import BY_DATE, DISCRETION, RESERVE, RULES, SCORED, refused, selected, write_files


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)


def test_it_says_who_is_in_who_is_on_the_line_and_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["select", "open.qmas", "s.csv"]) == 0
    assert capsys.readouterr().out == (
        "Demonstration visa, rules in force from 1 January 2020\n"
        "s.csv: 7 applicants, 6 of them candidates (Goes forward).\n"
        "Ranked by highest of (general.total, achievement.total), highest first; ties are left to discretion.\n"
        "\n"
        "PLACES       4 per year.\n"
        "IN           2 candidates; the last has 90.\n"
        "ON THE LINE  3 candidates with 60, for 2 places. The rules leave it to discretion who of them gets one: "
        "D, E, F.\n"
        "OUT          1 candidate.\n"
        "LEFT         No place once those on the line are decided.\n"
    )


def test_the_json_has_the_numbers_and_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    found, standings = selected(capsys, "open.qmas", "s.csv")
    assert found == {
        "format": 1,
        "scheme": "demo.visa",
        "in_force_from": "2020-01-01",
        "ranked_by": "highest of (general.total, achievement.total)",
        "highest_first": True,
        "ties": None,
        "places": {
            "declared": 4, "quota": None, "period": "year", "given_before": 0, "at_most": None, "left_before": 4,
            "left_after": 0,
        },
        "applicants": 7,
        "placed_before": 0,
        "candidates": 6,
        "in": 2,
        "on_the_line": 3,
        "out": 1,
        "not_a_candidate": 1,
        "cut_off": {"mark": 90},
        "reserves": [],
        "lines": [{"mark": 60, "tied": ["D", "E", "F"], "places": 2}],
    }  # fmt: skip
    assert standings == {
        "A": "in", "B": "in", "C": "not a candidate", "D": "on the line", "E": "on the line", "F": "on the line",
        "G": "out",
    }  # fmt: skip


def test_a_date_decides_ties_where_the_rules_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    found, standings = selected(capsys, "dated.qmas", "s.csv")
    assert (found["lines"], found["cut_off"]) == ([], {"mark": 60, "ties": {"lodged": "2020-04-01"}})
    assert [key for key, standing in standings.items() if standing == "in"] == ["B", "A", "E", "F"]
    assert run(["select", "dated.qmas", "s.csv"]) == 0
    assert "IN           4 candidates; the last has 60 and `lodged` 2020-04-01.\n" in capsys.readouterr().out


def test_dates_that_are_equal_or_missing_leave_the_line_open(capsys: pytest.CaptureFixture[str]) -> None:
    lines = selected(capsys, "dated.qmas", "s.csv", "--quota", "3")[0]["lines"]
    assert lines == [{"mark": 60, "tied": ["E", "F"], "places": 1}]
    Path("s.csv").write_text(SCORED.replace("2020-05-01", ""), encoding="utf-8")
    assert run(["select", "dated.qmas", "s.csv"]) == 0
    said = capsys.readouterr().out
    assert "3 candidates with 60, for 2 places. `lodged` (1 has none) does not part them: D, E, F." in said


def test_the_list_is_written_best_first_and_not_over_another(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["select", "dated.qmas", "s.csv", "-o", "list.csv"]) == 0
    assert capsys.readouterr().out.endswith("\nwrote list.csv: 7 applicants\n")
    assert Path("list.csv").read_text(encoding="utf-8") == (
        "\ufeffkey,mark,standing\nB,130,in\nA,90,in\nE,60,in\nF,60,in\nD,60,out\nG,40,out\nC,,not a candidate\n"
    )
    assert "`list.csv` is there already" in refused(capsys, "dated.qmas", "s.csv", "-o", "list.csv")
    assert "one of the files that are read" in refused(capsys, "dated.qmas", "s.csv", "-o", "s.csv", "--force")
    assert "should end in .csv or .jsonl" in refused(capsys, "dated.qmas", "s.csv", "-o", "list.txt")
    assert run(["select", "dated.qmas", "s.csv", "-o", "list.csv", "--force"]) == 0


@given(st.randoms(use_true_random=False))
@settings(max_examples=int(20 * TIMES))
def test_the_order_of_rows_changes_no_letter(random: Random) -> None:
    head, *rows = SCORED.replace("E,yes,yes,60", "E,yes,yes,90").splitlines()
    random.shuffle(rows)
    for rules in ("open", "dated"):
        Path("mixed.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
        assert run(["select", f"{rules}.qmas", "mixed.csv", "-o", "mixed-list.csv", "--force"]) == 0
        Path("sorted.csv").write_text("\n".join([head, *sorted(rows)]), encoding="utf-8")
        assert run(["select", f"{rules}.qmas", "sorted.csv", "-o", "sorted-list.csv", "--force"]) == 0
        assert Path("mixed-list.csv").read_bytes() == Path("sorted-list.csv").read_bytes()


def test_rounds_follow_one_another(capsys: pytest.CaptureFixture[str]) -> None:
    """Three places, then what is left; those on the line wait until somebody has decided."""
    assert run(["select", "open.qmas", "s.csv", "--at-most", "3", "-o", "round1.csv"]) == 0
    said = capsys.readouterr().out
    assert "PLACES       4 per year. At most 3 are given in this round.\n" in said
    assert "LEFT         1 place once those on the line are decided.\n" in said
    waiting = refused(capsys, "open.qmas", "s.csv", "--previous", "round1.csv")
    assert "`round1.csv`: 3 applicants are still on the line, so it is open how many places are left" in waiting
    assert "type: in or out in the place of `on the line`" in waiting
    written = Path("round1.csv").read_text(encoding="utf-8").replace("E,60,on the line", "E,60,in")
    Path("round1.csv").write_text(written.replace("on the line", "out"), encoding="utf-8")
    found, standings = selected(capsys, "open.qmas", "s.csv", "--previous", "round1.csv")
    assert found["places"] == {
        "declared": 4, "quota": None, "period": "year", "given_before": 3, "at_most": None, "left_before": 1,
        "left_after": 0,
    }  # fmt: skip
    assert (found["placed_before"], found["candidates"]) == (3, 3)
    assert standings == {
        "A": "not a candidate", "B": "not a candidate", "C": "not a candidate", "D": "on the line",
        "E": "not a candidate", "F": "on the line", "G": "out",
    }  # fmt: skip
    by_number, _ = selected(capsys, "open.qmas", "s.csv", "--already-placed", "3")
    assert by_number["places"] == found["places"]
    assert run(["select", "open.qmas", "s.csv", "--previous", "round1.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "3 have a place from an earlier round, and are no candidates again." in said
    assert "PLACES 4 per year. 3 were given before. 1 is left. IN Nobody." in said


def test_a_key_that_a_spreadsheet_would_run_is_kept_from_it_and_known_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    scored = SCORED.replace("\nA,", "\n=A,").replace("\nB,", "\n-5,").replace("\nD,", "\n'=D,")
    Path("s.csv").write_text(scored, encoding="utf-8")
    assert run(["select", "dated.qmas", "s.csv", "--quota", "5", "-o", "round1.csv"]) == 0
    rows = Path("round1.csv").read_text(encoding="utf-8").splitlines()
    assert [rows[1], rows[2], rows[5]] == ["-5,130,in", "'=A,90,in", "'=D,60,in"]
    capsys.readouterr()
    _, standings = selected(capsys, "dated.qmas", "s.csv", "--quota", "5", "--previous", "round1.csv")
    assert {key: standings[key] for key in ("=A", "-5", "=D", "G")} == {
        "=A": "not a candidate", "-5": "not a candidate", "=D": "not a candidate", "G": "out"
    }  # fmt: skip


def test_what_does_not_fit_an_earlier_round_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    def told(text: str, *more: str) -> str:
        Path("round1.csv").write_text(text, encoding="utf-8")
        return refused(capsys, "open.qmas", "s.csv", "--previous", "round1.csv", *more)

    assert "`round1.csv` has no column `standing`; an earlier round is a file that `qmas select -o`" in told("key\nA\n")
    assert "by the number of their row" in told("row,standing\n1,in\n")
    assert '`round1.csv`, row 2: `standing` is `"maybe"`' in told("key,standing\nA,in\nB,maybe\n")
    assert "`round1.csv`, row 2: `A` is in a second time" in told("key,standing\nA,in\nA,in\n")
    assert "5 places were given before, and there are 4" in told("key,standing\nP,in\nQ,in\nR,in\nS,in\nT,in\n")
    assert "not both" in told("key,standing\nA,in\n", "--already-placed", "1")
    Path("s.csv").write_text(SCORED.replace("id,", "name,"), encoding="utf-8")
    assert "name one with --key COLUMN" in told("key,standing\nA,in\n")
    assert run(["select", "open.qmas", "s.csv", "--previous", "round1.csv", "--key", "name"]) == 0


def test_reserved_places(capsys: pytest.CaptureFixture[str]) -> None:
    """C and G have two children. The reserve is worked out from facts, the rest taken from the scores."""
    head, *rows = SCORED.replace("C,no,yes,20", "C,yes,yes,50").splitlines()
    children = {"C": "9,8", "G": "1,2"}
    lines = [f"{row},{children.get(row[0], '7,')}" for row in rows]
    text = "\n".join([f"{head},children.1.child_age,children.2.child_age", *lines])
    Path("s.csv").write_text(text, encoding="utf-8")
    found, standings = selected(capsys, "reserve.qmas", "s.csv")
    assert [key for key, standing in standings.items() if standing == "in"] == ["B", "A", "C", "G"]
    assert found["reserves"] == [
        {
            "when": "(count of children) >= 2", "places": 2, "given_before": 0, "candidates": 2, "in": 2,
            "cut_off": {"mark": 40},
        }
    ]  # fmt: skip
    assert run(["select", "reserve.qmas", "s.csv", "--quota", "2", "-o", "round1.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "PLACES 2, as --quota says; the rules say 4 per year. 2 of these are kept for those of whom" in said
    assert "IN 2 candidates. `(count of children) >= 2` is true of 2 of them; the last of them has 40." in said
    # Of a year of six places these two are reserved ones, so that the others are all open.
    later, standings = selected(capsys, "reserve.qmas", "s.csv", "--quota", "6", "--previous", "round1.csv")
    assert (later["places"]["left_before"], later["reserves"][0]["given_before"]) == (4, 2)
    assert [key for key, standing in standings.items() if standing == "in"] == ["B", "A", "E", "F"]
    same, _ = selected(capsys, "reserve.qmas", "s.csv", "--quota", "6", "--already-placed", "2", "--of-which", "2")
    assert same["places"] == later["places"]
    told = refused(capsys, "reserve.qmas", "s.csv", "--already-placed", "2")
    assert "type also: --of-which N (those for whom `(count of children) >= 2` is true)" in told
    assert "2 are more than the 1 of" in refused(
        capsys, "reserve.qmas", "s.csv", "--already-placed", "1", "--of-which", "2"
    )
    assert "1 places are fewer than the 2" in refused(capsys, "reserve.qmas", "s.csv", "--quota", "1")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "LEFT No place once those on the line are decided."),
        (["--quota", "3"], "LEFT No place."),
        (["--quota", "9"], "LEFT 3 places."),
        # Who of D, E and F is placed decides whether the reserved place is used.
        (["--at-most", "3"], "LEFT 1 place once those on the line are decided. 0 to 1 of them are kept for those"),
        (["--at-most", "2"], "LEFT 2 places. 1 of them is kept for those of whom"),
        (["--at-most", "1", "--quota", "2"], "LEFT 1 place. It is kept for those of whom"),
        (["--at-most", "0", "--quota", "1"], "LEFT 1 place. It is kept for those of whom"),
    ],
)
def test_what_is_left_of_a_reserve_is_said(options: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One place is reserved, and D alone qualifies."""
    rules = DISCRETION.replace("4 per year", "4 per year, of which 1 when count of children at least 1")
    Path("one.qmas").write_text(RULES + rules, encoding="utf-8")
    head, *rows = SCORED.splitlines()
    lines = [f"{row},{'1,9' if row[0] == 'D' else '0,'}" for row in rows]
    Path("s.csv").write_text("\n".join([f"{head},children,children.1.child_age", *lines]), encoding="utf-8")
    assert run(["select", "one.qmas", "s.csv", *options]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert words in said
    assert ("kept" in words) == ("kept" in said.partition("LEFT")[2])


def test_a_reserved_place_that_one_of_the_tied_will_take_is_not_left(capsys: pytest.CaptureFixture[str]) -> None:
    rules = DISCRETION.replace("4 per year", "4 per year, of which 1 when work at least 1")
    Path("one.qmas").write_text(RULES + rules, encoding="utf-8")
    head, *rows = SCORED.splitlines()
    lines = [f"{row},{1 if row[0] in 'DEF' else 0}" for row in rows]
    Path("s.csv").write_text("\n".join([f"{head},work", *lines]), encoding="utf-8")
    assert run(["select", "one.qmas", "s.csv", "--at-most", "3"]) == 0
    assert capsys.readouterr().out.endswith("LEFT         1 place once those on the line are decided.\n")


def test_two_reserves_for_one_applicant_are_not_decided_here(capsys: pytest.CaptureFixture[str]) -> None:
    both = RESERVE.replace("at least 2\n", "at least 2, of which 1 when work at least 5\n")
    Path("both.qmas").write_text(RULES + both, encoding="utf-8")
    rows = ["A,yes,yes,90,no,,2020-01-01,7,9,9", "B,yes,yes,90,no,,2020-01-01,7,9,"]
    head = SCORED.splitlines()[0] + ",work,children.1.child_age,children.2.child_age"
    Path("s.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    said = refused(capsys, "both.qmas", "s.csv")
    assert "1 row of `s.csv` cannot be ranked, so nothing was selected" in said
    assert "row 1 (A): places are reserved for this applicant by `(count of children) >= 2` and `work >= 5`" in said


def test_a_draw_needs_its_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert "type: --quota N, the places of this draw" in refused(capsys, "draw.qmas", "s.csv")
    assert "none are left over from earlier ones" in refused(
        capsys, "draw.qmas", "s.csv", "--quota", "3", "--already-placed", "1"
    )
    assert selected(capsys, "draw.qmas", "s.csv", "--quota", "5")[0]["cut_off"] == {"mark": 60}
    assert run(["select", "draw.qmas", "s.csv", "--quota", "2", "-o", "draw1.csv"]) == 0
    assert "PLACES       2 at this draw.\n" in capsys.readouterr().out
    # Whoever was invited is not invited again, but a draw has its own number of places.
    found, standings = selected(capsys, "draw.qmas", "s.csv", "--quota", "2", "--previous", "draw1.csv")
    assert (found["places"]["left_before"], found["placed_before"]) == (2, 2)
    assert [key for key, standing in standings.items() if standing == "in"] == ["E", "F"]


def test_without_a_quota_every_candidate_is_in(capsys: pytest.CaptureFixture[str]) -> None:
    Path("none.qmas").write_text(RULES + DISCRETION.replace("quota 4 per year", "no quota"), encoding="utf-8")
    found, standings = selected(capsys, "none.qmas", "s.csv")
    assert found["places"]["left_after"] is None
    assert sorted(standings.values()) == ["in"] * 6 + ["not a candidate"]
    assert selected(capsys, "none.qmas", "s.csv", "--quota", "1")[0]["in"] == 1


def test_the_lowest_may_go_first(capsys: pytest.CaptureFixture[str]) -> None:
    lowest = BY_DATE.replace("highest of (general.total, achievement.total)", "general.total")
    lowest = lowest.replace("highest first", "lowest first")
    Path("low.qmas").write_text(RULES + lowest, encoding="utf-8")
    Path("s.csv").write_text(SCORED.replace("G,yes,yes,40", "G,yes,yes,-40"), encoding="utf-8")
    assert run(["select", "low.qmas", "s.csv", "--quota", "3", "-o", "list.csv"]) == 0
    assert "Ranked by general.total, lowest first; of equals the earlier `lodged`.\n" in capsys.readouterr().out
    assert Path("list.csv").read_text(encoding="utf-8") == (
        "\ufeffkey,mark,standing\nG,-40,in\nB,0,in\nE,60,on the line\nF,60,on the line\nD,60,out\nA,90,out\n"
        "C,,not a candidate\n"
    )


def test_rules_that_do_not_select_say_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    Path("none.qmas").write_text(RULES, encoding="utf-8")
    assert "so they do not say who gets a place" in refused(capsys, "none.qmas", "s.csv")
    Path("bare.qmas").write_text(RULES + "\nselection\n  quota 5 per year\n", encoding="utf-8")
    said = refused(capsys, "bare.qmas", "s.csv")
    assert "does not say who is ranked, and by what" in said
    assert "type, under `selection` in the rules: rank chosen by general.total, highest first" in said


def test_names_of_applicants_cannot_write_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Path("s.csv").write_text(SCORED.replace("\nD,", "\n\x08\u202eD,"), encoding="utf-8")
    assert run(["select", "open.qmas", "s.csv"]) == 0
    said = capsys.readouterr().out
    assert "D, E, F" not in said
    assert "<U+202E>D" in said
    assert "\x08" not in said


def test_the_version_in_force_on_a_day_is_taken_from_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    Path("versions").mkdir()
    Path("versions/2020.qmas").write_text(RULES + DISCRETION, encoding="utf-8")
    Path("versions/2021.qmas").write_text(
        "amend demo.visa\n  in force from 2021-01-01\n  in selection\n"
        "    repeal quota 4 per year and substitute quota 1 per year\n",
        encoding="utf-8",
    )
    assert selected(capsys, "versions", "s.csv", "--on", "2020-06-01")[0]["in"] == 2
    assert selected(capsys, "versions", "s.csv", "--on", "2021-06-01")[0]["in"] == 1
    assert "name the day" in refused(capsys, "versions", "s.csv")
