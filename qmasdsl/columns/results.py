"""Results: which columns say what the rules say, and their names.

`eligible`; a requirement or an outcome by its name; `general.applies`, `general.total`, `general.passes`; a test's own
requirements, sections and factors by their dotted names. Where a fact, or another result, has that name already, the
result is `result.` and the name.
"""

from collections.abc import Iterable, Iterator

from qmasdsl.columns import nodes as c
from qmasdsl.columns.expressions import Expressions
from qmasdsl.ir import nodes as ir


def results_of(work: Expressions, awards: Iterable[tuple[ir.Rule, c.Whole]]) -> tuple[c.Result, ...]:
    """Every result, in the order of the interpreter's, and what each rule of `awards` gives."""
    taken = {column.name for column in work.columns} | {column.fact for column in work.columns}
    found: list[c.Result] = []
    for kind, path, name, value, present in (*_results(work), *_awards(awards)):
        while name in taken:
            name = f"result.{name}"
        taken.add(name)
        low, high = work.extent(value)
        found.append(c.Result(name, kind, path, value, present, low, high))
    return tuple(found)


_Row = tuple[c.Kind, str, str, c.Whole | c.Truth, c.Truth | None]


def _results(work: Expressions) -> Iterator[_Row]:
    ruleset = work.index.ruleset
    yield c.Kind.ELIGIBLE, "eligible", "eligible", work.holds(ir.Eligible()), None
    for one in ruleset.requirements:
        yield c.Kind.REQUIREMENT, one.name, one.name, work.holds(ir.Met(one.name)), None
    for outcome in ruleset.outcomes:
        yield c.Kind.OUTCOME, outcome.name, outcome.name, work.holds(ir.Comes(outcome.name)), None
    for test in ruleset.tests:
        yield from _of_test(work, test)


def _awards(awards: Iterable[tuple[ir.Rule, c.Whole]]) -> Iterator[_Row]:
    return ((c.Kind.AWARD, rule.key, rule.key, points, None) for rule, points in awards)


def _of_test(work: Expressions, test: ir.Test) -> Iterator[_Row]:
    applies = work.holds(ir.Applies(test.name))
    present = None if applies == c.Sure(True) else applies

    def points(kind: c.Kind, path: str) -> _Row:
        return kind, path, path, work.number(ir.Score(path)), present

    yield c.Kind.APPLIES, test.name, f"{test.name}.applies", applies, None
    yield points(c.Kind.TOTAL, f"{test.name}.total")
    yield c.Kind.PASSES, test.name, f"{test.name}.passes", work.holds(ir.Passes(test.name)), None
    for own in test.requirements:
        yield c.Kind.OWN_REQUIREMENT, own.name, own.name, work.holds(ir.Met(own.name)), None
    for section in test.sections:
        yield points(c.Kind.SECTION, section.name)
    for factor in test.factors:
        yield points(c.Kind.FACTOR, factor.name)
