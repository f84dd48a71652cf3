"""Making an atlas: first the kinds of record, then the axes, then the diagrams."""

from collections.abc import Iterable
from math import inf

from qmasdsl.interpreter.meaning import Facts
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records
from qmasdsl.ir.walk import Index
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.axes import Finer, fact_axes, field_axes, plain_value
from qmasdsl.proving.kinds import Kind, Record, asked
from qmasdsl.proving.ordinary import cheapest, price
from qmasdsl.proving.sets import EVERYBODY, NOBODY, TooMuch

_KINDS = 12  # kinds of record that are told apart
_SMALL = 20_000  # nodes for the fields of one record


def make(index: Index, given: Facts, finer: Finer) -> Atlas:
    """The atlas of a rule set, which tells apart what the rules do and what is `finer` than that."""
    questions = asked(index)
    for condition, fact in finer.asked.items():
        questions.setdefault(fact, {})[condition] = None
    kinds: dict[str, tuple[Kind, ...]] = {}
    for fact, conditions in questions.items():
        records = index.facts[fact].type
        if fact not in given and isinstance(records, Records):
            found = _kinds(index, records, conditions)
            if found is not None:
                kinds[fact] = found
    axes = fact_axes(index, given, {fact: len(found) for fact, found in kinds.items()}, finer)
    return Atlas(index, given, axes, kinds, finer)


def _kinds(index: Index, records: Records, conditions: Iterable[ir.Condition]) -> tuple[Kind, ...] | None:
    """The kinds of record that `conditions` tell apart; None where they are too many, or not told by fields."""
    axes = field_axes(records)
    atlas = Atlas(index, {}, axes, {}, Finer())
    atlas.sets.allow(_SMALL, inf)
    sets = atlas.sets
    parts: list[tuple[int, dict[ir.Condition, bool]]] = [(EVERYBODY, {})]
    for condition in conditions:
        try:
            holds = atlas.holds(condition)
        except (KeyError, TooMuch):
            return None
        split = [
            (sets.both(part, side), {**verdicts, condition: verdict})
            for part, verdicts in parts
            for verdict, side in ((False, sets.negated(holds)), (True, holds))
        ]
        parts = [(part, verdicts) for part, verdicts in split if part != NOBODY]
        if len(parts) > _KINDS or not atlas.is_exact(sets.reads(holds)):
            return None
    return tuple(Kind(verdicts, _record(atlas, records, part)) for part, verdicts in parts)


def _record(atlas: Atlas, records: Records, part: int) -> Record:
    """An ordinary record of a kind."""
    axes = atlas.axes.by_level
    prices = [price(axis, atlas.axes.types, None) for axis in axes]
    found = cheapest(atlas.sets, axes, prices, part)
    chosen = {axis.subject: axis.values[found.get(axis.level, prices[axis.level].rest())] for axis in axes}
    return tuple((each.name, plain_value(chosen, each.name, each.type)) for each in records.fields)
