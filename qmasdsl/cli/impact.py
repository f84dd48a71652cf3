"""`qmas impact`: what a change of the rules does to everybody in a table.

    qmas impact 2018.qmas 2022.qmas people.parquet
    qmas impact 2018.qmas 2022.qmas people.csv --by age --by profession
    qmas impact rulesets/hk/qmas --from 2021-01-01 --to 2023-06-01 people.parquet
    qmas impact old.qmas new.qmas people.parquet --quota 1000 --html report.html
    qmas impact old.qmas new.qmas people.csv --map graduate_work=experience --assume reputable_work="0 months"

Everybody is scored under both versions; counts are exact, and rounded only where they are shown. Exit code 0: it is
told; 2: nobody could be compared.
"""

import gc
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import click

from qmasdsl.cli.diff import pairs
from qmasdsl.cli.loading import sound_rules
from qmasdsl.cli.options import color_option, plain_option
from qmasdsl.cli.output import complain, put_data, say
from qmasdsl.cli.writing import write_atomically
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import index
from qmasdsl.tables.problems import TableProblem

_FORMATS = click.Choice(["parquet", "arrow", "csv", "jsonl"])


@click.command("impact")
@click.argument("files", nargs=-1, required=True, metavar="OLD NEW TABLE")
@click.option("--from", "start", metavar="DAY", help="With a folder of versions in place of OLD NEW: the day before.")
@click.option("--to", "end", metavar="DAY", help="With a folder of versions: the day after.")
@click.option("--by", "by", multiple=True, metavar="FACT", help="Tell it by this fact; may be repeated.")
@click.option("--quota", type=click.IntRange(min=0), metavar="N", help="Compare who gets one of N places.")
@click.option("--new-quota", type=click.IntRange(min=0), metavar="N", help="The places under the new rules, if others.")
@click.option(
    "--map", "mapped", multiple=True, metavar="OLD=NEW",
    help="A fact of the old rules that has another name in the new ones; may be repeated.",
)
@click.option(
    "--assume", "assumed", multiple=True, metavar="FACT=VALUE",
    help="What is taken for a fact where TABLE has nothing; may be repeated.",
)
@click.option("--html", "page", metavar="FILE", help="Write a report with charts, as one HTML file.")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
@click.option("--format", "form", type=_FORMATS, help="The format of TABLE; else its name says it.")
@plain_option
@color_option
def command(
    files: tuple[str, ...], start: str | None, end: str | None, by: tuple[str, ...], quota: int | None,
    new_quota: int | None, mapped: tuple[str, ...], assumed: tuple[str, ...], page: str | None, as_json: bool,
    form: str | None, plain: bool, color: str,
) -> int:  # fmt: skip
    """Score everybody in TABLE (Parquet, Arrow, CSV or JSON lines) under the rules in OLD and in NEW, and say who
    newly passes, who no longer does, and how points change."""
    if find_spec("polars") is None:
        return complain("qmas impact needs the extra `batch`", "type: pip install 'qmasdsl[batch]'")

    from qmasdsl.cli import impact_json, impact_words
    from qmasdsl.cli.impact_run import Asked, Impossible, run, version_of

    if new_quota is not None and quota is None:
        raise click.UsageError("--new-quota is beside --quota, which says how many places there were before")
    names, rulesets, table = _versions(files, start, end, plain, color)
    old, new = (index(ruleset) for ruleset in rulesets)
    versions = version_of(names[0], old.ruleset), version_of(names[1], new.ruleset)
    asked = Asked(
        table, form, pairs(mapped), by, quota, quota if new_quota is None else new_quota, _values(assumed)
    )
    gc.enable()  # off in all commands, because they are short; this one need not be
    try:
        report = run(old, new, versions, asked)
    except TableProblem as problem:
        return complain(problem.sentence, *problem.more)
    except Impossible as error:
        return complain(error.sentence, *error.more)
    if page is not None:
        from qmasdsl.publishing.impact_html import html

        write_atomically(Path(page), html(report).encode("utf-8"))
    if as_json:
        put_data(impact_json.rendered(report))
    else:
        say(impact_words.told(report))
        if page is not None:
            say(f"\n{page}: the same with charts")
    return 0


def _versions(
    files: Sequence[str], start: str | None, end: str | None, plain: bool, color: str
) -> tuple[tuple[str, str], tuple[Ruleset, Ruleset], str]:
    """What the two versions are called, their rules, and the table."""
    if (start is None) is not (end is None):
        raise click.UsageError("--from and --to go together: the versions in force on two days")
    if start is not None and end is not None:
        from qmasdsl.cli.dates import checked_on, day_of

        if len(files) != 2:
            raise click.UsageError("with --from and --to type the folder of versions and the table: FOLDER TABLE")
        folder, table = files
        found = [checked_on(folder, day_of(day), plain=plain, color=color) for day in (start, end)]
        rulesets = [checked.ruleset for _, checked in found]
        assert rulesets[0] is not None  # else it was refused
        assert rulesets[1] is not None
        return (found[0][0].source.name, found[1][0].source.name), (rulesets[0], rulesets[1]), table
    if len(files) != 3:
        raise click.UsageError("type three files: the old rules, the new rules and the table, OLD NEW TABLE")
    old, new, table = files
    return (old, new), (sound_rules(old, plain=plain, color=color), sound_rules(new, plain=plain, color=color)), table


def _values(assumed: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in assumed:
        name, sign, value = (part.strip() for part in each.partition("="))
        if not (name and sign):
            raise click.UsageError(f"`{each}` assumes nothing; type --assume FACT=VALUE")
        if name in found:
            raise click.UsageError(f"`{name}` is assumed twice")
        found[name] = value
    return found
