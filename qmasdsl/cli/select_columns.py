"""Columns: which columns of a scored file the selection reads, and by what names results stand there.

What a file has of results is taken as it is; what it lacks is worked out from facts, which stand there by the names
that `qmas score` takes too.
"""

from collections.abc import Iterator, Mapping, Sequence

import click

from qmasdsl.cli.output import complain
from qmasdsl.cli.select_tables import Table
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Numeric, Records, Several
from qmasdsl.ir.walk import Index, Reference
from qmasdsl.selection.ranking import Ranking

_KEYS = ("id", "key", "applicant")


@frozen
class Columns:
    """What is read of each row: the applicant's key (None: nothing names applicants), results by column, columns of
    facts, and the facts that decide ties, each a column of its name."""

    key: str | None
    results: tuple[tuple[Reference, str], ...]
    facts: tuple[str, ...]
    ties: tuple[ir.Fact, ...]


def columns_of(ranking: Ranking, table: Table, key: str | None) -> Columns:
    """The columns to read; leaves with exit code 2 where one is missing without which nobody can be ranked."""
    named = result_names(ranking.index)
    given = {named[name]: name for name in table.columns if name in named}
    missing = list(dict.fromkeys(_missing(ranking, table, given, {ref: name for name, ref in named.items()})))
    if missing:
        complain(
            f"`{table.name}` has no {'column' if len(missing) == 1 else 'columns'} {listed(missing)}, "
            "so its applicants cannot be ranked",
            "type: qmas batch SCHEME APPLICANTS -o SCORED.csv, and select from what it writes",
        )
        raise click.exceptions.Exit(2)
    needs = ranking.needs(given)
    # Where a test does not apply its points are not there: the column that says so is read too.
    gates = (ir.Applies(one.path.partition(".")[0]) for one in needs.results if isinstance(one, ir.Score))
    results = [(ref, given[ref]) for ref in dict.fromkeys([*needs.results, *gates]) if ref in given]
    ties = tuple(ranking.index.facts[name] for name in ranking.selection.ties or ())
    facts = fact_columns(ranking.index, table, needs.facts)
    return Columns(_key_column(table, key), tuple(results), tuple(facts), ties)


def result_names(index: Index) -> dict[str, Reference]:
    """The column that holds each result; `result.NAME` where a fact, or a result before it, has the name already."""
    types = (fact.type for fact in index.facts.values())
    taken = set(index.facts) | {type.since for type in types if isinstance(type, Numeric)}
    found: dict[str, Reference] = {}
    for name, result in _results(index.ruleset):
        while name in taken:
            name = f"result.{name}"
        taken.add(name)
        found[name] = result
    return found


def _results(ruleset: ir.Ruleset) -> Iterator[tuple[str, Reference]]:
    yield "eligible", ir.Eligible()
    yield from ((one.name, ir.Met(one.name)) for one in ruleset.requirements)
    yield from ((one.name, ir.Comes(one.name)) for one in ruleset.outcomes)
    for test in ruleset.tests:
        yield f"{test.name}.applies", ir.Applies(test.name)
        yield f"{test.name}.total", ir.Score(f"{test.name}.total")
        yield f"{test.name}.passes", ir.Passes(test.name)
        yield from ((own.name, ir.Met(own.name)) for own in test.requirements)
        yield from ((section.name, ir.Score(section.name)) for section in test.sections)
        yield from ((factor.name, ir.Score(factor.name)) for factor in test.factors)


def fact_columns(index: Index, table: Table, facts: Sequence[str]) -> list[str]:
    """The columns that hold these facts: by name, as a group, a column for each part of the fact, or a day to count
    years from."""
    wanted: dict[str, None] = {}
    for name in facts:
        fact = index.facts[name]
        wanted |= dict.fromkeys([name] if fact.member is None else [name, fact.member[0]])
        if isinstance(fact.type, Numeric) and fact.type.since is not None:
            wanted |= dict.fromkeys([fact.type.since, index.ruleset.version_by or fact.type.since])
        if isinstance(fact.type, Several | Records):
            wanted |= dict.fromkeys(one for one in table.columns if one.startswith(f"{name}."))
    return [one for one in wanted if table.open_ended or one in table.columns]


def listed(names: Sequence[str]) -> str:
    """
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('`a`', '`a`, `b` and `c`')
    """
    said = [f"`{name}`" for name in names[:8]] + ([f"{len(names) - 8} more"] if len(names) > 8 else [])
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _missing(
    ranking: Ranking, table: Table, given: Mapping[Reference, str], names: Mapping[Reference, str]
) -> Iterator[str]:
    """The columns without which no row can be ranked, by the results that are asked for where there are such."""
    for question in ranking.questions:
        needs = ranking.needs(given, question)
        if needs.facts and not fact_columns(ranking.index, table, needs.facts):
            asked = [names[ref] for ref in ranking.index.references(question) if ref in names and ref not in given]
            yield from asked or needs.facts
    if not table.open_ended:
        yield from (name for name in ranking.selection.ties or () if name not in table.columns)


def _key_column(table: Table, asked: str | None) -> str | None:
    if asked is not None and asked not in table.columns:
        from qmasdsl.diagnostics.suggest import nearest

        meant = nearest(asked, table.columns)
        hint = f"did you mean `{meant}`?" if meant else f"there are {listed(table.columns)}"
        raise click.ClickException(f"`{table.name}` has no column `{asked}`; {hint}")
    by_name = {column.casefold(): column for column in reversed(table.columns)}
    return asked or next((by_name[name] for name in _KEYS if name in by_name), None)
