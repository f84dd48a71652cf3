"""The solver: the questions that decision diagrams leave open, answered by Z3 if it is installed.

    Solver(index, given, seconds=5).find([ir.Passes("general")])

Every applicant that is shown has been scored by the interpreter. What Z3 does not settle in the time it has
is `Undecided`; an answer that is neither yes nor no is never taken for one.
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Found, Reach, Trend
from qmasdsl.ir.walk import Index


def available() -> bool:
    """Whether Z3 is installed; it is not loaded to find out."""
    return find_spec("z3") is not None


class Solver:
    """A rule set and its possible applicants: those with the facts that are `given`, within `always`.

    `seconds` is the time for one question.
    """

    def __init__(self, index: Index, given: Mapping[str, ir.Encoded] | None = None, seconds: float = 5.0) -> None:
        # Z3 takes its time to load, and most rule sets never need it.
        from qmasdsl.smt.applicant import Asking

        self._asking = Asking(index, given or {}, seconds)

    def find(self, conditions: Sequence[ir.Condition]) -> Found:
        """An ordinary applicant of whom all `conditions` hold."""
        from qmasdsl.smt.questions import find

        return self._asking.settled(lambda: find(self._asking, conditions))

    def extent(self, number: ir.Number, conditions: Sequence[ir.Condition] = ()) -> Reach:
        """The least and the greatest of `number` among those of whom all `conditions` hold."""
        from qmasdsl.smt.questions import extent

        return self._asking.settled(lambda: extent(self._asking, number, conditions))

    def trend(self, claim: ir.TrendClaim) -> Trend:
        """Whether a number never falls (never rises) as facts rise."""
        from qmasdsl.smt.trends import trend

        return self._asking.settled(lambda: trend(self._asking, claim))
