"""Claims: `prove that` lines, tried on a few hundred applicants.

A claim speaks of every possible applicant; trying cannot prove it, but one applicant refutes it. We try
ordinary mixtures of values from both sides of every threshold, and, for the greatest and least points, the
applicant that the rules are most generous to. What refutes a claim has been scored by the interpreter.

The applicants are the same in every run: `check` says the same today and tomorrow.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import assert_never

from qmasdsl.analysis.persons import has, person
from qmasdsl.analysis.places import head_line
from qmasdsl.analysis.population import Person, Population
from qmasdsl.analysis.problems_bounds import PromiseBroken
from qmasdsl.analysis.problems_claims import ClaimRefuted
from qmasdsl.analysis.reach import Reach
from qmasdsl.analysis.regions import Cell
from qmasdsl.analysis.richest import richest
from qmasdsl.diagnostics.model import Problem
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Numeric, Records
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import Expression, rules
from qmasdsl.ir.words import value_words
from qmasdsl.source import Span

SAMPLES = 24
_FEWEST = 6
_RULES = 500  # of a rule set with more rules, fewer applicants are tried, so that its size costs no more than itself
_LADDERS = 2  # applicants of whom each fact that a claim says rises is tried in all its values
_SEED = 2018
_ORDINARY_AGE = 30


class Trial:
    """The claims of a rule set, and the applicants they are tried on."""

    def __init__(self, reach: Reach, samples: int) -> None:
        self.index = reach.ground.index
        self._population = Population(self.index)
        self._random = Random(_SEED)
        self._reach = reach
        self._read: dict[ir.Score, frozenset[str]] = {}
        self._rich: dict[ir.Score, Meaning | None] = {}
        found = [self._population.made({}, self._resting), *(self._sample() for _ in range(samples))]
        self._people = [Meaning(self.index, person) for person in found if person is not None]

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
        example = f"{self._said(plain, claim.subject)}: the rules give {plain.number(claim.subject)}"
        return ClaimRefuted(span=span, claim=claim.text, example=example)

    def beyond(self, subject: ir.Score, promised: int) -> tuple[int, str] | None:
        """More points than `promised`, as the interpreter gives them to somebody, and to whom."""

        def more(meaning: Meaning) -> bool:
            number = meaning.number(subject)
            return isinstance(number, int) and number > promised

        shown = next((meaning for meaning in [*self._richest(subject), *self._people] if more(meaning)), None)
        if shown is None:
            return None
        plain = self._plainer(shown, more)
        points = plain.number(subject)
        return (points, self._said(plain, subject)) if isinstance(points, int) else None

    def _false(self, claim: ir.HoldsClaim, span: Span) -> Problem | None:
        def fails(meaning: Meaning) -> bool:
            return meaning.holds(claim.condition) is False

        shown = next((meaning for meaning in self._people if fails(meaning)), None)
        if shown is None:
            return None
        example = self._said(self._plainer(shown, fails), claim.condition)
        return ClaimRefuted(span=span, claim=claim.text, example=example)

    def _against_trend(self, claim: ir.TrendClaim, span: Span) -> Problem | None:
        people = [*self._richest(claim.subject), *self._applied_to(claim.subject)][:_LADDERS]
        for name in claim.rising:
            turning = replace(claim, subject=self._turning_on(claim.subject, {name, *claim.together}))
            for start in people:
                for lower, higher in pairwise(self._ladder(start, name, claim)):
                    if self._goes_wrong(turning, lower, higher):
                        return self._pair(claim, span, name, lower, higher)
        return None

    def _turning_on(self, subject: ir.Number, facts: set[str]) -> ir.Number:
        """Of a plain sum of factors, those that `facts` can change: the others are the same for both of a pair."""
        if not isinstance(subject, ir.Score) or not subject.path.endswith(".total"):
            return subject
        test = self.index.test_of(subject.path)
        if test.sections or test.cap or isinstance(test.mark, ir.PassWhen):
            return subject
        scores = [ir.Score(factor.name) for factor in test.factors]
        changing = [score for score in scores if not facts.isdisjoint(self._read_by(score))]
        return ir.Linear(tuple((1, score) for score in changing))

    def _read_by(self, score: ir.Score) -> frozenset[str]:
        if score not in self._read:
            self._read[score] = frozenset(self.index.facts_read(score))
        return self._read[score]

    def _applied_to(self, subject: ir.Number) -> Iterator[Meaning]:
        """Those tried to whom the test that `subject` speaks of applies: the others have no points to compare."""
        test = subject.path.partition(".")[0] if isinstance(subject, ir.Score) else None
        return (one for one in self._people if test is None or one.holds(ir.Applies(test)) is True)

    def _ladder(self, start: Meaning, name: str, claim: ir.TrendClaim) -> Iterator[Meaning]:
        """The same applicant with each value of `name` that is tried, rising, and more of what moves with it."""
        if name not in start.facts:
            return
        value = start.facts[name]
        for other in sorted(one for one in self._population.values[name] if isinstance(one, int)):
            moved: Person = {**start.facts, name: other}
            for beside in claim.together:
                if beside in moved:
                    moved[beside] = self._as_far(beside, moved[beside], value, other)
            meaning = start if moved == start.facts else Meaning(self.index, moved)
            if self._population.is_possible(meaning):
                yield meaning

    def _goes_wrong(self, claim: ir.TrendClaim, lower: Meaning, higher: Meaning) -> bool:
        within = claim.condition
        if within is not None and not (lower.holds(within) is True and higher.holds(within) is True):
            return False
        less, more = lower.number(claim.subject), higher.number(claim.subject)
        if isinstance(less, Unknown) or isinstance(more, Unknown):
            return False
        return more < less if claim.falls else more > less

    def _as_far(self, name: str, value: ir.Encoded, was: ir.Encoded, now: ir.Encoded) -> ir.Encoded:
        """`value` moved as far as `was` was, if the type can say so; else to the end it moves towards."""
        kind = self.index.facts[name].type
        if not isinstance(value, int) or not isinstance(was, int) or not isinstance(now, int) or was == now:
            return value
        if isinstance(kind, Numeric):
            return min(kind.greatest, max(kind.least, value + now - was))
        ends = [one for one in self._population.values[name] if isinstance(one, int)]
        return max(ends) if now > was else min(ends)

    def _pair(self, claim: ir.TrendClaim, span: Span, name: str, lower: Meaning, higher: Meaning) -> Problem:
        changed = {fact: value for fact, value in higher.facts.items() if lower.facts[fact] != value}

        def still(meaning: Meaning) -> bool:
            if any(meaning.facts.get(fact) != lower.facts[fact] for fact in changed):
                return False
            other = Meaning(self.index, {**meaning.facts, **changed})
            return self._population.is_possible(other) and self._goes_wrong(claim, meaning, other)

        plain = self._plainer(lower, still)
        other = Meaning(self.index, {**plain.facts, **changed})
        rises = " and ".join(self._has(fact, value) for fact, value in changed.items())
        points = f"{other.number(claim.subject)} instead of {plain.number(claim.subject)}"
        example = f"{self._said(plain, claim.subject, moved=name)}; the same applicant, but {rises}, has {points}"
        return ClaimRefuted(span=span, claim=claim.text, example=example)

    # People

    def _sample(self) -> Person | None:
        return self._population.made({}, lambda _, values: self._random.choice(values))

    def _resting(self, name: str, values: Sequence[ir.Encoded]) -> ir.Encoded:
        kind = self.index.facts[name].type
        if isinstance(kind, Numeric):
            return min(max(_ORDINARY_AGE if kind.unit == "years" else 0, kind.least), kind.greatest)
        return values[-1] if isinstance(kind, Choice) and not kind.ordered else values[0]

    def _richest(self, subject: ir.Number) -> Iterator[Meaning]:
        if not isinstance(subject, ir.Score):
            return
        if subject not in self._rich:
            person = richest(self._population, self._reach, subject.path, self._resting)
            self._rich[subject] = None if person is None else Meaning(self.index, person)
        found = self._rich[subject]
        if found is not None:
            yield found

    def _plainer(self, shown: Meaning, still: Callable[[Meaning], bool]) -> Meaning:
        """`shown` with everything at rest that can be without losing the point."""
        for name in self.index.facts:
            if name not in shown.facts:
                continue
            resting = self._resting(name, self._population.values[name])
            calmer = Meaning(self.index, {**shown.facts, name: resting})
            if self._population.is_possible(calmer) and still(calmer):
                shown = calmer
        return shown

    def _said(self, shown: Meaning, about: Expression, moved: str = "") -> str:
        """The applicant by what has to do with the claim and is not no, none or 0."""
        read = {*self.index.facts_read(about), moved}
        told = [
            self._has(name, value)
            for name, value in shown.facts.items()
            if name == moved or (name in read and not self._is_nothing(name, value))
        ]
        return person(told) if told else "an applicant with nothing in particular"

    def _is_nothing(self, name: str, value: ir.Encoded) -> bool:
        kind = self.index.facts[name].type
        if isinstance(kind, Choice) and not kind.ordered:
            return isinstance(value, int) and kind.values[value].name == "other"
        return not value

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


def claims(reach: Reach) -> Iterator[Problem]:
    """The claims that an applicant refutes, and what tests promise with `out of`. Those that are left are not
    refuted, and not proved."""
    index = reach.ground.index
    ruleset = index.ruleset
    promising = [test for test in ruleset.tests if len(test.out_of) == 1 and test.factors]
    if not (ruleset.claims or promising):
        return
    count = sum(1 for factor in index.factors.values() for part in factor.parts for _ in rules(part))
    trial = Trial(reach, min(SAMPLES, max(_FEWEST, SAMPLES * _RULES // max(1, count))))
    for claim in ruleset.claims:
        found = trial.refuted(claim)
        if found is not None:
            yield found
    for test in promising:
        beyond = trial.beyond(ir.Score(f"{test.name}.total"), test.out_of[0].points)
        if beyond is not None and test.span is not None:
            points, example = beyond
            yield PromiseBroken(head_line(test.span), f"`{test.name}`", test.out_of[0].points, points, example)


def _rows(value: ir.Encoded) -> tuple[tuple[tuple[str, "int | bool | frozenset[int]"], ...], ...]:
    return value if isinstance(value, tuple) else ()
