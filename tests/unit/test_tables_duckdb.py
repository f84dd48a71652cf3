"""DuckDB scores a table as Polars does, and rejects the same rows with the same words."""

import polars as pl
import pytest

from agreement.applicants import applicants
from agreement.targets import table_of
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.tables.in_duckdb import DuckDb
from qmasdsl.tables.scoring import ColumnsDoNotFit, Scorer
from tests.bench.many_applicants import table
from unit.everybody import ROOT, shipped
from unit.made_rulesets import made_ruleset

HONG_KONG = shipped(ROOT / "rulesets/hk/qmas/2018-08-28.qmas")


@pytest.mark.parametrize("ruleset", [HONG_KONG, *map(made_ruleset, range(4))], ids=lambda one: one.name)
@pytest.mark.parametrize("awards", [False, True])
def test_it_says_what_polars_says(ruleset: Ruleset, awards: bool) -> None:
    frame = table_of(ruleset, applicants(ruleset, 40, 2))
    made = DuckDb(ruleset, frame.schema, text=False, awards=awards)
    beside = Scorer(ruleset, frame.schema, awards=awards)
    found, expected = made.score(frame), beside.score(frame)
    assert found.results.equals(expected.results)
    assert found.rejected == expected.rejected != ()
    assert (made.schema, made.kept) == (beside.schema, beside.kept)


def test_rows_keep_their_order() -> None:
    """Of more rows than a database takes at once."""
    frame = table(300_000)
    found = DuckDb(HONG_KONG, frame.schema, text=False, awards=False).score(frame)
    assert found.results.equals(Scorer(HONG_KONG, frame.schema).score(frame).results)


def test_what_only_polars_can_put_apart_is_refused() -> None:
    frame = table_of(HONG_KONG, applicants(HONG_KONG, 3, 2))
    records = frame.with_columns(children=pl.lit([], pl.List(pl.Struct({"child_age": pl.Int64}))))
    with pytest.raises(ColumnsDoNotFit, match="a column `children`"):
        DuckDb(HONG_KONG, records.schema, text=False, awards=False)
