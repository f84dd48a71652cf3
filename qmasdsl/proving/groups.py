"""Groups: a set of applicants as a few conditions that an author could type.

    age at least 51
    education is none and not professional_qualification

A group is a box: on each axis some stretches. From one applicant of the set a box is grown, axis by axis, as
far as everybody possible inside it is in the set; what is left of the set is boxed in the same way.
"""

from collections.abc import Callable
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.words import value_words
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.sets import EVERYBODY, NOBODY

_MOST_GROUPS = 4

Range = tuple[int, int]  # first and last value of a stretch
Box = dict[int, frozenset[int]]  # level -> which of its stretches


class Groups:
    """Says sets of applicants, where those possible are `applicants`."""

    def __init__(self, atlas: Atlas, applicants: int) -> None:
        self._atlas = atlas
        self._applicants = applicants

    def said(self, where: int, most: int = _MOST_GROUPS) -> list[str] | None:
        """The applicants of `where`, the last "others" if they are too many to list; "everybody" where nobody is
        left out; empty for nobody; None where they cannot be said simply."""
        sets = self._atlas.sets
        left = sets.both(where, self._applicants)
        outside = sets.minus(self._applicants, where)
        if outside == NOBODY and left != NOBODY:
            return ["everybody"]
        cuts = self._cuts(left, outside)
        found: list[str] = []
        while left != NOBODY and len(found) < most:
            box = self._grown(left, outside, cuts)
            parts = [self._said(level, cells, cuts[level]) for level, cells in box.items()]
            words = [part for part in parts if part is not None]
            if len(words) < len(parts):
                return None
            found.append(" and ".join(words))
            left = sets.minus(left, self._set(box, cuts))
        return [*found, "others"] if left != NOBODY else found

    def _cuts(self, *roots: int) -> dict[int, list[int]]:
        """Where each level that is asked is cut, its first position included."""
        sets = self._atlas.sets
        found: dict[int, set[int]] = {}
        for node in sets.below(*roots):
            found.setdefault(sets.level[node], {0}).update(sets.cuts[node])
        return {level: sorted(cuts) for level, cuts in sorted(found.items())}

    def _grown(self, inside: int, outside: int, cuts: dict[int, list[int]]) -> Box:
        sets = self._atlas.sets
        box: Box = {}
        node, position = inside, dict[int, int]()
        while node != EVERYBODY:
            at = next(at for at, kid in enumerate(sets.kids[node]) if kid != NOBODY)
            position[sets.level[node]] = (0, *sets.cuts[node])[at]
            node = sets.kids[node][at]
        for level, starts in cuts.items():
            stretch = sum(start <= position.get(level, 0) for start in starts) - 1
            box[level] = frozenset([stretch])
        for level, starts in cuts.items():
            without = {other: cells for other, cells in box.items() if other != level}
            if sets.both(self._set(without, cuts), outside) == NOBODY:
                box = without
                continue
            for stretch in range(len(starts)):
                wider = {**box, level: box[level] | {stretch}}
                if sets.both(self._set(wider, cuts), outside) == NOBODY:
                    box = wider
        return box

    def _set(self, box: Box, cuts: dict[int, list[int]]) -> int:
        sets = self._atlas.sets
        return sets.every(
            sets.node(level, cuts[level][1:], [int(at in cells) for at in range(len(cuts[level]))])
            for level, cells in box.items()
        )

    def _said(self, level: int, cells: frozenset[int], starts: list[int]) -> str | None:
        """What having one of these stretches is called; None where there are no words for it."""
        axis = self._atlas.axes.by_level[level]
        index = self._atlas.index
        ranges = self._atlas.axes.ranges(axis, [*starts, len(axis.values)])
        if axis.edges is not None and any(axis.values[start] not in axis.edges for start in starts):
            return None
        chosen = [ranges[cell] for cell in sorted(cells)]
        match axis.subject:
            case str(name):
                return _condition(index.facts[name].type, name, chosen, ranges)
            case (str(name), int(number)):
                kind = index.facts[name].type
                if isinstance(kind, Several):
                    words = f"{name} includes {kind.values[number].name}"
                    return words if cells == {1} else f"not ({words})"
                counted = self._counted(name, number)
                return None if counted is None else _stretches(counted, chosen, ranges, str)
            case _:
                return None

    def _counted(self, fact: str, number: int) -> str | None:
        """What a kind of record is called: all of them, or what a define counts."""
        kinds = self._atlas.kinds[fact]
        if len(kinds) == 1:
            return f"count of {fact}"
        for define in self._atlas.index.ruleset.defines:
            match define.body:
                case ir.Count(name, where) if name == fact and where is not None:
                    if [at for at, kind in enumerate(kinds) if kind.verdicts.get(where)] == [number]:
                        return define.name
                case _:
                    pass
        return None


def _condition(kind: Type, name: str, chosen: list[Range], ranges: list[Range]) -> str:
    match kind:
        case YesNo():
            return name if chosen[-1][1] else f"not {name}"
        case Choice(values, False):
            names = [values[value].name for first, last in chosen for value in range(first, last + 1)]
            return f"{name} is {names[0]}" if len(names) == 1 else f"{name} in {{{', '.join(names)}}}"
        case Choice() | Numeric() | Date() | Moment():
            return _stretches(name, chosen, ranges, lambda value: value_words(kind, value))
        case Several() | Records():
            raise TypeError(f"{name} has no axis of its own")
        case _:
            assert_never(kind)


def _stretches(name: str, chosen: list[Range], ranges: list[Range], write: Callable[[int], str]) -> str:
    """`(age at most 17 or age at least 51)`"""
    runs: list[Range] = []
    joins = False
    for first, last in ranges:
        if (first, last) in chosen:
            runs[-1:] = [(runs[-1][0], last)] if joins else [*runs[-1:], (first, last)]
        joins = (first, last) in chosen
    ends = ranges[0][0], ranges[-1][1]
    said = [_range(name, first, last, ends, write) for first, last in runs]
    return said[0] if len(said) == 1 else f"({' or '.join(said)})"


def _range(name: str, first: int, last: int, ends: Range, write: Callable[[int], str]) -> str:
    if first == last:
        return f"{name} is {write(first)}"
    if first == ends[0]:
        return f"{name} at most {write(last)}"
    if last == ends[1]:
        return f"{name} at least {write(first)}"
    return f"{name} from {write(first)} to {write(last)}"
