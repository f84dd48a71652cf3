"""`qmas check`: what is wrong in rule files, and what to type.

    qmas check                     every rule file below this folder
    qmas check hk.qmas --strict    warnings fail too
    qmas check hk.qmas --proofs    what became of each `prove that` line, and what turns on each question
    qmas check - < hk.qmas         standard input
"""

import click

from qmasdsl.cli.config import FORMATS, read_config
from qmasdsl.cli.files import gather
from qmasdsl.cli.options import color_option, format_option, plain_option, rule_files, stdin_option, strict_option
from qmasdsl.cli.output import counted, put_data, report, say, tally
from qmasdsl.diagnostics.model import Severity
from qmasdsl.diagnostics.visible import visible


@click.command("check")
@rule_files
@click.option("--proofs", "listed", is_flag=True, help="List what is proved, and what turns on each open question.")
@click.option("--no-proofs", "skipped", is_flag=True, help="Leave `prove that` lines and questions aside.")
@click.option(
    "--budget", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", default=10.0, show_default=True,
    help="How long to look for proofs in each file; the rest is called undecided.",
)  # fmt: skip
@format_option(*FORMATS)
@strict_option
@plain_option
@color_option
@stdin_option
def command(
    files: tuple[str, ...], listed: bool, skipped: bool, budget: float,
    form: str | None, strict: bool | None, plain: bool, color: str, stdin_filename: str,
) -> int:  # fmt: skip
    """Check rule files: names, types, domains, rules that can never apply, gaps, overlaps, and every claim.

    FILES may be files, folders, patterns such as 'rules/*.qmas', or - for standard input; without
    any, every rule file below this folder is checked.
    """
    config = read_config()
    form = form or config.format
    strict = config.strict if strict is None else strict
    if listed and skipped:
        raise click.UsageError("--proofs lists what --no-proofs leaves aside")
    inputs = gather(files, config.exclude, stdin_filename)

    from qmasdsl.cli.loading import checked
    from qmasdsl.proving.budget import Budget

    results, unread = checked(inputs, Budget(budget, not skipped, share=True))
    # Described once: to find a suggestion may take a while.
    found = [result.diagnostics for result in results]
    diagnostics = [diagnostic for each in found for diagnostic in each]
    if form == "json":
        from qmasdsl.cli.proofs import document

        put_data(document(results, diagnostics))
    else:
        report(diagnostics, form, plain=plain, color=color)
    if form == "pretty":
        from qmasdsl.cli.proofs import about, lines

        for result, each in zip(results, found, strict=True):
            name = visible(result.source.name)
            if not each or listed:
                say(f"{name}: {tally(each)}{about(result, skipped)}")
            for line in lines(result) if listed else ():
                say(visible(line))
        if diagnostics:
            say(f"{counted(len(results), 'file')}: {tally(diagnostics)}")
    if unread:
        return 2
    failing = diagnostics if strict else [each for each in diagnostics if each.severity is Severity.ERROR]
    return int(bool(failing))
