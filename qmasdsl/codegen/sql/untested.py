"""Dialects that no test runs. What is printed for them says so in its first line."""

from collections.abc import Sequence

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import Dialect, Make, instant, is_of
from qmasdsl.codegen.sql.making import between, binary, both, bracketed, call, case, cast, divided, number
from qmasdsl.codegen.sql.ran import Spark
from qmasdsl.ir.types import Numeric

_EPOCH_DAY = 719_163


class Databricks(Spark):
    name = "databricks"
    title = "Databricks"
    ran = False


class BigQuery(Dialect):
    name = "bigquery"
    title = "BigQuery"
    narrow = False
    whole_row = True

    def column(self, name: str) -> str:
        # No column of a table can have a dot in its name.
        return super().column(name).replace(".", "_")

    def in_bytes(self, raw: Make) -> exp.Expr:
        return cast(cast(raw(), "text"), "binary")

    def bytes_of(self, text: str) -> exp.Expr:
        return cast(self.text(text), "binary")

    def quotient(self, of: Make, by: int) -> exp.Expr:
        return call("DIV", of(), number(by))

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        return case((between(raw(), instant(least), instant(greatest)), call("UNIX_MICROS", raw())))


class Snowflake(Dialect):
    name = "snowflake"
    title = "Snowflake"
    capitals = True
    narrow = False

    def yes_or_no(self, raw: Make) -> exp.Expr:
        return case((is_of(_type_of(raw), "BOOLEAN"), cast(raw(), "boolean")))

    def inside(self, type: Numeric, raw: Make) -> exp.Expr:
        # Text would be read as a number.
        return case((is_of(_type_of(raw), "INTEGER", "DECIMAL", "DOUBLE"), super().inside(type, raw)))

    def in_bytes(self, raw: Make) -> exp.Expr:
        return call("COLLATE", cast(raw(), "varchar"), exp.Literal.string("utf8"))

    def quotient(self, of: Make, by: int) -> exp.Expr:
        # A quotient has six decimals here and is rounded to them: what is divided must go in evenly.
        even = binary(exp.Sub, of(), self.rest(of(), by))
        return self.whole(divided(even, number(by)))

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        micros = call("DATE_PART", exp.var("EPOCH_MICROSECOND"), raw())
        return case((between(raw(), instant(least), instant(greatest)), micros))


def _type_of(raw: Make) -> exp.Expr:
    return call("TYPEOF", call("TO_VARIANT", raw()))


class Trino(Dialect):
    name = "trino"
    title = "Trino"

    def in_bytes(self, raw: Make) -> exp.Expr:
        return cast(raw(), "varchar")


class Redshift(Dialect):
    name = "redshift"
    title = "Redshift"
    longest = 127

    def in_bytes(self, raw: Make) -> exp.Expr:
        # The dot at the end makes blanks before it count.
        dotted = exp.DPipe(this=cast(raw(), "varchar(65535)"), expression=exp.Literal.string("."))
        return call("COLLATE", dotted, exp.Literal.string("case_sensitive"))

    def bytes_of(self, text: str) -> exp.Expr:
        return self.text(f"{text}.")


class SqlServer(Dialect):
    name = "tsql"
    title = "SQL Server"
    truths = False
    longest = 128

    def plain(self, text: str) -> exp.Expr:
        return exp.National(this=text)

    def letter(self, code: int) -> exp.Expr:
        return call("NCHAR", number(code))

    def digits(self, whole: exp.Expr) -> exp.Expr:
        return cast(whole, "nvarchar(20)")

    def cut(self, text: exp.Expr, start: int) -> exp.Expr:
        return call("SUBSTRING", text, number(start), number(2**31 - 1))

    def yes_or_no(self, raw: Make) -> exp.Expr:
        return case((is_of(_base_type(raw), "bit"), super().yes_or_no(raw)))

    def inside(self, type: Numeric, raw: Make) -> exp.Expr:
        # Text would be read as a number, and an empty one as 0.
        asked = case((is_of(_base_type(raw), *_NUMBERS), case((super().inside(type, raw), number(1)))))
        return binary(exp.EQ, asked, number(1))

    def in_bytes(self, raw: Make) -> exp.Expr:
        # The dot at the end makes blanks before it count.
        dotted = exp.DPipe(this=cast(raw(), "nvarchar(4000)"), expression=exp.National(this="."))
        return exp.Collate(this=exp.Paren(this=dotted), expression=exp.var("Latin1_General_100_BIN2"))

    def bytes_of(self, text: str) -> exp.Expr:
        return self.text(f"{text}.")

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        since = cast(exp.Literal.string("1970-01-01 00:00:00+00:00"), "timestamptz")
        micros = call("DATEDIFF_BIG", exp.var("MICROSECOND"), since, raw())
        return case((between(raw(), instant(least), instant(greatest)), micros))


