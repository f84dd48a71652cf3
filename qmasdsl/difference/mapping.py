"""Mapping: a rule set again, with every expression in it changed.

Claims, cases and wordings are left out: they speak of the rules and do nothing.
"""

from collections.abc import Callable
from dataclasses import replace

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.rewrite import Change, condition_rewritten, number_rewritten
from qmasdsl.ir.types import Type

Part = ir.Rule | ir.Choose


class Mapped:
    """`change` is applied to every node of every expression; `value` to what a rule or a define of that type gives."""

    def __init__(self, change: Change, value: Callable[[Type, ir.Number], ir.Number]) -> None:
        self._change = change
        self._value = value

    def ruleset(self, ruleset: ir.Ruleset) -> ir.Ruleset:
        return replace(
            ruleset,
            facts=tuple(replace(fact, gate=self._where(fact.gate)) for fact in ruleset.facts),
            lists=tuple(replace(one, entries=tuple(map(self._entry, one.entries))) for one in ruleset.lists),
            always=tuple(replace(one, condition=self._condition(one.condition)) for one in ruleset.always),
            defines=tuple(map(self._define, ruleset.defines)),
            requirements=tuple(map(self._require, ruleset.requirements)),
            tests=tuple(map(self._test, ruleset.tests)),
            outcomes=tuple(replace(one, condition=self._condition(one.condition)) for one in ruleset.outcomes),
            selection=None,
            claims=(),
            cases=(),
            wordings=(),
        )

    def _entry(self, entry: ir.Entry) -> ir.Entry:
        return replace(entry, gate=self._where(entry.gate))

    def _define(self, define: ir.Define) -> ir.Define:
        body = define.body
        made: ir.Number | ir.Condition | ir.Choose
        if isinstance(body, ir.Choose):
            made = self._choose(body, define.type)
        elif isinstance(body, ir.Number):
            made = self._value(define.type, self._number(body))
        else:
            made = self._condition(body)
        return replace(define, body=made)

    def _test(self, test: ir.Test) -> ir.Test:
        mark = test.mark
        if isinstance(mark, ir.PassWhen):
            mark = replace(mark, condition=self._condition(mark.condition))
        return replace(
            test,
            mark=mark,
            factors=tuple(map(self._factor, test.factors)),
            sections=tuple(map(self._section, test.sections)),
            requirements=tuple(map(self._require, test.requirements)),
            out_of=self._limits(test.out_of),
            cap=self._limits(test.cap),
            gate=self._where(test.gate),
        )

    def _section(self, section: ir.Section) -> ir.Section:
        out_of, cap = self._limits(section.out_of), self._limits(section.cap)
        return replace(section, out_of=out_of, cap=cap, gate=self._where(section.gate))

    def _factor(self, factor: ir.Factor) -> ir.Factor:
        out_of, cap = self._limits(factor.out_of), self._limits(factor.cap)
        parts = tuple(self._part(part, None) for part in factor.parts)
        return replace(factor, parts=parts, out_of=out_of, cap=cap, gate=self._where(factor.gate))

    def _part(self, part: Part, type: Type | None) -> Part:
        return self._rule(part, type) if isinstance(part, ir.Rule) else self._choose(part, type)

    def _choose(self, group: ir.Choose, type: Type | None) -> ir.Choose:
        otherwise = None if group.otherwise is None else self._rule(group.otherwise, type)
        return replace(group, items=tuple(self._part(item, type) for item in group.items), otherwise=otherwise)

    def _rule(self, rule: ir.Rule, type: Type | None) -> ir.Rule:
        value = self._number(rule.value)
        worth = value if type is None else self._value(type, value)
        return replace(rule, guard=self._condition(rule.guard), value=worth)

    def _require(self, requirement: ir.Requirement) -> ir.Requirement:
        return replace(requirement, condition=self._condition(requirement.condition))

    def _limits(self, limits: tuple[ir.Limit, ...]) -> tuple[ir.Limit, ...]:
        return tuple(replace(limit, when=self._where(limit.when)) for limit in limits)

    def _where(self, condition: ir.Condition | None) -> ir.Condition | None:
        return None if condition is None else self._condition(condition)

    def _condition(self, condition: ir.Condition) -> ir.Condition:
        return condition_rewritten(condition, self._change)

    def _number(self, number: ir.Number) -> ir.Number:
        return number_rewritten(number, self._change)
