"""`qmas show`: a rule set seen from another side.

    qmas show hk.qmas                  the facts: name, what each may be, what it means
    qmas show hk.qmas --to schema      the facts as JSON Schema 2020-12, for forms and checks
    qmas show hk.qmas --to ir          the rules as our own programs read them
"""

from collections.abc import Iterator

import click

from qmasdsl.cli.config import read_config
from qmasdsl.cli.options import color_option, language_option, plain_option, rule_file
from qmasdsl.cli.output import put_data, say
from qmasdsl.ir.nodes import Ruleset


@click.command("show")
@rule_file
@click.option("--to", "target", type=click.Choice(["facts", "schema", "ir"]), default="facts", help="What to show.")
@language_option
@plain_option
@color_option
def command(file: str, target: str, language: str | None, plain: bool, color: str) -> int:
    """Show the facts that the rules in FILE read, or the rules as our own programs read them."""
    from qmasdsl.cli.loading import sound_rules

    ruleset = sound_rules(file, plain=plain, color=color)
    match target:
        case "schema":
            from qmasdsl.codegen.schema import schema

            put_data(schema(ruleset))
        case "ir":
            from qmasdsl.ir.text import ruleset_text

            put_data(ruleset_text(ruleset))
        case _:
            say("\n".join(_facts(ruleset, language or read_config().language)))
    return 0


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