_NUMBERS = ("tinyint", "smallint", "int", "bigint", "decimal", "numeric", "money", "smallmoney")


def _base_type(raw: Make) -> exp.Expr:
    return call("SQL_VARIANT_PROPERTY", raw(), exp.Literal.string("BaseType"))


class MySql(Dialect):
    name = "mysql"
    title = "MySQL"
    truths = False
    longest = 64

    def joined(self, parts: Sequence[exp.Expr]) -> exp.Expr:
        return parts[0] if len(parts) == 1 else call("CONCAT", *parts)

    def letter(self, code: int) -> exp.Expr:
        return call("CONVERT", call("CHAR", number(code)), exp.var("CHAR"))

    def whole(self, item: exp.Expr, wide: bool = False) -> exp.Expr:
        return cast(item, "bigint")

    def quotient(self, of: Make, by: int) -> exp.Expr:
        return exp.IntDiv(this=bracketed(of()), expression=number(by))

    # Text would be read as whatever it begins with, and as 0 where that is no number.

    def yes_or_no(self, raw: Make) -> exp.Expr:
        return case((_looks_like(raw, "^[01]$"), raw()))

    def inside(self, type: Numeric, raw: Make) -> exp.Expr:
        return both(_looks_like(raw, "^-?[0-9]+([.][0-9]+)?$"), super().inside(type, raw))

    def day(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        return case((_looks_like(raw, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), super().day(raw, least, greatest)))

    def in_bytes(self, raw: Make) -> exp.Expr:
        return exp.Collate(this=cast(raw(), "char"), expression=exp.var("utf8mb4_0900_bin"))


def _looks_like(raw: Make, pattern: str) -> exp.Expr:
    return call("REGEXP_LIKE", cast(raw(), "char"), exp.Literal.string(pattern))


class Oracle(Dialect):
    name = "oracle"
    title = "Oracle"
    capitals = True
    truths = False
    narrow = False
    longest = 128
    escaped = "\\&"  # SQL*Plus asks what `&name` is to be

    def digits(self, whole: exp.Expr) -> exp.Expr:
        return call("TO_CHAR", whole)

    def whole(self, item: exp.Expr, wide: bool = False) -> exp.Expr:
        return cast(item, "int")

    def quotient(self, of: Make, by: int) -> exp.Expr:
        return call("TRUNC", divided(of(), number(by)))

    def in_bytes(self, raw: Make) -> exp.Expr:
        return exp.Collate(this=cast(raw(), "varchar2(4000)"), expression=exp.var("BINARY"))

    def date(self, ordinal: int) -> exp.Expr:
        literal = super().date(ordinal).this
        return call("TO_DATE", literal, exp.Literal.string("YYYY-MM-DD"))

    def days(self, raw: Make) -> exp.Expr:
        return binary(exp.Sub, raw(), self.date(_EPOCH_DAY))

    def day(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        # Here a date has a time of day.
        return case((binary(exp.EQ, call("TRUNC", raw()), raw()), super().day(raw, least, greatest)))


class ClickHouse(Dialect):
    name = "clickhouse"
    title = "ClickHouse"

    def in_bytes(self, raw: Make) -> exp.Expr:
        return cast(raw(), "text")

    def quotient(self, of: Make, by: int) -> exp.Expr:
        return call("intDiv", of(), number(by))

    def date(self, ordinal: int) -> exp.Expr:
        return call("toDate32", super().date(ordinal).this)

    def days(self, raw: Make) -> exp.Expr:
        return call("dateDiff", exp.Literal.string("day"), self.date(_EPOCH_DAY), raw())

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        def micros(when: exp.Expr) -> exp.Expr:
            return call("toDateTime64", when, number(6), exp.Literal.string("UTC"))

        ends = (micros(exp.Literal.string(instant(end).this.this.removesuffix("+00:00"))) for end in (least, greatest))
        return case((between(raw(), *ends), call("toUnixTimestamp64Micro", micros(raw()))))
