"""The intermediate representation: what a rule set means, with nothing left of how it was written.

Everything here is frozen, exact and finite. `for each` has been unrolled, facts `of each ability`
have become one fact a member (`ielts.reading`), quantities have been scaled to integers, names have
been resolved, and `plus`, tables and thresholds have become sums and choices of rules. Reading order
is kept, because `first that applies` depends on it and because people do.

A *number* expression evaluates to an int, a *condition* to a bool; see `qmasdsl.ir.types` for how
each type is encoded. The interpreter is the definition of what every node means.
"""

from dataclasses import field
from datetime import date
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.ir.types import Type
from qmasdsl.source import Span

# ---- numbers ------------------------------------------------------------------------------------


@frozen
class Constant:
    """An exact integer, already scaled."""

    value: int


@frozen
class FactValue:
    """The encoded value of a fact that is a number, date, moment or choice."""

    fact: str


@frozen
class FieldValue:
    """The encoded value of a field of the record at hand; only inside Count and Total."""

    field: str


@frozen
class DefineValue:
    """The value of a define that is a number or a choice."""

    define: str


@frozen
class Score:
    """Points: `general.total`, a factor `general.age` or a section; 0 where the test does not apply."""

    path: str


@frozen
class Linear:
    """constant + the sum of coefficient * term, exactly."""

    terms: tuple[tuple[int, "Number"], ...]
    constant: int = 0


@frozen
class Least:
    """`lowest of …`"""

    items: tuple["Number", ...]


@frozen
class Greatest:
    """`highest of …`, `greatest of (…)`"""

    items: tuple["Number", ...]


@frozen
class Count:
    """`count of children where …`: how many records satisfy `where` (all of them if None)."""

    fact: str
    where: "Condition | None" = None


@frozen
class Total:
    """`sum of FIELD of children where …`: the sum of a numeric field over the records that satisfy `where`."""

    fact: str
    field: str
    where: "Condition | None" = None


@frozen
class Size:
    """`count of languages`: how many values of a `some of` fact are held."""

    fact: str


@frozen
class Completed:
    """`completed years from A to B`: whole periods of `months` months (12 for years, 1 for months) between
    two dates, negative never: 0 if B is before A. The period from A ends on the same day of the month;
    where that month has no such day, on the first of the next (29 February -> 1 March)."""

    months: int
    start: "Number"
    end: "Number"


@frozen
class Later:
    """A date plus a constant period of `months` months (may be negative) and `days` days, same rule as Completed."""

    start: "Number"
    months: int = 0
    days: int = 0


@frozen
class Each:
    """`+N for each STEP of E, capped at M`: points * floor(of / step), never below 0, and where there is
    a cap never over it. For negative `points` (a deduction) "never below 0" bounds the number of steps and
    the cap bounds the size of the deduction."""

    points: int
    step: int
    of: "Number"
    cap: int | None = None


Number = (
    Constant | FactValue | FieldValue | DefineValue | Score | Linear | Least | Greatest | Count | Total | Size
    | Completed | Later | Each
)


# ---- conditions ---------------------------------------------------------------------------------


