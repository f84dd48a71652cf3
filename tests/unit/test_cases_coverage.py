"""Coverage: which rules, limits and conditions cases show, on rules that a reader can see."""

import pytest

from qmasdsl.cases.aims import Aims
from qmasdsl.cases.coverage import Coverage, coverage
from qmasdsl.cases.filling import filled
from qmasdsl.cases.goals import Goal, Kind
from qmasdsl.cases.run import run_case
from qmasdsl.ir.answers import Found, Undecided
from unit.lowered import lowered

FACTS = """scheme demo.points "Demo"

facts
  age : whole number from 0 to 120, years
  work : months from 0 to 60 years
  grade : number from 0 to 9 by 0.5
  level : level none < bachelor < master
  lodged : date
  partner : yes/no
  partner_degree : yes/no only when partner
  speaks_french, speaks_german : yes/no
  trade : one of trades, or other
  children : up to 4
    each with child_age : whole number from 0 to 60, years
    each with married : yes/no

always work at most 30 years

list trades
  actuary
  pilot
    only when age at least 21

"""
TEST = """test general
  pass mark 5
"""


def covered(rules: str, *givens: str, test: str = TEST, before: str = "") -> Coverage:
    """What cases with these facts show of one factor `f`; each expects something that is so."""
    text = f"{FACTS}{before}{test}  factor f\n" + "".join(f"    {line}\n" for line in rules.strip().split("\n"))
    cases = "".join(
        f'\ncase "{at}"\n  given {given}\n  expect general.f from 0 to 99\n' for at, given in enumerate(givens)
    )
    ruleset = lowered(text + cases)
    return coverage(Aims(ruleset), ruleset.cases)


def lacking(found: Coverage, kind: Kind) -> list[str]:
    """What is lacking of the factor's own."""
    lacks = (lack for lack in found.lacking if lack.aim.kind is kind and lack.aim.within == "score general.f")
    return [f"{lack.aim.what}: {lack.goal.words}" for lack in lacks]


def test_a_rule_is_covered_where_it_counts() -> None:
    rules = """
highest that applies
  age at least 18 => +5
  age at least 30 => +10
"""
    assert lacking(covered(rules, "age 30"), Kind.RULE) == ["age at least 18: is decided by it"]
    assert lacking(covered(rules, "age 30", "age 20"), Kind.RULE) == []


def test_an_otherwise_is_a_rule() -> None:
    rules = """
first that applies
  age at least 18 => +5
  otherwise => +1
"""
    assert lacking(covered(rules, "age 18"), Kind.RULE) == ["otherwise: is decided by it"]
    assert lacking(covered(rules, "age 17"), Kind.RULE) == ["age at least 18: is decided by it"]


def test_points_for_each_are_covered_where_there_is_any() -> None:
    rules = "+1 for each 6 months of work, capped at 3"
    assert lacking(covered(rules, "work 5 months"), Kind.RULE) == [
        "for each 6 months of work: is given anything by it",
        "capped at 3: loses points to it",
        "capped at 3: has points and loses none to it",
    ]
    assert lacking(covered(rules, "work 6 months", "work 23 months"), Kind.RULE) == ["capped at 3: loses points to it"]
    assert lacking(covered(rules, "work 6 months", "work 24 months"), Kind.RULE) == []


def test_what_may_count_is_not_covered() -> None:
    rules = "age at least 18 and speaks_french => +5"
    assert lacking(covered(rules, "age 20"), Kind.RULE) == [f"{rules[:-6]}: is decided by it"]


def test_a_limit_is_covered_right_at_it() -> None:
    rules = "age at least 18 => +5"
    assert lacking(covered(rules, "age 16", "age 19"), Kind.BOUNDARY) == [
        "age at least 18: has age 17",
        "age at least 18: has age 18",
    ]
    assert lacking(covered(rules, "age 17", "age 18"), Kind.BOUNDARY) == []


@pytest.mark.parametrize(
    ("rule", "sides"),
    [
        ("work at least 2 years => +5", ["1 year 11 months", "2 years"]),
        ("work more than 2 years => +5", ["2 years", "2 years 1 month"]),
        ("grade at least 6.5 => +5", ["6", "6.5"]),
        ("grade less than 6.5 => +5", ["6", "6.5"]),
        ("level at least bachelor => +5", ["none", "bachelor"]),
        ("lodged less than 2020-03-01 => +5", ["2020-02-29", "2020-03-01"]),
        ("age is 30 => +5", ["30", "29", "31"]),
        ("age at least 120 => +5", ["119", "120"]),
        ("age at least 0 => +5", ["0"]),
    ],
)
def test_the_sides_of_a_limit_are_a_step_of_the_fact_apart(rule: str, sides: list[str]) -> None:
    lacks = [line.rpartition(": has ")[2].partition(" ")[2] for line in lacking(covered(rule), Kind.BOUNDARY)]
    assert lacks == sides


