"""Can every outcome come, and can it fail to? Does the pass mark turn anybody away?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.places import head_line
from qmasdsl.analysis.problems_outcomes import AlwaysComes, AlwaysPasses, NeverComes
from qmasdsl.diagnostics.model import Problem
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Somebody


def outcomes(ground: Ground) -> Iterator[Problem]:
    """The outcomes that no applicant has, or every one."""
    for outcome in ground.index.ruleset.outcomes:
        comes = ir.Comes(outcome.name)
        if outcome.span is None:
            continue
        if ground.prover.exists(comes) is False:
            yield NeverComes(span=outcome.span, name=outcome.name)
        elif ground.prover.exists(ir.Not(comes)) is False:
            yield AlwaysComes(span=outcome.span, name=outcome.name)


def pass_marks(ground: Ground) -> Iterator[Problem]:
    """The pass marks that everybody reaches to whom the test applies."""
    for test in ground.index.ruleset.tests:
        if not isinstance(test.mark, ir.PassMark) or test.span is None:
            continue
        total = ir.Score(f"{test.name}.total")
        anybody = ground.prover.find(ir.Applies(test.name))
        points = Meaning(ground.index, anybody.person).number(total) if isinstance(anybody, Somebody) else 0
        # Nearly always the first to come along falls short.
        if isinstance(points, int) and points < test.mark.mark:
            continue
        found = ground.prover.extent(total, ir.Applies(test.name))
        if isinstance(found, Extent) and found.least >= test.mark.mark:
            yield AlwaysPasses(
                span=head_line(test.span), test=test.name, mark=test.mark.mark, least=found.least
            )  # fmt: skip
