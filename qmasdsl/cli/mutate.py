"""`qmas mutate`: would the cases notice a slip in the rules?

    qmas mutate hk.qmas

Limits, points, caps, `and` and `or`, list entries, requirements and whatever else decides are changed, one at a
time, and the cases are run under each change. A change that no case notices is shown with an applicant to whom it
makes a difference and the case to type; one that makes no difference to anybody is left out, which is proved.

Exit code 1: there is a change that no case notices and that makes a difference to somebody.
"""

import gc
import json

import click

from qmasdsl.cli.options import color_option, format_option, plain_option, rule_file
from qmasdsl.cli.output import put_data, say

_SHOWN = 20  # cases to type that are printed without --all


@click.command("mutate")
@rule_file
@click.option(
    "--budget",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to look for applicants to whom a change makes a difference.",
)
@click.option("--all", "whole", is_flag=True, help="Show every change that goes unnoticed, however many there are.")
@format_option("pretty", "json")
@plain_option
@color_option
def command(file: str, budget: float, whole: bool, form: str | None, plain: bool, color: str) -> int:  # fmt: skip
    """Change the rules in FILE one place at a time, and say which changes no case notices."""
    from qmasdsl.cases.mutation import mutation
    from qmasdsl.cli.loading import own_file, sound
    from qmasdsl.diagnostics.visible import visible
    from qmasdsl.proving.budget import Budget

    # A prover is made for each change and then forgotten, which `main` does not reckon with.
    gc.enable()
    result = sound(file, plain=plain, color=color)
    ruleset = result.ruleset
    assert ruleset is not None  # else it was refused
    found = mutation(ruleset, ruleset.cases, Budget(budget), own_file(result))
    if form == "json":
        from qmasdsl.cli.mutation_words import document

        put_data(json.dumps(document(ruleset, found), ensure_ascii=False, indent=2) + "\n")
    else:
        from qmasdsl.cli.mutation_words import told

        for line in told(ruleset, found, None if whole else _SHOWN):
            say(visible(line))
    return int(found.survivors > 0)
