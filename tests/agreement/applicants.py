"""Applicants to lay targets beside each other on: possible ones, ones who lack a fact or have one too many, and ones
of whom something was given that is no value of its fact."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any
from unicodedata import normalize

from qmasdsl.columns.inputs import columns_of
from qmasdsl.columns.rows import row_of
from qmasdsl.ir.nodes import Encoded, Ruleset
from qmasdsl.ir.plain import plain_facts
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Scalar, Type, YesNo
from qmasdsl.ir.walk import index
from unit.everybody import people, spoiled

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Applicant:
    """Encoded facts, and `odd`: for some facts what is given instead, which is no value of theirs."""

    person: dict[str, Encoded]
    odd: dict[str, Any] = field(default_factory=dict)


def applicants(ruleset: Ruleset, count: int, seed: int) -> list[Applicant]:
    """About `count`: two in three possible, the others not."""
    random = Random(seed)
    everybody = people(ruleset, count, seed)
    found = [Applicant(person) for person in spoiled(ruleset, everybody, seed, 0.25)]
    for at in range(0, len(found), 10):
        if odd := _odd(ruleset, everybody[at], random):
            found[at] = Applicant(everybody[at], odd)
    return found


def as_data(ruleset: Ruleset, applicant: Applicant) -> dict[str, Any]:
    """The facts as JSON has them, fractions exact."""
    plain = plain_facts(index(ruleset), applicant.person)
    exact: dict[str, Any] = json.loads(json.dumps(plain), parse_float=Decimal)
    for name, value in applicant.odd.items():
        fact = index(ruleset).facts[name]
        if fact.member is not None:
            exact.setdefault(fact.member[0], {})[fact.member[1]] = value
        else:
            exact[name] = value.isoformat() if isinstance(value, date) else value
    return exact


def as_cells(ruleset: Ruleset, applicant: Applicant) -> dict[str, Any]:
    """What stands in the typed columns of a wide table; None where nothing is given."""
    row = row_of(ruleset, applicant.person)
    found: dict[str, Any] = {}
    for fact in ruleset.facts:
        for column in columns_of(fact):
            code = row.get(column.name)
            found[column.name] = None if code is None else value_of(column.type, code)
    return found | applicant.odd


def value_of(type: Scalar, code: int) -> Any:
    """A code as a typed column holds it: fractions as Decimal."""
    match type:
        case YesNo():
            return bool(code)
        case Choice(values):
            return values[code].name
        case Date():
            return date.fromordinal(code)
        case Moment():
            return _EPOCH + timedelta(microseconds=code)
        case Numeric(places=0):
            return code
        case Numeric(places=places):
            return Decimal(code).scaleb(-places)
    raise TypeError(type)


def _odd(ruleset: Ruleset, person: dict[str, Encoded], random: Random) -> dict[str, Any]:
    """One fact, which may be one that they cannot have, with something that is no value of it."""
    facts = list(ruleset.facts)
    random.shuffle(facts)
    facts.sort(key=lambda fact: fact.name in person and random.random() < 0.5)
    for fact in facts:
        if values := _odd_values(fact.type):
            return {fact.name: random.choice(values)}
    return {}


def _odd_values(type: Type) -> Sequence[Any]:
    """What is nearly a value of the type, in the form of its column."""
    match type:
        case Choice(values):
            names = {value.name for value in values}
            near = [
                made
                for name in names
                for made in (f"{name} ", f" {name}", name.upper(), f"{name}\u200b", normalize("NFD", name))
            ]
            near += ["", "toString", "__proto__", "x' OR '1'='1", "--", "\\", "null", "NULL", "0"]
            return [one for one in near if one not in names]
        case Numeric(form, least, greatest, step, places):
            codes = [least - step, greatest + step, greatest + 1, least - 1, 10**15]
            codes += [least + 1] if step > 1 else []
            fits = [one for one in codes if not (least <= one <= greatest and (one - least) % step == 0)]
            # Below nothing there are no months in words, and no others are written.
            kept = [one for one in fits if form is not Form.MONTHS or one >= 0]
            between = [Decimal(least * 10 + 4).scaleb(-places - 1)] if places else []
            return [one if not places else Decimal(one).scaleb(-places) for one in kept] + between
        case Date(least, greatest):
            return [date.fromordinal(one) for one in (least - 1, greatest + 1) if 0 < one <= date.max.toordinal()]
        case _:
            return []


def on_leap_days(ruleset: Ruleset) -> list[Applicant]:
    """Everybody of the rules in `calendar.qmas` who was born at the end of a February or of another month, and lodges
    at the end of one: leap years, years that are not, and 1900, which was none."""
    born = _ends(1896, 1900, 1999, 2000, 2004)
    lodged = _ends(1900, 1913, 2001, 2017, 2021, 2024)
    names = [fact.name for fact in ruleset.facts]
    return [Applicant(dict(zip(names, days, strict=True))) for days in product(born, lodged)]


def _ends(*years: int) -> list[int]:
    """Days about the ends of months."""
    days = [date(year, 12, 31).toordinal() for year in years]
    for year in years:
        firsts = [date(year, month, 1).toordinal() for month in (1, 2, 3, 4, 5)]
        days += [first + near for first in firsts for near in (-2, -1, 0)]
    return sorted({day for day in days if day >= date(1896, 1, 1).toordinal()})
