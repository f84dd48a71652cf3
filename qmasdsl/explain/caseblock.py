"""A case block: one applicant and what is expected, as the text that a writer of rules would type.

What rests is left to `everything else no, none or 0` wherever that line means this very applicant; where it
would say more than is known, every fact is written out. The text is laid out as `qmas fmt` lays it out.
"""

from collections.abc import Mapping, Sequence

from qmasdsl.interpreter.resting import complete, resting
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Form, Moment, Numeric, Records, Several, Type
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import value_words

EVERYTHING_ELSE = "everything else no, none or 0"
_SECOND = 1_000_000  # microseconds
_WIDTH = 98  # of a line of `given` or `expect`, which is indented by two


def case_block(index: Index, label: str, person: Mapping[str, ir.Encoded], expects: Sequence[str]) -> str:
    """The block, its last line without a newline. `expects` are written like `general.total 80`, `not eligible`."""
    facts = {name: person[name] for name in index.facts if name in person}
    stirring = {name: value for name, value in facts.items() if value != resting(index.facts[name].type)}
    rests = _by_field(complete(index.ruleset, stirring)) == _by_field(facts)
    given = stirring if rests else facts
    said, beneath = [], []
    for name, value in given.items():
        type = index.facts[name].type
        if isinstance(type, Records) and isinstance(value, tuple) and value:
            beneath += [f"  given {name}", *(f"    {_record(type, record)}" for record in value)]
        else:
            said.append(f"{name} {given_words(type, value)}")
    everything_else = [EVERYTHING_ELSE] if rests and len(given) < len(facts) else []
    lines = [f"case {_quoted(label)}", *_filled("given", said, everything_else), *beneath, *_filled("expect", expects)]
    return "\n".join(lines)


def given_words(type: Type, value: ir.Encoded) -> str:
    """An encoded value as a case gives it; of a moment, which a rule file writes to the second, its second."""
    match type:
        case Moment() if isinstance(value, int):
            return value_words(type, value - value % _SECOND)
        case Numeric(form=Form.MONTHS) if isinstance(value, int) and value < 0:
            return f"{value} months"
        case Several() if not value:
            return "none"
        case _:
            return value_words(type, value)


def _by_field(facts: Mapping[str, ir.Encoded]) -> dict[str, object]:
    """The facts with the fields of their records in no order."""
    return {name: [dict(r) for r in value] if isinstance(value, tuple) else value for name, value in facts.items()}


def _record(type: Records, record: tuple[tuple[str, bool | int | frozenset[int]], ...]) -> str:
    held = dict(record)
    return ", ".join(f"{f.name} {given_words(f.type, held[f.name])}" for f in type.fields if f.name in held)


def _quoted(label: str) -> str:
    """Straight marks end each other, so words with one in them stand between corner brackets."""
    return f"「{label}」" if '"' in label else f'"{label}"'


def _filled(word: str, parts: Sequence[str], last: Sequence[str] = ()) -> list[str]:
    """`given a 1, b 2` on as many lines as it takes; `last` has a line of its own where one is not enough."""
    if not parts and not last:
        return []
    whole = ", ".join([f"{word} {[*parts, *last][0]}", *[*parts, *last][1:]])
    if len(whole) <= _WIDTH:
        return [f"  {whole}"]
    rows: list[str] = []
    for part in parts:
        if rows and len(rows[-1]) + len(part) <= _WIDTH:
            rows[-1] = f"{rows[-1]}, {part}"
        else:
            rows.append(f"    and {part}" if rows else f"  {word} {part}")
    return [*rows, *(f"    and {part}" for part in last)]
