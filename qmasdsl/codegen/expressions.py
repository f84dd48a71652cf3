"""Expressions: conditions and numbers of the rule set as Python expressions.

A generated function keeps facts as the service gives them wherever that is exact: yes/no as `bool`,
counts and months as `int`, choices as their names, so that `education at least bachelor` is
`v3 != "none"` and no value has to be looked up. A number with decimals, a date and a moment are whole
numbers here (tenths, days, microseconds), as in the intermediate representation.

Where a fact is read is not settled here: a `Scope` may put a mark in the text that `reading` replaces.
"""

import operator
from typing import assert_never

from qmasdsl.codegen.literals import literal
from qmasdsl.codegen.names import Code, Names
from qmasdsl.codegen.simplify import NO, YES, Simplifier, conjuncts, negation
from qmasdsl.codegen.statements import Block, If, Line, Loop, Statement
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Field, Form, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Index, Reference, named_facts

_MANY = 40  # more terms than this are added up by `sum`: a long row of `+` would be too deep for CPython
_WIDE = 64  # in a longer `and` or `or`, what is known from the parts before is not kept
_HOLDS = {
    ir.Comparison.AT_LEAST: operator.ge,
    ir.Comparison.AT_MOST: operator.le,
    ir.Comparison.MORE: operator.gt,
    ir.Comparison.LESS: operator.lt,
    ir.Comparison.IS: operator.eq,
    ir.Comparison.IS_NOT: operator.ne,
}
Known = frozenset[ir.Condition]
NOTHING: Known = frozenset()


