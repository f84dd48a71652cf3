"""Explanations: what is read aloud to an applicant, in both languages."""

from dataclasses import fields, replace

import pytest

from qmasdsl.explain import explain
from qmasdsl.explain.catalogue import CHINESE, ENGLISH
from qmasdsl.explain.labels import Labels
from qmasdsl.explain.quantities import quantity
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Date, Form, Numeric, Type, YesNo
from unit.lowered import lowered
from unit.mini import RULESET, compare, engineer, fact, factor, rule, yes

YES = ir.Truth(True)


def explained(ruleset: ir.Ruleset = RULESET, language: str = "en", **changes: object) -> str:
    facts = read_facts(ruleset, engineer(**changes), Style.DATA)
    return explain(ruleset, score(ruleset, facts), facts, language)


def test_the_engineer() -> None:
    assert explained() == (
        "Quality Migrant Admission Scheme, rules in force from 28 August 2018\n"
        "\n"
        "RESULT  General Points Test: 105 points out of 225. The pass mark is 80. PASSES, by 25.\n"
        "Goes forward to the selection exercise: yes.\n"
        "\n"
        "Prerequisites: 2 of 2 met.\n"
        "\n"
        "Age: 30 out of 30.\n"
        "  Age on the day of lodging is 34 years, from 18 to 39 years: 30.\n"
        "Qualifications: 20 out of 70.\n"
        "  Master's degree: 20. Highest academic qualification is Master's degree. [GPT 2]\n"
        "  This is the highest that applies; not added: Bachelor's degree (10).\n"
        "  The next step, 40, is not reached. Highest academic qualification is Master's degree, Doctorate is\n"
        "    needed; or masters degrees is 1, at least 2 is needed.\n"
        "  Degree from a renowned institution: 0. A degree is from an internationally renowned institution\n"
        "    (no).\n"
        "Work: 15 out of 55.\n"
        "  Graduate or specialist level work is 6 years, at least 5 years: 15.\n"
        "  The next step, 30, is not reached. Graduate or specialist level work of which in a senior role is\n"
        "    0 months, at least 2 years is needed.\n"
        "Talent: 30 out of 30.\n"
        "  On the Talent List: 30. Fintech professionals, experienced is on the Talent List, and what the\n"
        "    list asks for is met: Highest academic qualification is Master's degree, at least Bachelor's\n"
        "    degree; Experience in a leading company of the field (yes); applies technology in finance (yes).\n"
        "    [PR 28.8.2018]\n"
        "Language: 10 out of 20.\n"
        "  Speaks english (yes): 10.\n"
        "  The next step, 20, is not reached. Speaks chinese (no).\n"
        "Family: 0 out of 20.\n"
        "  An accompanying married spouse (no): 0.\n"
        "  dependants: 0, 5 for each: 0.\n"
        "\n"
        "What the result hangs on: the test would not be passed without the points of any one of these: Age\n"
        "  (total 75), Talent (total 75).\n"
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"speaks_english": False}, "RESULT  NOT ELIGIBLE. Not met: Chinese or English."),
        ({"speaks_english": False}, "  Chinese or English: not met. Speaks chinese (no); or speaks english (no)."),
        ({"speaks_english": False}, "  General Points Test: 95 points out of 225."),
        (
            {"age": 45, "leading_company": False},
            "RESULT  General Points Test: 60 points out of 225. The pass mark is 80. DOES NOT PASS, 20 short.",
        ),
        ({"leading_company": False}, "    asks for is not met: Experience in a leading company of the field (no)."),
        ({"profession": "other"}, "  On the Talent List: 0. Profession is other, which is not on the Talent List."),
        ({"age": 52}, "  None of its rules applies: 0. Age on the day of lodging is 52 years."),
        ({"children": [{"child_age": 5, "child_married": False}] * 3}, "  dependants: 3, 5 for each: 10."),
        (
            {"leading_company": None},
            "RESULT  General Points Test: DEPENDS ON what was not given: Experience in a leading company of the field.",
        ),
        ({"elected": "achievement"}, "RESULT  Achievement-based Points Test: 0 points out of 225. DOES NOT PASS."),
        ({"elected": "achievement"}, "Exceptional award (no)."),
        (
            {"age": 40, "leading_company": False, "senior_work": 24},
            "RESULT  General Points Test: 80 points out of 225. The pass mark is 80. PASSES, exactly at the pass mark.",
        ),
    ],
)  # fmt: skip
def test_lines_for_other_applicants(changes: dict[str, object], line: str) -> None:
    assert line in explained(**changes).split("\n")


def test_nobody_hangs_on_anything_who_does_not_pass() -> None:
    assert "hangs on" not in explained(leading_company=False)
    assert "hangs on" not in explained(speaks_english=False)


def in_test(*factors: ir.Factor, **rest: object) -> ir.Ruleset:
    test = replace(RULESET.tests[0], factors=factors, mark=ir.NoPassMark(), **rest)  # type: ignore[arg-type]  # fields
    return replace(RULESET, tests=(test,), outcomes=())


def test_a_cap_says_what_it_cut() -> None:
    said = explained(in_test(factor("general.a", rule(YES, 10, "ten"), cap=4)))
    assert "A: 4.\n  ten: 10.\n  Together 10, cut to the cap of 4.\n" in said


def test_a_factor_that_does_not_apply_says_why() -> None:
    said = explained(in_test(replace(factor("general.a", rule(YES, 10, "ten")), gate=yes("partner"))))
    assert "A: does not apply. An accompanying married spouse (no).\n" in said


