"""Partial: a result with facts missing, as data.

Its names are those of a whole `Result`; only points can be more than a number, and a few names are added. Like that
one it only ever gains names.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.trace import Award, Verdict, Version
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person


@frozen
class Between:
    """Points that depend on facts not given: the least and the greatest that possible completions reach."""

    least: int
    greatest: int


Points = int | Between | None


@frozen
class PartialTest:
    """A test, as in `Result`; points may be `Between`, and are None also where nothing could be settled."""

    applies: Verdict
    total: Points
    passes: Verdict
    pass_mark: int | None
    requirements: Mapping[str, Verdict]
    sections: Mapping[str, Points]
    factors: Mapping[str, Points]
    awards: tuple[Award, ...]


@frozen
class PartialResult:
    """What the rules say of an applicant with facts missing. Every name of `Result` is here and means the same.

    `depends_on` are the facts that something open may turn on; of these, `ask_next` are those that can be asked
    now, the one that decides most first. `undecided` names what could not be settled, as `general.total`.
    """

    scheme: str
    version: Version
    eligible: Verdict
    requirements: Mapping[str, Verdict]
    tests: Mapping[str, PartialTest]
    outcomes: Mapping[str, Verdict]
    depends_on: tuple[str, ...]
    ask_next: tuple[str, ...]
    undecided: tuple[str, ...]


@frozen
class Open:
    """What is not decided: outcomes, the passing of tests, and tests whose total can still move."""

    outcomes: tuple[ir.Condition, ...]
    passing: tuple[ir.Condition, ...]
    totals: tuple[str, ...]

    @property
    def tests(self) -> tuple[str, ...]:
        """Every test of which something is open."""
        passing = (one.test for one in self.passing if isinstance(one, ir.Passes))
        return tuple(dict.fromkeys((*self.totals, *passing)))


@frozen
class Then:
    """What an answer leaves of a test: the least and greatest total where it applies, and whether it is passed."""

    least: int
    greatest: int
    passes: Verdict


@frozen
class Answer:
    """An answer to one question: any value from `first` to `last`, and what it leaves of each open test."""

    first: int
    last: int
    tests: Mapping[str, Then]


@frozen
class Unknowns:
    """The answer, and what it rests on. `ends` are the completions that reach the least and the greatest, by
    `general.total`; `values` are all the points a total can be, where those are few."""

    result: PartialResult
    ends: Mapping[str, tuple[Person, Person]]
    values: Mapping[str, frozenset[int]]
    open: Open


def as_json(result: PartialResult) -> dict[str, object]:
    """The JSON form, version 1, in plain dictionaries and lists, with the keys of a whole result and a few more."""
    return {"format": 1} | {field.name: _plain(getattr(result, field.name)) for field in fields(result)}


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name.rstrip("_"): _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
