"""The 2018 rules as a programmer would write them by hand: what the generated module is measured against.

One dictionary in; everything the rule file `rulesets/hk/qmas/2018-08-28.qmas` says that bears on points and
verdicts is here, the five prerequisites included. Nothing is checked, nothing is explained. It is meant to be
ordinary, good code: each fact is read once where it is used more than once, comparisons stand in a sensible
order, and there is no trick.
"""

from typing import Any

TALENTS = frozenset(
    (
        "waste_treatment",
        "asset_management",
        "marine_insurance",
        "actuary",
        "data_and_cyber_security",
        "innovation_and_technology",
        "naval_architect",
        "marine_engineer",
        "creative_industries",
        "dispute_resolution",
    )
)
Applicant = dict[str, Any]


def total(a: Applicant) -> tuple[bool, int]:
    """Whether the prerequisites are met, and the points of the test the applicant has chosen."""
    age = a["age"]
    education = a["education"]
    chinese = a["speaks_chinese"]
    english = a["speaks_english"]
    eligible = (
        age >= 18
        and a["self_supporting"]
        and a["good_character"]
        and (chinese or english)
        and (education != "none" or a["accepted_without_degree"])
    )
    if a["elected"] == "achievement":
        return eligible, 225 if a["exceptional_award"] or a["lifetime_contribution"] else 0

    if 18 <= age <= 39:
        points = 30
    elif 40 <= age <= 44:
        points = 20
    elif 45 <= age <= 50:
        points = 15
    else:
        points = 0

    if education == "doctorate" or a["masters_degrees"] >= 2:
        points += 40
    elif education == "master" or a["bachelors_degrees"] >= 2:
        points += 20
    elif education == "bachelor" or a["professional_qualification"]:
        points += 10
    if a["degree_is_renowned"] and education != "none":
        points += 30

    graduate = a["graduate_work"]
    senior = a["senior_work"]
    if graduate >= 120 and senior >= 60:
        points += 40
    elif graduate >= 60 and senior >= 24:
        points += 30
    elif graduate >= 60:
        points += 15
    elif graduate >= 24:
        points += 5
    if a["international_work"] >= 24:
        points += 15

    profession = a["profession"]
    if profession in TALENTS:
        if a["meets_talent_list_specification"]:
            points += 30
    elif profession == "fintech":  # noqa: SIM102 - alike above and below
        if education != "none" and a["leading_company"] and a["applies_technology_in_finance"]:
            points += 30

    if chinese and english:
        points += 20
    elif (chinese or english) and a["speaks_another_language"]:
        points += 15
    elif chinese or english:
        points += 10

    degree = a["partner"] and a["partner_has_degree"]
    if a["relative_settled_in_hong_kong"] and not (degree and a["relative_is_the_partner"]):
        points += 5
    if degree:
        points += 5
    children = 0
    for child in a["children"]:
        if child["child_age"] < 18 and not child["child_married"]:
            children += 1
    points += min(10, 5 * children)
    return eligible, points


def breakdown(a: Applicant) -> dict[str, Any]:
    """Whether the prerequisites are met, the points, whether the test is passed, and the six factors."""
    age = a["age"]
    education = a["education"]
    chinese = a["speaks_chinese"]
    english = a["speaks_english"]
    eligible = (
        age >= 18
        and a["self_supporting"]
        and a["good_character"]
        and (chinese or english)
        and (education != "none" or a["accepted_without_degree"])
    )
    if a["elected"] == "achievement":
        passes = a["exceptional_award"] or a["lifetime_contribution"]
        return {"eligible": eligible, "total": 225 if passes else 0, "passes": passes, "factors": {}}

    if 18 <= age <= 39:
        age_points = 30
    elif 40 <= age <= 44:
        age_points = 20
    elif 45 <= age <= 50:
        age_points = 15
    else:
        age_points = 0

    if education == "doctorate" or a["masters_degrees"] >= 2:
        qualifications = 40
    elif education == "master" or a["bachelors_degrees"] >= 2:
        qualifications = 20
    elif education == "bachelor" or a["professional_qualification"]:
        qualifications = 10
    else:
        qualifications = 0
    if a["degree_is_renowned"] and education != "none":
        qualifications += 30

    graduate = a["graduate_work"]
    senior = a["senior_work"]
    if graduate >= 120 and senior >= 60:
        work = 40
    elif graduate >= 60 and senior >= 24:
        work = 30
    elif graduate >= 60:
        work = 15
    elif graduate >= 24:
        work = 5
    else:
        work = 0
    if a["international_work"] >= 24:
        work += 15

    profession = a["profession"]
    talent = 0
    if profession in TALENTS:
        if a["meets_talent_list_specification"]:
            talent = 30
    elif profession == "fintech":  # noqa: SIM102 - alike above and below
        if education != "none" and a["leading_company"] and a["applies_technology_in_finance"]:
            talent = 30

    if chinese and english:
        language = 20
    elif (chinese or english) and a["speaks_another_language"]:
        language = 15
    elif chinese or english:
        language = 10
    else:
        language = 0

    family = 0
    degree = a["partner"] and a["partner_has_degree"]
    if a["relative_settled_in_hong_kong"] and not (degree and a["relative_is_the_partner"]):
        family += 5
    if degree:
        family += 5
    children = 0
    for child in a["children"]:
        if child["child_age"] < 18 and not child["child_married"]:
            children += 1
    family += min(10, 5 * children)

    points = age_points + qualifications + work + talent + language + family
    return {
        "eligible": eligible,
        "total": points,
        "passes": points >= 80,
        "factors": {
            "age": age_points,
            "qualifications": qualifications,
            "work": work,
            "talent": talent,
            "language": language,
            "family": family,
        },
    }
