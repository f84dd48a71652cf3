"""Single rows: what a table holds of one applicant, as the reader of single applicants takes it.

The rows that the columns do not plainly fit are read here, by the reader that `qmas score` uses: so its words say
what is wrong with them, and a spelling that it knows is known in tables.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from qmasdsl.interpreter.facts import FactsDoNotFit, Style, missing, read_facts
from qmasdsl.interpreter.meaning import Facts
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Misfit, Wrong
from qmasdsl.ir.types import Records, Several
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import type_words

Row = Mapping[str, object]


def facts_of(names: Index, row: Row, *, text: bool) -> Facts | tuple[str, ...]:
    """The applicant's facts, encoded and complete, or sentences that say all that is wrong. `row` has the columns that
    hold facts."""
    gathering = Gathering(names, text)
    given = gathering.given({name: _plain(value) for name, value in row.items()})
    try:
        facts = read_facts(names.ruleset, given, Style.TEXT if text else Style.DATA)
    except FactsDoNotFit as wrong:
        return (*gathering.problems, *(problem.words() for problem in wrong.problems))
    lacks = [
        Misfit(fact.name, Wrong.LACKS, "", type_words(fact.type), fact.label).words()
        for fact in missing(names.ruleset, facts)
    ]
    problems = (*gathering.problems, *lacks)
    return problems or facts


class Gathering:
    """Puts together what a table has in several columns. `problems` are sentences about those that contradict."""

    def __init__(self, names: Index, text: bool) -> None:
        self.problems: list[str] = []
        self._names = names
        self._text = text

    def given(self, row: dict[str, object]) -> dict[str, object]:
        """`row` with every fact whole, as the reader of single applicants takes it."""
        found = dict(row)
        for fact in self._names.ruleset.facts:
            if isinstance(fact.type, Several):
                self._several(found, fact.name, fact.type)
            elif isinstance(fact.type, Records):
                for field in fact.type.fields:
                    for at in range(1, fact.type.limit + 1) if isinstance(field.type, Several) else ():
                        assert isinstance(field.type, Several)
                        self._several(found, f"{fact.name}.{at}.{field.name}", field.type)
                self._records(found, fact, fact.type)
        return found

    def _several(self, found: dict[str, object], name: str, type: Several) -> None:
        """A yes/no column for each value, as the list of those that are yes."""
        columns = {value.name: f"{name}.{value.name}" for value in type.values}
        cells = {value: found.pop(column) for value, column in columns.items() if column in found}
        if all(_is_nothing(cell) for cell in cells.values()):
            return
        yes, no = ("yes", "no") if self._text else (True, False)
        for value, cell in cells.items():
            if _is_nothing(cell):
                self.problems.append(f"`{name}.{value}` is missing")
            elif cell not in (yes, no) or (not self._text and not isinstance(cell, bool)):
                self.problems.append(f"`{name}.{value}` is yes or no; `{cell}` was given")
        held = [value for value, cell in cells.items() if cell == yes]
        found[name] = (",".join(held) or "none") if self._text else held

    def _records(self, found: dict[str, object], fact: ir.Fact, type: Records) -> None:
        """A column that says how many, and one for each field of each."""
        cells = {name: found[name] for name in found if _place(fact.name, name) and not _is_nothing(found[name])}
        filled = max((_place(fact.name, name) for name in cells), default=0)
        said = found.get(fact.name)
        if isinstance(said, list):
            return
        many = int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 6 else said
        if not self._text:
            for name in [name for name in found if _place(fact.name, name)]:
                del found[name]
        if isinstance(many, int) and not isinstance(many, bool):
            if filled > many:
                self.problems.append(f"`{fact.name}` says {many}, but there is something of number {filled}")
            del found[fact.name]
            filled = many if 0 <= many <= type.limit + 1 else type.limit + 1
            if self._text and not many:
                found[fact.name] = "none"
            elif self._text and filled > max((_place(fact.name, name) for name in cells), default=0):
                self.problems.append(f"`{fact.name}` says {many}, but the columns of number {filled} are empty")
        elif said is not None and not self._text:
            return
        if not self._text and (said is not None or filled):
            found[fact.name] = [_record(fact.name, at, cells) for at in range(1, filled + 1)]


def _record(name: str, at: int, cells: Mapping[str, object]) -> dict[str, object]:
    start = f"{name}.{at}."
    return {cell.removeprefix(start): value for cell, value in cells.items() if cell.startswith(start)}


def _place(fact: str, name: str) -> int:
    """Of which record the column `name` is, counted from 1; 0 if of none."""
    at = name.removeprefix(f"{fact}.").partition(".")[0] if name.startswith(f"{fact}.") else ""
    return int(at) if at.isascii() and at.isdigit() and len(at) < 6 else 0


def _is_nothing(value: object) -> bool:
    return value is None or value == ""


def _plain(value: object) -> object:
    """A value of a table as JSON has it, exactly."""
    match value:
        case float():
            return Decimal(repr(value))
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            return {name: _plain(inner) for name, inner in value.items() if inner is not None}
        case str() | bytes():
            return value
        case Iterable():
            return [_plain(inner) for inner in value]
        case _:
            return value
