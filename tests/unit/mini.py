"""A small Quality Migrant Admission Scheme, built by hand in the intermediate representation.

It has one of most things: gated facts, records, a list with an entry condition, an open question, an
elected test, groups of every policy, thresholds, a cap, a section, requirements and outcomes. `given`
are the data of the fintech engineer of 34 whom the documentation scores at 105.
"""

from dataclasses import replace
from datetime import date

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Field, Form, Numeric, Records, Several, Type, Value, YesNo

YEARS = Numeric(Form.WHOLE, 0, 120, unit="years")
MONTHS = Numeric(Form.MONTHS, 0, 720)
DAY = Date(date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal())
FEW = Numeric(Form.WHOLE, 0, 10)
EDUCATION = Choice(
    (
        Value("none"),
        Value("bachelor", "Bachelor's degree"),
        Value("master", "Master's degree"),
        Value("doctorate", "Doctorate"),
    ),
    ordered=True,
)
PROFESSION = Choice(
    (
        Value("actuary", "Actuaries"),
        Value("fintech", "Fintech professionals, experienced"),
        Value("naval_architect", "Naval architects"),
        Value("other"),
    ),
    listed="talent_list",
)


def number(fact: str) -> ir.FactValue:
    return ir.FactValue(fact)


def yes(fact: str) -> ir.FactHolds:
    return ir.FactHolds(fact)


def compare(left: ir.Number | str, sign: str, right: ir.Number | int) -> ir.Compare:
    subject = number(left) if isinstance(left, str) else left
    limit = ir.Constant(right) if isinstance(right, int) else right
    return ir.Compare(subject, ir.Comparison(sign), limit)


def among(fact: str, *values: int) -> ir.Among:
    return ir.Among(number(fact), values)


def between(fact: str, low: int, high: int) -> ir.And:
    return ir.And((compare(fact, ">=", low), compare(fact, "<=", high)))


def rule(guard: ir.Condition, value: ir.Number | int, text: str = "", label: str = "", cite: str = "") -> ir.Rule:
    worth = ir.Constant(value) if isinstance(value, int) else value
    return ir.Rule(guard, worth, key=text, text=text, label=label, cite=cite)


def otherwise(value: ir.Number | int = 0) -> ir.Rule:
    return rule(ir.Truth(True), value, "otherwise")


def keyed(name: str, part: ir.Rule | ir.Choose) -> ir.Rule | ir.Choose:
    """`part` with the keys that its rules have in factor `name`."""
    if isinstance(part, ir.Rule):
        return replace(part, key=f"{name}/{part.text}")
    items = tuple(keyed(name, item) for item in part.items)
    rest = part.otherwise
    return replace(part, items=items, otherwise=rest and replace(rest, key=f"{name}/{rest.text}"))


def factor(name: str, *parts: ir.Rule | ir.Choose, out_of: int | None = None, cap: int | None = None) -> ir.Factor:
    return ir.Factor(
        name,
        tuple(keyed(name, part) for part in parts),
        label=name.partition(".")[2].capitalize(),
        out_of=() if out_of is None else (ir.Limit(out_of),),
        cap=() if cap is None else (ir.Limit(cap),),
    )


def fact(name: str, type: Type, label: str = "", gate: ir.Condition | None = None) -> ir.Fact:
    member = tuple(name.split(".")) if "." in name else None
    return ir.Fact(name, type, label, gate, (member[0], member[1]) if member else None)


CHILD_AGE = Field("child_age", Numeric(Form.WHOLE, 0, 60, unit="years"), "Age")
CHILDREN = Records(10, (CHILD_AGE, Field("child_married", YesNo())))
SPECIFICATION = ir.And((compare("education", ">=", 1), yes("leading_company"), yes("applies_technology_in_finance")))

