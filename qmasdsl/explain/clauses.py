"""Clauses: why a condition holds for this applicant, or what it lacks, in words.

A clause says what the applicant has and the limit it is held against: "Graduate work is 6 years, at least
5 years". Of `and` all parts are told, of `or` those that decide; two limits of one number become a band. What
would need a sentence of its own is told as the rule file writes it.
"""

from dataclasses import replace
from typing import assert_never

from qmasdsl.explain.catalogue import sentences
from qmasdsl.explain.labels import Labels
from qmasdsl.explain.quantities import quantity
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Numeric, Type
from qmasdsl.ir.unknown import Unknown

_MOST = 6  # clauses in one sentence
_HUNDRED = 100
_LIMITS = {
    ir.Comparison.AT_LEAST: "at_least",
    ir.Comparison.AT_MOST: "at_most",
    ir.Comparison.MORE: "more",
    ir.Comparison.LESS: "less",
    ir.Comparison.IS: "equal",
    ir.Comparison.IS_NOT: "unequal",
}
_OPPOSITE = {
    ir.Comparison.AT_LEAST: ir.Comparison.LESS,
    ir.Comparison.AT_MOST: ir.Comparison.MORE,
    ir.Comparison.MORE: ir.Comparison.AT_MOST,
    ir.Comparison.LESS: ir.Comparison.AT_LEAST,
    ir.Comparison.IS: ir.Comparison.IS_NOT,
    ir.Comparison.IS_NOT: ir.Comparison.IS,
}


