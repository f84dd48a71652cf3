"""Facts, lists, rules, factors, tests: what a rule set declares."""

from dataclasses import field
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes.expressions import Condition, Number
from qmasdsl.ir.types import Type
from qmasdsl.source import Span


@frozen
class Fact:
    """One thing to know of an applicant. `gate`: it exists only where this holds. `member` is
    ("ielts", "reading") for the fact `ielts.reading`. `fixed`, `grows`, `effort` are read by route only."""

    name: str
    type: Type
    label: str = ""
    gate: Condition | None = None
    member: tuple[str, str] | None = None
    fixed: bool = False
    grows: bool = False
    effort: int | None = None
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Entry:
    """An entry of a list; `gate` is its own condition beyond the name."""

    name: str
    label: str = ""
    cite: str = ""
    gate: Condition | None = None
    text: str = ""  # the gate as fmt writes it
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class List:
    name: str
    entries: tuple[Entry, ...]
    label: str = ""
    cite: str = ""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Always:
    """What is true of every possible person. `text` is the condition as fmt writes it."""

    condition: Condition
    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Question:
    name: str
    reading: bool
    label: str = ""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Rule:
    """Gives `value` where `guard` holds.

    `key` is stable: the factor's dotted name, a slash, and the rule as fmt writes it; unique in the rule
    set. `text` is the condition as fmt writes it.
    """

    guard: Condition
    value: Number
    key: str
    text: str
    label: str = ""
    cite: str = ""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


class Policy(StrEnum):
    """How the items of a choice combine (the hit policy)."""

    ONLY_ONE = "only one applies"
    FIRST = "first that applies"
    HIGHEST = "highest that applies"
    ALL = "all that apply"


class Layout(StrEnum):
    """How the choice was written; for explanations only."""

    GROUP = "group"
    TABLE = "table"
    THRESHOLDS = "thresholds"


@frozen
class Choose:
    """Several rules and how they combine. `otherwise` is a rule whose guard is Truth(True), or None.

    An item that is itself a Choose applies where any of its rules applies (or it has an `otherwise`).
    When nothing applies the value is 0 (for a define the checker has shown that something always does).
    Where two items of ONLY_ONE apply, the first counts (the checker reports it).
    """

    policy: Policy
    items: tuple["Rule | Choose", ...]
    otherwise: Rule | None = None
    layout: Layout = Layout.GROUP
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Define:
    """A named value. `type` is YesNo for conditions. A Choose in a yes/no define gives 1 for yes, 0 for no.
    Defines stand in an order in which each only reads those before it, scores apart."""

    name: str
    type: Type
    body: "Number | Condition | Choose"
    label: str = ""
    text: str = ""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Requirement:
    """`name` is dotted for a test's own requirement: `general.competent`."""

    name: str
    condition: Condition
    text: str
    label: str = ""
    cite: str = ""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Limit:
    """`100 when partner`: the points of an `out of` or `capped at`; `when` is None if it always holds."""

    points: int
    when: Condition | None = None


@frozen
class Factor:
    """The sum of its parts, cut at its cap, where `gate` holds; else 0.

    `name` is dotted (`general.age`). `out_of` promises, `cap` cuts; each is a tuple of limits of which
    the first whose `when` holds counts (none: no limit). `section` is the dotted name of its section.
    """

    name: str
    parts: tuple[Rule | Choose, ...]
    label: str = ""
    cite: str = ""
    out_of: tuple[Limit, ...] = ()
    cap: tuple[Limit, ...] = ()
    gate: Condition | None = None
    section: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Section:
    """The sum, or with `highest` the greatest, of its factors and of the sections within it; then its cap.

    `name` is dotted (`general.spouse`); `within` is the dotted name of the section it is part of.
    """

    name: str
    label: str = ""
    cite: str = ""
    within: str | None = None
    highest: bool = False
    out_of: tuple[Limit, ...] = ()
    cap: tuple[Limit, ...] = ()
    gate: Condition | None = None
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class PassMark:
    """Passes with a total of at least `mark`."""

    mark: int


@frozen
class PassWhen:
    """All or nothing: passes, and totals `worth`, where the condition holds; else 0."""

    condition: Condition
    worth: int
    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class NoPassMark:
    """The test only ranks: whoever it applies to and who meets its requirements passes."""


@frozen
class Test:
    """A test. Its total is the sum of its top sections (or, without sections, its factors), then its cap."""

    name: str
    mark: PassMark | PassWhen | NoPassMark
    factors: tuple[Factor, ...] = ()
    sections: tuple[Section, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    label: str = ""
    cite: str = ""
    out_of: tuple[Limit, ...] = ()
    cap: tuple[Limit, ...] = ()
    gate: Condition | None = None
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Outcome:
    """What a service acts on: false for whoever is not eligible."""

    name: str
    condition: Condition
    label: str = ""
    text: str = ""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Reserve:
    """`of which 200 when COND`"""

    places: int
    when: Condition


@frozen
class Selection:
    """Ranking under a quota. `places` is None when they are set at each draw or there is no quota.
    `ties` is None for discretionary, else the facts of which the earlier goes first."""

    outcome: str | None = None
    rank_by: Number | None = None
    highest_first: bool = True
    places: int | None = None
    period: str = ""
    each_draw: bool = False
    reserves: tuple[Reserve, ...] = ()
    ties: tuple[str, ...] | None = None
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)
