"""`qmas select`: who of those who were scored gets a place.

    qmas select hk.qmas scored.csv                                       as many as the rules say
    qmas select hk.qmas scored.parquet --at-most 250 -o round1.csv       a round of 250, and a list of everybody
    qmas select hk.qmas scored2.csv --previous round1.csv                what is left after that round
    qmas select hk.qmas scored2.csv --already-placed 600                 the same where only the number is known
    qmas select crs.qmas pool.csv --quota 3000                           a draw that sets its own places

Whom the rules do not decide about is on the line, and named; nothing is decided for them here. Nothing depends on the
order of the rows. Exit code 2: some row cannot be ranked, and then nothing is selected.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from qmasdsl.cli.options import color_option, format_option, plain_option, rule_file
from qmasdsl.cli.output import complain, put_data, say
from qmasdsl.cli.rules_on import on_option, rules_on
from qmasdsl.cli.select_columns import columns_of
from qmasdsl.cli.select_out import check_output, text_of
from qmasdsl.cli.select_rounds import placed_in
from qmasdsl.cli.select_rows import Problem, Read, read_rows
from qmasdsl.cli.select_tables import table
from qmasdsl.cli.select_words import Round, as_json, told
from qmasdsl.ir.walk import Index, index
from qmasdsl.selection.places import CannotSelect, Places, places_of
from qmasdsl.selection.ranking import Ranking
from qmasdsl.selection.rounds import left
from qmasdsl.selection.select import select

_TOLD = 10  # problems of rows


@click.command("select")
@rule_file
@click.argument("scored", metavar="SCORED")
@click.option("--quota", type=click.IntRange(min=0), metavar="N", help="Places of the period or the draw, instead of "
              "what the rules say.")  # fmt: skip
@click.option("--at-most", type=click.IntRange(min=0), metavar="N", help="Give so many places in this round, and leave "
              "the others for later rounds.")  # fmt: skip
@click.option("--previous", multiple=True, metavar="FILE", help="An earlier round, as -o wrote it; repeatable.")
@click.option("--already-placed", type=click.IntRange(min=0), metavar="N", help="Places given in earlier rounds, where "
              "there is no file of them.")  # fmt: skip
@click.option("--of-which", type=click.IntRange(min=0), multiple=True, metavar="N", help="With --already-placed, how "
              "many of these qualify for a reserve; once for each reserve, in the order of the rules.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The column that names applicants; else id, key or applicant, else the "
              "number of the row.")  # fmt: skip
@click.option("-o", "--output", metavar="OUT", help="Write a line for each applicant: a name ending in .csv or .jsonl.")
@click.option("--force", is_flag=True, help="Write over OUT if it exists.")
@on_option
@format_option("pretty", "json")
@plain_option
@color_option
def command(
    file: str, scored: str, quota: int | None, at_most: int | None, previous: tuple[str, ...],
    already_placed: int | None, of_which: tuple[int, ...], key: str | None, output: str | None, force: bool,
    on: str | None, form: str | None, plain: bool, color: str,
) -> int:  # fmt: skip
    """Say who of the applicants in SCORED gets a place under the rules in FILE, who does not, and who is on the line.

    SCORED is what `qmas batch` writes: CSV, JSON lines, Parquet or Arrow, with facts and results in columns.
    """
    if [file, scored, *previous].count("-") > 1:
        raise click.UsageError("only one of these files can come from standard input")
    if output is not None:
        check_output(output, force, [file, scored, *previous])
    if previous and (already_placed is not None or of_which):
        raise click.UsageError("say what was given before either with --previous or with --already-placed, not both")
    if of_which and already_placed is None:
        raise click.UsageError("--of-which says how many of --already-placed qualify for a reserve")
    ranking = _ranking(index(rules_on(file, on, plain=plain, color=color)))
    placed = placed_in(previous, ranking)
    tally = Counter(placed.values())
    # A draw that sets its own places has nothing from those before it.
    before = tuple(0 if ranking.selection.each_draw else tally[kind] for kind in range(len(ranking.reserves) + 1))
    if already_placed is not None:
        before = _numbers(ranking, already_placed, of_which)
    whole, rest = _places(ranking, quota, before)
    now = replace(rest, at_most=at_most)
    read, name, by_row = _read(ranking, scored, key, placed)
    selected = select(now, read.applicants, ranking.selection.highest_first)
    round = Round(ranking, name, by_row, quota, whole, before, now, len(read.placed_before), selected)
    if output is not None:
        from qmasdsl.cli.writing import write_atomically

        text = text_of(round, read.applicants, Path(output).suffix.lower())
        write_atomically(Path(output), text.encode("utf-8", "surrogatepass"))
    if form == "json":
        put_data(as_json(round))
    else:
        say(told(round))
        if output is not None:
            number = len(read.applicants)
            say(f"\nwrote {output}: {number:,} {'applicant' if number == 1 else 'applicants'}")
    return 0


def _ranking(names: Index) -> Ranking:
    try:
        return Ranking(names)
    except CannotSelect as error:
        totals = [f"{test.name}.total" for test in names.ruleset.tests] or ["NUMBER"]
        outcomes = [outcome.name for outcome in names.ruleset.outcomes] or ["OUTCOME"]
        complain(str(error), f"type, under `selection` in the rules: rank {outcomes[0]} by {totals[0]}, highest first")
        raise click.exceptions.Exit(2) from None


def _numbers(ranking: Ranking, placed: int, of_which: Sequence[int]) -> tuple[int, ...]:
    """Those placed before by reserve, from the options."""
    reserves = ranking.reserves
    if ranking.selection.each_draw:
        raise click.UsageError("these rules set the places at each draw, so none are left over from earlier ones")
    if len(of_which) != len(reserves):
        said = " ".join(f"--of-which N (those for whom `{text}` is true)" for text in reserves)
        raise click.UsageError(
            f"with --already-placed {placed} type also: {said}" if reserves else "these rules have no reserved places"
        )
    if sum(of_which) > placed:
        raise click.UsageError(f"--of-which {sum(of_which)} are more than the {placed} of --already-placed")
    return placed - sum(of_which), *of_which


def _places(ranking: Ranking, quota: int | None, before: tuple[int, ...]) -> tuple[Places, Places]:
    """The places of the period or the draw, and those that are left of them."""
    try:
        whole = places_of(ranking.selection, quota)
        return whole, left(whole, before)
    except CannotSelect as error:
        hint = ["type: --quota N, the places of this draw"] if ranking.selection.each_draw else []
        complain(str(error), *hint)
        raise click.exceptions.Exit(2) from None


def _read(ranking: Ranking, scored: str, key: str | None, placed: Mapping[str, int]) -> tuple[Read, str, bool]:
    """Everybody in the file, what to call it, and whether applicants go by the number of their row; leaves where a row
    cannot be ranked."""
    with table(scored) as rows:
        columns = columns_of(ranking, rows, key)
        if placed and columns.key is None:
            raise click.UsageError(
                f"no column of `{rows.name}` names applicants, so nobody can be found again from an earlier round; "
                "name one with --key COLUMN"
            )
        read = read_rows(ranking, rows, columns, placed)
    if read.problems:
        number = len(read.problems)
        who = "1 row" if number == 1 else f"{number:,} rows"
        lines = [_problem(problem) for problem in read.problems[:_TOLD]]
        more = [f"and {number - _TOLD:,} more"] if number > _TOLD else []
        complain(f"{who} of `{rows.name}` cannot be ranked, so nothing was selected", *lines, *more)
        raise click.exceptions.Exit(2)
    return read, rows.name, columns.key is None


def _problem(problem: Problem) -> str:
    named = f" ({problem.key})" if problem.key and problem.key != str(problem.row) else ""
    return f"row {problem.row:,}{named}: {problem.why}"
