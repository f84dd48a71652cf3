"""Names, texts and expressions."""

import dataclasses
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class Name:
    """A word that stands for something declared: `age`, `學歷`"""

    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Text:
    """Words for people: `"Age on the day of lodging"`, without the quotes."""

    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Cite:
    """`[GPT 2]`, without the brackets."""

    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Path:
    """`age`, `general.age`, `general.total`, `ielts.reading`"""

    parts: tuple[str, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)

    @property
    def text(self) -> str:
        return ".".join(self.parts)


@frozen
class Quantity:
    """`10`, `8.0`, `6 years 3 months`, `-5`. Each part is (digits, unit); digits are ASCII, an optional `.`,
    an optional leading `-`, no separators; unit is "" or the unit as written in full (`years`)."""

    parts: tuple[tuple[str, str], ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Day:
    """`2018-08-28`"""

    value: date
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Instant:
    """`2025-03-25T10:00+08:00`"""

    value: datetime
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Truth:
    """`yes` or `no`"""

    value: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


class Operator(StrEnum):
    """The words `fmt` writes."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE_THAN = "more than"
    LESS_THAN = "less than"
    IS = "is"
    IS_NOT = "is not"


@frozen
class Compare:
    """`age at least 18`, `education is master`"""

    left: "Expr"
    operator: Operator
    right: "Expr"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Between:
    """`age from 18 to 39`, `experience from 3 to under 5 years` (`under`: the end is not included)"""

    item: "Expr"
    low: "Expr"
    high: "Expr"
    under: bool = False
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class InSet:
    """`profession in {actuary, fintech}`"""

    item: "Expr"
    values: tuple["Expr", ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class InList:
    """`profession in talent_list`"""

    item: "Expr"
    list: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Includes:
    """`languages includes french`"""

    item: "Expr"
    value: "Expr"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Quantified:
    """`every ielts at least 6.0`, `any clb less than 4`: `test` is a Compare, Between, InSet or InList whose
    left side is the fact or define `of each …`, or the `some of` fact."""

    every: bool
    test: "Compare | Between | InSet | InList"
    span: Span = field(compare=False, repr=False, kw_only=True)


class Joint(StrEnum):
    ALL = "all of"
    ANY = "any of"
    AT_LEAST = "at least of"


@frozen
class Listed:
    """`all of a, b`, `any of a, b`, `at least 2 of a, b, c`, on one line or (`block`) one condition a line."""

    joint: Joint
    items: tuple["Expr", ...]
    count: int = 0  # only for AT_LEAST
    block: bool = False
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class And:
    """`a and b and c`"""

    items: tuple["Expr", ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Or:
    """`a or b or c`"""

    items: tuple["Expr", ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Not:
    """`not a`"""

    item: "Expr"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class OnlyIf:
    """`a only if b`; in `always` and `prove that` only"""

    left: "Expr"
    right: "Expr"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Sum:
    """`a + b - 2`: (sign, term) with sign 1 or -1; the first sign is 1 or, for a leading minus, -1."""

    terms: tuple[tuple[int, "Expr"], ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Scaled:
    """`1.5 * median`, `2 * age`: a constant times something. `factor` has no unit."""

    factor: Quantity
    item: "Expr"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Percent:
    """`90% of going_rate`"""

    percent: Quantity
    item: "Expr"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Rounded:
    """`(1.5 * 31.61) rounded down to 0.01`; constants only"""

    item: "Expr"
    up: bool
    to: Quantity
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class OfMember:
    """`ielts of ability`, `clb of reading`"""

    item: Name
    member: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Count:
    """`count of children where child_age less than 18`, `count of languages`"""

    item: Name
    where: "Expr | None" = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Total:
    """`sum of income of dependants where …`"""

    field: Name
    item: Name
    where: "Expr | None" = None
    span: Span = dataclasses.field(compare=False, repr=False, kw_only=True)


@frozen
class Extreme:
    """`lowest of clb`, `highest of (a, b)`; `greatest of` is written `highest of`, `least of` `lowest of`"""

    highest: bool
    items: tuple["Expr", ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Completed:
    """`completed years from born to lodged`, `completed months from a to b`"""

    unit: str  # "years" or "months"
    start: "Expr"
    end: "Expr"
    span: Span = field(compare=False, repr=False, kw_only=True)


Expr = (
    Path | Quantity | Day | Instant | Truth | Compare | Between | InSet | InList | Includes | Quantified | Listed
    | And | Or | Not | OnlyIf | Sum | Scaled | Percent | Rounded | OfMember | Count | Total | Extreme | Completed
)
