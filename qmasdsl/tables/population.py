"""Population: applicants drawn by chance, each a possible one.

Every column is drawn by itself from its shares. Then facts that do not exist for a person are taken away, and whoever
breaks something that is `always` true has a fact drawn again: first the one that is declared last of those it speaks
of, so that what is declared before it keeps its shares.

The same seed gives the same people on every machine: only the bits of PCG64 are asked for, which are fixed for ever,
and all the rest is arithmetic on whole numbers. Each column has chances of its own, so that two versions of a scheme
with the same seed draw the same facts alike; and the people of a smaller population are the first of a larger one.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import accumulate

import numpy as np
import polars as pl
from numpy.typing import NDArray

from qmasdsl.columns import nodes as c
from qmasdsl.columns.lower import sheet_of
from qmasdsl.frozen import frozen
from qmasdsl.impact.edges import edges_of, step_of
from qmasdsl.ir import nodes as ir
from qmasdsl.tables.people import code_kind
from qmasdsl.tables.shares import Marginal, Share, even
from qmasdsl.tables.truths import Truths, cells_of

CHUNK = 2**17  # people drawn at a time; the seed gives other people if it is another
# How often whoever is not possible is drawn again in each round, and whether only the last fact is.
_TURNS = (*((2**power, True) for power in range(7)), *((64, True),) * 3, *((32, False),) * 16)
_AT_ONCE = 2**20  # people tried at a time
_TELLING = 30  # people: of fewer nothing is said

Codes = dict[str, NDArray[np.int64]]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]


class CannotBeMet(ValueError):
    """What is always true could not be made true of everybody; `problems` say of how many, and what."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@frozen
class Bent:
    """A share that did not come out as asked for: so many of `people` have the value."""

    column: str
    said: str
    asked: Share
    people: int
    have: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.have, self.people)


