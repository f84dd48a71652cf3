"""What turns on each open question: read the other way, who would come out differently?"""

from collections.abc import Iterator

from qmasdsl.analysis.problems_outcomes import QuestionIdle
from qmasdsl.diagnostics.model import Problem
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.budget import Budget
from qmasdsl.proving.people import People
from qmasdsl.proving.portraits import described, noteworthy
from qmasdsl.proving.prover import Prover
from qmasdsl.proving.sets import TooMuch


@frozen
class Hinge:
    """An open question: the results that turn on it (`general.total`, an outcome), each with an applicant for whom
    it does. `decided` is False where some could not be looked into; `problem` is set where nothing turns on it."""

    question: ir.Question
    results: tuple[tuple[str, str], ...]
    decided: bool
    problem: Problem | None


def hinges(index: Index, budget: Budget) -> Iterator[Hinge]:
    """Each question of the rule set, in the order of the file."""
    prover = Prover(index, budget=budget, questions=True)
    for question in index.ruleset.questions if index.ruleset.tests or index.ruleset.outcomes else ():
        found: list[tuple[str, str]] = []
        decided = True
        for name, result in _results(index):
            turns = prover.opened(_Turns(question, name, result).found)
            decided = decided and turns is not None
            found += turns or []
        idle = decided and not found and question.span is not None
        span = question.span
        problem = QuestionIdle(span=span, name=question.name) if idle and span is not None else None
        yield Hinge(question, tuple(found), decided, problem)


def _results(index: Index) -> Iterator[tuple[str, ir.Number | ir.Condition]]:
    for test in index.ruleset.tests:
        yield f"{test.name}.total", ir.Score(f"{test.name}.total")
        yield f"{test.name}.passes", ir.Passes(test.name)
    for outcome in index.ruleset.outcomes:
        yield outcome.name, ir.Comes(outcome.name)


@frozen
class _Turns:
    """A result that may turn on a question."""

    question: ir.Question
    name: str
    result: ir.Number | ir.Condition

    def found(self, atlas: Atlas, people: People) -> list[tuple[str, str]]:
        """The result and an applicant for whom it is another if the question is read the other way."""
        differs = self._differs(atlas)
        possible = people.possible(atlas.sets.reads(differs))
        if not atlas.sets.meet(differs, possible):
            return []
        if not atlas.is_exact(atlas.sets.reads(differs, possible)):
            raise TooMuch
        _, person = people.ordinary(differs)
        names = noteworthy(atlas.index, person, atlas.index.facts_read(self.result))
        return [(self.name, described(atlas.index, person, names))]

    def _differs(self, atlas: Atlas) -> int:
        """Those for whom the result is not the same under both readings."""
        level = atlas.axes.add(ir.Reading(self.question.name), range(2)).level
        sets, numbers = atlas.sets, atlas.numbers
        if isinstance(self.result, ir.Number):
            number = atlas.number(self.result)
            less = numbers.rebuilt(number, level, lambda node: numbers.kids[node][0])
            more = numbers.rebuilt(number, level, lambda node: numbers.kids[node][1])
            return sets.either(numbers.less(less, more), numbers.less(more, less))
        holds = atlas.holds(self.result)
        no = sets.rebuilt(holds, level, lambda node: sets.kids[node][0])
        yes = sets.rebuilt(holds, level, lambda node: sets.kids[node][1])
        return sets.either(sets.minus(no, yes), sets.minus(yes, no))
