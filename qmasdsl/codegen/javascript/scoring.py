"""Scoring: what works everything out from an applicant's cells, in one straight line, and makes the result.

Every column of the sheet is a `const`, in the sheet's order; what it is in the rules stands behind it as a remark.
Where a check is broken there is no result. A long sheet is worked out in parts, each a function, because engines make
fast code of functions of some length only; what one part works out for another stands in the row `w`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from qmasdsl.codegen.javascript.expressions import Place, Printer
from qmasdsl.codegen.javascript.literals import literal
from qmasdsl.codegen.javascript.literals import remark as escaped
from qmasdsl.codegen.javascript.results import result_lines
from qmasdsl.codegen.names import Code
from qmasdsl.columns import nodes as c
from qmasdsl.columns.walk import Expression, read
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import rules

_WHOLE = 250  # columns and awards that are worked out in one function
_PART = 100  # and in each of several
_One = TypeVar("_One")


@frozen
class _Award:
    """A rule by its number, the test it is of by its number, and the points it gives."""

    rule: int
    test: int
    points: Expression


class Scoring:
    """Writes `_scored`; `first` is the first column of each fact, `places` where the columns stand."""

    def __init__(
        self, ruleset: ir.Ruleset, sheet: c.Sheet, first: Mapping[str, str], places: Mapping[str, Place]
    ) -> None:
        self._ruleset = ruleset
        self._results = {(result.kind, result.path): result for result in sheet.results}
        self._printer = Printer(sheet.columns, places)
        gated = {first[fact.name] for fact in ruleset.facts if fact.gate is not None}
        self._broken = [check.broken for check in sheet.checks if _is_asked(check, gated)]
        awards = list(self._find_awards())
        is_long = len(sheet.works) + len(awards) > _WHOLE
        self._works = _split(sheet.works) if is_long else [sheet.works]
        self._awards = _split(awards) if is_long else [awards]
        self._slots = self._find_slots()

    def lines(self) -> Iterator[Code]:
        """The functions, and before them the sets in which they look things up."""
        functions = [line for function in self._functions() for line in function]
        for values, name in self._printer.sets.items():
            yield Code(f"const {name} = new Set({literal(values)});")
        if len(self._works) > 1:
            yield Code(f"const _ROW = new Array({len(self._slots)}).fill(undefined);")
        yield from functions

    def _functions(self) -> Iterator[list[Code]]:
        tests = range(1, len(self._ruleset.tests) + 1)
        arrays = [Code(f"const a{test} = [];") for test in tests]
        last = [*self._told(), *self._broken]
        if len(self._works) == 1:
            works = [line for work in self._works[0] for line in self._work(work)]
            awards = [line for award in self._awards[0] for line in self._award(award)]
            yield self._function("_scored(c)", [*works, *self._check(), *arrays, *awards, *self._result()], ())
            return
        calls: list[Code] = [Code("const w = _ROW.slice();")]
        for at, part in enumerate(self._works, 1):
            kept = [Code(f"w[{self._slots[work.name]}] = {work.name};") for work in part if work.name in self._slots]
            body = [*(line for work in part for line in self._work(work)), *kept]
            own = {work.name for work in part}
            yield self._function(f"_part{at}(c, w)", body, (work.value for work in part), own)
            calls.append(Code(f"_part{at}(c, w);"))
        given: list[Code] = []
        for at, some in enumerate(self._awards, 1):
            head = f"_awards{at}(c, w{''.join(f', a{test}' for test in tests)})"
            body = [line for award in some for line in self._award(award)]
            yield self._function(head, body, (award.points for award in some))
            given.append(Code(f"{head};"))
        yield self._function("_scored(c)", [*self._check(), *arrays, *given, *self._result()], last, start=calls)

    def _function(
        self,
        head: str,
        body: list[Code],
        reads: Iterable[Expression],
        own: Iterable[str] = (),
        start: Sequence[Code] = (),
    ) -> list[Code]:
        """A function; what it reads of other parts is taken from the row."""
        wanted = dict.fromkeys(name for name in read(*reads) if name not in own)
        loads = [Code(f"const {name} = w[{self._slots[name]}];") for name in wanted]
        inside = [*start, *self._printer.cell_lines(), *loads, *body]
        self._printer.cells.clear()
        return [Code(f"function {head} {{"), *(Code(f"  {line}") for line in inside), Code("}"), Code("")]

    def _find_slots(self) -> dict[str, int]:
        """The columns that are read outside of the part in which they are worked out, and where each stands."""
        if len(self._works) == 1:
            return {}
        part_of = {work.name: at for at, part in enumerate(self._works) for work in part}
        outside = {*read(*self._told(), *self._broken, *(award.points for some in self._awards for award in some))}
        for at, part in enumerate(self._works):
            outside.update(name for name in read(*(work.value for work in part)) if part_of[name] != at)
        return {name: at for at, name in enumerate(name for name in part_of if name in outside)}

    def _told(self) -> Iterator[Expression]:
        """What the result is made of, without the awards."""
        for result in self._results.values():
            if result.kind is not c.Kind.AWARD:
                yield result.value
                yield from () if result.present is None else (result.present,)

    # ---- statements ------------------------------------------------------------------------------------

    def _work(self, work: c.Work) -> list[Code]:
        value = self._printer.code(work.value)
        return [*self._printer.taken(), Code(f"const {work.name} = {value}; // {escaped(work.about)}")]

    def _check(self) -> list[Code]:
        if not self._broken:
            return []
        test = self._printer.any_of(self._broken)
        return [*self._printer.taken(), Code(f"if ({test}) return null;")]

    def _find_awards(self) -> Iterator[_Award]:
        for number, (test, _, rule) in enumerate(rules_of(self._ruleset)):
            points = self._results[c.Kind.AWARD, rule.key].value
            if points != c.Fixed(0):
                yield _Award(number, test, points)

    def _award(self, award: _Award) -> list[Code]:
        points = self._printer.code(award.points)
        give = Code(f"if ({points} !== 0) _give(a{award.test}, _RULES[{award.rule}], {points});")
        return [*self._printer.taken(), give]

    def _result(self) -> list[Code]:
        lines = list(result_lines(self._ruleset, self._results, self._printer))
        return [*self._printer.taken(), *lines]


def rules_of(ruleset: ir.Ruleset) -> Iterator[tuple[int, ir.Factor, ir.Rule]]:
    """Every rule of the tests, in reading order, with its factor and the number of its test (from 1)."""
    for at, test in enumerate(ruleset.tests, 1):
        for factor in test.factors:
            yield from ((at, factor, rule) for part in factor.parts for rule in rules(part))


def rule_rows(ruleset: ir.Ruleset) -> Iterator[Code]:
    """What an award says of its rule: key, factor, label, citation and line."""
    for _, factor, rule in rules_of(ruleset):
        line = None if rule.span is None else rule.span.line
        yield literal([rule.key, factor.name, rule.label or factor.label, rule.cite or factor.cite, line])


def _is_asked(check: c.Check, gated: set[str]) -> bool:
    """Whether the quick reading has left the question open: it has asked what fits, and what everybody has."""
    return check.fault is c.Fault.ALWAYS or (check.fault is not c.Fault.UNFIT and check.column in gated)


def _split(items: Sequence[_One]) -> list[Sequence[_One]]:
    return [items[at : at + _PART] for at in range(0, len(items), _PART)]
