"""The text of a rule set: deterministic, with values as people write them."""

import pytest

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text, ruleset_text
from qmasdsl.ir.walk import index
from unit.mini import RULESET, among, compare, number, yes

YOUNG = ir.Compare(ir.FieldValue("child_age"), ir.Comparison.LESS, ir.Constant(18))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (compare("graduate_work", ">=", 75), "graduate_work >= 6 years 3 months"),
        (compare("education", ">=", 1), "education >= bachelor"),
        (compare("ielts.reading", "<", 85), "ielts.reading < 8.5"),
        (compare("lodged", "==", 736_934), "lodged is 2018-08-28"),
        (among("education", 1, 2), "education in {bachelor, master}"),
        (ir.OnList(number("profession"), "talent_list", ()), "profession in talent_list"),
        (ir.Includes("languages", (0,)), "languages includes french"),
        (ir.And((yes("partner"), ir.Not(yes("partner_has_degree")))), "(partner and not partner_has_degree)"),
        (ir.AtLeast(1, (yes("partner"), ir.Truth(False))), "at least 1 of (partner, no)"),
        (compare(ir.Count("children", YOUNG), ">", 1), "(count of children where child_age < 18) > 1"),
        (ir.Total("children", "child_age"), "(sum of child_age of children)"),
        (ir.Linear(((2, number("age")),), -3), "(2 * age + -3)"),
        (ir.Least((number("age"), ir.Constant(1))), "lowest of (age, 1)"),
        (ir.Each(5, 2, number("age"), 10), "5 for each 2 of age, capped at 10"),
        (ir.Passes("general"), "general.passes"),
        (ir.Completed(12, number("lodged"), number("lodged")), "(periods of 12 months from lodged to lodged)"),
    ],
)
def test_expressions_read_like_the_rules(expression: ir.Number | ir.Condition, text: str) -> None:
    assert expression_text(index(RULESET), expression) == text


def test_the_whole_rule_set_is_there_and_always_the_same() -> None:
    text = ruleset_text(RULESET)
    assert text == ruleset_text(RULESET)
    assert "      (age >= 18 and age <= 39) => 30\n      (age >= 40 and age <= 44) => 20\n" in text
    assert 'fact partner_has_degree: yes or no only when partner\n' in text
    assert "  worth 225, and passes, when exceptional_award\n" in text
    assert text.endswith("\n")
