"""What can be reached, told: the ends of every total, who is there, and which amounts nobody ever has."""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import gcd

from qmasdsl.analysis.extents import Reachable
from qmasdsl.cli.output import counted
from qmasdsl.cli.paragraphs import wrapped
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Nobody, Person, Reach, Undecided
from qmasdsl.ir.plain import plain_facts
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.walk import Expression, Index, expressions
from qmasdsl.ir.words import value_words
from qmasdsl.proving.portraits import described, noteworthy

_LISTED = 8  # amounts that are told one by one
_EXCEPTED = 6  # amounts that are told as exceptions


def told(index: Index, found: Sequence[Reachable], given: Mapping[str, ir.Encoded]) -> str:
    """The whole report, without a newline at its end."""
    undecided = any(isinstance(one.reach, Undecided) for one in found)
    proved = "not everything is proved" if undecided else "proved for every possible applicant"
    whom = f" with {given_words(index, given)}" if given else ""
    lines = [f"{index.ruleset.title}: what can be reached{whom} ({proved})"]
    for one in found:
        lines += ["", *_one(index, one)]
    return "\n".join(wrapped(line) for line in lines)


def given_words(index: Index, given: Mapping[str, ir.Encoded]) -> str:
    """`education bachelor, partner no`"""
    return ", ".join(f"{name} {value_words(index.facts[name].type, value)}" for name, value in given.items())


