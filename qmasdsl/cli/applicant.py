"""Applicant: the facts of one applicant from wherever they were given, or why they do not fit.

`score` and `route` take them alike: from a file, and from NAME=VALUE, which goes before what the file says.
"""

from collections.abc import Iterable, Mapping, Sequence

import click

from qmasdsl.cli.given import Given, read_arguments, read_facts_file
from qmasdsl.cli.output import complain, counted
from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Encoded, Fact, Ruleset


@frozen
class Applicant:
    """The facts, encoded; and for each number of years the day it was counted from, where that was given."""

    facts: Mapping[str, Encoded]
    since: Mapping[str, int]


def sources(file: str, facts: tuple[str, ...], facts_file: str | None, row: int | None) -> list[Given]:
    """What was given on the command line, the later before the earlier."""
    if row is not None and facts_file is None:
        raise click.UsageError("--row counts the rows of a CSV file; name it with --facts")
    if file == "-" and facts_file == "-":
        raise click.UsageError("rules and facts cannot both come from standard input")
    given = [] if facts_file is None else [read_facts_file(facts_file, row)]
    return [*given, read_arguments(facts)]


def check_language(ruleset: Ruleset, language: str | None) -> None:
    """Leaves with exit code 2 where the rules have no wording in the language."""
    known = [wording.language for wording in ruleset.wordings]
    if language is not None and language not in ("en", *known):
        has = f"has wordings in {', '.join(known)}" if known else "has no wordings"
        raise click.ClickException(f"there is no wording in `{language}`; this file {has}")


def applicant(ruleset: Ruleset, given: Sequence[Given]) -> Applicant:
    """The applicant; leaves with exit code 2, naming all that is wrong, if the facts do not fit."""
    from qmasdsl.interpreter.facts import Misfit, Style, check_encoded
    from qmasdsl.ir.given import encode
    from qmasdsl.ir.walk import index

    names = index(ruleset)
    found: dict[str, Encoded] = {}
    since: dict[str, int] = {}
    wrong: list[Misfit] = []
    for source in given:
        style = Style.TEXT if source.is_text else Style.DATA
        facts, problems = encode(names, source.facts, style)
        found |= facts
        since = {name: day for name, day in since.items() if name not in facts} | _counted(ruleset, source, facts)
        wrong += problems
    _count_again(ruleset, found, since)
    wrong += check_encoded(ruleset, found)
    if wrong:
        said = list(dict.fromkeys(problem.words() for problem in wrong))
        complain("these facts do not fit the rules", *said)
        raise click.exceptions.Exit(2)
    return Applicant(found, since)


def _count_again(ruleset: Ruleset, facts: dict[str, Encoded], since: Mapping[str, int]) -> None:
    """Years are counted to the day that was given last."""
    from qmasdsl.ir.periods import completed

    until = facts.get(ruleset.version_by or "")
    for name, day in since.items():
        if isinstance(until, int) and day <= until:
            facts[name] = completed(12, day, until)


def _counted(ruleset: Ruleset, source: Given, facts: Mapping[str, Encoded]) -> dict[str, int]:
    """The days that numbers of years were counted from: given by a name of their own, or facts themselves."""
    from qmasdsl.interpreter.facts import Style
    from qmasdsl.ir.data import decode
    from qmasdsl.ir.types import Date, Numeric

    any_day = Date(1, 3_652_059)  # whatever it is, it has been read already
    found: dict[str, int] = {}
    for fact in ruleset.facts:
        name = fact.type.since if isinstance(fact.type, Numeric) else None
        if name is not None and fact.name in facts and fact.name not in source.facts:
            style = Style.TEXT if source.is_text else Style.DATA
            day = facts[name] if name in facts else decode(any_day, source.facts.get(name), style)
            found |= {fact.name: day} if isinstance(day, int) else {}
    return found


def lacking(ruleset: Ruleset, facts: Iterable[Fact], language: str | None) -> int:
    """Names facts that are missing, and what each may be; returns the exit code."""
    from qmasdsl.explain.labels import Labels
    from qmasdsl.ir.words import type_words

    labels = Labels(ruleset, language or "en")
    lines = [
        f"`{fact.name}`{f' ({labels.fact(fact)})' if fact.label else ''}: {type_words(fact.type)}" for fact in facts
    ]
    return complain(f"{counted(len(lines), 'fact')} missing", *lines, "type: NAME=VALUE for each, after the rule file")