class Comparison(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    IS = "=="
    IS_NOT = "!="


@frozen
class Truth:
    """Always true, or always false."""

    value: bool


@frozen
class FactHolds:
    """A yes/no fact is yes."""

    fact: str


@frozen
class FieldHolds:
    """A yes/no field of the record at hand is yes; only inside Count and Total."""

    field: str


@frozen
class DefineHolds:
    """A yes/no define is yes."""

    define: str


@frozen
class Reading:
    """An open question, as the file reads it (`Question.reading`)."""

    question: str


@frozen
class Compare:
    """Two numbers of one scale compared."""

    left: Number
    comparison: Comparison
    right: Number


@frozen
class Among:
    """A choice is one of `values` (encoded, ascending): `is a`, `in {a, b}`, `is not a` under Not."""

    item: Number
    values: tuple[int, ...]


@frozen
class OnList:
    """`profession in talent_list`: the value is an entry of the list and that entry's own condition holds.
    `entries` maps each value of the item's type that is on the list (encoded, ascending) to the entry."""

    item: Number
    list: str
    entries: tuple[tuple[int, str], ...]


@frozen
class Includes:
    """`languages includes french`: a `some of` fact holds one of `values` (encoded)."""

    fact: str
    values: tuple[int, ...]


@frozen
class FieldIncludes:
    """The same of a `some of` field of the record at hand."""

    field: str
    values: tuple[int, ...]


@frozen
class And:
    """Each is read only where those before it hold."""

    items: tuple["Condition", ...]


@frozen
class Or:
    """Each is read only where those before it do not hold."""

    items: tuple["Condition", ...]


@frozen
class Not:
    item: "Condition"


@frozen
class AtLeast:
    """`at least 2 of a, b, c`"""

    count: int
    items: tuple["Condition", ...]


@frozen
class Passes:
    """`T.passes`: the test applies, its own requirements hold and its mark is reached."""

    test: str


@frozen
class Applies:
    """`T.applies`: the test's `only when` holds."""

    test: str


@frozen
class Met:
    """A requirement holds: `adult` for the scheme's, `general.competent` for a test's."""

    requirement: str


@frozen
class Eligible:
    """Every requirement of the scheme is met."""


@frozen
class Comes:
    """An outcome is true: false for whoever is not eligible."""

    outcome: str


Condition = (
    Truth | FactHolds | FieldHolds | DefineHolds | Reading | Compare | Among | OnList | Includes | FieldIncludes
    | And | Or | Not | AtLeast | Passes | Applies | Met | Eligible | Comes
)


# ---- declarations -------------------------------------------------------------------------------


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


# ---- claims and cases ---------------------------------------------------------------------------


@frozen
class RangeClaim:
    """`prove that general.total from 0 to 225`"""

    subject: Number
    least: int
    greatest: int
    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class TrendClaim:
    """`prove that P never falls as a, b rise with c while COND`.

    For each fact of `rising` alone: of two persons within `always` and `condition` who differ only in that
    fact (and, moving up with it, in those of `together`), the one with more never has less (`falls`) or
    never has more (not `falls`).
    """

    subject: Number
    falls: bool
    rising: tuple[str, ...]
    together: tuple[str, ...]
    condition: Condition | None
    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class HoldsClaim:
    """`prove that A only if B`, or any condition: true of every applicant within `always`."""

    condition: Condition
    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


Claim = RangeClaim | TrendClaim | HoldsClaim

# An encoded value (see qmasdsl.ir.types); a record is a tuple of (field, value) pairs here so that it hashes.
Encoded = int | bool | frozenset[int] | tuple[tuple[tuple[str, "int | bool | frozenset[int]"], ...], ...]


@frozen
class ExpectHolds:
    """`expect general.passes`, `expect not goes_to_selection`, `expect not eligible`"""

    condition: Condition
    holds: bool
    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class ExpectNumber:
    """`expect general.total 105`, `expect general.total from 100 to 110`; `type` says how to print it
    (None: points)."""

    subject: Number
    least: int
    greatest: int
    text: str
    type: Type | None = None
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Case:
    """One applicant and what is expected. `everything_else`: every fact not given takes its resting value
    (yes/no no; numbers, months, money 0 or, where 0 is outside, the least; a level its first; several and
    records none; behind a shut gate absent; `or other` other; dates and other choices stay unknown)."""

    label: str
    given: tuple[tuple[str, Encoded], ...]
    everything_else: bool
    expects: tuple[ExpectHolds | ExpectNumber, ...]
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@frozen
class Wording:
    """Translations: English label -> text, and for homonyms "dotted.name: label" -> text. `spans` are the rows."""

    language: str
    texts: tuple[tuple[str, str], ...]
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)
    spans: tuple[Span, ...] = field(default=(), compare=False, repr=False, kw_only=True)


@frozen
class Source:
    title: str
    address: str = ""


@frozen
class InForce:
    """From `start`; where the day is not known exactly, some day from `start` to `latest`."""

    start: date
    latest: date | None = None
    until: date | None = None


@frozen
class Ruleset:
    """A whole scheme. Names within each tuple are unique; `ir.invariants` lists what else is true."""

    name: str
    title: str
    facts: tuple[Fact, ...] = ()
    lists: tuple[List, ...] = ()
    always: tuple[Always, ...] = ()
    questions: tuple[Question, ...] = ()
    defines: tuple[Define, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    tests: tuple[Test, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    selection: Selection | None = None
    claims: tuple[Claim, ...] = ()
    cases: tuple[Case, ...] = ()
    wordings: tuple[Wording, ...] = ()
    sources: tuple[Source, ...] = ()
    in_force: InForce | None = None
    version_by: str | None = None
    replaces: bool = False
    jurisdiction: str = ""
    source_hash: str = ""
    source_name: str = ""
