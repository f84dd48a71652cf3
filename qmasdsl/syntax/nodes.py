"""The syntax tree: what was written, for people, the formatter and the checker.

Each node shows in its docstring the text it stands for. Nodes are equal when they say the same thing,
wherever they stand: `span` takes no part in equality. Comments and `accepted` lines are kept beside the
tree (in `Module`), by place.

Signs have become words here (`>=` is AT_LEAST), digits have lost their separators, curly quotes are gone:
what is left is what `fmt` writes.
"""

import dataclasses
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.source import SourceFile, Span

# ---- words --------------------------------------------------------------------------------------


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


# ---- expressions --------------------------------------------------------------------------------


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


# ---- types --------------------------------------------------------------------------------------


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


# ---- declarations -------------------------------------------------------------------------------


@frozen
class InForce:
    """`in force from 2018-08-28`, `in force from 2018-08-28 to 2024-10-31`,
    `in force from some day in 2022-10-19 to 2023-04-12` (`some_day`)"""

    start: Day
    end: Day | None = None
    some_day: bool = False
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class VersionBy:
    """`version by lodged`"""

    fact: Name
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class SourceLine:
    """`source "Press release" at "https://…"`"""

    title: Text
    address: Text | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Replaces:
    """`replaces the version before it`"""

    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Jurisdiction:
    """`jurisdiction "Hong Kong"`"""

    label: Text
    span: Span = field(compare=False, repr=False, kw_only=True)


SchemeClause = InForce | VersionBy | SourceLine | Replaces | Jurisdiction