def test_a_limit_that_two_rows_share_is_one() -> None:
    rules = """
first that applies
  work at least 5 years and speaks_french => +10
  work at least 5 years => +5
"""
    assert covered(rules).aims[Kind.BOUNDARY] == 2  # with the pass mark


def test_a_side_that_nobody_has_does_not_count() -> None:
    rules = "work at least 30 years => +5"
    assert lacking(covered(rules, "work 29 years 11 months", "work 30 years"), Kind.BOUNDARY) == []
    # Nobody has worked for 31 years: `always` says so.
    assert lacking(covered("work more than 30 years => +5"), Kind.BOUNDARY) == [
        "work more than 30 years: has work 30 years"
    ]
    assert lacking(covered("work more than 30 years => +5"), Kind.RULE) == []


def test_the_pass_mark_is_shown_by_the_totals_there_are() -> None:
    rules = """
all that apply
  speaks_french => +4
  speaks_german => +3
"""
    found = covered(rules, "not speaks_french, not speaks_german")
    marks = [lack.goal.words for lack in found.lacking if lack.aim.what == "pass mark 5"]
    assert marks == ["has a total of 4", "has a total of 7"]
    found = covered(rules, "not speaks_french, not speaks_german", test=TEST.replace("5", "4"))
    marks = [lack.goal.words for lack in found.lacking if lack.aim.what == "pass mark 4"]
    assert marks == ["has a total of 3", "has a total of 4"]


@pytest.mark.parametrize(("limit", "sides"), [(3, (3, 4)), (4, (4, 7)), (5, (4, 7))])
def test_so_are_limits_of_a_total(limit: int, sides: tuple[int, int]) -> None:
    rules = "all that apply\n  speaks_french => +4\n  speaks_german => +3"
    found = covered(rules, before=f"outcome low when general.total at most {limit}\n\n")
    own = (lack for lack in found.lacking if lack.aim.within == "outcome low" and lack.aim.kind is Kind.BOUNDARY)
    assert [lack.goal.words for lack in own] == [f"has general.total {side}" for side in sides]


def test_a_part_is_covered_where_it_alone_decides() -> None:
    rules = "speaks_french and speaks_german => +5"
    both, french, neither = (
        "speaks_french, speaks_german",
        "speaks_french, not speaks_german",
        "not speaks_french, not speaks_german",
    )
    assert lacking(covered(rules, both, neither), Kind.CONDITION) == [
        "speaks_french and speaks_german: turns on `speaks_french` alone, which does not hold",
        "speaks_french and speaks_german: turns on `speaks_german` alone, which does not hold",
    ]
    assert lacking(covered(rules, both, french), Kind.CONDITION) == [
        "speaks_french and speaks_german: turns on `speaks_french` alone, which does not hold",
    ]
    assert lacking(covered(rules, both, french, "not speaks_french, speaks_german"), Kind.CONDITION) == []


def test_of_an_or_each_part_decides_where_no_other_holds() -> None:
    rules = "speaks_french or speaks_german => +5"
    assert lacking(covered(rules, "speaks_french, speaks_german"), Kind.CONDITION) == [
        f"{rules[:-6]}: turns on `{part}` alone, which {holds}"
        for part in ("speaks_french", "speaks_german")
        for holds in ("holds", "does not hold")
    ]


def test_parts_of_a_count_decide_where_it_just_fails() -> None:
    rules = "at least 2 of speaks_french, speaks_german, partner => +5"
    cases = [
        "speaks_french, speaks_german, not partner",
        "speaks_french, not speaks_german, partner",
        "not speaks_french, speaks_german, partner",
    ]
    assert len(lacking(covered(rules, *cases[:1]), Kind.CONDITION)) == 4
    ones = ["speaks_french, not speaks_german, not partner", "not speaks_french, speaks_german, not partner"]
    assert lacking(covered(rules, *cases, *ones), Kind.CONDITION) == []


def test_a_part_behind_a_gate_is_not_asked_for_without_it() -> None:
    rules = "partner and partner_degree => +5"
    assert lacking(covered(rules, "partner, partner_degree", "partner, not partner_degree"), Kind.CONDITION) == [
        "partner and partner_degree: turns on `partner` alone, which does not hold"
    ]
    cases = ["partner, partner_degree", "partner, not partner_degree", "not partner"]
    assert lacking(covered(rules, *cases), Kind.CONDITION) == []


