"""Changes: what a rule, a group, a factor or a list could have been, had one thing in it gone wrong.

A change is the thing as it would be, the words for how it differs, and the place in the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar, assert_never

from qmasdsl.cases.existence import Existence
from qmasdsl.cases.grids import Grids
from qmasdsl.cases.slips import Slips, off_by_one
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Type, YesNo
from qmasdsl.ir.walk import Expression, expressions, index, limits
from qmasdsl.ir.words import number_words, value_words
from qmasdsl.source import Span

Thing = TypeVar("Thing")
Capped = TypeVar("Capped", ir.Factor, ir.Section, ir.Test)
Changed: TypeAlias = tuple[Thing, str, Span | None]
Part = ir.Rule | ir.Choose
Mark = ir.PassMark | ir.PassWhen | ir.NoPassMark

_NEVER, _ALWAYS = ir.Truth(False), ir.Truth(True)
# Of an `only one applies` the first counts, so that it and `first that applies` are one.
_OTHERS = {
    ir.Policy.ONLY_ONE: (ir.Policy.HIGHEST, ir.Policy.ALL),
    ir.Policy.FIRST: (ir.Policy.HIGHEST, ir.Policy.ALL),
    ir.Policy.HIGHEST: (ir.Policy.FIRST, ir.Policy.ALL),
    ir.Policy.ALL: (ir.Policy.FIRST, ir.Policy.HIGHEST),
}


def with_one(items: tuple[Thing, ...], at: int, made: Thing) -> tuple[Thing, ...]:
    """`items` with `made` in place `at`."""
    return (*items[:at], made, *items[at + 1 :])


class Changes:
    """The changes that can be made in one rule set."""

    def __init__(self, ruleset: ir.Ruleset) -> None:
        names = index(ruleset)
        self._existence = Existence(names)
        self.slips = Slips(names, self._existence, Grids(names))

    def of_list(self, one: ir.List) -> Iterator[Changed[ir.List]]:
        for at, entry in enumerate(one.entries):
            gates: list[tuple[ir.Condition | None, str]] = [(_NEVER, f"`{entry.name}` is not on the list")]
            if entry.gate is not None:
                gates.append((None, f"`{entry.name}` is on the list without its `only when`"))
                gates += [(gate, f"`{entry.name}`: {words}") for gate, words in self.slips.condition(entry.gate)]
            for gate, words in gates:
                yield replace(one, entries=with_one(one.entries, at, replace(entry, gate=gate))), words, entry.span

    def of_define(self, define: ir.Define) -> Iterator[Changed[ir.Define]]:
        body = define.body
        if isinstance(body, ir.Choose):
            for made, words, span in self._group(body, define.type, top=True):
                yield replace(define, body=made), words, span or define.span
        elif isinstance(body, ir.Number):
            for number, words in self.slips.number(body):
                yield replace(define, body=number), words, define.span
        else:
            for condition, words in self.slips.condition(body):
                yield replace(define, body=condition), words, define.span

    def of_requirement(self, requirement: ir.Requirement) -> Iterator[Changed[ir.Requirement]]:
        yield replace(requirement, condition=_ALWAYS), "the requirement is left out", requirement.span
        for condition, words in self.slips.condition(requirement.condition):
            yield replace(requirement, condition=condition), words, requirement.span

    def of_mark(self, test: ir.Test) -> Iterator[Changed[Mark]]:
        match test.mark:
            case ir.PassMark(mark):
                for other in off_by_one(mark):
                    yield ir.PassMark(other), f"the pass mark is {other} instead of {mark}", test.span
            case ir.PassWhen(condition, worth):
                span = test.mark.span or test.span
                for made, words in self.slips.condition(condition):
                    yield replace(test.mark, condition=made), words, span
                for other in off_by_one(worth):
                    yield replace(test.mark, worth=other), f"it is worth {other} instead of {worth}", span
            case ir.NoPassMark():
                return
            case _:
                assert_never(test.mark)

    def of_gate(self, one: Capped, factors: Sequence[ir.Factor]) -> Iterator[Changed[Capped]]:
        """Its `only when`, unless that is what makes it possible to read `factors`."""
        if one.gate is None or self._existence.is_needed(one.gate, [e for f in factors for e in _read_by(f)]):
            return
        yield replace(one, gate=None), "the `only when` is left out", one.span
        for gate, words in self.slips.condition(one.gate):
            yield replace(one, gate=gate), f"`only when`: {words}", one.span

    def of_cap(self, one: Capped) -> Iterator[Changed[Capped]]:
        for at, limit in enumerate(one.cap):
            for points in off_by_one(limit.points):
                cap = with_one(one.cap, at, replace(limit, points=points))
                yield replace(one, cap=cap), f"it is capped at {points} instead of {limit.points}", one.span
            for when, words in self.slips.condition(limit.when) if limit.when is not None else ():
                cap = with_one(one.cap, at, replace(limit, when=when))
                yield replace(one, cap=cap), f"the cap of {limit.points}: {words}", one.span
        if one.cap:
            yield replace(one, cap=()), "the cap is left out", one.span

    def of_factor(self, factor: ir.Factor) -> Iterator[Changed[ir.Factor]]:
        yield from self.of_gate(factor, [factor])
        yield from self.of_cap(factor)
        for at, part in enumerate(factor.parts):
            for made, words, span in self._part(part, None, top=True):
                yield replace(factor, parts=with_one(factor.parts, at, made)), words, span or factor.span

    def _part(self, part: Part, type: Type | None, *, top: bool = False) -> Iterator[Changed[Part]]:
        yield from self._rule(part, type) if isinstance(part, ir.Rule) else self._group(part, type, top=top)

    def _group(self, group: ir.Choose, type: Type | None, *, top: bool) -> Iterator[Changed[ir.Choose]]:
        """`type` is that of the define whose values these are, None for points; `top`: of nothing it is part."""
        for policy in _OTHERS[group.policy] if len(group.items) > 1 else ():
            words = f"`{group.policy}` becomes `{policy}`"
            yield replace(group, policy=policy), words, group.span
        for at, item in enumerate(group.items):
            for made, words, span in self._part(item, type):
                yield replace(group, items=with_one(group.items, at, made)), words, span or group.span
        if group.otherwise is not None:
            for rest, words in self._worth(group.otherwise, type):
                yield replace(group, otherwise=rest), words, rest.span or group.span
            # Where nothing applies the value is 0 without an `otherwise` too.
            if not top or group.otherwise.value != ir.Constant(0):
                yield replace(group, otherwise=None), "`otherwise` is left out", group.otherwise.span or group.span

    def _rule(self, rule: ir.Rule, type: Type | None) -> Iterator[Changed[ir.Rule]]:
        yield replace(rule, guard=_NEVER), f"`{rule.text}` is left out", rule.span
        if not self._existence.is_needed(rule.guard, [rule.value]):
            for guard, words in self.slips.condition(rule.guard):
                yield replace(rule, guard=guard), words, rule.span
        for made, words in self._worth(rule, type):
            yield made, words, rule.span

    def _worth(self, rule: ir.Rule, type: Type | None) -> Iterator[tuple[ir.Rule, str]]:
        if not isinstance(rule.value, ir.Constant):
            for value, words in self.slips.number(rule.value):
                yield replace(rule, value=value), words
            return
        was = rule.value.value
        others = [1 - was] if isinstance(type, YesNo) else off_by_one(was, type)
        for now in others:
            words = f"`{rule.text}` gives {_worth_words(type, now)} instead of {_worth_words(type, was)}"
            yield replace(rule, value=ir.Constant(now)), words


def _worth_words(type: Type | None, value: int) -> str:
    return number_words(value) if type is None else value_words(type, value)


def _read_by(factor: ir.Factor) -> Iterator[Expression]:
    yield from () if factor.gate is None else (factor.gate,)
    yield from limits(factor.cap)
    for part in factor.parts:
        yield from expressions(part)
