"""Claims: `prove that` lines, tried on a few hundred applicants.

A claim speaks of every possible applicant; trying cannot prove it, but one applicant refutes it. We try
ordinary mixtures of values from both sides of every threshold, and, for the greatest and least points, the
applicant that the rules are most generous to. What refutes a claim has been scored by the interpreter.

The applicants are the same in every run: `check` says the same today and tomorrow.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import assert_never

from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.persons import has, person
from qmasdsl.analysis.population import Person, Population
from qmasdsl.analysis.problems_claims import ClaimRefuted
from qmasdsl.analysis.reach import Reach
from qmasdsl.analysis.regions import Cell
from qmasdsl.analysis.richest import richest
from qmasdsl.diagnostics.model import Problem
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Numeric, Records
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import index
from qmasdsl.ir.words import value_words
from qmasdsl.source import Span

SAMPLES = 60
_PAIRS = 8  # for each fact that a claim says rises
_SEED = 2018
_ORDINARY_AGE = 30


class Trial:
    """The claims of a rule set, and the applicants they are tried on."""

    def __init__(self, ground: Ground, samples: int) -> None:
        self.index = ground.index
        self._population = Population(ground.index)
        self._random = Random(_SEED)
        self._reach = Reach(ground)
        found = [self._population.made({}, self._resting), *(self._sample() for _ in range(samples))]
        self._people = [Meaning(ground.index, person) for person in found if person is not None]

    def meet(self, person: Person) -> None:
        """Try the claims on `person` from now on, and on nobody else."""
        self._people = [Meaning(self.index, person)]

    def refuted(self, claim: ir.Claim) -> Problem | None:
        """The problem that an applicant shows `claim` to be; None if none of those tried does."""
        if claim.span is None:
            return None
        match claim:
            case ir.RangeClaim():
                return self._out_of_range(claim, claim.span)
            case ir.HoldsClaim():
                return self._false(claim, claim.span)
            case ir.TrendClaim():
                return self._against_trend(claim, claim.span)
            case _:
                assert_never(claim)

    def _out_of_range(self, claim: ir.RangeClaim, span: Span) -> Problem | None:
        def outside(meaning: Meaning) -> bool:
            number = meaning.number(claim.subject)
            return isinstance(number, int) and not claim.least <= number <= claim.greatest

        people = [*self._richest(claim.subject), *self._people]
        shown = next((meaning for meaning in people if outside(meaning)), None)
        if shown is None:
            return None
        plain = self._plainer(shown, outside)
        words = f"the rules give {plain.number(claim.subject)}, the claim says from {claim.least} to {claim.greatest}"
        return ClaimRefuted(span=span, claim=claim.text, example=self._said(plain), notes=(words,))

    def _false(self, claim: ir.HoldsClaim, span: Span) -> Problem | None:
        def fails(meaning: Meaning) -> bool:
            return meaning.holds(claim.condition) is False

        shown = next((meaning for meaning in self._people if fails(meaning)), None)
        if shown is None:
            return None
        return ClaimRefuted(span=span, claim=claim.text, example=self._said(self._plainer(shown, fails)), notes=())

    def _against_trend(self, claim: ir.TrendClaim, span: Span) -> Problem | None:
        for name in claim.rising:
            for lower in self._people[:_PAIRS]:
                for higher in self._raised(lower, name, claim):
                    if self._goes_wrong(claim, lower, higher):
                        return self._pair(claim, span, name, lower, higher)
        return None

    def _goes_wrong(self, claim: ir.TrendClaim, lower: Meaning, higher: Meaning) -> bool:
        within = claim.condition
        if within is not None and not (lower.holds(within) is True and higher.holds(within) is True):
            return False
        less, more = lower.number(claim.subject), higher.number(claim.subject)
        if isinstance(less, Unknown) or isinstance(more, Unknown):
            return False
        return more < less if claim.falls else more > less

    def _raised(self, lower: Meaning, name: str, claim: ir.TrendClaim) -> Iterator[Meaning]:
        """The same applicant with the next values of `name` up, and more of what moves with it."""
        if name not in lower.facts:
            return
        value = lower.facts[name]
        above = [other for other in self._population.values[name] if _is_more(other, value)]
        for other in [*above[:1], *above[-1:]]:
            moved: Person = {**lower.facts, name: other}
            for beside in claim.together:
                if beside in moved:
                    moved[beside] = self._as_far(beside, moved[beside], value, other)
            if self._population.is_possible(moved):
                yield Meaning(self.index, moved)

    def _as_far(self, name: str, value: ir.Encoded, was: ir.Encoded, now: ir.Encoded) -> ir.Encoded:
        """`value` moved up as far as `was` was, if the type can say so, else one step up."""
        kind = self.index.facts[name].type
        if isinstance(kind, Numeric) and isinstance(value, int) and isinstance(was, int) and isinstance(now, int):
            return min(kind.greatest, value + now - was)
        above = [other for other in self._population.values[name] if _is_more(other, value)]
        return above[0] if above else value

    def _pair(self, claim: ir.TrendClaim, span: Span, name: str, lower: Meaning, higher: Meaning) -> Problem:
        changed = {fact: value for fact, value in higher.facts.items() if lower.facts[fact] != value}

        def still(meaning: Meaning) -> bool:
            other: Person = {**meaning.facts, **changed}
            if any(meaning.facts.get(fact) != lower.facts[fact] for fact in changed):
                return False
            return self._population.is_possible(other) and self._goes_wrong(claim, meaning, Meaning(self.index, other))

        plain = self._plainer(lower, still)
        other = Meaning(self.index, {**plain.facts, **changed})
        rises = " and ".join(self._has(fact, value) for fact, value in changed.items())
        points = f"{other.number(claim.subject)} instead of {plain.number(claim.subject)}"
        words = f"the same applicant, but {rises}: {points}"
        example = self._said(plain, always=(name,))
        return ClaimRefuted(span=span, claim=claim.text, example=example, notes=(words,))

    # People

    def _sample(self) -> Person | None:
        return self._population.made({}, lambda _, values: self._random.choice(values))

    def _resting(self, name: str, values: Sequence[ir.Encoded]) -> ir.Encoded:
        kind = self.index.facts[name].type
        if isinstance(kind, Numeric):
            return min(max(_ORDINARY_AGE if kind.unit == "years" else 0, kind.least), kind.greatest)
        return values[-1] if isinstance(kind, Choice) and not kind.ordered else values[0]

    def _richest(self, subject: ir.Number) -> Iterator[Meaning]:
        if isinstance(subject, ir.Score):
            person = richest(self._population, self._reach, subject.path, self._resting)
            if person is not None:
                yield Meaning(self.index, person)

    def _plainer(self, shown: Meaning, still: Callable[[Meaning], bool]) -> Meaning:
        """`shown` with everything at rest that can be without losing the point."""
        for name in self.index.facts:
            if name not in shown.facts:
                continue
            person: Person = {**shown.facts, name: self._resting(name, self._population.values[name])}
            calmer = Meaning(self.index, person)
            if self._population.is_possible(person) and still(calmer):
                shown = calmer
        return shown

    def _said(self, shown: Meaning, always: tuple[str, ...] = ()) -> str:
        """The applicant by what is not at rest."""
        told = [
            self._has(name, value)
            for name, value in shown.facts.items()
            if name in always or value != self._resting(name, self._population.values[name])
        ]
        return person(told) if told else "an applicant with nothing in particular"

    def _has(self, name: str, value: ir.Encoded) -> str:
        match self.index.facts[name].type:
            case Records(_, fields):
                kinds = {field.name: field.type for field in fields}
                rows = [", ".join(f"{n} {value_words(kinds[n], v)}" for n, v in row) for row in _rows(value)]
                return f"{name} ({'; '.join(rows)})"
            case _ if isinstance(value, int | frozenset):
                return has(self.index, name, Cell(value))
            case kind:
                return f"{name} {value_words(kind, value)}"


def try_claims(ruleset: ir.Ruleset, samples: int = SAMPLES) -> tuple[Problem, ...]:
    """The claims of `ruleset` that an applicant refutes. Those that are left are not refuted, and not proved."""
    if not ruleset.claims:
        return ()
    trial = Trial(Ground(index(ruleset)), samples)
    return tuple(found for claim in ruleset.claims if (found := trial.refuted(claim)) is not None)


def _is_more(one: ir.Encoded, other: ir.Encoded) -> bool:
    return isinstance(one, int) and isinstance(other, int) and one > other


def _rows(value: ir.Encoded) -> tuple[tuple[tuple[str, "int | bool | frozenset[int]"], ...], ...]:
    return value if isinstance(value, tuple) else ()