def test_a_row_is_read_where_no_earlier_row_counts() -> None:
    rules = """
first that applies
  age at least 60 => +10
  speaks_french and speaks_german => +5
"""
    found = lacking(covered(rules, "age 60, speaks_french, speaks_german"), Kind.CONDITION)
    assert len(found) == 4
    assert len(lacking(covered(rules, "age 20, speaks_french, speaks_german"), Kind.CONDITION)) == 2


def test_limits_of_records_are_shown_by_one_of_them() -> None:
    before = "define kids as count of children where child_age less than 18 and not married\n\n"
    found = covered("+1 for each of kids, capped at 3", before=before)
    kids = [f"{lack.aim.what}: {lack.goal.words}" for lack in found.lacking if lack.aim.within == "define kids"]
    whole = "child_age less than 18 and not married"
    assert kids == [
        "child_age less than 18: has child_age 17",
        "child_age less than 18: has child_age 18",
        *(
            f"{whole}: turns on `{part}` alone, which {holds}"
            for part in ("child_age less than 18", "married")
            for holds in ("holds", "does not hold")
        ),
    ]
    record = (
        "\n  given children\n    child_age 17, married no\n    child_age 18, married no\n    child_age 5, married yes"
    )
    found = covered("+1 for each of kids, capped at 3", f"age 30{record}", before=before)
    assert [lack for lack in found.lacking if lack.aim.within == "define kids"] == []


def test_entries_of_a_list_are_rules() -> None:
    found = covered("trade in trades => +5", "trade pilot, age 21")
    lacks = [f"{lack.aim.what}: {lack.goal.words}" for lack in found.lacking if lack.aim.within == "list trades"]
    assert lacks == [
        "actuary: has `actuary`",
        "pilot: has `pilot` and does not meet its `only when`",
        "age at least 21: has age 20",
    ]


def test_requirements_are_met_and_failed_and_caps_bind_and_do_not() -> None:
    before = "require adult : age at least 18\n\n"
    test = "test general capped at 7 only when speaks_german\n  pass mark 5\n"
    rules = "all that apply\n  speaks_french => +5\n  partner => +4"
    found = covered(rules, "age 18, speaks_german, speaks_french, not partner", test=test, before=before)
    rest = [f"{lack.aim.within}: {lack.goal.words}" for lack in found.lacking if lack.aim.kind is Kind.RULE]
    assert rest == [
        "score general.f: is decided by it",
        "requirement adult: fails it",
        "test general: of somebody to whom it does not apply",
        "test general: loses points to it",
    ]


def test_a_case_whose_facts_do_not_fit_shows_nothing() -> None:
    rules = "age at least 18 => +5"
    assert covered(rules, "age 18, work 40 years").reached[Kind.RULE] == 0
    assert covered(rules, "age 18, work 4 years").reached[Kind.RULE] == 1


class Blind(Aims):
    """As where the rules tie too much together for the prover."""

    def somebody(self, goal: Goal) -> Found:
        return Undecided("the rules tie too many facts together")


def test_what_nobody_can_decide_is_listed_with_why() -> None:
    ruleset = lowered(f"{FACTS}{TEST}  factor f\n    work more than 30 years => +5\n")
    found = coverage(Blind(ruleset), ())
    rule = next(lack for lack in found.lacking if lack.aim.within == "score general.f")
    assert (rule.person, rule.why) == (None, "the rules tie too many facts together")
    assert found.aims[Kind.RULE] == 1


def test_every_case_to_type_comes_out_and_shows_what_it_says() -> None:
    ruleset = lowered(
        f"{FACTS}{TEST}  factor f\n    highest that applies\n      trade in trades => +5\n"
        "      age at least 40 and partner and partner_degree => +6\n"
        "    plus +1 for each 6 months of work, capped at 4\n"
    )
    aims = Aims(ruleset)
    groups = filled(aims, coverage(aims, ()).lacking)
    cases = [group.case for group in groups]
    assert all(case is not None and run_case(ruleset, case).came_out for case in cases)
    assert coverage(aims, [case for case in cases if case is not None]).lacking == ()


def test_a_hundred_percent_is_all_of_them() -> None:
    found = Coverage(dict.fromkeys(Kind, 300), dict.fromkeys(Kind, 299), ())
    assert found.percent(Kind.RULE) == 99
    assert Coverage(dict.fromkeys(Kind, 0), dict.fromkeys(Kind, 0), ()).percent(Kind.RULE) == 100
