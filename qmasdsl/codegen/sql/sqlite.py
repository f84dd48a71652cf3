"""SQLite, which tests run. Every value has a type of its own whatever its column says, and so each is asked.

Days and moments are text, in the one form that the rules know: `2019-03-01`, `2019-03-01T10:00+08:00`.
"""

from collections.abc import Sequence

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import Dialect, Make, inside_bit, is_of, shifted
from qmasdsl.codegen.sql.making import between, binary, both, bracketed, call, case, cast, chain, divided, number
from qmasdsl.ir.types import Moment, Numeric, Scalar
from qmasdsl.ir.words import day_words

_EPOCH_DAY = 719_163
_DAY = 86_400
_SECOND = 1_000_000


class Sqlite(Dialect):
    name = "sqlite"
    title = "SQLite"
    ran = True
    materialized = True  # else the steps are put into each other, again and again
    narrow = False
    widest = 2_000
    odd_names = True

    def letter(self, code: int) -> exp.Expr:
        return call("CHAR", number(code))

    def digits(self, whole: exp.Expr) -> exp.Expr:
        return cast(whole, "text")

    def cut(self, text: exp.Expr, start: int) -> exp.Expr:
        return call("SUBSTR", text, number(start))

    def whole(self, item: exp.Expr, wide: bool = False) -> exp.Expr:
        return cast(item, "int")

    def least(self, items: Sequence[exp.Expr]) -> exp.Expr:
        return call("MIN", *items)

    def greatest(self, items: Sequence[exp.Expr]) -> exp.Expr:
        return call("MAX", *items)

    def yes_or_no(self, raw: Make) -> exp.Expr:
        return case((both(is_a(raw, "integer"), inside_bit(raw)), raw()))

    def index(self, raw: Make, names: Sequence[str]) -> exp.Expr:
        return case((is_a(raw, "text"), super().index(raw, names)))

    def in_bytes(self, raw: Make) -> exp.Expr:
        return exp.Collate(this=raw(), expression=exp.var("BINARY"))

    def number(self, type: Numeric, raw: Make, prepared: Make) -> exp.Expr:
        def scaled() -> exp.Expr:
            return self.whole(call("ROUND", shifted(raw, type.places)) if type.places else raw())

        same = scaled() if not type.places else divided(cast(scaled(), "double"), number(10**type.places))
        fits = [is_of(call("TYPEOF", raw()), "integer", "real"), self.inside(type, raw), binary(exp.EQ, same, raw())]
        if type.step != 1:
            fits.append(self.on_step(type, scaled))
        return case((both(*fits), scaled()))

    def day(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        ends = (exp.Literal.string(day_words(end)) for end in (least, greatest))
        return case((both(is_a(raw, "text"), between(self.in_bytes(raw), *ends), is_day(raw)), ordinal(raw)))

    def prepared(self, type: Scalar, raw: Make) -> exp.Expr | None:
        return moment(raw) if isinstance(type, Moment) else None

    def decoded(self, type: Scalar, raw: Make, prepared: Make) -> exp.Expr:
        if isinstance(type, Moment):
            return case((between(prepared(), number(type.least), number(type.greatest)), prepared()))
        return super().decoded(type, raw, prepared)


def moment(raw: Make) -> exp.Expr:
    """The microseconds since 1970 of a text that is a moment, whether or not it is inside a domain; else NULL.

    `2019-03-01T10:00:30.5+08:00`: seconds and their fraction may be left out, and Z may stand for the offset.
    """

    def tail() -> exp.Expr:  # `:30.5`
        length = binary(exp.Sub, call("LENGTH", raw()), number(16))
        zone = case((like(part(raw, -1), "Z"), number(1)), otherwise=number(6))
        return call("SUBSTR", raw(), number(17), binary(exp.Sub, length, zone))

    def filled() -> exp.Expr:  # the fraction in microseconds
        return exp.DPipe(this=part(tail, 5)(), expression=exp.Literal.string("000000"))

    fraction = both(
        like(tail, ":[0-5][0-9].[0-9]*"),
        exp.Not(this=exp.Paren(this=like(part(tail, 5), "*[^0-9]*"))),
        exp.LTE(this=call("LENGTH", tail()), expression=number(10)),
    )
    plain = binary(exp.EQ, tail(), exp.Literal.string(""))
    offset = both(like(part(raw, -6), "[+-][0-2][0-9]:[0-5][0-9]"), before_24(part(raw, -5, 2)))
    is_moment = both(
        is_a(raw, "text"),
        # Behind a NUL nothing is seen.
        binary(exp.EQ, call("LENGTH", cast(raw(), "blob")), call("LENGTH", raw())),
        is_day(part(raw, 1, 10)),
        like(part(raw, 11, 6), "T[0-2][0-9]:[0-5][0-9]"),
        before_24(part(raw, 12, 2)),
        chain(exp.Or, [plain, like(tail, ":[0-5][0-9]"), fraction]),
        chain(exp.Or, [like(part(raw, -1), "Z"), offset]),
    )
    days = binary(exp.Mul, binary(exp.Sub, ordinal(part(raw, 1, 10)), number(_EPOCH_DAY)), number(_DAY))
    clock = seconds(part(raw, 12, 2), part(raw, 15, 2))
    sign = case((like(part(raw, -6), "-*"), number(1)), otherwise=number(-1))
    away = binary(exp.Mul, sign, seconds(part(raw, -5, 2), part(raw, -2)))
    shift = case((like(part(raw, -1), "Z"), number(0)), otherwise=away)
    total = chain(exp.Add, [days, clock, whole(part(tail, 2, 2)), shift])
    micros = chain(exp.Add, [binary(exp.Mul, total, number(_SECOND)), whole(part(filled, 1, 6))])
    return case((is_moment, micros))


def part(text: Make, start: int, length: int | None = None) -> Make:
    bounds = (start,) if length is None else (start, length)
    return lambda: call("SUBSTR", text(), *map(number, bounds))


def whole(text: Make) -> exp.Expr:
    return cast(text(), "int")


def seconds(hours: Make, minutes: Make) -> exp.Expr:
    return binary(exp.Add, binary(exp.Mul, whole(hours), number(3_600)), binary(exp.Mul, whole(minutes), number(60)))


def is_a(raw: Make, type: str) -> exp.Expr:
    return binary(exp.EQ, call("TYPEOF", raw()), exp.Literal.string(type))


def like(text: Make, pattern: str) -> exp.Expr:
    return exp.Glob(this=bracketed(text()), expression=exp.Literal.string(pattern))


def is_day(text: Make) -> exp.Expr:
    """The text is a day in its one form: there and back again it stays as it is. (There alone the last of February
    may become the first of March, and DATE alone gives back what no month has.)"""
    return binary(exp.EQ, call("DATE", call("JULIANDAY", text())), text())


def ordinal(text: Make) -> exp.Expr:
    return cast(binary(exp.Sub, call("JULIANDAY", text()), exp.Literal.number("1721424.5")), "int")


def before_24(hour: Make) -> exp.Expr:
    return exp.LT(this=hour(), expression=exp.Literal.string("24"))