FACTS = (
    fact("lodged", DAY, "Date the application is lodged"),
    fact("elected", Choice((Value("general"), Value("achievement"))), "The test the applicant chooses"),
    fact("age", Numeric(Form.WHOLE, 0, 120, unit="years", since="born"), "Age on the day of lodging"),
    fact("education", EDUCATION, "Highest academic qualification"),
    fact("masters_degrees", FEW),
    fact("degree_is_renowned", YesNo(), "A degree is from an internationally renowned institution"),
    fact("graduate_work", MONTHS, "Graduate or specialist level work"),
    fact("senior_work", MONTHS, "… of which in a senior role"),
    fact("profession", PROFESSION),
    fact("leading_company", YesNo(), "Experience in a leading company of the field"),
    fact("applies_technology_in_finance", YesNo()),
    fact("speaks_chinese", YesNo()),
    fact("speaks_english", YesNo()),
    fact("ielts.reading", Numeric(Form.NUMBER, 0, 90, step=5, places=1)),
    fact("ielts.writing", Numeric(Form.NUMBER, 0, 90, step=5, places=1)),
    fact("languages", Several((Value("french", "French"), Value("german", "German")))),
    fact("salary", Numeric(Form.MONEY, 0, 100_000_000, unit="HKD a year")),
    fact("partner", YesNo(), "An accompanying married spouse"),
    fact("partner_has_degree", YesNo(), gate=yes("partner")),
    fact("children", CHILDREN, "Accompanying children"),
    fact("exceptional_award", YesNo()),
)

AGE = factor(
    "general.age",
    ir.Choose(
        ir.Policy.ONLY_ONE,
        (
            rule(between("age", 18, 39), 30, "age from 18 to 39"),
            rule(between("age", 40, 44), 20, "age from 40 to 44"),
            rule(between("age", 45, 50), 15, "age from 45 to 50"),
        ),
        otherwise(),
    ),
    out_of=30,
)
QUALIFICATIONS = factor(
    "general.qualifications",
    ir.Choose(
        ir.Policy.HIGHEST,
        (
            rule(
                ir.Or((among("education", 3), compare("masters_degrees", ">=", 2))),
                40,
                "education is doctorate or masters_degrees at least 2",
                "Doctorate, or two or more master's degrees",
                "GPT 2",
            ),
            rule(among("education", 2), 20, "education is master", "Master's degree", "GPT 2"),
            rule(compare("education", ">=", 1), 10, "education at least bachelor", "Bachelor's degree", "GPT 2"),
        ),
    ),
    rule(
        ir.And((yes("degree_is_renowned"), compare("education", ">=", 1))),
        30,
        "degree_is_renowned and education at least bachelor",
        "Degree from a renowned institution",
    ),
    out_of=70,
)
WORK = factor(
    "general.work",
    ir.Choose(
        ir.Policy.FIRST,
        (
            rule(ir.And((compare("graduate_work", ">=", 120), compare("senior_work", ">=", 60))), 40, "10 and 5 years"),
            rule(ir.And((compare("graduate_work", ">=", 60), compare("senior_work", ">=", 24))), 30, "5 and 2 years"),
            rule(compare("graduate_work", ">=", 60), 15, "5 years"),
            rule(compare("graduate_work", ">=", 24), 5, "2 years"),
        ),
        otherwise(),
        ir.Layout.THRESHOLDS,
    ),
    out_of=55,
)
TALENT = factor(
    "general.talent",
    rule(
        ir.OnList(number("profession"), "talent_list", ((0, "actuary"), (1, "fintech"), (2, "naval_architect"))),
        30,
        "profession in talent_list",
        "On the Talent List",
        "PR 28.8.2018",
    ),
    out_of=30,
)
LANGUAGE = factor(
    "general.language",
    ir.Choose(
        ir.Policy.HIGHEST,
        (
            rule(ir.And((yes("speaks_chinese"), yes("speaks_english"))), 20, "speaks_chinese and speaks_english"),
            rule(ir.Or((yes("speaks_chinese"), yes("speaks_english"))), 10, "speaks_chinese or speaks_english"),
        ),
    ),
    out_of=20,
)
FAMILY = factor(
    "general.family",
    ir.Choose(
        ir.Policy.ALL,
        (
            rule(ir.And((yes("partner"), yes("partner_has_degree"))), 5, "partner and partner_has_degree"),
            rule(
                ir.Truth(True), ir.Each(5, 1, ir.DefineValue("dependants"), 10), "for each of dependants, capped at 10"
            ),
        ),
    ),
    out_of=20,
)

