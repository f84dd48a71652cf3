"""`qmas completion`: a script that teaches a shell to complete our commands.

    qmas completion bash >> ~/.bashrc
    qmas completion zsh  >> ~/.zshrc
    qmas completion fish > ~/.config/fish/completions/qmas.fish
    qmas completion powershell >> $PROFILE
"""

import click
from click.shell_completion import get_completion_class

from qmasdsl.cli.output import put_data

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script that lets a SHELL complete commands and options."""
    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"this version of click writes no script for {shell}; click 8.5 does")
    root = ctx.find_root().command
    complete = found(root, {}, "qmas", "_QMAS_COMPLETE")
    # Not complete.source(): for bash that starts a bash to ask its version, which Windows may not have.
    put_data(complete.source_template % complete.source_vars())
    return 0
