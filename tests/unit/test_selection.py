"""A selection by small examples: places, ties, reserves, rounds, and what the rules say of one applicant."""

from dataclasses import replace
from random import Random

import pytest

from conftest import TIMES
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.unknown import Amount, Truth, Unknown
from qmasdsl.ir.walk import Reference, index
from qmasdsl.selection.places import CannotSelect, Places, Standing, places_of
from qmasdsl.selection.ranking import Lacking, Rank, Ranking
from qmasdsl.selection.rounds import left
from qmasdsl.selection.select import Candidate, CutOff, Group, Line, Selected, ranked, select, standing_of
from unit.generated_modules import people
from unit.lowered import lowered
from unit.made_rulesets import made_ruleset

IN, LINE, OUT, NONE = Standing.IN, Standing.ON_THE_LINE, Standing.OUT, Standing.NOT_A_CANDIDATE
RULES = """scheme demo "Demonstration"

facts
  age    : whole number from 0 to 120, years
  local  : yes/no
  points : whole number from 0 to 100
  lodged : date

require adult "Adult" : age at least 18

test general "Test" out of 100
  pass mark 10
  factor points "Points" : +1 for each of points

test second "Second test" out of 50 only when local
  pass mark 50
  factor local "Local" : local => +50

outcome chosen when general.passes or second.passes

selection
  quota 100 per year, of which 20 when local and age at least 60
  rank chosen by highest of (general.total, second.total), highest first
  ties earlier lodged first
"""
RANKING = Ranking(index(lowered(RULES)))


def people_of(*marks: int | None, reserve: int = 0) -> list[Candidate]:
    return [Candidate(f"{chr(65 + at)}", mark, reserve) for at, mark in enumerate(marks)]


def standings(places: Places, *candidates: Candidate, highest_first: bool = True) -> dict[str, Standing]:
    found = select(places, candidates, highest_first)
    return dict(zip((one.key for one in candidates), found.standings, strict=True))


def test_the_best_are_in_and_whoever_is_no_candidate_is_told_apart() -> None:
    assert standings(Places(2), *people_of(80, 90, None, 85)) == {"A": OUT, "B": IN, "C": NONE, "D": IN}
    assert standings(Places(2), *people_of(80, 90, None, 85), highest_first=False) == {
        "A": IN, "B": OUT, "C": NONE, "D": IN
    }  # fmt: skip


def test_those_tied_at_the_cut_off_are_named_with_how_many_places_there_are_for_them() -> None:
    found = select(Places(3), people_of(90, 80, 80, 80, 70, 90)[::-1])
    assert found.lines == (Line(80, ("B", "C", "D"), 1),)
    assert found.cut_offs == (CutOff(90),)
    assert (found.ins, found.tied, found.candidates, found.to_decide) == ((2,), (3,), (6,), 1)


def test_a_tie_away_from_the_cut_off_leaves_nobody_undecided() -> None:
    assert set(standings(Places(4), *people_of(90, 90, 80, 80, 70, 70)).values()) == {IN, OUT}


def test_places_without_limit_are_for_everybody() -> None:
    assert set(standings(Places(None), *people_of(1, 0, -5)).values()) == {IN}


def test_no_places_and_no_candidates() -> None:
    assert set(standings(Places(0), *people_of(1, 1)).values()) == {OUT}
    assert select(Places(3), []) == Selected((), (), (None,), (0,), (0,), (0,))


def test_the_earlier_goes_first_and_the_cut_off_names_the_last_who_is_in() -> None:
    tied = [Candidate("A", 80, 0, (5, 2)), Candidate("B", 80, 0, (5, 1)), Candidate("C", 80, 0, (6, 0))]
    found = select(Places(1), tied)
    assert found.standings == (OUT, IN, OUT)
    assert found.cut_offs == (CutOff(80, (5, 1)),)
    assert found.lines == ()


def test_the_last_who_is_in_is_the_same_whoever_comes_first() -> None:
    tied = [Candidate(str(at), 80, 0, keys) for at, keys in enumerate([(3, 1), (1, 2), (4, 1), (1, None)])]
    # Two of them may each be the first or the second.
    for candidates in (tied, tied[::-1]):
        assert select(Places(2), candidates).cut_offs == (CutOff(80, (1, None)),)
        assert select(Places(3), candidates).cut_offs == (CutOff(80, (3, 1)),)
        assert select(Places(4), candidates).cut_offs == (CutOff(80),)


