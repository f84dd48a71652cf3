"""Lowering a source in one call, for tests that look at what it became."""

from collections.abc import Mapping

from qmasdsl.diagnostics.model import Severity
from qmasdsl.ir.invariants import complaints
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.lowering.check import check
from qmasdsl.lowering.lower import lower
from qmasdsl.lowering.names import resolve
from qmasdsl.source import SourceFile
from qmasdsl.syntax.nodes import Module
from qmasdsl.syntax.parser import parse


def module_of(text: str, name: str = "demo.qmas") -> Module:
    module, problems = parse(SourceFile(name, text))
    assert not problems, [problem.describe().headline for problem in problems]
    return module


def lowered(text: str, used: Mapping[str, Module] | None = None) -> Ruleset:
    """The rule set that `text` means; it has no error and breaks no invariant."""
    module = module_of(text)
    names, misnamed = resolve(module, used or {})
    types, mistyped = check(module, names)
    errors = [problem for problem in (*misnamed, *mistyped) if problem.severity is Severity.ERROR]
    assert not errors, [problem.describe().headline for problem in errors]
    ruleset = lower(module, names, types)
    assert not complaints(ruleset)
    return ruleset


def codes(text: str, used: Mapping[str, Module] | None = None) -> list[str]:
    """The codes of everything that is found in `text`, warnings too."""
    module = module_of(text)
    names, misnamed = resolve(module, used or {})
    _, mistyped = check(module, names)
    return [problem.code for problem in (*misnamed, *mistyped)]
