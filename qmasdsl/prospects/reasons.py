"""Reasons: in which factors an applicant lost most, against the most that the factor can give.

What lenders call adverse action reason codes, and PMML the reason codes of a scorecard: not what was earned
(the explanation tells that) but what was left on the table, the largest first. The most that a factor can give
is proved: the greatest points of any possible applicant to whom the factor applies, and to whom the same
`out of` applies where there are several ("100 when partner, 110 when alone"). A cap further up, of a section or
the whole test, is not reckoned with: under one, points lost here may not be points lost in the total.
"""

from collections.abc import Iterator

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent
from qmasdsl.ir.walk import Index
from qmasdsl.proving.prover import Prover


@frozen
class Loss:
    """`code` is the factor's dotted name. `maximum` is None, and then `lost` too, where it could not be proved."""

    code: str
    label: str
    cite: str
    points: int
    maximum: int | None
    lost: int | None


def losses(index: Index, facts: Facts) -> tuple[Loss, ...]:
    """What was lost in each factor, most first, those of the same loss in the order of the file; what is not
    settled comes last. A factor that does not apply, or whose points are not known yet, has lost nothing."""
    found = list(_losses(index, Meaning(index, facts), Prover(index)))
    return tuple(sorted((one for one in found if one.lost != 0), key=lambda one: -(one.lost or 0)))


def _losses(index: Index, meaning: Meaning, prover: Prover) -> Iterator[Loss]:
    for factor in index.factors.values():
        tally = meaning.tally(factor.name)
        if tally.applies is True and isinstance(tally.points, int):
            reach = prover.extent(ir.Score(factor.name), *index.gates(factor.name), *_alike(meaning, factor))
            most = reach.greatest if isinstance(reach, Extent) else None
            lost = None if most is None else most - tally.points
            yield Loss(factor.name, factor.label, factor.cite, tally.points, most, lost)


def _alike(meaning: Meaning, factor: ir.Factor) -> Iterator[ir.Condition]:
    """To whom the same `out of` applies as to this applicant."""
    for limit in factor.out_of:
        holds = True if limit.when is None else meaning.holds(limit.when)
        if limit.when is None or not isinstance(holds, bool):
            return
        if holds:
            yield limit.when
            return
        yield ir.Not(limit.when)
