"""Alike: what two rule sets have in common, whatever it is called for people.

A fact must be the same fact in both, or a person of the one is no person of the other. A define, a list or a
question is alike where it means the same, and so does all that it reads; labels, citations and wordings do not
count, and neither does whether a choice was written as a table.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Field, Records, Several, Type, Value
from qmasdsl.ir.walk import Expression, Index, Reference, expressions, nodes

Declared = ir.Question | ir.List | ir.Define


@frozen
class Disagreement:
    """A fact that both rule sets have and that is not the same: its `type`, or its `gate`: when it exists."""

    fact: str
    what: str


def alike_in(old: ir.Ruleset, new: ir.Ruleset) -> frozenset[str]:
    """What means the same in both rule sets, and so does all that it reads, as `define dependants`."""
    before, after = dict(_meanings(old)), dict(_meanings(new))
    found = {name for name, meaning in before.items() if after.get(name) == meaning}
    reads = {name: _read(*_roots(before[name])) for name in before if name in found}
    # In the order in which they are declared, so that a long chain of defines falls in one round.
    fell = True
    while fell:
        fell = False
        for name in reads:
            if name in found and not reads[name] <= found:
                found.remove(name)
                fell = True
    return frozenset(found)


def disagreements(before: Index, after: Index, alike: frozenset[str]) -> Iterator[Disagreement]:
    """The facts of both that are not the same, in the order of the new rule set."""
    for fact in after.ruleset.facts:
        other = before.facts.get(fact.name)
        if other is None:
            continue
        if _bare_type(fact.type) != _bare_type(other.type):
            yield Disagreement(fact.name, "type")
        elif fact.gate != other.gate or (fact.gate is not None and not _read(fact.gate) <= alike):
            yield Disagreement(fact.name, "gate")


def _meanings(ruleset: ir.Ruleset) -> Iterator[tuple[str, Declared]]:
    """Every declaration that may be shared, without what is for people only."""
    for question in ruleset.questions:
        yield f"question {question.name}", replace(question, label="")
    for one in ruleset.lists:
        entries = tuple(replace(entry, label="", cite="", text="") for entry in one.entries)
        yield f"list {one.name}", replace(one, entries=entries, label="", cite="")
    for define in ruleset.defines:
        body = _bare_choose(define.body) if isinstance(define.body, ir.Choose) else define.body
        yield f"define {define.name}", replace(define, type=_bare_type(define.type), body=body, label="", text="")


def _roots(declared: Declared) -> Iterator[Expression]:
    match declared:
        case ir.Question():
            return
        case ir.List(_, entries):
            yield from (entry.gate for entry in entries if entry.gate is not None)
        case ir.Define(body=body):
            yield from expressions(body)
        case _:
            assert_never(declared)


def _read(*roots: Expression) -> set[str]:
    """What `roots` name that has a side, as `define dependants`. A score is never alike: its test has two names."""
    found = set()
    for node in nodes(*roots):
        match node:
            case ir.DefineValue(name) | ir.DefineHolds(name):
                found.add(f"define {name}")
            case ir.OnList(_, name):
                found.add(f"list {name}")
            case ir.Reading(name):
                found.add(f"question {name}")
            case _ if isinstance(node, Reference):
                found.add("score")
            case _:
                pass
    return found


def _bare_choose(group: ir.Choose) -> ir.Choose:
    items = tuple(_bare_rule(item) if isinstance(item, ir.Rule) else _bare_choose(item) for item in group.items)
    otherwise = None if group.otherwise is None else _bare_rule(group.otherwise)
    return replace(group, items=items, otherwise=otherwise, layout=ir.Layout.GROUP)


def _bare_rule(rule: ir.Rule) -> ir.Rule:
    return replace(rule, key="", text="", label="", cite="")


def _bare_type(type: Type) -> Type:
    match type:
        case Choice(values):
            return replace(type, values=_bare_values(values))
        case Several(values):
            return replace(type, values=_bare_values(values))
        case Records(_, fields):
            return replace(type, fields=tuple(map(_bare_field, fields)))
        case _:
            return type


def _bare_field(field: Field) -> Field:
    type = _bare_type(field.type)
    assert not isinstance(type, Records)
    return Field(field.name, type)


def _bare_values(values: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(Value(value.name) for value in values)