def as_json(index: Index, found: Sequence[Reachable], given: Mapping[str, ir.Encoded]) -> str:
    """The same as JSON, version 1 of its form, a newline at the end."""
    whole = {
        "format": 1,
        "scheme": index.ruleset.name,
        "given": plain_facts(index, given),
        "bounds": [_json(index, one) for one in found],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def amounts_words(values: frozenset[int]) -> str:
    """Which amounts there are.

    >>> amounts_words(frozenset({0, 15, 20, 30})), amounts_words(frozenset(range(0, 230, 5)))
    ('0, 15, 20 or 30', 'every multiple of 5 from 0 to 225')
    >>> amounts_words(frozenset(range(0, 230, 5)) - {5, 220})
    'every multiple of 5 from 0 to 225 but 5 and 220'
    """
    row = sorted(values)
    if len(row) <= _LISTED:
        return _joined([_digits(one) for one in row], "or")
    step = gcd(*(one - row[0] for one in row))
    every = range(row[0], row[-1] + 1, step)
    if row[0] % step == 0:
        name = "every whole number" if step == 1 else f"every multiple of {step}"
    else:
        name = f"every {step} points"
    missing = [one for one in every if one not in values]
    whole = f"{name} from {_digits(row[0])} to {_digits(row[-1])}"
    if not missing:
        return whole
    if len(missing) <= _EXCEPTED:
        return f"{whole} but {_joined([_digits(one) for one in missing], 'and')}"
    others = counted(len(missing) - _EXCEPTED, "other")
    shown = _joined([*(_digits(one) for one in missing[:_EXCEPTED]), others], "and")
    return f"{_digits(len(row))} amounts from {_digits(row[0])} to {_digits(row[-1])}, never {shown}"


def _one(index: Index, one: Reachable) -> Iterator[str]:
    indent = "  " * one.depth
    name = one.part.label or one.part.name.rpartition(".")[2]
    yield f"{indent}{name}: {_range(one.reach)}{_promise(index, one)}"
    if not isinstance(one.reach, Extent):
        return
    inner = indent + "  "
    if one.values is not None and len(one.values) > 1:
        amounts = amounts_words(one.values)
        yield f"{inner}{amounts[:1].upper()}{amounts[1:]}."
    if one.reach.least == one.reach.greatest:
        return
    for points, person in ((one.reach.greatest, one.reach.at_greatest), (one.reach.least, one.reach.at_least)):
        yield f"{inner}{_digits(points)}: {_example(index, one, person)}."
    if one.eligible is not None:
        yield f"{inner}Of those who are eligible: {_range(one.eligible)}.{_eligible_amounts(one)}"


def _range(reach: Reach) -> str:
    match reach:
        case Extent(least, greatest):
            if least == greatest:
                return f"always {_points(least)}"
            return f"from {_digits(least)} to {_points(greatest)}"
        case Nobody():
            return "there is no such applicant"
        case Undecided(why):
            return f"undecided: {why}"


def _eligible_amounts(one: Reachable) -> str:
    """Said only where they have other amounts in between, not only other ends."""
    if one.eligible_values is None or one.values is None or not isinstance(one.eligible, Extent):
        return ""
    between = {value for value in one.values if one.eligible.least <= value <= one.eligible.greatest}
    if between == one.eligible_values:
        return ""
    amounts = amounts_words(one.eligible_values)
    return f" {amounts[:1].upper()}{amounts[1:]}."


def _promise(index: Index, one: Reachable) -> str:
    """What is promised and what is cut, and the pass mark."""
    both = (("out of", one.part.out_of), ("capped at", one.part.cap))
    said = "".join(f", {word} {_limits(index, limits)}" for word, limits in both if limits)
    if len(one.part.out_of) == 1 and one.part.out_of[0].when is None and isinstance(one.reach, Extent):
        if one.reach.greatest < one.part.out_of[0].points:
            said += ", which nobody reaches"
        elif one.reach.greatest > one.part.out_of[0].points:
            said += ", which somebody exceeds"
    if isinstance(one.part, ir.Test) and isinstance(one.part.mark, ir.PassMark):
        return f"{said}. The pass mark is {_digits(one.part.mark.mark)}."
    return f"{said}."


def _limits(index: Index, limits: tuple[ir.Limit, ...]) -> str:
    whens = ("" if one.when is None else f" when {expression_text(index, one.when)}" for one in limits)
    return ", ".join(f"{_digits(one.points)}{when}" for one, when in zip(limits, whens, strict=True))


def _example(index: Index, one: Reachable, person: Person) -> str:
    names = noteworthy(index, person, _facts_that_count(index, one))
    return described(index, person, names) if names else "an applicant with nothing that counts here"


def _facts_that_count(index: Index, one: Reachable) -> list[str]:
    """The facts that the points turn on; of a part of a test not those that only decide whether the test applies."""
    read = index.facts_read(ir.Score(one.path))
    if isinstance(one.part, ir.Test):
        return list(read)
    applies = index.facts_read(ir.Applies(one.path.partition(".")[0]))
    own = index.facts_read(*_content(one.part))
    return [name for name in read if name not in applies or name in own]


def _content(part: ir.Section | ir.Factor) -> list[Expression]:
    found: list[Expression] = [] if part.gate is None else [part.gate]
    if isinstance(part, ir.Factor):
        found += (one for inside in part.parts for one in expressions(inside))
    return found


def _json(index: Index, one: Reachable) -> dict[str, object]:
    kind = {ir.Test: "test", ir.Section: "section", ir.Factor: "factor"}[type(one.part)]
    mark = one.part.mark if isinstance(one.part, ir.Test) else None
    return {
        "kind": kind,
        "name": one.path,
        "label": one.part.label,
        "out_of": [_json_limit(index, limit) for limit in one.part.out_of],
        "capped_at": [_json_limit(index, limit) for limit in one.part.cap],
        "pass_mark": mark.mark if isinstance(mark, ir.PassMark) else None,
        "everyone": _json_reach(index, one.reach, one.values),
        "eligible": _json_reach(
            index,
            one.reach if one.eligible is None else one.eligible,
            one.values if one.eligible is None else one.eligible_values,
        ),
    }


def _json_limit(index: Index, limit: ir.Limit) -> dict[str, object]:
    return {"points": limit.points, "when": None if limit.when is None else expression_text(index, limit.when)}


def _json_reach(index: Index, reach: Reach, values: frozenset[int] | None) -> dict[str, object]:
    amounts = None if values is None else sorted(values)
    match reach:
        case Extent():
            return {
                "verdict": "proved",
                "least": reach.least,
                "greatest": reach.greatest,
                "amounts": amounts,
                "at_least": plain_facts(index, reach.at_least),
                "at_greatest": plain_facts(index, reach.at_greatest),
            }
        case Nobody():
            return {"verdict": "nobody"}
        case Undecided(why):
            return {"verdict": "undecided", "why": why}


def _joined(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _points(points: int) -> str:
    return f"{_digits(points)} {'point' if abs(points) == 1 else 'points'}"


def _digits(number: int) -> str:
    return f"{number:,}"
