"""What every condition and number means, with all facts known and with some missing."""

from collections.abc import Mapping

import pytest

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import index
from unit.mini import RULESET, among, compare, number, yes

CHILDREN = (
    (("child_age", 5), ("child_married", False)),
    (("child_age", 17), ("child_married", True)),
    (("child_age", 18), ("child_married", False)),
)
FACTS: dict[str, ir.Encoded] = {
    "lodged": 737_119,  # 2019-03-01
    "age": 34,
    "education": 2,
    "profession": 1,
    "speaks_english": True,
    "speaks_chinese": False,
    "languages": frozenset([1]),
    "graduate_work": 72,
    "ielts.reading": 80,
    "children": CHILDREN,
}
YOUNG = ir.Compare(ir.FieldValue("child_age"), ir.Comparison.LESS, ir.Constant(18))
MARRIED = ir.FieldHolds("child_married")
MISSING = yes("partner")
GONE = number("salary")


def meaning(facts: Mapping[str, ir.Encoded] = FACTS) -> Meaning:
    return Meaning(index(RULESET), facts)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (ir.Truth(True), True),
        (ir.Truth(False), False),
        (yes("speaks_english"), True),
        (yes("speaks_chinese"), False),
        (ir.Reading("relative_may_be_partner"), False),
        (compare("age", ">=", 34), True),
        (compare("age", ">", 34), False),
        (compare("age", "<=", 34), True),
        (compare("age", "<", 34), False),
        (compare("age", "==", 34), True),
        (compare("age", "!=", 34), False),
        (compare("age", "<", number("graduate_work")), True),
        (among("education", 1, 2), True),
        (among("education", 0, 3), False),
        (ir.Includes("languages", (0, 1)), True),
        (ir.Includes("languages", (0,)), False),
        (ir.OnList(number("profession"), "talent_list", ((0, "actuary"), (2, "naval_architect"))), False),
        (ir.OnList(number("profession"), "talent_list", ((1, "actuary"),)), True),
        (ir.And((yes("speaks_english"), compare("age", ">", 30))), True),
        (ir.And((yes("speaks_chinese"), MISSING)), False),
        (ir.And(()), True),
        (ir.Or((yes("speaks_chinese"), yes("speaks_english"), MISSING)), True),
        (ir.Or(()), False),
        (ir.Not(yes("speaks_chinese")), True),
        (ir.AtLeast(2, (yes("speaks_english"), ir.Truth(True), MISSING)), True),
        (ir.AtLeast(2, (yes("speaks_chinese"), ir.Truth(False), MISSING)), False),
        (ir.AtLeast(0, ()), True),
    ],
)
def test_conditions_with_what_is_known(condition: ir.Condition, holds: bool) -> None:
    assert meaning().holds(condition) is holds


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (ir.Constant(-7), -7),
        (number("age"), 34),
        (number("ielts.reading"), 80),
        (ir.Linear(((2, number("age")), (-1, number("education"))), 5), 71),
        (ir.Linear((), 3), 3),
        (ir.Least((number("age"), ir.Constant(10))), 10),
        (ir.Greatest((number("age"), ir.Constant(10))), 34),
        (ir.Count("children"), 3),
        (ir.Count("children", YOUNG), 2),
        (ir.Count("children", ir.And((YOUNG, ir.Not(MARRIED)))), 1),
        (ir.Total("children", "child_age"), 40),
        (ir.Total("children", "child_age", MARRIED), 17),
        (ir.Size("languages"), 1),
        (ir.Completed(12, ir.Constant(730_000), number("lodged")), 19),
        (ir.Later(number("lodged"), 12), 737_485),
        (ir.Each(5, 6, number("graduate_work")), 60),
        (ir.Each(5, 6, number("graduate_work"), 20), 20),
        (ir.Each(1, 6, ir.Constant(11)), 1),
        (ir.Each(1, 6, ir.Constant(-6)), 0),
        (ir.Each(-2, 12, number("graduate_work")), -12),
        (ir.Each(-2, 12, number("graduate_work"), 5), -5),
        (ir.DefineValue("dependants"), 1),
    ],
)
def test_numbers_with_what_is_known(value: ir.Number, amount: int) -> None:
    assert meaning().number(value) == amount


@pytest.mark.parametrize(
    "condition",
    [
        MISSING,
        ir.And((yes("speaks_english"), MISSING)),
        ir.And((MISSING, yes("speaks_english"))),
        ir.Or((yes("speaks_chinese"), MISSING)),
        ir.Not(MISSING),
        ir.AtLeast(2, (yes("speaks_english"), MISSING, ir.Truth(False))),
    ],
)
def test_a_condition_turns_on_what_is_missing(condition: ir.Condition) -> None:
    assert meaning().holds(condition) == Unknown(frozenset({"partner"}))


@pytest.mark.parametrize(
    "value",
    [
        GONE,
        ir.Linear(((2, GONE), (1, number("age")))),
        ir.Least((GONE, ir.Constant(0))),
        ir.Greatest((GONE, ir.Constant(0))),
        ir.Each(5, 1, GONE),
        ir.Later(GONE, 1),
        ir.Completed(12, GONE, number("lodged")),
    ],
)
def test_a_number_turns_on_what_is_missing(value: ir.Number) -> None:
    assert meaning().number(value) == Unknown(frozenset({"salary"}))


def test_every_missing_fact_is_named() -> None:
    both = ir.And((MISSING, ir.Compare(GONE, ir.Comparison.MORE, number("masters_degrees"))))
    assert meaning().holds(both) == Unknown(frozenset({"partner", "salary", "masters_degrees"}))


def test_records_that_are_missing_are_not_none() -> None:
    facts = {name: value for name, value in FACTS.items() if name != "children"}
    assert meaning(facts).number(ir.Count("children")) == Unknown(frozenset({"children"}))
    assert meaning(facts | {"children": ()}).number(ir.Count("children")) == 0


def test_a_record_without_a_field_leaves_its_fact_open() -> None:
    one = meaning(FACTS | {"children": ((("child_age", 5),),)})
    assert one.number(ir.Count("children", MARRIED)) == Unknown(frozenset({"children"}))
    assert one.number(ir.Count("children", YOUNG)) == 1
    assert one.number(ir.Count("children", ir.And((ir.Not(YOUNG), MARRIED)))) == 0


def test_an_entry_asks_for_more_than_its_name() -> None:
    listed = ir.OnList(number("profession"), "talent_list", ((1, "fintech"),))
    skilled: dict[str, ir.Encoded] = {"leading_company": True, "applies_technology_in_finance": True}
    assert meaning(FACTS | skilled).holds(listed) is True
    assert meaning(FACTS | skilled | {"leading_company": False}).holds(listed) is False
    assert meaning(FACTS | {"leading_company": True}).holds(listed) == Unknown(
        frozenset({"applies_technology_in_finance"})
    )
