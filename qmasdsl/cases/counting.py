"""Counting: when each rule of a group is read, and when it is the one that counts.

The interpreter knows of one applicant; here it is said as a condition, so that the prover can be asked for somebody.
What a group within a group is worth has no expression of its own: it becomes a define, in a copy of the rule set.
"""

from collections.abc import Iterator
from dataclasses import replace

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Form, Numeric
from qmasdsl.ir.walk import rules

Part = ir.Rule | ir.Choose
Conditions = tuple[ir.Condition, ...]
_POINTS = Numeric(Form.WHOLE, -(2**31), 2**31)


@frozen
class Counted:
    """A rule, when it is read (beyond what its group stands under), and when it counts."""

    rule: ir.Rule
    read: Conditions
    counts: Conditions


class Worths:
    """What groups are worth, as numbers that can be compared."""

    def __init__(self) -> None:
        self._defines: dict[str, ir.Define] = {}
        self._names: dict[int, str] = {}

    def of(self, part: Part) -> ir.Number:
        """What `part` is worth where it applies."""
        return part.value if isinstance(part, ir.Rule) else self.points(part)

    def points(self, part: Part) -> ir.Number:
        """What `part` adds: 0 where it does not apply."""
        # A name of a rule file has no space.
        name = self._names.setdefault(id(part), f"points {len(self._names) + 1}")
        body = part if isinstance(part, ir.Choose) else ir.Choose(ir.Policy.ALL, (part,))
        self._defines[name] = ir.Define(name, _POINTS, body)
        return ir.DefineValue(name)

    def joined_to(self, ruleset: ir.Ruleset) -> ir.Ruleset:
        """`ruleset` with these numbers in it."""
        return replace(ruleset, defines=(*ruleset.defines, *self._defines.values()))


def counted(part: Part, worths: Worths) -> Iterator[Counted]:
    """Every rule of `part`, in reading order."""
    return _counted(part, worths, (), ())


def applies(part: Part) -> ir.Condition:
    """Whether `part` applies."""
    if isinstance(part, ir.Rule):
        return part.guard
    guards = tuple(rule.guard for rule in rules(part))
    return guards[0] if len(guards) == 1 else ir.Or(guards)


def _counted(part: Part, worths: Worths, read: Conditions, also: Conditions) -> Iterator[Counted]:
    """`read`: when it is read; `also`: what must hold besides so that it counts."""
    if isinstance(part, ir.Rule):
        guard = () if part.guard == ir.Truth(True) else (part.guard,)
        yield Counted(part, read, (*read, *guard, *also))
        return
    items, otherwise = part.items, part.otherwise
    others = tuple(ir.Not(applies(item)) for item in items)
    for at, item in enumerate(items):
        match part.policy:
            case ir.Policy.FIRST:
                yield from _counted(item, worths, (*read, *others[:at]), also)
            case ir.Policy.HIGHEST:
                yield from _counted(item, worths, read, (*also, *_wins(items, at, worths)))
            case _:
                # Of an `only one applies` the checker has shown that there is no second.
                yield from _counted(item, worths, read, also)
    if otherwise is not None:
        yield from _counted(otherwise, worths, (*read, *others), also)


def _wins(items: tuple[Part, ...], at: int, worths: Worths) -> Iterator[ir.Condition]:
    """That none of the others applies with more, nor an earlier one with as much."""
    for place, rival in enumerate(items):
        if place == at:
            continue
        sign = ir.Comparison.MORE if place < at else ir.Comparison.AT_LEAST
        match worths.of(items[at]), worths.of(rival):
            case ir.Constant(ours), ir.Constant(its):
                yield from () if ours > its or (ours == its and place > at) else (ir.Not(applies(rival)),)
            case our_worth, its_worth:
                yield ir.Or((ir.Not(applies(rival)), ir.Compare(our_worth, sign, its_worth)))