class Scope:
    """One generated function in the making: its names, and where each fact and reference is found.

    `facts` gives the code of a fact; its second argument says that the fact surely exists there.
    `before` is the block that stands in front of what is being written: loops go there.
    """

    def __init__(self, index: Index, simplifier: Simplifier, names: Names, ranks: "Ranks", facts: "Facts") -> None:
        self.index = index
        self.names = names
        self.simplifier = simplifier
        self.found: dict[Reference, Code] = {}
        self.before: Block = []
        self.known: Known = NOTHING
        self.facts = facts
        self.ranks = ranks
        self.always = always_about_facts(index)
        # A short rule file is worth some thought; a long one must not take long.
        many = sum(len(test.factors) for test in index.tests.values()) + len(index.defines)
        self.most_states = max(40, min(2_000, 20_000 // max(1, many)))
        self._record: tuple[Code, dict[str, Field]] | None = None

    # ---- conditions -----------------------------------------------------------------------------

    def condition(self, condition: ir.Condition, known: Known = NOTHING) -> Code:
        """`condition` as an expression, safe beside `and`, `or` and `not`; `known` holds where it is read."""
        return self._simple(self.simplifier.condition(condition), self.known | known)

    def _simple(self, condition: ir.Condition, known: Known) -> Code:
        match condition:
            case ir.Truth(value):
                return literal(value)
            case ir.FactHolds(name) | ir.FieldHolds(name):
                return self._held(condition, name, known)
            case ir.DefineHolds() | ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return self.found[condition]
            case ir.Compare(left, comparison, right):
                return self._compare(left, comparison, right, known)
            case ir.Among(item, values):
                choice = self.choice_of(item)
                if choice is None:
                    return self._one_of(self._number(item, known), values)
                return self._named(item, choice, frozenset(values), known)
            case ir.Includes(name, values) | ir.FieldIncludes(name, values):
                return self._includes(condition, name, values, known)
            case ir.And(items):
                return self._row("and", items, known, YES)
            case ir.Or(items):
                return self._row("or", items, known, NO)
            case ir.Not(item):
                return self._not(item, known)
            case ir.AtLeast(count, items):
                total = _plus([self._simple(item, known) for item in items])
                return Code(f"({total} >= {literal(count)})")
            case ir.Reading() | ir.OnList():
                raise AssertionError("a simplified condition has no questions and no lists")
            case _:
                assert_never(condition)

    def _row(self, word: str, items: tuple[ir.Condition, ...], known: Known, nothing: ir.Truth) -> Code:
        """Each is read only where those before it leave it open, as Python does too."""
        written = []
        for item in items:
            written.append(self._simple(item, known))
            if len(items) <= _WIDE:
                known = known | frozenset(conjuncts(item if nothing == YES else negation(item)))
        return Code(f"({f' {word} '.join(written)})")

    def _not(self, item: ir.Condition, known: Known) -> Code:
        match item:
            case ir.Compare(left, comparison, right):
                opposite = {
                    ir.Comparison.AT_LEAST: ir.Comparison.LESS,
                    ir.Comparison.LESS: ir.Comparison.AT_LEAST,
                    ir.Comparison.AT_MOST: ir.Comparison.MORE,
                    ir.Comparison.MORE: ir.Comparison.AT_MOST,
                    ir.Comparison.IS: ir.Comparison.IS_NOT,
                    ir.Comparison.IS_NOT: ir.Comparison.IS,
                }[comparison]
                return self._compare(left, opposite, right, known)
            case ir.Among(choosing, values) if (choice := self.choice_of(choosing)) is not None:
                rest = frozenset(range(len(choice.values))) - frozenset(values)
                return self._named(choosing, choice, rest, known)
            case _:
                return Code(f"(not {self._simple(item, known)})")

    def _compare(self, left: ir.Number, comparison: ir.Comparison, right: ir.Number, known: Known) -> Code:
        choice = self.choice_of(left)
        if choice is not None and isinstance(right, ir.Constant):
            return self._named(left, choice, satisfying(choice, comparison, right.value), known)
        both_named = choice is not None and choice == self.choice_of(right)
        if both_named and comparison in (ir.Comparison.IS, ir.Comparison.IS_NOT):
            return Code(f"({self._raw(left, known)} {comparison.value} {self._raw(right, known)})")
        return Code(f"({self._number(left, known)} {comparison.value} {self._number(right, known)})")

    def _named(self, item: ir.Number, choice: Choice, values: frozenset[int], known: Known) -> Code:
        """A choice is one of some of its names, asked in the shorter way."""
        if not values or len(values) == len(choice.values):
            return literal(bool(values))
        names = [value.name for value in choice.values]
        raw = self._raw(item, known)
        if len(values) == 1:
            return Code(f"({raw} == {literal(names[min(values)])})")
        rest = [name for at, name in enumerate(names) if at not in values]
        if len(rest) == 1:
            return Code(f"({raw} != {literal(rest[0])})")
        return Code(f"({raw} in {literal(frozenset(names[at] for at in values))})")

    def _one_of(self, number: Code, values: tuple[int, ...]) -> Code:
        if len(values) == 1:
            return Code(f"({number} == {literal(values[0])})")
        return Code(f"({number} in {literal(frozenset(values))})")

    def _includes(
        self, condition: ir.Includes | ir.FieldIncludes, name: str, values: tuple[int, ...], known: Known
    ) -> Code:
        type = self._field(name).type if isinstance(condition, ir.FieldIncludes) else self.index.facts[name].type
        assert isinstance(type, Several)
        held = self._held(condition, name, known)
        any_of = [f"{literal(type.values[value].name)} in {held}" for value in values]
        return Code(f"({' or '.join(any_of)})") if any_of else literal(False)

    # ---- numbers --------------------------------------------------------------------------------

    def number(self, number: ir.Number, known: Known = NOTHING) -> Code:
        """`number` as an expression that is safe beside any operator."""
        return self._number(self.simplifier.number(number), self.known | known)

    def _number(self, number: ir.Number, known: Known) -> Code:
        match number:
            case ir.Constant(value):
                return literal(value) if value >= 0 else Code(f"({value})")
            case ir.FactValue() | ir.FieldValue():
                choice = self.choice_of(number)
                raw = self._raw(number, known)
                return raw if choice is None else Code(f"{self.ranks.of(choice)}[{raw}]")
            case ir.DefineValue() | ir.Score():
                return self.found[number]
            case ir.Linear(terms, constant):
                return self._linear(terms, constant, known)
            case ir.Least(items):
                return _extreme("min", [self._number(item, known) for item in items])
            case ir.Greatest(items):
                return _extreme("max", [self._number(item, known) for item in items])
            case ir.Count(fact, where):
                return self.over(fact, where, None)
            case ir.Total(fact, field, where):
                return self.over(fact, where, field)
            case ir.Size(fact):
                return Code(f"len({self._held(number, fact, known)})")
            case ir.Completed(months, start, end):
                ends = f"{self._number(start, known)}, {self._number(end, known)}"
                return Code(f"_completed({literal(months)}, {ends})")
            case ir.Later(start, months, days):
                return Code(f"_later({self._number(start, known)}, {literal(months)}, {literal(days)})")
            case ir.Each():
                return self._each(number, known)
            case _:
                assert_never(number)

    def _linear(self, terms: tuple[tuple[int, ir.Number], ...], constant: int, known: Known) -> Code:
        written = []
        for size, term in terms:
            code = self._number(term, known)
            written.append(code if size == 1 else Code(f"{self._number(ir.Constant(size), known)} * {code}"))
        if constant or not written:
            written.append(self._number(ir.Constant(constant), known))
        return _plus(written)

    def _each(self, each: ir.Each, known: Known) -> Code:
        """points for each whole step; at the cap the points are a constant, so no `min` is called."""
        times = self._number(each.of, known)
        plain = times.isidentifier()
        if each.step != 1:
            times, plain = Code(f"({times} // {literal(each.step)})"), False
        if self.can_be_negative(each.of):
            times, plain = Code(f"max(0, {times})"), False
        points = self._number(ir.Constant(each.points), known)
        if each.cap is None or not each.points:
            return Code(f"({points} * {times})")
        cap, size = abs(each.cap), abs(each.points)
        if plain:
            name, tested = times, times
        else:
            name = self.names.new("n")
            tested = Code(f"({name} := {times})")
        bound = self._number(ir.Constant(cap if each.points > 0 else -cap), known)
        return Code(f"({bound} if {tested} >= {literal(-(-cap // size))} else {points} * {name})")

    def can_be_negative(self, number: ir.Number) -> bool:
        """Whether `number` may be below 0, as far as is seen at a glance."""
        match number:
            case ir.FactValue(name):
                type = self.index.facts[name].type
                return not (isinstance(type, Choice) or (isinstance(type, Numeric | Date) and type.least >= 0))
            case ir.DefineValue(name):
                body = self.index.defines[name].body
                return not isinstance(body, ir.Count | ir.Size | ir.Completed)
            case ir.Count() | ir.Size() | ir.Completed():
                return False
            case _:
                return True

    def over(self, fact: str, where: ir.Condition | None, field: str | None, enough: int | None = None) -> Code:
        """How many records there are, or the sum of a field: a loop in front of what asks for it. It ends
        when there are `enough`."""
        exists = self.known
        items = self._held(ir.Count(fact), fact, exists)
        if where is None and field is None:
            return Code(f"len({items})")
        type = self.index.facts[fact].type
        assert isinstance(type, Records)
        total, record = self.names.new("n"), self.names.new("r")
        outside, before = self._record, self.before
        self._record, self.before = (record, {one.name: one for one in type.fields}), []
        amount = literal(1) if field is None else self._number(ir.FieldValue(field), NOTHING)
        body: Block = [Line(Code(f"{total} += {amount}"))]
        if enough is not None and enough < type.limit:
            body.append(If(Code(f"{total} == {enough}"), [Line(Code("break"))]))
        if where is not None:
            test = self._simple(where, exists)
            body = [*self.before, If(bare(test), body)]
        self._record, self.before = outside, before
        loop: list[Statement] = [Line(Code(f"{total} = 0")), Loop(record, items, body)]
        self.before.extend(loop)
        return total

    # ---- facts and fields -----------------------------------------------------------------------

    def _held(self, node: ir.Condition | ir.Number, name: str, known: Known) -> Code:
        if isinstance(node, ir.FieldHolds | ir.FieldValue | ir.FieldIncludes):
            assert self._record is not None
            record, fields = self._record
            return encoded(Code(f"{record}[{literal(name)}]"), fields[name].type)
        gate = self.index.facts[name].gate
        sure = gate is None or frozenset(conjuncts(self.simplifier.condition(gate))) <= known
        return self.facts.code(name, sure)

    def _raw(self, number: ir.Number, known: Known) -> Code:
        match number:
            case ir.FactValue(name) | ir.FieldValue(name):
                return self._held(number, name, known)
            case _:
                raise AssertionError("only facts and fields have names for values")

    def choice_of(self, number: ir.Number) -> Choice | None:
        """The choice whose names stand for the values of `number` in the program."""
        match number:
            case ir.FactValue(name):
                type: Type = self.index.facts[name].type
            case ir.FieldValue(name):
                type = self._field(name).type
            case _:
                return None
        return type if isinstance(type, Choice) else None

    def _field(self, name: str) -> Field:
        assert self._record is not None
        return self._record[1][name]


def always_about_facts(index: Index) -> list[tuple[frozenset[str], ir.Condition]]:
    """What is known of whoever is scored, with the facts it is about: what is always true of facts that
    everybody has. (Where a fact does not exist another value stands in, of which nothing is true.)"""
    simplifier = Simplifier(index)
    found = []
    for always in index.ruleset.always:
        facts = frozenset(named_facts(always.condition))
        plain = not any(True for _ in index.references(always.condition))
        if plain and all(index.facts[fact].gate is None for fact in facts):
            found.append((facts, simplifier.condition(always.condition)))
    return found


class Facts:
    """Where a fact is found in the function at hand: here, in a variable of its own, read beforehand."""

    lazy = False  # whether facts are read late, so that it matters what is asked first

    def __init__(self, found: dict[str, Code]) -> None:
        self._found = found

    def code(self, name: str, sure: bool) -> Code:
        """The value of a fact; `sure` where it surely exists."""
        return self._found[name]

    def is_unread(self, name: str) -> bool:
        """Whether asking for the fact costs a look into the dictionary."""
        return False


class Ranks:
    """The tables that turn the names of a level into numbers, for levels compared with one another."""

    def __init__(self) -> None:
        self.tables: dict[tuple[str, ...], Code] = {}

    def of(self, choice: Choice) -> Code:
        names = tuple(value.name for value in choice.values)
        return self.tables.setdefault(names, Code(f"_R{len(self.tables) + 1}"))


def satisfying(choice: Choice, comparison: ir.Comparison, bound: int) -> frozenset[int]:
    """The values of a choice that compare so with `bound`."""
    return frozenset(value for value in range(len(choice.values)) if _HOLDS[comparison](value, bound))


def encoded(raw: Code, type: Type) -> Code:
    """What a value from the service is inside a generated function."""
    match type:
        case Numeric(places=places) if places:
            return Code(f"round({raw} * {literal(10**places)})")
        case Date():
            return Code(f"{raw}.toordinal()")
        case Moment():
            return Code(f"(({raw} - _EPOCH) // _MICROSECOND)")
        case Numeric() | YesNo() | Choice() | Several() | Records():
            return raw
        case _:
            assert_never(type)


def python_type(type: Type) -> Code | None:
    """The Python type of what `encoded` gives, where it is always of one."""
    match type:
        case YesNo():
            return Code("bool")
        case Choice():
            return Code("str")
        case Numeric(form=Form.NUMBER, places=0) | Several() | Records():
            return None  # 8 and 8.0 are both a number
        case Numeric() | Date() | Moment():
            return Code("int")
        case _:
            assert_never(type)


def bare(code: Code) -> Code:
    """`code` without the brackets around the whole of it.

    >>> bare(Code("(v1 and (v2 or v3))")), bare(Code("(v1) + (v2)"))
    ('v1 and (v2 or v3)', '(v1) + (v2)')
    """
    if not code.startswith("("):
        return code
    depth, quoted, escaped = 0, False, False
    for at, letter in enumerate(code):
        if quoted:
            quoted, escaped = letter != '"' or escaped, letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        else:
            depth += (letter == "(") - (letter == ")")
            if depth == 0:
                return Code(code[1:-1]) if at == len(code) - 1 and not code.startswith("()") else code
    return code


def _plus(terms: list[Code]) -> Code:
    if len(terms) > _MANY:
        return Code(f"sum(({', '.join(terms)}))")
    return Code(f"({' + '.join(terms)})") if len(terms) > 1 else Code(f"({terms[0]})")


def _extreme(word: str, items: list[Code]) -> Code:
    return items[0] if len(items) == 1 else Code(f"{word}({', '.join(items)})")
