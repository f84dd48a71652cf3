"""Amendments: what later law changes in a scheme, one block for each place it changes."""

from dataclasses import field
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax.nodes.claims import (
    Case,
    EachDraw,
    NoQuota,
    ProveHolds,
    ProveTrend,
    Quota,
    Rank,
    Selection,
    Ties,
    UseFacts,
    Wording,
)
from qmasdsl.syntax.nodes.declarations import (
    Always,
    Entry,
    FactLine,
    Facts,
    InForce,
    KindLine,
    Kinds,
    ListBlock,
    Question,
    Require,
    Scheme,
    SourceLine,
)
from qmasdsl.syntax.nodes.expressions import Name, Path
from qmasdsl.syntax.nodes.rules import (
    Define,
    Factor,
    Heading,
    NoPassMark,
    Outcome,
    PassMark,
    PassWhen,
    Test,
    TestItem,
)


class Place(StrEnum):
    """What an amendment may look into: `in list talent_list`, `in facts`, `in section general.family`"""

    LIST = "list"
    FACTS = "facts"
    KINDS = "kinds"
    SELECTION = "selection"
    TEST = "test"
    SECTION = "section"
    SCHEME = "scheme"


@frozen
class HeadPart:
    """A part of a head line said by itself, `out of 225`: the one part that `heading` has"""

    heading: Heading
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Named:
    """A thing by its sort and name: `factor family`, `this test requires competent`. Entries, facts and kinds are
    said by their name alone; the selection has none."""

    sort: str
    name: Name | None
    span: Span = field(compare=False, repr=False, kw_only=True)


Choosing = Quota | NoQuota | EachDraw | Rank | Ties
Said = Choosing | PassMark | PassWhen | NoPassMark | HeadPart | Always
TopThing = ListBlock | Question | Define | Require | Outcome | Test | Factor | Selection | Always | UseFacts
Thing = Entry | FactLine | KindLine | Choosing | TestItem | HeadPart | TopThing


@frozen
class Add:
    """`add actuary "Actuaries"`, or `add` and one or several things beneath it"""

    things: tuple[Thing, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Repeal:
    """`repeal actuary`, `repeal factor family and substitute` and what stands beneath it; what has no name is said
    again: `repeal pass mark 80 and substitute pass mark 85`"""

    what: Named | Said
    substitutes: tuple[Thing, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class ChangesIn:
    """`in test general` and the lines beneath it; `name` is None for facts, kinds, the selection and the scheme"""

    place: Place
    name: Path | None
    changes: tuple[Add | Repeal, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@frozen
class Amendment:
    """`amend hk.qmas`, since when, on whose word, and what it changes"""

    name: Path
    clauses: tuple[InForce | SourceLine, ...]
    blocks: tuple[ChangesIn, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


Item = (
    Scheme | Kinds | Facts | Always | ListBlock | Question | Define | Require | Test | Factor | Outcome | Selection
    | ProveHolds | ProveTrend | Case | Wording | UseFacts | Amendment
)
