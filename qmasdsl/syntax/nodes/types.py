"""The types of facts and kinds."""

from dataclasses import field

from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax.nodes.expressions import Day, Name, Quantity


@frozen
class YesNoType:
    """`yes/no`"""

    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class NumberType:
    """`whole number from 0 to 120, years`, `number from 0 to 9 by 0.5`, `… , years since born`"""

    whole: bool
    low: Quantity
    high: Quantity
    step: Quantity | None = None
    unit: str = ""
    since: Name | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class MonthsType:
    """`months from 0 to 60 years`"""

    low: Quantity
    high: Quantity
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class MoneyType:
    """`money HKD a year, from 0 to 100_000_000`, `money NZD an hour, from 0 to 1000 by 0.01`; `period` is ""
    or `a year`, `a month`, `a week`, `a day`, `an hour`"""

    currency: str
    period: str
    low: Quantity
    high: Quantity
    step: Quantity | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class DateType:
    """`date`, `date from 1900-01-01 to 2100-12-31`"""

    low: Day | None = None
    high: Day | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class MomentType:
    """`date and time`"""

    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class OneOfType:
    """`one of general, achievement`, `one of talent_list, or other` (a single name may be a list's)"""

    names: tuple[Name, ...]
    other: bool = False
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class LevelType:
    """`level none < bachelor < master`"""

    names: tuple[Name, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class SomeOfType:
    """`some of language_list`, `some of a, b`"""

    names: tuple[Name, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class SetType:
    """`set of reading, writing`; in `kinds` only"""

    names: tuple[Name, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class RecordsType:
    """`up to 10`"""

    limit: int
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class KindType:
    """`clb_level`: a kind by its name"""

    name: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


TypeExpr = (
    YesNoType | NumberType | MonthsType | MoneyType | DateType | MomentType | OneOfType | LevelType | SomeOfType
    | SetType | RecordsType | KindType
)