def test_a_section_is_told_before_its_factors() -> None:
    inside = replace(factor("general.a", rule(YES, 10, "ten")), section="general.s")
    said = explained(in_test(inside, sections=(ir.Section("general.s", "Skills", cap=(ir.Limit(6),)),)))
    assert "Skills, together: 6. Together 10, cut to the cap of 6.\nA: 10.\n" in said


def test_a_requirement_of_the_test_is_told() -> None:
    own = ir.Requirement("general.old", compare("age", ">=", 60), "age at least 60", "Aged 60 or over")
    test = replace(RULESET.tests[0], requirements=(own,))
    said = explained(replace(RULESET, tests=(test,), outcomes=()))
    assert "DOES NOT PASS, because a requirement of the test is not met: Aged 60 or over." in said


def test_chinese_comes_from_the_wording_table_and_says_it_is_unconfirmed() -> None:
    lines = explained(language="zh-Hant").split("\n")
    assert lines[0] == "優秀人才入境計劃，2018年8月28日起生效的規則"
    assert "未經確認" in lines[1]
    assert lines[3] == "結果　綜合計分制：105分（滿分225分）。最低及格分數80分。合格，高出25分。"
    assert "年齡：30分（滿分30分）。" in lines


def test_a_language_with_labels_only_has_english_sentences() -> None:
    french = replace(RULESET, wordings=(ir.Wording("fr", (("Age", "Âge"),)),))
    assert "Âge: 30 out of 30." in explained(french, "fr")


def test_both_languages_fill_in_the_same_blanks() -> None:
    def blanks(sentence: str) -> set[str]:
        return {part.partition("}")[0] for part in sentence.split("{")[1:]}

    different = [
        field.name
        for field in fields(ENGLISH)
        if blanks(getattr(ENGLISH, field.name)) != blanks(getattr(CHINESE, field.name))
    ]
    assert different == []


def test_a_homonym_has_its_own_wording() -> None:
    wording = ir.Wording("zh-Hant", (("Family", "家人"), ("general.family: Family", "家庭背景")))
    labels = Labels(replace(RULESET, wordings=(wording,)), "zh-Hant")
    assert (labels.of("general.family", "Family"), labels.of("other", "Family")) == ("家庭背景", "家人")
    assert labels.of("general.first_language", "") == "first language"


def test_a_label_may_go_on_from_the_one_above() -> None:
    named = (("work", "Work"), ("senior", "… in a senior role"), ("abroad", "… abroad"))
    facts = tuple(fact(name, YesNo(), label) for name, label in named)
    wording = ir.Wording("zh-Hant", (("Work", "工作"), ("… in a senior role", "……其中高級職位")))
    ruleset = replace(RULESET, facts=facts, wordings=(wording,))
    assert [Labels(ruleset, "en").fact(one) for one in facts] == ["Work", "Work in a senior role", "Work abroad"]
    assert Labels(ruleset, "zh-Hant").fact(facts[1]) == "工作其中高級職位"


@pytest.mark.parametrize(
    ("type", "value", "english", "chinese"),
    [
        (YesNo(), True, "yes", "是"),
        (Numeric(Form.MONTHS, 0, 720), 75, "6 years 3 months", "6年3個月"),
        (Numeric(Form.MONTHS, 0, 720), 13, "1 year 1 month", "1年1個月"),
        (Numeric(Form.MONTHS, 0, 720), 0, "0 months", "0個月"),
        (Numeric(Form.WHOLE, 0, 120, unit="years", since="born"), 1, "1 year", "1歲"),
        (Numeric(Form.WHOLE, 0, 120, unit="years"), 34, "34 years", "34歲"),
        (Numeric(Form.MONEY, 0, 10**8, unit="HKD a year"), 100_000, "HKD 100,000 a year", "每年100,000 HKD"),
        (Numeric(Form.MONEY, 0, 10**6, places=2, unit="NZD an hour"), 4741, "NZD 47.41 an hour", "每小時47.41 NZD"),
        (Numeric(Form.NUMBER, 0, 90, 5, 1), 85, "8.5", "8.5"),
        (Numeric(Form.NUMBER, 0, 90, 5, 1), 80, "8", "8"),
        (Date(1, 999_999), 736_934, "28 August 2018", "2018年8月28日"),
    ],
)
def test_quantities_in_words(type: Type, value: ir.Encoded, english: str, chinese: str) -> None:
    labels = Labels(RULESET, "en")
    assert quantity(type, value, labels, "en") == english
    assert quantity(type, value, labels, "zh-Hant") == chinese


SHARES = """
scheme demo "Demo"

facts
  salary, going_rate : money GBP a year, from 0 to 1_000_000

test t "T" out of 10
  pass mark 10
  factor f "Pay" : salary at least 70% of going_rate => +10 "Paid nearly the rate"
"""


@pytest.mark.parametrize(
    ("salary", "rate", "said"),
    [
        (34_000, 45_000, "Salary is GBP 34,000 a year, at least GBP 31,500 a year (70% of going rate)."),
        (34_000, 45_001, "Salary is GBP 34,000 a year, at least GBP 31,500.7 a year (70% of going rate)."),
        (30_000, 45_000, "Salary is GBP 30,000 a year, at least GBP 31,500 a year (70% of going rate) is needed."),
    ],
)
def test_a_share_of_another_fact_is_said_in_the_measure_of_the_fact(salary: int, rate: int, said: str) -> None:
    ruleset = lowered(SHARES)
    facts = {"salary": salary, "going_rate": rate}
    told = " ".join(explain(ruleset, score(ruleset, facts), facts, "en").split())
    assert said in told