class Clauses:
    """Tells conditions of one applicant in one language."""

    def __init__(self, meaning: Meaning, language: str) -> None:
        self.labels = Labels(meaning.index.ruleset, language)
        self._meaning = meaning
        self._names = meaning.index
        self.language = language
        self.say = sentences(language)

    def why(self, condition: ir.Condition) -> str:
        """Why `condition` holds, or what it lacks; "" if there is nothing to tell."""
        told = list(dict.fromkeys(self._tell(condition, True)))
        said = self.say.join.join(told[:_MOST] + (["…"] if len(told) > _MOST else []))
        return said[:1].upper() + said[1:]

    def value(self, value: ir.Number) -> str:
        """How a number that is not a constant came about."""
        if not isinstance(value, ir.Each):
            return self._clause(self.item(value), self._amount(value, value))
        of = self._quantity(self._names.type_of(value.of), self._meaning.number(value.of))
        step = self._quantity(self._names.type_of(value.of), value.step)
        form = self.say.each_one if step == "1" else self.say.each
        return form.format(item=self.item(value.of), value=of, points=value.points, step=step)

    def item(self, number: ir.Number) -> str:
        """What a number is called."""
        match number:
            case ir.FactValue(fact):
                return self.labels.fact(self._names.facts[fact])
            case ir.DefineValue(define):
                return self.labels.of(define, self._names.defines[define].label)
            case ir.Score(path):
                return self.path(path)
            case _:
                return expression_text(self._names, number)

    def values(self, facts: tuple[str, ...]) -> str:
        """What the applicant has of these facts."""
        known = [self._names.facts[name] for name in facts if name in self._meaning.facts]
        return self.say.join.join(
            self._clause(self.labels.fact(fact), self._quantity(fact.type, self._meaning.facts[fact.name]))
            for fact in known
        )

    def path(self, path: str) -> str:
        """What a factor, a section or the test of a total is called."""
        part = self._names.factors.get(path) or self._names.sections.get(path) or self._names.test_of(path)
        return self.labels.of(part.name, part.label)

    def _tell(self, condition: ir.Condition, wanted: bool) -> list[str]:
        """Clauses that tell whether `condition` is as `wanted`."""
        holds = self._meaning.holds(condition)
        if isinstance(holds, Unknown):
            return []
        match condition:
            case ir.And(items) | ir.Or(items) | ir.AtLeast(_, items):
                return self._tell_all(condition, items, holds, wanted)
            case ir.Not(item):
                return self._tell(item, not wanted)
            case ir.Compare(left, comparison, right):
                needed = comparison if wanted else _OPPOSITE[comparison]
                item, amount = self._share(left, right) or (left, self._amount(left, right))
                limit = self._limit(_LIMITS[needed], amount)
                return [self._held(self.item(item), self._amount(item, item), limit, holds is wanted)]
            case ir.Among(item, values):
                type = self._names.type_of(item)
                names = self.say.comma.join(self._quantity(type, value) for value in values)
                one = self.say.one_of.format(values=names) if len(values) > 1 else names
                limit = one if wanted else self._limit("unequal", one)
                value = self._amount(item, item)
                return [
                    self._clause(self.item(item), value)
                    if holds is wanted
                    else self.say.needs.format(item=self.item(item), value=value, limit=limit)
                ]
            case ir.OnList():
                return [self._listed(condition, holds)]
            case ir.Includes(fact, values):
                declared = self._names.facts[fact]
                has = self._quantity(declared.type, self._meaning.facts[fact])
                if holds is wanted:
                    return [self._clause(self.labels.fact(declared), has)]
                names = self._quantity(declared.type, frozenset(values))
                limit = names if wanted else self._limit("unequal", names)
                return [self.say.needs.format(item=self.labels.fact(declared), value=has, limit=limit)]
            case ir.FactHolds(fact):
                return [self._yes_no(self.labels.fact(self._names.facts[fact]), holds)]
            case ir.DefineHolds(define):
                declared_as = self._names.defines[define]
                if not declared_as.label and isinstance(declared_as.body, ir.Condition):
                    return self._tell(declared_as.body, wanted)
                return [self._yes_no(self.labels.of(define, declared_as.label), holds)]
            case ir.Reading(question):
                return [self._yes_no(self.labels.of(question, self._names.questions[question].label), holds)]
            case ir.Passes(test):
                said = self.say.passed if holds else self.say.not_passed
                return [said.format(label=self.path(f"{test}.total"))]
            case ir.Applies(test):
                said = self.say.applies if holds else self.say.does_not_apply
                return [said.format(label=self.path(f"{test}.total"))]
            case ir.Met(name):
                return [self._yes_no(self.labels.of(name, self._names.requirements[name].label), holds)]
            case ir.Comes(name):
                return [self._yes_no(self.labels.of(name, self._names.outcomes[name].label), holds)]
            case ir.Eligible():
                return [self._yes_no(self.say.eligible, holds)]
            case ir.Truth() | ir.FieldHolds() | ir.FieldIncludes():
                return []
            case _:
                assert_never(condition)

    def _tell_all(
        self, joint: ir.Condition, items: tuple[ir.Condition, ...], holds: bool, wanted: bool
    ) -> list[str]:
        deciding = [item for item in items if self._meaning.holds(item) is holds]
        one_is_enough = holds is wanted and holds is isinstance(joint, ir.Or)
        if one_is_enough and not isinstance(joint, ir.AtLeast):
            deciding = deciding[:1]
        told: list[str] = []
        while deciding:
            first, *deciding = deciding
            band = self._band(first, deciding[0]) if deciding and holds and wanted else None
            told += self._tell(first, wanted) if band is None else [band]
            deciding = deciding if band is None else deciding[1:]
        # What is lacking may be made good by any of these, or only by all of them.
        any_would_do = holds is not wanted and wanted is isinstance(joint, ir.Or)
        return [self.say.or_join.join(told)] if any_would_do and len(told) > 1 else told

    def _band(self, first: ir.Condition, second: ir.Condition) -> str | None:
        """`age from 18 to 39`, where two limits of one number are the two ends of a band."""
        if not isinstance(first, ir.Compare) or not isinstance(second, ir.Compare) or first.left != second.left:
            return None
        if (first.comparison, second.comparison) != (ir.Comparison.AT_LEAST, ir.Comparison.AT_MOST):
            return None
        low, high = self._amount(first.left, first.right), self._amount(first.left, second.right)
        number, _, unit = low.partition(" ")
        if unit and number[0].isdigit() and high.endswith(f" {unit}") and high.count(" ") == low.count(" "):
            low = number if high != low else low
        said = low if low == high else self.say.band.format(low=low, high=high)
        return self._held(self.item(first.left), self._amount(first.left, first.left), said, True)

    def _held(self, item: str, value: str, limit: str, as_needed: bool) -> str:
        if not as_needed:
            return self.say.needs.format(item=item, value=value, limit=limit)
        clause = self._clause(item, value)
        return clause if limit == value else self.say.against.format(clause=clause, limit=limit)

    def _listed(self, condition: ir.OnList, holds: bool) -> str:
        found = self._meaning.number(condition.item)
        value = self._amount(condition.item, condition.item)
        declared = next(one for one in self._names.ruleset.lists if one.name == condition.list)
        name = self.labels.of(declared.name, declared.label)
        entry = dict(condition.entries).get(found) if isinstance(found, int) else None
        if entry is None:
            return self.say.not_on_list.format(item=self.item(condition.item), value=value, list=name)
        gate = self._names.lists[declared.name][entry].gate
        if gate is None:
            return self.say.on_list.format(value=value, list=name)
        said = self.say.entry_met if holds else self.say.entry_not_met
        return said.format(value=value, list=name, why=self.why(gate))

    def _yes_no(self, item: str, holds: bool) -> str:
        return self.say.verdict.format(item=item, value=self.say.yes if holds else self.say.no)

    def _clause(self, item: str, value: str) -> str:
        return self.say.clause.format(item=item, value=value)

    def _limit(self, form: str, limit: str) -> str:
        said: str = getattr(self.say, form)
        return said.format(limit=limit)

    def _amount(self, like: ir.Number, number: ir.Number) -> str:
        """The value of `number`, written like values of `like`."""
        said = self._quantity(self._names.type_of(like), self._meaning.number(number))
        return said if number is like or isinstance(number, ir.Constant) else f"{said} ({self.item(number)})"

    def _share(self, left: ir.Number, right: ir.Number) -> tuple[ir.Number, str] | None:
        """`salary at least 70% of going_rate` is compared in tenths: the salary, and the limit in its own measure."""
        match left, right:
            case ir.Linear(((by, item),), 0), ir.Linear(((of, other),), 0) if by > 1 and _HUNDRED * of % by == 0:
                type, value = self._names.type_of(item), self._meaning.number(right)
                if not isinstance(type, Numeric) or isinstance(value, Unknown) or _HUNDRED * value % by:
                    return None
                # A share may fall between two values of the fact: two places more say it exactly.
                finer = replace(type, places=type.places + 2) if value % by else type
                said = self._quantity(finer, _HUNDRED * value // by if value % by else value // by)
                percent, whole = _HUNDRED * of // by, self.item(other)
                words = f"{whole}的{percent}%" if self.language == "zh-Hant" else f"{percent}% of {whole}"
                return item, f"{said} ({words})"
            case _:
                return None

    def _quantity(self, type: Type | None, value: ir.Encoded | Unknown) -> str:
        return self.say.unknown if isinstance(value, Unknown) else quantity(type, value, self.labels, self.language)
