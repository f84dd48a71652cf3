"""A session with Z3 about one question, with a time by which it must be answered and a limit of memory.

What Z3 does not know is never taken for an answer: it ends the session.
"""

from time import monotonic

import z3

from qmasdsl.smt.terms import Terms, Truth, Whole

_MEGABYTES = 800
MEMORY = f"more than {_MEGABYTES} MB of memory would be needed"

z3.set_param("memory_max_size", _MEGABYTES)

Z3Problem = z3.Z3Exception  # what Z3 raises while formulas are made


class GaveUp(Exception):
    """Z3 did not answer: in time, or for the reason `why`."""

    def __init__(self, why: str | None = None) -> None:
        super().__init__(why)
        self.why = why


class Model:
    """Values of all variables."""

    def __init__(self, model: z3.ModelRef) -> None:
        self._model = model

    def truth(self, truth: Truth) -> bool:
        return truth if isinstance(truth, bool) else z3.is_true(self._model.eval(truth, model_completion=True))

    def number(self, whole: Whole) -> int:
        if whole.is_constant:
            return whole.least
        found: int = self._model.eval(whole.term, model_completion=True).as_long()
        return found


class Session:
    """What has been said so far, and whether more can be true as well."""

    def __init__(self, terms: Terms, seconds: float) -> None:
        self._terms = terms
        self._end = monotonic() + seconds
        self._solver = z3.SimpleSolver(ctx=terms.context)
        self._said = 0

    def add(self, *truths: Truth) -> None:
        """All of `truths` hold from now on."""
        self._state()
        self._solver.add([self._terms.formula(truth) for truth in truths])

    def model(self, *truths: Truth, seconds: float | None = None) -> Model | None:
        """Values with which all that was said holds, and `truths`; None if there are none. Of the time that is
        left it may take `seconds`."""
        self._state()
        if any(truth is False for truth in truths):
            return None
        allowed = self.left() if seconds is None else min(self.left(), seconds)
        if allowed <= 0:
            raise GaveUp
        self._solver.push()
        try:
            self._solver.add([self._terms.formula(truth) for truth in truths])
            self._solver.set("timeout", max(1, int(allowed * 1000)))
            answer = self._solver.check()
            if answer == z3.unknown:
                raise _gave_up(self._solver.reason_unknown())
            return Model(self._solver.model()) if answer == z3.sat else None
        finally:
            self._solver.pop()

    def left(self) -> float:
        """The seconds that are left."""
        return max(0.0, self._end - monotonic())

    def _state(self) -> None:
        """Say what terms that were made since brought with them."""
        if self._said < len(self._terms.stated):
            self._solver.add(self._terms.stated[self._said :])
            self._said = len(self._terms.stated)


def _gave_up(reason: str) -> GaveUp:
    if "memory" in reason:
        return GaveUp(MEMORY)
    return GaveUp(None if reason in ("timeout", "canceled") else f"Z3 gave up: {reason}")
