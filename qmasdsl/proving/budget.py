"""Budgets: how long the prover may look into one file before it says that something is undecided."""

from time import monotonic

from qmasdsl.frozen import frozen


@frozen
class Budget:
    """`seconds` for everything that is asked of one file; without `proofs` no claim is looked at. `share`: a
    second process may help, which only a program that is one process with one thread should allow."""

    seconds: float = 10.0
    proofs: bool = True
    share: bool = False

    def end(self) -> float:
        """When the time will be used up, by the monotonic clock, if it begins now."""
        return monotonic() + self.seconds


DEFAULT = Budget()
