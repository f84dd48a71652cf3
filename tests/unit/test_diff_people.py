"""Whom a change of the rules of 2018 changes: exact numbers, real applicants, and what was settled to compare them."""

import pytest

from qmasdsl.difference.facts import CannotBeCompared, settled
from qmasdsl.difference.people import InPeople, NobodyIsPossible, NothingInCommon, Points, Verdict, in_people
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Found, Person, Reach, Undecided
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving.prover import Prover
from unit.lowered import lowered
from unit.versions import RULES, TALENT, versions


def compared(old: Index, new: Index, **renamed: str) -> InPeople:
    joined = settled(old, new, renamed)
    return in_people(joined, Prover(joined.index))


def after(*edits: tuple[str, str], text: str = RULES) -> InPeople:
    return compared(*versions(*edits, text=text))


def points(found: InPeople, test: str = "general") -> Points:
    return next(one for one in found.points if one.test.name == test)


def verdict(found: InPeople, kind: str, name: str) -> Verdict:
    return next(one for one in found.verdicts if (one.kind, one.name) == (kind, name))


def test_a_pure_rewording_is_proved_the_same() -> None:
    found = after(
        ("age at least 51   => +0", "age more than 50 => +0"),
        ("education at least bachelor\n    or accepted_without_degree",
         "not (education is none and not accepted_without_degree)"),
        ("factor age \"Age\"", "factor years \"Years of age\""),
    )  # fmt: skip
    assert not found.differs
    assert not found.undecided


def test_the_points_of_an_age_band_are_lowered_for_just_those() -> None:
    found = after(("age from 40 to 44 => +20", "age from 40 to 44 => +15"))
    general = points(found)
    assert general.gain is None
    assert general.loss is not None
    assert general.loss.total("general") == (20, 15)
    assert [(one.points, one.groups) for one in general.amounts] == [(-5, ("age from 40 to 44",))]
    assert general.applies == "elected is general"
    assert not points(found, "achievement").changes
    passing = verdict(found, "passes", "general")
    assert passing.gains.shown is None
    assert passing.losses.totals == (80, 80)
    assert verdict(found, "outcome", "goes_to_selection").losses.shown is not None
    assert verdict(found, "eligible", "eligible").losses.shown is None


def test_a_factor_removed_costs_its_points() -> None:
    found = after((TALENT, ""), ("out of 225 only", "out of 195 only"))
    general = points(found)
    assert general.gain is None
    assert [one.points for one in general.amounts] == [-30]
    passing = verdict(found, "passes", "general")
    assert passing.losses.totals == (80, 105)
    assert passing.losses.shown is not None
    assert passing.losses.shown.total("general") == (80, 50)


def test_a_pass_mark_raised_changes_no_points_and_fails_those_between() -> None:
    found = after(("pass mark 80", "pass mark 90"))
    assert not points(found).changes
    assert verdict(found, "passes", "general").losses.totals == (80, 85)
    assert verdict(found, "passes", "general").gains.shown is None


def test_gains_and_losses_are_both_told() -> None:
    found = after(('+30 "Aged 18 to 39"', '+25 "Aged 18 to 39"'), ('+15 "Aged 45 to 50"', '+25 "Aged 45 to 50"'))
    general = points(found)
    assert [(one.points, one.groups) for one in general.amounts] == [
        (10, ("age from 45 to 50",)), (-5, ("age from 18 to 39",)),
    ]  # fmt: skip
    assert general.gain is not None
    assert general.gain.total("general") == (15, 25)


def test_a_question_read_otherwise_changes_whom_it_is_about() -> None:
    found = after(("read as no", "read as yes"))
    assert points(found).amounts[0].groups == (
        "partner and partner_has_degree and relative_settled_in_hong_kong and relative_is_the_partner",
    )
    assert verdict(found, "passes", "general").gains.totals == (75, 75)


def test_a_requirement_dropped_makes_people_eligible() -> None:
    found = after(("good_character\nrequire language", "good_character or not good_character\nrequire language"))
    gains = verdict(found, "eligible", "eligible").gains
    assert gains.shown is not None
    assert gains.shown.new_facts["good_character"] is False
    assert not points(found).changes


def test_a_profession_that_is_new_on_the_list_was_other_before() -> None:
    plumber = '  plumber "Plumbers"\n  actuary                 "Actuaries"'
    found = after(('  actuary                 "Actuaries"', plumber))
    assert [(one.points, one.groups) for one in points(found).amounts] == [(30, ("profession is plumber",))]
    assert found.notes == ("`profession`: the old rules do not know `plumber`; there it is `other`",)
    gain = points(found).gain
    assert gain is not None
    assert gain.old_facts["profession"] == 11  # other
    assert gain.new_facts["profession"] == 3  # plumber, in the middle of the list


def test_a_level_that_one_side_does_not_know_is_left_out_and_told() -> None:
    found = after(("level none < bachelor", "level none < diploma < bachelor"))
    assert not found.differs
    assert found.notes == (
        "`education`: the old rules do not know `diploma`; applicants are compared who do not have it",
    )


def test_a_domain_that_grew_is_compared_where_both_have_it_and_told() -> None:
    found = after(("bachelors_degrees  : whole number from 0 to 10", "bachelors_degrees  : whole number from 0 to 12"))
    assert not found.differs
    assert found.notes == (
        "`bachelors_degrees` was a whole number from 0 to 10 and is a whole number from 0 to 12 now: "
        "compared is a whole number from 0 to 10",
    )


