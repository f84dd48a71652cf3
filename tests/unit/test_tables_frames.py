"""`scheme.batch` takes a table in the form the caller has it and gives the results in the same form."""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from qmasdsl import load
from qmasdsl.tables.frames import ColumnsDoNotFit
from tests.bench.many_applicants import table
from unit.everybody import ROOT

SCHEME = load(ROOT / "rulesets/hk/qmas/2018-08-28.qmas")
PEOPLE = table(500)
TOTALS = SCHEME.batch(PEOPLE).results["general.total"]


def test_polars_gives_polars() -> None:
    found = SCHEME.batch(PEOPLE)
    assert isinstance(found.results, pl.DataFrame)
    assert found.rejected == ()
    assert found.results.height == 500


def test_rows_stand_where_they_stood() -> None:
    """Shuffled applicants have their own results, by the key."""
    shuffled = PEOPLE.sample(fraction=1.0, shuffle=True, seed=3)
    found = shuffled.select("id").hstack(SCHEME.batch(shuffled).results).sort("id")
    assert found["general.total"].equals(TOTALS)


def test_arrow_gives_arrow() -> None:
    found = SCHEME.batch(PEOPLE.to_arrow())
    assert isinstance(found.results, pa.Table)
    assert found.results["general.total"].to_pylist() == TOTALS.to_list()


def test_pandas_gives_pandas_with_its_index() -> None:
    """Its whole numbers with gaps are floats, and its days moments at midnight."""
    frame = PEOPLE.to_pandas().set_index(pd.Index(range(1000, 1500)))
    assert frame["children.1.child_age"].dtype == float
    assert isinstance(frame["lodged"].iloc[0], datetime)
    found = SCHEME.batch(frame)
    assert found.rejected == ()
    assert list(found.results.index) == list(frame.index)
    assert found.results["general.total"].dtype == pd.Int16Dtype()
    assert [None if pd.isna(one) else one for one in found.results["general.total"]] == TOTALS.to_list()


def test_pandas_with_a_fraction_or_an_hour_is_refused() -> None:
    frame = PEOPLE.to_pandas()
    with pytest.raises(ColumnsDoNotFit, match=r"`age`.* holds numbers with decimals"):
        SCHEME.batch(frame.assign(age=frame["age"] + 0.5))
    with pytest.raises(ColumnsDoNotFit, match=r"`lodged`.* holds dates with a time"):
        SCHEME.batch(frame.assign(lodged=frame["lodged"] + pd.Timedelta(hours=1)))


def arrays() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in PEOPLE:
        array = column.fill_null(column.drop_nulls()[0]).to_numpy()
        found[column.name] = np.ma.array(array, mask=column.is_null().to_numpy()) if column.null_count() else array
    return found


def test_numpy_gives_numpy() -> None:
    found = SCHEME.batch(arrays())
    assert found.rejected == ()
    assert isinstance(found.results["eligible"], np.ndarray)
    totals = found.results["general.total"]
    assert totals.dtype == np.int16
    assert totals.tolist() == TOTALS.to_list()
    objects = arrays() | {"partner_has_degree": np.array(PEOPLE["partner_has_degree"].to_list(), dtype=object)}
    assert SCHEME.batch(objects).rejected == ()


def test_a_frame_that_may_lose_its_order_is_refused() -> None:
    with pytest.raises(TypeError, match="a batch is a Polars or pandas DataFrame"):
        SCHEME.batch(PEOPLE.lazy())