class Population:
    """The people that a seed draws. What is known of them all grows as they are drawn: how many were `drawn`, and how
    many of them had a fact `redrawn`."""

    def __init__(self, ruleset: ir.Ruleset, marginals: Mapping[str, Marginal], seed: int) -> None:
        sheet = sheet_of(ruleset)
        edges = edges_of(sheet)
        self.evenly = tuple(column for column in sheet.columns if column.name not in marginals)
        self.drawn = self.redrawn = 0
        self._sheet = sheet
        self._asked = marginals
        self._plans = {
            column.name: _Plan(column, marginals.get(column.name) or even(column, edges[column.name], ruleset))
            for column in sheet.columns
        }
        self._order = _in_order(self._plans)
        self._seed = seed
        levels = _levels(sheet)
        self._levels = [Truths(sheet, level) for level in levels]
        always = [check for check in sheet.checks if check.fault is c.Fault.ALWAYS]
        self._always = Truths(sheet, always)
        # Of whoever is drawn again only this is looked at: what `always` speaks of, and what that exists by.
        spoken = {name for check in always for name in cells_of(sheet, check.broken)}
        self._levels_spoken: list[Truths] = []
        for level in reversed(levels):
            kept = [check for check in level if check.column in spoken]
            spoken |= {name for check in kept for name in cells_of(sheet, check.broken)}
            self._levels_spoken[:0] = [Truths(sheet, kept)] if kept else []
        self._spoken = [name for name in self._plans if name in spoken]
        self._again = [_Again(self._plans, check, self._order, cells_of(sheet, check.broken)) for check in always]
        touched = set(self._spoken).union(*(again.columns(gently=False) for again in self._again))
        touched |= {by for name in touched if (by := self._plans[name].by) is not None}
        self._touched = [name for name in self._order if name in touched]
        self._counts = {name: _Counts(marginals[name]) for name in self._order if name in marginals}

    def chunks(self, people: int) -> Iterator[pl.DataFrame]:
        """The codes of that many people, by column; null where they do not have the fact. Raises `CannotBeMet`."""
        for number, start in enumerate(range(0, people, CHUNK)):
            yield self._chunk(number, min(CHUNK, people - start))

    def bent(self) -> tuple[Bent, ...]:
        """The shares that came out otherwise than chance explains (four standard deviations), the most bent first."""
        found = [one for name, counts in self._counts.items() for one in counts.bent(name)]
        return tuple(sorted(found, key=lambda one: -abs(one.asked.share - one.share)))

    def _chunk(self, number: int, people: int) -> pl.DataFrame:
        codes: Codes = {}
        rows = np.arange(people)
        for name in self._order:
            self._draw(codes, name, f"{number}/0", rows)
        found = self._there(codes, rows, list(self._plans), self._levels)
        if self._mended(codes, f"{number}", found):
            found = self._there(codes, rows, list(self._plans), self._levels)
        self.drawn += people
        for name, counts in self._counts.items():
            counts.take(found, name)
        return found

    def _mended(self, codes: Codes, chunk: str, found: pl.DataFrame) -> bool:
        """Draws again, in `codes`, until everybody is possible; whether anybody had to be. Raises `CannotBeMet`."""
        failing = [mask.to_numpy() for mask in self._always.broken(found)]
        if not failing:
            return False
        wrong = np.flatnonzero(np.any(failing, axis=0))
        failing = [mask[wrong] for mask in failing]
        again = len(wrong)
        self.redrawn += again
        for turn, (tries, gently) in enumerate(_TURNS, 1):
            if not len(wrong):
                return again > 0
            still: list[Rows] = []
            broken: list[list[Mask]] = []
            for start in range(0, len(wrong), _AT_ONCE // tries):
                part = slice(start, start + _AT_ONCE // tries)
                masks = self._tried(codes, f"{chunk}/{turn}/{start}", wrong[part], [mask[part] for mask in failing],
                                    tries, gently=gently)  # fmt: skip
                left = np.any(masks, axis=0)
                still.append(wrong[part][left])
                broken.append([mask[left] for mask in masks])
            wrong = np.concatenate(still)
            failing = [np.concatenate(parts) for parts in zip(*broken, strict=True)]
        if len(wrong):
            self._give_up(failing, found.height)
        return again > 0

    def _tried(
        self, codes: Codes, turn: str, rows: Rows, failing: Sequence[Mask], tries: int, *, gently: bool
    ) -> list[Mask]:
        """Draws again so many times, for each of these rows, what the conditions speak of that they break, and keeps
        the first draw that breaks fewest. What the rows then break."""
        repeated = np.repeat(rows, tries)
        tried: Codes = {name: codes[name][repeated] for name in self._touched}
        for name in self._order:
            asked = [mask for mask, again in zip(failing, self._again, strict=True) if name in again.columns(gently)]
            if asked:
                self._draw(tried, name, turn, np.flatnonzero(np.repeat(np.any(asked, axis=0), tries)))
        spoken = self._there(tried, np.arange(len(repeated)), self._spoken, self._levels_spoken)
        broken = [mask.to_numpy().reshape(len(rows), tries) for mask in self._always.broken(spoken)]
        best = np.arange(len(rows)), np.sum(broken, axis=0).argmin(axis=1)
        for name, held in tried.items():
            codes[name][rows] = held.reshape(len(rows), tries)[best]
        return [mask[best] for mask in broken]

    def _draw(self, codes: Codes, name: str, turn: str, rows: Rows) -> None:
        """Draws a column for these rows."""
        plan = self._plans[name]
        chance = np.random.PCG64(int.from_bytes(sha256(f"{self._seed}/{turn}/{name}".encode()).digest()[:16]))
        by = None if plan.by is None else codes[plan.by][rows]
        found = plan.draw(chance, len(rows), by)
        if name not in codes:
            codes[name] = found
        else:
            codes[name][rows] = found

    def _there(self, codes: Codes, rows: Rows, names: Sequence[str], levels: Sequence[Truths]) -> pl.DataFrame:
        """The codes of these rows, without those of facts that do not exist."""
        found = pl.DataFrame([pl.Series(name, codes[name][rows]).cast(self._plans[name].kind) for name in names])
        for level in levels:
            shut = level.broken(found)
            found = found.with_columns(
                pl.when(mask.not_()).then(pl.col(check.column)).alias(check.column)
                for check, mask in zip(level.checks, shut, strict=True)
            )
        return found

    def _give_up(self, failing: Sequence[Mask], people: int) -> None:
        problems = []
        for mask, again in zip(failing, self._again, strict=True):
            if mask.any():
                named = ", ".join(f"`{name}`" for name in again.columns(gently=False))
                tries = sum(tries for tries, _ in _TURNS)
                problems.append(
                    f"of {people:,} people {int(mask.sum()):,} still break {again.text}, drawn {tries:,} times; "
                    f"give more of them values of {named} that go together"
                )
        raise CannotBeMet(tuple(problems))


class _Plan:
    """How a column is drawn, as arrays."""

    def __init__(self, column: c.Column, marginal: Marginal) -> None:
        self.column = column
        self.by = marginal.by
        self.kind = code_kind(column)
        step = step_of(column)
        self._rest = _Bands(marginal.shares, step)
        self._given = [(one.first, one.last, _Bands(one.shares, step)) for one in marginal.given]

    def draw(self, chance: np.random.PCG64, people: int, by: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Always as many bits for each person, so that nobody's chances hang on those of others."""
        one = chance.random_raw(2 * people).reshape(people, 2)
        found = self._rest.draw(one[:, 0], one[:, 1])
        if by is not None:
            for first, last, bands in self._given:
                mask = (by >= first) & (by <= last)
                found[mask] = bands.draw(one[mask, 0], one[mask, 1])
        return found


class _Bands:
    """Shares as whole numbers: of 2 ** 64 chances those below `cuts[0]` are of the first."""

    def __init__(self, shares: Sequence[Share], step: int) -> None:
        cuts = [int(total * 2**64) for total in accumulate(one.share for one in shares)]
        self._cuts = np.array(cuts[:-1], dtype=np.uint64)
        self._first = np.array([one.first for one in shares], dtype=np.int64)
        self._size = np.array([(one.last - one.first) // step + 1 for one in shares], dtype=np.uint64)
        self._step = step

    def draw(self, which: NDArray[np.uint64], where: NDArray[np.uint64]) -> NDArray[np.int64]:
        # A remainder of 64 bits favours nothing by more than a size's share of 2 ** 64.
        if len(self._first) == 1:
            only: NDArray[np.int64] = (where % self._size[0]).astype(np.int64) * self._step + int(self._first[0])
            return only
        at = np.searchsorted(self._cuts, which, side="right")
        first: NDArray[np.int64] = self._first[at]
        if self._size.max() == 1:
            return first
        inside = (where % self._size[at]).astype(np.int64)
        found: NDArray[np.int64] = first + inside * self._step
        return found


class _Again:
    """What is drawn again where something that is always true is broken."""

    def __init__(
        self, plans: Mapping[str, _Plan], check: c.Check, order: Sequence[str], read: Sequence[str]
    ) -> None:
        self.text = check.words.partition(": ")[2] or check.words
        places = {name: at for at, name in enumerate(plans)}
        facts = list(dict.fromkeys(plans[name].column.fact for name in sorted(read, key=places.__getitem__)))
        last = [name for name in read if plans[name].column.fact in facts[-1:]]
        self._gently = _with_dependents(plans, last, order)
        self._all = _with_dependents(plans, read, order)

    def columns(self, gently: bool) -> Sequence[str]:
        return self._gently if gently else self._all


class _Counts:
    """How many have each value that has a share, of a column whose shares go by no other."""

    def __init__(self, marginal: Marginal) -> None:
        self._shares = [one for one in marginal.shares if one.said] if marginal.by is None else []
        self._have = [0] * len(self._shares)
        self._people = 0

    def take(self, people: pl.DataFrame, name: str) -> None:
        if self._shares:
            held = people[name].cast(pl.Int64)
            self._people += len(held) - held.null_count()
            for at, one in enumerate(self._shares):
                self._have[at] += int(held.is_between(one.first, one.last).sum())

    def bent(self, column: str) -> Iterator[Bent]:
        for one, have in zip(self._shares, self._have, strict=True):
            off = (have - self._people * one.share) ** 2
            if self._people >= _TELLING and off > 16 * self._people * one.share * (1 - one.share):
                yield Bent(column, one.said, one, self._people, have)


def _in_order(plans: Mapping[str, _Plan]) -> list[str]:
    """The columns, each after the one that it goes by."""
    order: dict[str, None] = {}
    for name in plans:
        chain = [name]
        while (by := plans[chain[-1]].by) is not None:
            chain.append(by)
        order |= dict.fromkeys(reversed(chain))
    return list(order)


def _with_dependents(plans: Mapping[str, _Plan], names: Sequence[str], order: Sequence[str]) -> list[str]:
    """`names` and all that goes by them, in the order of drawing."""
    found = set(names)
    for name in order:
        if plans[name].by in found:
            found.add(name)
    return [name for name in order if name in found]


def _levels(sheet: c.Sheet) -> list[list[c.Check]]:
    """The checks that say where a column does not exist, in levels: each reads only columns of those before."""
    shut = {check.column: check for check in sheet.checks if check.fault is c.Fault.SHUT}
    read = {name: [one for one in cells_of(sheet, check.broken) if one in shut and one != name]
            for name, check in shut.items()}  # fmt: skip
    level: dict[str, int] = {}
    waiting = list(shut)
    while waiting:
        ready = [name for name in waiting if all(one in level for one in read[name])]
        # Facts do not exist by each other in circles: the checker sees to it.
        assert ready, waiting
        at = max(level.values(), default=-1) + 1
        level |= dict.fromkeys(ready, at)
        waiting = [name for name in waiting if name not in level]
    depth = max(level.values(), default=-1) + 1
    return [[shut[name] for name, at in level.items() if at == each] for each in range(depth)]
