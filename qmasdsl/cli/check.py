"""`qmas check`: what is wrong in rule files, and what to type.

    qmas check                     every rule file below this folder
    qmas check hk.qmas --strict    warnings fail too
    qmas check - < hk.qmas         standard input
"""

import click

from qmasdsl.cli.config import FORMATS, read_config
from qmasdsl.cli.files import gather
from qmasdsl.cli.options import color_option, format_option, plain_option, rule_files, stdin_option, strict_option
from qmasdsl.cli.output import counted, report, say, tally
from qmasdsl.diagnostics.model import Severity
from qmasdsl.diagnostics.visible import visible


@click.command("check")
@rule_files
@format_option(*FORMATS)
@strict_option
@plain_option
@color_option
@stdin_option
def command(
    files: tuple[str, ...], form: str | None, strict: bool | None, plain: bool, color: str, stdin_filename: str
) -> int:
    """Check rule files: names, types, domains, rules that can never apply, gaps and overlaps.

    FILES may be files, folders, patterns such as 'rules/*.qmas', or - for standard input; without
    any, every rule file below this folder is checked.
    """
    config = read_config()
    form = form or config.format
    strict = config.strict if strict is None else strict
    inputs = gather(files, config.exclude, stdin_filename)

    from qmasdsl.cli.loading import checked

    results, unread = checked(inputs)
    # Described once: to find a suggestion may take a while.
    found = [result.diagnostics for result in results]
    diagnostics = [diagnostic for each in found for diagnostic in each]
    report(diagnostics, form, plain=plain, color=color)
    if form == "pretty":
        for result, each in zip(results, found, strict=True):
            if not each:
                cases = 0 if result.ruleset is None else len(result.ruleset.cases)
                say(f"{visible(result.source.name)}: no findings{_about(cases, result.source.path)}")
        if diagnostics:
            say(f"{counted(len(results), 'file')}: {tally(diagnostics)}")
    if unread:
        return 2
    failing = diagnostics if strict else [each for each in diagnostics if each.severity is Severity.ERROR]
    return int(bool(failing))


def _about(cases: int, path: str | None) -> str:
    """What has not been looked at: cases are run by another command."""
    if not cases:
        return ""
    return f"; {counted(cases, 'case')} not run here" + (f", type: qmas test {path}" if path else "")
