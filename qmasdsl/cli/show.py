"""`qmas show`: a rule set seen from another side.

    qmas show hk.qmas                  the facts: name, what each may be, what it means
    qmas show hk.qmas --to schema      the facts as JSON Schema 2020-12, for forms and checks
    qmas show hk.qmas --to columns     the columns of a table that holds them, for batches and databases
    qmas show hk.qmas --to ir          the rules as our own programs read them
    qmas show rulesets/hk/qmas --on 2023-06-01     the whole scheme as it was in force on that day
    qmas show amendment.qmas --to qmas             the whole scheme as this file amends it
"""

from collections.abc import Iterator

import click

from qmasdsl.cli.config import read_config
from qmasdsl.cli.options import color_option, language_option, plain_option, rule_file
from qmasdsl.cli.output import put_data, say
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import Checked


@click.command("show")
@rule_file
@click.option(
    "--to", "target", type=click.Choice(["facts", "columns", "schema", "ir", "qmas"]),
    help="What to show; `facts` without --on, `qmas` with it.",
)
@click.option("--on", metavar="DAY", help="The version in force on this day, such as 2023-06-01; FILE is a folder.")
@click.option("--given", metavar="DAY", multiple=True, help="Columns: the table has this day, not the years since.")
@click.option("--json", "as_json", is_flag=True, help="Columns: as JSON.")
@language_option
@plain_option
@color_option
def command(
    file: str, target: str | None, on: str | None, given: tuple[str, ...], as_json: bool, language: str | None,
    plain: bool, color: str,
) -> int:  # fmt: skip
    """Show the facts that the rules in FILE read, the columns that a table of applicants has, the rules as our own
    programs read them, or, of a folder of versions, the scheme in force on a day."""
    if target != "columns" and (given or as_json):
        raise click.UsageError(f"{'--given' if given else '--json'} goes with --to columns")
    if on is not None:
        from qmasdsl.cli.dates import checked_on, day_of

        version, checked = checked_on(file, day_of(on), plain=plain, color=color)
        if target in (None, "qmas"):
            put_data(_whole(checked, version.since))
            return 0
        assert checked.ruleset is not None  # else it was refused
        ruleset = checked.ruleset
    elif target == "qmas":
        from qmasdsl.cli.loading import sound

        put_data(_whole(sound(file, plain=plain, color=color)))
        return 0
    else:
        from qmasdsl.cli.loading import sound_rules

        ruleset = sound_rules(file, plain=plain, color=color)
    match target:
        case "schema":
            from qmasdsl.codegen.schema import schema

            put_data(schema(ruleset))
        case "columns":
            from qmasdsl.cli import show_columns
            from qmasdsl.cli.days_given import counted_from

            counted_from(ruleset, given)
            columns = show_columns.columns_shown(ruleset, language or read_config().language, given)
            if as_json:
                put_data(show_columns.as_json(ruleset, columns))
            else:
                say("\n".join(show_columns.lines(columns)))
        case "ir":
            from qmasdsl.ir.text import ruleset_text

            put_data(ruleset_text(ruleset))
        case _:
            say("\n".join(_facts(ruleset, language or read_config().language)))
    return 0


def _whole(checked: Checked, since: str = "") -> str:
    """The scheme whole, as `qmas fmt` writes it; of one that was made by amending, a comment says from what."""
    from qmasdsl.syntax.printer import format_module, format_whole

    names = [one.name for one in checked.made_from]
    when = [f"In force from {since}."] if since else []
    notes = [" ".join([*when, "Made from"]), *(f"  {name}" for name in names)] if names else []
    if len(names) > 1:
        return format_whole(checked.module, *notes)
    head = [*(f"# {note}\n" for note in notes), "\n"] if notes else []
    return "".join([*head, format_module(checked.module)])


def _facts(ruleset: Ruleset, language: str | None) -> Iterator[str]:
    """One line a fact, then one for each field of its records."""
    from qmasdsl.explain.labels import Labels
    from qmasdsl.ir.types import Records
    from qmasdsl.ir.words import type_words

    labels = Labels(ruleset, language or "en")
    for fact in ruleset.facts:
        gate = "; exists for some applicants only" if fact.gate is not None else ""
        label = f'  "{labels.fact(fact)}"' if fact.label else ""
        yield f"{fact.name}: {type_words(fact.type)}{gate}{label}"
        for field in fact.type.fields if isinstance(fact.type, Records) else ():
            told = f'  "{labels.of(field.name, field.label)}"' if field.label else ""
            yield f"  each with {field.name}: {type_words(field.type)}{told}"
