"""Tests, sections, factors and the rules in them; defines and outcomes."""

from dataclasses import field
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax.nodes.declarations import Require
from qmasdsl.syntax.nodes.expressions import Cite, Expr, Name, Operator, Path, Quantity, Text


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
