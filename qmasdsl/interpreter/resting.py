"""Everything else: the resting values of the facts that a case does not give.

`everything else no, none or 0` says so aloud: yes/no is no, a number is 0 (or the least it may be), a level
is its first, several and records are none, `or other` is other. Dates and other choices have no resting
value and stay unknown; a fact behind a shut `only when` stays away.
"""

from typing import assert_never

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import fits
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import index


def complete(ruleset: ir.Ruleset, facts: Facts) -> Facts:
    """`facts`, and for every other fact that exists its resting value, if its type has one."""
    names = index(ruleset)
    found = {name: _with_fields(names.facts[name].type, value) for name, value in facts.items()}
    waiting = {fact.name: fact for fact in ruleset.facts if fact.name not in found}
    # What a gate asks for may be resting itself, so we go on until nothing new exists.
    while True:
        meaning = Meaning(names, dict(found))
        existing = [fact for fact in waiting.values() if meaning.exists(fact) is True]
        if not existing:
            return {name: found[name] for name in names.facts if name in found}
        for fact in existing:
            del waiting[fact.name]
            value = resting(fact.type)
            if value is not None:
                found[fact.name] = value


def resting(type: Type) -> ir.Encoded | None:
    """The encoded value that stands for "no, none or 0", or None if the type has none."""
    match type:
        case YesNo():
            return False
        case Numeric(_, least):
            return 0 if fits(type, 0) else least
        case Choice(values, ordered):
            last = len(values) - 1
            return 0 if ordered else last if values[last].name == "other" else None
        case Several():
            return frozenset()
        case Records():
            return ()
        case Date() | Moment():
            return None
        case _:
            assert_never(type)


def _with_fields(type: Type, value: ir.Encoded) -> ir.Encoded:
    """A record whose fields are not all given rests in the others."""
    if not isinstance(type, Records) or not isinstance(value, tuple):
        return value
    rest = {field.name: resting(field.type) for field in type.fields}
    still = {name: held for name, held in rest.items() if held is not None and not isinstance(held, tuple)}
    return tuple(tuple((still | dict(record)).items()) for record in value)
