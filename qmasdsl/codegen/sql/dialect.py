"""Dialect: what the engines say each in its own way, and what of it holds for most of them.

Everything else of a statement is the same for all. A raw value is handed in as a function that makes the node, for a
node can stand in one place only.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlglot import exp
from sqlglot.generator import Generator

from qmasdsl.codegen.sql.making import (
    between,
    binary,
    both,
    bracketed,
    call,
    case,
    cast,
    chain,
    divided,
    number,
    switch,
)
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Scalar, Several, YesNo
from qmasdsl.ir.words import day_words

Make = Callable[[], exp.Expr]

PUT_FOR_LINE_ENDS = Generator.SENTINEL_LINE_BREAK  # sqlglot makes a line end of it when it lays out what it prints
NARROW = 2**31 - 1  # the most that 32 bits hold
_EPOCH_DAY = 719_163  # the ordinal of 1970-01-01


class CannotSay(ValueError):
    """A dialect has no way to say what a rule set needs; the sentence says what, and what to do."""


class Shape(StrEnum):
    """How one step reads what the steps before it worked out."""

    CHAIN = "each step is a query over the step before"
    LATERAL = "each step stands beside the row and the steps before"


class Dialect:
    """A dialect, by default one of those that no test runs."""

    name = ""  # as people type it, and as sqlglot knows it
    title = ""
    ran = False  # whether tests run what is printed
    shape = Shape.CHAIN
    materialized: bool | None = None  # what a step of a chain is told
    fence = False  # a step must be kept from being put into the next
    truths = True  # a yes or no is a value; else it is 1 or 0
    narrow = True  # whole numbers have 32 bits unless they are told to have 64
    whole_row = False  # a row can be handed on as one value
    capitals = False  # a name without quotes is read in capital letters
    folds = True  # names that differ in small and capital letters only are one
    longest: int | None = None  # bytes of a name that count
    widest = 1_000_000  # columns of a step
    listed = 500  # values of one `in`
    odd_names = False  # a quoted name may hold every letter
    escaped = "\\"  # letters that text must not hold as they are
    floats = False  # columns of doubles are read exactly

    # ---- names and text --------------------------------------------------------------------------------

    def column(self, name: str) -> str:
        """What a column called `name` in the rules is called here. Raises CannotSay."""
        self.check(name)
        return name

    def counted(self, name: str) -> str:
        """What of a column's name counts here: two that are the same in it are one."""
        here = self.column(name)
        if self.longest is not None:
            here = here.encode()[: self.longest].decode(errors="ignore")
        return here.lower() if self.folds else here

    def check(self, text: str) -> None:
        """Raises CannotSay where a name, or what is said, cannot be written down."""
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise CannotSay(f"`{text[:60]!a}` holds a letter that no SQL text can hold")
        if any(letter < " " or letter == "\x7f" for letter in text):
            raise CannotSay(f"`{text[:60]!a}` holds a line end or another control, which do not belong in names")
        if PUT_FOR_LINE_ENDS in text:
            raise CannotSay(f"`{PUT_FOR_LINE_ENDS}` cannot be written down in a name")
        if not self.odd_names and any(letter in "\"`[]\\'" or not letter.isprintable() for letter in text):
            raise CannotSay(f"`{text[:60]!a}` holds a letter that is not known to be safe in a name of {self.title}")

    def text(self, text: str) -> exp.Expr:
        """`text` as a value, whatever it holds and however the session is set up to read backslashes."""
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise CannotSay(f"`{text[:60]!a}` holds a letter that no SQL text can hold")
        parts: list[exp.Expr] = []
        run = ""
        marks = {found.start() for found in re.finditer(PUT_FOR_LINE_ENDS, text)}
        for at, letter in enumerate(text):
            if letter < " " or letter == "\x7f" or letter in self.escaped or at in marks:
                parts += [self.plain(run)] if run else []
                parts.append(self.letter(ord(letter)))
                run = ""
            else:
                run += letter
        parts += [self.plain(run)] if run or not parts else []
        return self.joined(parts)

    def plain(self, text: str) -> exp.Expr:
        return exp.Literal.string(text)

    def letter(self, code: int) -> exp.Expr:
        return exp.Chr(expressions=[exp.Literal.number(code)])

    def joined(self, parts: Sequence[exp.Expr]) -> exp.Expr:
        return parts[0] if len(parts) == 1 else chain(exp.DPipe, parts)

    def digits(self, whole: exp.Expr) -> exp.Expr:
        """A whole number as text."""
        return cast(whole, "varchar")

    def cut(self, text: exp.Expr, start: int) -> exp.Expr:
        """`text` from its letter number `start`."""
        return exp.Substring(this=text, start=number(start))

    # ---- arithmetic ------------------------------------------------------------------------------------

    def whole(self, item: exp.Expr, wide: bool = False) -> exp.Expr:
        return cast(item, "bigint" if wide else "int")

    def quotient(self, of: Make, by: int) -> exp.Expr:
        """How often `by` goes into what is never below 0."""
        return divided(of(), number(by))

    def rest(self, of: exp.Expr, by: int) -> exp.Expr:
        return exp.Mod(this=bracketed(of), expression=number(by))

    def least(self, items: Sequence[exp.Expr]) -> exp.Expr:
        return call("LEAST", *items)

    def greatest(self, items: Sequence[exp.Expr]) -> exp.Expr:
        return call("GREATEST", *items)

    # ---- what stands in a column of the table ----------------------------------------------------------

    def prepared(self, type: Scalar, raw: Make) -> exp.Expr | None:
        """What is to be worked out of a raw value before it can be decoded, if anything is."""
        if not isinstance(type, Numeric) or not type.places or not self.floats:
            return None

        def double() -> exp.Expr:
            return cast(raw(), "double")

        # Doubles find the number; whether it is that number is asked exactly.
        return case((self.inside(type, raw), cast(exp.Round(this=shifted(double, type.places)), "bigint")))

    def decoded(self, type: Scalar, raw: Make, prepared: Make) -> exp.Expr:
        """The encoded value, NULL where none stands there or it does not fit."""
        match type:
            case YesNo():
                return self.yes_or_no(raw)
            case Choice(values):
                return self.index(raw, [value.name for value in values])
            case Numeric():
                return self.number(type, raw, prepared)
            case Date(least, greatest):
                return self.day(raw, least, greatest)
            case Moment(least, greatest):
                return self.moment(raw, least, greatest)
            case Several():
                raise TypeError("a `some of` fact is a column for each value")

    def yes_or_no(self, raw: Make) -> exp.Expr:
        if not self.truths:
            return case((inside_bit(raw), raw()))
        yes = (binary(exp.EQ, raw(), exp.true()), exp.true())
        return case(yes, (binary(exp.EQ, raw(), exp.false()), exp.false()))

    def index(self, raw: Make, names: Sequence[str]) -> exp.Expr:
        """The place of the text among `names`, byte for byte."""
        return switch(self.in_bytes(raw), [(self.bytes_of(name), number(at)) for at, name in enumerate(names)])

    def in_bytes(self, raw: Make) -> exp.Expr:
        """The text, to be compared letter by letter whatever the collation of the column and of the session."""
        raise NotImplementedError

    def bytes_of(self, text: str) -> exp.Expr:
        return self.text(text)

    def inside(self, type: Numeric, raw: Make) -> exp.Expr:
        """In the domain; not a number and the infinities are not."""
        return between(raw(), number(type.least, type.places), number(type.greatest, type.places))

    def number(self, type: Numeric, raw: Make, prepared: Make) -> exp.Expr:
        def rounded() -> exp.Expr:
            return cast(exp.Round(this=shifted(raw, type.places)), "bigint")

        def whole() -> exp.Expr:
            return cast(raw(), "bigint")

        if not type.places:
            # Rounded or cut, what is the same as before was whole.
            scaled, exact = whole, self.is_whole(raw)
        elif self.floats:
            scaled, exact = prepared, self.is_same(type.places, raw, prepared)
        else:
            scaled, exact = rounded, binary(exp.EQ, shifted(raw, type.places), rounded())
        value = self.whole(scaled() if type.places else raw(), max(abs(type.least), abs(type.greatest)) > NARROW)
        fits = exact if type.step == 1 else both(exact, self.on_step(type, scaled))
        # An inner case, for `and` may look at its second part first, and fail on what is no number.
        return case((self.inside(type, raw), case((fits, value))))

    def is_whole(self, raw: Make) -> exp.Expr:
        return binary(exp.EQ, cast(raw(), "bigint"), raw())

    def on_step(self, type: Numeric, scaled: Make) -> exp.Expr:
        above = binary(exp.Sub, scaled(), number(type.least)) if type.least else scaled()
        return binary(exp.EQ, self.rest(above, type.step), number(0))

    def is_same(self, places: int, raw: Make, scaled: Make) -> exp.Expr:
        """The raw value is `scaled` / 10 ** `places`: decimals by decimals, doubles by the nearest double."""
        as_double = divided(cast(scaled(), "double"), cast(number(10**places), "double"))
        as_decimal = binary(exp.Mul, self.as_decimal(scaled()), number(1, places))
        return case(
            (self.is_double(raw), binary(exp.EQ, as_double, cast(raw(), "double"))),
            otherwise=binary(exp.EQ, as_decimal, raw()),
        )

    def as_decimal(self, whole: exp.Expr) -> exp.Expr:
        return whole

    def is_double(self, raw: Make) -> exp.Expr:
        raise NotImplementedError

    def day(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        since = binary(exp.Add, self.days(raw), number(_EPOCH_DAY))
        return case((between(raw(), self.date(least), self.date(greatest)), self.whole(since)))

    def days(self, raw: Make) -> exp.Expr:
        """Days since 1970-01-01."""
        return exp.DateDiff(this=raw(), expression=self.date(_EPOCH_DAY), unit=exp.var("DAY"))

    def date(self, ordinal: int) -> exp.Expr:
        return cast(exp.Literal.string(day_words(ordinal)), "date")

    def moment(self, raw: Make, least: int, greatest: int) -> exp.Expr:
        raise CannotSay(
            f"{self.title} has no date and time with an offset that is known to be read exactly; "
            "leave out the facts that are one, or take another dialect"
        )


def shifted(raw: Make, places: int) -> exp.Expr:
    return binary(exp.Mul, raw(), number(10**places))


def inside_bit(raw: Make) -> exp.Expr:
    return exp.In(this=raw(), expressions=[number(0), number(1)])


def instant(microseconds: int) -> exp.Expr:
    """A moment with its offset, so that no session's time zone has a say."""
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    return cast(exp.Literal.string(when.isoformat(" ")), "timestamptz")


def is_of(type: exp.Expr, *names: str) -> exp.Expr:
    if len(names) == 1:
        return exp.EQ(this=type, expression=exp.Literal.string(names[0]))
    return exp.In(this=type, expressions=[exp.Literal.string(name) for name in names])
