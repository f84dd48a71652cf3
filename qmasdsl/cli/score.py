"""`qmas score`: one applicant under the rules.

    qmas score hk.qmas --facts applicant.json
    qmas score hk.qmas --facts people.csv --row 12
    qmas score hk.qmas age=34 education=master 'graduate_work=6 years' …
    qmas score hk.qmas --facts applicant.json age=51 --explain      what if

What is typed as name=value goes before what the file says. On a terminal the facts that are missing are
asked for, one by one; anywhere else a missing fact is an error that names all of them (exit code 2).
"""

import json
import sys
from collections.abc import Mapping, Sequence

import click

from qmasdsl.cli.config import read_config
from qmasdsl.cli.given import Given, read_arguments, read_facts_file
from qmasdsl.cli.options import color_option, format_option, language_option, plain_option, rule_file
from qmasdsl.cli.output import complain, counted, put_data, say
from qmasdsl.ir.nodes import Encoded, Ruleset


@click.command("score")
@rule_file
@click.argument("facts", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--facts", "facts_file", metavar="FILE", help="Facts in JSON, TOML or CSV; - is JSON on standard input.")
@click.option("--row", type=click.IntRange(min=1), metavar="N", help="The row of the CSV file, from 1.")
@click.option("--explain", is_flag=True, help="Say why: every rule that counts, and how near the others were.")
@language_option
@format_option("pretty", "json")
@plain_option
@color_option
def command(
    file: str, facts: tuple[str, ...], facts_file: str | None, row: int | None, explain: bool,
    language: str | None, form: str | None, plain: bool, color: str,
) -> int:  # fmt: skip
    """Score one applicant under the rules in FILE; facts come from --facts, from NAME=VALUE, or are asked for."""
    from qmasdsl.cli.loading import sound_rules
    from qmasdsl.interpreter.evaluate import score
    from qmasdsl.interpreter.facts import missing
    from qmasdsl.interpreter.trace import as_json

    if row is not None and facts_file is None:
        raise click.UsageError("--row counts the rows of a CSV file; name it with --facts")
    if file == "-" and facts_file == "-":
        raise click.UsageError("rules and facts cannot both come from standard input")
    sources = [] if facts_file is None else [read_facts_file(facts_file, row)]
    ruleset = sound_rules(file, plain=plain, color=color)
    language = language or read_config().language
    _check_language(ruleset, language)
    encoded = _encoded(ruleset, [*sources, read_arguments(facts)])
    if missing(ruleset, encoded):
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return _lacking(ruleset, encoded, language)
        from qmasdsl.cli.ask import ask_for_missing

        encoded = ask_for_missing(ruleset, encoded, language)
    result = score(ruleset, encoded)
    if form == "json":
        put_data(json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n")
    elif explain:
        from qmasdsl.explain import explain as explanation

        say(explanation(ruleset, result, encoded, language or "en").rstrip("\n"))
    else:
        from qmasdsl.cli.results import told

        say(told(ruleset, result, encoded, language))
    return 0


def _check_language(ruleset: Ruleset, language: str | None) -> None:
    known = [wording.language for wording in ruleset.wordings]
    if language is not None and language not in ("en", *known):
        has = f"has wordings in {', '.join(known)}" if known else "has no wordings"
        raise click.ClickException(f"there is no wording in `{language}`; this file {has}")


def _encoded(ruleset: Ruleset, sources: Sequence[Given]) -> dict[str, Encoded]:
    """The facts of all sources, the later before the earlier; leaves with exit code 2 if they do not fit."""
    from qmasdsl.interpreter.facts import Misfit, Style, check_encoded
    from qmasdsl.ir.given import encode
    from qmasdsl.ir.walk import index

    names = index(ruleset)
    found: dict[str, Encoded] = {}
    wrong: list[Misfit] = []
    for given in sources:
        facts, problems = encode(names, given.facts, Style.TEXT if given.is_text else Style.DATA)
        found |= facts
        wrong += problems
    wrong += check_encoded(ruleset, found)
    if wrong:
        said = list(dict.fromkeys(problem.words() for problem in wrong))
        complain("these facts do not fit the rules", *said)
        raise click.exceptions.Exit(2)
    return found


def _lacking(ruleset: Ruleset, facts: Mapping[str, Encoded], language: str | None) -> int:
    """Names every fact that is missing, and what it may be."""
    from qmasdsl.explain.labels import Labels
    from qmasdsl.interpreter.facts import missing
    from qmasdsl.ir.words import type_words

    labels = Labels(ruleset, language or "en")
    lines = [
        f"`{fact.name}`{f' ({labels.fact(fact)})' if fact.label else ''}: {type_words(fact.type)}"
        for fact in missing(ruleset, facts)
    ]
    return complain(f"{counted(len(lines), 'fact')} missing", *lines, "type: NAME=VALUE for each, after the rule file")
