"""Checking: the quick check in front of a generated `score`, and the tables of the thorough one.

Almost every service gives what it should, so that is asked in one straight run of comparisons: each fact
is there, of its kind and inside its domain, there are no others, and what is always true holds. If any
answer is no, or anything at all goes wrong, `_checked` looks again, thoroughly, and says everything that
is the matter or gives the facts back in their plain form.
"""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from qmasdsl.codegen.expressions import Facts, Ranks, Scope, bare, encoded
from qmasdsl.codegen.literals import Literal, literal
from qmasdsl.codegen.names import Code, Names
from qmasdsl.codegen.program import plan
from qmasdsl.codegen.scoring import Scoring
from qmasdsl.codegen.simplify import Simplifier
from qmasdsl.codegen.statements import Attempt, Block, If, Line, Loop
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import (
    Choice,
    Date,
    Field,
    Form,
    Moment,
    Numeric,
    Records,
    Scalar,
    Several,
    Type,
    YesNo,
)
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import type_words

_FINE = "fine"


def look_up(fact: ir.Fact, facts: str = "facts") -> Code:
    """Where a fact stands in what the service gives."""
    if fact.member is None:
        return Code(f"{facts}[{literal(fact.name)}]")
    return Code(f"{facts}[{literal(fact.member[0])}][{literal(fact.member[1])}]")


def resting(type: Type) -> Code:
    """A value that stands in for a fact that does not exist; nothing that counts reads it."""
    match type:
        case YesNo():
            return literal(False)
        case Numeric() | Date() | Moment():
            return literal(type.least) if type.least >= 0 else Code(f"({type.least})")
        case Choice():
            return literal(type.values[0].name)
        case Several() | Records():
            return Code("()")
        case _:
            assert_never(type)


