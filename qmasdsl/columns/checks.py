"""Checks: what must be true of a row for it to be scored, and the words for what is wrong with it.

Facts that exist are there and fit, no others are there, and what is `always` true holds: what `read_facts` asks of
one applicant. What does not fit is said first, for what exists may turn on it.
"""

from collections.abc import Collection, Iterator

from qmasdsl.columns import nodes as c
from qmasdsl.columns.expressions import Expressions
from qmasdsl.columns.inputs import column_of_day, columns_of
from qmasdsl.columns.making import at_least, every, negated
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Misfit, Wrong
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Numeric, Records
from qmasdsl.ir.words import type_words


def checks_of(work: Expressions, counted: Collection[str]) -> tuple[c.Check, ...]:
    """Every check of a row, what does not fit first."""
    unfit = [_unfit(column) for column in work.columns]
    rest = [check for fact in work.index.ruleset.facts for check in _of_fact(work, fact, fact.name in counted)]
    always = [_always(work, one) for one in work.index.ruleset.always]
    return tuple(check for check in (*unfit, *rest, *always) if check.broken != c.Sure(False))


def _unfit(column: c.Column) -> c.Check:
    words = Misfit(column.name, Wrong.KIND, "something else", type_words(column.type), column.label).words()
    return c.Check(c.Fault.UNFIT, column.name, words, every([c.Given(column.name), c.Not(c.Fits(column.name))]))


def _always(work: Expressions, always: ir.Always) -> c.Check:
    words = Wrong.ALWAYS.value.format(given=f"`always {always.text}`")
    return c.Check(c.Fault.ALWAYS, "", words, negated(work.holds(always.condition)))


def _of_fact(work: Expressions, fact: ir.Fact, counted: bool) -> Iterator[c.Check]:
    exists = c.Sure(True) if fact.gate is None else work.named_truth(work.holds(fact.gate), f"{fact.name} exists")
    day = column_of_day(work.index, fact) if counted else None
    if day is not None:
        yield from _years(work, fact, day, exists)
        return
    for column in columns_of(fact):
        there = exists
        if isinstance(fact.type, Records) and column.name != fact.name:
            at = int(column.name.removeprefix(f"{fact.name}.").partition(".")[0])
            there = every([exists, at_least(c.Cell(fact.name), at)])
        yield from _there(work, fact, column, there)


def _there(work: Expressions, fact: ir.Fact, column: c.Column, exists: c.Truth) -> Iterator[c.Check]:
    """It is given where it exists, and only there."""
    lacks = Misfit(column.name, Wrong.LACKS, "", type_words(column.type), column.label).words()
    yield c.Check(c.Fault.LACKS, column.name, lacks, every([exists, c.Not(c.Given(column.name))]))
    gate = "there are so many" if fact.gate is None else f"`{expression_text(work.index, fact.gate)}`"
    shut = Misfit(column.name, Wrong.SHUT, "something", gate, column.label).words()
    yield c.Check(c.Fault.SHUT, column.name, shut, every([negated(exists), c.Given(column.name)]))


def _years(work: Expressions, fact: ir.Fact, day: c.Column, exists: c.Truth) -> Iterator[c.Check]:
    """The day is given where there is such a fact, is not after the day counted to, and the years fit."""
    years = work.years(fact.name)
    assert years is not None
    assert isinstance(fact.type, Numeric)
    if day.fact == fact.name:
        yield from _there(work, fact, day, exists)
    until = work.index.ruleset.version_by or ""
    after = Misfit(day.name, Wrong.AFTER, f"after `{until}`", label=day.label).words()
    yield c.Check(c.Fault.UNFIT, day.name, after, every([exists, negated(at_least(c.Cell(until), c.Cell(day.name)))]))
    inside = every([at_least(years, fact.type.least), at_least(c.Fixed(fact.type.greatest), years)])
    given = f"what follows from `{day.name}`"
    words = Misfit(fact.name, Wrong.OUTSIDE, given, type_words(fact.type), fact.label).words()
    yield c.Check(c.Fault.UNFIT, fact.name, words, every([exists, negated(inside)]))
