"""`qmas bounds`: what every test, section and factor can come to, and for whom; and a drawing of it.

    qmas bounds hk.qmas
    qmas bounds hk.qmas --test general --format json
    qmas bounds hk.qmas --given education=bachelor --given partner=no     of those with these facts
    qmas bounds hk.qmas --plot age -o age.svg                     the totals over the range of a fact
    qmas bounds hk.qmas --plot age -o age.png                     needs: pip install 'qmasdsl[plot]'
"""

from collections.abc import Sequence

import click

from qmasdsl.cli.options import color_option, format_option, plain_option, rule_file
from qmasdsl.cli.output import put_data, say
from qmasdsl.cli.rules_on import on_option, rules_on
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.ir.nodes import Encoded, Ruleset, Test


@click.command("bounds")
@rule_file
@click.option("--test", "named", metavar="TEST", help="Only this test.")
@click.option("--given", "given", multiple=True, metavar="NAME=VALUE", help="Only whoever has this fact; repeatable.")
@click.option("--plot", "fact", metavar="FACT", help="Draw the least and greatest total over the range of this fact.")
@click.option("-o", "--output", "output", metavar="FILE", help="Where the drawing goes: a name ending in .svg or .png.")
@click.option(
    "--budget", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="SECONDS",
    help="How long to look for a proof before saying that something is undecided.",
)
@on_option
@format_option("pretty", "json")
@plain_option
@color_option
def command(
    file: str, named: str | None, given: tuple[str, ...], fact: str | None, output: str | None, budget: float,
    on: str | None, form: str | None, plain: bool, color: str,
) -> int:  # fmt: skip
    """Say what the tests, sections and factors in FILE can come to, or draw a total over a fact."""
    from qmasdsl.analysis.extents import NotSettled, reachable
    from qmasdsl.cli import bounds_words, plot
    from qmasdsl.ir.answers import Undecided
    from qmasdsl.ir.walk import index
    from qmasdsl.proving.budget import Budget
    from qmasdsl.proving.prover import Prover

    if output is not None and fact is None:
        raise click.UsageError("-o is where a drawing goes; say along which fact: --plot FACT")
    if fact is not None and form is not None:
        raise click.UsageError("--plot draws, and --format says how words are written; leave one of them out")
    suffix = plot.suffix_of(output)
    ruleset = rules_on(file, on, plain=plain, color=color)
    tests = _tests(ruleset, named)
    fixed = _given(ruleset, given)
    prover = Prover(index(ruleset), fixed, budget=Budget(budget))
    if fact is not None:
        try:
            picture = plot.drawing(prover, tests, fact, fixed)
        except NotSettled as error:
            raise click.ClickException(f"nothing was drawn: {error}") from None
        plot.write(picture, output, suffix)
        return 0
    found = list(reachable(prover, tests))
    if form == "json":
        put_data(bounds_words.as_json(prover.index, found, fixed))
    else:
        say(bounds_words.told(prover.index, found, fixed))
    return 2 if any(isinstance(one.reach, Undecided) for one in found) else 0


def _tests(ruleset: Ruleset, named: str | None) -> Sequence[Test]:
    if not ruleset.tests:
        raise click.ClickException("these rules have no test, so there is nothing to add up")
    if named is None:
        return ruleset.tests
    found = [test for test in ruleset.tests if test.name == named]
    if not found:
        names = [test.name for test in ruleset.tests]
        meant = nearest(named, names)
        hint = f"; did you mean `{meant}`?" if meant else f"; there are {', '.join(names)}"
        raise click.ClickException(f"there is no test `{named}`{hint}")
    return found


def _given(ruleset: Ruleset, arguments: tuple[str, ...]) -> dict[str, Encoded]:
    """The facts that are fixed; leaves with exit code 2 if they do not fit."""
    from qmasdsl.cli.given import read_arguments
    from qmasdsl.cli.output import complain
    from qmasdsl.interpreter.facts import Style, check_encoded
    from qmasdsl.ir.given import encode
    from qmasdsl.ir.walk import index

    facts, problems = encode(index(ruleset), read_arguments(arguments).facts, Style.TEXT)
    wrong = [*problems, *check_encoded(ruleset, facts)]
    if wrong:
        complain("these facts do not fit the rules", *dict.fromkeys(problem.words() for problem in wrong))
        raise click.exceptions.Exit(2)
    return facts
