"""Values as databases hold them: every type of column, every form of a moment, every kind of day."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from qmasdsl.codegen.sql import sql_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Misfit, Style, decode
from qmasdsl.ir.periods import completed
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Scalar, Value, YesNo

WHOLE = Numeric(Form.WHOLE, -20, 120)
TENTHS = Numeric(Form.NUMBER, -50, 90, 5, 1)
CENTS = Numeric(Form.MONEY, 0, 10**14, 1, 2)
MOMENT = Moment(-(10**15), 10**15)
NOTHING = "nothing"
UNFIT = "does not fit"


def of(type: Scalar) -> ir.Ruleset:
    """Rules that give as many points as the value of the only fact, encoded."""
    number: ir.Number = ir.FactValue("f")
    if isinstance(type, YesNo):
        parts = (ir.Rule(ir.FactHolds("f"), ir.Constant(1), "yes", "…"),)
    else:
        parts = (ir.Rule(ir.Truth(True), number, "key", "…"),)
    test = ir.Test("t", ir.NoPassMark(), (ir.Factor("t.f", parts),))
    return ir.Ruleset("one", "One", facts=(ir.Fact("f", type),), tests=(test,), source_hash="", source_name="")


def told(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The value of each row of the total and `problem`."""
    found = []
    for total, problem in rows:
        if problem is None:
            found.append(total)
        else:
            assert total is None
            found.append(NOTHING if problem == "`f` is missing" else UNFIT)
            assert problem == "`f` is missing" or problem.endswith("something else was given")
    return found


def in_duckdb(type: Scalar, column: str, values: Sequence[str], setting: str = "") -> list[Any]:
    query = sql_of(of(type), "duckdb", view=None, keep=["id"]).rstrip().rstrip(";")
    with duckdb.connect() as connection:
        connection.execute(f"{setting}; CREATE TABLE applicants (id INTEGER, f {column})")
        for at, value in enumerate(values):
            connection.execute(f"INSERT INTO applicants VALUES ({at}, {value})")
        rows = connection.execute(f'SELECT "t.total", problem FROM ({query}) ORDER BY id').fetchall()
    return told(rows)


def in_sqlite(type: Scalar, column: str, values: Sequence[Any]) -> list[Any]:
    query = sql_of(of(type), "sqlite", view=None, keep=["id"]).rstrip().rstrip(";")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE applicants (id INTEGER, f {column})")
        connection.executemany("INSERT INTO applicants VALUES (?, ?)", list(enumerate(values)))
        rows = connection.execute(f'SELECT "t.total", problem FROM ({query}) ORDER BY id').fetchall()
    return told(rows)


# ---- numbers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL(5, 0)"])
def test_duckdb_reads_whole_numbers_from_every_type(column: str) -> None:
    values = ["-21", "-20", "0", "120", "121", "NULL"]
    assert in_duckdb(WHOLE, column, values) == [UNFIT, -20, 0, 120, UNFIT, NOTHING]
    assert in_duckdb(TENTHS, column, ["-6", "-5", "9", "10", "100"]) == [UNFIT, -50, 90, UNFIT, UNFIT]


@pytest.mark.parametrize("column", ["UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"])
def test_duckdb_reads_them_from_types_without_a_sign(column: str) -> None:
    assert in_duckdb(WHOLE, column, ["0", "120", "121", "255"]) == [0, 120, UNFIT, UNFIT]
    assert in_duckdb(TENTHS, column, ["0", "9", "10", "200"]) == [0, 90, UNFIT, UNFIT]


def test_duckdb_reads_decimals_to_the_last_place() -> None:
    for column in ("DECIMAL(18, 3)", "DECIMAL(38, 20)", "DOUBLE"):
        values = ["8.5", "8.55", "-5", "-5.5", "9", "9.001", "0.0"]
        assert in_duckdb(TENTHS, column, values) == [85, UNFIT, -50, UNFIT, 90, UNFIT, 0]
    assert in_duckdb(TENTHS, "DECIMAL(38, 30)", [f"8.5{'0' * 28}1", f"8.5{'0' * 29}"]) == [UNFIT, 85]
    assert in_duckdb(WHOLE, "DECIMAL(38, 30)", [f"8.{'0' * 29}1", f"8.{'0' * 30}"]) == [UNFIT, 8]
    assert in_duckdb(WHOLE, "DOUBLE", ["30", "30.5", "'nan'", "'inf'", "'-inf'", "-0.0"]) == [30, *[UNFIT] * 4, 0]


