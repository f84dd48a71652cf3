"""Charts of an impact, as SVG inside a page: bars, pairs of shares, totals before and now.

A chart has a title and a description with all its numbers, for those who listen to it; its colours are the page's, and
nothing is told by colour alone: before is an outline or hollow, now is filled, losses are hatched.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from math import gcd
from unicodedata import east_asian_width

from qmasdsl.frozen import frozen
from qmasdsl.impact.words import percent

WIDTH = 720
_LABELS, _VALUES, _PAIR = 220, 132, 176  # room at the left, and at the right of bars and of pairs
_ROW, _LINE, _SIZE = 26, 15, 13
_BARS = 60  # of a histogram, at most
_TICKS = 12  # numbers beneath it
# Ends of a scale of shares, in thousandths, of which a quarter is a round number too.
_ENDS = (4, 8, 12, 20, 40, 60, 80, 100, 120, 200, 300, 400, 500, 600, 800, 1000)


@frozen
class Bar:
    """A row of a bar chart: what it is called, how long it is, what stands behind it, and whether it is a gain (1), a
    loss (-1) or neither."""

    label: str
    size: Fraction
    words: str
    sign: int


@frozen
class Pair:
    """A share before and now."""

    label: str
    was: Fraction
    now: Fraction


class Charts:
    """Draws the charts of one page, each with identifiers of its own."""

    def __init__(self) -> None:
        self._number = 0

    def bars(self, title: str, bars: Sequence[Bar]) -> str:
        """Bars from the left, the longest as long as there is room."""
        most = max((bar.size for bar in bars), default=Fraction(0)) or Fraction(1)
        room = WIDTH - _LABELS - _VALUES
        lines: list[str] = []
        for at, bar in enumerate(bars):
            y = at * _ROW
            length = float(bar.size / most) * room
            lines.append(_text(_LABELS - 10, y + 17, _cut(bar.label, _LABELS - 14), anchor="end"))
            kind = "now" if bar.sign > 0 else "neither" if bar.sign == 0 else "loss"
            fill = f' fill="url(#hatch{self._number + 1})"' if bar.sign < 0 else ""
            size = f'width="{_n(max(length, 1))}" height="16"'
            lines.append(f'<rect class="{kind}" x="{_LABELS}" y="{y + 5}" {size}{fill}/>')
            lines.append(_text(_LABELS + length + 8, y + 17, bar.words))
        desc = "; ".join(f"{bar.label}: {bar.words}" for bar in bars) + "."
        return self._svg(title, desc, len(bars) * _ROW + 6, lines)

    def pairs(self, title: str, pairs: Sequence[Pair]) -> str:
        """For each row a hollow dot where it was and a full one where it is, on one scale from nothing."""
        end = _scale_end(max((max(pair.was, pair.now) for pair in pairs), default=Fraction(0)))
        left, right = _LABELS + 70, WIDTH - _PAIR
        lines = [
            '<circle class="was" cx="6" cy="10" r="5"/>', _text(16, 14, "before", kind="small"),
            '<circle class="now" cx="72" cy="10" r="5"/>', _text(82, 14, "now", kind="small"),
        ]  # fmt: skip
        rows = [(_rows(pair.label, left - 20), pair) for pair in pairs]
        height = 30 + sum(max(_ROW, _LINE * len(words) + 9) for words, _ in rows)
        for part in range(5):
            share = end * part / 4
            x = left + (right - left) * part / 4
            lines.append(f'<line class="grid" x1="{_n(x)}" y1="22" x2="{_n(x)}" y2="{height - 4}"/>')
            lines.append(_text(x, 14, percent(share), anchor="middle", kind="small"))
        y = 30.0
        for words, pair in rows:
            tall = max(_ROW, _LINE * len(words) + 9)
            middle = y + tall / 2
            for at, part_words in enumerate(words):
                line = middle + 4.5 + _LINE * (at - (len(words) - 1) / 2)
                lines.append(_text(left - 14, line, part_words, anchor="end"))
            was, now = (left + float(one / end) * (right - left) for one in (pair.was, pair.now))
            lines.append(f'<line class="move" x1="{_n(was)}" y1="{_n(middle)}" x2="{_n(now)}" y2="{_n(middle)}"/>')
            lines.append(f'<circle class="was" cx="{_n(was)}" cy="{_n(middle)}" r="5"/>')
            lines.append(f'<circle class="now" cx="{_n(now)}" cy="{_n(middle)}" r="5"/>')
            lines.append(_text(right + 18, middle + 4.5, _was_now(pair)))
            y += tall
        desc = "; ".join(f"{pair.label}: {percent(pair.was)} before, {percent(pair.now)} now" for pair in pairs) + "."
        return self._svg(title, desc, int(height), lines)

    def totals(
        self, title: str, before: Mapping[int, int], after: Mapping[int, int], marks: Sequence[tuple[int, str]]
    ) -> str:
        """How many have which total: now as bars, before as a line over them; `marks` are named upright lines."""
        step, starts = stretches([*before, *after, *(mark for mark, _ in marks)], marks[-1][0] if marks else 0)
        was, now = ([sum(n for total, n in counts.items() if start <= total < start + step) for start in starts]
                    for counts in (before, after))  # fmt: skip
        top, bottom, left, right = 46, 250, 64, WIDTH - 12
        each = (right - left) / len(starts)
        tick = next(size for size in _round_sizes() if max([*was, *now, 1]) <= 4 * size)
        most = -(-max([*was, *now, 1]) // tick) * tick
        lines = list(_people_axis(most, tick, top, bottom, left, right))

        def y(people: int) -> float:
            return bottom - people / most * (bottom - top)

        for at, people in enumerate(now):
            if people:
                x, high = left + at * each, bottom - y(people)
                lines.append(
                    f'<rect class="now soft" x="{_n(x + each * 0.08)}" y="{_n(y(people))}" '
                    f'width="{_n(each * 0.84)}" height="{_n(high)}"/>'
                )
        points = [f"{_n(left)},{bottom}"]
        for at, people in enumerate(was):
            points += [f"{_n(left + at * each)},{_n(y(people))}", f"{_n(left + (at + 1) * each)},{_n(y(people))}"]
        lines.append(f'<polyline class="outline" points="{" ".join([*points, f"{_n(right)},{bottom}"])}"/>')
        lines.append(f'<line class="axis" x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}"/>')
        every = next(size for size in _round_sizes() if size >= step and size * _TICKS >= starts[-1] - starts[0])
        for at, start in enumerate(starts):
            if start % every < step:
                lines.append(_text(left + (at + 0.5) * each, bottom + 17, f"{start:,}", anchor="middle", kind="small"))
        for row, (mark, words) in enumerate(marks):
            x = left + (mark - starts[0]) / step * each
            lines.append(f'<line class="mark" x1="{_n(x)}" y1="{top - 12 + 14 * row}" x2="{_n(x)}" y2="{bottom}"/>')
            lines.append(_text(x + 5, top - 4 + 14 * row, words, kind="small"))
        lines += _legend(left)
        is_exact = all((total - starts[0]) % step == 0 for total in (*before, *after))
        axis = "points" if is_exact else f"points, in steps of {step:,}"
        lines.append(_text((left + right) / 2, bottom + 36, axis, anchor="middle", kind="small"))
        desc = _totals_words(starts, step, was, now)
        return self._svg(title, desc, bottom + 44, lines)

    def _svg(self, title: str, desc: str, height: int, lines: Sequence[str]) -> str:
        self._number += 1
        at = self._number
        hatch = (
            f'<defs><pattern id="hatch{at}" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect class="loss-ground" width="6" height="6"/>'
            '<line class="loss-line" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
        )
        body = "\n".join(([hatch] if any("#hatch" in line for line in lines) else []) + list(lines))
        return (
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t{at} d{at}">\n'
            f'<title id="t{at}">{_escaped(title)}</title>\n<desc id="d{at}">{_escaped(desc)}</desc>\n{body}\n</svg>'
        )


def _people_axis(most: int, step: int, top: int, bottom: int, left: int, right: int) -> Iterator[str]:
    """Pale lines at round numbers of people."""
    for people in range(0, most + 1, step):
        y = bottom - people / most * (bottom - top)
        yield f'<line class="grid" x1="{left}" y1="{_n(y)}" x2="{right}" y2="{_n(y)}"/>'
        yield _text(left - 8, y + 4, f"{people:,}", anchor="end", kind="small")


def _legend(left: int) -> Iterator[str]:
    yield f'<rect class="now soft" x="{left}" y="6" width="22" height="12"/>'
    yield _text(left + 28, 16, "people now", kind="small")
    yield f'<polyline class="outline" points="{left + 120},18 {left + 120},8 {left + 142},8 {left + 142},18"/>'
    yield _text(left + 148, 16, "people before", kind="small")


def stretches(values: Sequence[int], edge: int = 0, most: int = _BARS) -> tuple[int, list[int]]:
    """The width of stretches of totals, about so many at most, and where each begins; one begins at `edge`."""
    low, high = min(values, default=0), max(values, default=0)
    unit = gcd(*(value - edge for value in values)) or 1
    step = next(unit * size for size in _round_sizes() if (high - low) // (unit * size) < most)
    return step, list(range(edge - -(-(edge - low) // step) * step, high + 1, step))


def _round_sizes() -> Iterator[int]:
    """1, 2, 5, 10, 20 …"""
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def _totals_words(starts: Sequence[int], step: int, was: Sequence[int], now: Sequence[int]) -> str:
    said = [
        f"{start if step == 1 else f'{start} to {start + step - 1}'} points: {before:,} people before, {after:,} now"
        for start, before, after in zip(starts, was, now, strict=True)
        if before or after
    ]
    return "; ".join(said) + "."


def _scale_end(share: Fraction) -> Fraction:
    """The share at the right end of a scale."""
    return next((Fraction(end, 1000) for end in _ENDS if share <= Fraction(end, 1000)), Fraction(1))


def _was_now(pair: Pair) -> str:
    was, now = percent(pair.was), percent(pair.now)
    return f"{was}, the same" if pair.was == pair.now else f"{was}, now {now}"


def _text(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"{named}>{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    """Text that may stand in a page: what no page holds becomes a question mark."""
    return escape("".join(letter if letter.isprintable() else "?" for letter in text))


def _n(value: float) -> str:
    """
    >>> _n(12.0), _n(3.14159)
    ('12', '3.1')
    """
    return f"{value:.1f}".removesuffix(".0")


def _wide(text: str) -> float:
    """About how wide a text is: a Chinese letter is as wide as it is high."""
    return sum(1.0 if east_asian_width(letter) in "WF" else 0.56 for letter in text) * _SIZE


def _cut(text: str, room: float) -> str:
    """The text, cut where it would not fit."""
    if _wide(text) <= room:
        return text
    while text and _wide(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _rows(text: str, room: float, most: int = 4) -> list[str]:
    """The words on at most so many lines, the last one cut where it would not fit."""
    rows: list[str] = []
    for word in text.split():
        if rows and (_wide(f"{rows[-1]} {word}") <= room or len(rows) == most):
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    return [_cut(row, room) for row in rows] or [""]
