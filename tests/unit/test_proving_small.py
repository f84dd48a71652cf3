"""Every verdict of the prover on small rule sets is what going through all applicants says."""

import operator
from collections.abc import Callable

import pytest

from conftest import TIMES
from qmasdsl.ir import nodes as ir
from qmasdsl.proving import atlas, measures
from qmasdsl.proving.measures import Measures
from qmasdsl.proving.numbers import Numbers
from qmasdsl.proving.people import People
from qmasdsl.proving.points import Points
from qmasdsl.proving.sets import EVERYBODY, Sets
from qmasdsl.proving.trends import Trends
from unit.exhaustive import disagreements
from unit.small_rulesets import small_ruleset


@pytest.mark.parametrize("seed", range(int(80 * TIMES)))
def test_a_verdict_is_what_all_applicants_together_say(seed: int) -> None:
    assert not list(disagreements(small_ruleset(seed), seed))


Fault = Callable[[pytest.MonkeyPatch], None]


def _highest_adds(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Points, "_highest", lambda self, found, applies: self._numbers.added(amount for _, amount in found))


def _first_adds(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Points, "_first", lambda self, found: self._numbers.added(amount for _, amount in found))


def _no_cap(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Points, "limited", lambda self, number, limits: number)


def _no_gates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Points, "applies", lambda self, path: EVERYBODY)


def _more_than_is_at_least(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(atlas._SIGNS, ir.Comparison.MORE, operator.ge)


def _at_most_is_less(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(atlas._SIGNS, ir.Comparison.AT_MOST, operator.lt)


def _thresholds_one_too_high(patch: pytest.MonkeyPatch) -> None:
    at_least = Numbers.at_least
    patch.setattr(Numbers, "at_least", lambda self, number, bound: at_least(self, number, bound + 1))


def _or_is_and(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Sets, "some", Sets.every)


def _nothing_is_always_true(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(People, "possible", lambda self, levels: EVERYBODY)


def _all_records_count(patch: pytest.MonkeyPatch) -> None:
    count = Measures.count
    patch.setattr(Measures, "count", lambda self, leaf, fact, where: count(self, leaf, fact, None))


def _records_without_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(People, "_records", lambda self: iter(()))


def _each_is_not_capped(patch: pytest.MonkeyPatch) -> None:
    each = measures.each
    patch.setattr(measures, "each", lambda points, times, cap: each(points, times, None))


def _no_gaps(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Trends, "_has_gaps", lambda self, steps: False)


def _parts_instead_of_the_whole(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Trends, "_as_they_are", lambda self, number, where, moved, move: iter([where]))


def _trends_upside_down(patch: pytest.MonkeyPatch) -> None:
    less = Numbers.less
    patch.setattr(Numbers, "less", lambda self, one, other: less(self, other, one))


def _ends_of_everybody(patch: pytest.MonkeyPatch) -> None:
    ends = Numbers.ends
    patch.setattr(Numbers, "ends", lambda self, number, within: ends(self, number, EVERYBODY))


# Each with the first rule set on which it shows: to look through all before would take half a minute.
FAULTS: dict[Fault, int] = {
    _highest_adds: 0,
    _first_adds: 0,
    _no_cap: 30,
    _no_gates: 4,
    _more_than_is_at_least: 2,
    _at_most_is_less: 5,
    _thresholds_one_too_high: 0,
    _or_is_and: 0,
    _nothing_is_always_true: 2,
    _all_records_count: 3,
    _records_without_end: 62,
    _each_is_not_capped: 0,
    _no_gaps: 108,
    _parts_instead_of_the_whole: 0,
    _trends_upside_down: 0,
    _ends_of_everybody: 2,
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_a_fault_in_the_prover_is_noticed(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert any(_is_noticed(seed) for seed in range(FAULTS[fault], FAULTS[fault] + 40))


def _is_noticed(seed: int) -> bool:
    try:
        return any(True for _ in disagreements(small_ruleset(seed), seed))
    except (AssertionError, LookupError):
        # The interpreter, which scores whoever is shown, has noticed; or there was nobody to be shown.
        return True
