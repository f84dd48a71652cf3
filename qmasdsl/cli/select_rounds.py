"""Earlier rounds: who has a place already, from the files that `qmas select -o` wrote, as they were decided since.

Whoever decides about those on the line writes `in` or `out` for each of them into the file; until then it is open how
many places are left.
"""

from collections.abc import Iterator, Sequence

import click

from qmasdsl.cli.output import complain, counted
from qmasdsl.cli.select_columns import listed
from qmasdsl.cli.select_tables import Ragged, Table, key_of, table
from qmasdsl.ir.data import shown
from qmasdsl.selection.places import Standing
from qmasdsl.selection.ranking import Ranking

KEY, ROW, MARK, STANDING, RESERVE = "key", "row", "mark", "standing", "reserve"  # the columns of such a file


def placed_in(files: Sequence[str], ranking: Ranking) -> dict[str, int]:
    """Who was placed in these files, and the reserve that each qualifies for (0: none)."""
    found: dict[str, int] = {}
    for name in files:
        with table(name) as round:
            for row, key, reserve in _ins(round, ranking):
                if key in found:
                    raise click.ClickException(f"`{name}`, row {row:,}: `{key}` is in a second time")
                found[key] = reserve
    return found


def _ins(round: Table, ranking: Ranking) -> Iterator[tuple[int, str, int]]:
    _check(round, ranking)
    undecided = 0
    for number, cells in round.rows([KEY, STANDING, *([RESERVE] if ranking.reserves else [])]):
        if isinstance(cells, Ragged):
            raise click.ClickException(f"`{round.name}`, row {number:,}: {cells.why}")
        key, said, *rest = key_of(cells[0], round.style), *cells[1:]
        if said not in list(Standing):
            raise click.ClickException(
                f"`{round.name}`, row {number:,}: `{STANDING}` is {shown(said)}, and should be {listed(list(Standing))}"
            )
        undecided += said == Standing.ON_THE_LINE
        if said == Standing.IN:
            if not key:
                raise click.ClickException(f"`{round.name}`, row {number:,}: nobody is named")
            yield number, key, _reserve(round, number, ranking, rest[0] if rest else "")
    if undecided:
        who = "1 applicant is" if undecided == 1 else f"{undecided:,} applicants are"
        complain(
            f"`{round.name}`: {who} still on the line, so it is open how many places are left",
            "type: in or out in the place of `on the line`, for each of them as it was decided",
        )
        raise click.exceptions.Exit(2)


def _check(round: Table, ranking: Ranking) -> None:
    if ROW in round.columns and KEY not in round.columns:
        complain(
            f"`{round.name}` has its applicants by the number of their row, so nobody can be found again by it",
            "type: --already-placed N, the number of those who are in",
        )
        raise click.exceptions.Exit(2)
    lacking = [name for name in (KEY, STANDING, RESERVE) if name not in round.columns]
    if not ranking.reserves:
        lacking = [name for name in lacking if name != RESERVE]
    if lacking:
        raise click.ClickException(
            f"`{round.name}` has no {counted(len(lacking), 'column').split()[1]} {listed(lacking)}; "
            "an earlier round is a file that `qmas select -o` wrote"
        )


def _reserve(round: Table, number: int, ranking: Ranking, said: object) -> int:
    if said is None or said == "":
        return 0
    if said not in ranking.reserves:
        raise click.ClickException(
            f"`{round.name}`, row {number:,}: {shown(said)} is no reserve of these rules; "
            f"they reserve places for {listed(ranking.reserves)}"
        )
    return ranking.reserves.index(str(said)) + 1
