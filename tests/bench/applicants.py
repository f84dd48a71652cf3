"""Seeded applicants for the benchmarks: valid, many of them on or beside a line of the table."""

from random import Random
from typing import Any

SEED = 20180
PROFESSIONS = (
    "waste_treatment",
    "asset_management",
    "marine_insurance",
    "actuary",
    "fintech",
    "data_and_cyber_security",
    "innovation_and_technology",
    "naval_architect",
    "marine_engineer",
    "creative_industries",
    "dispute_resolution",
)
LEVELS = ("none", "bachelor", "master", "doctorate")
EDGES = (0, 23, 24, 25, 35, 59, 60, 61, 119, 120, 121)


def applicants(count: int, seed: int = SEED) -> list[dict[str, Any]]:
    """`count` applicants of the 2018 scheme as Python values; nine of ten choose the General Points Test."""
    random = Random(seed)
    return [_applicant(random) for _ in range(count)]


def _applicant(random: Random) -> dict[str, Any]:
    from datetime import date

    def chance(share: float) -> bool:
        return random.random() < share

    def months(most: int) -> int:
        return min(most, random.choice(EDGES) if chance(0.5) else random.randrange(0, 180))

    education = random.choice(LEVELS)
    degree = education != "none"
    graduate = months(180)
    partner, relative = chance(0.5), chance(0.3)
    given: dict[str, Any] = {
        "lodged": date.fromordinal(random.randrange(736_934, 738_760)),
        "elected": "achievement" if chance(0.1) else "general",
        "age": random.choice((17, 18, 39, 40, 44, 45, 50, 51)) if chance(0.3) else random.randrange(18, 66),
        "self_supporting": chance(0.95),
        "good_character": chance(0.97),
        "education": education,
        "accepted_without_degree": chance(0.3),
        "bachelors_degrees": random.choice((0, 1, 1, 2)) if degree else 0,
        "masters_degrees": random.choice((0, 1, 2)) if education in ("master", "doctorate") else 0,
        "professional_qualification": chance(0.3),
        "degree_is_renowned": chance(0.4),
        "graduate_work": graduate,
        "senior_work": months(graduate),
        "international_work": months(graduate),
        "profession": random.choice(PROFESSIONS) if chance(0.5) else "other",
        "leading_company": chance(0.5),
        "applies_technology_in_finance": chance(0.5),
        "meets_talent_list_specification": chance(0.6),
        "speaks_chinese": chance(0.6),
        "speaks_english": chance(0.8),
        "speaks_another_language": chance(0.3),
        "partner": partner,
        "relative_settled_in_hong_kong": relative,
        "children": [
            {"child_age": random.randrange(0, 25), "child_married": chance(0.05)}
            for _ in range(random.choice((0, 0, 1, 1, 2, 3, 4)))
        ],
        "exceptional_award": chance(0.05),
        "lifetime_contribution": chance(0.05),
    }
    if partner:
        given["partner_has_degree"] = chance(0.6)
        if relative:
            given["relative_is_the_partner"] = chance(0.2)
    return given
