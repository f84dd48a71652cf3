"""The rules for other engines, made from our own representation, so that every peer is given the same rules.

A `Dialect` says how an engine writes each thing; `Translation` goes through the rules once. Only what the scheme of
2018 has is here: whatever else a rule set holds raises an AssertionError rather than being left out.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from qmasdsl.codegen.expressions import satisfying
from qmasdsl.codegen.groups import first_match
from qmasdsl.codegen.simplify import Simplifier
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Numeric, Records
from qmasdsl.ir.walk import index


class Dialect(Protocol):
    """How an engine writes expressions: as text, or as data."""

    def constant(self, value: bool | int | str) -> Any: ...
    def fact(self, name: str) -> Any: ...
    def field(self, name: str) -> Any: ...
    def both(self, items: Sequence[Any]) -> Any: ...
    def either(self, items: Sequence[Any]) -> Any: ...
    def opposite(self, item: Any) -> Any: ...
    def compared(self, left: Any, sign: str, right: Any) -> Any: ...
    def among(self, item: Any, names: Sequence[str]) -> Any: ...
    def differs(self, item: Any, name: str) -> Any: ...
    def chosen(self, test: Any, then: Any, otherwise: Any) -> Any: ...
    def added(self, items: Sequence[Any]) -> Any: ...
    def capped(self, points: int, times: Any, cap: int) -> Any: ...
    def counted(self, records: str, test: Any) -> Any: ...
    def listed(self, items: Sequence[Any]) -> Any: ...


class Translation:
    """The scheme of 2018 in one dialect: `total` gives [eligible, total of the test chosen], `breakdown` gives
    [eligible, points of each factor], or [eligible, total] for whoever chose the test without factors."""

    def __init__(self, ruleset: ir.Ruleset, dialect: Dialect) -> None:
        self._index = index(ruleset)
        self._say = dialect
        named = [reference(one.name) for one in ruleset.defines for reference in (ir.DefineHolds, ir.DefineValue)]
        required = [ir.Met(one.name) for one in ruleset.requirements]
        self._simplifier = Simplifier(self._index, frozenset([ir.Eligible(), *required, *named]))
        general, achievement = ruleset.tests
        assert general.gate is not None
        assert isinstance(achievement.mark, ir.PassWhen)
        eligible = self.condition(ir.Eligible())
        factors = [self._factor(factor) for factor in general.factors]
        other = dialect.chosen(
            self.condition(achievement.mark.condition), dialect.constant(achievement.mark.worth), dialect.constant(0)
        )
        chosen = self.condition(general.gate)
        total = dialect.chosen(chosen, dialect.added(factors), other)
        self.total = dialect.listed([eligible, total])
        self.breakdown = dialect.chosen(
            chosen, dialect.listed([eligible, *factors]), dialect.listed([eligible, other])
        )

    def condition(self, condition: ir.Condition) -> Any:
        return self._condition(self._simplifier.condition(condition))

    def _condition(self, condition: ir.Condition) -> Any:
        match condition:
            case ir.FactHolds(name):
                return self._say.fact(name)
            case ir.FieldHolds(name):
                return self._say.field(name)
            case ir.And(items):
                return self._say.both([self._condition(item) for item in items])
            case ir.Or(items):
                return self._say.either([self._condition(item) for item in items])
            case ir.Not(item):
                return self._say.opposite(self._condition(item))
            case ir.Among(ir.FactValue(name), values):
                return self._among(name, frozenset(values))
            case ir.Compare(ir.FactValue(name), comparison, ir.Constant(bound)) if self._choice(name) is not None:
                choice = self._choice(name)
                assert choice is not None
                return self._among(name, satisfying(choice, comparison, bound))
            case ir.Compare(left, comparison, right):
                return self._say.compared(self._number(left), comparison.value, self._number(right))
            case _:
                raise AssertionError(condition)

    def _number(self, number: ir.Number) -> Any:
        match number:
            case ir.Constant(value):
                return self._say.constant(value)
            case ir.FactValue(name):
                type = self._index.facts[name].type
                assert isinstance(type, Numeric)
                assert not type.places
                return self._say.fact(name)
            case ir.FieldValue(name):
                return self._say.field(name)
            case ir.Count(fact, where) if where is not None:
                assert isinstance(self._index.facts[fact].type, Records)
                return self._say.counted(fact, self._condition(where))
            case ir.Each(points, 1, of, cap) if points > 0 and cap is not None and cap % points == 0:
                return self._say.capped(points, self._number(of), cap)
            case _:
                raise AssertionError(number)

    def _factor(self, factor: ir.Factor) -> Any:
        assert not factor.cap
        assert factor.gate is None
        parts = [self._part(part) for part in factor.parts]
        return parts[0] if len(parts) == 1 else self._say.added(parts)

    def _part(self, part: ir.Rule | ir.Choose) -> Any:
        rules = first_match(part)
        if rules is not None:
            return self._first(rules)
        assert isinstance(part, ir.Choose)
        assert part.otherwise is None
        return self._say.added([self._part(item) for item in part.items])

    def _first(self, rules: list[ir.Rule]) -> Any:
        """The points of the first rule that applies; no question is asked for what gives nothing in the end."""
        while rules and rules[-1].value == ir.Constant(0):
            rules = rules[:-1]
        found = self._say.constant(0)
        for rule in reversed(rules):
            points = self._number(self._simplifier.number(rule.value))
            always = self._simplifier.condition(rule.guard) == ir.Truth(True)
            found = points if always else self._say.chosen(self.condition(rule.guard), points, found)
        return found

    def _choice(self, fact: str) -> Choice | None:
        type = self._index.facts[fact].type
        return type if isinstance(type, Choice) else None

    def _among(self, fact: str, values: frozenset[int]) -> Any:
        """A choice is one of some of its names, asked in the shorter way."""
        choice = self._choice(fact)
        assert choice is not None
        names = [value.name for value in choice.values]
        rest = [name for at, name in enumerate(names) if at not in values]
        if len(rest) == 1:
            return self._say.differs(self._say.fact(fact), rest[0])
        return self._say.among(self._say.fact(fact), [names[value] for value in sorted(values)])
