"""Inputs: the columns in which a rule set's facts are given.

A fact is a column by its name. A `some of` fact is a yes/no column for each value (`languages.french`). Records are
a column that says how many there are (`children`) and a column for every field of the first, the second … of them
(`children.1.child_age`), up to the number the rules allow. Where the years since a day are counted from that day
(`years since born`), the day may be given instead.
"""

from collections.abc import Iterator

from qmasdsl.columns.nodes import Column
from qmasdsl.ir.nodes import Fact
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Scalar, Several, Type, YesNo
from qmasdsl.ir.walk import Index

ANY_DAY = Date(693_596, 767_009)  # 1900-01-01 to 2100-12-31: a birthday that is no fact of its own


def columns_of(fact: Fact) -> Iterator[Column]:
    """The columns of a fact, in the order of its declaration."""
    if not isinstance(fact.type, Records):
        yield from _columns(fact.name, fact.name, fact.type, fact.label)
        return
    many = Numeric(Form.WHOLE, 0, fact.type.limit)
    yield Column(fact.name, fact.name, many, 0, fact.label)
    for at in range(1, fact.type.limit + 1):
        for field in fact.type.fields:
            yield from _columns(f"{fact.name}.{at}.{field.name}", fact.name, field.type, field.label)


def column_of_day(index: Index, fact: Fact) -> Column | None:
    """The column of the day from which the years of `fact` are counted, where they are counted at all."""
    since = fact.type.since if isinstance(fact.type, Numeric) else None
    if since is None:
        return None
    given = index.facts.get(since)
    type = given.type if given is not None and isinstance(given.type, Date) else ANY_DAY
    return Column(since, since if given is not None else fact.name, type, type.least)


def _columns(name: str, fact: str, type: Scalar, label: str) -> Iterator[Column]:
    if isinstance(type, Several):
        for value in type.values:
            yield Column(f"{name}.{value.name}", fact, YesNo(), 0, value.label or label)
    else:
        yield Column(name, fact, type, _absent(type), label)


def _absent(type: Type) -> int:
    """What a cell reads where nothing is given: 0 where that is a value, else the least."""
    match type:
        case Numeric(_, least, greatest, step) if not (least <= 0 <= greatest and least % step == 0):
            return least
        case Date(least) | Moment(least):
            return least
        case Choice() | YesNo() | Numeric() | Several() | Records():
            return 0


def range_of(column: Column) -> tuple[int, int]:
    """The least and the greatest that a cell of the column reads."""
    match column.type:
        case YesNo():
            return 0, 1
        case Numeric(_, least, greatest) | Date(least, greatest) | Moment(least, greatest):
            return least, greatest
        case Choice(values):
            return 0, len(values) - 1
        case Several():
            raise TypeError(f"{column.name!r}: a `some of` fact is a column for each value")
