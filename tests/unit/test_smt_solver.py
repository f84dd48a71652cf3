"""The solver on whole rule files, and what it does where there is nobody, too little time, or much of everything."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Idle, Nobody, Pair, Proved, Somebody, Undecided
from qmasdsl.ir.periods import completed, later
from qmasdsl.ir.types import Date, Form, Numeric, YesNo
from qmasdsl.ir.walk import Index, index
from qmasdsl.smt.solver import Solver, available
from unit.lowered import lowered

ROOT = Path(__file__).parents[2]
HK = index(lowered((ROOT / "rulesets/hk/qmas/2018-08-28.qmas").read_text("utf-8")))
CRS = index(lowered((ROOT / "tests/generated/crs_like.qmas").read_text("utf-8")))
SHAPES = index(lowered((ROOT / "tests/generated/every_shape.qmas").read_text("utf-8")))
TOTAL = ir.Score("general.total")
DAY = Date(date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal())
COUNT = Numeric(Form.WHOLE, 0, 100)


def compare(left: ir.Number | str, sign: str, right: ir.Number | int) -> ir.Compare:
    number = ir.FactValue(left) if isinstance(left, str) else left
    return ir.Compare(number, ir.Comparison(sign), ir.Constant(right) if isinstance(right, int) else right)


def rises(subject: ir.Number, *facts: str, together: tuple[str, ...] = ()) -> ir.TrendClaim:
    return ir.TrendClaim(subject, True, facts, together, None, "…")


def rule(guard: ir.Condition, value: ir.Number | int, key: str) -> ir.Rule:
    return ir.Rule(guard, ir.Constant(value) if isinstance(value, int) else value, key, key)


def one_test(*factors: ir.Factor, facts: tuple[ir.Fact, ...], cap: int | None = None) -> Index:
    limits = () if cap is None else (ir.Limit(cap),)
    return index(ir.Ruleset("t", "T", facts=facts, tests=(ir.Test("t", ir.PassMark(1), factors, cap=limits),)))


# Whole files


@pytest.mark.parametrize(
    ("path", "least", "greatest"),
    [
        ("general.total", 0, 225),
        ("general.age", 0, 30),
        ("general.qualifications", 0, 70),
        ("general.work", 0, 55),
        ("general.talent", 0, 30),
        ("general.language", 0, 20),
        ("general.family", 0, 20),
        ("achievement.total", 0, 225),
    ],
)
def test_the_2018_rules_give_what_is_published(path: str, least: int, greatest: int) -> None:
    reach = Solver(HK).extent(ir.Score(path))
    assert isinstance(reach, Extent)
    assert (reach.least, reach.greatest) == (least, greatest)
    assert Meaning(HK, reach.at_greatest).number(ir.Score(path)) == greatest


@pytest.mark.parametrize(
    ("path", "greatest"),
    [
        ("crs.total", 1200),
        ("crs.core", 500),
        ("crs.second", 24),
        ("crs.spouse", 40),
        ("crs.transferability", 100),
        ("crs.by_education", 50),
        ("crs.additional", 600),
    ],
)
def test_canadas_points_reach_what_is_published(path: str, greatest: int) -> None:
    reach = Solver(CRS).extent(ir.Score(path))
    assert isinstance(reach, Extent)
    assert (reach.least, reach.greatest) == (0, greatest)


def test_with_a_partner_the_core_has_its_own_maximum() -> None:
    reach = Solver(CRS).extent(ir.Score("crs.core"), [ir.DefineHolds("partner")])
    assert isinstance(reach, Extent)
    assert reach.greatest == 460


@pytest.mark.parametrize("names", [HK, CRS, SHAPES], ids=["2018", "crs", "every shape"])
def test_what_a_file_says_can_be_proved_is_proved(names: Index) -> None:
    solver = Solver(names)
    for claim in names.ruleset.claims:
        match claim:
            case ir.TrendClaim():
                assert solver.trend(claim) == Proved(), claim.text
            case ir.RangeClaim(subject, least, greatest):
                outside = ir.Or((compare(subject, "<", least), compare(subject, ">", greatest)))
                assert solver.find([outside]) == Nobody(), claim.text
            case ir.HoldsClaim(condition):
                assert solver.find([ir.Not(condition)]) == Nobody(), claim.text


def test_a_trend_that_is_not_so_is_shown_by_two_who_differ_in_it_alone() -> None:
    pair = Solver(HK).trend(rises(TOTAL, "age"))
    assert isinstance(pair, Pair)
    differ = [name for name in pair.less if pair.less[name] != pair.more[name]]
    assert differ == ["age"]
    less, more = (int(str(person["age"])) for person in (pair.less, pair.more))
    assert 25 <= less < more == less + 1 <= 45


def test_one_child_more_never_costs_points() -> None:
    assert Solver(HK).trend(rises(TOTAL, "children")) == Proved()
    pair = Solver(HK).trend(ir.TrendClaim(TOTAL, False, ("children",), (), None, "…"))
    assert isinstance(pair, Pair)
    less, more = pair.less["children"], pair.more["children"]
    assert isinstance(less, tuple)
    assert isinstance(more, tuple)
    assert more[: len(less)] == less
    assert len(more) == len(less) + 1


def test_the_applicant_shown_is_an_ordinary_one() -> None:
    answer = Solver(HK).find([ir.Passes("general"), compare("age", ">", 50)])
    assert isinstance(answer, Somebody)
    assert answer.person["age"] == 51
    assert answer.person["lodged"] == date(2018, 8, 28).toordinal()
    assert answer.person["exceptional_award"] is False
    anybody = Solver(HK).find([compare("graduate_work", ">=", 13)])
    assert isinstance(anybody, Somebody)
    assert (anybody.person["graduate_work"], anybody.person["children"]) == (13, ())
    assert 25 <= int(str(anybody.person["age"])) <= 45


def test_facts_that_do_not_exist_are_left_out() -> None:
    answer = Solver(HK).find([ir.Not(ir.FactHolds("partner"))])
    assert isinstance(answer, Somebody)
    assert "partner_has_degree" not in answer.person


def test_what_is_given_stays_as_it_is() -> None:
    solver = Solver(HK, {"age": 60, "partner_has_degree": True, "children": ()})
    reach = solver.extent(TOTAL)
    assert isinstance(reach, Extent)
    assert reach.greatest == 225 - 30 - 10
    assert (reach.at_greatest["age"], reach.at_greatest["partner"]) == (60, True)
    assert solver.trend(rises(TOTAL, "age")) == Idle()
    # It is so where it exists: it does not make its `only when` true.
    alone = solver.find([ir.Not(ir.FactHolds("partner"))])
    assert isinstance(alone, Somebody)
    assert "partner_has_degree" not in alone.person


# Nobody, too little time, much of everything


def test_where_nobody_is_possible_everything_is_idle() -> None:
    never = ir.Always(ir.And((ir.FactHolds("a"), ir.Not(ir.FactHolds("a")))), "…")
    facts = (ir.Fact("a", YesNo()), ir.Fact("n", COUNT))
    solver = Solver(index(ir.Ruleset("t", "T", facts=facts, always=(never,))))
    assert solver.find([]) == Nobody()
    assert solver.extent(ir.FactValue("n")) == Nobody()
    assert solver.trend(rises(ir.FactValue("n"), "n")) == Idle()


def many_tied_factors(count: int) -> Index:
    """Factors each of which shares facts with others, so that their sum is hard to bound."""
    random = Random(1)
    facts = tuple(ir.Fact(f"n{at}", COUNT) for at in range(count // 2))
    factors = []
    for at in range(count):
        rules = []
        mine = random.sample(facts, 3)
        for number in range(12):
            two = random.sample(mine, 2)
            signs = [compare(fact.name, random.choice(["<=", ">="]), random.randrange(100)) for fact in two]
            rules.append(rule(ir.And(tuple(signs)), random.randrange(1, 9), f"{at}/{number}"))
        factors.append(ir.Factor(f"t.f{at}", (ir.Choose(ir.Policy.ALL, tuple(rules)),)))
    return one_test(*factors, facts=facts)


def test_what_takes_too_long_is_undecided_and_says_so() -> None:
    names = many_tied_factors(60)
    started = monotonic()
    solver = Solver(names, seconds=0.3)
    why = Undecided("no answer within 0.3 seconds")
    assert solver.extent(ir.Score("t.total")) == why
    reach = ir.Compare(ir.Score("t.total"), ir.Comparison.MORE, ir.Constant(1500))
    assert solver.find([reach]) == why
    assert monotonic() - started < 3


def test_no_time_at_all_is_undecided() -> None:
    solver = Solver(HK, seconds=0.0)
    assert isinstance(solver.find([ir.Passes("general")]), Undecided)
    assert isinstance(solver.extent(TOTAL), Undecided)
    assert isinstance(solver.trend(rises(TOTAL, "age", "education")), Undecided)


def test_a_sum_of_many_that_have_nothing_to_do_with_each_other_is_bounded_part_by_part() -> None:
    facts, factors = [], []
    random = Random(3)
    for at in range(20):
        facts += [ir.Fact(f"n{at}", COUNT), ir.Fact(f"m{at}", COUNT)]
        rules = []
        for number in range(8):
            low = compare(f"n{at}", random.choice(["<=", ">="]), random.randrange(100))
            high = compare(f"m{at}", random.choice(["<=", ">="]), random.randrange(100))
            rules.append(rule(ir.And((low, high)), random.randrange(1, 9), f"{at}/{number}"))
        factors.append(ir.Factor(f"t.f{at}", (ir.Choose(ir.Policy.ALL, tuple(rules)),)))
    solver = Solver(one_test(*factors, facts=tuple(facts)), seconds=20)
    reach = solver.extent(ir.Score("t.total"))
    parts = [solver.extent(ir.Score(factor.name)) for factor in factors]
    assert isinstance(reach, Extent)
    assert reach.greatest == sum(part.greatest for part in parts if isinstance(part, Extent))
    assert solver.find([compare(ir.Score("t.total"), ">", reach.greatest)]) == Nobody()


def test_a_trend_leaves_out_what_cannot_change() -> None:
    names = many_tied_factors(60)
    mine = [name for name in names.factors if "n0" in names.facts_read(ir.Score(name))]
    assert 0 < len(mine) < 30
    pair = Solver(names, seconds=5).trend(rises(ir.Score("t.total"), "n0"))
    assert isinstance(pair, Pair)


def test_a_part_that_falls_may_be_made_up_for_by_another() -> None:
    n = ir.FactValue("n")
    falls = ir.Factor("t.falls", (rule(ir.Truth(True), ir.Linear(((-1, n),)), "falls"),))
    gains = ir.Factor("t.gains", (rule(ir.Truth(True), ir.Each(1, 1, n), "gains"),))
    facts = (ir.Fact("n", COUNT),)
    assert Solver(one_test(falls, gains, facts=facts)).trend(rises(ir.Score("t.total"), "n")) == Proved()
    assert isinstance(Solver(one_test(falls, facts=facts)).trend(rises(ir.Score("t.total"), "n")), Pair)


def test_a_long_chain_of_defines_is_no_deeper_than_a_short_one() -> None:
    first = ir.Define("d0", COUNT, ir.FactValue("n"))
    after = [
        ir.Define(f"d{at}", COUNT, ir.Least((ir.Linear(((1, ir.DefineValue(f"d{at - 1}")),), 1), ir.Constant(5000))))
        for at in range(1, 1000)
    ]
    facts = (ir.Fact("n", COUNT), ir.Fact("m", COUNT))
    solver = Solver(index(ir.Ruleset("t", "T", facts=facts, defines=(first, *after))), seconds=20)
    reach = solver.extent(ir.DefineValue("d999"))
    assert isinstance(reach, Extent)
    assert (reach.least, reach.greatest) == (999, 1099)
    assert solver.trend(rises(ir.DefineValue("d999"), "n")) == Proved()


def test_a_group_of_a_thousand_rules_is_read_to_its_end() -> None:
    rules = tuple(rule(compare("n", ">=", 1000 - at), 1000 - at, str(at)) for at in range(1000))
    factor = ir.Factor("t.f", (ir.Choose(ir.Policy.FIRST, rules),))
    names = one_test(factor, facts=(ir.Fact("n", Numeric(Form.WHOLE, 0, 999)),))
    reach = Solver(names, seconds=20).extent(ir.Score("t.f"))
    assert isinstance(reach, Extent)
    assert (reach.least, reach.greatest) == (0, 999)


def test_periods_between_any_two_days_are_those_of_the_calendar() -> None:
    names = index(ir.Ruleset("t", "T", facts=(ir.Fact("born", DAY), ir.Fact("lodged", DAY))))
    solver, random = Solver(names), Random(29)
    born, lodged = ir.FactValue("born"), ir.FactValue("lodged")
    leap_days = [date(year, 2, 28).toordinal() + 1 for year in (1900, 1904, 2000, 2001, 2096, 2100)]
    days = [*leap_days, *(random.randint(DAY.least, DAY.greatest - 30) for _ in range(6))]
    for _ in range(25):
        start, end = random.choice(days) + random.randrange(-2, 3), random.choice(days) + random.randrange(-2, 3)
        months, by, rest = random.choice((1, 2, 6, 12, 24)), random.choice((1, -1, 12, 49, -50)), random.choice((0, 9))
        periods = compare(ir.Completed(months, born, lodged), "==", completed(months, start, end))
        moved = ir.Linear(((1, ir.Later(born, by, rest)), (1, lodged)))
        same = ir.And((periods, compare(moved, "==", later(start, by, rest) + end)))
        there = [compare("born", "==", start), compare("lodged", "==", end)]
        assert solver.find([*there, ir.Not(same)]) == Nobody()


def test_coming_of_age_is_a_birthday() -> None:
    names = index(ir.Ruleset("t", "T", facts=(ir.Fact("born", DAY), ir.Fact("lodged", DAY))))
    born, lodged = ir.FactValue("born"), ir.FactValue("lodged")
    birthday = compare(ir.Later(born, 18 * 12), "<=", lodged)
    of_age = compare(ir.Completed(12, born, lodged), ">=", 18)
    either = ir.Or((ir.And((birthday, ir.Not(of_age))), ir.And((of_age, ir.Not(birthday)))))
    assert Solver(names, seconds=30).find([either]) == Nobody()


def test_z3_is_loaded_only_when_something_is_asked_of_it() -> None:
    program = "import sys; from qmasdsl.smt.solver import Solver, available; print(available(), 'z3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
    assert available()
