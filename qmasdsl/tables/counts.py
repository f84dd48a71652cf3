"""Counts: how far a batch is, and what it came to. No engine is needed to speak of them."""

from qmasdsl.frozen import frozen


@frozen
class Progress:
    """How far a batch is; `share` is from 0 to 1, None where nobody knows. `rows` were read in `seconds`, besides
    those that an earlier run had finished."""

    read: int
    rejected: int
    share: float | None
    rows: int
    share_before: float
    seconds: float


@frozen
class Summary:
    """What a batch came to: `read` is always `scored` and `rejected` together; `resumed` were finished before."""

    read: int
    scored: int
    rejected: int
    resumed: int
    seconds: float
