"""The impact of a change: what is counted of a table is what one counts of its people, one by one.

The slow reference knows nothing of columns or tables: it reads each person, scores them by the interpreter under both
versions as these were written, and counts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples
from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.columns.rows import row_of
from qmasdsl.columns.walk import nodes, roots
from qmasdsl.difference.facts import CannotBeCompared
from qmasdsl.impact.bands import MOST, Bands, bands, joined, quantiles
from qmasdsl.impact.edges import edges_of, step_of, stretches
from qmasdsl.impact.matching import Matched, match
from qmasdsl.impact.quota import Quota, Selecting
from qmasdsl.impact.report import FEW, FEW_CONCERNED, Report, Version, report
from qmasdsl.impact.tally import Counts, Standing, Turned
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Form, Numeric
from qmasdsl.ir.walk import Index, index
from qmasdsl.pipeline import check_path
from qmasdsl.proving.budget import Budget
from qmasdsl.selection.places import Standing as Comes
from qmasdsl.selection.places import places_of
from qmasdsl.selection.ranking import Rank, Ranking
from qmasdsl.selection.select import Candidate, select
from qmasdsl.tables.impact import Impact, Read
from qmasdsl.tables.people import typed
from qmasdsl.tables.population import Population
from qmasdsl.tables.single import facts_of
from unit.lowered import lowered
from unit.versions import RULES, edited

ROOT = Path(__file__).parents[2] / "rulesets"
PEOPLE = int(150 * TIMES)

HARDER = edited(
    ("age from 40 to 44 => +20", "age from 40 to 44 => +5"),
    ("pass mark 80", "pass mark 85"),
    ("speaks_english                               => +10", "speaks_english                               => +7"),
)


@cache
def shipped(name: str) -> Index:
    ruleset = check_path(ROOT / name, Budget(proofs=False)).ruleset
    assert ruleset is not None
    return index(ruleset)


@cache
def rules(text: str) -> Index:
    return index(lowered(text))


@cache
def people_of(names: Index, many: int = PEOPLE, seed: int = 3) -> pl.DataFrame:
    drawn = pl.concat(Population(names.ruleset, {}, seed).chunks(many)).with_row_index("id", 1)
    return typed(names.ruleset, drawn)


def counted(
    matched: Matched, people: pl.DataFrame, *, size: int = 10**6, by: Sequence[str] = ("age",)
) -> tuple[Counts, Mapping[str, Bands]]:
    impact = Impact(matched, people.schema, people.schema, text=False, by=set(by), by_quota=True)
    for start in range(0, len(people), size):
        chunk = people[start : start + size]
        read = Read(chunk, range(len(chunk)))
        impact.take(len(chunk), read, read)
    return impact.counts, impact.bands


class Slowly:
    """What the reference counts."""

    def __init__(self, old: Index, new: Index, people: pl.DataFrame) -> None:
        self.scored: list[tuple[dict[str, Any], Result, Result]] = []
        self.rows: Counter[tuple[bool, bool]] = Counter()
        self.standings: Counter[Standing] = Counter()
        self._verdicts: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
        self._totals: dict[str, list[tuple[int | None, int | None]]] = {}
        for row in people.iter_rows(named=True):
            was, now = _read(old, new, row), _read(new, old, row)
            self.rows[was is not None, now is not None] += 1
            if was is not None and now is not None:
                before, after = score(old.ruleset, was), score(new.ruleset, now)
                self.scored.append((row, before, after))
                marks = [_rank(names, facts) for names, facts in ((old, was), (new, now))]
                self.standings[Standing(*marks[0], *marks[1])] += 1

    def turned(self, kind: str, was: str, now: str, rows: Sequence[int] | None = None) -> Turned:
        every = self._verdicts.get((kind, now))
        if every is None:
            every = [(_verdict(before, kind, was), _verdict(after, kind, now)) for _, before, after in self.scored]
            self._verdicts[kind, now] = every
        found = Counter(every if rows is None else (every[at] for at in rows))
        yes = found[True, True]
        return Turned(yes + found[True, False], yes + found[False, True], found[False, True], found[True, False])

    def changes(self, was: str, now: str, rows: Sequence[int] | None = None) -> Counter[int]:
        every = self._totals.get(now)
        if every is None:
            every = [(before.tests[was].total, after.tests[now].total) for _, before, after in self.scored]
            self._totals[now] = every
        pairs = every if rows is None else (every[at] for at in rows)
        return Counter(after - before for before, after in pairs if before is not None and after is not None)


def _read(names: Index, other: Index, row: Mapping[str, Any]) -> Mapping[str, ir.Encoded] | None:
    """The person under one version, or None. Facts of the other version are not told, and a value that only the other
    knows is `other`, if there is such."""
    given: dict[str, Any] = {}
    for column, value in row.items():
        fact = names.facts.get(column) or names.facts.get(column.partition(".")[0])
        if fact is None or column == "id":
            continue
        given[column] = value
        their = other.facts.get(fact.name)
        if isinstance(fact.type, Choice) and their is not None and isinstance(their.type, Choice) and value is not None:
            own = [one.name for one in fact.type.values]
            if value not in own and value in [one.name for one in their.type.values] and own[-1] == "other":
                given[column] = "other"
    found = facts_of(names, given, text=False)
    return None if isinstance(found, tuple) else found


def _rank(names: Index, facts: Mapping[str, ir.Encoded]) -> tuple[int | None, int]:
    if names.ruleset.selection is None or names.ruleset.selection.rank_by is None:
        return None, 0
    found = Ranking(names).rank({}, facts)
    assert isinstance(found, Rank)
    return found.mark, sum(found.reserves) if found.mark is not None else 0


def _verdict(result: Result, kind: str, name: str) -> bool:
    if kind == "eligible":
        found = result.eligible
    else:
        found = result.tests[name].passes if kind == "passes" else result.outcomes[name]
    assert found is not None
    return found


def check_agreement(old: Index, new: Index, people: pl.DataFrame, size: int = 10**6) -> Counts:
    matched = match(old, new, {}, people.columns)
    counts, parted = counted(matched, people, size=size)
    slow = Slowly(old, new, people)
    assert (counts.both, counts.only_old) == (slow.rows[True, True], slow.rows[True, False])
    assert (counts.only_new, counts.neither) == (slow.rows[False, True], slow.rows[False, False])
    assert counts.everybody.people == counts.both
    _check_tally(matched, counts.everybody, slow, None)
    for at, test in enumerate(matched.tests):
        assert counts.histograms[at].changes == slow.changes(test.old_name, test.name)
        applies = Counter((before.tests[test.old_name].applies, after.tests[test.name].applies)
                          for _, before, after in slow.scored)  # fmt: skip
        assert (counts.histograms[at].only_old, counts.histograms[at].only_new) == (
            applies[True, False], applies[False, True]
        )  # fmt: skip
        for histogram, side in ((counts.histograms[at].before, 1), (counts.histograms[at].after, 2)):
            name = test.old_name if side == 1 else test.name
            both = [one for one in slow.scored if one[1].tests[test.old_name].total is not None
                    and one[2].tests[test.name].total is not None]  # fmt: skip
            assert histogram == Counter(one[side].tests[name].total for one in both)
    if old.ruleset.selection is not None and old.ruleset.selection.rank_by is not None:
        assert counts.standings == slow.standings
    for column, parts in parted.items():
        _check_groups(matched, counts, column, parts, slow)
    return counts


def _check_tally(matched: Matched, tally: Any, slow: Slowly, rows: Sequence[int] | None) -> None:
    for verdict, turned in zip(matched.verdicts, tally.turned, strict=True):
        assert turned == slow.turned(verdict.kind, verdict.old_name, verdict.name, rows), verdict
    for test, moved in zip(matched.tests, tally.moved, strict=True):
        changes = slow.changes(test.old_name, test.name, rows)
        assert moved.people == changes.total()
        assert moved.gain == sum(many for points, many in changes.items() if points > 0)
        assert moved.lose == sum(many for points, many in changes.items() if points < 0)
        assert moved.points == sum(points * many for points, many in changes.items())


def _check_groups(matched: Matched, counts: Counts, column: str, parts: Bands, slow: Slowly) -> None:
    """Each group of a column, where the table's values are plain enough to be parted here."""
    kind = parts.column.type
    by_code: dict[int | None, list[int]] = {}
    for at, (row, _, _) in enumerate(slow.scored):
        value = row[column]
        if isinstance(kind, Choice):
            value = None if value is None else [one.name for one in kind.values].index(value)
        elif isinstance(kind, Numeric) and kind.places:
            value = None if value is None else int(Fraction(str(value)) * 10**kind.places)
        elif value is not None and not isinstance(value, int | bool):
            value = value.toordinal() if not hasattr(value, "hour") else None
            if value is None:
                return
        by_code.setdefault(None if value is None else parts.of(int(value)), []).append(at)
    assert {code for name, code in counts.groups if name == column} == set(by_code), column
    for code, rows in by_code.items():
        group = counts.groups[column, code]
        assert group.people == len(rows)
        _check_tally(matched, group, slow, rows)