GENERAL = ir.Test(
    "general",
    ir.PassMark(80),
    factors=(AGE, QUALIFICATIONS, WORK, TALENT, LANGUAGE, FAMILY),
    label="General Points Test",
    out_of=(ir.Limit(225),),
    gate=among("elected", 0),
)
ACHIEVEMENT = ir.Test(
    "achievement",
    ir.PassWhen(yes("exceptional_award"), 225, "exceptional_award"),
    label="Achievement-based Points Test",
    gate=among("elected", 1),
)

RULESET = ir.Ruleset(
    "hk.qmas",
    "Quality Migrant Admission Scheme",
    facts=FACTS,
    lists=(
        ir.List(
            "talent_list",
            (
                ir.Entry("actuary", "Actuaries"),
                ir.Entry("fintech", "Fintech professionals, experienced", gate=SPECIFICATION),
                ir.Entry("naval_architect", "Naval architects"),
            ),
            "Talent List",
            "PR 28.8.2018",
        ),
    ),
    always=(
        ir.Always(compare("senior_work", "<=", number("graduate_work")), "senior_work at most graduate_work"),
    ),
    questions=(ir.Question("relative_may_be_partner", False, "May one spouse earn both family items?"),),
    defines=(
        ir.Define(
            "dependants",
            FEW,
            ir.Count(
                "children",
                ir.And(
                    (
                        ir.Compare(ir.FieldValue("child_age"), ir.Comparison.LESS, ir.Constant(18)),
                        ir.Not(ir.FieldHolds("child_married")),
                    )
                ),
            ),
        ),
    ),
    requirements=(
        ir.Requirement("adult", compare("age", ">=", 18), "age at least 18", "Aged 18 or over"),
        ir.Requirement(
            "language",
            ir.Or((yes("speaks_chinese"), yes("speaks_english"))),
            "speaks_chinese or speaks_english",
            "Chinese or English",
        ),
    ),
    tests=(GENERAL, ACHIEVEMENT),
    outcomes=(
        ir.Outcome(
            "goes_to_selection",
            ir.Or((ir.Passes("general"), ir.Passes("achievement"))),
            "Goes forward to the selection exercise",
            "general.passes or achievement.passes",
        ),
    ),
    wordings=(
        ir.Wording(
            "zh-Hant",
            (
                ("Quality Migrant Admission Scheme", "優秀人才入境計劃"),
                ("General Points Test", "綜合計分制"),
                ("Age", "年齡"),
                ("Talent List", "人才清單"),
            ),
        ),
    ),
    in_force=ir.InForce(date(2018, 8, 28)),
    version_by="lodged",
    source_hash="0" * 64,
    source_name="hk_qmas.qmas",
)


def engineer(**changes: object) -> dict[str, object]:
    """The data of the fintech engineer of 34, with `changes`; a change to None leaves the fact out."""
    given: dict[str, object] = {
        "lodged": "2019-03-01",
        "elected": "general",
        "age": 34,
        "education": "master",
        "masters_degrees": 1,
        "degree_is_renowned": False,
        "graduate_work": "6 years",
        "senior_work": 0,
        "profession": "fintech",
        "leading_company": True,
        "applies_technology_in_finance": True,
        "speaks_chinese": False,
        "speaks_english": True,
        "ielts": {"reading": 8, "writing": 7},
        "languages": [],
        "salary": 900_000,
        "partner": False,
        "children": [],
        "exceptional_award": False,
    }
    return {name: value for name, value in (given | changes).items() if value is not None}
