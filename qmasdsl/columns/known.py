"""Known: a sheet for a table of which something is known of whole columns.

Where every row of a column fits, or in none anything is given, what asks for that is settled once, and what follows
from it falls away.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import assert_never

from qmasdsl.columns import nodes as c
from qmasdsl.columns.making import added, among, chosen, compared, every, greatest, least, negated, some
from qmasdsl.columns.tidy import tidied


def settled(sheet: c.Sheet, *, full: Collection[str], empty: Collection[str], plain: Collection[str]) -> c.Sheet:
    """`sheet` for a table in which every row of the columns `full` fits, in the columns `empty` nothing is given, and
    in the columns `plain` whatever is given fits. All its checks are one, the last that says nothing: `Check.words`
    are for whoever scores single rows."""
    known = frozenset(full), frozenset(empty), frozenset(plain)
    first = _Settling(sheet, *known, frozenset())
    for work in sheet.works:
        first.work(work)
    broken = [first.truth(check.broken) for check in sheet.checks]
    # A row of which any of these holds is not scored, so for all others it does not hold.
    settling = _Settling(sheet, *known, frozenset(broken))
    works = tuple(replace(work, value=settling.work(work)) for work in sheet.works)
    results = tuple(
        replace(
            one,
            value=settling.whole(one.value) if isinstance(one.value, c.Whole) else settling.truth(one.value),
            present=None if one.present is None else settling.truth(one.present),
        )
        for one in sheet.results
    )
    return tidied(c.Sheet(sheet.columns, works, (c.Check(c.Fault.UNFIT, "", "", some(broken)),), results))


class _Settling:
    def __init__(
        self,
        sheet: c.Sheet,
        full: frozenset[str],
        empty: frozenset[str],
        plain: frozenset[str],
        never: frozenset[c.Truth],
    ) -> None:
        self._full, self._empty, self._plain, self._never = full, empty, plain, never
        self._absent = {column.name: column.absent for column in sheet.columns}
        self._works: dict[str, c.Whole | c.Truth] = {}

    def work(self, work: c.Work) -> c.Whole | c.Truth:
        value = self.whole(work.value) if isinstance(work.value, c.Whole) else self.truth(work.value)
        # What has become a constant or another's name need not be looked up.
        if isinstance(value, c.Fixed | c.Sure | c.Cell | c.Worked | c.CellHolds | c.WorkedHolds):
            self._works[work.name] = value
        return value

    def whole(self, node: c.Whole) -> c.Whole:
        match node:
            case c.Fixed():
                return node
            case c.Cell(name):
                return c.Fixed(self._absent[name]) if name in self._empty else node
            case c.Worked(name):
                found = self._works.get(name, node)
                assert isinstance(found, c.Whole)
                return found
            case c.Added(terms, constant):
                return added(((size, self.whole(term)) for size, term in terms), constant)
            case c.Least(items):
                return least(map(self.whole, items))
            case c.Greatest(items):
                return greatest(map(self.whole, items))
            case c.Quotient(of, by):
                inner = self.whole(of)
                return c.Fixed(inner.value // by) if isinstance(inner, c.Fixed) else c.Quotient(inner, by)
            case c.Choice(branches, otherwise):
                left = [(self.truth(when), self.whole(value)) for when, value in branches]
                return chosen(left, self.whole(otherwise))
            case _:
                assert_never(node)

    def truth(self, node: c.Truth) -> c.Truth:
        match node:
            case c.Sure():
                return node
            case c.CellHolds(name):
                return c.Sure(False) if name in self._empty else node
            case c.WorkedHolds(name):
                found = self._works.get(name, node)
                assert isinstance(found, c.Truth)
                return found
            case c.Given(name) | c.Fits(name) if name in self._full or name in self._empty:
                return c.Sure(name in self._full)
            case c.Fits(name):
                # Where whatever is given fits, to be given and to fit are one question.
                return c.Given(name) if name in self._plain else node
            case c.Given():
                return node
            case c.Compare(left, comparison, right):
                found = compared(self.whole(left), comparison, self.whole(right))
                return c.Sure(False) if found in self._never else found
            case c.Among(item, values):
                return among(self.whole(item), values)
            case c.Every(items):
                return every(map(self.truth, items))
            case c.Any(items):
                return some(map(self.truth, items))
            case c.Not(item):
                return negated(self.truth(item))
            case _:
                assert_never(node)
