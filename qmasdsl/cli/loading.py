"""Loading: rule files, checked, from wherever the command found them.

`check` and `test` go on with the next file when one cannot be read. Commands that act on one set of
rules (`score`, `compile`, `show`) stop: they refuse a file with an error and show the same messages as
`check`; a file with warnings only is as good as any.
"""

from collections.abc import Sequence

import click

from qmasdsl import pipeline
from qmasdsl.cli.files import Input, one
from qmasdsl.cli.output import complain, report, say, tally
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.proving.budget import DEFAULT, Budget
from qmasdsl.source import SourceFile


def checked(inputs: Sequence[Input], budget: Budget = DEFAULT) -> tuple[list[pipeline.Checked], bool]:
    """Each file that can be read, checked; and whether there was one that cannot."""
    results, unread = [], False
    for each in inputs:
        try:
            results.append(check(each, budget))
        except OSError as error:
            complain(f"`{each.name}` cannot be read: {(error.strerror or str(error)).lower()}")
            unread = True
    return results, unread


def check(file: Input, budget: Budget = DEFAULT) -> pipeline.Checked:
    """The file, read once and checked. Raises OSError."""
    if file.path is None:
        return pipeline.check_text(file.read(), file.name, budget)
    return pipeline.check_path(file.path, budget)


def own_file(result: pipeline.Checked) -> SourceFile | None:
    """Of a file that amends, the file: what it takes over is shown by the cases of the text that it amends."""
    return result.source if len(result.made_from) > 1 else None


def sound_rules(name: str, *, plain: bool = False, color: str = "auto") -> Ruleset:
    """The rules of one file; if it has an error, says so on standard error and leaves with exit code 1."""
    result = sound(name, plain=plain, color=color)
    assert result.ruleset is not None  # else it was refused
    return result.ruleset


def sound(name: str, *, plain: bool = False, color: str = "auto") -> pipeline.Checked:
    """The same with everything that is known of the file."""
    result = check(one(name))
    if result.ruleset is None or result.errors:
        report(result.errors, "pretty", plain=plain, color=color, err=True)
        say(f"{result.source.name}: {tally(result.errors)}; nothing was done with these rules", err=True)
        raise click.exceptions.Exit(1)
    return result
