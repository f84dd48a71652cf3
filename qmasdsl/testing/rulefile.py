"""A rule file as pytest sees it: its cases, ready to run."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from qmasdsl.cases.run import run_case
from qmasdsl.cases.words import failure
from qmasdsl.diagnostics.text import render
from qmasdsl.ir import nodes as ir
from qmasdsl.pipeline import check_path
from qmasdsl.testing.plugin import RulesSay


def cases_of(path: Path) -> Iterator[tuple[str, int, Callable[[], None]]]:
    """Each case of the file: its label, its line and how to run it. RulesSay if the file has an error."""
    checked = check_path(path)
    if checked.ruleset is None:
        raise RulesSay("\n".join(render(error) for error in checked.errors))
    for case in checked.ruleset.cases:
        yield case.label, 1 if case.span is None else case.span.line, partial(_run, checked.ruleset, case)


def _run(ruleset: ir.Ruleset, case: ir.Case) -> None:
    report = run_case(ruleset, case)
    if not report.came_out:
        raise RulesSay(failure(report))
