"""A chart as SVG, 800 by 450: readable without colour, and read out by its title and description.

Texts are placed one after the other, the weighty ones first; one that would lie over another goes a little further
off or is left out, never on top. The description has every number all the same.
"""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape

from qmasdsl.cli.plot_chart import Bar, Chart

WIDTH, HEIGHT = 800, 450
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 776, 92, 376
_LEGEND = 68
_INK, _GREY, _PALE, _BAND = "#111111", "#555555", "#dddddd", "#ebebeb"
_FONT = "Helvetica, Arial, 'DejaVu Sans', 'Noto Sans CJK TC', sans-serif"
_TICKS = (1, 2, 5)

Box = tuple[float, float, float, float]


def svg(chart: Chart) -> str:
    """The whole drawing, a newline at its end."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" aria-labelledby="title desc" font-family="{escape(_FONT)}">',
        f'<title id="title">{_text(f"{chart.title}, {chart.subtitle}")}</title>',
        f'<desc id="desc">{_text(chart.description)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_Drawing(chart).elements(),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _Drawing:
    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        totals = [bar.totals for bar in chart.bars if bar.totals is not None]
        heights = [points for both in totals for points in both] + [0]
        if chart.pass_mark is not None:
            heights.append(chart.pass_mark)
        self._step = _tick_step(max(heights) - min(heights))
        self._low = min(heights) // self._step * self._step
        self._high = -(-max(heights) // self._step) * self._step or self._step
        self._begin, self._end = chart.bars[0].start, chart.bars[-1].end
        self._taken: list[Box] = []

    def elements(self) -> Iterator[str]:
        chart = self._chart
        yield _label(_LEFT - 42, 28, _cut(chart.title, 17, WIDTH - 32), size=17, weight="bold")
        yield _label(_LEFT - 42, 48, _cut(chart.subtitle, 13, WIDTH - 32), size=13, colour=_GREY)
        yield from self._legend()
        yield from self._scale()
        yield from (element for bar in chart.bars for element in self._band(bar))
        yield from self._mark()
        if chart.joined:
            yield from self._cliffs()
        yield from (element for bar in chart.bars for element in self._lines(bar))
        yield from self._axis()
        yield from self._amounts()

    def _x(self, place: int) -> float:
        return _LEFT + (place - self._begin) / (self._end - self._begin) * (_RIGHT - _LEFT)

    def _y(self, points: int) -> float:
        return _BOTTOM - (points - self._low) / (self._high - self._low) * (_BOTTOM - _TOP)

    def _legend(self) -> Iterator[str]:
        y = _LEGEND
        yield _line(_LEFT, y, _LEFT + 28, y, width=3)
        yield _label(_LEFT + 34, y + 4, "greatest total", size=12)
        yield _line(_LEFT + 136, y, _LEFT + 164, y, width=2, dash="2 3")
        yield _label(_LEFT + 170, y + 4, "least total", size=12)
        if self._chart.pass_mark is not None:
            yield _line(_LEFT + 252, y, _LEFT + 280, y, width=1.5, dash="9 5", colour=_GREY)
            yield _label(_LEFT + 286, y + 4, f"pass mark {self._chart.pass_mark:,}", size=12)

    def _scale(self) -> Iterator[str]:
        """The points at the left, with a pale line for each."""
        for points in range(self._low, self._high + 1, self._step):
            y = self._y(points)
            yield _line(_LEFT, y, _RIGHT, y, width=1, colour=_PALE)
            yield _label(_LEFT - 8, y + 4, f"{points:,}", size=11, anchor="end", colour=_GREY)

    def _band(self, bar: Bar) -> Iterator[str]:
        """What lies between the least and the greatest."""
        if bar.totals is not None:
            left, right = self._sides(bar)
            top, bottom = self._y(bar.totals[1]), self._y(bar.totals[0])
            yield _rect(left, top, right - left, bottom - top)

    def _mark(self) -> Iterator[str]:
        mark = self._chart.pass_mark
        if mark is not None:
            yield _line(_LEFT, self._y(mark), _RIGHT, self._y(mark), width=1.5, dash="9 5", colour=_GREY)

    def _cliffs(self) -> Iterator[str]:
        """Where the greatest changes, from the one height to the other."""
        for before, after in pairwise(self._chart.bars):
            if before.totals is not None and after.totals is not None and before.totals[1] != after.totals[1]:
                x = self._x(after.start)
                top, bottom = sorted((self._y(before.totals[1]), self._y(after.totals[1])))
                yield _line(x, bottom, x, _BOTTOM, width=1, dash="1 3", colour=_GREY)
                yield _line(x, top, x, bottom, width=3)

    def _lines(self, bar: Bar) -> Iterator[str]:
        if bar.totals is not None:
            left, right = self._sides(bar)
            least, greatest = self._y(bar.totals[0]), self._y(bar.totals[1])
            yield _line(left, least, right, least, width=2, dash="2 3", kind="least")
            yield _line(left, greatest, right, greatest, width=3, kind="greatest")

    def _sides(self, bar: Bar) -> tuple[float, float]:
        """Bars stand apart, steps do not."""
        left, right = self._x(bar.start), self._x(bar.end)
        gap = 0.0 if self._chart.joined else (right - left) * 0.14
        return left + gap, right - gap

    def _axis(self) -> Iterator[str]:
        yield _line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, width=1.5)
        if self._chart.ticks:
            yield from self._ticks()
        else:
            yield from self._names()
        axis = _cut(self._chart.axis, 12, _RIGHT - _LEFT)
        yield _label((_LEFT + _RIGHT) / 2, HEIGHT - 14, axis, size=12, anchor="middle")

    def _ticks(self) -> Iterator[str]:
        for place, text in self._chart.ticks:
            x = self._x(place)
            width = _width(text, 11)
            middle = min(max(x, _LEFT - 30 + width / 2), WIDTH - 6 - width / 2)
            yield _line(x, _BOTTOM, x, _BOTTOM + 5, width=1.5)
            for row in (0, 1):
                y = _BOTTOM + 18 + 14 * row
                if self._take((middle - width / 2 - 3, y - 10, middle + width / 2 + 3, y + 2)):
                    yield _label(middle, y, text, size=11, anchor="middle")
                    break

    def _names(self) -> Iterator[str]:
        """What the bars are called, on as many lines as there is room for."""
        for bar in self._chart.bars:
            room = self._x(bar.end) - self._x(bar.start) - 8
            middle = (self._x(bar.start) + self._x(bar.end)) / 2
            for row, text in enumerate(_rows(bar.name, 11, room, 3)):
                yield _label(middle, _BOTTOM + 16 + 13 * row, text, size=11, anchor="middle")

    def _amounts(self) -> Iterator[str]:
        """The totals at each step: the greatest above it and the least beneath, widest steps first."""
        shown = [bar for bar in self._chart.bars if bar.totals is not None]
        for bar in sorted(shown, key=lambda bar: bar.start - bar.end):
            assert bar.totals is not None
            yield from self._amount(bar, bar.totals[1], (-7, -20, -33), _INK, "bold")
        for bar in sorted(shown, key=lambda bar: bar.start - bar.end):
            assert bar.totals is not None
            if bar.totals[0] != bar.totals[1]:
                yield from self._amount(bar, bar.totals[0], (-6, 14), _GREY, "normal")

    def _amount(self, bar: Bar, points: int, offsets: tuple[int, ...], colour: str, weight: str) -> Iterator[str]:
        left, right = self._sides(bar)
        middle = (left + right) / 2
        width = _width(f"{points:,}", 14 if weight == "bold" else 12)
        for offset in offsets:
            y = self._y(points) + offset
            box = (middle - width / 2 - 2, y - 10, middle + width / 2 + 2, y + 2)
            inside = box[0] >= _LEFT and box[2] <= WIDTH - 4 and box[1] >= _LEGEND + 6 and box[3] <= _BOTTOM
            if inside and not self._crosses(box, bar) and self._take(box):
                yield _label(middle, y, f"{points:,}", size=12, anchor="middle", colour=colour, weight=weight)
                return

    def _crosses(self, box: Box, own: Bar) -> bool:
        """Whether the text would lie over a thick line: a step, or the edge between two."""
        for bar in self._chart.bars:
            if bar.totals is None:
                continue
            left, right = self._sides(bar)
            beside = box[0] < right and left < box[2]
            if beside and any(box[1] < self._y(points) < box[3] for points in bar.totals):
                return True
        if not self._chart.joined:
            return False
        for before, after in pairwise(self._chart.bars):
            if before.totals is not None and after.totals is not None and box[0] < self._x(after.start) < box[2]:
                top, bottom = sorted((self._y(before.totals[1]), self._y(after.totals[1])))
                if box[1] < bottom and top < box[3]:
                    return True
        return False

    def _take(self, box: Box) -> bool:
        """Whether there is room; then nothing else gets it."""
        if any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in self._taken):
            return False
        self._taken.append(box)
        return True


def _tick_step(span: int) -> int:
    """A round number of points of which five to ten lie in the span."""
    size = 1
    while True:
        for tick in _TICKS:
            if span <= 9 * tick * size:
                return tick * size
        size *= 10


def _text(text: str) -> str:
    """Text that may stand in XML: what no XML holds becomes a question mark."""
    return escape("".join(letter if letter.isprintable() else "?" for letter in text))


def _label(
    x: float, y: float, text: str, *, size: int, anchor: str = "start", colour: str = _INK, weight: str = "normal"
) -> str:
    bold = ' font-weight="bold"' if weight == "bold" else ""
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"{bold}>'
        f"{_text(text)}</text>"
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, *, width: float, dash: str = "", colour: str = _INK, kind: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    named = f' class="{kind}"' if kind else ""
    ends = f'x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}"'
    return f'<line{named} {ends} stroke="{colour}" stroke-width="{_number(width)}"{dashed}/>'


def _rect(x: float, y: float, width: float, height: float) -> str:
    place = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
    return f'<rect {place} fill="{_BAND}"/>'


def _number(value: float) -> str:
    """
    >>> _number(12.0), _number(3.14159)
    ('12', '3.1')
    """
    return f"{value:.1f}".removesuffix(".0")


def _width(text: str, size: int) -> float:
    """About how wide a text is: a Chinese letter is as wide as it is high."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6 for letter in text) * size


def _cut(text: str, size: int, room: float) -> str:
    """The text, cut where it would not fit."""
    if _width(text, size) <= room:
        return text
    while text and _width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _rows(text: str, size: int, room: float, most: int) -> list[str]:
    """The words on at most so many rows, the last one cut where it would not fit."""
    rows: list[str] = []
    for word in text.replace("_", " ").split():
        if rows and (_width(f"{rows[-1]} {word}", size) <= room or len(rows) == most):
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    return [_cut(row, size, room) for row in rows]
