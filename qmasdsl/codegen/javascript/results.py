"""Results: the object that a generated `score` returns, in the shape and the order of the interpreter's JSON."""

from collections.abc import Iterable, Iterator, Mapping

from qmasdsl.codegen.javascript.expressions import Printer
from qmasdsl.codegen.javascript.literals import literal, named, property_name
from qmasdsl.codegen.names import Code
from qmasdsl.columns import nodes as c
from qmasdsl.ir import nodes as ir

Results = Mapping[tuple[c.Kind, str], c.Result]
_Named = ir.Requirement | ir.Outcome | ir.Section | ir.Factor


def result_lines(ruleset: ir.Ruleset, results: Results, printer: Printer) -> Iterator[Code]:
    """The statement that returns it; the awards of the n-th test stand in `an`."""
    said = _Said(results, printer)
    yield Code("return {")
    yield Code("  format: FORMAT,")
    yield Code("  scheme: SCHEME,")
    yield Code("  version: { from: IN_FORCE, hash: SOURCE_HASH },")
    yield Code(f"  eligible: {said.value(c.Kind.ELIGIBLE, 'eligible')},")
    yield Code(f"  requirements: {said.values(c.Kind.REQUIREMENT, ruleset.requirements)},")
    yield Code("  tests: {")
    for at, test in enumerate(ruleset.tests, 1):
        mark = test.mark.mark if isinstance(test.mark, ir.PassMark) else None
        yield Code(f"    {property_name(test.name)}: {{")
        yield Code(f"      applies: {said.value(c.Kind.APPLIES, test.name)},")
        yield Code(f"      total: {said.value(c.Kind.TOTAL, f'{test.name}.total')},")
        yield Code(f"      passes: {said.value(c.Kind.PASSES, test.name)},")
        yield Code(f"      pass_mark: {literal(mark)},")
        yield Code(f"      requirements: {said.values(c.Kind.OWN_REQUIREMENT, test.requirements)},")
        yield Code(f"      sections: {said.values(c.Kind.SECTION, test.sections)},")
        yield Code(f"      factors: {said.values(c.Kind.FACTOR, test.factors)},")
        yield Code(f"      awards: a{at},")
        yield Code("    },")
    yield Code("  },")
    yield Code(f"  outcomes: {said.values(c.Kind.OUTCOME, ruleset.outcomes)},")
    yield Code("  depends_on: [],")
    yield Code("};")


def short(name: str) -> str:
    """The name of a factor, a section or a requirement within its test."""
    return name.partition(".")[2]


class _Said:
    def __init__(self, results: Results, printer: Printer) -> None:
        self._results = results
        self._printer = printer

    def value(self, kind: c.Kind, path: str) -> Code:
        result = self._results[kind, path]
        value = self._printer.code(result.value)
        return value if result.present is None else Code(f"{self._printer.any_of([result.present])} ? {value} : null")

    def values(self, kind: c.Kind, these: Iterable[_Named]) -> Code:
        is_inner = kind in (c.Kind.OWN_REQUIREMENT, c.Kind.SECTION, c.Kind.FACTOR)
        return named({short(one.name) if is_inner else one.name: self.value(kind, one.name) for one in these})
