"""The scheme, facts, lists, requirements: what is declared."""

from dataclasses import field

from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax.nodes.expressions import Cite, Day, Expr, Name, Path, Text
from qmasdsl.syntax.nodes.types import TypeExpr


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
