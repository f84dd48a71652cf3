"""The sides of an impact: a chunk of rows under one version, and the groups that its people are in."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import columns_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.frozen import frozen
from qmasdsl.impact.bands import Bands, bands, quantiles
from qmasdsl.impact.edges import edges_of
from qmasdsl.impact.marks import CANDIDATE, MARK, TOTAL, reserve_name
from qmasdsl.impact.matching import Matched
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records
from qmasdsl.ir.walk import index
from qmasdsl.tables.decoding import Code, decoded
from qmasdsl.tables.scoring import Scorer
from qmasdsl.tables.sources import ColumnsDoNotFit, Schema, layout_of

_KINDS = {"passes": c.Kind.PASSES, "outcome": c.Kind.OUTCOME, "eligible": c.Kind.ELIGIBLE}
_SEVERAL = -1  # in the place of a reserve: more than one


class SideDoesNotFit(ValueError):
    """The table does not have the columns that the rules of one side, "old" or "new", need; `problems` say why."""

    def __init__(self, side: str, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.side = side
        self.problems = problems


@frozen
class Read:
    """Rows as one version reads them: their facts, and their places among the rows of the chunk, counted from 0.
    `unread` are the reasons of those of which no facts could be had."""

    facts: pl.DataFrame
    rows: Sequence[int]
    unread: tuple[tuple[str, ...], ...] = ()

    def spread(self, size: int, found: pl.DataFrame) -> pl.DataFrame:
        """`found`, which has a row for each of `rows`, with a row for every row of the chunk."""
        if len(self.rows) == size:
            return found
        rows = pl.DataFrame({"row": pl.Series(self.rows, dtype=pl.Int64)})
        every = pl.DataFrame({"row": pl.int_range(size, dtype=pl.Int64, eager=True)})
        placed = pl.concat([rows, found], how="horizontal")
        return every.join(placed, on="row", how="left", maintain_order="left").drop("row")


@frozen
class Side:
    """The results of a chunk under one version, a row for each row; `there` is which were scored."""

    results: pl.DataFrame
    there: pl.Series
    rejected: tuple[tuple[str, ...], ...]


class Version:
    """One version and what is asked of it. In its results `v0` is the first verdict, `t0` the first total; `mark` and
    `reserve` are what the selection asks."""

    def __init__(
        self, prefix: str, ruleset: ir.Ruleset, schema: Schema, verdicts: Sequence[tuple[str, str]],
        tests: Sequence[str], *, text: bool,
    ) -> None:  # fmt: skip
        """Raises `SideDoesNotFit`."""
        try:
            self._scorer = Scorer(ruleset, schema, text=text)
        except ColumnsDoNotFit as error:
            raise SideDoesNotFit("old" if prefix == "w" else "new", error.problems) from None
        names = {(one.kind, one.path): pl.col(one.name) for one in self._scorer.results}
        asked = {f"v{at}": names[_KINDS[kind], name] for at, (kind, name) in enumerate(verdicts)}
        asked |= {f"t{at}": names[c.Kind.TOTAL, f"{test}.total"].cast(pl.Int64) for at, test in enumerate(tests)}
        if any(test.name == MARK for test in ruleset.tests):
            candidate = names[c.Kind.OUTCOME, CANDIDATE]
            reserves = list(_reserves(names))
            asked["mark"] = pl.when(candidate).then(names[c.Kind.TOTAL, TOTAL].cast(pl.Int64))
            asked["reserve"] = pl.when(candidate).then(_reserve(reserves)).otherwise(0)
        self._asked = [expression.alias(f"{prefix}.{name}") for name, expression in asked.items()]

    def scored(self, size: int, read: Read) -> Side:
        found = self._scorer.score(read.facts)
        rejected = pl.Series([one.row for one in found.rejected], dtype=pl.UInt32)
        rows = pl.int_range(read.facts.height, dtype=pl.UInt32, eager=True)
        results = found.results.select(self._asked).with_columns(rows.is_in(rejected.implode()).not_().alias("there"))
        spread = read.spread(size, results)
        there = spread.drop_in_place("there").fill_null(False)
        return Side(spread, there, (*read.unread, *(one.why for one in found.rejected)))


def _reserves(names: Mapping[tuple[c.Kind, str], pl.Expr]) -> Iterator[pl.Expr]:
    number = 1
    while (c.Kind.OUTCOME, reserve_name(number)) in names:
        yield names[c.Kind.OUTCOME, reserve_name(number)]
        number += 1


def _reserve(qualifies: Sequence[pl.Expr]) -> pl.Expr:
    """The number of the one reserve somebody qualifies for; 0 for none."""
    if not qualifies:
        return pl.lit(0)
    several = pl.sum_horizontal(one.cast(pl.Int8) for one in qualifies) > 1
    found = pl.lit(0)
    for number, one in enumerate(qualifies, 1):
        found = pl.when(one).then(pl.lit(number)).otherwise(found)
    return pl.when(several).then(pl.lit(_SEVERAL)).otherwise(found)


class Groups:
    """Which group of each fact a person is in. `places` names the columns that say so, and the fact's column."""

    def __init__(self, matched: Matched, old: Schema, new: Schema, *, text: bool) -> None:
        self._edges = _edges(matched)
        self.bands: dict[str, Bands] = {}
        self.places: dict[str, str] = {}
        own = {fact.name for fact in matched.new.facts}
        # What a version reads of a table tells of its own facts; the other's facts are read with the other.
        self._new = _codes([fact for fact in matched.facts if fact.name in own], new, text)
        self._old = _codes([fact for fact in matched.facts if fact.name not in own], old, text)

    def codes(self, size: int, old: Read, new: Read) -> pl.DataFrame:
        """A column for each fact with the number of the band that the person is in; null where nothing is given."""
        found: list[pl.Series] = []
        for read, parts in ((new, self._new), (old, self._old)):
            if parts:
                spread = read.spread(size, read.facts.select(codes.alias(column.name) for column, codes in parts))
                for column, _ in parts:
                    place = f"g{len(found)}"
                    self.places[place] = column.name
                    found.append(self._band(column, spread[column.name]).alias(place))
        return pl.DataFrame(found)

    def _band(self, column: c.Column, codes: pl.Series) -> pl.Series:
        parted = self.bands.get(column.name) or bands(column, self._edges.get(column.name, ()))
        if parted is None:
            if codes.null_count() == len(codes):
                # Later rows may have values to part it by.
                return pl.repeat(None, len(codes), dtype=pl.Int32, eager=True)
            parted = quantiles(column, codes.drop_nulls().sort().to_list())
        self.bands[column.name] = parted
        starts = pl.Series(parted.starts, dtype=pl.Int64)
        band = starts.search_sorted(codes.fill_null(parted.starts[0]), side="right").cast(pl.Int32) - 1
        return pl.select(pl.when(codes.is_not_null()).then(band)).to_series()


