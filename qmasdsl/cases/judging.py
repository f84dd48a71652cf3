"""Judging: is there anybody at all for whom a change makes a difference?

A mutant that no case notices may still be harmless: `age from 40 to 44` may as well begin at 39 where an earlier
rule takes everybody of 39. The prover is asked for an applicant with another score, verdict or outcome; only the
results that read what was changed are compared, the nearest first, because the others cannot differ unless those do.
"""

from qmasdsl.cases.mutants import Mutant
from qmasdsl.cases.results import Bearing, Outcome
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Nobody, Person, Somebody, Undecided
from qmasdsl.ir.walk import index
from qmasdsl.proving.budget import Budget
from qmasdsl.proving.prover import Prover
from qmasdsl.proving.together import Side, condition_of, number_of, together

_BUDGET = Budget(2.0)  # for one mutant


@frozen
class Harmless:
    """Proved: nobody has another score, verdict or outcome."""


@frozen
class Harmful:
    """`person` has another `result`: under the rules, and under the mutant."""

    person: Person
    result: Outcome


@frozen
class Unjudged:
    """Whether there is anybody is undecided; `why` ends a sentence."""

    why: str


Judgement = Harmless | Harmful | Unjudged


def judged(ruleset: ir.Ruleset, mutant: Mutant, bearing: Bearing, budget: Budget = _BUDGET) -> Judgement:
    """Whether anybody could notice `mutant`."""
    joined = together(ruleset, mutant.ruleset)
    if not isinstance(joined, ir.Ruleset):
        return Unjudged(f"whether there is a fact `{joined[0].fact}` turns on what is changed")
    prover = Prover(index(joined), budget=budget)
    why = ""
    for result in bearing.on(mutant.name):
        found = prover.find(_differs(joined, result))
        match found:
            case Somebody(person):
                return Harmful(person, result)
            case Undecided(reason):
                why = reason
            case Nobody():
                pass
    return Unjudged(why) if why else Harmless()


def _differs(joined: ir.Ruleset, result: Outcome) -> ir.Condition:
    if isinstance(result, ir.Score):
        was, now = (number_of(side, joined, result) for side in Side)
        return ir.Compare(was, ir.Comparison.IS_NOT, now)
    before, after = (condition_of(side, joined, result) for side in Side)
    return ir.Or((ir.And((before, ir.Not(after))), ir.And((ir.Not(before), after))))
