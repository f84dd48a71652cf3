"""Rows: each applicant of a scored file as a candidate of the selection.

A row of which something needed is not known is a problem that names the row. None is guessed, and none left out.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qmasdsl.cli.select_columns import Columns, listed
from qmasdsl.cli.select_tables import Cells, Ragged, Table, key_of
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.facts import Facts, Misfit, Style
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import decode, shown
from qmasdsl.ir.given import encode
from qmasdsl.ir.types import Records
from qmasdsl.ir.unknown import Amount, Truth, Unknown
from qmasdsl.ir.walk import Reference
from qmasdsl.selection.ranking import Lacking, Rank, Ranking
from qmasdsl.selection.select import Candidate
from qmasdsl.tables.single import Gathering  # puts together what a table has in several columns; no Polars

_VERDICTS = {"yes": True, "no": False, "true": True, "false": False}
_REMEMBERED = 200_000  # different rows; those with the same cells are worked out once
_DIGITS = 18  # of points


@frozen
class Problem:
    """Why a row cannot be ranked; `key` is "" where that is what is wrong."""

    row: int
    key: str
    why: str


@frozen
class Read:
    """Everybody in the file, who of them has a place already, and what is wrong with other rows."""

    applicants: list[Candidate]
    placed_before: frozenset[str]
    problems: list[Problem]


def read_rows(ranking: Ranking, table: Table, columns: Columns, placed: Mapping[str, int]) -> Read:
    """Everybody in `table`. Whoever is among `placed` has a place from an earlier round, and is no candidate."""
    reading = _Reading(ranking, columns, table)
    key = [] if columns.key is None else [columns.key]
    ties = [fact.name for fact in columns.ties]
    asked = [*(name for _, name in columns.results), *columns.facts]
    before: set[str] = set()
    seen: dict[str, int] = {}
    applicants: list[Candidate] = []
    problems: list[Problem] = []
    for number, cells in table.rows([*key, *ties, *asked]):
        if isinstance(cells, Ragged):
            problems.append(Problem(number, "", cells.why))
            continue
        name = key_of(cells[0], table.style) if key else str(number)
        if not name:
            problems.append(Problem(number, "", f"`{columns.key}` is {_told(cells[0])}"))
        elif key and seen.setdefault(name, number) != number:
            problems.append(Problem(number, name, f"row {seen[name]:,} has the same `{columns.key}`"))
        elif name in placed:
            before.add(name)
            applicants.append(Candidate(name, None))
        else:
            found = reading.candidate(name, cells[len(key) + len(ties) :], cells[len(key) : len(key) + len(ties)])
            if isinstance(found, Candidate):
                applicants.append(found)
            else:
                problems.append(Problem(number, name, found))
    return Read(applicants, frozenset(before), problems)


class _Reading:
    """Reads one row after the other; rows that are alike are worked out once."""

    def __init__(self, ranking: Ranking, columns: Columns, table: Table) -> None:
        self._ranking = ranking
        self._columns = columns
        self._style = table.style
        self._any_kind = table.open_ended
        self._ranks: dict[Cells, Rank | str] = {}
        self._days: dict[tuple[str, Any], int] = {}

    def candidate(self, name: str, cells: Cells, ties: Cells) -> Candidate | str:
        """The applicant, or why they cannot be ranked."""
        rank = self._rank(cells)
        if isinstance(rank, str):
            return rank
        if rank.mark is None:
            return Candidate(name, None)
        if not ties:
            return Candidate(name, rank.mark, rank.reserve)
        days = tuple(map(self._day, self._columns.ties, ties))
        for day in days:
            if isinstance(day, Misfit):
                return day.words()
        return Candidate(name, rank.mark, rank.reserve, days)  # type: ignore[arg-type]  # none is a misfit

    def _day(self, fact: ir.Fact, cell: Any) -> int | Misfit | None:
        """The day or moment in a cell that decides ties; None where there is none."""
        if cell is None or cell == "":
            return None
        known = self._days.get((fact.name, cell)) if isinstance(cell, str) else None
        if known is not None:
            return known
        assert not isinstance(fact.type, Records)  # ties are dates
        found = decode(fact.type, cell, self._style)
        if isinstance(found, Misfit):
            return replace(found, fact=fact.name, label=fact.label)
        assert isinstance(found, int)
        if len(self._days) < _REMEMBERED:
            self._days[fact.name, cell] = found
        return found

    def _rank(self, cells: Cells) -> Rank | str:
        # In Python True is 1, so where a cell may be of any kind this is part of what is alike.
        alike = (*cells, *map(type, cells)) if self._any_kind else cells
        try:
            known = self._ranks.get(alike)
        except TypeError:
            return self._work_out(cells)  # a list is among them
        if known is None:
            known = self._work_out(cells)
            if len(self._ranks) < _REMEMBERED:
                self._ranks[alike] = known
        return known

    def _work_out(self, cells: Cells) -> Rank | str:
        known: dict[Reference, Truth | Amount] = {}
        for (result, column), cell in zip(self._columns.results, cells, strict=False):
            if cell is None or cell == "":
                known[result] = Unknown(frozenset([column]))
                continue
            value = _value(result, cell)
            if value is None:
                what = "a whole number" if isinstance(result, ir.Score) else "yes or no"
                return f"`{column}` is {shown(cell)}, and should be {what}"
            known[result] = value
        if known.get(ir.Comes(self._ranking.outcome.name)) is False:
            return Rank(None)  # whatever their facts are
        # Points that are not there are none only where the test is known not to apply.
        known |= {ref: 0 for ref, value in known.items() if isinstance(value, Unknown) and _is_shut(ref, known)}
        facts: Facts | str = {}
        if self._columns.facts:
            facts = self._facts(dict(zip(self._columns.facts, cells[len(self._columns.results) :], strict=True)))
        return facts if isinstance(facts, str) else self._told(self._ranking.rank(known, facts))

    def _facts(self, cells: dict[str, object]) -> Facts | str:
        """The facts in these columns, or what is wrong with them."""
        # What was text before it was scored may be so still, in columns that have types.
        is_text = all(isinstance(cell, str) for cell in cells.values() if cell is not None)
        gathering = Gathering(self._ranking.index, is_text)
        given = gathering.given(cells)
        facts, misfits = encode(self._ranking.index, given, Style.TEXT if is_text else Style.DATA)
        wrong = [*gathering.problems, *(misfit.words() for misfit in misfits)]
        return wrong[0] if wrong else facts

    def _told(self, found: Rank | Lacking) -> Rank | str:
        if isinstance(found, Lacking):
            return f"{listed(found.names)} {'is' if len(found.names) == 1 else 'are'} not given"
        if len(found.reserves) > 1:
            named = listed([self._ranking.reserves[number - 1] for number in found.reserves])
            return f"places are reserved for this applicant by {named}, and the rules do not say which is taken"
        return found


def _is_shut(result: Reference, known: Mapping[Reference, Truth | Amount]) -> bool:
    return isinstance(result, ir.Score) and known.get(ir.Applies(result.path.partition(".")[0])) is False


def _value(result: Reference, cell: Any) -> bool | int | None:
    """What a cell says of a result; None where it says nothing that can be read."""
    if isinstance(result, ir.Score):
        if isinstance(cell, str):
            digits = cell.removeprefix("-")
            return int(cell) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else None
        return cell if isinstance(cell, int) and not isinstance(cell, bool) else None
    return _VERDICTS.get(cell) if isinstance(cell, str) else cell if isinstance(cell, bool) else None


def _told(cell: Any) -> str:
    return "empty" if cell is None or cell == "" else shown(cell)
