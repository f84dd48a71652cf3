"""Sources: where in a table each column of a sheet is found, and what stands in the way.

A fact is a column by its name, or part of a group (`ielts` with a field `reading`); a `some of` fact is a list, text
with commas, or a yes/no column for each value; records are a list of groups, or a column that says how many and one
for each field of each. Every other column of the table is kept and is none of our business.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import column_of_day
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import closest
from qmasdsl.ir.types import Records, Several
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import type_words

Schema = Mapping[str, pl.DataType]


@frozen
class Source:
    """What a column of a sheet is read from, and what type that holds; `given` is whether anything is given."""

    values: pl.Expr
    held: pl.DataType
    given: pl.Expr
    text: bool = False


class ColumnsDoNotFit(ValueError):
    """The columns of a table are not those the rules need; `problems` are sentences that say what is wrong."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@frozen
class Layout:
    """How the facts stand in a table. Rows of which any of `odd` holds have something beside the facts that only the
    reader of single applicants can weigh. `used` are the columns that hold facts, `kept` the others."""

    sources: Mapping[str, Source]
    odd: tuple[pl.Expr, ...]
    used: tuple[str, ...]
    kept: tuple[str, ...]


def counted_in(names: Index, schema: Schema) -> frozenset[str]:
    """The facts that are years since a day, where the table has that day and not the years."""
    return frozenset(
        fact.name
        for fact in names.ruleset.facts
        if (day := column_of_day(names, fact)) is not None and fact.name not in schema and day.name in schema
    )


def layout_of(names: Index, sheet: c.Sheet, schema: Schema, *, text: bool) -> Layout:
    """Where every column of `sheet` stands in a table with `schema`. Raises `ColumnsDoNotFit`."""
    finder = _Finder(names, schema, text)
    sources = {column.name: source for column in sheet.columns if (source := finder.find(column)) is not None}
    missing = [column for column in sheet.columns if column.name not in sources]
    problems = [*finder.problems, *_lacking(names, missing, schema, finder.used)]
    if problems:
        raise ColumnsDoNotFit(tuple(dict.fromkeys(problems)))
    days = {day.name for fact in names.ruleset.facts if (day := column_of_day(names, fact)) is not None}
    beside = [day for day in sorted(days) if day in schema and day not in sources]
    odd = [_something(pl.col(day), text) for day in beside] + finder.odd(text)
    nothing = Source(pl.lit(None), pl.Null(), pl.lit(False))
    whole = {column.name: sources.get(column.name, nothing) for column in sheet.columns}
    used = finder.used.union(beside)
    parts = [[name for name in schema if (name in used) is facts] for facts in (True, False)]
    return Layout(whole, tuple(odd), tuple(parts[0]), tuple(parts[1]))


def _lacking(names: Index, missing: list[c.Column], schema: Schema, used: set[str]) -> Iterator[str]:
    """A fact that always exists must have a column; one that sometimes exists may be without where it does not."""
    spare = [name for name in schema if name not in used]
    for fact in names.ruleset.facts:
        lacks = [column.name for column in missing if column.fact == fact.name]
        if not lacks or fact.gate is not None:
            continue
        if isinstance(fact.type, Records) and lacks[0] != fact.name:
            # Further records than the table has room for are nobody's.
            continue
        near = closest(fact.name, spare)
        meant = f"; did you mean the column `{near}`?" if near else ""
        label = f" ({fact.label})" if fact.label else ""
        yield f"there is no column `{lacks[0]}`{label}: {type_words(fact.type)}{meant}"


def _something(column: pl.Expr, text: bool) -> pl.Expr:
    """Whether anything stands in a column."""
    return (column != "").fill_null(False) if text else column.is_not_null()


