"""`qmas population`: people drawn by chance, to try rules on.

    qmas population hk.qmas -n 1000000 --seed 7 -o people.parquet
    qmas population hk.qmas -n 50000 --marginals hong_kong.toml -o people.csv
    qmas population rulesets/hk/qmas --on 2023-06-01 -n 1000 -o people.jsonl

Everybody who is drawn is a possible applicant. The same seed gives the same people on every machine. A file of
marginals says how often each value occurs; what it does not speak of is drawn evenly over the steps of the rules.
"""

import gc
from importlib.util import find_spec

import click

from qmasdsl.cli.options import color_option, plain_option, rule_file
from qmasdsl.cli.output import complain, say
from qmasdsl.cli.rules_on import on_option, rules_on
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.tables.formats import format_of
from qmasdsl.tables.problems import TableProblem

_FORMATS = click.Choice(["parquet", "arrow", "csv", "jsonl"])
_MOST = 10**9


@click.command("population")
@rule_file
@click.option("-n", "people", type=click.IntRange(1, _MOST), required=True, metavar="N", help="How many people.")
@click.option("--seed", type=click.IntRange(0, 2**63), default=1, show_default=True, metavar="SEED",
              help="Another seed gives other people.")  # fmt: skip
@click.option("-o", "--output", "out", required=True, metavar="OUT", help="The table to write.")
@click.option("--marginals", metavar="TOML", help="How often each value of a fact occurs.")
@click.option("--to", "made", type=_FORMATS, help="The format of OUT; else its name says it.")
@on_option
@plain_option
@color_option
def command(
    file: str, people: int, seed: int, out: str, marginals: str | None, made: str | None, on: str | None,
    plain: bool, color: str,
) -> int:  # fmt: skip
    """Draw N possible applicants of the rules in FILE into the table OUT (Parquet, Arrow, CSV or JSON lines)."""
    if find_spec("polars") is None or find_spec("numpy") is None:
        return complain("qmas population needs the extra `batch`", "type: pip install 'qmasdsl[batch]'")

    ruleset = rules_on(file, on, plain=plain, color=color)
    gc.enable()  # off in all commands, because they are short; this one need not be
    try:
        return _drawn(ruleset, people, seed, out, marginals, made)
    except TableProblem as problem:
        return complain(problem.sentence, *problem.more)


def _drawn(ruleset: Ruleset, people: int, seed: int, out: str, marginals: str | None, made: str | None) -> int:
    from qmasdsl.cli.population_words import told
    from qmasdsl.cli.running import Line
    from qmasdsl.ir.walk import index
    from qmasdsl.tables.marginals import BadMarginals, read_marginals
    from qmasdsl.tables.population import CannotBeMet, Population
    from qmasdsl.tables.population_file import write_population

    format = format_of(out, made, "--to")
    if not ruleset.facts:
        return complain("these rules read no facts, so there is nobody to draw")
    try:
        asked = {} if marginals is None else read_marginals(_text(marginals), marginals, index(ruleset))
    except BadMarginals as error:
        first, *more = error.problems
        return complain(first, *more)
    population = Population(ruleset, asked, seed)
    line = Line()
    try:
        write_population(
            population, ruleset, people, out, format, lambda rows: line.tell(f"{rows:,} of {people:,} people drawn")
        )
    except CannotBeMet as error:
        return complain("not everybody can be made a possible applicant, so nothing was written", *error.problems)
    finally:
        line.clear()
    say(told(ruleset, population, out, seed, marginals))
    return 0


def _text(name: str) -> str:
    """The text of the file of marginals."""
    try:
        with open(name, encoding="utf-8-sig") as file:
            return file.read()
    except UnicodeDecodeError:
        raise click.ClickException(f"`{name}` is not UTF-8 text") from None
