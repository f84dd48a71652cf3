"""A suite: few cases that between them show every rule, both sides of every limit and every part of a condition.

For each goal the prover finds an applicant. Two are made into one where they do not contradict each other and the
one still shows all that either did, as long as a reader can take it in; then whoever shows nothing that others do
not is left out. What comes of it says what the rules do: somebody has to read it beside the law.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from qmasdsl.cases.aims import Aims
from qmasdsl.cases.coverage import Gathering, Lack, evidence
from qmasdsl.cases.filling import shows
from qmasdsl.cases.goals import Kind
from qmasdsl.cases.labels import distinct
from qmasdsl.cases.plain import plainest
from qmasdsl.cases.proposals import proposed, shown_by
from qmasdsl.cases.results import Bearing, Outcome
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.facts import Facts, check_encoded
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.interpreter.resting import complete, resting
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.proving.budget import DEFAULT, Budget

_MOST = 10  # facts that a case gives; more cannot be taken in


@frozen
class Written:
    """A case, and the lines of the rule file that it is there for."""

    case: ir.Case
    lines: tuple[int, ...]


@frozen
class Suite:
    """The cases, how many aims there are of each kind, and what no case shows, with why."""

    cases: tuple[Written, ...]
    aims: dict[Kind, int]
    lacking: tuple[Lack, ...]


@frozen
class _Member:
    """An applicant, and what they are there for."""

    facts: Facts
    lacks: tuple[Lack, ...]


def suite(ruleset: ir.Ruleset, budget: Budget = DEFAULT) -> Suite:
    """A suite of cases for `ruleset`, whatever cases it has."""
    return _Maker(ruleset, budget).suite()


class _Maker:
    def __init__(self, ruleset: ir.Ruleset, budget: Budget) -> None:
        self._ruleset = ruleset
        self._names = index(ruleset)
        self._bearing = Bearing(self._names)
        self._aims = Aims(ruleset, budget)

    def suite(self) -> Suite:
        coverage = Gathering(self._aims, []).coverage()
        found = [lack for lack in coverage.lacking if lack.person is not None]
        lacking = [lack for lack in coverage.lacking if lack.person is None]
        cases: list[Written] = []
        for member in self._needed(self._joined(self._members(found)), found):
            case = self._case(member)
            if case is None:
                lacking += member.lacks
            else:
                spans = (lack.aim.span for lack in member.lacks)
                cases.append(Written(case, tuple(sorted({span.line for span in spans if span is not None}))))
        taken = [case.label for case in self._ruleset.cases]
        labels = distinct([*taken, *(written.case.label for written in cases)])[len(taken) :]
        named = (
            Written(replace(each.case, label=label), each.lines) for each, label in zip(cases, labels, strict=True)
        )
        return Suite(tuple(named), coverage.aims, tuple(lacking))

    def _members(self, lacks: Iterable[Lack]) -> Iterator[_Member]:
        """Each person who was found, with no more facts than it takes to show what they were found for."""
        by_person: dict[int, list[Lack]] = {}
        for lack in lacks:
            by_person.setdefault(id(lack.person), []).append(lack)
        for its in by_person.values():
            person = its[0].person
            if person is not None:
                yield self._plain(person, tuple(its))

    def _plain(self, person: Facts, lacks: tuple[Lack, ...]) -> _Member:
        if self._aims.is_late:
            return _Member(person, lacks)
        facts = plainest(self._ruleset, person, partial(shows, self._aims, lacks))
        return _Member(facts, lacks)

    def _joined(self, members: Iterable[_Member]) -> list[_Member]:
        """The members, made into one where that can be."""
        kept: list[_Member] = []
        for member in members:
            for at, other in enumerate(kept if not self._aims.is_late else []):
                both = self._as_one(other, member)
                if both is not None:
                    kept[at] = both
                    break
            else:
                kept.append(member)
        return kept

    def _as_one(self, one: _Member, other: _Member) -> _Member | None:
        """An applicant with the facts of both who shows what either does, or None."""
        ours, theirs = self._stirring(one.facts), self._stirring(other.facts)
        given = ours | theirs
        agree = all(theirs[name] == value for name, value in ours.items() if name in theirs)
        if not agree or len(given) > max(_MOST, len(ours), len(theirs)):
            return None
        facts, lacks = complete(self._ruleset, given), (*one.lacks, *other.lacks)
        fits = not check_encoded(self._ruleset, facts) and shows(self._aims, lacks, facts)
        return _Member(facts, lacks) if fits else None

    def _needed(self, members: list[_Member], lacks: list[Lack]) -> list[_Member]:
        """Enough of the members, each there for what those chosen before leave open; in reading order."""
        if self._aims.is_late:
            return members
        shown = [evidence(self._aims, member.facts) for member in members]
        reached = [{at for at, lack in enumerate(lacks) if lack.is_shown_by(one)} for one in shown]
        chosen: list[tuple[list[int], _Member]] = []
        wanted = set(range(len(lacks)))
        while members and wanted:
            best = max(range(len(members)), key=lambda at: len(reached[at] & wanted))
            its = sorted(reached[best] & wanted)
            if not its:
                break
            chosen.append((its, self._plain(members[best].facts, tuple(lacks[at] for at in its))))
            wanted -= reached[best]
        return [member for _, member in sorted(chosen, key=lambda pair: pair[0])]

    def _case(self, member: _Member) -> ir.Case | None:
        shown = [result for lack in member.lacks for result in shown_by(self._names, self._bearing, lack.aim.within)]
        asked = [*self._summary(member.facts), *shown]
        wanted = partial(shows, self._aims, member.lacks)
        return proposed(self._ruleset, member.facts, wanted, asked, plain=not self._aims.is_late)

    def _summary(self, facts: Facts) -> Iterator[Outcome]:
        """What is expected of everybody: the totals of the tests that apply, the verdicts and the outcomes."""
        meaning = Meaning(self._names, facts)
        tests = [test for test in self._ruleset.tests if meaning.holds(ir.Applies(test.name)) is True]
        yield from (ir.Score(f"{test.name}.total") for test in tests)
        yield from (ir.Passes(test.name) for test in tests)
        yield from (ir.Eligible(),) if self._ruleset.requirements else ()
        yield from (ir.Comes(outcome.name) for outcome in self._ruleset.outcomes)

    def _stirring(self, facts: Facts) -> dict[str, ir.Encoded]:
        types = {name: fact.type for name, fact in self._names.facts.items()}
        return {name: value for name, value in facts.items() if value != resting(types[name])}