def test_a_double_is_the_number_that_is_nearest_to_it_or_none() -> None:
    cents = [0, 1, 7, 58, 115, 10**14 - 1, 10**14, 99_999_999_999_999, 12_345_678_901_234]
    doubles = [repr(cent / 100) for cent in cents]
    assert in_duckdb(CENTS, "DOUBLE", doubles) == cents
    assert in_sqlite(CENTS, "REAL", [cent / 100 for cent in cents]) == cents
    beside = [0.07000000000000002, 0.06999999999999999, 0.5800000000000001, 1.1500000000000001, 0.005]
    assert in_duckdb(CENTS, "DOUBLE", [repr(one) for one in beside]) == [UNFIT] * len(beside)
    assert in_sqlite(CENTS, "REAL", beside) == [UNFIT] * len(beside)


def test_a_float_of_32_bits_is_read_where_it_is_exact() -> None:
    assert in_duckdb(TENTHS, "FLOAT", ["8.5", "8", "0.5"]) == [85, 80, 5]
    assert in_duckdb(CENTS, "FLOAT", ["8.25", "8.1"]) == [825, UNFIT]


def test_duckdb_refuses_columns_of_other_types_or_reads_nothing_from_them() -> None:
    for column, value in (("VARCHAR", "'30'"), ("DATE", "'2020-01-01'"), ("BLOB", "'30'")):
        with pytest.raises(duckdb.Error):
            in_duckdb(WHOLE, column, [value])
    assert in_duckdb(WHOLE, "BOOLEAN", ["TRUE"]) == [UNFIT]
    assert in_duckdb(YesNo(), "INTEGER", ["1", "0", "2"]) == [UNFIT] * 3
    assert in_duckdb(YesNo(), "VARCHAR", ["'yes'", "'true'"]) == [UNFIT] * 2
    assert in_duckdb(YesNo(), "BOOLEAN", ["TRUE", "FALSE", "NULL"]) == [1, 0, NOTHING]


def test_sqlite_asks_every_value_for_its_type() -> None:
    odd = [30, 30.0, 30.5, "30", b"30", "", "abc", None, 2**62, -21, 1e300, float("inf")]
    told = [30, 30, UNFIT, UNFIT, UNFIT, UNFIT, UNFIT, NOTHING, UNFIT, UNFIT, UNFIT, UNFIT]
    assert in_sqlite(WHOLE, "", odd) == told
    assert in_sqlite(WHOLE, "TEXT", [30, "30", 11, "11"]) == [UNFIT] * 4  # such a column holds text alone
    assert in_sqlite(TENTHS, "", [8.5, 8, 8.55, "8.5", 85]) == [85, 80, UNFIT, UNFIT, UNFIT]
    assert in_sqlite(YesNo(), "", [1, 0, 2, 1.0, "1", "true", None]) == [1, 0, UNFIT, UNFIT, UNFIT, UNFIT, NOTHING]


def test_sums_are_as_wide_as_they_must_be() -> None:
    most = 2 * 10**9  # with 32 bits for itself, but not for what is added to it
    for form in (ir.Linear(((3, ir.FactValue("f")),), -7), ir.Linear(((1, ir.FactValue("f")),) * 3, -7)):
        rule = ir.Rule(ir.Truth(True), form, "key", "…")
        ruleset = replace(of(Numeric(Form.WHOLE, 0, most)), tests=(ir.Test("t", ir.NoPassMark(), (factor(rule),)),))
        query = sql_of(ruleset, "duckdb", view=None, keep=["f"])
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE applicants (f INTEGER); INSERT INTO applicants VALUES ({most})")
            (row,) = connection.execute(query).fetchall()
        assert row[3] == 3 * most - 7  # after the key, eligible and whether the test applies


def factor(*rules: ir.Rule) -> ir.Factor:
    return ir.Factor("t.f", rules)


# ---- text ----------------------------------------------------------------------------------------------

NAMES = Choice((Value("a"), Value("master"), Value("學士"), Value("é")))
ALIKE = ["a", "A", "a ", " a", "á", "", "master", "Master", "MASTER", "學士", "学士", "é", "e\u0301", "ａ", "a\u200b"]
READ = [0, UNFIT, UNFIT, UNFIT, UNFIT, UNFIT, 1, UNFIT, UNFIT, 2, UNFIT, 3, UNFIT, UNFIT, UNFIT]


