"""Noticing: which case would come out differently if the rules were changed.

A case is asked again only where something that it expects reads what was changed, and of its expectations first
those that read least. The cases that noticed something lately go before the others: neighbours in a table are
noticed by the same case. The first that notices is enough.
"""

from collections.abc import Iterable

from qmasdsl.cases.mutants import Mutant
from qmasdsl.cases.reading import Names, Reading
from qmasdsl.cases.run import Expectation, comes_out, facts_of, run_case
from qmasdsl.frozen import slotted
from qmasdsl.interpreter.facts import Facts
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index


@slotted
class _Run:
    """A case that comes out, and its expectations with what each reads, least first."""

    case: ir.Case
    facts: Facts
    expects: list[tuple[Expectation, Names]]


class Suite:
    """The cases of a rule set that come out: a case that fails already notices nothing."""

    def __init__(self, ruleset: ir.Ruleset, cases: Iterable[ir.Case]) -> None:
        self._ruleset = ruleset
        self._reading = Reading(index(ruleset))
        self._runs: list[_Run] = []
        for case in cases:
            self.add(case)
        facts = [fact.gate for fact in ruleset.facts if fact.gate is not None]
        # What these read decides which facts a case may give at all.
        self._admission = self._reading.names(*facts, *(always.condition for always in ruleset.always))

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, case: ir.Case) -> None:
        if run_case(self._ruleset, case).came_out:
            expects = [(each, self._reading.names(_root(each))) for each in case.expects]
            self._runs.append(_Run(case, facts_of(self._ruleset, case), sorted(expects, key=lambda one: len(one[1]))))

    def notices(self, mutant: Mutant) -> ir.Case | None:
        """A case that comes out of the rules and does not come out of `mutant`, or None."""
        for at, run in enumerate(self._runs):
            if self._is_noticed(mutant, run):
                self._runs.insert(0, self._runs.pop(at))
                return run.case
        return None

    def _is_noticed(self, mutant: Mutant, run: _Run) -> bool:
        if mutant.name in self._admission:
            return not run_case(mutant.ruleset, run.case).came_out
        asked = [expects for expects, reads in run.expects if mutant.name in reads]
        if not asked:
            return False
        meaning = Meaning(index(mutant.ruleset), run.facts)
        return not all(comes_out(meaning, expects) for expects in asked)


def _root(expects: Expectation) -> ir.Condition | ir.Number:
    return expects.condition if isinstance(expects, ir.ExpectHolds) else expects.subject
