"""Spelled: an expression again as a writer of rules would type it.

`ir.text` shows what was understood, in signs and in full. A report about cases speaks of one limit or one `and`,
and says it in the words of the line it stands on: `age from 18 to 39`, `profession is not actuary`.
"""

from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Expression, Index, field_type
from qmasdsl.ir.words import value_words

_COMPARED = {
    ir.Comparison.AT_LEAST: "at least",
    ir.Comparison.AT_MOST: "at most",
    ir.Comparison.MORE: "more than",
    ir.Comparison.LESS: "less than",
    ir.Comparison.IS: "is",
    ir.Comparison.IS_NOT: "is not",
}


class Spelling:
    """Spells the expressions of one rule set; `within` is the record at hand, inside a `where`."""

    def __init__(self, index: Index, within: Records | None = None) -> None:
        self.index = index
        self.within = within

    def inside(self, fact: str) -> "Spelling":
        """The same inside a `where` of `fact`."""
        type = self.index.facts[fact].type
        return Spelling(self.index, type if isinstance(type, Records) else None)

    def words(self, node: Expression) -> str:
        """`node` on one line."""
        return self._number(node) if isinstance(node, ir.Number) else self._condition(node)

    def value(self, number: ir.Number, value: int) -> str:
        """`value` as it is written beside `number`."""
        return _value(self.type_of(number), value)

    def type_of(self, number: ir.Number) -> Type | None:
        """The type that the values of `number` are written in; None for points and sums."""
        if isinstance(number, ir.FieldValue):
            return None if self.within is None else field_type(self.within, number.field)
        if isinstance(number, ir.Linear):
            types = [self.type_of(term) for _, term in number.terms]
            return types[0] if len(types) == 1 else None
        return self.index.type_of(number)

    def _condition(self, node: ir.Condition) -> str:
        match node:
            case ir.Truth(value):
                return "yes" if value else "no"
            case ir.FactHolds(name) | ir.FieldHolds(name) | ir.DefineHolds(name) | ir.Reading(name):
                return name
            case ir.Met(name) | ir.Comes(name):
                return name
            case ir.Passes(test):
                return f"{test}.passes"
            case ir.Applies(test):
                return f"{test}.applies"
            case ir.Eligible():
                return "eligible"
            case ir.Compare(left, comparison, right):
                return f"{self._beside(left, right)} {_COMPARED[comparison]} {self._beside(right, left)}"
            case ir.Among(item, values):
                return self._among(item, values)
            case ir.Not(ir.Among(item, values)) if len(values) == 1:
                return f"{self.words(item)} is not {self.value(item, values[0])}"
            case ir.OnList(item, name):
                return f"{self.words(item)} in {name}"
            case ir.Includes(name, values):
                return f"{name} includes {_names(self.index.facts[name].type, values)}"
            case ir.FieldIncludes(name, values):
                type = None if self.within is None else field_type(self.within, name)
                return f"{name} includes {_names(type, values)}"
            case ir.And(items):
                band = self._band(items)
                return band or " and ".join(map(self._bracketed, items))
            case ir.Or(items):
                return " or ".join(map(self._bracketed, items))
            case ir.Not(item):
                return f"not {self._bracketed(item)}"
            case ir.AtLeast(count, items):
                return f"at least {count} of {', '.join(map(self._bracketed, items))}"
            case _:
                assert_never(node)

    def _number(self, node: ir.Number) -> str:
        match node:
            case ir.Constant(value):
                return _value(None, value)
            case ir.FactValue(name) | ir.FieldValue(name) | ir.DefineValue(name) | ir.Score(name):
                return name
            case ir.Linear():
                return self._sum(node)
            case ir.Least(items) | ir.Greatest(items):
                word = "lowest" if isinstance(node, ir.Least) else "highest"
                return f"{word} of ({', '.join(map(self.words, items))})"
            case ir.Count(fact, where):
                return f"count of {fact}{self._where(fact, where)}"
            case ir.Total(fact, field, where):
                return f"sum of {field} of {fact}{self._where(fact, where)}"
            case ir.Size(fact):
                return f"count of {fact}"
            case ir.Completed(months, start, end):
                period = {1: "months", 12: "years"}.get(months, f"periods of {months} months")
                return f"completed {period} from {self.words(start)} to {self.words(end)}"
            case ir.Later(start, months, days):
                later = [f"{size} {unit}" for size, unit in ((months, "months"), (days, "days")) if size]
                return " + ".join([self.words(start), *later])
            case ir.Each(points, step, of, cap):
                every = "each of" if step == 1 else f"each {self.value(of, step)} of"
                return f"{points:+} for {every} {self.words(of)}" + ("" if cap is None else f", capped at {cap}")
            case _:
                assert_never(node)

    def _sum(self, node: ir.Linear) -> str:
        said = []
        for size, term in node.terms:
            times = self.words(term) if abs(size) == 1 else f"{abs(size)} * {self.words(term)}"
            said.append(f"{' - ' if size < 0 else ' + '}{times}")
        if node.constant or not said:
            one = self.type_of(node)
            said.append(f"{' - ' if node.constant < 0 else ' + '}{_value(one, abs(node.constant))}")
        return "".join(said).removeprefix(" + ").lstrip()

    def _where(self, fact: str, where: ir.Condition | None) -> str:
        return "" if where is None else f" where {self.inside(fact).words(where)}"

    def _beside(self, node: ir.Number, other: ir.Number) -> str:
        return self.value(other, node.value) if isinstance(node, ir.Constant) else self.words(node)

    def _among(self, item: ir.Number, values: tuple[int, ...]) -> str:
        if len(values) == 1:
            return f"{self.words(item)} is {self.value(item, values[0])}"
        return f"{self.words(item)} in {{{', '.join(self.value(item, value) for value in values)}}}"

    def _band(self, items: tuple[ir.Condition, ...]) -> str:
        """`age from 18 to 39`, which is two limits of one number; "" for anything else."""
        match items:
            case (
                ir.Compare(one, ir.Comparison.AT_LEAST, ir.Constant(least)),
                ir.Compare(other, ir.Comparison.AT_MOST | ir.Comparison.LESS as end, ir.Constant(greatest)),
            ) if one == other:
                to = "to" if end is ir.Comparison.AT_MOST else "to under"
                return f"{self.words(one)} from {self.value(one, least)} {to} {self.value(one, greatest)}"
            case _:
                return ""

    def _bracketed(self, node: ir.Condition) -> str:
        several = isinstance(node, ir.And | ir.Or | ir.AtLeast) and not (
            isinstance(node, ir.And) and self._band(node.items)
        )
        return f"({self.words(node)})" if several else self.words(node)


def is_band(node: Expression) -> bool:
    """Whether `node` is two limits of one number, which are written as one."""
    match node:
        case ir.And(
            (
                ir.Compare(one, ir.Comparison.AT_LEAST, ir.Constant()),
                ir.Compare(other, ir.Comparison.AT_MOST | ir.Comparison.LESS, ir.Constant()),
            )
        ):
            return one == other
        case _:
            return False


def _names(type: Type | None, values: tuple[int, ...]) -> str:
    held = type.values if isinstance(type, Several) else ()
    return " or ".join(held[value].name if value < len(held) else str(value) for value in values)


def _value(type: Type | None, value: int) -> str:
    """`value` as it is written beside what has `type`; points, and what no type says how to write, in digits."""
    match type:
        case None | Several() | Records():
            return str(value)
        case YesNo():
            return "yes" if value else "no"
        case Choice(values) if not 0 <= value < len(values):
            return str(value)
        case _:
            return value_words(type, value)
