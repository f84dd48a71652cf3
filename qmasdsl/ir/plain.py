"""Plain: an applicant's facts as JSON holds them, so that `--facts` reads the very same applicant from it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import day_words, moment_words


def plain_facts(index: Index, person: Mapping[str, ir.Encoded]) -> dict[str, object]:
    """The facts by name; those `of each` as one group with a value for each member."""
    found: dict[str, object] = {}
    groups: dict[str, dict[str, object]] = {}
    for name, fact in index.facts.items():
        if name not in person:
            continue
        value = _plain(fact.type, person[name])
        if fact.member is None:
            found[name] = value
        else:
            group, member = fact.member
            found[group] = groups.setdefault(group, {})
            groups[group][member] = value
    return found


def _plain(type: Type, value: object) -> object:
    match type:
        case YesNo():
            return bool(value)
        case Numeric(places=places) if isinstance(value, int):
            # A decimal of at most 15 digits is the shortest text of its float, so that JSON shows it as it is.
            return value if not places else float(Decimal(value).scaleb(-places))
        case Date() if isinstance(value, int):
            return day_words(value)
        case Moment() if isinstance(value, int):
            return moment_words(value)
        case Choice(values) if isinstance(value, int):
            return values[value].name
        case Several(values) if isinstance(value, frozenset):
            return [one.name for at, one in enumerate(values) if at in value]
        case Records(_, fields) if isinstance(value, tuple):
            kinds = {field.name: field.type for field in fields}
            return [{name: _plain(kinds[name], inner) for name, inner in record} for record in value]
        case Numeric() | Date() | Moment() | Choice() | Several() | Records():
            raise TypeError(f"{value!r} does not encode a value of {type!r}")
        case _:
            assert_never(type)
