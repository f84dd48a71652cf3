"""Answers: what a prover says of a question about every possible applicant.

A person is shown only after the interpreter has scored it. What is not settled is `Undecided` and says
why: it is never taken for a proof.
"""

from collections.abc import Mapping

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir

# A possible applicant: every fact that exists has a value, no other has, and what is `always` true holds.
Person = Mapping[str, ir.Encoded]


@frozen
class Undecided:
    """Not settled; `why` ends a sentence that begins "undecided:"."""

    why: str


@frozen
class Nobody:
    """Proved: there is no such applicant."""


@frozen
class Somebody:
    """An applicant of whom it is true, as ordinary as there is."""

    person: Person


@frozen
class Extent:
    """The least and the greatest that a number can be, both reached by the applicants shown."""

    least: int
    greatest: int
    at_least: Person
    at_greatest: Person


@frozen
class Pair:
    """Two applicants who differ only in the facts that rise: `more` has more of them than `less`."""

    less: Person
    more: Person


@frozen
class Proved:
    """True of every possible applicant (of every such pair), and there are applicants it speaks of."""


@frozen
class Idle:
    """True only because there is no applicant (no such pair) that it speaks of."""


Found = Somebody | Nobody | Undecided
Reach = Extent | Nobody | Undecided
Trend = Pair | Proved | Idle | Undecided
