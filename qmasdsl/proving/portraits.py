"""Portraits: an applicant in words, by what matters.

    an applicant aged 51, with education master, not partner
"""

from collections.abc import Iterable

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person
from qmasdsl.ir.types import Choice, Numeric, Records, Several, YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import value_words
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.people import People
from qmasdsl.proving.sets import NOBODY


def portrait(atlas: Atlas, people: People, some: int, applicants: int) -> str:
    """An ordinary applicant of a set, by the facts on which it turns that this one of `applicants` is in it."""
    sets = atlas.sets
    positions, person = people.ordinary(some)
    outside = sets.minus(applicants, some)
    kept = {level: positions[level] for level in sorted(sets.reads(some, outside))}
    for level in list(kept):
        without = {other: position for other, position in kept.items() if other != level}
        # A fact of which every value would do is left out.
        if sets.both(_at(atlas, without), outside) == NOBODY:
            kept = without
    subjects = [atlas.axes.by_level[level].subject for level in kept]
    names = [subject[0] if isinstance(subject, tuple) else subject for subject in subjects]
    return described(atlas.index, person, dict.fromkeys(name for name in names if isinstance(name, str)))


def described(index: Index, person: Person, names: Iterable[str]) -> str:
    """An applicant by some facts, the age first; "any applicant" by none."""
    said = [has(index, name, person[name]) for name in names if name in person]
    known = sorted(said, key=lambda words: not words.startswith("aged "))
    if not known:
        return "any applicant"
    return f"an applicant {'' if known[0].startswith('aged ') else 'with '}{', '.join(known)}"


def noteworthy(index: Index, person: Person, names: Iterable[str]) -> list[str]:
    """Those facts of an applicant that are not no, none, nothing or 0."""
    return [name for name in names if name in person and not _is_nothing(index, name, person[name])]


def has(index: Index, name: str, value: ir.Encoded) -> str:
    """What one applicant has: "aged 51", "education master", "not partner", "children (child_age 5)"."""
    match index.facts[name].type:
        case YesNo():
            return name if value else f"not {name}"
        case Numeric(unit="years") if name == "age":
            return f"aged {value}"
        case Several() | Records() if not value:
            return f"no {name}"
        case Records(_, fields) if isinstance(value, tuple):
            kinds = {field.name: field.type for field in fields}
            rows = [", ".join(f"{field} {value_words(kinds[field], one)}" for field, one in row) for row in value]
            return f"{name} ({'; '.join(rows)})"
        case kind:
            return f"{name} {value_words(kind, value)}"


def _is_nothing(index: Index, name: str, value: ir.Encoded) -> bool:
    kind = index.facts[name].type
    if isinstance(kind, Choice) and not kind.ordered:
        return isinstance(value, int) and kind.values[value].name == "other"
    return not value


def _at(atlas: Atlas, positions: dict[int, int]) -> int:
    """Those who stand at these positions."""
    axes = atlas.axes.by_level
    return atlas.sets.every(
        atlas.sets.stretch(level, len(axes[level].values), position, position + 1)
        for level, position in positions.items()
    )
