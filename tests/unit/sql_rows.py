"""Rows of a table of applicants, good and bad, beside what the interpreter says of each.

A column is stored in one of the types that a database has for it: whole numbers as integers, decimals or doubles, and
so on. A bad row has up to three cells changed: taken away, put in where there is none, out of the domain, off the
step, not a number, a text that looks much like a value and is none.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from unicodedata import normalize

from qmasdsl.columns import nodes as c
from qmasdsl.columns.evaluate import evaluate
from qmasdsl.columns.rows import row_of
from qmasdsl.columns.told import told
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import check_encoded, missing
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Misfit, Style, decode
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Scalar, Several, YesNo
from qmasdsl.ir.walk import rules
from unit.everybody import people

Cell = bool | int | float | Decimal | str | date | datetime | None
Row = dict[str, Cell]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ALIKE = {"a": "\u0430", "e": "\u0435", "o": "\u03bf", "c": "\u0441"}  # letters of other scripts that look the same


@dataclass(frozen=True)
class Expected:
    """What is to come out of a row: results by name (a truth as 0 or 1), `problem` and `reasons`."""

    results: dict[str, int | None]
    problem: str | None
    reasons: str | None


@dataclass(frozen=True)
class Rows:
    kinds: dict[str, str]
    """What each column is stored as: int, bigint, decimal, double, text, bool, date, moment."""
    rows: list[Row]
    expected: list[Expected]

    @property
    def bad(self) -> int:
        return sum(one.problem is not None for one in self.expected)


def rows_of(ruleset: ir.Ruleset, sheet: c.Sheet, count: int, bad: int, seed: int) -> Rows:
    """Rows of so many possible applicants, each with so many bad copies. `sheet` has awards."""
    random = Random(seed)
    kinds = {column.name: _kind(column.type, random) for column in sheet.columns}
    types = {column.name: column.type for column in sheet.columns}
    rows: list[Row] = []
    for person in people(ruleset, count, seed):
        cells = row_of(ruleset, person)
        row = {name: _stored(types[name], kinds[name], cells[name]) if name in cells else None for name in types}
        rows.append(row)
        rows += [_spoilt(row, types, kinds, random) for _ in range(bad)]
    return Rows(kinds, rows, [expected(ruleset, sheet, row) for row in rows])


def without_nan(ruleset: ir.Ruleset, sheet: c.Sheet, rows: Rows) -> Rows:
    """The same in a database that takes what is not a number for nothing at all."""

    def held(cell: Cell) -> Cell:
        return None if isinstance(cell, float) and math.isnan(cell) else cell

    changed = [{name: held(cell) for name, cell in row.items()} for row in rows.rows]
    again = zip(rows.rows, changed, rows.expected, strict=True)
    said = [was if row == one else expected(ruleset, sheet, one) for row, one, was in again]
    return Rows(rows.kinds, changed, said)


def expected(ruleset: ir.Ruleset, sheet: c.Sheet, row: Row) -> Expected:
    """What the interpreter says of a row; the words of what is wrong are the sheet's."""
    given = {column.name: _read(column.type, row[column.name]) for column in sheet.columns}
    known = {name: cell for name, cell in given.items() if row[name] is not None}
    broken, _ = evaluate(sheet, known)
    person = None if None in known.values() else person_of(ruleset, known)  # type: ignore[arg-type]  # None is not in it
    fits = person is not None and not check_encoded(ruleset, person) and not missing(ruleset, person)
    assert fits == (broken == [])
    if person is None or not fits:
        return Expected({one.name: None for one in sheet.results}, broken[0].words, None)
    result = score(ruleset, person)
    return Expected(told(sheet, result), None, reasons(ruleset, result))


def person_of(ruleset: ir.Ruleset, cells: Mapping[str, int]) -> dict[str, ir.Encoded] | None:
    """The applicant of whom these are the cells; None where they are of nobody."""
    left = dict(cells)
    found: dict[str, ir.Encoded] = {}
    try:
        for fact in ruleset.facts:
            if not isinstance(fact.type, Records):
                _take(left, fact.name, fact.type, found)
            elif fact.name in left:
                records = []
                for at in range(1, left.pop(fact.name) + 1):
                    record: dict[str, ir.Encoded] = {}
                    for field in fact.type.fields:
                        _take(left, f"{fact.name}.{at}.{field.name}", field.type, record)
                        if len(record) != fact.type.fields.index(field) + 1:
                            return None
                    records.append(tuple((name.rpartition(".")[2], value) for name, value in record.items()))
                found[fact.name] = tuple(records)  # type: ignore[assignment]  # their fields are no records
    except KeyError:
        return None
    return None if left else found


def _take(left: dict[str, int], name: str, type: Scalar, into: dict[str, ir.Encoded]) -> None:
    if isinstance(type, Several):
        names = [f"{name}.{value.name}" for value in type.values]
        if any(one in left for one in names):
            into[name] = frozenset(at for at, one in enumerate(names) if left.pop(one))
    elif name in left:
        into[name] = bool(left.pop(name)) if isinstance(type, YesNo) else left.pop(name)


