"""Rows: one applicant's encoded facts as cells of a sheet's columns."""

from collections.abc import Mapping

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records, Scalar, Several


def row_of(ruleset: ir.Ruleset, person: Mapping[str, ir.Encoded]) -> dict[str, int]:
    """The cells of an applicant, by column; those of facts that are not there are left out."""
    found: dict[str, int] = {}
    for fact in ruleset.facts:
        value = person.get(fact.name)
        if value is None:
            continue
        if not isinstance(fact.type, Records):
            _put(found, fact.name, fact.type, value)
            continue
        assert isinstance(value, tuple)
        found[fact.name] = len(value)
        types = {field.name: field.type for field in fact.type.fields}
        for at, record in enumerate(value, 1):
            for name, inner in record:
                _put(found, f"{fact.name}.{at}.{name}", types[name], inner)
    return found


def _put(found: dict[str, int], name: str, type: Scalar, value: ir.Encoded) -> None:
    if isinstance(type, Several):
        assert isinstance(value, frozenset)
        for at, one in enumerate(type.values):
            found[f"{name}.{one.name}"] = int(at in value)
    else:
        assert isinstance(value, int)
        found[name] = int(value)
