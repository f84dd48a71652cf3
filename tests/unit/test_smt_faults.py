"""Planted faults: whatever is translated wrongly, the list of everybody notices."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from qmasdsl.ir import nodes as ir
from qmasdsl.smt.applicant import Applicant
from qmasdsl.smt.calendar import Calendar
from qmasdsl.smt.terms import Terms, Truth, Whole
from qmasdsl.smt.translation import Chosen, Translation
from qmasdsl.smt.trends import _Rise
from qmasdsl.smt.values import Rows, Values
from unit.asked_of_everybody import disagreements

SEEDS = range(400)
Fault = Callable[[pytest.MonkeyPatch], None]
FAULTS: dict[str, tuple[Fault, int]] = {}


def fault(first: int) -> Callable[[Fault], None]:
    """A fault, and the first rule set that is known to show it; all others are tried if it no longer does."""

    def keep(plant: Fault) -> None:
        FAULTS[plant.__name__] = plant, first

    return keep


@fault(first=7)
def at_least_means_more_than(patch: pytest.MonkeyPatch) -> None:
    right = Translation._compared

    def wrong(self: Translation, left: Whole, sign: ir.Comparison, other: Whole) -> Truth:
        return right(self, left, ir.Comparison.MORE if sign is ir.Comparison.AT_LEAST else sign, other)

    patch.setattr(Translation, "_compared", wrong)


@fault(first=11)
def caps_are_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Translation, "_limited", lambda self, whole, limits: whole)


@fault(first=31)
def the_last_limit_counts(patch: pytest.MonkeyPatch) -> None:
    right = Translation._limited
    patch.setattr(Translation, "_limited", lambda self, whole, limits: right(self, whole, limits[::-1]))


@fault(first=11)
def the_highest_is_a_sum(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Translation, "_highest", Translation._sum)


@fault(first=75)
def the_highest_is_never_negative(patch: pytest.MonkeyPatch) -> None:
    right = Translation._highest

    def wrong(self: Translation, items: Sequence[Chosen]) -> Chosen:
        chosen = right(self, items)
        return Chosen(chosen.applies, self.terms.greatest_of([chosen.worth, self.terms.constant(0)]))

    patch.setattr(Translation, "_highest", wrong)


@fault(first=14)
def a_section_that_takes_the_highest_takes_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Terms, "greatest_of", lambda self, items: self.linear([(1, item) for item in items]))


@fault(first=3)
def the_last_that_applies_counts(patch: pytest.MonkeyPatch) -> None:
    right = Translation._first
    patch.setattr(Translation, "_first", lambda self, items: right(self, items[::-1]))


@fault(first=3)
def otherwise_is_ignored(patch: pytest.MonkeyPatch) -> None:
    right = Translation.part

    def wrong(self: Translation, part: ir.Rule | ir.Choose) -> Chosen:
        return right(self, part if isinstance(part, ir.Rule) else replace(part, otherwise=None))

    patch.setattr(Translation, "part", wrong)


@fault(first=28)
def a_group_always_applies(patch: pytest.MonkeyPatch) -> None:
    right = Translation.part

    def wrong(self: Translation, part: ir.Rule | ir.Choose) -> Chosen:
        chosen = right(self, part)
        return chosen if isinstance(part, ir.Rule) else Chosen(True, chosen.worth)

    patch.setattr(Translation, "part", wrong)


@fault(first=2)
def only_when_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Translation, "_is_open", lambda self, path: True)


@fault(first=1)
def always_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Applicant, "_is_possible", lambda self: [])


@fault(first=17)
def each_rounds_up(patch: pytest.MonkeyPatch) -> None:
    right = Translation._each

    def wrong(self: Translation, points: int, step: int, of: Whole, cap: int | None) -> Whole:
        return right(self, points, step, self.terms.linear([(1, of)], step - 1), cap)

    patch.setattr(Translation, "_each", wrong)


@fault(first=22)
def each_has_no_cap(patch: pytest.MonkeyPatch) -> None:
    right = Translation._each
    patch.setattr(Translation, "_each", lambda self, points, step, of, cap: right(self, points, step, of, None))


@fault(first=4)
def where_is_ignored(patch: pytest.MonkeyPatch) -> None:
    right = Translation._over
    patch.setattr(Translation, "_over", lambda self, fact, where, worth: right(self, fact, None, worth))


@fault(first=4)
def there_are_always_as_many_records_as_may_be(patch: pytest.MonkeyPatch) -> None:
    right = Values._made_rows

    def wrong(self: Values, name: str) -> Rows:
        rows = right(self, name)
        return replace(rows, slots=tuple(replace(slot, there=True) for slot in rows.slots))

    patch.setattr(Values, "_made_rows", wrong)


@fault(first=5)
def entries_ask_for_nothing(patch: pytest.MonkeyPatch) -> None:
    def wrong(self: Translation, item: Whole, entries: object, values: tuple[tuple[int, str], ...]) -> Truth:
        return self.terms.among(item, [value for value, _ in values])

    patch.setattr(Translation, "_on_list", wrong)


@fault(first=3)
def at_least_so_many_is_one_fewer(patch: pytest.MonkeyPatch) -> None:
    right = Terms.at_least_of
    patch.setattr(Terms, "at_least_of", lambda self, count, truths: right(self, count - 1, truths))


@fault(first=17)
def steps_are_ignored(patch: pytest.MonkeyPatch) -> None:
    right = Terms.number
    patch.setattr(Terms, "number", lambda self, name, least, greatest, size=1: right(self, name, least, greatest))


@fault(first=61)
def february_has_no_29th(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Calendar, "_is_leap", lambda self, year: False)


@fault(first=115)
def a_month_begins_before_its_day_has_come(patch: pytest.MonkeyPatch) -> None:
    right = Calendar._between

    def wrong(self: Calendar, months: int, start: Whole, end: Whole, least: int, greatest: int) -> Whole:
        return right(self, months, start, self._terms.linear([(1, end)], 1), least, greatest)

    patch.setattr(Calendar, "_between", wrong)


@fault(first=0)
def who_differs_in_which_facts_exist_is_a_pair(patch: pytest.MonkeyPatch) -> None:
    right = _Rise._moves

    def wrong(self: _Rise, *read: ir.Condition) -> bool:
        gates = [fact.gate for fact in self._asking.index.ruleset.facts]
        return right(self, *read) and read[0] not in gates

    patch.setattr(_Rise, "_moves", wrong)


@fault(first=0)
def the_second_of_a_pair_may_be_anybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_Rise, "_both_possible", lambda self: iter(()))


@fault(first=9)
def nothing_moves_along(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_Rise, "_move_along", lambda self, name, distance: None)


@fault(first=171)
def a_sum_falls_where_what_is_taken_away_rises(patch: pytest.MonkeyPatch) -> None:
    right = _Rise._inside

    def wrong(self: _Rise, part: ir.Number | ir.Rule | ir.Choose, sign: int) -> list[tuple[object, int]] | None:
        inside = right(self, part, sign)
        return None if inside is None else [(one, sign) for one, _ in inside]

    patch.setattr(_Rise, "_inside", wrong)


@pytest.mark.parametrize(("plant", "first"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_noticed(plant: Fault, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(disagreements(first)) == []
    plant(monkeypatch)
    assert any(True for seed in (first, *SEEDS) for _ in disagreements(seed))