def reasons(ruleset: ir.Ruleset, result: Result) -> str:
    """What `reasons` holds of a result."""
    said = [f"{name} not met" for name, met in result.requirements.items() if not met]
    for test in ruleset.tests:
        if not result.tests[test.name].applies:
            continue
        own = result.tests[test.name].requirements
        said += [f"{one.name} not met" for one in test.requirements if own[one.name.partition(".")[2]] is False]
    points = {award.key: award.points for test in result.tests.values() for award in test.awards}
    for test in ruleset.tests:
        for factor in test.factors:
            for rule in (rule for part in factor.parts for rule in rules(part)):
                if points.get(rule.key):
                    said.append(f"{factor.name} {points[rule.key]:+} ({rule.label or rule.text})")
    return "; ".join(said)


def lay(sheet: c.Sheet, rows: Rows, found: list[tuple[Any, ...]]) -> None:
    """What was found beside what was expected."""
    names = [one.name for one in sheet.results if one.kind is not c.Kind.AWARD]
    expected = [replace(one, results={name: one.results[name] for name in names}) for one in rows.expected]
    for one, other, row in zip(_as_told(names, found), expected, rows.rows, strict=True):
        assert one == other, row


def _as_told(names: Sequence[str], rows: list[tuple[Any, ...]]) -> list[Expected]:
    """Rows of `id`, the results, `problem` and `reasons`."""
    found = []
    for at, (key, *values, problem, reasons) in enumerate(sorted(rows)):
        assert key == at
        results = {name: None if value is None else int(value) for name, value in zip(names, values, strict=True)}
        found.append(Expected(results, problem, reasons))
    return found


# ---- how values are stored -----------------------------------------------------------------------------


def _kind(type: Scalar, random: Random) -> str:
    match type:
        case YesNo():
            return "bool"
        case Choice():
            return "text"
        case Date():
            return "date"
        case Moment():
            return "moment"
        case Numeric(places=0):
            return random.choice(("int", "int", "bigint", "decimal", "double"))
        case _:
            return random.choice(("decimal", "double"))


def _stored(type: Scalar, kind: str, value: int) -> Cell:
    match type:
        case YesNo():
            return bool(value)
        case Choice(values):
            return values[value].name
        case Date():
            return date.fromordinal(value)
        case Moment():
            return EPOCH + timedelta(microseconds=value)
        case Numeric(places=places):
            exact = Decimal(value).scaleb(-places)
            return value if kind in ("int", "bigint") else float(exact) if kind == "double" else exact
        case Several():
            raise TypeError(type)


def _read(type: Scalar, cell: Cell) -> int | None:
    """The encoding of what stands in a cell; None where nothing does, or it does not fit."""
    if isinstance(type, Numeric) and not type.places and isinstance(cell, float | Decimal):
        # In a column of doubles or decimals the whole numbers are those without a rest.
        cell = int(cell) if math.isfinite(cell) and cell == int(cell) else math.nan
    found = decode(type, cell, Style.PYTHON)
    return None if isinstance(found, Misfit) else int(found)  # type: ignore[arg-type]  # a column holds no set


def _spoilt(row: Row, types: Mapping[str, Scalar], kinds: Mapping[str, str], random: Random) -> Row:
    changed = dict(row)
    for name in random.sample(list(row), min(len(row), random.randrange(1, 4))):
        cell, type, kind = row[name], types[name], kinds[name]
        if cell is not None and random.random() < 0.3:
            changed[name] = None
        else:
            changed[name] = random.choice(list(_odd(type, kind, cell)))
    return changed


def _odd(type: Scalar, kind: str, cell: Cell) -> Iterator[Cell]:
    """Values that a cell might hold, most of which do not fit."""
    match type:
        case YesNo():
            yield not cell
        case Date(least, greatest):
            yield from (date.fromordinal(day) for day in (least - 1, least, greatest, greatest + 1))
            yield from (date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29))
        case Moment(least, greatest):
            yield from (EPOCH + timedelta(microseconds=at) for at in (least - 1, least, greatest, greatest + 1))
        case Choice(values):
            name = cell if isinstance(cell, str) else values[-1].name
            yield from ("", " ", "nobody", name, values[0].name, f"{name} ", f" {name}", f"{name}\t", f"{name}\n")
            yield from (name.upper(), name.title(), name.swapcase(), f"{name}{name}", name[:-1], f"{name}'; --")
            yield from (normalize("NFD", f"{name}\u00e9"), f"{name}\u0301", f"{name}\u200b", f"{name}\u00a0")
            yield "".join(ALIKE.get(letter, letter) for letter in name)
            yield "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in name)
        case Numeric(_, least, greatest, step, places):
            scaled = [least - 1, least, least + 1, least + step, greatest, greatest + 1, greatest - step, 0, 1]
            if kind != "int":
                scaled += [least - step * 10**6, 10**15]
            for value in scaled:
                yield _stored(type, kind, value)
            exact = Decimal(least).scaleb(-places)
            if kind == "decimal":
                yield from (exact + Decimal(1).scaleb(-places - 1), exact - Decimal(5).scaleb(-places - 2))
            if kind == "double":
                number = float(cell) if isinstance(cell, float) else float(exact)
                yield from (math.nan, math.inf, -math.inf, number + 0.5, number + 0.25, -0.0, 1e300, 5e-324)
                yield from (math.nextafter(number, math.inf), math.nextafter(number, -math.inf))
        case Several():
            raise TypeError(type)
