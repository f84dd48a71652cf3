"""Certain: the conditions on which facts exist, and those that are always true, as data.

The runtime looks at them where some facts are missing or do not fit, to find out what is wrong all the same
(`runtime/certain.mjs` has what each word means). They are taken from the checks of the sheet: a fact exists where its
absence breaks the check for it.
"""

from collections.abc import Iterable, Mapping
from typing import assert_never

from qmasdsl.codegen.javascript.expressions import SIGNS
from qmasdsl.codegen.javascript.literals import Literal
from qmasdsl.columns import nodes as c
from qmasdsl.columns.walk import Expression, read
from qmasdsl.ir.types import YesNo


class Conditions:
    """Prints as data what decides of each of `columns` whether it exists, and what is always true.

    `at` is the cell of each column; `works` are worked columns, each reading only those before it.
    """

    def __init__(self, sheet: c.Sheet, columns: Iterable[str], at: Mapping[str, int]) -> None:
        lacks = {check.column: check.broken for check in sheet.checks if check.fault is c.Fault.LACKS}
        self._exists = {column: lacks.get(column, c.Sure(False)) for column in columns}
        self._always = {check.words: check.broken for check in sheet.checks if check.fault is c.Fault.ALWAYS}
        self._at = at
        self._truths = {column.name for column in sheet.columns if isinstance(column.type, YesNo)}
        self._worked: dict[str, int] = {}
        wanted = {*read(*self._exists.values(), *self._always.values())}
        kept: list[c.Work] = []
        for work in reversed(sheet.works):
            if work.name in wanted:
                kept.append(work)
                wanted.update(read(work.value))
        self.works: list[Literal] = []
        for work in reversed(kept):
            self.works.append(self._data(work.value))
            self._worked[work.name] = len(self._worked)

    def exists(self, column: str) -> Literal:
        """On what it turns whether there is such a fact; `column` is the first of its columns."""
        return self._data(self._exists[column])

    def broken(self, words: str) -> Literal:
        """When that is broken which is always true, by the words of its check."""
        return self._data(self._always.get(words, c.Sure(False)))

    def _data(self, node: Expression) -> Literal:
        match node:
            case c.Fixed(value):
                return value
            case c.Sure(holds):
                return holds
            case c.Cell(name):
                at = self._at[name]
                return ["choice", 0, [["holds", at], 1]] if name in self._truths else ["cell", at]
            case c.CellHolds(name):
                return ["holds", self._at[name]]
            case c.Worked(name) | c.WorkedHolds(name):
                return ["work", self._worked[name]]
            case c.Given():
                return False  # what is asked is what would follow from its absence
            case c.Fits():
                raise TypeError(f"{node!r} decides of no fact whether it exists")
            case c.Added(terms, constant):
                return ["add", constant, *([size, self._data(term)] for size, term in terms)]
            case c.Least(items):
                return ["least", *map(self._data, items)]
            case c.Greatest(items):
                return ["greatest", *map(self._data, items)]
            case c.Quotient(of, by):
                return ["quotient", self._data(of), by]
            case c.Choice(branches, otherwise):
                pairs = ([self._data(when), self._data(value)] for when, value in branches)
                return ["choice", self._data(otherwise), *pairs]
            case c.Compare(left, comparison, right):
                return [SIGNS[comparison], self._data(left), self._data(right)]
            case c.Among(item, values):
                return ["among", self._data(item), list(values)]
            case c.Every(parts):
                return ["every", *map(self._data, parts)]
            case c.Any(parts):
                return ["any", *map(self._data, parts)]
            case c.Not(item):
                return ["not", self._data(item)]
            case _:
                assert_never(node)