@dataclass(slots=True)
class Checking:
    """Writes the beginning of `score`: after it every fact of `read` is in its variable, encoded.

    `variables` names them.
    """

    index: Index
    ranks: Ranks
    names: Names
    variables: dict[str, Code]
    read: frozenset[str]

    def write(self) -> Block:
        facts = list(self.index.facts.values())
        return [
            Line(Code("fine = type(facts) is dict")),
            If(
                Code(_FINE),
                # Whatever goes wrong here, the thorough check says what it was.
                [Attempt(self._quick(facts), [Line(Code("fine = False"))])],
            ),
            If(Code("not fine"), [Line(Code("facts = _checked(facts)")), *self._plainly(facts)]),
        ]

    def _quick(self, facts: list[ir.Fact]) -> Block:
        body: Block = []
        always_there = [fact for fact in facts if fact.gate is None]
        tests: list[Code] = []
        groups: dict[str, Code] = {}
        for fact in always_there:
            tests.extend(self._take(fact, body, groups))
        body.append(Line(Code(f"fine = {_lines(tests)}")))
        inside: Block = []
        count = len({fact.member[0] if fact.member else fact.name for fact in always_there})
        self._gated([fact for fact in facts if fact.gate is not None], inside, count)
        self._records(always_there, inside)
        self._always(inside)
        body.append(If(Code(_FINE), inside))
        return body

    def _take(self, fact: ir.Fact, body: Block, groups: dict[str, Code]) -> list[Code]:
        """Reads a fact into its variable; what must hold of it."""
        tests: list[Code] = []
        if fact.member is not None:
            group, member = fact.member
            if group not in groups:
                groups[group] = self.names.new("w")
                members = sum(1 for one in self.index.facts.values() if one.member and one.member[0] == group)
                body.append(Line(Code(f"{groups[group]} = facts[{literal(group)}]")))
                tests.append(Code(f"type({groups[group]}) is dict"))
                tests.append(Code(f"len({groups[group]}) == {literal(members)}"))
            where = Code(f"{groups[group]}[{literal(member)}]")
        else:
            where = Code(f"facts[{literal(fact.name)}]")
        name = self.variables[fact.name]
        type = fact.type
        if not is_encoded(type):
            body.append(Line(Code(f"{name} = {where}"), fact.span))
            return [*tests, *fitting(type, name, name)]
        raw = self.names.new("w")
        body.append(Line(Code(f"{raw} = {where}"), fact.span))
        kept = fact.name in self.read
        if kept or not _whole_years(type):
            body.append(Line(Code(f"{name} = {bare(encoded(raw, type))}")))
        return [*tests, *fitting(type, raw, name)]

    def _gated(self, facts: list[ir.Fact], body: Block, count: int) -> None:
        """Facts that exist only sometimes, each after those its condition reads; then nothing else may be given."""
        if not facts:
            body.append(Line(Code(f"fine = len(facts) == {literal(count)}")))
            return
        number = self.names.new("n")
        body.append(Line(Code(f"{number} = {literal(count)}")))
        by_gate: dict[tuple[ir.Condition, str], list[ir.Fact]] = {}
        for fact in in_order(self.index, facts):
            assert fact.gate is not None
            by_gate.setdefault((fact.gate, fact.member[0] if fact.member else fact.name), []).append(fact)
        for (gate, _), members in by_gate.items():
            test = self._condition(gate, body)
            there: Block = []
            tests: list[Code] = []
            groups: dict[str, Code] = {}
            for fact in members:
                tests.extend(self._take(fact, there, groups))
            there.append(Line(Code(f"{number} += 1")))
            there.append(Line(Code(f"fine = fine and {_lines(tests)}")))
            self._records(members, there)
            absent: Block = [Line(Code(f"{self.variables[fact.name]} = {resting(fact.type)}")) for fact in members]
            body.append(If(bare(test), there, absent))
        body.append(Line(Code(f"fine = fine and len(facts) == {number}")))

    def _records(self, facts: list[ir.Fact], body: Block) -> None:
        for fact in facts:
            if not isinstance(fact.type, Records):
                continue
            record = self.names.new("r")
            inside: Block = []
            tests = [Code(f"type({record}) is dict"), Code(f"len({record}) == {literal(len(fact.type.fields))}")]
            for field in fact.type.fields:
                tests.extend(self._field(field, record, inside))
            wrong = If(Code(f"not {_lines(tests)}"), [Line(Code("fine = False"))])
            body.append(Loop(record, self.variables[fact.name], [*inside, wrong], fact.span))

    def _field(self, field: Field, record: Code, inside: Block) -> list[Code]:
        name = self.names.new("w")
        inside.append(Line(Code(f"{name} = {record}[{literal(field.name)}]")))
        if not is_encoded(field.type) or _whole_years(field.type):
            return fitting(field.type, name, name)
        value = self.names.new("w")
        inside.append(Line(Code(f"{value} = {bare(encoded(name, field.type))}")))
        return fitting(field.type, name, value)

    def _always(self, body: Block) -> None:
        for always in self.index.ruleset.always:
            body.append(Line(Code(f"fine = fine and {self._condition(always.condition, body)}"), always.span))

    def _plainly(self, facts: list[ir.Fact]) -> Block:
        """Every fact out of what `_checked` gave."""
        body: Block = []
        sometimes = in_order(self.index, [fact for fact in facts if fact.gate is not None])
        for fact in [*(fact for fact in facts if fact.gate is None), *sometimes]:
            if is_encoded(fact.type) and fact.name not in self.read and _whole_years(fact.type):
                continue
            read = encoded(look_up(fact), fact.type)
            if fact.gate is not None:
                test = self._condition(fact.gate, body)
                read = Code(f"{read} if {bare(test)} else {resting(fact.type)}")
            body.append(Line(Code(f"{self.variables[fact.name]} = {read}")))
        return body

    def _condition(self, condition: ir.Condition, body: Block) -> Code:
        """`condition` over the variables; what it asks for beyond facts is worked out at the end of `body`."""
        return condition_in(self.index, self.ranks, self.names, Facts(dict(self.variables)), condition, body)


def condition_in(index: Index, ranks: Ranks, names: Names, facts: Facts, condition: ir.Condition, body: Block) -> Code:
    """A condition that stands outside of the scoring, with everything that it asks for."""
    program = plan(index, index.references(condition), outside=True)
    scope = Scope(index, Simplifier(index, program.inlined), names, ranks, facts)
    scope.before = body
    Scoring(index, program, scope).write()
    return scope.condition(condition)


def in_order(index: Index, facts: list[ir.Fact]) -> list[ir.Fact]:
    """Facts that exist only sometimes, each after those on which that depends."""
    done: dict[str, ir.Fact] = {}
    waiting = list(reversed(facts))
    entered: set[str] = set()
    while waiting:
        fact = waiting[-1]
        below = [] if fact.gate is None else [index.facts[name] for name in index.facts_read(fact.gate)]
        open_ = [one for one in below if one.gate is not None and one.name not in done and one.name not in entered]
        if open_:
            entered.add(fact.name)
            waiting.extend(open_)
        else:
            done.setdefault(fact.name, waiting.pop())
    return list(done.values())


def is_encoded(type: Type) -> bool:
    """Whether a generated function holds something else than what the service gives."""
    return encoded(Code(""), type) != ""


