"""Facts as a Python caller gives them: what the interpreter's encoded values stand for."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.testing.population import Person

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_python(ruleset: ir.Ruleset, person: Person) -> dict[str, object]:
    """`person` as the mapping that `scheme.score` takes; facts of each member of a kind as one mapping."""
    given: dict[str, object] = {}
    for fact in ruleset.facts:
        if fact.name not in person:
            continue
        value = _value(fact.type, person[fact.name])
        if fact.member is None:
            given[fact.name] = value
        else:
            whole, member = fact.member
            inside = given.setdefault(whole, {})
            assert isinstance(inside, dict)
            inside[member] = value
    return given


def _value(kind: Type, encoded: object) -> object:
    match kind:
        case YesNo():
            return bool(encoded)
        case Numeric(places=0):
            return encoded
        case Numeric(places=places) if isinstance(encoded, int):
            return Decimal(encoded).scaleb(-places)
        case Date() if isinstance(encoded, int):
            return date.fromordinal(encoded)
        case Moment() if isinstance(encoded, int):
            return _EPOCH + timedelta(microseconds=encoded)
        case Choice(values) if isinstance(encoded, int):
            return values[encoded].name
        case Several(values) if isinstance(encoded, frozenset):
            return [value.name for index, value in enumerate(values) if index in encoded]
        case Records(_, fields) if isinstance(encoded, tuple):
            kinds = {field.name: field.type for field in fields}
            return [{name: _value(kinds[name], inner) for name, inner in record} for record in encoded]
        case Numeric() | Date() | Moment() | Choice() | Several() | Records():
            raise TypeError(f"{encoded!r} does not encode a value of {kind!r}")
        case _:
            assert_never(kind)
