"""Seeded applicants of the 2018 scheme in columns: valid, many of them on or beside a line of the table."""

import numpy as np
import polars as pl

from tests.bench.applicants import EDGES, LEVELS, PROFESSIONS, SEED

CHILDREN = 4  # of whom the table has columns; the rules allow more


def table(count: int, seed: int = SEED) -> pl.DataFrame:
    """`count` applicants, one row each, with a key; nine of ten choose the General Points Test."""
    random = np.random.Generator(np.random.PCG64(seed))

    def chance(share: float) -> pl.Series:
        return pl.Series(random.random(count, dtype=np.float32) < share)

    def whole(low: int, high: int) -> pl.Series:
        return pl.Series(random.integers(low, high, count).astype(np.int64))

    def among(names: tuple[str, ...]) -> pl.Series:
        codes = pl.Series(random.integers(0, len(names), count).astype(np.uint32))
        return pl.Series(names)[codes]

    def edged(edges: tuple[int, ...], low: int, high: int, share: float) -> pl.Series:
        edge = pl.Series(np.array(edges)[random.integers(0, len(edges), count)])
        return edge.zip_with(chance(share), whole(low, high))

    columns: dict[str, pl.Series] = {
        "id": pl.Series(np.arange(1, count + 1)),
        "lodged": whole(736_934 - 719_163, 738_760 - 719_163).cast(pl.Int32).cast(pl.Date),
        "elected": pl.Series(["general", "achievement"])[chance(0.1).cast(pl.UInt32)],
        "age": edged((17, 18, 39, 40, 44, 45, 50, 51), 18, 66, 0.3),
        "education": among(LEVELS),
        "graduate_work": edged(EDGES, 0, 180, 0.5),
        "senior_work": edged(EDGES, 0, 180, 0.5),
        "international_work": edged(EDGES, 0, 180, 0.5),
        "bachelors_degrees": whole(0, 3),
        "masters_degrees": whole(0, 3),
        "profession": pl.Series(PROFESSIONS + ("other",) * 11)[whole(0, 22).cast(pl.UInt32)],
        "children": pl.Series(np.array((0, 0, 1, 1, 2, 3, 4))[random.integers(0, 7, count)]),
    }
    shares = {
        "self_supporting": 0.95, "good_character": 0.97, "accepted_without_degree": 0.3,
        "professional_qualification": 0.3, "degree_is_renowned": 0.4, "leading_company": 0.5,
        "applies_technology_in_finance": 0.5, "meets_talent_list_specification": 0.6, "speaks_chinese": 0.6,
        "speaks_english": 0.8, "speaks_another_language": 0.3, "partner": 0.5, "relative_settled_in_hong_kong": 0.3,
        "partner_has_degree": 0.6, "relative_is_the_partner": 0.2, "exceptional_award": 0.05,
        "lifetime_contribution": 0.05,
    }  # fmt: skip
    columns |= {name: chance(share) for name, share in shares.items()}
    for at in range(1, CHILDREN + 1):
        columns[f"children.{at}.child_age"] = whole(0, 25)
        columns[f"children.{at}.child_married"] = chance(0.05)
    return pl.DataFrame(columns).with_columns(_possible())


def _possible() -> list[pl.Expr]:
    """What cannot be is taken away: more senior work than work, degrees of those without, children of nobody."""
    degree = pl.col("education") != "none"
    higher = pl.col("education").is_in(["master", "doctorate"])
    relative = pl.col("partner") & pl.col("relative_settled_in_hong_kong")
    there = [
        pl.when(pl.col("children") >= at).then(pl.col(f"children.{at}.{field}")).alias(f"children.{at}.{field}")
        for at in range(1, CHILDREN + 1)
        for field in ("child_age", "child_married")
    ]
    return [
        pl.min_horizontal("senior_work", "graduate_work").alias("senior_work"),
        pl.min_horizontal("international_work", "graduate_work").alias("international_work"),
        pl.when(degree).then(pl.col("bachelors_degrees")).otherwise(0).alias("bachelors_degrees"),
        pl.when(higher).then(pl.col("masters_degrees")).otherwise(0).alias("masters_degrees"),
        pl.when(pl.col("partner")).then(pl.col("partner_has_degree")).alias("partner_has_degree"),
        pl.when(relative).then(pl.col("relative_is_the_partner")).alias("relative_is_the_partner"),
        *there,
    ]
