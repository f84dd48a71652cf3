"""Main: finds the command, runs it, and turns whatever happens into words and an exit code.

    0    it ran, and nothing is wrong (warnings are shown, and count only with --strict)
    1    an error in a rule file, a refuted claim, a failed case, a file `fmt --check` would change
    2    it could not run: no such file, a bad option, facts that do not fit
    130  stopped by Ctrl-C

No traceback reaches a user. A mistake of our own is told in one sentence; whoever looks for it sets
QMASDSL_DEBUG=1.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from qmasdsl import __version__
from qmasdsl.cli.output import complain, let_go_of_the_pipe, prepare_streams, say
from qmasdsl.diagnostics.suggest import nearest

# Command -> its line in `qmas --help`, in the order in which a writer of rules meets them. The lines stand
# here, so that asking for help loads none of the commands; each lives in a module of its own name.
COMMANDS = {
    "new": "Write a small rule file to begin with.",
    "check": "Say what is wrong in rule files, and what to type.",
    "fmt": "Write rule files in their one spelling.",
    "score": "Score one applicant, and say why.",
    "batch": "Score many applicants: tables in, tables out.",
    "population": "Draw people by chance, to try rules on.",
    "impact": "Say what a change of the rules does to everybody in a table.",
    "route": "Say what an applicant would have to change, and what time changes.",
    "test": "Run the cases of rule files.",
    "mutate": "Say which slips in the rules no case would notice.",
    "cases": "Write cases that show all that the rules do, for review.",
    "bounds": "Say what every total can come to, or draw it.",
    "diff": "Compare two versions: what changed, and for whom.",
    "publish": "Write a scheme as a page, for review.",
    "history": "List the versions of a scheme, and what each changed.",
    "select": "Say who of many scored applicants gets a place.",
    "compile": "Turn rules into a program that needs nothing of ours.",
    "show": "Show a rule file's facts, as a list or as JSON Schema.",
    "explain": "Explain a code such as QM201.",
    "completion": "Print a completion script for a shell.",
}


class _Commands(click.Group):
    """Loads the module of a command when somebody asks for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"qmasdsl.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            meant = nearest(args[0], COMMANDS)
            hint = f"; did you mean `{meant}`?" if meant else f"; there are {', '.join(COMMANDS)}"
            raise click.UsageError(f"there is no command `{args[0]}`{hint}", ctx)
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import platform

        say(f"qmas {__version__} (Python {platform.python_version()})")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Show the version."
)
def cli() -> None:
    """Write points-based immigration rules as text; check, score, explain and compile them."""


def main() -> NoReturn:
    """The entry point of `qmas`."""
    # One command, one process: trees without cycles are made and then the process ends, so collecting is waste,
    # while it runs and when it ends.
    gc.disable()
    code = run()
    gc.freeze()
    sys.exit(code)


def run(args: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; never raises."""
    prepare_streams()
    try:
        code = cli.main(None if args is None else list(args), prog_name="qmas", standalone_mode=False)
        # A closed pipe shows when the last words leave us.
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "qmas"
        return complain(_sentence(error), f"type: {command} --help")
    except click.ClickException as error:
        return complain(_sentence(error))
    except (click.Abort, KeyboardInterrupt):
        # Somebody pressed Ctrl-C and knows it.
        return 130
    except BrokenPipeError:
        let_go_of_the_pipe()
        return 2
    except SystemExit as leaving:
        # Click itself leaves this way when it has answered a shell's question, and with 1 for a closed pipe.
        let_go_of_the_pipe()
        return 2 if leaving.code and "_QMAS_COMPLETE" not in os.environ else 0
    except OSError as error:
        return complain(_failed(error))
    except Exception as error:  # The last resort: see the module's docstring.
        if os.environ.get("QMASDSL_DEBUG"):
            raise
        return complain(_own_mistake(error))


def _sentence(error: click.ClickException) -> str:
    """Click's words in the manner of ours: lower case, no full stop."""
    text = error.format_message().strip().removesuffix(".")
    return text[:1].lower() + text[1:]


def _failed(error: OSError) -> str:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return f"`{error.filename}`: {reason}" if error.filename is not None else reason


def _own_mistake(error: Exception) -> str:
    """One sentence, with the last place in our own code that it went through."""
    where, trace = "", error.__traceback__
    while trace is not None:
        parts = trace.tb_frame.f_code.co_filename.replace(os.sep, "/").split("/")
        if "qmasdsl" in parts:
            where = f" at {'/'.join(parts[-2:])}:{trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"this is a mistake in qmas itself, not in your file ({type(error).__name__}{where}). "
        "Please report it together with the file"
    )