class _Finder:
    def __init__(self, names: Index, schema: Schema, text: bool) -> None:
        self.problems: list[str] = []
        self.used: set[str] = set()
        self._facts: dict[str, ir.Fact] = {}
        self._names = names
        self._schema = schema
        self._text = text

    def find(self, column: c.Column) -> Source | None:
        """The source of a column; None where the table has none."""
        fact = self._names.facts[column.fact]
        self._facts.setdefault(fact.name, fact)
        if column.name in self._schema and not self._is_other_form(column, fact):
            self.used.add(column.name)
            return self._plain(pl.col(column.name), self._schema[column.name], column.name)
        if isinstance(fact.type, Several):
            return self._of_several(column, fact)
        if isinstance(fact.type, Records):
            return self._of_records(column, fact, fact.type)
        return self._of_group(fact)

    def _plain(self, values: pl.Expr, held: pl.DataType, name: str) -> Source:
        if self._text and held == pl.String:
            # In text an empty cell is nothing given.
            values = pl.when(values != "").then(values)
        return Source(values, held, values.is_not_null(), self._text)

    def _is_other_form(self, column: c.Column, fact: ir.Fact) -> bool:
        """Whether the table's column holds all of a fact, which the sheet has in several columns."""
        held = self._schema[column.name]
        of_records = isinstance(fact.type, Records) and column.name == fact.name
        return of_records and (isinstance(held, pl.List) or held == pl.String)

    def _of_group(self, fact: ir.Fact) -> Source | None:
        group, member = fact.member or ("", "")
        held = self._schema.get(group)
        if not isinstance(held, pl.Struct):
            return None
        self.used.add(group)
        inner = next((one for one in held.fields if one.name == member), None)
        if inner is None:
            return None
        return self._plain(pl.col(group).struct.field(member), _instance(inner.dtype), group)

    def _of_several(self, column: c.Column, fact: ir.Fact) -> Source | None:
        held, values = self._whole(fact.name)
        if held is None:
            return None
        assert isinstance(fact.type, Several)
        return _one_of(values, held, column.name.rpartition(".")[2], [one.name for one in fact.type.values])

    def _whole(self, name: str) -> tuple[pl.DataType | None, pl.Expr]:
        """The one column in which a fact stands whole: by its name, or in its group."""
        held = self._schema.get(name)
        if held is not None:
            self.used.add(name)
            return held, pl.col(name)
        source = self._of_group(self._names.facts[name])
        return (None, pl.lit(None)) if source is None else (source.held, source.values)

    def _of_records(self, column: c.Column, fact: ir.Fact, type: Records) -> Source | None:
        held = None if self._text else self._schema.get(fact.name)
        if column.name == fact.name and not isinstance(held, pl.List):
            return self._count_of_cells(fact, type)
        records = pl.col(fact.name)
        if column.name == fact.name:
            self.used.add(fact.name)
            return Source(records.list.len().cast(pl.Int64), pl.Int64(), records.is_not_null())
        at, _, rest = column.name.removeprefix(f"{fact.name}.").partition(".")
        # A yes/no column for each value of a `some of` field may stand as one list or text.
        name, _, value = rest.partition(".")
        several = next((one.type for one in type.fields if one.name == name and isinstance(one.type, Several)), None)
        cell = f"{fact.name}.{at}.{name}"
        if cell in self._schema:
            self.used.add(cell)
            values, inner = pl.col(cell), self._schema[cell]
        elif isinstance(held, pl.List) and name in (fields := _fields(held)):
            values, inner = records.list.get(int(at) - 1, null_on_oob=True).struct.field(name), fields[name]
        else:
            return None
        if isinstance(several, Several):
            return _one_of(values, inner, value, [one.name for one in several.values])
        return Source(values, inner, values.is_not_null())

    def odd(self, text: bool) -> list[pl.Expr]:
        """Whether there are fields or members that the rules do not know."""
        found: list[pl.Expr] = []
        groups = {fact.member[0] for fact in self._facts.values() if fact.member is not None}
        for group in sorted(groups & self.used):
            held, column = self._schema[group], pl.col(group)
            members = {fact.member[1] for fact in self._facts.values() if fact.member and fact.member[0] == group}
            extra = [one.name for one in held.fields if one.name not in members] if isinstance(held, pl.Struct) else []
            found += (column.struct.field(name).is_not_null() for name in extra)
        for fact in self._facts.values():
            known = {one.name for one in fact.type.fields} if isinstance(fact.type, Records) else set()
            fields = _fields(self._schema.get(fact.name)) if known else {}
            for name in (name for name in fields if name not in known):
                there = pl.element().struct.field(name).is_not_null()
                found.append(pl.col(fact.name).list.eval(there).list.any().fill_null(False))
            start = f"{fact.name}."
            cells = [name for name in self._schema if known and name.startswith(start) and name not in self.used]
            spare = [name for name in cells if name.removeprefix(start)[:1].isdigit()]
            self.used.update(spare)
            found += (_something(pl.col(name), text) for name in spare)
        return found

    def _count_of_cells(self, fact: ir.Fact, type: Records) -> Source | None:
        """How many records there are: as many as have a cell filled in, or `none` or 0 where that is said."""
        filled: list[pl.Expr] = []
        for at in range(1, type.limit + 1):
            cells = [name for name in self._schema if name.startswith(f"{fact.name}.{at}.")]
            if cells:
                there = pl.any_horizontal([_something(pl.col(name), self._text) for name in cells])
                filled.append(pl.when(there).then(pl.lit(at)))
        many = pl.max_horizontal(filled) if filled else pl.lit(None, pl.Int32)
        if fact.name not in self._schema:
            return Source(many, pl.Int32(), many.is_not_null()) if filled else None
        self.used.add(fact.name)
        said = pl.when(pl.col(fact.name) != "").then(pl.col(fact.name))
        number = pl.when(said == "none").then(pl.lit("0")).otherwise(said)
        # A number that is not the number of records is for the reader to judge.
        agreed = number == many.fill_null(0).cast(pl.String)
        count = pl.when(said.is_null()).then(many).when(agreed).then(many.fill_null(0))
        return Source(count, pl.Int32(), said.is_not_null() | many.is_not_null())


def _one_of(values: pl.Expr, held: pl.DataType, value: str, known: list[str]) -> Source | None:
    """Whether `value` is among those held; null where anything held is unknown or there twice."""
    if held == pl.String:
        split = pl.when(values == "none").then(pl.lit([], pl.List(pl.String))).otherwise(values.str.split(","))
        given = values.is_not_null() & (values != "")
        items: pl.Expr = pl.when(given).then(split)
    elif isinstance(held, pl.List) and held.inner == pl.String:
        items, given = values, values.is_not_null()
    else:
        return Source(pl.lit(None), pl.Null(), values.is_not_null())
    plain = items.list.eval(pl.element().is_in(known)).list.all() & (items.list.n_unique() == items.list.len())
    return Source(pl.when(plain).then(items.list.contains(value)), pl.Boolean(), given)


def _fields(held: pl.DataType | None) -> dict[str, pl.DataType]:
    """The fields of a list of groups."""
    inner = held.inner if isinstance(held, pl.List) else None
    return {one.name: _instance(one.dtype) for one in inner.fields} if isinstance(inner, pl.Struct) else {}


def _instance(held: object) -> pl.DataType:
    """A type of Polars, which may be the class where it has nothing to tell."""
    made = held() if isinstance(held, type) else held
    assert isinstance(made, pl.DataType)
    return made
