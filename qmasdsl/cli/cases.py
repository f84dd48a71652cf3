"""`qmas cases`: cases written from the rules, for people to review.

    qmas cases hk.qmas -o hk-cases.qmas

Few cases that between them show every rule, both sides of every limit and each part of every condition. They say
what the rules do; whether the rules are right is for whoever reads them beside the law. They are pasted into the
rule file, or kept beside it. A file that exists is not written over without --force.

Exit code 1: something could not be shown, and is named.
"""

from pathlib import Path

import click

from qmasdsl.cli.options import color_option, plain_option, rule_file
from qmasdsl.cli.output import counted, put_data, say


@click.command("cases")
@rule_file
@click.option("-o", "--output", metavar="OUT", default="-", help="The file to write; - is standard output.")
@click.option("--force", is_flag=True, help="Write over OUT if it exists.")
@click.option(
    "--budget",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to look for applicants.",
)
@plain_option
@color_option
def command(file: str, output: str, force: bool, budget: float, plain: bool, color: str) -> int:
    """Write cases that show all that the rules in FILE do, for review."""
    if output != "-":
        _refuse(file, output, force)

    from qmasdsl.cases.suite import suite
    from qmasdsl.cli.cases_words import lacking, text
    from qmasdsl.cli.loading import sound_rules
    from qmasdsl.diagnostics.visible import visible
    from qmasdsl.proving.budget import Budget

    ruleset = sound_rules(file, plain=plain, color=color)
    made = suite(ruleset, Budget(budget))
    written = text(ruleset, made)
    for line in lacking(made):
        say(visible(line), err=True)
    if output == "-":
        put_data(written)
        return int(bool(made.lacking))

    from qmasdsl.cli.writing import write_atomically

    write_atomically(Path(output), written.encode("utf-8"))
    say(f"wrote {output}: {counted(len(made.cases), 'case')}, to be reviewed")
    return int(bool(made.lacking))


def _refuse(file: str, output: str, force: bool) -> None:
    """Leaves if OUT is not a name to write to, before any work is done."""
    if file != "-" and Path(output).exists() and Path(output).samefile(file):
        raise click.ClickException(f"`{output}` is the rule file itself; type another name after -o")
    if Path(output).exists() and not force:
        raise click.ClickException(f"`{output}` is there already; type another name after -o, or --force")
    if output.endswith(".md"):
        raise click.ClickException(f"`{output}`: cases are written as plain rules; type a name that ends in .qmas")