@frozen
class Scheme:
    """`scheme hk.qmas "Quality Migrant Admission Scheme"` and the lines beneath it"""

    name: Path
    label: Text | None
    clauses: tuple[SchemeClause, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class ValueLabel:
    """`master "Master's degree"`, beneath a fact or kind"""

    name: Name
    label: Text
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class FieldLine:
    """`each with child_age : whole number from 0 to 60, years "Age"`"""

    name: Name
    type: TypeExpr
    label: Text | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Modifiers:
    """`, fixed` `, grows with time` `, effort 3`"""

    fixed: bool = False
    grows: bool = False
    effort: int | None = None


@frozen
class FactLine:
    """`age, other_age : whole number from 0 to 120, years only when adult "Age" [GPT 1]`; with `of_each`,
    `ielts of each ability : …`. `values` and `fields` are the lines beneath it."""

    names: tuple[Name, ...]
    type: TypeExpr
    of_each: Name | None = None
    modifiers: Modifiers = Modifiers()
    only_when: Expr | None = None
    label: Text | None = None
    cite: Cite | None = None
    values: tuple[ValueLabel, ...] = ()
    fields: tuple[FieldLine, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Facts:
    """`facts` and the lines beneath it"""

    facts: tuple[FactLine, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class KindLine:
    """`ability : set of reading, writing`"""

    name: Name
    type: TypeExpr
    values: tuple[ValueLabel, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Kinds:
    """`kinds` and the lines beneath it"""

    kinds: tuple[KindLine, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Always:
    """`always senior_work at most graduate_work`"""

    condition: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Entry:
    """`fintech "Fintech professionals" [e]` with `only when COND` on the line beneath it"""

    name: Name
    label: Text | None = None
    cite: Cite | None = None
    only_when: Expr | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class ListBlock:
    """`list talent_list "Talent List" [PR]` and its entries"""

    name: Name
    entries: tuple[Entry, ...]
    label: Text | None = None
    cite: Cite | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Question:
    """`question relative_may_be_partner "May …?" : read as no`"""

    name: Name
    reading: bool
    label: Text | None = None
    cite: Cite | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Require:
    """`require adult "Aged 18 or over" : age at least 18` at the top, and
    `this test requires competent "…" : …` in a test"""

    name: Name
    condition: Expr
    label: Text | None = None
    cite: Cite | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


# ---- rules --------------------------------------------------------------------------------------


@frozen
class Each:
    """`for each 6 months of experience, capped at 20`; `step` is None for `for each of dependants`"""

    of: Expr
    step: Quantity | None = None
    cap: int | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Rule:
    """`COND => +20 "label" [cite]`, `+15 when all of` with a block, `+5 for each of dependants, capped at 10`.
    `condition` is None for an unconditional `for each`. In a define the value stands where the points do:
    `COND => VALUE`."""

    condition: Expr | None
    value: Expr  # in a factor always a Quantity without unit
    each: Each | None = None
    label: Text | None = None
    cite: Cite | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Otherwise:
    """`otherwise => +0` in a group, `otherwise 0` in a table or thresholds"""

    value: Expr
    label: Text | None = None
    cite: Cite | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


class GroupPolicy(StrEnum):
    ONLY_ONE = "only one applies"
    FIRST = "first that applies"
    HIGHEST = "highest that applies"
    ALL = "all that apply"


@frozen
class Group:
    """`highest that applies` and the rules and tables beneath it"""

    policy: GroupPolicy
    items: tuple["Rule | Table | Thresholds", ...]
    otherwise: Otherwise | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Band:
    """A row or column head: `18` (low = high), `20 to 29`, `3 to under 5` (`under`), `45 or over` (high None),
    `17 or under` (low None), `under 4` (low None, `under`), `over 60` (high None, `over`), `any` (both None)."""

    low: Expr | None
    high: Expr | None
    under: bool = False
    over: bool = False
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class TableRow:
    """`20 to 29 | 100 | 110`: the head is one or more bands (`master, doctorate`)"""

    head: tuple[Band, ...]
    cells: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Table:
    """`table by age` or `table by education, lowest of clb`, or `first row of table by …`, and its rows.

    With one subject each heading is the name of a condition, or the word `points` or `value` (always);
    with two it is bands of the second subject. `corner` is the heading of the first column, "" if blank.
    """

    policy: GroupPolicy  # ONLY_ONE for `table`, FIRST for `first row of`, HIGHEST for `highest row of`
    rows_by: Expr
    columns_by: Expr | None
    corner: str
    columns: tuple[Path, ...] | tuple[tuple[Band, ...], ...]
    rows: tuple[TableRow, ...]
    otherwise: Otherwise | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class LimitColumn:
    """`salary at least`, `age less than`: what a threshold's column limits"""

    subject: Expr
    operator: Operator
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class ThresholdRow:
    """`+40 | 10 years | 5 years`, `"A" | 41_700 | going_rate | phd`. `value` is None where the head of the
    thresholds gives it; a cell is None where it is blank (no limit)."""

    value: Expr | None
    cells: tuple[Expr | None, ...]
    label: Text | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Thresholds:
    """`thresholds | salary at least | and` and its rows; `thresholds => +20 | …` with `value`;
    `thresholds by ability, ielts of ability at least` with `member` and `limit`, whose headings
    (`members`) are the members of the kind. A column of `columns` is None for `and`."""

    rows: tuple[ThresholdRow, ...]
    columns: tuple[LimitColumn | None, ...] = ()
    value: Expr | None = None
    member: Name | None = None
    limit: LimitColumn | None = None
    members: tuple[Name, ...] = ()
    otherwise: Otherwise | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class ForEach:
    """`for each ability` and the one rule, group or table beneath it"""

    kind: Name
    part: "Rule | Group | Table | Thresholds"
    span: Span = field(compare=False, repr=False, kw_only=True)


Part = Rule | Group | Table | Thresholds | ForEach


@frozen
class LimitCase:
    """`100 when partner` in an `out of` or `capped at`"""

    points: int
    when: Expr | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Heading:
    """What may stand on the head line of a test, section or factor, in the order `fmt` writes it:
    label, cite, `within`, `takes the highest`, `out of`, `capped at`, `only when`."""

    label: Text | None = None
    cite: Cite | None = None
    within: Name | None = None
    highest: bool = False
    out_of: tuple[LimitCase, ...] = ()
    capped: tuple[LimitCase, ...] = ()
    only_when: Expr | None = None


@frozen
class Factor:
    """`factor age "Age" out of 30` and its parts: the first, then one for each `plus`.
    `one_line`: `factor degree "…" [2] : COND => +1`. `shared`: `shared factor …` at the top."""

    name: Name
    heading: Heading
    parts: tuple[Part, ...]
    one_line: bool = False
    shared: bool = False
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class UseFactors:
    """`use factors age, salary`, in a test or section"""

    names: tuple[Name, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Section:
    """`section transferability "…" capped at 100` and its factors"""

    name: Name
    heading: Heading
    items: tuple[Factor | UseFactors, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class PassMark:
    """`pass mark 80`"""

    mark: int
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class PassWhen:
    """`pass when (any of a, b), worth 225`"""

    condition: Expr
    worth: int
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class NoPassMark:
    """`no pass mark`"""

    span: Span = field(compare=False, repr=False, kw_only=True)


TestItem = PassMark | PassWhen | NoPassMark | Require | Section | Factor | UseFactors


@frozen
class Test:
    """`test general "General Points Test" out of 225 only when elected is general` and what is beneath it"""

    name: Name
    heading: Heading
    items: tuple[TestItem, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Define:
    """`define dependants as count of children where …`, `define clb of each ability as` and a block, and
    with a label `define dependants "Dependants" as …`"""

    name: Name
    body: "Expr | Group | Table | Thresholds"
    of_each: Name | None = None
    label: Text | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Outcome:
    """`outcome goes_to_selection "…" when general.passes`"""

    name: Name
    condition: Expr
    label: Text | None = None
    cite: Cite | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


# ---- selection ----------------------------------------------------------------------------------


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


# ---- claims, cases, wording ---------------------------------------------------------------------


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
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class UseFacts:
    """`use facts from "applicant.qmas" : age, lodged`"""

    path: Text
    names: tuple[Name, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


Item = (
    Scheme | Kinds | Facts | Always | ListBlock | Question | Define | Require | Test | Factor | Outcome | Selection
    | ProveHolds | ProveTrend | Case | Wording | UseFacts
)


# ---- the file -----------------------------------------------------------------------------------


@frozen
class Comment:
    """`# why`: with `own_line`, alone on its line; `text` starts at the `#`."""

    text: str
    own_line: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Accepted:
    """`accepted QM402 "the published table says so"`, beneath line `line` (from 1); its own depth is not read."""

    code: str
    reason: str
    line: int
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Module:
    """A file, whole. What could not be read was reported and is not here."""

    source: SourceFile
    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = field(default=(), compare=False)
    accepted: tuple[Accepted, ...] = field(default=(), compare=False)
    unread: tuple[Span, ...] = field(default=(), compare=False)  # stretches that could not be read

    def __eq__(self, other: object) -> bool:
        """Two modules are equal when they say the same, whatever file they came from."""
        return isinstance(other, Module) and self.items == other.items

    def __hash__(self) -> int:
        return hash(self.items)
