"""Expressions of a sheet in JavaScript.

Whole numbers are numbers and truths are booleans: nothing is converted on the way. No number is ever -0, because no
sum begins with one and no product has a size below 0. What would be nested deep is given a name first.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import assert_never

from qmasdsl.codegen.javascript.literals import literal
from qmasdsl.codegen.names import Code, Names
from qmasdsl.columns import nodes as c
from qmasdsl.frozen import frozen
from qmasdsl.ir.types import YesNo

DEEPEST = 12  # expressions within each other
_LONG_CHOICE = 8  # branches of one expression: each stands within the one before
_LONG_LINE = 6  # operands on one line
_RUNS = 3  # stretches of values that are compared with; more are looked up

# How tightly an operator binds; what binds more loosely than its place allows stands in parentheses.
_ATOM, _PRODUCT, _SUM, _COMPARED, _BOTH, _EITHER, _CHOSEN = range(7)


@frozen
class Term:
    """A piece of program, how it binds, and how many expressions stand within each other in it."""

    text: Code
    binds: int = _ATOM
    deep: int = 0


@frozen
class Place:
    """Where a given column stands in the cells; `sure`: in every row that is scored it has a value."""

    at: int
    sure: bool


class Printer:
    """Prints expressions; `lines` are the statements that come before, `cells` the columns that were read."""

    def __init__(self, columns: tuple[c.Column, ...], places: Mapping[str, Place]) -> None:
        self.lines: list[Code] = []
        self.cells: dict[str, Code] = {}
        self.sets: dict[tuple[int, ...], Code] = {}
        self._columns = {column.name: column for column in columns}
        self._places = places
        self._names = Names()

    def code(self, node: c.Whole | c.Truth) -> Code:
        return self._term(node).text

    def taken(self) -> list[Code]:
        """The statements that have to come before what was printed since they were last taken."""
        lines = self.lines[:]
        self.lines.clear()
        return lines

    def any_of(self, items: list[c.Truth]) -> Code:
        """Whether any of `items` holds, each on a line."""
        return Code("\n    || ".join(self._within(item, _COMPARED).text for item in items))

    def cell(self, column: str) -> Code:
        """The variable that holds a column's value, or what stands for it where there is none."""
        self.cells.setdefault(column, Code(f"c{self._places[column].at}"))
        return self.cells[column]

    def cell_lines(self) -> list[Code]:
        """Statements that read the cells that are asked for."""
        return [self._cell_line(name, variable) for name, variable in self.cells.items()]

    def _cell_line(self, name: str, variable: Code) -> Code:
        place, column = self._places[name], self._columns[name]
        if place.sure:
            return Code(f"const {variable} = c[{place.at}];")
        if isinstance(column.type, YesNo):
            return Code(f"const {variable} = c[{place.at}] === true;")
        return Code(f"const {variable} = c[{place.at}] ?? {column.absent};")

    def _within(self, node: c.Whole | c.Truth, binds: int) -> Term:
        """`node` as an operand of what binds as tightly as `binds` allows, and short enough to be one."""
        term = self._term(node)
        return self._named(term) if term.deep >= DEEPEST else _enclosed(term, binds)

    def _named(self, term: Term) -> Term:
        name = self._names.new("t")
        self.lines.append(Code(f"const {name} = {term.text};"))
        return Term(name)

    def _atom(self, node: c.Whole) -> Term:
        """`node` as something that may be written twice."""
        term = self._term(node)
        return term if isinstance(node, c.Fixed | c.Cell | c.Worked) else self._named(term)

    def _term(self, node: c.Whole | c.Truth) -> Term:
        match node:
            case c.Fixed(number):
                return Term(literal(number), _ATOM if number >= 0 else _PRODUCT)
            case c.Cell(name):
                holds = isinstance(self._columns[name].type, YesNo)
                return Term(Code(f"{self.cell(name)} ? 1 : 0"), _CHOSEN) if holds else Term(self.cell(name))
            case c.CellHolds(name):
                return Term(self.cell(name))
            case c.Worked(name) | c.WorkedHolds(name):
                return Term(Code(name))
            case c.Added():
                return self._added(node)
            case c.Least(items):
                return self._called("Math.min", items)
            case c.Greatest(items):
                return self._called("Math.max", items)
            case c.Quotient(of, by):
                above = self._within(of, _PRODUCT)
                return Term(Code(f"Math.floor({above.text} / {by})"), _ATOM, above.deep + 1)
            case c.Choice(branches, otherwise):
                return self._choice(branches, otherwise)
            case c.Sure(value):
                return Term(literal(value))
            case c.Given(name) | c.Fits(name):
                # What does not fit has not come so far.
                return Term(Code(f"c[{self._places[name].at}] !== undefined"), _COMPARED, 1)
            case c.Compare(left, comparison, right):
                return self._joined([self._within(left, _SUM), self._within(right, _SUM)], SIGNS[comparison], _COMPARED)
            case c.Among(item, values):
                return self._among(item, values)
            case c.Every(items):
                return self._joined([self._within(item, _COMPARED) for item in items], "&&", _BOTH)
            case c.Any(items):
                return self._joined([self._within(item, _COMPARED) for item in items], "||", _EITHER)
            case c.Not(c.Compare(left, comparison, right)):
                # There is no NaN, so one or the other holds.
                return self._term(c.Compare(left, _OPPOSITE[comparison], right))
            case c.Not(c.Given(name)):
                return Term(Code(f"c[{self._places[name].at}] === undefined"), _COMPARED, 1)
            case c.Not(item):
                inner = self._within(item, _ATOM)
                return Term(Code(f"!{inner.text}"), _ATOM, inner.deep + 1)
            case _:
                assert_never(node)

    def _joined(self, items: list[Term], sign: str, binds: int) -> Term:
        between = f" {sign} " if len(items) <= _LONG_LINE else f"\n    {sign} "
        return Term(Code(between.join(item.text for item in items)), binds, 1 + max(item.deep for item in items))

    def _called(self, function: str, items: tuple[c.Whole, ...]) -> Term:
        terms = [self._within(item, _CHOSEN) for item in items]
        inside = ", ".join(term.text for term in terms)
        return Term(Code(f"{function}({inside})"), _ATOM, 1 + max(term.deep for term in terms))

    def _added(self, node: c.Added) -> Term:
        more = [self._product(size, term) for size, term in node.terms if size > 0]
        less = [self._product(-size, term) for size, term in node.terms if size < 0]
        if node.constant > 0 or not more:
            more.append(Term(literal(node.constant)))
        elif node.constant < 0:
            less.append(Term(literal(-node.constant)))
        text = " - ".join([" + ".join(term.text for term in more), *(term.text for term in less)])
        return Term(Code(text), _SUM, 1 + max(term.deep for term in (*more, *less)))

    def _product(self, size: int, node: c.Whole) -> Term:
        if size == 1:
            return self._within(node, _PRODUCT)
        term = self._within(node, _ATOM)
        return Term(Code(f"{size} * {term.text}"), _PRODUCT, 1 + term.deep)

    def _choice(self, branches: tuple[tuple[c.Truth, c.Whole], ...], otherwise: c.Whole) -> Term:
        last = self._within(otherwise, _SUM)
        while len(branches) > _LONG_CHOICE:
            last = self._named(self._chain(branches[-_LONG_CHOICE:], last))
            branches = branches[:-_LONG_CHOICE]
        return self._chain(branches, last)

    def _chain(self, branches: tuple[tuple[c.Truth, c.Whole], ...], last: Term) -> Term:
        pairs = [(self._within(when, _EITHER), self._within(value, _SUM)) for when, value in branches]
        between = " : " if len(pairs) <= 2 else "\n    : "
        text = between.join([*(f"{when.text} ? {value.text}" for when, value in pairs), last.text])
        # Each branch stands within the one before.
        deep = max(at + max(when.deep, value.deep) for at, (when, value) in enumerate(pairs, 1))
        return Term(Code(text), _CHOSEN, max(deep, len(pairs) + last.deep))

    def _among(self, item: c.Whole, values: tuple[int, ...]) -> Term:
        runs = _runs(values)
        if len(runs) > _RUNS:
            inner = self._term(item)
            return Term(Code(f"{self._set(values)}.has({inner.text})"), _ATOM, inner.deep + 1)
        subject = self._atom(item).text
        tests = [
            Term(Code(f"{subject} === {low}"), _COMPARED, 1)
            if low == high
            else Term(Code(f"{subject} >= {low} && {subject} <= {high}"), _BOTH, 2)
            for low, high in runs
        ]
        if len(tests) == 1:
            return tests[0]
        return self._joined([_enclosed(test, _COMPARED) for test in tests], "||", _EITHER)

    def _set(self, values: tuple[int, ...]) -> Code:
        return self.sets.setdefault(values, Code(f"_AMONG{len(self.sets) + 1}"))


SIGNS = {
    c.Comparison.AT_LEAST: ">=",
    c.Comparison.AT_MOST: "<=",
    c.Comparison.MORE: ">",
    c.Comparison.LESS: "<",
    c.Comparison.IS: "===",
    c.Comparison.IS_NOT: "!==",
}
_OPPOSITE = {
    c.Comparison.AT_LEAST: c.Comparison.LESS,
    c.Comparison.AT_MOST: c.Comparison.MORE,
    c.Comparison.MORE: c.Comparison.AT_MOST,
    c.Comparison.LESS: c.Comparison.AT_LEAST,
    c.Comparison.IS: c.Comparison.IS_NOT,
    c.Comparison.IS_NOT: c.Comparison.IS,
}


def _enclosed(term: Term, binds: int) -> Term:
    return term if term.binds <= binds else Term(Code(f"({term.text})"), _ATOM, term.deep)


def _runs(values: tuple[int, ...]) -> list[tuple[int, int]]:
    """The stretches of neighbours in `values`, each from its first to its last."""
    starts = [values[0], *(after for before, after in pairwise(values) if after != before + 1)]
    ends = [*(before for before, after in pairwise(values) if after != before + 1), values[-1]]
    return list(zip(starts, ends, strict=True))
