"""Schema: the facts of a rule set as JSON Schema 2020-12, for forms and for checking data beforehand.

It says what each fact may be on its own: kind, bounds, step, names. What ties facts together (`always`,
facts that exist only for some applicants) is left to scoring, which knows it exactly. null stands for
"not applicable" or "not known", as in the data itself. Numbers keep every digit: a domain has at most
nine before and six after the point, which any reader of JSON holds exactly.
"""

import json
from collections.abc import Iterable, Mapping
from typing import assert_never

from qmasdsl.ir.nodes import Fact, Ruleset
from qmasdsl.ir.types import Choice, Date, Field, Form, Moment, Numeric, Records, Several, Type, Value, YesNo
from qmasdsl.ir.words import type_words

_ANY_DAY = (693_596, 767_009)  # 1900-01-01 to 2100-12-31, for a day that is no fact of its own
_MONTHS = "^(0|[1-9][0-9]*) (years?( (0|[1-9][0-9]*) months?)?|months?)$"


def schema(ruleset: Ruleset) -> str:
    """The schema as JSON text, with a newline at the end."""
    return json.dumps(document(ruleset), ensure_ascii=False, indent=2) + "\n"


def document(ruleset: Ruleset) -> dict[str, object]:
    """The schema as dictionaries and lists."""
    properties: dict[str, object] = {}
    for fact in ruleset.facts:
        if fact.member is None:
            properties[fact.name] = _fact(fact)
        else:
            group, _ = fact.member
            properties.setdefault(group, _group(f for f in ruleset.facts if f.member and f.member[0] == group))
    made: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": ruleset.title or ruleset.name,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    instead = _instead(ruleset)
    for date in instead.values():
        properties.setdefault(date, _told(Date(*_ANY_DAY), "", True))
    if instead:
        # The date may be given, or what is counted from it, never both.
        made["allOf"] = [{"not": {"required": [name, date]}} for name, date in instead.items()]
    return made


def _instead(ruleset: Ruleset) -> Mapping[str, str]:
    """The facts that the data may give as a date: `age` -> `born`."""
    return {
        fact.name: fact.type.since
        for fact in ruleset.facts
        if isinstance(fact.type, Numeric) and fact.type.since is not None
    }


def _fact(fact: Fact) -> dict[str, object]:
    made = _told(fact.type, fact.label, True)
    if fact.gate is not None:
        made["description"] = f"{made['description']}; exists for some applicants only"
    return made


def _group(members: Iterable[Fact]) -> dict[str, object]:
    """A fact `of each` member of a kind is one object with a property for each member."""
    properties = {fact.member[1]: _fact(fact) for fact in members if fact.member is not None}
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}


def _told(type: Type, label: str, nullable: bool) -> dict[str, object]:
    made: dict[str, object] = {"title": label} if label else {}
    made["description"] = type_words(type)
    return made | _shape(type, nullable)


def _shape(type: Type, nullable: bool) -> dict[str, object]:
    match type:
        case YesNo():
            return {"type": _or_null("boolean", nullable)}
        case Numeric():
            return _number(type, nullable)
        case Date():
            return {"type": _or_null("string", nullable), "format": "date"}
        case Moment():
            return {"type": _or_null("string", nullable), "format": "date-time"}
        case Choice():
            return _choice(type.values, nullable)
        case Several():
            return {"type": _or_null("array", nullable), "items": _choice(type.values, False), "uniqueItems": True}
        case Records():
            return {"type": _or_null("array", nullable), "maxItems": type.limit, "items": _record(type.fields)}
    assert_never(type)


def _number(type: Numeric, nullable: bool) -> dict[str, object]:
    least, greatest = _exact(type.least, type.places), _exact(type.greatest, type.places)
    if type.form is Form.MONTHS:
        months = {"type": "integer", "minimum": least, "maximum": greatest}
        nothing = [{"type": "null"}] if nullable else []
        return {"anyOf": [months, {"type": "string", "pattern": _MONTHS}, *nothing]}
    whole = type.step % 10**type.places == 0 and type.least % 10**type.places == 0
    made: dict[str, object] = {
        "type": _or_null("integer" if whole else "number", nullable), "minimum": least, "maximum": greatest,
    }  # fmt: skip
    # "multipleOf" counts from 0, a step of ours from the least value.
    if type.least % type.step == 0 and not (whole and type.step == 10**type.places):
        made["multipleOf"] = _exact(type.step, type.places)
    return made


def _exact(value: int, places: int) -> int | float:
    """The number that a scaled one stands for; a float only to be written, where its shortest text is exact."""
    scale: int = 10**places
    return value / scale if value % scale else value // scale


def _choice(values: tuple[Value, ...], nullable: bool) -> dict[str, object]:
    nothing: list[object] = [None] if nullable else []
    if not any(value.label for value in values):
        return {"enum": [*(value.name for value in values), *nothing]}
    named = [{"const": value.name, "title": value.label or value.name} for value in values]
    return {"oneOf": [*named, *({"const": each} for each in nothing)]}


def _record(fields: tuple[Field, ...]) -> dict[str, object]:
    properties = {field.name: _told(field.type, field.label, False) for field in fields}
    # Of a record everything is known: a child without an age could not be counted.
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _or_null(kind: str, nullable: bool) -> object:
    return [kind, "null"] if nullable else kind