SMALL = """scheme demo.points "Demo"

facts
  age : whole number from 0 to 60, years
  work : months from 0 to 20 years
  partner : yes/no
  partner_works : yes/no only when partner

always age at least 1

test general
  pass mark 10
  factor age : age at least 18 => +10
  factor work : work at least 2 years => +5
  factor partner : partner and partner_works => +1
"""


def test_a_fact_of_one_side_only_is_free_on_the_other_and_told() -> None:
    found = after(("partner : yes/no\n", "partner : yes/no\n  rich : yes/no\n"), ("when partner\n", "when partner\n"),
                  ("work at least 2 years => +5", "work at least 2 years and rich => +5"), text=SMALL)  # fmt: skip
    assert found.notes == ("only the new rules know `rich`; the other rules do not read it",)
    assert [(one.points, one.groups) for one in points(found).amounts] == [
        (-5, ("work at least 2 years and not rich",))
    ]


def test_a_fact_whose_kind_changed_is_taken_for_two() -> None:
    change = ("work : months from 0 to 20 years", "work : whole number from 0 to 20, years")
    found = after(change, ("work at least 2 years", "work at least 2"), text=SMALL)
    assert "these are taken for two facts" in found.notes[0]
    assert {one.points for one in points(found).amounts} == {5, -5}


def test_a_renamed_fact_is_joined_when_it_is_said() -> None:
    old, new = versions(("age", "years_of_age"), ("factor years_of_age", "factor age"), text=SMALL)
    assert compared(old, new).differs
    joined = compared(old, new, age="years_of_age")
    assert not joined.differs
    assert joined.notes[0] == "`age` is compared with `years_of_age`, as you said"


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("nothing", "age", "the old rules have no fact `nothing`"),
        ("age", "nothing", "the new rules have no fact `nothing`"),
        ("age", "partner", "the old rules have a fact `partner` of their own"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(was: str, now: str, why: str) -> None:
    same = index(lowered(SMALL))
    with pytest.raises(CannotBeCompared, match=why):
        settled(same, index(lowered(SMALL)), {was: now})


def test_facts_of_different_kinds_cannot_be_mapped() -> None:
    old, new = versions(("partner : yes/no\n", "friend : yes/no\n"), ("partner", "friend"), text=SMALL)
    with pytest.raises(CannotBeCompared, match="`age` cannot be `friend`"):
        settled(old, new, {"age": "friend"})


def test_a_fact_that_exists_under_other_conditions_is_read_where_it_exists() -> None:
    rule = ("partner and partner_works =>", "partner_works =>")
    found = after(("yes/no only when partner", "yes/no"), rule, text=SMALL)
    assert found.notes == ("`partner_works` exists under other conditions now; it is read where it exists",)
    assert [(one.points, one.groups) for one in points(found).amounts] == [(1, ("partner_works and not partner",))]
    gain = points(found).gain
    assert gain is not None
    assert "partner_works" not in gain.old_facts


def test_what_is_always_true_on_one_side_holds_for_those_compared() -> None:
    rule = ("age at least 18 => +10", "age at least 5 => +10")
    found = after(("always age at least 1", "always age at least 18"), rule, text=SMALL)
    assert not found.differs
    assert "what is `always` true differs: applicants are compared who are possible under both" in found.notes


def test_nobody_possible_under_both_is_said() -> None:
    with pytest.raises(NobodyIsPossible):
        after(("always age at least 1", "always age less than 1"), text=SMALL)


def test_schemes_with_nothing_in_common_are_refused() -> None:
    with pytest.raises(NothingInCommon):
        after(("test general", "test other"), text=SMALL)


def test_a_test_of_one_side_only_is_named_and_counts_as_a_difference() -> None:
    second = "test second\n  no pass mark\n  factor age : age at least 30 => +1\n\ntest general\n"
    found = after(("test general\n", second), text=SMALL)
    assert found.unmatched == (("test", "second", "new"),)
    assert found.differs


class OutOfTime(Prover):
    """A prover that finds somebody possible and settles nothing else."""

    def find(self, *conditions: ir.Condition, near: Person | None = None) -> Found:
        return super().find(*conditions) if conditions == (ir.Truth(True),) else Undecided("the time was used up")

    def extent(self, number: ir.Number, *within: ir.Condition) -> Reach:
        return Undecided("the time was used up")


def test_what_is_undecided_is_never_the_same() -> None:
    joined = settled(*versions(), {})
    found = in_people(joined, OutOfTime(joined.index))
    assert found.undecided
    assert not found.differs
    assert points(found).undecided == "the time was used up"
    assert verdict(found, "passes", "general").gains.undecided == "the time was used up"


def test_many_amounts_are_told_by_the_largest() -> None:
    rules = SMALL.replace("work at least 2 years => +5", "+1 for each 1 year of work")
    found = after(("+1 for each 1 year of work", "+2 for each 1 year of work"), text=rules)
    general = points(found)
    assert general.different == 20
    assert [one.points for one in general.amounts] == [20, 19, 18, 17, 16, 15]
    assert general.amounts[0].groups == ("work is 20 years",)