def test_a_cut_off_names_keys_only_where_they_part_those_who_qualify_alike() -> None:
    tied = [Candidate("A", 80, 0, (1,)), Candidate("B", 80, 0, (2,)), Candidate("C", 80, 1, (3,))]
    assert select(Places(1, (1,)), tied).cut_offs == (CutOff(80, (1,)), CutOff(80))


def test_a_mark_alone_decides_for_a_whole_group() -> None:
    group = Group(80, (2, 1), (1, 0))
    assert standing_of(Places(3, (1,)), group, 0) is IN
    assert standing_of(Places(2, (1,)), group, 0) is LINE
    assert standing_of(Places(1, (1,)), group, 0) is OUT
    assert standing_of(Places(1, (1,)), group, 1) is IN
    assert standing_of(Places(3, (0,)), group, 1) is LINE
    counts = {80: (2, 1), 90: (1, 0)}
    assert list(ranked(counts)) == [Group(90, (1, 0), (0, 0)), group]
    assert list(ranked(counts, False)) == [Group(80, (2, 1), (0, 0)), Group(90, (1, 0), (2, 1))]


def test_equal_keys_stay_on_the_line() -> None:
    tied = [Candidate(key, 80, 0, (day,)) for key, day in (("A", 1), ("B", 2), ("C", 2), ("D", 3))]
    assert standings(Places(2), *tied) == {"A": IN, "B": LINE, "C": LINE, "D": OUT}


def test_a_missing_key_might_be_any() -> None:
    tied = [Candidate(key, 80, 0, (day,)) for key, day in (("A", 1), ("B", 2), ("C", None), ("D", 3))]
    # C may be the first or the last; B has a place unless C is before B.
    found = select(Places(2), tied)
    assert found.standings == (IN, LINE, LINE, OUT)
    assert found.lines == (Line(80, ("B", "C"), 1, lacking=1),)


def test_a_missing_key_that_decides_nothing_leaves_nothing_open() -> None:
    tied = [Candidate("A", 80, 0, (1, None)), Candidate("B", 80, 0, (2, 7)), Candidate("C", 90, 0, (None, None))]
    assert standings(Places(2), *tied) == {"A": IN, "B": OUT, "C": IN}


def test_reserved_places_go_to_those_who_qualify_before_open_ones_do() -> None:
    """Of four places two are reserved. B and D qualify: both have reserved places, so that the open ones are left."""
    marks = {"A": (95, 0), "B": (90, 1), "C": (85, 0), "D": (80, 1), "E": (75, 0), "F": (70, 1)}
    candidates = [Candidate(key, *said) for key, said in marks.items()]
    assert standings(Places(2, (2,)), *candidates) == {"A": IN, "B": IN, "C": IN, "D": IN, "E": OUT, "F": OUT}


def test_a_reserve_does_not_keep_those_who_qualify_from_open_places() -> None:
    candidates = [*people_of(95, 90, 85, reserve=1), Candidate("Z", 50)]
    assert standings(Places(2, (1,)), *candidates) == {"A": IN, "B": IN, "C": IN, "Z": OUT}


def test_a_reserved_place_that_nobody_qualifies_for_stays_empty() -> None:
    found = select(Places(1, (5,)), people_of(90, 80))
    assert found.standings == (IN, OUT)


def test_a_round_may_give_fewer_places_than_there_are() -> None:
    places = Places(5, (2,), at_most=2)
    candidates = [Candidate("A", 9), Candidate("B", 8), Candidate("C", 7, 1)]
    assert standings(places, *candidates) == {"A": IN, "B": IN, "C": OUT}
    assert places.total == 2


def test_what_is_left_after_earlier_rounds() -> None:
    whole = Places(80, (20,))
    assert left(whole, (50, 5)) == Places(30, (15,))
    # Ten of these found no reserved place, and hold open ones.
    assert left(whole, (50, 30)) == Places(20, (0,))
    assert left(left(whole, (10, 15)), (40, 15)) == left(whole, (50, 30))
    assert left(Places(None), (7,)) == Places(None)
    with pytest.raises(CannotSelect, match="81 open places were given before, and there are 80"):
        left(whole, (71, 30))


