"""Selection, claims, cases and wordings: what is said about the rules."""

from dataclasses import field

from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax.nodes.expressions import Expr, Name, Path, Text


@frozen
class Quota:
    """`quota 1000 per year, of which 200 when COND`"""

    places: int
    period: str
    reserves: tuple[tuple[int, Expr], ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class NoQuota:
    """`no quota`"""

    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class EachDraw:
    """`places set at each draw`"""

    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Rank:
    """`rank goes_to_selection by general.total, highest first`"""

    outcome: Name
    by: Expr
    highest_first: bool = True
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Ties:
    """`ties discretionary` (no facts) or `ties earlier submitted, lodged first`"""

    earlier: tuple[Name, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Selection:
    """`selection` and the lines beneath it"""

    items: tuple[Quota | NoQuota | EachDraw | Rank | Ties, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class ProveHolds:
    """`prove that general.total from 0 to 225` (a Between), `prove that A only if B`, any condition"""

    claim: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class ProveTrend:
    """`prove that general.total never falls as a, b rise with c while COND`"""

    subject: Expr
    falls: bool
    rising: tuple[Path, ...]
    together: tuple[Path, ...] = ()
    condition: Expr | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class GivenValue:
    """`age 34`, `partner` (yes), `not partner`, `profession fintech`, `languages {french, german}`,
    `graduate_work 6 years`, `children none`. `value` is a Truth for the bare forms; a set is a tuple."""

    fact: Path
    value: "Expr | tuple[Name, ...]"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class GivenRecords:
    """`given children` and one line a child beneath it"""

    fact: Name
    records: tuple[tuple[GivenValue, ...], ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class EverythingElse:
    """`everything else no, none or 0`"""

    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Expect:
    """`general.total 105`, `general.total from 100 to 110`, `general.passes`, `not eligible`, `clb.reading 9`.
    `value` is a Truth for the bare forms, and a pair for a range."""

    path: Path
    value: "Expr | tuple[Expr, Expr]"
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Case:
    """`case "…"` with its `given` and `expect` lines (several of each read as one)"""

    label: Text
    givens: tuple[GivenValue | GivenRecords | EverythingElse, ...]
    expects: tuple[Expect, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class WordingRow:
    """`Age | 年齡`, `general.family: Family | 家庭背景`: the first cell as written, trimmed"""

    key: str
    text: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Wording:
    """`wording zh-Hant`, its heading row and its rows"""

    language: str
    heading: tuple[str, str]
    rows: tuple[WordingRow, ...]
    heading_at: Span | None = field(default=None, compare=False, repr=False, kw_only=True)
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class UseFacts:
    """`use facts from "applicant.qmas" : age, lodged`"""

    path: Text
    names: tuple[Name, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)
