"""Unknowns: what can be said of an applicant of whom some facts are not given.

The interpreter's answer with facts missing is never wrong, but it may leave open what is not: every completion may
pass, each for another reason. Here the prover is asked about all completions. A verdict is True or False where all
possible completions agree; points are a whole number where they do, else exactly the least and the greatest that
they reach, each with a completion that reaches it. What the prover does not settle is named, and stays open.

Points of a test are those of the completions to which the test applies.
"""

from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Result, TestResult, Verdict
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Nobody, Person, Undecided
from qmasdsl.ir.walk import Index
from qmasdsl.prospects.asking import ask_next
from qmasdsl.prospects.completions import Completions
from qmasdsl.prospects.partial import Between, Open, PartialResult, PartialTest, Points, Unknowns


def unknowns(index: Index, facts: Facts, completions: Completions | None = None) -> Unknowns | Nobody:
    """The exact answer for the applicant with `facts`; Nobody if no possible applicant has them."""
    known = score(index.ruleset, facts)
    completions = completions or Completions(index, facts)
    if known.depends_on and isinstance(completions.find(), Nobody):
        return Nobody()
    return _Settling(index, facts, known, completions).unknowns()


class _Settling:
    """Goes through a result, and settles what the interpreter left open."""

    def __init__(self, index: Index, facts: Facts, known: Result, completions: Completions) -> None:
        self._index = index
        self._facts = facts
        self._known = known
        self._completions = completions
        self._outcomes: list[ir.Condition] = []  # what is open
        self._passing: list[ir.Condition] = []
        self._totals: list[str] = []
        self._is_open = False
        self._ends: dict[str, tuple[Person, Person]] = {}
        self._values: dict[str, frozenset[int]] = {}
        self._undecided: list[str] = []

    def unknowns(self) -> Unknowns:
        known, ruleset = self._known, self._index.ruleset
        requirements = {name: self._verdict(ir.Met(name), held, name) for name, held in known.requirements.items()}
        eligible = self._verdict(ir.Eligible(), known.eligible, "eligible")
        tests = {test.name: self._test(test, known.tests[test.name]) for test in ruleset.tests}
        outcomes = {name: self._verdict(ir.Comes(name), held, name) for name, held in known.outcomes.items()}
        self._outcomes += [ir.Comes(name) for name, held in outcomes.items() if held is None]
        depends_on = known.depends_on if self._is_open else ()
        result = PartialResult(
            known.scheme, known.version, eligible, requirements, tests, outcomes, depends_on,
            self._ask_next(depends_on), tuple(self._undecided),
        )  # fmt: skip
        return Unknowns(result, self._ends, self._values, self._left_open())

    def _left_open(self) -> Open:
        return Open(tuple(self._outcomes), tuple(self._passing), tuple(self._totals))

    def _ask_next(self, depends_on: tuple[str, ...]) -> tuple[str, ...]:
        meaning = Meaning(self._index, self._facts)
        there = [name for name in depends_on if meaning.exists(self._index.facts[name]) is True]
        return ask_next(self._completions, there, self._left_open())

    def _test(self, test: ir.Test, known: TestResult) -> PartialTest:
        applies = self._verdict(ir.Applies(test.name), known.applies, f"{test.name}.applies")
        passes = self._verdict(ir.Passes(test.name), known.passes, f"{test.name}.passes")
        self._passing += [ir.Passes(test.name)] if passes is None else []
        total = self._points(f"{test.name}.total", known.total, applies)
        if isinstance(total, Between):
            self._totals.append(test.name)
        return PartialTest(
            applies, total, passes, known.pass_mark,
            {
                name: self._verdict(ir.Met(f"{test.name}.{name}"), held, f"{test.name}.{name}")
                for name, held in known.requirements.items()
            },
            {name: self._points(f"{test.name}.{name}", held, applies) for name, held in known.sections.items()},
            {name: self._points(f"{test.name}.{name}", held, applies) for name, held in known.factors.items()},
            known.awards,
        )  # fmt: skip

    def _verdict(self, condition: ir.Condition, known: Verdict, name: str) -> Verdict:
        if known is not None:
            return known
        held, missed = self._completions.find(condition), self._completions.find(ir.Not(condition))
        if isinstance(held, Nobody):
            return False
        if isinstance(missed, Nobody):
            return True
        self._is_open = True
        if isinstance(held, Undecided) or isinstance(missed, Undecided):
            self._undecided.append(name)
        return None

    def _points(self, path: str, known: int | None, applies: Verdict) -> Points:
        if known is not None or applies is False:
            return known
        reach = self._completions.extent(ir.Score(path), ir.Applies(path.partition(".")[0]))
        if isinstance(reach, Nobody):
            return None
        if isinstance(reach, Undecided):
            self._is_open = True
            self._undecided.append(path)
            return None
        self._ends[path] = reach.at_least, reach.at_greatest
        if reach.least == reach.greatest:
            return reach.least
        self._is_open = True
        values = self._completions.values(ir.Score(path), ir.Applies(path.partition(".")[0]))
        self._values |= {} if values is None else {path: values}
        return Between(reach.least, reach.greatest)
