"""Running a case: is what it expects what the rules give?

A case is run as it stands: its facts are held against the rules like anybody's, and an expectation that
turns on a fact it does not give does not come out, but says which fact to give.
"""

from typing import TypeVar

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.facts import Facts, Misfit, check_encoded
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.interpreter.resting import complete
from qmasdsl.interpreter.trace import Step
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import index
from qmasdsl.source import Span

Decided = TypeVar("Decided", bool, int)
Expectation = ir.ExpectHolds | ir.ExpectNumber


@frozen
class Check:
    """One expectation. `got` is None where it turns on the facts in `needs`; `steps` are the rules of the
    factor that it speaks of."""

    expects: Expectation
    came_out: bool
    got: bool | int | None
    needs: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@frozen
class CaseReport:
    """What came of a case. `misfits` are facts that do not fit, and then nothing was checked. `verdicts` and
    `totals` are what the rules give, by test, for a line of summary; `factors` the points of each factor."""

    label: str
    came_out: bool
    checks: tuple[Check, ...]
    misfits: tuple[Misfit, ...]
    totals: dict[str, int]
    verdicts: dict[str, bool]
    factors: dict[str, int]
    eligible: bool | None = None
    span: Span | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts to give before every expectation is decided."""
        return tuple(dict.fromkeys(name for check in self.checks for name in check.needs))


def run_case(ruleset: ir.Ruleset, case: ir.Case) -> CaseReport:
    """`case` held against the rules."""
    facts = facts_of(ruleset, case)
    misfits = check_encoded(ruleset, facts)
    if misfits:
        return CaseReport(case.label, False, (), misfits, {}, {}, {}, span=case.span)
    meaning = Meaning(index(ruleset), facts)
    checks = tuple(_check(meaning, expects) for expects in case.expects)
    tests = [test.name for test in ruleset.tests if meaning.holds(ir.Applies(test.name)) is True]
    factors = (factor.name for test in ruleset.tests if test.name in tests for factor in test.factors)
    return CaseReport(
        label=case.label,
        came_out=all(check.came_out for check in checks),
        checks=checks,
        misfits=(),
        totals=_decided({name: meaning.number(ir.Score(f"{name}.total")) for name in tests}),
        verdicts=_decided({name: meaning.holds(ir.Passes(name)) for name in tests}),
        factors=_decided({name: meaning.number(ir.Score(name)) for name in factors}),
        eligible=_decided({"": meaning.holds(ir.Eligible())}).get(""),
        span=case.span,
    )


def facts_of(ruleset: ir.Ruleset, case: ir.Case) -> Facts:
    """What a case gives, with what rests where it says `everything else`."""
    given = dict(case.given)
    return complete(ruleset, given) if case.everything_else else given


def comes_out(meaning: Meaning, expects: Expectation) -> bool:
    """Whether an expectation is what the rules give; not, where that turns on a fact that is not given."""
    if isinstance(expects, ir.ExpectHolds):
        return meaning.holds(expects.condition) is expects.holds
    number = meaning.number(expects.subject)
    return not isinstance(number, Unknown) and expects.least <= number <= expects.greatest


def _check(meaning: Meaning, expects: Expectation) -> Check:
    if isinstance(expects, ir.ExpectHolds):
        holds = meaning.holds(expects.condition)
        if isinstance(holds, Unknown):
            return Check(expects, False, None, _to_give(meaning, holds))
        return Check(expects, holds is expects.holds, holds)
    number = meaning.number(expects.subject)
    if isinstance(number, Unknown):
        return Check(expects, False, None, _to_give(meaning, number))
    return Check(expects, expects.least <= number <= expects.greatest, number, steps=_steps(meaning, expects.subject))


def _to_give(meaning: Meaning, unknown: Unknown) -> tuple[str, ...]:
    """The facts that decide it, without those of which it is not even known whether they exist."""
    asked = [fact for fact in meaning.index.facts.values() if fact.name in unknown.facts]
    certain = [fact.name for fact in asked if meaning.exists(fact) is True]
    return tuple(certain or (fact.name for fact in asked if meaning.exists(fact) is not False))


def _steps(meaning: Meaning, subject: ir.Number) -> tuple[Step, ...]:
    if isinstance(subject, ir.Score) and subject.path in meaning.index.factors:
        return meaning.tally(subject.path).steps
    return ()


def _decided(found: dict[str, Decided | Unknown]) -> dict[str, Decided]:
    return {name: value for name, value in found.items() if not isinstance(value, Unknown)}