PAIRS = {
    "2018 to 2022": ("hk/qmas/2018-08-28.qmas", "hk/qmas/2022-10-19.qmas", True),
    "2022 to 2018": ("hk/qmas/2022-10-19.qmas", "hk/qmas/2018-08-28.qmas", False),
    "2015 to 2018": ("hk/qmas/2015-04-01.qmas", "hk/qmas/2018-08-28.qmas", True),
    "Canada": ("ca/crs/2020-10-20.qmas", "ca/crs/2025-03-25.qmas", False),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_what_is_counted_is_what_the_interpreter_says_of_each(pair: str) -> None:
    was, now, of_new = PAIRS[pair]
    old, new = shipped(was), shipped(now)
    many = PEOPLE if "hk" in was else PEOPLE // 3
    counts = check_agreement(old, new, people_of(new if of_new else old, many))
    assert counts.both


def test_so_it_is_for_an_edited_copy_chunk_by_chunk() -> None:
    old, new = rules(RULES), rules(HARDER)
    counts = check_agreement(old, new, people_of(old, 2 * PEOPLE), size=70)
    assert counts.everybody.turned[0].no_longer or counts.everybody.turned[1].no_longer


def test_rows_that_one_version_cannot_score_are_counted_as_that() -> None:
    old = rules(RULES)
    age = "age                : whole number from 0 to"
    new = index(lowered(edited((f"{age} 120", f"{age} 60"))))
    people = people_of(old)
    # Of some the facts do not fit either version, of some only the new one.
    people = people.with_columns(
        pl.when(pl.col("id") % 9 == 0).then(None).otherwise(pl.col("good_character")).alias("good_character")
    )
    counts = check_agreement(old, new, people)
    assert counts.only_old
    assert counts.neither == len(people) // 9
    assert counts.only_new == 0
    assert counts.rows == len(people)
    age = "`age` (Age on the day of lodging) is a whole number from 0 to 60, years"
    assert f"{age}; what was given is outside" in counts.reasons["new"]


def test_the_order_of_rows_and_the_size_of_chunks_change_nothing() -> None:
    old, new = shipped("hk/qmas/2018-08-28.qmas"), shipped("hk/qmas/2022-10-19.qmas")
    people = people_of(new)
    matched = match(old, new, {}, people.columns)

    def told(rows: pl.DataFrame, size: int) -> list[Any]:
        counts, _ = counted(matched, rows, size=size)
        parts = [vars(one) for one in counts.histograms]
        # The quantiles of what no rule compares are those of the first rows.
        groups = {group: tally for group, tally in counts.groups.items() if group[0] != "lodged"}
        return [counts.everybody, groups, counts.standings, parts, counts.changes_by]

    whole = told(people, 10**6)
    assert told(people, 31) == whole
    assert told(people.sample(fraction=1, shuffle=True, seed=1), 40) == whole


def test_what_the_first_rows_do_not_have_is_parted_by_later_ones() -> None:
    degree = "partner_has_degree : yes/no only when partner"
    old = new = rules(edited((degree, f"partner_born : date only when partner\n  {degree}")))
    people = people_of(old).sort("partner")
    counts, parted = counted(match(old, new, {}, people.columns), people, size=20)
    assert not people["partner"][19]
    assert parted["partner_born"].by == "quantiles"
    several = {code for name, code in counts.groups if name == "partner_born"}
    assert {None, 0, 1} <= several


HOUSING = (ROOT / "examples/housing_list.qmas").read_text(encoding="utf-8").partition("\nprove that ")[0] + "\n"


def test_reserves_and_marks_are_those_of_the_interpreter() -> None:
    old = rules(HOUSING)
    reserve = "of which 5 when wheelchair_users at least 1"
    new = index(lowered(edited((reserve, "of which 9 when count of members at least 5"), text=HOUSING)))
    counts = check_agreement(old, new, people_of(old))
    assert {one.old_reserve for one in counts.standings} == {0, 1}


def test_who_qualifies_for_two_reserves_is_told_apart() -> None:
    two = edited(("of which 5 when wheelchair_users at least 1",
                  "of which 5 when wheelchair_users at least 1, of which 3 when count of members at least 4"),
                 text=HOUSING)  # fmt: skip
    old, new = rules(HOUSING), index(lowered(two))
    people = people_of(old)
    counts, _ = counted(match(old, new, {}, people.columns), people)
    ranking = Ranking(new)
    facts = (_read(new, old, row) for row in people.iter_rows(named=True))
    ranks = [ranking.rank({}, one) for one in facts if one is not None]
    assert counts.several_reserves == sum(isinstance(one, Rank) and len(one.reserves) > 1 for one in ranks) > 0
    assert counts.standings.total() == counts.both - counts.several_reserves


def test_a_test_that_applies_under_one_version_only_is_counted_apart() -> None:
    gate = "only when elected is general"
    other = "elected is achievement"
    new = rules(edited((gate, f"{gate} and age at least 40"), (other, f"{other} or partner")))
    counts = check_agreement(rules(RULES), new, people_of(rules(RULES)))
    assert counts.histograms[0].only_old
    assert counts.histograms[0].only_new == 0
    assert counts.histograms[1].only_new


# Few marks and few places, so that reserves and lines meet in one mark.
MARKS, RESERVES = st.none() | st.integers(0, 1), st.integers(0, 1)


@examples(150)
@given(st.integers(5, 11), st.lists(st.tuples(MARKS, RESERVES, MARKS, RESERVES), min_size=4, max_size=30))
def test_so_it_does_whoever_they_are(places: int, people: list[tuple[int | None, int, int | None, int]]) -> None:
    each = [Standing(was, 0 if was is None else first, now, 0 if now is None else second)
            for was, first, now, second in people]  # fmt: skip
    _check_quota(*sides("housing"), (places, places), Counter(each), each)


def sides(rules_of: str) -> tuple[Index, Index]:
    if rules_of == "housing":
        return rules(HOUSING), rules(edited(("highest first", "lowest first"), text=HOUSING))
    return rules(RULES), rules(HARDER)


@cache
def standings(rules_of: str) -> tuple[Counter[Standing], list[Standing]]:
    """Counted, and one by one."""
    old, new = sides(rules_of)
    people = people_of(old)
    counts, _ = counted(match(old, new, {}, people.columns), people)
    return counts.standings, list(Slowly(old, new, people).standings.elements())


@pytest.mark.parametrize("quota", [(5, 5), (30, 12), (8, 6), (10**6, 10**6)])
@pytest.mark.parametrize("rules_of", ["housing", "hk"])
def test_a_quota_gives_everybody_the_standing_that_select_gives_them(rules_of: str, quota: tuple[int, int]) -> None:
    _check_quota(*sides(rules_of), quota, *standings(rules_of))


def _check_quota(
    before: Index, after: Index, quota: tuple[int, int], together: Counter[Standing], each: list[Standing]
) -> None:
    old, new = Ranking(before), Ranking(after)
    found = Selecting(old, new, quota, together).told(together, 0)
    every = []
    for ranking, places, cut in ((old, quota[0], found.before), (new, quota[1], found.after)):
        marks = [(one.old_mark, one.old_reserve) if ranking is old else (one.new_mark, one.new_reserve)
                 for one in each]  # fmt: skip
        candidates = [Candidate(str(row), mark, reserve) for row, (mark, reserve) in enumerate(marks)]
        selected = select(places_of(ranking.selection, places), candidates, ranking.selection.highest_first)
        assert (cut.ins, cut.on_the_line, cut.outs) == (
            selected.count(Comes.IN), selected.count(Comes.ON_THE_LINE), selected.count(Comes.OUT)
        )  # fmt: skip
        assert cut.marks == tuple(one and one.mark for one in selected.cut_offs)
        assert list(cut.lines) == [(line.mark, len(line.tied), line.places) for line in selected.lines]
        assert cut.candidates == sum(selected.candidates)
        every.append(selected.standings)
    assert dict(found.moves) == Counter(zip(*every, strict=True))


# ---- how the two are matched -------------------------------------------------------------------------


def test_a_fact_with_another_name_is_read_under_the_name_that_the_table_has() -> None:
    harder = RULES.replace("+40", "+35")
    old, new = rules(RULES), index(lowered(harder.replace("graduate_work", "skilled_work")))
    people = people_of(old)
    for table in (people, people.rename({"graduate_work": "skilled_work"})):
        counts, parted = counted(match(old, new, {"graduate_work": "skilled_work"}, table.columns), table)
        assert counts.both == len(people)
        changes = Slowly(old, rules(harder), people).changes("general", "general")
        assert counts.histograms[0].changes == changes
        assert ("graduate_work" in parted) is ("graduate_work" in table.columns)


GROUPED = """scheme xx.group

kinds
  ability : set of reading, writing

facts
  ielts of each ability : number from 0 to 9 by 0.5

test t
  pass mark 1
  factor f : ielts.reading at least 5 and ielts.writing at least 6 => +1
"""


def test_a_group_of_facts_with_another_name_is_read_so_too() -> None:
    harder = GROUPED.replace("at least 6", "at least 7")
    old, new = rules(GROUPED), index(lowered(harder.replace("ielts", "celpip")))
    people = people_of(old)
    slow = Slowly(old, rules(harder), people)
    flat = people.rename({"ielts.reading": "celpip.reading", "ielts.writing": "celpip.writing"})
    nested = flat.select(
        "id", pl.struct(reading=pl.col("celpip.reading"), writing=pl.col("celpip.writing")).alias("celpip")
    )
    for table in (people, flat, nested):
        counts, _ = counted(match(old, new, {"ielts": "celpip"}, table.columns), table)
        assert counts.histograms[0].changes == slow.changes("t", "t")
        assert len(counts.histograms[0].changes) == 2


def test_what_only_one_version_knows_is_told() -> None:
    old, new = shipped("hk/qmas/2018-08-28.qmas"), shipped("hk/qmas/2022-10-19.qmas")
    assert match(old, new, {}, ["profession"]).notes == (
        "`profession`: the old rules do not know compliance, esg; there it is `other`",
        "only the new rules know `reputable_work`; the other rules do not read it",
    )


def test_a_value_without_a_name_is_for_one_version_alone() -> None:
    level, last = "master < doctorate", '    doctorate "Doctorate"\n'
    more = edited((level, f"{level} < postdoctorate"), (last, f'{last}    postdoctorate "More"\n'))
    old, new = rules(RULES), rules(more)
    people = people_of(new)
    matched = match(old, new, {}, people.columns)
    assert any("who has that can be scored under the new rules only" in note for note in matched.notes)
    counts = check_agreement(old, new, people)
    assert counts.only_new == len(people.filter(pl.col("education") == "postdoctorate")) > 0


def test_rules_with_nothing_in_common_cannot_be_compared() -> None:
    other = index(lowered("scheme xx.other\n\nfacts\n  age : whole number from 0 to 9\n\ntest skills\n  pass mark 1\n"
                          "  factor age : age at least 5 => +1\n"))  # fmt: skip
    with pytest.raises(CannotBeCompared, match="no test and no outcome in common"):
        match(rules(RULES), other, {}, [])


# ---- edges and bands ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hk/qmas/2018-08-28.qmas", "ca/crs/2020-10-20.qmas"])
def test_within_a_stretch_no_comparison_with_a_fixed_value_turns(name: str) -> None:
    sheet = sheet_of(shipped(name).ruleset)
    edges = edges_of(sheet)
    told = {">=": int.__ge__, "<=": int.__le__, ">": int.__gt__, "<": int.__lt__, "==": int.__eq__, "!=": int.__ne__}
    fixed: dict[str, set[tuple[str, int]]] = {}
    for node in nodes(*(work.value for work in sheet.works), *roots(sheet)):
        match node:
            case c.Compare(c.Cell(column), comparison, c.Fixed(value)):
                fixed.setdefault(column, set()).add((comparison.value, value))
            case _:
                pass
    assert len(fixed) > 5
    for column in sheet.columns:
        for stretch in stretches(column, edges[column.name]):
            inner = {stretch.first, stretch.last, (stretch.first + stretch.last) // 2}
            for sign, value in fixed.get(column.name, ()):
                assert len({told[sign](one, value) for one in inner}) == 1, (column.name, stretch, sign, value)


@examples(40)
@given(st.integers(0, 40), st.integers(1, 60), st.integers(1, 5), st.lists(st.integers(-5, 250), max_size=40))
def test_stretches_cut_a_domain_without_gap_or_overlap(least: int, count: int, step: int, starts: list[int]) -> None:
    column = c.Column("n", "n", Numeric(Form.WHOLE, least, least + (count - 1) * step, step), least)
    on_step = [start for start in starts if (start - least) % step == 0]
    found = stretches(column, sorted(set(on_step)))
    values = [value for one in found for value in range(one.first, one.last + 1, step)]
    assert values == list(range(least, least + count * step, step))
    assert step_of(column) == step


@examples(60)
@given(st.lists(st.integers(0, 400), max_size=60), st.integers(0, 2**32))
def test_bands_put_together_are_few_and_lose_nobody(edges: list[int], seed: int) -> None:
    column = c.Column("n", "n", Numeric(Form.WHOLE, 0, 400), 0)
    random = Random(seed)
    values = [random.randint(0, 400) for _ in range(random.randint(1, 300))]
    parted = bands(column, edges) or quantiles(column, sorted(values))
    people = Counter(map(parted.of, values))
    ends = joined(parted, people)
    assert len(ends) <= max(MOST, 1)
    assert sum(people[code] for first, last in ends for code in range(first, last + 1)) == len(values)
    assert all(after > last for (_, last), (after, _) in pairwise(ends))
    if len([code for code in people if people[code]]) > MOST:
        # None is larger than it takes to be a twelfth.
        assert all(sum(people[code] for code in range(first, last)) * MOST < len(values) for first, last in ends[:-1])
    assert len({parted.words(first, last) for first, last in ends}) == len(ends)


def test_bands_are_called_as_people_call_them() -> None:
    sheet = sheet_of(lowered(RULES))
    named = {column.name: bands(column, edges_of(sheet)[column.name]) for column in sheet.columns}

    def words(name: str) -> list[str]:
        parted = named[name]
        assert parted is not None
        return [parted.words(at, at) for at in range(len(parted.starts))]

    assert words("age") == ["0 to 17", "18 to 39", "40 to 44", "45 to 50", "51 or over"]
    assert words("senior_work") == ["0 months to 1 year 11 months", "2 years to 4 years 11 months", "5 years or over"]
    assert words("good_character") == ["no", "yes"]
    assert words("education")[0] == "Below a bachelor's degree"
    assert words("children")[:3] == ["0", "1", "2"]
    assert named["lodged"] is None
    lodged = next(column for column in sheet.columns if column.name == "lodged")
    low, high = range_of(lodged)
    parted = quantiles(lodged, list(range(low, high + 1, 1000)))
    assert parted.words(0, 0).startswith("until ")
    assert parted.words(4, 4).startswith("from ")


# ---- the report --------------------------------------------------------------------------------------


def reported(old: Index, new: Index, people: pl.DataFrame, quota: int | None = None) -> tuple[Report, Counts]:
    matched = match(old, new, {}, people.columns)
    counts, parted = counted(matched, people)
    selecting = None if quota is None else Selecting(Ranking(old), Ranking(new), (quota, quota), counts.standings)
    version = Version("a", "a", "A", "", "0")
    return report((version, replace(version, file="b")), "t", matched, counts, parted, selecting, ["age"], []), counts


def test_groups_that_lose_most_are_ranked_by_the_share_that_they_lose() -> None:
    old, new = rules(RULES), rules(HARDER)
    told, counts = reported(old, new, people_of(old, 4_000))
    worst = told.worst
    assert worst is not None
    assert (worst.measure.kind, told.verdicts[worst.measure.at].kind) == ("verdict", "outcome")
    rates = [Fraction(one.tally.turned[0].was - one.tally.turned[0].now, one.people) for one in worst.groups]
    assert rates == sorted(rates, reverse=True)
    usual = Fraction(told.everybody.turned[0].was - told.everybody.turned[0].now, counts.both)
    assert all(rate > usual for rate in rates)
    assert ("Age on the day of lodging", "40 to 44") in {(one.fact, one.words) for one in worst.groups}
    assert all(one.people >= FEW for one in worst.groups)
    assert told.best is None


def test_small_groups_are_told_apart_and_never_left_out() -> None:
    old, new = rules(RULES), rules(HARDER)
    people = people_of(old, 4_000).filter((pl.col("age") < 40) | (pl.col("age") > 44) | (pl.col("id") % 40 == 0))
    told, _ = reported(old, new, people)
    assert told.worst is not None
    small = [one for one in told.worst.small if one.column == "age"]
    (few,) = [one for one in small if one.words == "40 to 44"]
    assert 0 < few.people < FEW
    # A larger group is among them where hardly anybody in it is concerned.
    assert all(one.is_small or one.tally.turned[0].no_longer < FEW_CONCERNED for one in told.worst.small)
    assert all(one.tally.turned[0].no_longer >= FEW_CONCERNED for one in told.worst.groups)
    (by_age,) = [by for by in told.by if by.column == "age"]
    assert "40 to 44" in [one.words for one in by_age.groups]
    assert sum(one.people for one in by_age.groups) == told.everybody.people


def test_a_place_under_the_quota_goes_before_verdicts() -> None:
    old, new = rules(RULES), rules(HARDER)
    told, _ = reported(old, new, people_of(old, 2_000), quota=20)
    assert isinstance(told.quota, Quota)
    if told.quota.moved(True, False):
        assert told.worst is not None
        assert told.worst.measure.kind == "place"
    before = sum(many for (was, _), many in told.quota.moves.items() if was is Comes.IN)
    assert before == told.quota.before.ins
    assert sum(told.quota.moves.values()) == told.everybody.people


def test_the_distribution_by_a_fact_adds_up_to_everybodys() -> None:
    old, new = rules(RULES), rules(HARDER)
    told, counts = reported(old, new, people_of(old))
    (by_age,) = [by for by in told.by if by.column == "age"]
    total = sum((group.changes[0] for group in by_age.groups), Counter[int]())
    assert total == counts.histograms[0].changes


def test_a_mean_is_exact() -> None:
    old, new = rules(RULES), rules(HARDER)
    told, _ = reported(old, new, people_of(old))
    moved = told.everybody.moved[0]
    assert moved.mean == Fraction(moved.points, moved.people)
    assert replace(moved, people=0).mean is None


def test_a_sheet_has_codes_for_what_is_parted() -> None:
    # The groups of the table are those of the interpreter's own encoding.
    names = rules(RULES)
    people = people_of(names)
    counts, parted = counted(match(names, names, {}, people.columns), people)
    cells = [row_of(names.ruleset, facts) for row in people.iter_rows(named=True)
             if (facts := _read(names, names, row)) is not None]  # fmt: skip
    for column in ("age", "graduate_work", "children", "partner_has_degree", "elected"):
        by = Counter(None if column not in one else parted[column].of(one[column]) for one in cells)
        assert {code: tally.people for (name, code), tally in counts.groups.items() if name == column} == by
