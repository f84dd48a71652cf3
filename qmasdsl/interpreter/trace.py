"""Results: what scoring says, and how it came to say it.

`Result` is what services act on; its names are those of the JSON form, which only ever gains names. A
verdict is True, False or None for *depends*; `depends_on` then names the facts that are missing. Within
a test, requirements, sections and factors go by their short names, an award's `factor` and `key` by the
whole one. `Trace` keeps the reasons as data; `explain` finds the words.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Condition, Encoded, Rule
from qmasdsl.ir.unknown import Amount, Truth

Verdict = bool | None


@frozen
class Version:
    """The day these rules came into force (ISO, None if unsaid) and the hash of their text."""

    from_: str | None
    hash: str


@frozen
class Award:
    """Points that a rule certainly gives, before the caps above it; a rule that gives 0 is no award. The label and
    the citation are the rule's own, else its factor's."""

    key: str
    factor: str
    points: int
    label: str
    cite: str
    line: int | None


@frozen
class TestResult:
    """A test. Where it does not apply it does not pass; its points are None unless it certainly applies."""

    applies: Verdict
    total: int | None
    passes: Verdict
    pass_mark: int | None
    requirements: Mapping[str, Verdict]
    sections: Mapping[str, int | None]
    factors: Mapping[str, int | None]
    awards: tuple[Award, ...]


class Standing(StrEnum):
    """What became of a rule."""

    COUNTS = "counts"
    OUTDONE = "holds, but a higher one counts"
    NOT_READ = "is not read, because an earlier one counts"
    NOT_MET = "does not hold"
    OPEN = "depends on a missing fact"


@frozen
class Step:
    """One rule, and what it is worth: to whom it does not apply, 0."""

    rule: Rule
    standing: Standing
    worth: Amount


@frozen
class Tally:
    """The points of a factor, a section or a total, `before` and after its cap. Behind a shut `only when`
    it does not apply: nothing was read, and the points are 0."""

    applies: Truth
    before: Amount
    cap: Amount | None
    points: Amount
    steps: tuple[Step, ...] = ()


@frozen
class Reason:
    """Whether a condition holds, and by what: for a comparison what the applicant `has` and what it
    `needs`; `within` are the conditions inside it that decided, to be looked up in turn."""

    holds: Verdict
    has: Encoded | None = None
    needs: int | None = None
    within: tuple[Condition, ...] = ()


@frozen
class Trace:
    """Tallies by dotted name (`general.age`, `general.total`); reasons of all conditions that were read."""

    tallies: Mapping[str, Tally]
    reasons: Mapping[Condition, Reason]


@frozen
class Result:
    """What the rules say of one applicant. `outcomes` are what a service acts on."""

    scheme: str
    version: Version
    eligible: Verdict
    requirements: Mapping[str, Verdict]
    tests: Mapping[str, TestResult]
    outcomes: Mapping[str, Verdict]
    depends_on: tuple[str, ...]
    trace: Trace


def as_json(result: Result) -> dict[str, object]:
    """The JSON form, version 1, in plain dictionaries and lists; the trace is left out."""
    names = (field.name for field in fields(result) if field.name != "trace")
    return {"format": 1} | {name: _plain(getattr(result, name)) for name in names}


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name.rstrip("_"): _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
