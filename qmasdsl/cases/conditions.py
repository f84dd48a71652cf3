"""Conditions: has each part of a condition once made the difference, alone?

For every part of `A and (B or C)` two applicants are wanted: one of whom it holds, one of whom it does not, and of
both the other parts are such that the whole turns on this one. (This is MC/DC in its masking form.) A part that
stands behind another only because its fact exists no further is not asked for where it does not exist.
"""

from collections.abc import Iterator, Sequence

from qmasdsl.cases.existence import Existence
from qmasdsl.cases.goals import Aim, Goal, Kind
from qmasdsl.cases.places import Place
from qmasdsl.cases.spelled import is_band
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir

Conditions = tuple[ir.Condition, ...]


@frozen
class Rest:
    """What must hold of a part that comes later; not where our part is `unless`, which keeps it from being read."""

    condition: ir.Condition
    unless: bool | None = None


@frozen
class Part:
    """A part of a condition: the whole turns on it where `before` and `after` hold. `straight`: they are the same,
    and not one the opposite of the other."""

    condition: ir.Condition
    before: Conditions = ()
    after: tuple[Rest, ...] = ()
    straight: bool = True


def parts_alone(place: Place, existence: Existence) -> Aim | None:
    """What shows each part of the condition in a place; None if it has not several."""
    found = [] if isinstance(place.root, ir.Number) else list(parts(place.root, existence))
    if len(found) < 2:
        return None
    goals = tuple(_goal(place, part, holds) for part in found for holds in (True, False))
    return Aim(Kind.CONDITION, place.spelling.words(place.root), place.within, goals, place.span)


def _goal(place: Place, part: Part, holds: bool) -> Goal:
    own = part.condition if holds else ir.Not(part.condition)
    words = f"turns on `{place.spelling.words(part.condition)}` alone, which {'holds' if holds else 'does not hold'}"
    return Goal(words, turning_on(place, part, own, holds=holds))


def turning_on(place: Place, part: Part, own: ir.Condition, *, holds: bool) -> ir.Condition:
    """That the condition in a place turns on `part`, of whom `own` is true."""
    after = (rest.condition for rest in part.after if rest.unless is not holds)
    return place.somebody(*part.before, own, *after)


def parts(condition: ir.Condition, existence: Existence) -> Iterator[Part]:
    """The parts of a condition, and when the whole turns on each."""
    match condition:
        case ir.And(items) if not is_band(condition):
            yield from _joined(items, existence, all_hold=True)
        case ir.Or(items):
            yield from _joined(items, existence, all_hold=False)
        case ir.Not(item):
            for part in parts(item, existence):
                yield Part(part.condition, part.before, part.after, not part.straight)
        case ir.AtLeast(count, items):
            for at, item in enumerate(items):
                others = (*items[:at], *items[at + 1 :])
                # Just one is lacking, and that is this one.
                rest = _number_of(count - 1, others)
                for part in parts(item, existence):
                    yield Part(part.condition, part.before, (*part.after, *rest), part.straight)
        case _:
            yield Part(condition)


def _joined(items: Sequence[ir.Condition], existence: Existence, *, all_hold: bool) -> Iterator[Part]:
    """Parts of an `and`: each matters where the others hold; of an `or`: where none of the others does."""
    others = [item if all_hold else ir.Not(item) for item in items]
    for at, item in enumerate(items):
        for part in parts(item, existence):
            # The item is decided against the `and` (for the `or`) by our part: what comes later is not read.
            decided = not part.straight if all_hold else part.straight
            later = tuple(
                Rest(others[place], decided if existence.is_needed(item, [items[place]]) else None)
                for place in range(at + 1, len(items))
            )
            yield Part(part.condition, (*others[:at], *part.before), (*part.after, *later), part.straight)


def _number_of(count: int, items: Conditions) -> tuple[Rest, ...]:
    """That just so many of `items` hold."""
    at_least = (Rest(ir.AtLeast(count, items)),) if count > 0 else ()
    not_more = (Rest(ir.Not(ir.AtLeast(count + 1, items))),) if count < len(items) else ()
    return (*at_least, *not_more)
