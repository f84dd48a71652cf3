"""Properties of a selection, and the selection against its definition, followed slowly.

The definition: candidates are put in every order that the rules allow, and in each order they take places one after
the other. In is who has a place in every order, out who has one in none, and on the line whoever is left.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import TIMES
from qmasdsl.selection.places import Places, Standing
from qmasdsl.selection.rounds import left
from qmasdsl.selection.select import Candidate, Selected, select

IN, LINE, OUT, NONE = Standing.IN, Standing.ON_THE_LINE, Standing.OUT, Standing.NOT_A_CANDIDATE
MANY = settings(max_examples=int(200 * TIMES))
Named = dict[str, Standing]


@st.composite
def situations(draw: st.DrawFn, most: int = 30, keys: int = 3) -> tuple[Places, list[Candidate], bool]:
    """Places, candidates of few marks so that many are tied, and which rank goes first."""
    kinds = draw(st.integers(0, 2))
    reserved = tuple(draw(st.integers(0, 3)) for _ in range(kinds))
    few = st.none() | st.integers(0, 6)
    places = Places(draw(few), reserved, draw(few))
    ties = draw(st.integers(0, keys))
    candidate = st.builds(
        Candidate,
        st.just(""),
        st.none() | st.integers(0, 3),
        st.integers(0, kinds),
        st.tuples(*[st.none() | st.integers(0, 2)] * ties),
    )
    found = draw(st.lists(candidate, max_size=most))
    return places, [one._replace(key=f"A{at}") for at, one in enumerate(found)], draw(st.booleans())


def by_key(candidates: Sequence[Candidate], selected: Selected) -> Named:
    return dict(zip((one.key for one in candidates), selected.standings, strict=True))


def surely_before(one: Candidate, other: Candidate, highest_first: bool) -> bool:
    assert one.mark is not None
    assert other.mark is not None
    if one.mark != other.mark:
        return (one.mark > other.mark) is highest_first
    for a, b in zip(one.ties, other.ties, strict=True):
        if a is None or b is None:
            return False
        if a != b:
            return a < b
    return False


def allowed(order: Sequence[Candidate], highest_first: bool) -> bool:
    return not any(
        surely_before(later, earlier, highest_first) for at, later in enumerate(order) for earlier in order[:at]
    )


def taken(places: Places, order: Sequence[Candidate]) -> set[str]:
    """Who has a place when candidates take them in this order."""
    open_left, reserve_left, round_left = places.open, list(places.reserved), places.at_most
    have: set[str] = set()
    for one in order:
        if round_left == 0:
            break
        if one.reserve and reserve_left[one.reserve - 1]:
            reserve_left[one.reserve - 1] -= 1
        elif open_left != 0:
            open_left = None if open_left is None else open_left - 1
        else:
            continue
        round_left = None if round_left is None else round_left - 1
        have.add(one.key)
    return have


def slowly(places: Places, candidates: Sequence[Candidate], highest_first: bool) -> tuple[Named, set[int]]:
    """The standing of each, and how many have a place, by every order."""
    ranking = [one for one in candidates if one.mark is not None]
    outcomes = [taken(places, order) for order in permutations(ranking) if allowed(order, highest_first)]
    every, some = set.intersection(*outcomes), set.union(*outcomes)
    found = {one.key: NONE for one in candidates}
    for one in ranking:
        found[one.key] = IN if one.key in every else LINE if one.key in some else OUT
    return found, {len(have) for have in outcomes}


@given(situations(most=6))
@MANY
def test_the_definition_followed_slowly_says_the_same(situation: tuple[Places, list[Candidate], bool]) -> None:
    places, candidates, highest_first = situation
    found = select(places, candidates, highest_first)
    slow, have = slowly(places, candidates, highest_first)
    assert by_key(candidates, found) == slow
    # However a tie is decided, as many get a place.
    assert have == {found.count(IN) + found.to_decide}


@given(situations(), st.randoms(use_true_random=False))
@MANY
def test_the_order_of_rows_changes_nothing(situation: tuple[Places, list[Candidate], bool], random: object) -> None:
    places, candidates, highest_first = situation
    shuffled = list(candidates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    one, other = select(places, candidates, highest_first), select(places, shuffled, highest_first)
    assert by_key(candidates, one) == by_key(shuffled, other)
    assert replace(one, standings=()) == replace(other, standings=())


@given(situations())
@MANY
def test_everybody_has_one_standing_and_no_more_are_in_than_there_are_places(
    situation: tuple[Places, list[Candidate], bool],
) -> None:
    places, candidates, highest_first = situation
    found = select(places, candidates, highest_first)
    assert sum(found.count(one) for one in Standing) == len(candidates) == len(found.standings)
    assert {at for at, one in enumerate(candidates) if one.mark is None} == {
        at for at, standing in enumerate(found.standings) if standing is NONE
    }
    assert (sum(found.ins), sum(found.tied)) == (found.count(IN), found.count(LINE))
    assert sum(found.candidates) == len(candidates) - found.count(NONE)
    assert places.total is None or found.count(IN) + found.to_decide <= places.total
    assert [one.key for one, standing in zip(candidates, found.standings, strict=True) if standing is LINE] == sorted(
        (key for line in found.lines for key in line.tied), key=lambda key: int(key[1:])
    )
    for line in found.lines:
        # A place for each would not leave them undecided, and nor would none.
        assert 0 < line.places < len(line.tied)


@given(situations())
@MANY
def test_nobody_is_passed_over_for_somebody_who_ranks_below(situation: tuple[Places, list[Candidate], bool]) -> None:
    places, candidates, highest_first = situation
    found = by_key(candidates, select(places, candidates, highest_first))
    order = {NONE: 0, OUT: 1, LINE: 2, IN: 3}
    ranking = [one for one in candidates if one.mark is not None]
    for one in ranking:
        for other in ranking:
            # Only a reserve that the one does not qualify for may bring the other before them.
            if surely_before(one, other, highest_first) and other.reserve in (0, one.reserve):
                assert order[found[one.key]] >= order[found[other.key]]


@given(situations(), st.data())
@MANY
def test_taking_out_somebody_who_is_out_changes_nothing(
    situation: tuple[Places, list[Candidate], bool], data: st.DataObject
) -> None:
    places, candidates, highest_first = situation
    found = by_key(candidates, select(places, candidates, highest_first))
    without = [key for key, standing in found.items() if standing in (OUT, NONE)]
    assume(without)
    gone = data.draw(st.sampled_from(without))
    rest = [one for one in candidates if one.key != gone]
    assert by_key(rest, select(places, rest, highest_first)) == {k: v for k, v in found.items() if k != gone}


@given(situations(), st.integers(0, 3), st.data())
@MANY
def test_more_places_throw_nobody_out(
    situation: tuple[Places, list[Candidate], bool], more: int, data: st.DataObject
) -> None:
    places, candidates, highest_first = situation
    at = data.draw(st.integers(0, len(places.reserved)))
    order = {NONE: 0, OUT: 1, LINE: 2, IN: 3}
    if at:
        reserved = tuple(n + (more if number == at else 0) for number, n in enumerate(places.reserved, 1))
        grown = replace(places, reserved=reserved)
    else:
        grown = replace(places, open=None if places.open is None else places.open + more)
    # A round that gives out so many and no more has to grow with them.
    grown = replace(grown, at_most=None if places.at_most is None else places.at_most + more)
    before = by_key(candidates, select(places, candidates, highest_first))
    after = by_key(candidates, select(grown, candidates, highest_first))
    assert all(order[after[key]] >= order[before[key]] for key in before)


@given(situations(), st.integers(0, 6))
@MANY
def test_two_rounds_place_as_many_as_one_when_nothing_is_tied(
    situation: tuple[Places, list[Candidate], bool], first: int
) -> None:
    """One round that stops early, and another with what is left, come to one round with all the places."""
    places, candidates, highest_first = situation
    # Each has a mark of their own, so that no order is open.
    candidates = [
        one if one.mark is None else one._replace(mark=one.mark * 100 + at) for at, one in enumerate(candidates)
    ]
    whole = replace(places, at_most=None)
    early = by_key(candidates, select(replace(places, at_most=first), candidates, highest_first))
    placed = [one for one in candidates if early[one.key] is IN]
    counts = [sum(one.reserve == kind for one in placed) for kind in range(len(places.reserved) + 1)]
    rest = [one for one in candidates if early[one.key] is not IN]
    late = by_key(rest, select(left(whole, counts), rest, highest_first))
    at_once = by_key(candidates, select(whole, candidates, highest_first))
    assert {key for key, standing in at_once.items() if standing is IN} == {one.key for one in placed} | {
        key for key, standing in late.items() if standing is IN
    }
