"""Frames: `scheme.batch(table)`, with the table as the caller has it and the results in the same form.

Polars reads Arrow, pandas and NumPy without our help; a `LazyFrame` is refused, because it may not keep the order of
its rows. What comes back has a row for each row that went in.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.tables.scoring import ColumnsDoNotFit, Rejected, Scorer

__all__ = ["Batch", "ColumnsDoNotFit", "Rejected", "batch"]


@frozen
class Batch:
    """The results of a table: `results` in the form of the table that was given, a row for each of its rows, in order,
    null in rows that were rejected; and the rejected rows, counted from 0, with everything that is wrong with them."""

    results: Any
    rejected: tuple[Rejected, ...]


def batch(ruleset: ir.Ruleset, table: Any, *, awards: bool = False) -> Batch:
    """The results of `ruleset` for every row of `table`: a Polars or pandas `DataFrame`, a table of `pyarrow`, or a
    mapping of names to NumPy arrays. Raises `ColumnsDoNotFit`, a ValueError, and TypeError for other tables."""
    frame = _polars(table)
    scored = Scorer(ruleset, frame.schema, awards=awards).score(frame)
    return Batch(_as(table, scored.results), scored.rejected)


def _polars(table: Any) -> pl.DataFrame:
    kind = _kind(table)
    match kind:
        case "polars":
            return table if isinstance(table, pl.DataFrame) else table.to_frame()
        case "pandas":
            return _of_pandas(pl.from_pandas(table, nan_to_null=True))
        case "arrow":
            made = pl.from_arrow(table)
            return made if isinstance(made, pl.DataFrame) else made.to_frame()
        case "numpy":
            return pl.DataFrame({name: _of_numpy(name, array) for name, array in table.items()})
    raise TypeError(
        f"a batch is a Polars or pandas DataFrame, a pyarrow Table or a mapping of names to NumPy arrays, "
        f"not a {type(table).__module__}.{type(table).__qualname__}"
    )


def _of_pandas(frame: pl.DataFrame) -> pl.DataFrame:
    """pandas writes whole numbers of which one is missing as floats, and days as moments: where a whole column is
    whole, or at midnight, that is undone."""
    changed = []
    for column in frame:
        if column.dtype.is_float() and bool((column.is_null() | (column.round() == column)).all()):
            changed.append(column.cast(pl.Int64, strict=False))
        elif isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is None:
            days = column.dt.date()
            if bool((column.is_null() | (days.cast(column.dtype) == column)).all()):
                changed.append(days)
    # A float too large for a whole number would be lost.
    return frame.with_columns(one for one in changed if one.null_count() == frame[one.name].null_count())


def _of_numpy(name: str, array: Any) -> pl.Series:
    """An array as a column; what is masked, or None among objects, is not given."""
    mask = getattr(array, "mask", None)
    if mask is not None:
        given = pl.Series(name, array.data)
        return pl.select(pl.when(~pl.Series(array.mask)).then(given)).to_series().alias(name) if mask.any() else given
    return pl.Series(name, array.tolist()) if array.dtype.hasobject else pl.Series(name, array)


def _as(table: Any, results: pl.DataFrame) -> Any:
    """The results in the form of `table`."""
    match _kind(table):
        case "pandas":
            return _to_pandas(results).set_axis(table.index, axis="index")
        case "arrow":
            return results.to_arrow()
        case "numpy":
            return {column.name: _to_numpy(column) for column in results}
        case _:
            return results


def _to_pandas(results: pl.DataFrame) -> Any:
    """In the types of pandas that know of missing whole numbers and truths."""
    import pandas as pd
    import pyarrow as pa

    kinds = {
        pa.bool_(): pd.BooleanDtype(), pa.int8(): pd.Int8Dtype(), pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(),
    }  # fmt: skip
    return results.to_arrow().to_pandas(types_mapper=kinds.get)


def _to_numpy(column: pl.Series) -> Any:
    """An array, masked where there is no result, so that points stay whole numbers."""
    import numpy as np

    if not column.null_count():
        return column.to_numpy()
    held = column.fill_null(False) if column.dtype == pl.Boolean else column.fill_null(0)
    return np.ma.MaskedArray(held.to_numpy(), mask=column.is_null().to_numpy())


def _kind(table: Any) -> str:
    if isinstance(table, pl.DataFrame):
        return "polars"
    if isinstance(table, Mapping):
        return "numpy"
    module = type(table).__module__.partition(".")[0]
    if module == "pandas" and hasattr(table, "columns"):
        return "pandas"
    return "arrow" if hasattr(table, "__arrow_c_stream__") and not isinstance(table, pl.LazyFrame) else ""
