"""Mutation: every mutant of a rule set, and whether a case notices it.

Those that no case notices are put to the prover. What makes no difference to anybody is left out; for each of the
others there is an applicant to whom it makes one, and a case that would notice it. That case is tried on the mutants
that come after it too, so that one case stands for all that it notices.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic

from qmasdsl.cases.judging import Harmful, Harmless, Unjudged, judged
from qmasdsl.cases.labels import distinct
from qmasdsl.cases.mutants import Altered, Mutant, mutants
from qmasdsl.cases.noticing import Suite
from qmasdsl.cases.proposals import proposed
from qmasdsl.cases.results import Bearing, Outcome, expectation
from qmasdsl.frozen import frozen, slotted
from qmasdsl.interpreter.facts import Facts
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving.budget import Budget
from qmasdsl.source import SourceFile, stands_in

_WHOLE = Budget(60.0)  # for all mutants
_EACH = 2.0  # seconds for one of them
_LATE = "the time was used up before it was looked into"


@frozen
class Noticed:
    """A slip, and a case that does not come out of the rules with it."""

    altered: Altered
    by: ir.Case


@frozen
class Slipped:
    """A slip that no case notices, though it makes a difference to somebody: what the rules give them, and what they
    give with it."""

    altered: Altered
    was: str
    now: str


@frozen
class Unnoticed:
    """Slips that one more case would notice; `case` is None where it could not be written."""

    slipped: tuple[Slipped, ...]
    case: ir.Case | None


@frozen
class Undecided:
    """A slip that no case notices; whether it makes a difference to anybody is not known, and `why` not."""

    altered: Altered
    why: str


@frozen
class Mutation:
    """What became of every mutant. `cases` came out and could notice something, `failed` did not."""

    noticed: tuple[Noticed, ...]
    harmless: tuple[Altered, ...]
    unnoticed: tuple[Unnoticed, ...]
    undecided: tuple[Undecided, ...]
    cases: int
    failed: int

    @property
    def survivors(self) -> int:
        """How many slips would go unnoticed."""
        return sum(len(group.slipped) for group in self.unnoticed)

    @property
    def tried(self) -> int:
        return len(self.noticed) + len(self.harmless) + len(self.undecided) + self.survivors


def mutation(
    ruleset: ir.Ruleset, cases: Sequence[ir.Case], budget: Budget = _WHOLE, only: SourceFile | None = None
) -> Mutation:
    """What `cases` notice of all that could go wrong in `ruleset`, or in `only` one of the files it was made from."""
    work = _Work(ruleset, cases, budget)
    for mutant in mutants(ruleset):
        if stands_in(mutant.span, only):
            work.look_into(mutant)
    return work.done()


@slotted
class _Group:
    slipped: list[Slipped]
    case: ir.Case | None


class _Work:
    """What has been found so far."""

    def __init__(self, ruleset: ir.Ruleset, cases: Sequence[ir.Case], budget: Budget) -> None:
        self._ruleset = ruleset
        self._names = index(ruleset)
        self._bearing = Bearing(self._names)
        self._until = budget.end()
        self._all = len(cases)
        self._suite, self._proposed = Suite(ruleset, cases), Suite(ruleset, ())
        self._noticed: list[Noticed] = []
        self._harmless: list[Altered] = []
        self._undecided: list[Undecided] = []
        self._groups: list[_Group] = []
        self._by_case: dict[int, _Group] = {}

    def look_into(self, mutant: Mutant) -> None:
        by = self._suite.notices(mutant)
        if by is not None:
            self._noticed.append(Noticed(mutant.altered, by))
        else:
            self._survives(mutant)

    def done(self) -> Mutation:
        return Mutation(
            noticed=tuple(self._noticed),
            harmless=tuple(self._harmless),
            unnoticed=tuple(self._unnoticed()),
            undecided=tuple(self._undecided),
            cases=len(self._suite),
            failed=self._all - len(self._suite),
        )

    def _survives(self, mutant: Mutant) -> None:
        """A mutant that no case notices."""
        by = self._proposed.notices(mutant)
        if by is not None:
            self._by_case[id(by)].slipped.append(self._slipped(mutant, dict(by.given), _result(by)))
            return
        seconds = min(_EACH, self._until - monotonic())
        judgement = judged(self._ruleset, mutant, self._bearing, Budget(seconds)) if seconds > 0 else Unjudged(_LATE)
        match judgement:
            case Harmless():
                self._harmless.append(mutant.altered)
            case Unjudged(why):
                self._undecided.append(Undecided(mutant.altered, why))
            case Harmful(person, result):
                self._propose(mutant, person, result)

    def _unnoticed(self) -> Iterator[Unnoticed]:
        """The groups, no two cases called the same."""
        taken = [case.label for case in self._ruleset.cases]
        own = [group.case.label for group in self._groups if group.case is not None]
        labels = iter(distinct([*taken, *own])[len(taken) :])
        for group in self._groups:
            case = None if group.case is None else replace(group.case, label=next(labels))
            yield Unnoticed(tuple(group.slipped), case)

    def _propose(self, mutant: Mutant, person: Facts, result: Outcome) -> None:
        wanted = partial(_differs, self._names, index(mutant.ruleset), result)
        case = proposed(self._ruleset, person, wanted, [result])
        facts = person if case is None else dict(case.given)
        group = _Group([self._slipped(mutant, facts, result)], case)
        self._groups.append(group)
        if case is not None:
            self._proposed.add(case)
            self._by_case[id(case)] = group

    def _slipped(self, mutant: Mutant, facts: Facts, result: Outcome) -> Slipped:
        was, now = (_given(names, facts, result) for names in (self._names, index(mutant.ruleset)))
        return Slipped(mutant.altered, was, now)


def _differs(names: Index, changed: Index, result: Outcome, facts: Facts) -> bool:
    was, now = _given(names, facts, result), _given(changed, facts, result)
    return was != now and bool(was and now)


def _given(names: Index, facts: Facts, result: Outcome) -> str:
    """What the rules give, as a case would expect it; "" where it turns on what is not given."""
    found = expectation(Meaning(names, facts), result)
    return "" if found is None else found.text


def _result(case: ir.Case) -> Outcome:
    """What a proposed case expects: it is one result."""
    expects = case.expects[0]
    result = expects.subject if isinstance(expects, ir.ExpectNumber) else expects.condition
    assert isinstance(result, Outcome)
    return result
