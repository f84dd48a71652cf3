"""Route JSON: the ways to a goal, and what time changes, as data.

Values are written as a file of facts gives them, so that `after` can be put where `before` stood.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import assert_never

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.interpreter.trace import Result, as_json
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Undecided
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import moment_words
from qmasdsl.prospects.calendar import Calendar
from qmasdsl.prospects.routes import Answer, Change, NoRoute, Reached, Route, Routes


def route(index: Index, goal: ir.Condition, answer: Answer, ahead: Calendar) -> dict[str, object]:
    """The whole answer. A key may be added, never changed or removed."""
    ruleset = index.ruleset
    start = ruleset.in_force.start.isoformat() if ruleset.in_force else None
    head = {"format": 1, "scheme": ruleset.name, "version": {"from": start, "hash": ruleset.source_hash}}
    return head | {"goal": _goal(goal)} | _ways(index, answer) | {"calendar": _time(index, ahead, goal)}


def _goal(goal: ir.Condition) -> dict[str, object]:
    match goal:
        case ir.Comes(name):
            return {"outcome": name}
        case ir.Passes(name):
            return {"test": name}
        case ir.And((ir.Applies(name), ir.Compare(_, _, ir.Constant(points)))):
            return {"test": name, "points": points}
        case _:
            raise TypeError(f"{goal!r} is no goal")


def _ways(index: Index, answer: Answer) -> dict[str, object]:
    """`answer` is reached, routes, impossible or undecided; the rest says more."""
    match answer:
        case Reached():
            return {"answer": "reached", "routes": [], "more": 0, "complete": True, "why": ""}
        case NoRoute(fixed):
            return {"answer": "impossible", "routes": [], "more": 0, "complete": True, "why": "", "fixed": list(fixed)}
        case Undecided(why):
            return {"answer": "undecided", "routes": [], "more": 0, "complete": False, "why": why}
        case Routes(found, more, complete, why):
            said = [_route(index, route) for route in found]
            return {"answer": "routes", "routes": said, "more": more, "complete": complete, "why": why}
        case _:
            assert_never(answer)


def _route(index: Index, route: Route) -> dict[str, object]:
    return {
        "cost": route.cost,
        "proved_minimal": route.minimal,
        "months": max(0, route.months),
        "changes": _changes(index, route.changes),
        "follows": _changes(index, route.follows),
        "result": _result(route.result),
    }


def _changes(index: Index, changes: Iterable[Change]) -> list[dict[str, object]]:
    return [
        {
            "fact": change.fact,
            "before": _given(index, change.fact, change.before),
            "after": _given(index, change.fact, change.after),
            "or": [_given(index, change.fact, value) for value in change.also],
            "effort": change.effort,
        }
        for change in changes
    ]


def _time(index: Index, found: Calendar, goal: ir.Condition) -> dict[str, object]:
    """The spans in order, each with its first and last day."""
    spans = [
        {
            "from": _day(span.first),
            "to": _day(found.last_told(span)),
            "reached": Meaning(index, span.facts).holds(goal) is True,
            "facts": {name: _given(index, name, span.facts.get(name)) for name in found.moving},
            "result": _result(span.result),
        }
        for span in found.spans
    ]
    ends = None if found.ends is None else {"from": _day(found.ends), "why": [wrong.words() for wrong in found.why]}
    return {"moving": list(found.moving), "undated": list(found.undated), "spans": spans, "impossible": ends}


def _result(result: Result) -> dict[str, object]:
    whole = as_json(result)
    tests = {name: {"applies": t.applies, "total": t.total, "passes": t.passes} for name, t in result.tests.items()}
    return {"eligible": whole["eligible"], "tests": tests, "outcomes": whole["outcomes"]}


def _given(index: Index, name: str, value: ir.Encoded | None) -> object:
    return None if value is None else given(index.facts[name].type, value)


def given(type: Type, value: object) -> object:
    """An encoded value as a JSON file of facts gives it."""
    match type:
        case YesNo():
            return bool(value)
        case Numeric(places=places) if isinstance(value, int):
            # Nearest to what is meant in the digits that JSON shows, and read back exactly.
            return value if places == 0 else float(Decimal(value).scaleb(-places))
        case Date() if isinstance(value, int):
            return _day(value)
        case Moment() if isinstance(value, int):
            return moment_words(value)
        case Choice(values) if isinstance(value, int):
            return values[value].name
        case Several(values) if isinstance(value, frozenset):
            return [one.name for at, one in enumerate(values) if at in value]
        case Records(_, fields) if isinstance(value, tuple):
            types = {field.name: field.type for field in fields}
            return [{name: given(types[name], held) for name, held in row} for row in value]
        case _:
            raise TypeError(f"{value!r} does not encode a value of {type!r}")


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
