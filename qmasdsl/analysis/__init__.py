"""Analysis: what a rule set does that its author cannot have meant.

Each question has a file of its own and answers with problems, or with nothing where it cannot be sure: a
finding is always right, silence proves nothing. What makes the answers exact is that every fact has a
domain and every condition cuts it in two (`cuts`, `regions`, `survey`); `ground` puts a question.
"""

from collections.abc import Callable, Iterable, Iterator

from qmasdsl.analysis.bounds import bounds
from qmasdsl.analysis.claims import claims
from qmasdsl.analysis.gaps import gaps
from qmasdsl.analysis.gates import contradictions, gates
from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.hidden import hidden
from qmasdsl.analysis.implied import implied
from qmasdsl.analysis.outranked import outranked
from qmasdsl.analysis.overlaps import overlaps
from qmasdsl.analysis.places import Place, places
from qmasdsl.analysis.reach import Reach
from qmasdsl.analysis.requirements import requirements
from qmasdsl.analysis.unreachable import unreachable
from qmasdsl.analysis.wording import wording
from qmasdsl.diagnostics.model import Problem, Severity
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index

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


def analyse(ruleset: ir.Ruleset) -> tuple[Problem, ...]:
    """Everything the analyses find in `ruleset`, in the order of the file."""
    ground = Ground(index(ruleset))
    impossible = tuple(contradictions(ground))
    # Where nobody can exist, everything else that could be said of applicants is idle.
    reach = Reach(ground)
    found = list(impossible or _asked(ground, reach))
    if not any(problem.severity is Severity.ERROR for problem in found):
        # A claim is tried on rules that are sound in themselves.
        found += claims(reach)
    return _in_order([*found, *wording(ruleset)])


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
