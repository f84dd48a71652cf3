"""DuckDB, PostgreSQL and Spark, which tests run (so is SQLite, in `sqlite`)."""

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import CannotSay, Dialect, Make, Shape, instant, is_of
from qmasdsl.codegen.sql.making import between, binary, bracketed, call, case, cast, chain, number
from qmasdsl.ir.types import Numeric


class DuckDb(Dialect):
    name = "duckdb"
    title = "DuckDB"
    ran = True
    materialized = False
    whole_row = True
    odd_names = True
    escaped = ""
    floats = True

    def quotient(self, of: Make, by: int) -> exp.Expr:
        return exp.IntDiv(this=bracketed(of()), expression=number(by))

    def yes_or_no(self, raw: Make) -> exp.Expr:
        return case((is_of(exp.Typeof(this=raw()), "BOOLEAN"), cast(raw(), "boolean")))

    def in_bytes(self, raw: Make) -> exp.Expr:
        return collated(cast(raw(), "varchar"), exp.to_identifier("C", quoted=True))

    def inside(self, type: Numeric, raw: Make) -> exp.Expr:
        # Yes would be read as 1.
        is_number = exp.NEQ(this=exp.Typeof(this=raw()), expression=exp.Literal.string("BOOLEAN"))
        return case((is_number, super().inside(type, raw)))

    def is_double(self, raw: Make) -> exp.Expr:
        return is_of(exp.Typeof(this=raw()), "DOUBLE", "FLOAT")

    def as_decimal(self, whole: exp.Expr) -> exp.Expr:
        return cast(whole, "decimal(18, 0)")

    def days(self, raw: Make) -> exp.Expr:
        return binary(exp.Sub, raw(), self.date(719_163))

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        fits = case((between(raw(), instant(least), instant(greatest)), call("EPOCH_US", raw())))
        return case((is_of(exp.Typeof(this=raw()), "TIMESTAMP WITH TIME ZONE"), fits))


class Postgres(Dialect):
    name = "postgres"
    title = "PostgreSQL"
    ran = True
    shape = Shape.LATERAL
    fence = True
    folds = False
    longest = 63
    widest = 1_600
    odd_names = True
    floats = True

    def yes_or_no(self, raw: Make) -> exp.Expr:
        return raw()

    def in_bytes(self, raw: Make) -> exp.Expr:
        return collated(cast(raw(), "text"), exp.to_identifier("C", quoted=True))

    def is_double(self, raw: Make) -> exp.Expr:
        return is_of(cast(call("PG_TYPEOF", raw()), "text"), "double precision", "real")

    def days(self, raw: Make) -> exp.Expr:
        return binary(exp.Sub, raw(), self.date(719_163))

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        seconds = exp.Extract(this=exp.var("EPOCH"), expression=raw())
        micros = cast(binary(exp.Mul, seconds, number(1_000_000)), "bigint")
        fits = case((between(raw(), instant(least), instant(greatest)), micros))
        return case((is_of(cast(call("PG_TYPEOF", raw()), "text"), "timestamp with time zone"), fits))


class Spark(Dialect):
    name = "spark"
    title = "Spark"
    ran = True
    shape = Shape.LATERAL
    odd_names = True
    escaped = "\\$"  # `${env:HOME}` in a statement is replaced before anything else is read
    floats = True

    def check(self, text: str) -> None:
        super().check(text)
        if "${" in text:
            raise CannotSay(f"`{text[:60]}` holds `${{`, which {self.title} replaces wherever it stands")

    def quotient(self, of: Make, by: int) -> exp.Expr:
        return exp.IntDiv(this=bracketed(of()), expression=number(by))

    def yes_or_no(self, raw: Make) -> exp.Expr:
        return case((is_of(exp.Typeof(this=raw()), "boolean"), cast(raw(), "boolean")))

    def in_bytes(self, raw: Make) -> exp.Expr:
        return collated(cast(raw(), "varchar"), exp.var("UTF8_BINARY"))

    def inside(self, type: Numeric, raw: Make) -> exp.Expr:
        # Text would be read as a number, and leniently.
        decimal = exp.Like(this=exp.Typeof(this=raw()), expression=exp.Literal.string("decimal%"))
        is_number = chain(exp.Or, [is_of(exp.Typeof(this=raw()), *_WHOLE, "double", "float"), decimal])
        return case((is_number, super().inside(type, raw)))

    def is_whole(self, raw: Make) -> exp.Expr:
        # Beside a decimal of many places a BIGINT would cost it the last of them.
        whole = self.as_decimal(cast(raw(), "bigint"))
        return case((is_of(exp.Typeof(this=raw()), *_WHOLE), exp.true()), otherwise=binary(exp.EQ, whole, raw()))

    def is_double(self, raw: Make) -> exp.Expr:
        return is_of(exp.Typeof(this=raw()), "double", "float")

    def as_decimal(self, whole: exp.Expr) -> exp.Expr:
        return cast(whole, "decimal(16, 0)")

    def day(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        return case((is_of(exp.Typeof(this=raw()), "date"), super().day(raw, least, greatest)))

    def days(self, raw: Make) -> exp.Expr:
        return call("DATEDIFF", raw(), self.date(719_163))

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        fits = case((between(raw(), instant(least), instant(greatest)), call("UNIX_MICROS", raw())))
        return case((is_of(exp.Typeof(this=raw()), "timestamp"), fits))


_WHOLE = ("tinyint", "smallint", "int", "bigint")


def collated(text: exp.Expr, collation: exp.Expr) -> exp.Expr:
    return exp.Collate(this=text, expression=collation)
