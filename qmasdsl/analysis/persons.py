"""Persons: an applicant, or a group of them, as an author would write it.

What a question found is a set of regions. A person is shown one applicant, as ordinary as there is
(grown up, not old, with no more of anything than the example needs), and of that applicant only what
matters. A group is said as conditions an author could type: `age at least 51`, `education is none`.
"""

from collections.abc import Callable, Iterable
from typing import assert_never

from qmasdsl.analysis.cuts import Subject
from qmasdsl.analysis.regions import Axis, Cell, regions
from qmasdsl.analysis.survey import Survey
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import value_words

_LOOKED_AT = 200  # regions among which the most ordinary applicant is sought
_MOST_GROUPS = 4
_ORDINARY_YEARS = range(25, 46)

Range = tuple[int, ...]  # cells of one axis, by index
Box = list[Range]
Writer = Callable[[int], str]


def applicant(survey: Survey, mask: int) -> str:
    """An ordinary applicant of `mask`, with the facts that matter: "an applicant aged 51, not partner"."""
    place = min((survey.space.place(one) for one in regions(mask, _LOOKED_AT)), key=lambda p: _oddness(survey, p))
    box: Box = [(at,) for at in place]
    for number, axis in enumerate(survey.space.axes):
        everyone = tuple(range(len(axis.cells)))
        # A fact of which every value would do is left out.
        if _within(survey, [*box[:number], everyone, *box[number + 1 :]], mask):
            box[number] = everyone
    said = [
        has(survey.index, axis.subject, axis.cells[cells[0]])
        for axis, cells in zip(survey.space.axes, box, strict=True)
        if len(cells) == 1 and len(axis.cells) > 1
    ]
    return person(words for words in said if words)


def person(said: Iterable[str]) -> str:
    """What is said of one applicant, in a row, the age first."""
    known = sorted(said, key=lambda words: not words.startswith("aged "))
    if not known:
        return "any applicant"
    return f"an applicant {'' if known[0].startswith('aged ') else 'with '}{', '.join(known)}"


def groups(survey: Survey, mask: int) -> list[str]:
    """The applicants of `mask` as conditions, the last "others" if they are too many to list; empty where
    they cannot be said simply."""
    found: list[str] = []
    while mask and len(found) < _MOST_GROUPS:
        box = _grown(survey, next(regions(mask, 1)), mask)
        parts = [_condition(survey.index, axis, cells) for axis, cells in zip(survey.space.axes, box, strict=True)]
        if None in parts:
            return []
        found.append(" and ".join(part for part in parts if part) or "everybody")
        mask &= ~survey.space.box(box)
    return [*found, "others"] if mask else found


def has(index: Index, subject: Subject, cell: Cell) -> str:
    """What one applicant has: "aged 51", "education master", "not partner"; "" for what has no name."""
    value: object = cell.value
    if isinstance(subject, ir.Count):
        return f"{value} {counted(index, subject)}"
    if not isinstance(subject, str):
        return ""
    match index.facts[subject].type:
        case YesNo():
            return subject if value else f"not {subject}"
        case Numeric(unit="years") if subject == "age":
            return f"aged {value}"
        case Several() if not value:
            return f"no {subject}"
        case kind:
            return f"{subject} {value_words(kind, value)}"


def counted(index: Index, count: ir.Count) -> str:
    """The name of what is counted: that of the define that counts it, if there is one."""
    for define in index.ruleset.defines:
        if define.body == count:
            return define.name
    return count.fact


def _oddness(survey: Survey, place: tuple[int, ...]) -> tuple[int, int]:
    """How far from ordinary: years away from the working age first, then how much of everything else."""
    years, more = 0, 0
    for axis, at in zip(survey.space.axes, place, strict=True):
        if _is_years(survey.index, axis.subject):
            years += _distance(axis.cells[at])
        else:
            more += at
    return years, more


def _distance(cell: Cell) -> int:
    if cell.last < _ORDINARY_YEARS.start:
        return _ORDINARY_YEARS.start - cell.last
    return max(0, cell.first - _ORDINARY_YEARS.stop + 1)


def _is_years(index: Index, subject: Subject) -> bool:
    fact = index.facts.get(subject) if isinstance(subject, str) else None
    return fact is not None and isinstance(fact.type, Numeric) and fact.type.unit == "years"


def _within(survey: Survey, box: Box, mask: int) -> bool:
    return survey.space.box(box) & survey.applicants & ~mask == 0


def _grown(survey: Survey, region: int, mask: int) -> Box:
    """The region, grown as far as it stays inside the mask."""
    box: Box = [(at,) for at in survey.space.place(region)]
    for number, axis in enumerate(survey.space.axes):
        everyone = tuple(range(len(axis.cells)))
        candidates = [everyone] if _within(survey, _with(box, number, everyone), mask) else [(at,) for at in everyone]
        for cells in candidates:
            wider = tuple(sorted({*box[number], *cells}))
            if _within(survey, _with(box, number, wider), mask):
                box[number] = wider
    return box


def _with(box: Box, number: int, cells: Range) -> Box:
    return [*box[:number], cells, *box[number + 1 :]]


def _condition(index: Index, axis: Axis, cells: Range) -> str | None:
    """What having one of `cells` is called; "" where all are meant, None where there are no words for it."""
    if len(cells) == len(axis.cells):
        return ""
    chosen = [axis.cells[at] for at in cells]
    subject = axis.subject
    if isinstance(subject, ir.Count):
        return _stretches(counted(index, subject), chosen, axis, str)
    if not isinstance(subject, str):
        return None
    kind = index.facts[subject].type
    match kind:
        case YesNo():
            return subject if cells == (1,) else f"not {subject}"
        case Choice(values, False):
            names = [values[value].name for cell in chosen for value in range(cell.first, cell.last + 1)]
            return f"{subject} is {names[0]}" if len(names) == 1 else f"{subject} in {{{', '.join(names)}}}"
        case Choice() | Numeric() | Date() | Moment():
            return _stretches(subject, chosen, axis, lambda value: value_words(kind, value))
        case Several() | Records():
            return None
        case _:
            assert_never(kind)


def _stretches(name: str, chosen: list[Cell], axis: Axis, write: Writer) -> str | None:
    """`(age at most 17 or age at least 51)`; None where a stretch is not meant as a whole."""
    stretches = list(dict.fromkeys((cell.first, cell.last) for cell in axis.cells))
    meant = {(cell.first, cell.last) for cell in chosen}
    if sum((cell.first, cell.last) in meant for cell in axis.cells) != len(chosen):
        return None
    runs: list[tuple[int, int]] = []
    joins = False
    for first, last in stretches:
        if (first, last) in meant:
            runs[-1:] = [(runs[-1][0], last)] if joins else [*runs[-1:], (first, last)]
        joins = (first, last) in meant
    said = [_range(name, first, last, (stretches[0][0], stretches[-1][1]), write) for first, last in runs]
    return said[0] if len(said) == 1 else f"({' or '.join(said)})"


def _range(name: str, first: int, last: int, domain: tuple[int, int], write: Writer) -> str:
    if first == last:
        return f"{name} is {write(first)}"
    if first == domain[0]:
        return f"{name} at most {write(last)}"
    if last == domain[1]:
        return f"{name} at least {write(first)}"
    return f"{name} from {write(first)} to {write(last)}"
