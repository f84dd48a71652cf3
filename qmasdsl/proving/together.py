"""Together: two rule sets for the same applicants, made into one.

A question about both ("is there anybody whose total differs?") is then a question about one rule set, asked like
any other. What the old one declares is named `before general`, what the new one declares `after general`; a name
of a rule file has no space, so none can clash. The facts are common to both. A define, a list or a question that
means the same on both sides, and so does all that it reads, stands there once and keeps its plain name.

There is only one `eligible` in a rule set, and there are two to speak of here: the scheme's requirements become
those of a test without points, named `before` or `after`, which passes whoever is eligible. `condition_of` and
`number_of` find the words for an expression of one of the two, so that nobody need know these names.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.rewrite import condition_rewritten, number_rewritten
from qmasdsl.ir.walk import Expression, index
from qmasdsl.proving.alike import Disagreement, alike_in, disagreements

Named = TypeVar("Named", ir.Fact, ir.List, ir.Question, ir.Define)
Part = ir.Rule | ir.Choose


class Side(StrEnum):
    BEFORE = "before"
    AFTER = "after"


def together(old: ir.Ruleset, new: ir.Ruleset) -> ir.Ruleset | tuple[Disagreement, ...]:
    """The rule set of both, or the facts about which they disagree."""
    alike = alike_in(old, new)
    wrong = tuple(disagreements(index(old), index(new), alike))
    if wrong:
        return wrong
    before, after = _Naming(Side.BEFORE, alike), _Naming(Side.AFTER, alike)
    sides = ((before, old), (after, new))
    facts = [*map(after.fact, new.facts), *map(before.fact, old.facts)]
    return ir.Ruleset(
        name=new.name,
        title=new.title,
        facts=_once(facts),
        lists=_once([naming.list(each) for naming, one in sides for each in one.lists]),
        always=tuple(dict.fromkeys(naming.always(each) for naming, one in sides for each in one.always)),
        questions=_once([naming.question(each) for naming, one in sides for each in one.questions]),
        defines=_once([naming.define(each) for naming, one in sides for each in one.defines]),
        tests=tuple(test for naming, one in sides for test in naming.tests(one)),
        outcomes=tuple(naming.outcome(each) for naming, one in sides for each in one.outcomes),
        version_by=new.version_by,
        source_hash=new.source_hash,
        source_name=new.source_name,
    )


def condition_of(side: Side, joined: ir.Ruleset, condition: ir.Condition) -> ir.Condition:
    """`condition` of the rule set on that side, as the joined one says it."""
    return condition_rewritten(condition, _Naming(side, _shared(joined)).change)


def number_of(side: Side, joined: ir.Ruleset, number: ir.Number) -> ir.Number:
    """`number` of the rule set on that side, as the joined one says it."""
    return number_rewritten(number, _Naming(side, _shared(joined)).change)


class _Naming:
    """What one of the two declares, under its names in the joined rule set."""

    def __init__(self, side: Side, shared: frozenset[str]) -> None:
        self._side = side
        self._shared = shared

    def change(self, node: Expression) -> Expression:
        match node:
            case ir.DefineValue(name):
                return ir.DefineValue(self._name("define", name))
            case ir.DefineHolds(name):
                return ir.DefineHolds(self._name("define", name))
            case ir.OnList(item, name, entries):
                return ir.OnList(item, self._name("list", name), entries)
            case ir.Reading(name):
                return ir.Reading(self._name("question", name))
            case ir.Score(path):
                return ir.Score(self._own(path))
            case ir.Passes(test):
                return ir.Passes(self._own(test))
            case ir.Applies(test):
                return ir.Applies(self._own(test))
            case ir.Met(name):
                return ir.Met(self._requirement(name))
            case ir.Eligible():
                return ir.Passes(self._side)
            case ir.Comes(name):
                return ir.Comes(self._own(name))
            case _:
                return node

    def fact(self, fact: ir.Fact) -> ir.Fact:
        return replace(fact, gate=self._where(fact.gate))

    def list(self, one: ir.List) -> ir.List:
        entries = tuple(replace(entry, gate=self._where(entry.gate)) for entry in one.entries)
        return replace(one, name=self._name("list", one.name), entries=entries)

    def always(self, always: ir.Always) -> ir.Always:
        return replace(always, condition=self._condition(always.condition))

    def question(self, question: ir.Question) -> ir.Question:
        return replace(question, name=self._name("question", question.name))

    def define(self, define: ir.Define) -> ir.Define:
        body = define.body
        made: ir.Number | ir.Condition | ir.Choose
        if isinstance(body, ir.Choose):
            made = self._choose(body)
        else:
            made = self._number(body) if isinstance(body, ir.Number) else self._condition(body)
        return replace(define, name=self._name("define", define.name), body=made)

    def outcome(self, outcome: ir.Outcome) -> ir.Outcome:
        condition = ir.And((ir.Passes(self._side), self._condition(outcome.condition)))
        return replace(outcome, name=self._own(outcome.name), condition=condition)

    def tests(self, ruleset: ir.Ruleset) -> Iterator[ir.Test]:
        """Its tests, the one that stands for its eligibility first."""
        yield ir.Test(self._side, ir.NoPassMark(), requirements=tuple(map(self._require, ruleset.requirements)))
        yield from map(self._test, ruleset.tests)

    def _test(self, test: ir.Test) -> ir.Test:
        mark = test.mark
        return replace(
            test,
            name=self._own(test.name),
            mark=replace(mark, condition=self._condition(mark.condition)) if isinstance(mark, ir.PassWhen) else mark,
            factors=tuple(map(self._factor, test.factors)),
            sections=tuple(map(self._section, test.sections)),
            requirements=tuple(map(self._require, test.requirements)),
            out_of=self._limits(test.out_of),
            cap=self._limits(test.cap),
            gate=self._where(test.gate),
        )

    def _section(self, section: ir.Section) -> ir.Section:
        return replace(
            section,
            name=self._own(section.name),
            within=section.within and self._own(section.within),
            out_of=self._limits(section.out_of),
            cap=self._limits(section.cap),
            gate=self._where(section.gate),
        )

    def _factor(self, factor: ir.Factor) -> ir.Factor:
        return replace(
            factor,
            name=self._own(factor.name),
            parts=tuple(map(self._part, factor.parts)),
            section=factor.section and self._own(factor.section),
            out_of=self._limits(factor.out_of),
            cap=self._limits(factor.cap),
            gate=self._where(factor.gate),
        )

    def _part(self, part: Part) -> Part:
        return self._rule(part) if isinstance(part, ir.Rule) else self._choose(part)

    def _choose(self, group: ir.Choose) -> ir.Choose:
        otherwise = None if group.otherwise is None else self._rule(group.otherwise)
        return replace(group, items=tuple(map(self._part, group.items)), otherwise=otherwise)

    def _rule(self, rule: ir.Rule) -> ir.Rule:
        value = self._number(rule.value)
        return replace(rule, guard=self._condition(rule.guard), value=value, key=self._own(rule.key))

    def _require(self, requirement: ir.Requirement) -> ir.Requirement:
        condition = self._condition(requirement.condition)
        return replace(requirement, name=self._requirement(requirement.name), condition=condition)

    def _limits(self, limits: tuple[ir.Limit, ...]) -> tuple[ir.Limit, ...]:
        return tuple(replace(limit, when=self._where(limit.when)) for limit in limits)

    def _where(self, condition: ir.Condition | None) -> ir.Condition | None:
        return None if condition is None else self._condition(condition)

    def _condition(self, condition: ir.Condition) -> ir.Condition:
        return condition_rewritten(condition, self.change)

    def _number(self, number: ir.Number) -> ir.Number:
        return number_rewritten(number, self.change)

    def _name(self, kind: str, name: str) -> str:
        return name if f"{kind} {name}" in self._shared else self._own(name)

    def _own(self, name: str) -> str:
        return f"{self._side} {name}"

    def _requirement(self, name: str) -> str:
        return self._own(name) if "." in name else f"{self._side}.{name}"


def _once(found: list[Named]) -> tuple[Named, ...]:
    """Each name once, as the first has it."""
    kept: dict[str, Named] = {}
    for each in found:
        kept.setdefault(each.name, each)
    return tuple(kept.values())


def _shared(joined: ir.Ruleset) -> frozenset[str]:
    """What stands there once for both, as `define dependants`."""
    names = index(joined)
    kinds = (("define", names.defines), ("list", names.lists), ("question", names.questions))
    return frozenset(f"{kind} {name}" for kind, several in kinds for name in several if " " not in name)
