"""Cells: an applicant as JSON has it, as the cells of a sheet's columns.

Only what is plainly right is taken here; `Odd` is raised for everything else, which is for the reader of single
applicants to judge.
"""

from collections.abc import Callable, KeysView, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import assert_never

import polars as pl

from qmasdsl.columns.inputs import column_of_day, columns_of
from qmasdsl.ir.data import Misfit, Style, decode
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Scalar, Several, YesNo
from qmasdsl.ir.walk import Index

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 10**15
Cell = bool | int | str | Decimal | date | datetime
Put = Callable[[dict[str, Cell], object], None]


class Odd(Exception):
    """Not plainly right."""


class Cells:
    """The columns of a rule set's facts, and how the names of an applicant's data fill them."""

    def __init__(self, names: Index) -> None:
        columns = [column for fact in names.ruleset.facts for column in columns_of(fact)]
        self.types: dict[str, Scalar] = {column.name: column.type for column in columns}
        self.schema: dict[str, pl.DataType] = {name: _held(type) for name, type in self.types.items()}
        days = (column_of_day(names, fact) for fact in names.ruleset.facts)
        self._ways: dict[str, Put] = {day.name: _refuse for day in days if day is not None}
        groups: dict[str, dict[str, Put]] = {}
        for fact in names.ruleset.facts:
            put = _records(fact.name, fact.type) if isinstance(fact.type, Records) else _put(fact.name, fact.type)
            self._ways[fact.name] = put
            if fact.member is not None:
                groups.setdefault(fact.member[0], {})[fact.member[1]] = put
        for group, members in groups.items():
            self._ways[group] = _group(members)
        self.days = [name for name, type in self.types.items() if isinstance(type, Date)]

    @property
    def names(self) -> KeysView[str]:
        """The names in the data that say something of a fact."""
        return self._ways.keys()

    def is_column(self, name: str) -> bool:
        return name in self.types

    def of(self, person: Mapping[str, object]) -> dict[str, Cell]:
        """The cells that are filled. Raises `Odd`."""
        cells: dict[str, Cell] = {}
        ways = self._ways
        for name, value in person.items():
            if value is not None and (put := ways.get(name)) is not None:
                put(cells, value)
        return cells

    def of_codes(self, codes: Mapping[str, int]) -> dict[str, Cell]:
        """The same from encoded values."""
        return {name: _value(self.types[name], code) for name, code in codes.items()}

    def frame(self, rows: list[dict[str, Cell]]) -> pl.DataFrame:
        """A row for each of `rows`, in the types of `schema`, where days are the texts that were given."""
        filled = set[str]().union(*rows)
        return pl.DataFrame(
            {
                name: pl.Series(name, [row.get(name) for row in rows], held)
                if name in filled
                else pl.repeat(None, len(rows), dtype=held, eager=True).alias(name)
                for name, held in self.schema.items()
            }
        )


def _put(name: str, type: Scalar) -> Put:
    match type:
        case YesNo():
            return _of_kind(name, bool)
        case Choice():
            return _text(name)
        case Date():
            return _text(name, 10)
        case Numeric(places=0):
            return _whole(name)
        case Numeric(places=places):
            return _decimal(name, places)
        case Moment():
            return _moment(name, type)
        case Several(values):
            return _several(name, [value.name for value in values])
        case _:
            assert_never(type)


def _refuse(cells: dict[str, Cell], value: object) -> None:
    raise Odd


def _of_kind(name: str, kind: type[bool]) -> Put:
    def put(cells: dict[str, Cell], value: object) -> None:
        if type(value) is not kind or name in cells:
            raise Odd
        cells[name] = value

    return put


def _text(name: str, length: int | None = None) -> Put:
    def put(cells: dict[str, Cell], value: object) -> None:
        # Half of a surrogate pair is no text that a column can hold; no name has one.
        if not isinstance(value, str) or name in cells or not value.isprintable():
            raise Odd
        if length is not None and len(value) != length:
            raise Odd
        cells[name] = value

    return put


def _whole(name: str) -> Put:
    def put(cells: dict[str, Cell], value: object) -> None:
        if type(value) is not int or not -_LARGEST < value < _LARGEST or name in cells:
            raise Odd
        cells[name] = value

    return put


def _decimal(name: str, places: int) -> Put:
    finest = Decimal(1).scaleb(-places)

    def put(cells: dict[str, Cell], value: object) -> None:
        if name in cells:
            raise Odd
        if type(value) is int and -_LARGEST < value < _LARGEST:
            cells[name] = Decimal(value)
        elif isinstance(value, Decimal) and -_LARGEST < value < _LARGEST and not value % finest:
            cells[name] = value
        else:
            raise Odd

    return put


def _moment(name: str, kind: Moment) -> Put:
    def put(cells: dict[str, Cell], value: object) -> None:
        code = decode(kind, value, Style.DATA)
        if isinstance(code, Misfit) or not isinstance(code, int) or name in cells:
            raise Odd
        cells[name] = _value(kind, code)

    return put


def _several(name: str, values: list[str]) -> Put:
    known = set(values)

    def put(cells: dict[str, Cell], value: object) -> None:
        if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
            raise Odd
        if len(set(value)) != len(value) or any(f"{name}.{one}" in cells for one in values):
            raise Odd
        cells.update({f"{name}.{one}": one in value for one in values})

    return put


def _group(members: Mapping[str, Put]) -> Put:
    def put(cells: dict[str, Cell], value: object) -> None:
        if not isinstance(value, dict):
            raise Odd
        for member, inner in value.items():
            if member not in members:
                raise Odd
            if inner is not None:
                members[member](cells, inner)

    return put


def _records(name: str, kind: Records) -> Put:
    rows = [{field.name: _put(f"{name}.{at + 1}.{field.name}", field.type) for field in kind.fields}
            for at in range(kind.limit)]  # fmt: skip

    def put(cells: dict[str, Cell], value: object) -> None:
        if not isinstance(value, list) or len(value) > len(rows) or name in cells:
            raise Odd
        cells[name] = len(value)
        for row, fields in zip(value, rows, strict=False):
            if not isinstance(row, dict) or not row.keys() <= fields.keys():
                raise Odd
            for field, inner in row.items():
                if inner is not None:
                    fields[field](cells, inner)

    return put


def _held(type: Scalar) -> pl.DataType:
    match type:
        case YesNo():
            return pl.Boolean()
        case Choice() | Date():
            return pl.String()
        case Moment():
            return pl.Datetime("us", "UTC")
        case Numeric(places=0):
            return pl.Int64()
        case Numeric(places=places):
            return pl.Decimal(38, places)
        case Several():
            raise TypeError("a `some of` fact is a column for each value")
        case _:
            assert_never(type)


def _value(type: Scalar, code: int) -> Cell:
    match type:
        case YesNo():
            return bool(code)
        case Choice(values):
            return values[code].name
        case Date():
            return date.fromordinal(code).isoformat()
        case Moment():
            return _EPOCH + timedelta(microseconds=code)
        case Numeric(places=0):
            return code
        case Numeric(places=places):
            return Decimal(code).scaleb(-places)
        case Several():
            raise TypeError("a `some of` fact is a column for each value")
        case _:
            assert_never(type)