def test_places_are_those_of_the_rules_or_those_given() -> None:
    selection = RANKING.selection
    assert places_of(selection) == Places(80, (20,))
    assert places_of(selection, 30) == Places(10, (20,))
    with pytest.raises(CannotSelect, match="19 places are fewer than the 20 that the rules reserve"):
        places_of(selection, 19)
    assert places_of(replace(selection, places=None, reserves=())) == Places(None)
    draw = replace(selection, places=None, reserves=(), each_draw=True)
    assert places_of(draw, 7) == Places(7)
    with pytest.raises(CannotSelect, match="leave it to each draw"):
        places_of(draw)


def test_rules_that_do_not_rank_say_so() -> None:
    whole = lowered(RULES)
    assert whole.selection is not None
    with pytest.raises(CannotSelect, match="have no `selection`"):
        Ranking(index(replace(whole, selection=None)))
    with pytest.raises(CannotSelect, match="does not say who is ranked"):
        Ranking(index(replace(whole, selection=replace(whole.selection, rank_by=None))))


def test_with_results_at_hand_only_the_facts_of_a_reserve_are_needed() -> None:
    results: list[Reference] = [ir.Comes("chosen"), ir.Score("general.total"), ir.Score("second.total")]
    assert RANKING.needs(results).facts == ("age", "local")
    assert RANKING.needs(results, *RANKING.questions[:2]).facts == ()
    assert set(RANKING.needs(results).results) == set(results)
    assert RANKING.needs(()).facts == ("age", "local", "points")
    assert RANKING.reserves == ("local and age >= 60",)


def test_of_one_applicant_the_rules_say_candidate_mark_and_reserve() -> None:
    known: dict[Reference, Truth | Amount] = {
        ir.Comes("chosen"): True, ir.Score("general.total"): 40, ir.Score("second.total"): 50
    }  # fmt: skip
    assert RANKING.rank(known, {"age": 70, "local": True}) == Rank(50, (1,))
    assert RANKING.rank(known, {"age": 50, "local": True}) == Rank(50)
    assert RANKING.rank(known, {"local": False}) == Rank(50)
    assert RANKING.rank(known, {"local": True}) == Lacking(("age",))
    empty = known | {ir.Score("second.total"): Unknown(frozenset(["a column"]))}
    assert RANKING.rank(empty, {"local": False}) == Lacking(("a column",))
    assert RANKING.rank({ir.Comes("chosen"): False}, {}) == Rank(None)
    assert RANKING.rank({}, {"age": 17, "local": True, "points": 60}) == Rank(None)
    assert RANKING.rank({}, {"age": 18, "local": False, "points": 60}) == Rank(60)


@pytest.mark.parametrize("seed", range(int(40 * TIMES)))
def test_results_at_hand_and_facts_alone_come_to_the_same(seed: int) -> None:
    """Whoever is ranked by their results has the rank that the interpreter works out from all their facts."""
    made = made_ruleset(seed)
    random = Random(seed)
    scores = [ir.Score(f"{test.name}.total") for test in made.tests]
    scores += [ir.Score(factor.name) for test in made.tests for factor in test.factors[:1]]
    when: list[ir.Condition] = [ir.Passes(test.name) for test in made.tests] + [ir.Eligible()]
    rank_by = ir.Greatest((ir.Linear(((2, scores[0]), (-1, scores[-1])), 7), *scores))
    reserves = tuple(ir.Reserve(1, random.choice(when)) for _ in range(2))
    ruleset = replace(made, selection=ir.Selection(made.outcomes[0].name, rank_by, reserves=reserves))
    names = index(ruleset)
    ranking = Ranking(names)
    ranks = set()
    for person in people(ruleset, 12, seed):
        facts = read_facts(ruleset, person, Style.PYTHON)
        result, meaning = score(ruleset, facts), Meaning(names, facts)
        known: dict[Reference, Truth | Amount] = {ir.Comes(name): bool(one) for name, one in result.outcomes.items()}
        known |= {ir.Eligible(): bool(result.eligible)}
        for test, found in result.tests.items():
            known |= {ir.Passes(test): bool(found.passes), ir.Score(f"{test}.total"): found.total or 0}
        known |= {one: meaning.number(one) for one in scores}
        from_facts = ranking.rank({}, facts)
        assert ranking.rank(known, {}) == from_facts
        if meaning.holds(ir.Comes(made.outcomes[0].name)):
            holds = [number for number, one in enumerate(reserves, 1) if meaning.holds(one.when)]
            assert from_facts == Rank(meaning.number(rank_by), tuple(holds))  # type: ignore[arg-type]  # nothing is missing
        else:
            assert from_facts == Rank(None)
        ranks.add(from_facts)
    assert ranks
