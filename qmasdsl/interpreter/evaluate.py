"""Scoring: one applicant through a whole rule set, with the reasons kept.

Everything is scored, also for whoever is not eligible: the points are then for information only.
"""

from collections.abc import Iterator
from typing import TypeVar

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Award, Reason, Result, Standing, Tally, TestResult, Trace, Verdict, Version
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import index

Known = TypeVar("Known", bool, int)


def score(ruleset: ir.Ruleset, facts: Facts) -> Result:
    """What `ruleset` says of the applicant with `facts` (as `read_facts` gives them)."""
    meaning = Meaning(index(ruleset), facts)
    missing: set[str] = set()

    def known(value: Known | Unknown) -> Known | None:
        missing.update(value.facts if isinstance(value, Unknown) else ())
        return _plain(value)

    def verdict(condition: ir.Condition) -> Verdict:
        return known(meaning.holds(condition))

    def points(path: str) -> int | None:
        applies = meaning.holds(ir.Applies(path.partition(".")[0]))
        return known(meaning.number(ir.Score(path))) if applies is True else None

    def test_result(test: ir.Test) -> TestResult:
        return TestResult(
            applies=verdict(ir.Applies(test.name)),
            total=points(f"{test.name}.total"),
            passes=verdict(ir.Passes(test.name)),
            pass_mark=test.mark.mark if isinstance(test.mark, ir.PassMark) else None,
            requirements={own.name.partition(".")[2]: verdict(ir.Met(own.name)) for own in test.requirements},
            sections={section.name.partition(".")[2]: points(section.name) for section in test.sections},
            factors={factor.name.partition(".")[2]: points(factor.name) for factor in test.factors},
            awards=tuple(award for factor in test.factors for award in _awards(factor, meaning.tally(factor.name))),
        )

    tallies = {path: meaning.tally(path) for path in _paths(ruleset)}
    return Result(
        scheme=ruleset.name,
        version=Version(ruleset.in_force.start.isoformat() if ruleset.in_force else None, ruleset.source_hash),
        eligible=verdict(ir.Eligible()),
        requirements={requirement.name: verdict(ir.Met(requirement.name)) for requirement in ruleset.requirements},
        tests={test.name: test_result(test) for test in ruleset.tests},
        outcomes={outcome.name: verdict(ir.Comes(outcome.name)) for outcome in ruleset.outcomes},
        # Only facts that exist for this applicant can be missing.
        depends_on=tuple(f.name for f in ruleset.facts if f.name in missing and meaning.exists(f) is not False),
        trace=Trace(tallies, _reasons(meaning, tallies)),
    )


def _paths(ruleset: ir.Ruleset) -> Iterator[str]:
    for test in ruleset.tests:
        yield from (factor.name for factor in test.factors)
        yield from (section.name for section in test.sections)
        yield f"{test.name}.total"


def _awards(factor: ir.Factor, tally: Tally) -> Iterator[Award]:
    for step in tally.steps if tally.applies is True else ():
        if step.standing is Standing.COUNTS and isinstance(step.worth, int) and step.worth != 0:
            rule = step.rule
            line = None if rule.span is None else rule.span.line
            label, cite = rule.label or factor.label, rule.cite or factor.cite
            yield Award(rule.key, factor.name, step.worth, label, cite, line)


def _reasons(meaning: Meaning, tallies: dict[str, Tally]) -> dict[ir.Condition, Reason]:
    """The reason of every verdict and of every rule that was read, and of all conditions they rest on."""
    ruleset = meaning.index.ruleset
    waiting: list[ir.Condition] = [ir.Eligible(), *(ir.Comes(outcome.name) for outcome in ruleset.outcomes)]
    waiting += (gate for path in tallies for gate in meaning.index.gates(path))
    waiting += (ir.Passes(test.name) for test in ruleset.tests)
    waiting += (ir.Met(own.name) for test in ruleset.tests for own in test.requirements)
    waiting += (step.rule.guard for tally in tallies.values() for step in tally.steps)
    found: dict[ir.Condition, Reason] = {}
    while waiting:
        condition = waiting.pop()
        if condition not in found:
            found[condition] = _reason(meaning, condition)
            waiting += found[condition].within
    return found


def _reason(meaning: Meaning, condition: ir.Condition) -> Reason:
    holds = _plain(meaning.holds(condition))

    def deciding(items: tuple[ir.Condition, ...]) -> Reason:
        return Reason(holds, within=tuple(item for item in items if _plain(meaning.holds(item)) is holds))

    match condition:
        case ir.And(items) | ir.Or(items) | ir.AtLeast(_, items):
            return deciding(items)
        case ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
            return deciding(meaning.index.conjuncts(condition))
        case ir.Not(item):
            return Reason(holds, within=(item,))
        case ir.Compare(left, _, right):
            return Reason(holds, _plain(meaning.number(left)), _plain(meaning.number(right)))
        case ir.Among(item):
            return Reason(holds, _plain(meaning.number(item)))
        case ir.OnList(item, name, entries):
            has = _plain(meaning.number(item))
            gate = meaning.index.lists[name][dict(entries)[has]].gate if has in dict(entries) else None
            return Reason(holds, has, within=() if gate is None else (gate,))
        case ir.Includes(fact):
            return Reason(holds, meaning.facts.get(fact))
        case ir.DefineHolds(define):
            body = meaning.index.defines[define].body
            return Reason(holds, within=(body,) if isinstance(body, ir.Condition) else ())
        case _:
            return Reason(holds)


def _plain(value: Known | Unknown) -> Known | None:
    return None if isinstance(value, Unknown) else value
