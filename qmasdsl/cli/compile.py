"""`qmas compile`: rules as a program that needs nothing of ours.

    qmas compile hk.qmas -o hk_qmas.py

The program is deterministic: the same rules give the same bytes. The file is written whole or not at all.
"""

from pathlib import Path

import click

from qmasdsl.cli.options import color_option, plain_option, rule_file
from qmasdsl.cli.output import put_data, say
from qmasdsl.cli.rules_on import on_option, rules_on


@click.command("compile")
@rule_file
@click.option("-o", "--output", metavar="OUT", default="-", help="The file to write; - is standard output.")
@click.option("--to", "target", type=click.Choice(["python"]), default="python", help="What to write.")
@on_option
@plain_option
@color_option
def command(file: str, output: str, target: str, on: str | None, plain: bool, color: str) -> int:
    """Compile a rule file to one Python module that uses the standard library only."""
    from qmasdsl.codegen.python import generate

    text = generate(rules_on(file, on, plain=plain, color=color))
    if output == "-":
        put_data(text)
        return 0

    from qmasdsl.cli.writing import write_atomically

    if _same_file(file, output):
        raise click.ClickException(f"`{output}` is the rule file itself; type another name after -o")
    write_atomically(Path(output), text.encode("utf-8"))
    say(f"wrote {output}")
    return 0


def _same_file(file: str, output: str) -> bool:
    return file != "-" and Path(output).exists() and Path(output).samefile(file)
