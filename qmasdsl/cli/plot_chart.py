"""Charts: where the steps of a drawing stand, and what is written beside them; nothing yet of how it looks.

Along a number, a date or a level a step reaches from its first value to where the next begins. Of a long range
only the part is drawn in which something changes. Along a choice without an order each step is a bar, and values
for which the same can be reached share one.
"""

from collections.abc import Mapping, Sequence

from qmasdsl.analysis.extents import Step
from qmasdsl.explain.labels import Labels
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Type, YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import day_words, months_words, value_words

_PART = 3  # a domain is drawn whole unless what changes takes less than one part in so many of it


@frozen
class Bar:
    """A step from `start` to `end` along the axis, and the totals it reaches; `name` is what a bar is called, `words`
    the values it stands for. Without totals nobody has these values."""

    start: int
    end: int
    name: str
    words: str
    totals: tuple[int, int] | None


@frozen
class Chart:
    """All that a drawing says. `joined`: the bars are steps of one stair. `ticks` are places on the axis with their
    texts, the edges first, because those matter most."""

    title: str
    subtitle: str
    axis: str
    bars: tuple[Bar, ...]
    joined: bool
    ticks: tuple[tuple[int, str], ...]
    pass_mark: int | None
    description: str


def chart(
    index: Index, test: ir.Test, fact: str, steps: Sequence[Step], given: Mapping[str, ir.Encoded]
) -> Chart:
    """The chart of the totals of `test` along `fact`."""
    labels = Labels(index.ruleset, "en")
    declared = index.facts[fact]
    label, kind = labels.fact(declared), declared.type
    ticks: tuple[tuple[int, str], ...] = ()
    if isinstance(kind, Choice | YesNo):
        is_level = isinstance(kind, Choice) and kind.ordered
        bars = _levels(kind, steps, labels) if is_level else _choices(kind, steps, labels)
        joined, axis = is_level, label
    else:
        bars = tuple(_bar(kind, step) for step in steps)
        whole = bars[-1].end
        bars, outside = _window(kind, bars)
        # The last value of all, or where the drawing was cut off.
        end = bars[-1].end - (_step(kind) if bars[-1].end == whole else 0)
        joined, ticks, axis = True, _ticks(kind, bars, end), f"{label}{_unit(kind)}{outside}"
    whom = ", ".join(f"{name} {value_words(index.facts[name].type, value)}" for name, value in given.items())
    mark = test.mark.mark if isinstance(test.mark, ir.PassMark) else None
    title = f"{test.label or test.name}: what can be reached"
    subtitle = f"by {label[:1].lower()}{label[1:]}{f'; with {whom}' if whom else ''}"
    return Chart(title, subtitle, axis, bars, joined, ticks, mark, _description(bars, mark))


def _levels(kind: Type, steps: Sequence[Step], labels: Labels) -> tuple[Bar, ...]:
    """One bar for each level."""
    found: list[Bar] = []
    for step in steps:
        for value in range(step.first, step.last + 1):
            name = _value_name(kind, value, labels)
            found.append(Bar(len(found), len(found) + 1, name, name, _totals(step)))
    return tuple(found)


def _choices(kind: Type, steps: Sequence[Step], labels: Labels) -> tuple[Bar, ...]:
    """One bar for all values for which the same can be reached."""
    alike: dict[tuple[int, int] | None, list[int]] = {}
    for step in steps:
        alike.setdefault(_totals(step), []).extend(range(step.first, step.last + 1))
    found: list[Bar] = []
    for totals, values in alike.items():
        names = [_value_name(kind, value, labels) for value in values]
        name = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
        found.append(Bar(len(found), len(found) + 1, name, ", ".join(names), totals))
    return tuple(found)


def _value_name(kind: Type, value: int, labels: Labels) -> str:
    return labels.value(kind.values[value]) if isinstance(kind, Choice) else value_words(kind, value)


def _bar(kind: Type, step: Step) -> Bar:
    words = _value(kind, step.first)
    if step.last != step.first:
        words = f"{words} to {_value(kind, step.last)}"
    return Bar(step.first, step.last + _step(kind), "", words, _totals(step))


def _totals(step: Step) -> tuple[int, int] | None:
    return None if step.reach is None else (step.reach.least, step.reach.greatest)


def _window(kind: Type, bars: tuple[Bar, ...]) -> tuple[tuple[Bar, ...], str]:
    """The bars of the part in which something changes, and what is said of the rest."""
    low, high = bars[0].start, bars[-1].end
    edges = [bar.start for bar in bars[1:]]
    if not edges:
        return bars, ""
    pad = max((edges[-1] - edges[0]) // 4, 4 * _step(kind), (high - low) // 40)
    round_to = 12 if isinstance(kind, Numeric) and kind.form is Form.MONTHS else _step(kind)
    pad += -pad % round_to
    begin, after = max(low, edges[0] - pad), min(high, edges[-1] + pad)
    if (after - begin) * _PART > (high - low) * (_PART - 1):
        return bars, ""
    begin, after = (begin if begin - low > pad else low), (after if high - after > pad else high)
    inside = [bar for bar in bars if bar.end > begin and bar.start < after]
    cut = [Bar(max(bar.start, begin), min(bar.end, after), bar.name, bar.words, bar.totals) for bar in inside]
    below = f"below {_value(kind, begin)}" if begin > low else ""
    above = f"from {_value(kind, after)} on" if after < high else ""
    return tuple(cut), f"; nothing changes {' or '.join(part for part in (below, above) if part)}"


def _ticks(kind: Type, bars: tuple[Bar, ...], end: int) -> tuple[tuple[int, str], ...]:
    """Where steps begin, and then the ends of the axis."""
    edges = [(bar.start, _value(kind, bar.start)) for bar in bars[1:]]
    return (*edges, (bars[0].start, _value(kind, bars[0].start)), (bars[-1].end, _value(kind, end)))


def _step(kind: Type) -> int:
    return kind.step if isinstance(kind, Numeric) else 1


def _value(kind: Type, value: int) -> str:
    """A value as short as it can be said."""
    match kind:
        case Numeric(form=Form.MONTHS):
            return months_words(value) if value % 12 else f"{value // 12} years"
        case Numeric():
            return value_words(kind, value).replace("_", ",")
        case Moment():
            return value_words(kind, value)[:10]
        case Date():
            return day_words(value)
        case _:
            return value_words(kind, value)


def _unit(kind: Type) -> str:
    return f", {kind.unit}" if isinstance(kind, Numeric) and kind.unit and kind.form is not Form.MONTHS else ""


def _description(bars: Sequence[Bar], mark: int | None) -> str:
    """Everything that is drawn, for those who listen to it."""
    said = [
        f"{bar.words}: {'nobody' if bar.totals is None else f'from {bar.totals[0]} to {bar.totals[1]} points'}"
        for bar in bars
    ]
    return "; ".join(said) + (f". The pass mark is {mark}." if mark is not None else ".")
