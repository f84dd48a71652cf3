"""`qmas publish`: a scheme as a page, to be reviewed by those who know it.

    qmas publish hk.qmas -o hk.md
    qmas publish hk.qmas --to html -o hk.html     one file, to read or to print
"""

from pathlib import Path

import click

from qmasdsl.cli.options import color_option, plain_option, rule_file
from qmasdsl.cli.output import put_data
from qmasdsl.cli.rules_on import on_option


@click.command("publish")
@rule_file
@click.option("--to", "form", type=click.Choice(["markdown", "html"]), default="markdown", show_default=True,
              help="The kind of page.")  # fmt: skip
@click.option("-o", "--output", metavar="OUT", help="The file to write; without it the page goes to standard output.")
@on_option
@plain_option
@color_option
def command(file: str, form: str, output: str | None, on: str | None, plain: bool, color: str) -> int:
    """Write the rules in FILE as a page: the points table, requirements, sources, and what is proved."""
    from qmasdsl.cli.rules_on import checked_rules
    from qmasdsl.cli.writing import write_atomically
    from qmasdsl.publishing.contents import contents
    from qmasdsl.publishing.html import html
    from qmasdsl.publishing.markdown import markdown

    checked = checked_rules(file, on, plain=plain, color=color)
    assert checked.ruleset is not None  # else it was refused
    page = contents(checked, checked.ruleset)
    text = html(page) if form == "html" else markdown(page)
    if output is None:
        put_data(text)
    else:
        write_atomically(Path(output), text.encode("utf-8"))
    return 0
