"""Analysis: what a rule set does that its author cannot have meant.

Each question has a file of its own and answers with problems, or with nothing where it cannot be sure: a
finding is always right, silence proves nothing. What makes the answers exact is that every fact has a
domain and every condition is a set of applicants (`qmasdsl.proving`); `ground` puts a question.
"""

from collections.abc import Callable, Iterable, Iterator

from qmasdsl.analysis.bounds import bounds
from qmasdsl.analysis.claims import Proof, prove
from qmasdsl.analysis.gaps import gaps
from qmasdsl.analysis.gates import contradictions, gates
from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.hidden import hidden
from qmasdsl.analysis.implied import implied
from qmasdsl.analysis.outcomes import outcomes, pass_marks
from qmasdsl.analysis.outranked import outranked
from qmasdsl.analysis.overlaps import overlaps
from qmasdsl.analysis.places import Place, places
from qmasdsl.analysis.questions import Hinge, hinges
from qmasdsl.analysis.reach import Reach
from qmasdsl.analysis.requirements import requirements
from qmasdsl.analysis.unreachable import unreachable
from qmasdsl.analysis.wording import wording
from qmasdsl.diagnostics.model import Problem, Severity
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.proving.budget import DEFAULT, Budget
from qmasdsl.proving.prover import Prover

# Asked of every group, table and rule.
OF_PLACES: tuple[Callable[[Place], Iterator[Problem]], ...] = (
    unreachable,
    gaps,
    overlaps,
    hidden,
    outranked,
    implied,
)
# Asked of what stands around the rules.
OF_RULE_SETS: tuple[Callable[[Ground], Iterator[Problem]], ...] = (gates, requirements)
# Asked where nothing else is wrong: it would only follow.
OF_RESULTS: tuple[Callable[[Ground], Iterator[Problem]], ...] = (pass_marks, outcomes)


@frozen
class Analysis:
    """What was found, in the order of the file; what became of each `prove that` line; what turns on each
    question; and what could not be looked into."""

    problems: tuple[Problem, ...]
    proofs: tuple[Proof, ...] = ()
    hinges: tuple[Hinge, ...] = ()
    undecided: tuple[str, ...] = ()


NOTHING = Analysis(())


def analyse(ruleset: ir.Ruleset, budget: Budget = DEFAULT) -> Analysis:
    """Everything the analyses find in `ruleset`. Claims are not looked at where the rules have an error."""
    prover = Prover(index(ruleset), budget=budget)
    ground = Ground(prover)
    impossible = tuple(contradictions(ground))
    # Where nobody can exist, everything else that could be said of applicants is idle.
    found = list(impossible or _asked(ground, Reach(ground)))
    if not _has_error(found):
        found += (problem for ask in OF_RESULTS for problem in ask(ground))
    sound = not _has_error(found)
    proofs = tuple(prove(prover, budget.share)) if sound and budget.proofs else ()
    found += (one.problem for one in proofs if one.problem is not None)
    turning = tuple(hinges(prover.index, budget)) if sound and budget.proofs else ()
    found += (one.problem for one in turning if one.problem is not None)
    return Analysis(_in_order([*found, *wording(ruleset)]), proofs, turning, tuple(dict.fromkeys(ground.undecided)))


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _asked(ground: Ground, reach: Reach) -> Iterator[Problem]:
    unsound: set[str] = set()
    for place in places(ground):
        for question in OF_PLACES:
            for problem in question(place):
                unsound.update([] if place.test is None or problem.severity is Severity.WARNING else [place.test])
                yield problem
    for ask in OF_RULE_SETS:
        yield from ask(ground)
    # What a test's points come to follows from its rules: a mistake there is said once, and there.
    yield from bounds(reach, [test for test in ground.index.ruleset.tests if test.name not in unsound])


def _in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """By place; what is found again where `for each` was unrolled, or a factor is shared, is said once."""
    once = {(one.code, one.span.source.name, one.span.start, one.span.end): one for one in reversed(list(found))}
    return tuple(sorted(once.values(), key=lambda one: (one.span.source.name, one.span.start, one.code)))
