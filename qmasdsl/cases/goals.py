"""Goals: what a suite of cases should show, and what shows it.

Nobody needs to know how many lines of a rule file were read. What counts is whether some case is given the points of
a rule, whether cases stand on both sides of a limit and right at it, and whether each part of a condition alone has
once made the difference. Each of these is an `Aim`, which is reached when all its goals are: a goal is a condition,
and a case of which it holds reaches it.
"""

from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.source import Span


class Kind(StrEnum):
    RULE = "rules"
    BOUNDARY = "boundaries"
    CONDITION = "conditions"


@frozen
class Goal:
    """`words` say what a case lacks, after "no case ": "has age 45", "is decided by it". Where it is that a rule
    counts, `rule` is that rule: it need not be worked out again. Somebody of whom `best` holds shows it best, so that
    a slip would be noticed; they are sought first."""

    words: str
    condition: ir.Condition
    rule: ir.Rule | None = None
    best: ir.Condition | None = None


@frozen
class Aim:
    """`what` is the rule, the limit or the condition as its author wrote it; `within` is where it stands, as in
    `define dependants`, `score general.age`."""

    kind: Kind
    what: str
    within: str
    goals: tuple[Goal, ...]
    span: Span | None
