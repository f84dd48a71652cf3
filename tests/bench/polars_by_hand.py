"""The 2018 rules in Polars as a programmer would write them by hand: what `qmas batch` is measured against.

`scored` is bare: it trusts the table. `checked` does the work that `qmas batch` does: a row of which a fact is missing,
outside its domain, or there where it cannot be, or of which the facts cannot be true together, is not scored.
"""

import polars as pl

from tests.bench.by_hand import TALENTS
from tests.bench.many_applicants import CHILDREN

LISTED = sorted(TALENTS - {"fintech"})
PROFESSIONS = [*LISTED, "fintech", "other"]
LEVELS = ["none", "bachelor", "master", "doctorate"]
_AGE, _EDUCATION, _WORK, _SENIOR = pl.col("age"), pl.col("education"), pl.col("graduate_work"), pl.col("senior_work")
_CHINESE, _ENGLISH = pl.col("speaks_chinese"), pl.col("speaks_english")
_RELATIVE = pl.col("relative_settled_in_hong_kong")


def _points(*branches: tuple[pl.Expr, int]) -> pl.Expr:
    found = pl.lit(0, pl.Int16)
    for when, points in reversed(branches):
        found = pl.when(when).then(pl.lit(points, pl.Int16)).otherwise(found)
    return found