@pytest.mark.parametrize("column", ["VARCHAR", "VARCHAR COLLATE NOCASE", "VARCHAR COLLATE NOCASE.NOACCENT.NFC"])
def test_duckdb_compares_letter_by_letter_whatever_the_collation(column: str) -> None:
    values = [f"'{one}'" for one in ALIKE]
    assert in_duckdb(NAMES, column, values) == READ
    assert in_duckdb(NAMES, column, values, "SET default_collation = 'NOCASE.NOACCENT'") == READ


@pytest.mark.parametrize("column", ["", "TEXT", "TEXT COLLATE NOCASE", "TEXT COLLATE RTRIM"])
def test_sqlite_compares_letter_by_letter_whatever_the_collation(column: str) -> None:
    assert in_sqlite(NAMES, column, [*ALIKE, b"a", "a\0", "a\0x"]) == [*READ, UNFIT, UNFIT, UNFIT]


def test_a_number_is_no_text_that_looks_like_it() -> None:
    digits = Choice((Value("5"), Value("six")))
    assert in_sqlite(digits, "INTEGER", [5, "5", "six"]) == [UNFIT, UNFIT, 1]
    assert in_sqlite(digits, "TEXT", [5, "5", "six"]) == [0, 0, 1]  # such a column holds text alone


def test_an_enum_is_text() -> None:
    assert in_duckdb(NAMES, "ENUM('a', 'A', 'master')", ["'a'", "'A'", "'master'"]) == [0, UNFIT, 1]


# ---- days ----------------------------------------------------------------------------------------------


def test_every_day_of_the_domain_is_read_and_none_beside() -> None:
    type = Date(date(1995, 1, 1).toordinal(), date(2005, 12, 31).toordinal())
    days = [date.fromordinal(at) for at in range(type.least - 3, type.greatest + 4)]
    read = [day.toordinal() if type.least <= day.toordinal() <= type.greatest else UNFIT for day in days]
    assert in_sqlite(type, "TEXT", [day.isoformat() for day in days]) == read
    ends = [*days[:40], *days[-40:], *(day for day in days if (day.month, day.day) in ((2, 28), (2, 29), (3, 1)))]
    shown = [day.toordinal() if type.least <= day.toordinal() <= type.greatest else UNFIT for day in ends]
    assert in_duckdb(type, "DATE", [f"DATE '{day}'" for day in ends]) == shown
    far = ["'infinity'", "'-infinity'", "DATE '0044-03-15 (BC)'", "DATE '9999-12-31'", "NULL"]
    assert in_duckdb(type, "DATE", far) == [*[UNFIT] * 4, NOTHING]


def test_sqlite_takes_a_day_in_its_one_form() -> None:
    type = Date(date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal())
    texts = [
        "2019-02-28", "2019-02-29", "2020-02-29", "1900-02-29", "2000-02-29", "2019-3-1", "2019-03-01 ",
        " 2019-03-01", "2019-03-01T00:00", "20190301", "01/03/2019", "now", "", "2019-13-01", "2019-00-10",
        "2019-01-00", "+2019-01-01", "２０１９-03-01", "2019-03-01\0", "1899-12-31", "2101-01-01",
    ]  # fmt: skip
    expected = []
    for text in texts:
        found = decode(type, text, Style.TEXT)
        expected.append(UNFIT if isinstance(found, Misfit) else found)
    assert in_sqlite(type, "TEXT", texts) == expected
    assert in_sqlite(type, "", [737_000, 2019.5, b"2019-03-01"]) == [UNFIT] * 3
    with pytest.raises(duckdb.Error):
        in_duckdb(type, "VARCHAR", ["'2019-03-01'"])
    with pytest.raises(duckdb.Error):
        in_duckdb(type, "TIMESTAMP", ["'2019-03-01'"])


