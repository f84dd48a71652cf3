"""Facts: the whole check of what a service gives, run when the quick one in `score` has found something odd.

Everything wrong is said at once. What is right but unusual (months as text, a number as `Decimal`, an
odd kind of mapping) comes back in its plain form.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from qmasdsl.codegen.runtime.periods import _completed
from qmasdsl.codegen.runtime.problems import (
    _AFTER,
    _ALWAYS,
    _KIND,
    _LACKS,
    _MANY,
    _NAME,
    _NEEDS,
    _NOT_A_FACT,
    _OUTSIDE,
    _REPEATED,
    _SHUT,
    _STEP,
    _TWICE,
    _UNIT,
    FactsDoNotFit,
    Problem,
    _bare,
    _closest,
    _meant,
    _said,
    _shown,
)

# Name, label, domain in words, type, the condition on which it exists and its words, the day it may be counted from.
_FACTS: tuple[tuple[str, str, str, tuple[Any, ...], Any, str, str], ...] = ()
_GROUPS: dict[str, tuple[str, ...]] = {}
_TRUE_ALWAYS: tuple[tuple[Any, str, tuple[str, ...]], ...] = ()
_VERSION_BY = ""


# pasted from here


def _checked(given: Any) -> dict[str, Any]:
    """The facts in their plain form; `FactsDoNotFit` if anything is wrong."""
    if not isinstance(given, _mapping()):
        raise TypeError(f"facts are given as a dictionary, not as a {type(given).__name__}")
    reading = _Reading()
    for name, value in given.items():
        reading.take(name, value)
    reading.count_years()
    reading.check()
    if reading.problems:
        raise FactsDoNotFit(tuple(reading.problems))
    for group, members in _GROUPS.items():
        reading.facts[group] = {name.partition(".")[2]: reading.facts.get(name) for name in members}
    return reading.facts


def _mapping() -> type[Any]:
    from collections.abc import Mapping

    return Mapping


def _holds(condition: Any, facts: dict[str, Any]) -> bool | None:
    """Whether a condition holds; None while facts that decide it are missing."""
    if not isinstance(condition, tuple):
        try:
            return bool(condition(facts))
        except (KeyError, TypeError):
            return None
    word, parts = condition
    found = [_holds(part, facts) for part in parts]
    if word == "not":
        return None if found[0] is None else not found[0]
    decisive = word == "or"
    return decisive if decisive in found else None if None in found else not decisive


# Name, label, domain in words, type.
_Field: TypeAlias = "tuple[str, str, str, tuple[Any, ...]]"
_ANY_DAY = ("a date from 1900-01-01 to 2100-12-31", ("date", 693_596, 767_009))


class _Reading:
    """Takes what was given, a name at a time, and collects facts and problems."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self._known = {fact[0]: fact for fact in _FACTS}
        self._since = {fact[6]: fact for fact in _FACTS if fact[6]}
        self._days: dict[str, Any] = {}
        self._wrong: set[str] = set()

    def take(self, name: Any, value: Any) -> None:
        if not isinstance(name, str):
            self.problems.append(Problem(_shown(name), _NOT_A_FACT))
        elif name in self._known:
            if value is not None:
                self._take_fact(name, value)
        elif name in _GROUPS:
            if value is not None:
                self._take_group(name, value)
        elif name in self._since:
            if value is not None:
                self._keep(self._days, name, "", *_ANY_DAY, value)
        else:
            known = [*self._known, *_GROUPS, *self._since]
            self.problems.append(Problem(_bare(name), _NOT_A_FACT, near=_closest(name, known)))

    def _take_group(self, name: str, value: Any) -> None:
        if not isinstance(value, _mapping()):
            self.problems.append(Problem(name, _KIND, _shown(value), "a group with a value for each member"))
            self._wrong.update(_GROUPS[name])
            return
        for member, inner in value.items():
            self.take(f"{name}.{member}" if isinstance(member, str) else member, inner)

    def _take_fact(self, name: str, value: Any) -> None:
        label, domain, type = self._known[name][1:4]
        if name in self.facts:
            self.problems.append(Problem(name, _TWICE, "a member of its group", label=label))
        elif type[0] != "records":
            self._keep(self.facts, name, label, domain, type, value)
        elif not isinstance(value, list | tuple):
            self._wrong.add(name)
            self.problems.append(Problem(name, _KIND, _shown(value), domain, label))
        elif len(value) > type[1]:
            self._wrong.add(name)
            self.problems.append(Problem(name, _MANY, _shown(value), domain, label))
        else:
            before = len(self.problems)
            rows = [self._record(f"{name}.{at}", type[2], row) for at, row in enumerate(value, 1)]
            if len(self.problems) == before:
                self.facts[name] = rows
            self._wrong.add(name)

    def _record(self, place: str, fields: tuple[_Field, ...], row: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if not isinstance(row, _mapping()):
            self.problems.append(Problem(place, _KIND, _shown(row), "a group with its fields"))
            return found
        for name, label, domain, type in fields:
            if row.get(name) is None:
                self.problems.append(Problem(f"{place}.{name}", _LACKS, label=label))
            else:
                self._keep(found, f"{place}.{name}", label, domain, type, row[name], name)
        declared = [field[0] for field in fields]
        for extra in row:
            if extra not in declared:
                near = _closest(extra, declared) if isinstance(extra, str) else ""
                self.problems.append(Problem(f"{place}.{_bare(extra)}", _NOT_A_FACT, near=near))
        return found

    def count_years(self) -> None:
        """Years since a day that was given, up to the day by which the version is chosen."""
        for since, (name, label, domain, type, *_) in self._since.items():
            start, end = self._days.get(since, self.facts.get(since)), self.facts.get(_VERSION_BY)
            if start is None:
                continue
            self._wrong.add(name)
            if name in self.facts:
                self.problems.append(Problem(name, _TWICE, f"`{since}`", label=label))
            elif end is None:
                self.problems.append(Problem(since, _NEEDS, f"`{_VERSION_BY}`"))
            elif start > end:
                self.problems.append(Problem(since, _AFTER, f"`{start.isoformat()}`"))
            else:
                years = _completed(12, start.toordinal(), end.toordinal())
                if type[3] <= years <= type[4]:
                    self.facts[name] = years
                else:
                    self.problems.append(Problem(name, _OUTSIDE, f"`{years}`", domain, label))

    def check(self) -> None:
        """What exists, what is missing, and what is always true."""
        for name, label, domain, type, exists, words, _ in _FACTS:
            is_there = True if exists is None else _holds(exists, self.facts)
            if name in self.facts:
                if is_there is False:
                    given = f"`{_said(type, self.facts[name])}`"
                    self.problems.append(Problem(name, _SHUT, given, f"`{words}`", label))
            elif is_there and name not in self._wrong:
                self.problems.append(Problem(name, _LACKS, "", domain, label))
        for condition, text, read in _TRUE_ALWAYS:
            if _holds(condition, self.facts) is False:
                given = ", ".join(f"{n} {_said(self._known[n][3], self.facts[n])}" for n in read if n in self.facts)
                self.problems.append(Problem("", _ALWAYS, f"`{given}`, but `always {text}`"))

    def _keep(
        self, into: dict[str, Any], name: str, label: str, domain: str, type: tuple[Any, ...], value: Any, key: str = ""
    ) -> None:
        sentence, found, more = _read(type, value)
        if sentence:
            self._wrong.add(name)
            self.problems.append(Problem(name, sentence, _shown(found), domain + more[0], label, more[1]))
        else:
            into[key or name] = found


# What is wrong (or ""), the value in its plain form (or what to show), and words that are added to the
# domain with the value that was most likely meant.
_Read: TypeAlias = "tuple[str, Any, tuple[str, str]]"
_PLAIN = ("", "")


def _read(type: tuple[Any, ...], given: Any) -> _Read:
    kind = type[0]
    if kind == "yes/no":
        return ("", given, _PLAIN) if isinstance(given, bool) else (_KIND, given, (", as True or False", ""))
    if kind == "number":
        return _read_number(type, given)
    if kind == "months":
        return _read_months(type, given)
    if kind == "choice":
        if not isinstance(given, str):
            return _KIND, given, _PLAIN
        found = any(given == name for name, _ in type[1])
        return ("", given, _PLAIN) if found else (_NAME, given, ("", _meant(type[1], given)))
    if kind == "several":
        return _read_several(type, given)
    return _read_day(type, given) if kind == "date" else _read_moment(type, given)


def _read_number(type: tuple[Any, ...], given: Any) -> _Read:
    _, whole, places, least, greatest, step = type
    exact = given
    if not whole and not isinstance(given, int):
        from decimal import Decimal

        exact = Decimal(repr(given)) if isinstance(given, float) else given
        if not isinstance(exact, Decimal) or not exact.is_finite():
            return _KIND, given, _PLAIN
        if exact and exact.adjusted() > 40:
            return _OUTSIDE, given, _PLAIN
        if exact and (exact.adjusted() < -40 or len(exact.as_tuple().digits) > 40):
            return _STEP, given, _PLAIN
        if not exact:
            exact = 0
    elif isinstance(given, bool) or not isinstance(given, int):
        return _KIND, given, _PLAIN
    above, below = exact.as_integer_ratio()
    above *= 10**places
    if not least * below <= above <= greatest * below:
        return _OUTSIDE, given, _PLAIN
    return (_STEP, given, _PLAIN) if above % below or (above // below - least) % step else ("", exact, _PLAIN)


def _read_months(type: tuple[Any, ...], given: Any) -> _Read:
    months = given
    if isinstance(given, str):
        import re

        said = re.fullmatch(r"([0-9]{1,5}) years?(?: ([0-9]{1,5}) months?)?|([0-9]{1,5}) months?", given)
        if said is None:
            bare = re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})", given)
            return _UNIT if bare else _KIND, given, _PLAIN
        years, rest, alone = (int(digits or 0) for digits in said.groups())
        months = years * 12 + rest + alone
    elif isinstance(given, bool) or not isinstance(given, int):
        return _KIND, given, _PLAIN
    _, least, greatest, step = type
    fits = least <= months <= greatest and (months - least) % step == 0
    return ("", months, _PLAIN) if fits else (_OUTSIDE, given, _PLAIN)


def _read_several(type: tuple[Any, ...], given: Any) -> _Read:
    if not isinstance(given, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in given):
        return _KIND, given, _PLAIN
    names = [name for name, _ in type[1]]
    found: list[str] = []
    for name in given:
        if name not in names:
            return _NAME, name, ("", _meant(type[1], name))
        if name in found:
            return _REPEATED, name, _PLAIN
        found.append(name)
    return "", found, _PLAIN


def _read_day(type: tuple[Any, ...], given: Any) -> _Read:
    from datetime import date, datetime

    if not isinstance(given, date) or isinstance(given, datetime):
        return _KIND, given, (", as a datetime.date", "")
    return ("", given, _PLAIN) if type[1] <= given.toordinal() <= type[2] else (_OUTSIDE, given, _PLAIN)


def _read_moment(type: tuple[Any, ...], given: Any) -> _Read:
    from datetime import UTC, datetime, timedelta

    if not isinstance(given, datetime) or given.utcoffset() is None:
        return _KIND, given, (" with its offset, for example 2025-03-25T10:00+08:00", "")
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    micros = (given - epoch) // timedelta(microseconds=1)
    return ("", given, _PLAIN) if type[1] <= micros <= type[2] else (_OUTSIDE, given, _PLAIN)
