"""Labels: an applicant in a few words, for the head of a case.

Aged 39, bachelor, 5 years of graduate work: 80 points
"""

from collections.abc import Iterator, Sequence

from qmasdsl.cases.run import Expectation
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.resting import resting
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Several, YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import value_words

_WIDE = 80  # letters; what follows is cut short


def label(names: Index, facts: Facts, expects: Sequence[Expectation]) -> str:
    """What is not at rest, and the first thing that is expected."""
    taken_as_read = _taken_as_read(names, facts, expects[0]) if expects else frozenset()
    stirring = (name for name, value in facts.items() if value != resting(names.facts[name].type))
    shown = [name for name in stirring if name not in taken_as_read]
    said = [words for name in shown for words in _fact(names.facts[name], facts[name])]
    people = "nothing"
    for at in range(len(said)):
        longer = ", ".join(said[: at + 1])
        if at and len(longer) > _WIDE:
            people += ", …"
            break
        people = longer
    outcome = f": {_outcome(expects[0])}" if expects else ""
    return f"{people[:1].upper()}{people[1:]}{outcome}"


def distinct(labels: Sequence[str]) -> list[str]:
    """The labels with a number after those that come again."""
    seen: dict[str, int] = {}
    found = []
    for each in labels:
        seen[each] = seen.get(each, 0) + 1
        found.append(each if seen[each] == 1 else f"{each} ({seen[each]})")
    return found


def _taken_as_read(names: Index, facts: Facts, expects: Expectation) -> frozenset[str]:
    """The facts by which the test applies that is spoken of: that it was chosen need not be said."""
    result = expects.subject if isinstance(expects, ir.ExpectNumber) else expects.condition
    match result:
        case ir.Score(path):
            test = path.partition(".")[0]
        case ir.Passes(name):
            test = name
        case _:
            return frozenset()
    gate = names.tests[test].gate
    if gate is None or Meaning(names, facts).holds(gate) is not True:
        return frozenset()
    return frozenset(name for name in names.facts_read(gate) if isinstance(names.facts[name].type, Choice))


def _fact(fact: ir.Fact, value: ir.Encoded) -> Iterator[str]:
    words = fact.name.replace("_", " ").replace(".", " ")
    match fact.type:
        case YesNo():
            yield words if value else f"not {words}"
        case Numeric(form=Form.MONTHS):
            yield f"{value_words(fact.type, value)} of {words}"
        case Numeric() if words == "age":
            yield f"aged {value_words(fact.type, value)}"
        case Choice(values) if isinstance(value, int):
            # `none` and `other` say nothing without the fact.
            name = values[value].name.replace("_", " ")
            yield f"{words} {name}" if name in ("none", "other") else name
        case Several() if isinstance(value, frozenset):
            yield value_words(fact.type, value).strip("{}").replace("_", " ")
        case Records() if isinstance(value, tuple):
            yield f"{words} {len(value)}"
        case Numeric() | Choice() | Several() | Records() | Date() | Moment():
            yield f"{words} {value_words(fact.type, value)}"


def _outcome(expects: Expectation) -> str:
    if isinstance(expects, ir.ExpectNumber):
        points = expects.least
        return f"{points} point{'' if points == 1 else 's'}"
    words = expects.text.replace("_", " ")
    return words.replace(".passes", " passes").replace(".applies", " applies")
