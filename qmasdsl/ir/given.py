"""Given: the names in an applicant's data, and which facts they are.

A name is a fact's (`age`, `ielts.reading`), a group's with a value for each member (`ielts`), the day that a
number of years may be counted from (`born` for `years since born`), or in text one field of one record
(`children.1.child_age`). Null, and in text nothing at all, is as if the name were not there.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from qmasdsl.ir.data import Misfit, Style, Wrong, closest, decode, shown
from qmasdsl.ir.nodes import Encoded, Fact
from qmasdsl.ir.periods import completed
from qmasdsl.ir.types import Date, Numeric, Records, Scalar
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import day_words, type_words

Plain = int | bool | frozenset[int]
_ROW = re.compile(r"([^.]+)\.([1-9][0-9]{0,3})\.([^.]+)")
_ANY_DAY = Date(693_596, 767_009)  # 1900-01-01 to 2100-12-31, for a birthday that is no fact of its own


def encode(names: Index, given: Mapping[str, object], style: Style) -> tuple[dict[str, Encoded], tuple[Misfit, ...]]:
    """The facts that could be read, and everything that is wrong with the others."""
    reading = _Reading(names, style)
    for name, value in given.items():
        reading.take(name, value)
    reading.gather_rows()
    reading.count_years()
    facts = {name: reading.facts[name] for name in names.facts if name in reading.facts}
    return facts, tuple(reading.problems)


class _Reading:
    """Takes what was given, a name at a time, and collects facts and problems."""

    def __init__(self, names: Index, style: Style) -> None:
        self.facts: dict[str, Encoded] = {}
        self.problems: list[Misfit] = []
        self._names = names
        self._style = style
        self._groups = {fact.member[0] for fact in names.facts.values() if fact.member is not None}
        self._counted = [fact for fact in names.facts.values() if _since(fact) is not None]
        self._days: dict[str, Encoded] = {}
        self._rows: dict[str, dict[int, dict[str, object]]] = {}

    def take(self, name: object, value: object) -> None:
        absent = value is None or (value == "" and self._style is Style.TEXT)
        if not isinstance(name, str):
            self.problems.append(Misfit(shown(name), Wrong.NOT_A_FACT))
        elif name in self._names.facts:
            if not absent:
                self._take_fact(self._names.facts[name], value)
        elif name in self._groups:
            if not absent:
                self._take_group(name, value)
        elif any(_since(fact) == name for fact in self._counted):
            if not absent:
                self._keep(self._days, name, "", _ANY_DAY, value)
        elif not self._take_cell(name, value, absent):
            known = [*self._names.facts, *self._groups, *(_since(fact) or "" for fact in self._counted)]
            self.problems.append(Misfit(_safe(name), Wrong.NOT_A_FACT, near=closest(name, known)))

    def _take_fact(self, fact: Fact, value: object) -> None:
        if fact.name in self.facts:
            self.problems.append(Misfit(fact.name, Wrong.TWICE, "a member of its group", label=fact.label))
        elif not isinstance(fact.type, Records):
            self._keep(self.facts, fact.name, fact.label, fact.type, value)
        elif self._style is Style.TEXT and value == "none":
            self.facts[fact.name] = ()
        elif isinstance(value, list) or (isinstance(value, tuple) and self._style is Style.PYTHON):
            self._take_records(fact, fact.type, list(value))
        else:
            self.problems.append(Misfit(fact.name, Wrong.KIND, shown(value), type_words(fact.type), fact.label))

    def _take_group(self, name: str, value: object) -> None:
        if not isinstance(value, Mapping):
            self.problems.append(Misfit(name, Wrong.KIND, shown(value), "a group with a value for each member"))
            return
        for member, inner in value.items():
            self.take(f"{name}.{member}" if isinstance(member, str) else member, inner)

    def _take_cell(self, name: str, value: object, absent: bool) -> bool:
        """Whether `name` is a field of a record, as text has it."""
        cell = _ROW.fullmatch(name) if self._style is Style.TEXT else None
        if cell is None or cell[1] not in self._names.facts:
            return False
        if not isinstance(self._names.facts[cell[1]].type, Records):
            return False
        if not absent:
            self._rows.setdefault(cell[1], {}).setdefault(int(cell[2]), {})[cell[3]] = value
        return True

    def gather_rows(self) -> None:
        for name, rows in self._rows.items():
            fact = self._names.facts[name]
            if name in self.facts:
                self.problems.append(Misfit(name, Wrong.TWICE, "`none`", label=fact.label))
            elif isinstance(fact.type, Records):
                self._take_records(fact, fact.type, [rows.get(at, {}) for at in range(1, max(rows) + 1)])

    def _take_records(self, fact: Fact, type: Records, rows: list[object]) -> None:
        if len(rows) > type.limit:
            self.problems.append(Misfit(fact.name, Wrong.MANY, shown(rows), type_words(type), fact.label))
            return
        self.facts[fact.name] = tuple(self._record(f"{fact.name}.{at}", type, row) for at, row in enumerate(rows, 1))

    def _record(self, place: str, type: Records, row: object) -> tuple[tuple[str, Plain], ...]:
        if not isinstance(row, Mapping):
            self.problems.append(Misfit(place, Wrong.KIND, shown(row), "a group with its fields"))
            return ()
        found: dict[str, Encoded] = {}
        for field in type.fields:
            if row.get(field.name) is None:
                self.problems.append(Misfit(f"{place}.{field.name}", Wrong.LACKS, label=field.label))
            else:
                self._keep(found, f"{place}.{field.name}", field.label, field.type, row[field.name])
        declared = [field.name for field in type.fields]
        for extra in (name for name in row if name not in declared):
            near = closest(extra, declared) if isinstance(extra, str) else ""
            self.problems.append(Misfit(f"{place}.{_safe(extra)}", Wrong.NOT_A_FACT, near=near))
        return tuple((name.rpartition(".")[2], value) for name, value in found.items() if not isinstance(value, tuple))

    def count_years(self) -> None:
        """Years since a day that was given, up to the day by which the version is chosen."""
        for fact in self._counted:
            since, until = _since(fact) or "", self._names.ruleset.version_by or ""
            start, end = self._days.get(since, self.facts.get(since)), self.facts.get(until)
            if start is None:
                continue
            if fact.name in self.facts:
                self.problems.append(Misfit(fact.name, Wrong.TWICE, f"`{since}`", label=fact.label))
            elif end is None:
                self.problems.append(Misfit(since, Wrong.NEEDS, f"`{until}`"))
            elif isinstance(start, int) and isinstance(end, int) and start > end:
                self.problems.append(Misfit(since, Wrong.AFTER, f"`{day_words(start)}`"))
            elif isinstance(start, int) and isinstance(end, int):
                self.facts[fact.name] = completed(12, start, end)

    def _keep(self, into: dict[str, Encoded], name: str, label: str, type: Scalar, value: object) -> None:
        found = decode(type, value, self._style)
        if isinstance(found, Misfit):
            self.problems.append(replace(found, fact=name, label=label))
        else:
            into[name] = found


def _since(fact: Fact) -> str | None:
    return fact.type.since if isinstance(fact.type, Numeric) else None


def _safe(name: object) -> str:
    return shown(name).strip('`"')
