"""The peers: other rule engines, each driven in the quickest way it offers.

Each is loaded with the rules before anything is timed. What an engine cannot do by itself for the answer (turning
values into its own kinds, adding up the factors) is done inside what is timed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qmasdsl.ir.nodes import PassMark, Ruleset
from tests.bench.peers.dialects import Cel, JsonLogic, RuleEngine, Zen
from tests.bench.peers.translation import Translation

Applicant = dict[str, Any]
Total = tuple[bool, int]  # eligible, total of the test chosen
Breakdown = tuple[bool, int, bool, tuple[int, ...]]  # eligible, total, passes, points of each factor


@dataclass(frozen=True)
class Scorer:
    """What is timed. `as_total` and `as_breakdown` bring what comes out into one form; that is not timed."""

    total: Callable[[Applicant], Any] | None
    breakdown: Callable[[Applicant], Any] | None
    as_total: Callable[[Any], Total] = lambda found: found
    as_breakdown: Callable[[Any], Breakdown] = lambda found: found


@dataclass(frozen=True)
class Peer:
    """`package` is what pip installs; `load` makes a Scorer of the rules."""

    name: str
    package: str
    load: Callable[[Ruleset], Scorer]


def added_up(ruleset: Ruleset) -> Callable[[Sequence[Any]], Breakdown]:
    """What the host does with [eligible, points of each factor] or [eligible, total of the other test]."""
    mark = ruleset.tests[0].mark
    assert isinstance(mark, PassMark)
    least, count = mark.mark, len(ruleset.tests[0].factors)
    nothing = (0,) * count

    def add(found: Sequence[Any]) -> Breakdown:
        eligible, *points = found
        if len(points) == count:
            total = sum(points)
            return eligible, total, total >= least, tuple(points)
        return eligible, points[0], points[0] > 0, nothing

    return add


def datalogic(ruleset: Ruleset) -> Scorer:
    from datalogic_py import Engine

    rules, add = Translation(ruleset, JsonLogic()), added_up(ruleset)
    engine = Engine()
    session, total, breakdown = engine.session(), engine.compile(rules.total), engine.compile(rules.breakdown)
    evaluate = session.evaluate
    return Scorer(lambda one: evaluate(total, one), lambda one: add(evaluate(breakdown, one)), tuple)


def zen(ruleset: Ruleset) -> Scorer:
    from zen import compile_expression

    rules, add = Translation(ruleset, Zen()), added_up(ruleset)
    total, breakdown = compile_expression(rules.total).evaluate, compile_expression(rules.breakdown).evaluate
    return Scorer(total, lambda one: add(breakdown(one)), tuple)


def zen_decision(ruleset: Ruleset) -> Scorer:
    """The same expressions as a decision document with one expression node, as GoRules' editor keeps them."""
    from zen import ZenEngine

    rules, add = Translation(ruleset, Zen()), added_up(ruleset)
    content = {"total": _document(rules.total), "breakdown": _document(rules.breakdown)}
    evaluate = ZenEngine({"loader": {"type": "static", "content": content}}).evaluate
    return Scorer(
        lambda one: evaluate("total", one)["result"]["found"],
        lambda one: add(evaluate("breakdown", one)["result"]["found"]),
        tuple,
    )


def _document(expression: str) -> dict[str, Any]:
    place = {"position": {"x": 0, "y": 0}}
    inside = {"expressions": [{"id": "found", "key": "found", "value": expression}], "passThrough": False}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", **place},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": inside, **place},
        {"id": "out", "name": "out", "type": "outputNode", **place},
    ]
    edges = [
        {"id": "to", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "from", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    return {"nodes": nodes, "edges": edges}


def cel_rust(ruleset: Ruleset) -> Scorer:
    from cel import compile

    rules, add = Translation(ruleset, Cel()), added_up(ruleset)
    total, breakdown = compile(rules.total).execute, compile(rules.breakdown).execute
    return Scorer(total, lambda one: add(breakdown(one)), tuple)


def cel_python(ruleset: Ruleset) -> Scorer:
    from celpy import CompiledRunner, Environment, json_to_cel

    rules, add = Translation(ruleset, Cel()), added_up(ruleset)
    environment = Environment(runner_class=CompiledRunner)
    total, breakdown = (
        environment.program(environment.compile(text)).evaluate for text in (rules.total, rules.breakdown)
    )

    def given(one: Applicant) -> Applicant:
        return {name: json_to_cel(value) for name, value in one.items()}

    def plain(found: Any) -> list[int | bool]:
        eligible, *points = found
        return [bool(eligible), *map(int, points)]

    return Scorer(lambda one: plain(total(given(one))), lambda one: add(plain(breakdown(given(one)))), tuple)


def rule_engine(ruleset: Ruleset) -> Scorer:
    from rule_engine import Context, Rule

    rules, add = Translation(ruleset, RuleEngine()), added_up(ruleset)
    total, breakdown = (Rule(text, context=Context()).evaluate for text in (rules.total, rules.breakdown))

    def plain(found: Any) -> list[int | bool]:
        eligible, *points = found
        return [eligible, *map(int, points)]

    return Scorer(lambda one: plain(total(one)), lambda one: add(plain(breakdown(one))), tuple)


def openfisca(ruleset: Ruleset) -> Scorer:
    from tests.bench.peers.openfisca import load

    return load(ruleset)


PEERS = (
    Peer("datalogic-py", "datalogic-py", datalogic),
    Peer("zen-engine, expression", "zen-engine", zen),
    Peer("zen-engine, decision document", "zen-engine", zen_decision),
    Peer("common-expression-language", "common-expression-language", cel_rust),
    Peer("rule-engine", "rule-engine", rule_engine),
    Peer("cel-python, transpiled", "cel-python", cel_python),
    Peer("OpenFisca-Core, one situation", "OpenFisca-Core", openfisca),
)