def scored(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Eligibility, both tests with their factors, and the outcome."""
    degree = pl.col("partner_has_degree").fill_null(False)
    shared = pl.col("relative_is_the_partner").fill_null(False)
    minors = [
        (pl.col(f"children.{at}.child_age") < 18).fill_null(False)
        & pl.col(f"children.{at}.child_married").not_().fill_null(False)
        for at in range(1, CHILDREN + 1)
    ]
    listed = pl.col("profession").is_in(LISTED) & pl.col("meets_talent_list_specification")
    fintech = (
        (pl.col("profession") == "fintech")
        & (_EDUCATION != "none")
        & pl.col("leading_company")
        & pl.col("applies_technology_in_finance")
    )
    language = _CHINESE | _ENGLISH
    elected = pl.col("elected") == "general"
    factors = {
        "age": _points((_AGE.is_between(18, 39), 30), (_AGE.is_between(40, 44), 20), (_AGE.is_between(45, 50), 15)),
        "qualifications": _points(
            ((_EDUCATION == "doctorate") | (pl.col("masters_degrees") >= 2), 40),
            ((_EDUCATION == "master") | (pl.col("bachelors_degrees") >= 2), 20),
            ((_EDUCATION == "bachelor") | pl.col("professional_qualification"), 10),
        )
        + _points((pl.col("degree_is_renowned") & (_EDUCATION != "none"), 30)),
        "work": _points(
            ((_WORK >= 120) & (_SENIOR >= 60), 40),
            ((_WORK >= 60) & (_SENIOR >= 24), 30),
            (_WORK >= 60, 15),
            (_WORK >= 24, 5),
        )
        + _points((pl.col("international_work") >= 24, 15)),
        "talent": _points((listed | fintech, 30)),
        "language": _points(
            (_CHINESE & _ENGLISH, 20), (language & pl.col("speaks_another_language"), 15), (language, 10)
        ),
        "family": _points((_RELATIVE & (degree & shared).not_(), 5))
        + _points((degree, 5))
        + pl.min_horizontal(pl.sum_horizontal([one.cast(pl.Int16) for one in minors]) * 5, pl.lit(10, pl.Int16)),
    }
    frame = frame.with_columns(
        (_AGE >= 18).alias("adult"),
        pl.col("self_supporting").alias("means"),
        pl.col("good_character").alias("character"),
        language.alias("language"),
        ((_EDUCATION != "none") | pl.col("accepted_without_degree")).alias("basic_education"),
        elected.alias("general.applies"),
        elected.not_().alias("achievement.applies"),
        (pl.col("exceptional_award") | pl.col("lifetime_contribution")).alias("achieved"),
        *(one.alias(f"general.{name}") for name, one in factors.items()),
    )
    frame = frame.with_columns(
        pl.all_horizontal("adult", "means", "character", "language", "basic_education").alias("eligible"),
        pl.sum_horizontal([f"general.{name}" for name in factors]).alias("general.total"),
    )
    achievement = pl.col("achievement.applies")
    return frame.select(
        "eligible", "adult", "means", "character", "language", "basic_education",
        (
            pl.col("eligible")
            & pl.when(elected).then(pl.col("general.total") >= 80).otherwise(pl.col("achieved"))
        ).alias("goes_to_selection"),
        "general.applies",
        pl.when(elected).then(pl.col("general.total")).alias("general.total"),
        (elected & (pl.col("general.total") >= 80)).alias("general.passes"),
        *(pl.when(elected).then(pl.col(f"general.{name}")).alias(f"general.{name}") for name in factors),
        "achievement.applies",
        pl.when(achievement).then(_points((pl.col("achieved"), 225))).alias("achievement.total"),
        (achievement & pl.col("achieved")).alias("achievement.passes"),
        *(["good"] if "good" in frame.collect_schema() else []),
    )  # fmt: skip


RANGES = {
    "age": (0, 120), "bachelors_degrees": (0, 10), "masters_degrees": (0, 10), "graduate_work": (0, 720),
    "senior_work": (0, 720), "international_work": (0, 720), "children": (0, 10),
}  # fmt: skip
TRUTHS = (
    "self_supporting", "good_character", "accepted_without_degree", "professional_qualification", "degree_is_renowned",
    "leading_company", "applies_technology_in_finance", "meets_talent_list_specification", "speaks_chinese",
    "speaks_english", "speaks_another_language", "partner", "relative_settled_in_hong_kong", "exceptional_award",
    "lifetime_contribution",
)  # fmt: skip


def good() -> pl.Expr:
    """Whether a row may be scored."""
    partner, degree, shared = pl.col("partner"), pl.col("partner_has_degree"), pl.col("relative_is_the_partner")
    children = pl.col("children")
    there = [
        (children >= at) == pl.col(name).is_not_null()
        for at in range(1, CHILDREN + 1)
        for name in (f"children.{at}.child_age", f"children.{at}.child_married")
    ]
    ages = [pl.col(f"children.{at}.child_age").is_between(0, 60).fill_null(True) for at in range(1, CHILDREN + 1)]
    return pl.all_horizontal(
        *(pl.col(name).is_between(low, high) for name, (low, high) in RANGES.items()),
        *(pl.col(name).is_not_null() for name in TRUTHS),
        pl.col("lodged").is_between(pl.date(1900, 1, 1), pl.date(2100, 12, 31)),
        pl.col("elected").is_in(["general", "achievement"]),
        _EDUCATION.is_in(LEVELS),
        pl.col("profession").is_in(PROFESSIONS),
        degree.is_not_null() == partner,
        shared.is_not_null() == (partner & _RELATIVE),
        children <= CHILDREN,
        *there,
        *ages,
        _SENIOR <= _WORK,
        pl.col("international_work") <= _WORK,
        (pl.col("masters_degrees") == 0) | _EDUCATION.is_in(["master", "doctorate"]),
        (pl.col("bachelors_degrees") == 0) | (_EDUCATION != "none"),
    ).fill_null(False)


def checked(frame: pl.LazyFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The results in the order of the rows, null where a row is not scored; and the rows that are not, numbered."""
    numbered = frame.with_row_index("row").with_columns(good().alias("good"))
    found = scored(numbered)
    names = [name for name in found.collect_schema() if name != "good"]
    results = found.with_columns(pl.when("good").then(pl.col(name)).alias(name) for name in names).collect()
    if results["good"].all():
        return results.drop("good"), pl.DataFrame()
    return results.drop("good"), numbered.filter(pl.col("good").not_()).collect()
