"""`qmas explain`: what a code means, with an example of the mistake and of its cure."""

import click

from qmasdsl.cli.output import say
from qmasdsl.diagnostics.suggest import nearest


@click.command("explain")
@click.argument("code", metavar="CODE")
def command(code: str) -> int:
    """Explain the code of a message, such as QM201: what it means, an example, what to do."""
    from qmasdsl.catalogue import CATALOGUE, page

    wanted = code.strip().upper()
    if wanted.isdigit():
        wanted = f"QM{wanted}"
    if wanted not in CATALOGUE:
        meant = nearest(wanted, CATALOGUE)
        hint = f"; did you mean {meant}?" if meant else "; codes look like QM201"
        raise click.ClickException(f"there is no code `{code}`{hint}")
    say(page(wanted).rstrip("\n"))
    return 0