def fitting(type: Type, raw: Code, value: Code) -> list[Code]:
    """What holds of a value that fits: `raw` as given, `value` as the function holds it."""
    match type:
        case YesNo():
            return [Code(f"({raw} is True or {raw} is False)")]
        case Numeric(_, least, greatest, step, places):
            tests = [Code(f"type({raw}) is int")]
            if places:
                scale = literal(10**places)
                tests = [Code(f"(type({raw}) is float and {raw} == {value} / {scale} or type({raw}) is int)")]
            tests.append(Code(f"{least} <= {value} <= {greatest}"))
            return [*tests, Code(f"{value} % {step} == {least % step}")] if step > 1 else tests
        case Date(least, greatest):
            if _whole_years(type):
                first, last = date.fromordinal(least).year, date.fromordinal(greatest).year
                return [Code(f"type({raw}) is date"), Code(f"{first} <= {raw}.year <= {last}")]
            return [Code(f"type({raw}) is date"), Code(f"{least} <= {value} <= {greatest}")]
        case Moment(least, greatest):
            return [Code(f"type({raw}) is datetime"), Code(f"{least} <= {value} <= {greatest}")]
        case Choice(values):
            return [Code(f"{raw} in {literal(frozenset(one.name for one in values))}")]
        case Several(values):
            names = literal(frozenset(one.name for one in values))
            return [Code(f"type({raw}) in {{set, frozenset}}"), Code(f"{raw} <= {names}")]
        case Records(limit):
            return [Code(f"type({raw}) is list"), Code(f"len({raw}) <= {literal(limit)}")]
        case _:
            assert_never(type)


def _whole_years(type: Type) -> bool:
    """Whether the domain of a date is whole years, so that its ordinal need not be worked out."""
    if not isinstance(type, Date):
        return False
    first, last = date.fromordinal(type.least), date.fromordinal(type.greatest)
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _lines(tests: list[Code]) -> Code:
    """The tests joined by `and`, one on a line."""
    if len(tests) == 1:
        return tests[0]
    inside = "\n    and ".join(tests)
    return Code(f"(\n    {inside}\n)") if tests else literal(True)


# ---- the tables of the thorough check -----------------------------------------------------------


def table_type(type: Scalar | Records) -> Literal:
    """A type as the table of the thorough check has it."""
    match type:
        case YesNo():
            return ("yes/no",)
        case Numeric(form, least, greatest, step, places):
            if form is Form.MONTHS:
                return "months", least, greatest, step
            return "number", form is Form.WHOLE or (form is Form.MONEY and not places), places, least, greatest, step
        case Date(least, greatest):
            return "date", least, greatest
        case Moment(least, greatest):
            return "moment", least, greatest
        case Choice(values):
            return "choice", tuple((value.name, value.label) for value in values)
        case Several(values):
            return "several", tuple((value.name, value.label) for value in values)
        case Records(limit, fields):
            inside = tuple((one.name, one.label, type_words(one.type), table_type(one.type)) for one in fields)
            return "records", limit, inside
        case _:
            assert_never(type)


class Conditions:
    """Conditions of the thorough check: `and`, `or`, `not` as data, what is inside of them as functions."""

    def __init__(self, index: Index, ranks: Ranks, names: Names) -> None:
        self._index = index
        self._ranks = ranks
        self._names = names
        self._simplifier = Simplifier(index)
        self.functions: list[tuple[Code, Block]] = []
        self._made: dict[ir.Condition, Code] = {}

    def code(self, condition: ir.Condition) -> Code:
        return self._joined(self._simplifier.condition(self._opened(condition)))

    def _opened(self, condition: ir.Condition) -> ir.Condition:
        """Defines that are conditions are looked into."""
        match condition:
            case ir.DefineHolds(name):
                body = self._index.defines[name].body
                return condition if isinstance(body, ir.Choose | ir.Number) else self._opened(body)
            case ir.And(items):
                return ir.And(tuple(map(self._opened, items)))
            case ir.Or(items):
                return ir.Or(tuple(map(self._opened, items)))
            case ir.Not(item):
                return ir.Not(self._opened(item))
            case _:
                return condition

    def _joined(self, condition: ir.Condition) -> Code:
        match condition:
            case ir.And(items) | ir.Or(items):
                word = "and" if isinstance(condition, ir.And) else "or"
                inside = ", ".join(self._joined(item) for item in items)
                return Code(f"({literal(word)}, ({inside},))")
            case ir.Not(item):
                return Code(f'("not", ({self._joined(item)},))')
            case _:
                return self._function(condition)

    def _function(self, condition: ir.Condition) -> Code:
        if condition not in self._made:
            facts = Facts({one.name: encoded(look_up_plain(one), one.type) for one in self._index.facts.values()})
            body: Block = []
            code = condition_in(self._index, self._ranks, Names(), facts, condition, body)
            body.append(Line(Code(f"return {bare(code)}")))
            name = self._names.new("_c")
            self.functions.append((name, body))
            self._made[condition] = name
        return self._made[condition]


def look_up_plain(fact: ir.Fact) -> Code:
    """Where a fact stands while the thorough check is at work: under its whole name."""
    return Code(f"facts[{literal(fact.name)}]")