def _edges(matched: Matched) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for ruleset in (matched.old, matched.new):
        for name, edges in edges_of(sheet_of(ruleset)).items():
            found.setdefault(name, []).extend(edges)
    return found


def _codes(facts: Sequence[ir.Fact], schema: Schema, text: bool) -> list[tuple[c.Column, pl.Expr]]:
    """The codes of these facts, as far as the table has them: of records only how many there are."""
    # With a condition, so that a table may be without them.
    anywhere = tuple(ir.Fact(one.name, one.type, gate=ir.Truth(True), member=one.member) for one in facts)
    columns = [
        column
        for fact in facts
        for column in columns_of(fact)
        if not isinstance(fact.type, Records) or column.name == fact.name
    ]
    sheet = c.Sheet(tuple(columns), (), (), ())
    sources = layout_of(index(ir.Ruleset("groups", "", anywhere)), sheet, schema, text=text).sources
    found: list[tuple[c.Column, pl.Expr]] = []
    for column in columns:
        source = sources[column.name]
        code = None if source.held == pl.Null else decoded(column.type, source.values, source.held, text=source.text)
        if code is not None:
            found.append((column, _inside(code)))
    return found


def _inside(code: Code) -> pl.Expr:
    """The codes within their domain; off its steps is only what no version scores."""
    codes = code.codes.cast(pl.Int64)
    if code.least is None or code.greatest is None:
        return codes
    return pl.when(codes.is_between(code.least, code.greatest)).then(codes)
