"""The file that `qmas cases` writes, and what it says of what it could not show."""

from collections.abc import Iterator

from qmasdsl.cases.goals import Kind
from qmasdsl.cases.suite import Suite
from qmasdsl.cli.coverage import block, place
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.source import SourceFile
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_module

_HEAD = """\
# Cases made from the rules of {name} by `qmas cases`, to be reviewed.
#
# They record what the rules do, NOT what the law says: every number below was worked out by the rules themselves, so
# a mistake in the rules is a mistake here. Hold each case against the published text, and correct the rules where
# they differ; only then is a case worth anything. Between them they show {aims}.
"""


def text(ruleset: ir.Ruleset, made: Suite) -> str:
    """The whole file, as `qmas fmt` writes it."""
    names = index(ruleset)
    aims = [_counted(made.aims[kind], kind.value) for kind in Kind]
    parts = [_HEAD.format(name=ruleset.source_name, aims=f"{', '.join(aims[:-1])} and {aims[-1]}")]
    for written in made.cases:
        lines = ", ".join(map(str, written.lines))
        said = f"# Shows {'line' if len(written.lines) == 1 else 'lines'} {lines}\n" if lines else ""
        parts.append(f"{said}{block(names, written.case)}\n")
    module, _ = parse(SourceFile("cases", "\n".join(parts)))
    return format_module(module)


def lacking(made: Suite) -> Iterator[str]:
    """What no case shows, and why."""
    for lack in made.lacking:
        why = lack.why or "no case could be written for the applicant who would"
        yield f"{place(lack.aim.span, lack.aim.within)}: `{lack.aim.what}`: no case {lack.goal.words}: {why}"


def _counted(number: int, kind: str) -> str:
    """
    >>> _counted(1, "boundaries"), _counted(2, "rules")
    ('1 boundary', '2 rules')
    """
    if number != 1:
        return f"{number} {kind}"
    return f"1 {kind.removesuffix('ies')}y" if kind.endswith("ies") else f"1 {kind.removesuffix('s')}"
