"""Marks: what the selection of a rule set ranks by, as a test of its own, so that whatever scores tables scores it.

The total of the test is the number that the rules rank by. Outcomes say who is a candidate, and for which reserve a
candidate qualifies.
"""

from dataclasses import replace

from qmasdsl.ir import nodes as ir

MARK = "selection mark"  # no name of the language has a space, so none is called so
TOTAL = f"{MARK}.total"
CANDIDATE = "selection candidate"


def reserve_name(number: int) -> str:
    """The outcome that says who qualifies for a reserve, counted from 1."""
    return f"selection reserve {number}"


def with_mark(ruleset: ir.Ruleset) -> ir.Ruleset:
    """`ruleset` with its mark as a test; itself where it ranks nobody."""
    found = ruleset.selection
    if found is None or found.outcome is None or found.rank_by is None:
        return ruleset
    rule = ir.Rule(ir.Truth(True), found.rank_by, f"{MARK}/rank", "rank")
    factor = ir.Factor(f"{MARK}.rank", (rule,))
    reserves = tuple(
        ir.Outcome(reserve_name(number), reserve.when) for number, reserve in enumerate(found.reserves, 1)
    )
    return replace(
        ruleset,
        tests=(*ruleset.tests, ir.Test(MARK, ir.NoPassMark(), (factor,))),
        outcomes=(*ruleset.outcomes, ir.Outcome(CANDIDATE, ir.Comes(found.outcome)), *reserves),
    )
