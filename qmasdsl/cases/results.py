"""Results: what a case can expect, which results a declaration bears on, and what the rules give."""

from collections.abc import Iterator

from qmasdsl.cases.reading import Reading
from qmasdsl.cases.run import Expectation
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import number_words

Outcome = ir.Score | ir.Met | ir.Applies | ir.Passes | ir.Eligible | ir.Comes


def results(ruleset: ir.Ruleset) -> Iterator[Outcome]:
    """Every result, each after those it is made of."""
    yield from (ir.Score(factor.name) for test in ruleset.tests for factor in test.factors)
    yield from (ir.Met(own.name) for test in ruleset.tests for own in test.requirements)
    yield from (ir.Met(requirement.name) for requirement in ruleset.requirements)
    yield from (ir.Score(section.name) for test in ruleset.tests for section in test.sections)
    for test in ruleset.tests:
        yield from (ir.Applies(test.name), ir.Score(f"{test.name}.total"), ir.Passes(test.name))
    yield from (ir.Comes(outcome.name) for outcome in ruleset.outcomes)


class Bearing:
    """Which results read a declaration (`define dependants`, `score general.age`) themselves, and not through
    another result: if these are what they were, so are all the others."""

    def __init__(self, names: Index) -> None:
        reading = Reading(names)
        self._on: dict[str, list[Outcome]] = {}
        for result in results(names.ruleset):
            for declared in reading.own(result, *names.behind(result)):
                self._on.setdefault(declared, []).append(result)

    def on(self, declared: str) -> tuple[Outcome, ...]:
        return tuple(self._on.get(declared, ()))


def expectation(meaning: Meaning, result: Outcome) -> Expectation | None:
    """That a result is what the rules give; None where that turns on a fact that is missing."""
    path = result_words(result)
    if isinstance(result, ir.Score):
        points = meaning.number(result)
        if isinstance(points, Unknown):
            return None
        return ir.ExpectNumber(result, points, points, f"{path} {number_words(points)}")
    holds = meaning.holds(result)
    if isinstance(holds, Unknown):
        return None
    return ir.ExpectHolds(result, holds, path if holds else f"not {path}")


def result_words(result: Outcome) -> str:
    """The result as a case names it."""
    match result:
        case ir.Score(name) | ir.Met(name) | ir.Comes(name):
            return name
        case ir.Passes(test):
            return f"{test}.passes"
        case ir.Applies(test):
            return f"{test}.applies"
        case ir.Eligible():
            return "eligible"
