"""What Polars does where engines differ: the facts that generated columns rely on."""

from datetime import date
from typing import Any

import pytest

pytestmark = pytest.mark.engine("polars")
BIGGEST = 2**63 - 1


def told(**columns: Any) -> Any:
    """The expressions, each as the list of its values for the people below."""
    import polars as pl

    people = pl.DataFrame(
        {
            "f": [float("nan"), 6.0, None],
            "i": [BIGGEST, -7, None],
            "b": [True, False, None],
            "t": ["a", "a ", "A"],
            "d": [date(2008, 2, 29), date(2008, 3, 1), None],
        },
        schema_overrides={"i": pl.Int64},
    )
    return people.select(**columns).to_dict(as_series=False)


def test_numbers() -> None:
    import polars as pl

    i, f = pl.col("i"), pl.col("f")
    assert told(more=f >= 5, same=f == float("nan"), wraps=i + 1, down=i // 2, left=i % 3) == {
        "more": [True, True, None],
        "same": [True, False, None],
        "wraps": [-(2**63), -6, None],
        "down": [BIGGEST // 2, -4, None],
        "left": [BIGGEST % 3, 2, None],
    }
    assert told(rounded=pl.lit(2.5).round())["rounded"] == [2.0]


def test_what_is_missing() -> None:
    import polars as pl

    i, b = pl.col("i"), pl.col("b")
    assert told(
        summed=pl.sum_horizontal(i, pl.lit(1)),
        strictly=pl.sum_horizontal(i, pl.lit(1), ignore_nulls=False),
        most=pl.max_horizontal(i, pl.lit(0)),
        conj=b & False,
        disj=b | True,
        either=pl.when(b).then(1).otherwise(2),
        among=i.is_in([-7]),
    ) == {
        "summed": [-(2**63), -6, 1],
        "strictly": [-(2**63), -6, None],
        "most": [BIGGEST, 0, 0],
        "conj": [False, False, False],
        "disj": [True, True, True],
        "either": [1, 2, 2],
        "among": [False, True, None],
    }
    # Of nothing at all the sum is 0, the most is missing.
    assert told(nothing=i.filter(i > BIGGEST - 1, i < 0).sum())["nothing"] == [0]
    assert told(nothing=i.filter(i > BIGGEST - 1, i < 0).max())["nothing"] == [None]


def test_text_and_days() -> None:
    import polars as pl

    assert told(same=pl.col("t") == "a")["same"] == [True, False, False]
    assert told(later=pl.col("d").dt.offset_by("17y"))["later"] == [date(2025, 2, 28), date(2025, 3, 1), None]
    with pytest.raises(pl.exceptions.ComputeError, match="cannot compare string with numeric"):
        told(mixed=pl.col("t") > 5)
