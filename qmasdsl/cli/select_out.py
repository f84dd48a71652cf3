"""The list of a selection: a line for each applicant, the best first, whoever is no candidate last.

Those of one mark stand by the keys for ties, and then by their own; where the rules leave ties open, the order of
those on the line says nothing.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import click

from qmasdsl.cli.select_rounds import KEY, MARK, RESERVE, ROW, STANDING
from qmasdsl.cli.select_tables import in_csv
from qmasdsl.cli.select_words import Round, plain
from qmasdsl.selection.places import Standing
from qmasdsl.selection.select import Candidate

SUFFIXES = (".csv", ".jsonl")
_LAST = 1 << 63  # after every day and moment


def check_output(output: str, force: bool, others: Sequence[str]) -> None:
    """Leaves if `output` is not a name to write to, before any work is done."""
    path = Path(output)
    if path.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"`{output}` should end in .csv or .jsonl, so that the list is one of these")
    if not path.exists():
        return
    if any(Path(other).exists() and path.samefile(other) for other in others):
        raise click.ClickException(f"`{output}` is one of the files that are read; type another name after -o")
    if not force:
        # It may hold what somebody decided about those on the line.
        raise click.ClickException(f"`{output}` is there already; type another name after -o, or --force")


def text_of(round: Round, applicants: Sequence[Candidate], suffix: str) -> str:
    """The whole list as CSV or as JSON lines."""
    names = [ROW if round.by_row else KEY, MARK, STANDING, *([RESERVE] if round.ranking.reserves else [])]
    rows = (row[: len(names)] for row in _rows(round, applicants))
    if suffix == ".jsonl":
        said = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows)
        return "".join(f"{line}\n" for line in said)
    text = StringIO(newline="")
    text.write("\ufeff")  # so that Excel shows Chinese
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows((in_csv(str(key)), *rest) for key, *rest in rows)
    return text.getvalue()


def _rows(round: Round, applicants: Sequence[Candidate]) -> Iterator[tuple[object, ...]]:
    sign = -1 if round.ranking.selection.highest_first else 1
    own: Callable[[str], str | int] = int if round.by_row else str
    standings, reserves, type = round.selected.standings, (None, *round.ranking.reserves), round.ranking.type
    ranking: list[tuple[Any, ...]] = []
    others: list[str | int] = []
    for at, one in enumerate(applicants):
        if one.mark is None:
            others.append(own(one.key))
        else:
            days = (_LAST if day is None else day for day in one.ties)
            ranking.append((sign * one.mark, *days, own(one.key), at))
    for *_, key, at in sorted(ranking):
        one = applicants[at]
        yield key, plain(type, one.mark), standings[at].value, reserves[one.reserve]
    for key in sorted(others):
        yield key, None, Standing.NOT_A_CANDIDATE.value, None