def test_years_and_months_are_counted_as_the_law_counts_them() -> None:
    span = Date(date(1896, 1, 1).toordinal(), date(2104, 12, 31).toordinal())
    facts = (ir.Fact("a", span), ir.Fact("b", span))
    ends = ir.FactValue("a"), ir.FactValue("b")
    counts = {"t.y": ir.Completed(12, *ends), "t.m": ir.Completed(1, *ends)}
    later = {"t.l": ir.Later(ends[0], 12 * 17, 0), "t.s": ir.Later(ends[0], -11, -3)}
    factors = tuple(
        ir.Factor(name, (ir.Rule(ir.Truth(True), number, name, "…"),)) for name, number in (counts | later).items()
    )
    ruleset = ir.Ruleset("days", "Days", facts=facts, tests=(ir.Test("t", ir.NoPassMark(), factors),))
    leap = [date(year, month, day) for year in (1896, 1900, 1996, 2000, 2004, 2096, 2100, 2104)
            for month, day in ((1, 31), (2, 28), (2, 29), (3, 1), (12, 31))
            if (month, day) != (2, 29) or (year % 4 == 0 and year != 1900 and year != 2100)]  # fmt: skip
    pairs = [(one, other) for one in leap for other in leap]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE applicants (a DATE, b DATE)")
        connection.executemany("INSERT INTO applicants VALUES (?, ?)", pairs)
        query = sql_of(ruleset, "duckdb", view=None, keep=["a", "b"]).rstrip().rstrip(";")
        rows = connection.execute(f'SELECT a, b, "t.y", "t.m", "t.l", "t.s" FROM ({query})').fetchall()
    assert len(rows) == len(pairs)
    for one, other, *found in rows:
        start, end = one.toordinal(), other.toordinal()
        plain = [completed(12, start, end), completed(1, start, end)]
        assert found == [*plain, moved(one, 17 * 12).toordinal(), moved(one, -11).toordinal() - 3], (one, other)


def moved(day: date, months: int) -> date:
    """So many months later; where the month has no such day, the first of the next."""
    at = day.year * 12 + day.month - 1 + months
    try:
        return date(at // 12, at % 12 + 1, day.day)
    except ValueError:
        return date((at + 1) // 12, (at + 1) % 12 + 1, 1)


# ---- moments -------------------------------------------------------------------------------------------


def micros(when: datetime) -> int:
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def test_sqlite_reads_a_moment_in_every_form_of_it() -> None:
    days = ("1970-01-01", "1969-12-31", "2000-02-29", "1999-12-31", "2001-02-29", "2001-9-09", "1900-01-01")
    clocks = (
        "T00:00", "T23:59", "T24:00", "T12:60", "T7:30", " 12:30", "T12", "T12:30:59", "T12:30:60", "T12:30:05.5", "",
        "T12:30:05.000001", "T12:30:05.1234567", "T12:30:05.", "T12:30:05,5", "T12:30:5", "T12:30:05.1x",
    )  # fmt: skip
    zones = ("Z", "+00:00", "-00:00", "+08:00", "-03:30", "+23:59", "-23:59", "+24:00", "+8:00", "+0800", "", "z")
    texts = [day + clock + zone for day in days for clock in clocks for zone in zones]
    texts += ["2000-01-01T00:00Z\0", "\0", "", "Z", "now", "2000-01-01T00:00Z ", "2000-01-01T00:00+08:0０"]
    expected = []
    for text in texts:
        found = decode(MOMENT, text, Style.TEXT)
        expected.append(UNFIT if isinstance(found, Misfit) else found)
    assert in_sqlite(MOMENT, "TEXT", texts) == expected
    assert sum(one != UNFIT for one in expected) > 50
    assert in_sqlite(MOMENT, "", [0, 1.5, b"2000-01-01T00:00Z"]) == [UNFIT] * 3


@pytest.mark.parametrize("zone", ["UTC", "Asia/Hong_Kong", "America/St_Johns"])
def test_duckdb_reads_moments_in_any_time_zone(zone: str) -> None:
    whens = [datetime(1970, 1, 1, tzinfo=UTC), datetime(2001, 9, 9, 1, 46, 39, 999_999, tzinfo=UTC)]
    whens += [datetime(2001, 9, 9, 1, 46, 40, 1, tzinfo=UTC), datetime(1938, 4, 24, 22, 13, 20, tzinfo=UTC)]
    values = [f"TIMESTAMPTZ '{when.isoformat()}'" for when in whens]
    read = [when if abs(when) <= 10**15 else UNFIT for when in map(micros, whens)]
    setting = f"SET TimeZone = '{zone}'"
    assert in_duckdb(MOMENT, "TIMESTAMPTZ", [*values, "'infinity'", "NULL"], setting) == [*read, UNFIT, NOTHING]
    # Without its offset nobody knows which moment it is.
    assert in_duckdb(MOMENT, "TIMESTAMP", ["'1970-01-01 00:00:00'"], setting) == [UNFIT]
