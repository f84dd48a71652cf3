"""Claims, cases, wordings, and the rule set as a whole."""

from dataclasses import field
from datetime import date

from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes.declarations import Always, Define, Fact, List, Outcome, Question, Requirement, Selection, Test
from qmasdsl.ir.nodes.expressions import Condition, Number
from qmasdsl.ir.types import Type
from qmasdsl.source import Span


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
    never has more (not `falls`). Of both the same facts exist, and the tests that the subject speaks of apply
    to both. More of a `some of` fact is one value more, of records one record more. What moves with a fact
    moves as far as it does, or to the end of its domain; where it is no number, to that end at once.
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
