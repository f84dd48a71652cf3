"""Text: the intermediate representation as indented lines, for people who want to see what was understood.

`qmas show` prints it and golden files keep it. The same rule set always gives the same text. Values are
written as a rule file writes them where the type is known; this is not the language, and nobody reads it back.
"""

from collections.abc import Iterator
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Records, Several, Type
from qmasdsl.ir.walk import Expression, Index, field_type, index
from qmasdsl.ir.words import type_words, value_words

_SIGNS = {ir.Comparison.IS: "is", ir.Comparison.IS_NOT: "is not"}


def ruleset_text(ruleset: ir.Ruleset) -> str:
    """The whole rule set, a newline at the end."""
    return "".join(f"{line}\n" for line in _Text(index(ruleset)).lines())


def expression_text(names: Index, expression: Expression) -> str:
    """One expression on one line."""
    return _Text(names).say(expression)


class _Text:
    def __init__(self, names: Index) -> None:
        self._names = names

    def lines(self) -> Iterator[str]:
        ruleset = self._names.ruleset
        yield f'scheme {ruleset.name} "{ruleset.title}"'
        if ruleset.in_force is not None:
            yield f"  in force from {ruleset.in_force.start.isoformat()}"
        if ruleset.version_by is not None:
            yield f"  version by {ruleset.version_by}"
        for fact in ruleset.facts:
            yield f"fact {fact.name}: {type_words(fact.type)}{self._gate(fact.gate)}{_label(fact.label)}"
            for field in fact.type.fields if isinstance(fact.type, Records) else ():
                yield f"  each with {field.name}: {type_words(field.type)}"
        for one in ruleset.lists:
            yield f"list {one.name}{_label(one.label)}"
            for entry in one.entries:
                yield f"  {entry.name}{self._gate(entry.gate)}{_label(entry.label)}"
        for always in ruleset.always:
            yield f"always {self.say(always.condition)}"
        for question in ruleset.questions:
            yield f"question {question.name}: read as {'yes' if question.reading else 'no'}{_label(question.label)}"
        for define in ruleset.defines:
            yield f"define {define.name}: {type_words(define.type)}"
            yield from _indent(self._body(define.body))
        for requirement in ruleset.requirements:
            yield self._requirement(requirement)
        for test in ruleset.tests:
            yield from self._test(test)
        for outcome in ruleset.outcomes:
            yield f"outcome {outcome.name}: {self.say(outcome.condition)}{_label(outcome.label)}"
        yield from self._selection(ruleset.selection)
        for claim in ruleset.claims:
            yield f"claim {claim.text}"
        for case in ruleset.cases:
            yield f'case "{case.label}"'

    def _selection(self, selection: ir.Selection | None) -> Iterator[str]:
        if selection is None:
            return
        yield "selection"
        if selection.outcome is not None and selection.rank_by is not None:
            order = "highest" if selection.highest_first else "lowest"
            yield f"  rank {selection.outcome} by {self.say(selection.rank_by)}, {order} first"
        if selection.places is not None:
            yield f"  {selection.places} places {selection.period}".rstrip()
        for reserve in selection.reserves:
            yield f"  of which {reserve.places} when {self.say(reserve.when)}"
        yield "  ties discretionary" if selection.ties is None else f"  ties earlier {', '.join(selection.ties)}"

    def _test(self, test: ir.Test) -> Iterator[str]:
        yield f"test {test.name}{self._limits(test.out_of, test.cap)}{self._gate(test.gate)}{_label(test.label)}"
        match test.mark:
            case ir.PassMark(mark):
                yield f"  pass mark {mark}"
            case ir.PassWhen(condition, worth):
                yield f"  worth {worth}, and passes, when {self.say(condition)}"
            case ir.NoPassMark():
                yield "  no pass mark"
            case _:
                assert_never(test.mark)
        for requirement in test.requirements:
            yield f"  {self._requirement(requirement)}"
        for section in test.sections:
            how = ", the highest" if section.highest else ""
            within = f" within {section.within}" if section.within else ""
            head = f"section {section.name}{within}{how}{self._limits(section.out_of, section.cap)}"
            yield f"  {head}{self._gate(section.gate)}{_label(section.label)}"
        for factor in test.factors:
            within = f" within {factor.section}" if factor.section else ""
            head = f"factor {factor.name}{within}{self._limits(factor.out_of, factor.cap)}"
            yield f"  {head}{self._gate(factor.gate)}{_label(factor.label)}"
            for part in factor.parts:
                yield from _indent(_indent(self._body(part)))

    def _requirement(self, requirement: ir.Requirement) -> str:
        return f"require {requirement.name}: {self.say(requirement.condition)}{_label(requirement.label)}"

    def _body(self, body: Expression | ir.Rule | ir.Choose) -> Iterator[str]:
        match body:
            case ir.Rule():
                yield f"{self.say(body.guard)} => {self.say(body.value)}{_label(body.label)}"
            case ir.Choose():
                yield str(body.policy)
                for item in body.items:
                    yield from _indent(self._body(item))
                if body.otherwise is not None:
                    yield f"  otherwise => {self.say(body.otherwise.value)}"
            case _:
                yield self.say(body)

    def _gate(self, gate: ir.Condition | None) -> str:
        return "" if gate is None else f" only when {self.say(gate)}"

    def _limits(self, out_of: tuple[ir.Limit, ...], cap: tuple[ir.Limit, ...]) -> str:
        said = ""
        for word, limits in ((" out of", out_of), (" capped at", cap)):
            each = (f"{one.points}{'' if one.when is None else f' when {self.say(one.when)}'}" for one in limits)
            said += f"{word} {', '.join(each)}" if limits else ""
        return said

    def say(self, node: Expression, within: Type | None = None) -> str:
        """`node` on one line; `within` is the type of the records at hand."""
        match node:
            case ir.Constant(value):
                return str(value)
            case ir.FactValue(name) | ir.FieldValue(name) | ir.DefineValue(name) | ir.Score(name):
                return name
            case ir.FactHolds(name) | ir.FieldHolds(name) | ir.DefineHolds(name) | ir.Reading(name):
                return name
            case ir.Met(name) | ir.Comes(name):
                return name
            case ir.Passes(name) | ir.Applies(name):
                return f"{name}.{'passes' if isinstance(node, ir.Passes) else 'applies'}"
            case ir.Eligible():
                return "eligible"
            case ir.Truth(truth):
                return "yes" if truth else "no"
            case ir.Linear(terms, constant):
                said = [f"{by} * {self.say(term, within)}" for by, term in terms]
                return f"({' + '.join([*said, str(constant)] if constant or not said else said)})"
            case ir.Least(items) | ir.Greatest(items):
                word = "lowest" if isinstance(node, ir.Least) else "highest"
                return f"{word} of ({', '.join(self.say(item, within) for item in items)})"
            case ir.Count(fact, where):
                return f"(count of {fact}{self._where(fact, where)})"
            case ir.Total(fact, field, where):
                return f"(sum of {field} of {fact}{self._where(fact, where)})"
            case ir.Size(fact):
                return f"(count of {fact})"
            case ir.Completed(months, start, end):
                return f"(periods of {months} months from {self.say(start, within)} to {self.say(end, within)})"
            case ir.Later(start, months, days):
                return f"({self.say(start, within)} + {months} months + {days} days)"
            case ir.Each(points, step, of, cap):
                capped = "" if cap is None else f", capped at {cap}"
                return f"{points} for each {step} of {self.say(of, within)}{capped}"
            case ir.Compare(left, comparison, right):
                sign = _SIGNS.get(comparison, comparison.value)
                return f"{self._beside(left, right, within)} {sign} {self._beside(right, left, within)}"
            case ir.Among(item, values):
                names = ", ".join(self._value(self._type(item, within), value) for value in values)
                return f"{self.say(item, within)} in {{{names}}}"
            case ir.OnList(item, name):
                return f"{self.say(item, within)} in {name}"
            case ir.Includes(name, values) | ir.FieldIncludes(name, values):
                kind = self._names.facts[name].type if isinstance(node, ir.Includes) else _field_type(within, name)
                return f"{name} includes {', '.join(self._value(kind, value) for value in values)}"
            case ir.And(parts) | ir.Or(parts):
                return f"({(' and ' if isinstance(node, ir.And) else ' or ').join(self.say(p, within) for p in parts)})"
            case ir.AtLeast(count, parts):
                return f"at least {count} of ({', '.join(self.say(part, within) for part in parts)})"
            case ir.Not(item):
                return f"not {self.say(item, within)}"
            case _:
                assert_never(node)

    def _where(self, fact: str, where: ir.Condition | None) -> str:
        return "" if where is None else f" where {self.say(where, self._names.facts[fact].type)}"

    def _beside(self, node: ir.Number, other: ir.Number, within: Type | None) -> str:
        """A side of a comparison; a constant is written like what it is compared with."""
        if isinstance(node, ir.Constant):
            return self._value(self._type(other, within), node.value)
        return self.say(node, within)

    def _type(self, number: ir.Number, within: Type | None) -> Type | None:
        if isinstance(number, ir.FieldValue):
            return _field_type(within, number.field)
        return self._names.type_of(number)

    def _value(self, type: Type | None, value: int) -> str:
        if isinstance(type, Several | Choice) and 0 <= value < len(type.values):
            return type.values[value].name
        return str(value) if type is None or isinstance(type, Several | Choice) else value_words(type, value)


def _field_type(within: Type | None, name: str) -> Type | None:
    return None if within is None else field_type(within, name)


def _label(label: str) -> str:
    return f' "{label}"' if label else ""


def _indent(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
