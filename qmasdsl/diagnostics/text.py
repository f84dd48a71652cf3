"""Text: a message drawn for a person, with the line it speaks of.

    error[QM201]: `masters` is not a level of `education`
      --> hk_qmas.qmas, line 41, at `masters`
       |
    41 |       education is masters => +20
       |                    ^^^^^^^
       |
       = note: the levels of `education` are none, bachelor, master, doctorate (line 9)
       = type: education is master => +20

The place is also said in words, because a caret is heard as "caret caret caret"; severity is a word,
never only a colour; what to type comes last. `plain` leaves the picture out, for ears and for letters.

Whatever a file holds, what we print cannot move a cursor or hide a word: every character that is not
plainly visible is replaced (`qmasdsl.diagnostics.visible`).
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from qmasdsl.diagnostics.model import Diagnostic, Mark
from qmasdsl.diagnostics.visible import cells, one_line, visible
from qmasdsl.source import SourceFile, Span

# What a piece of text is, for whoever wants to colour it: error, warning, place, mark, hint.
Paint = Callable[[str, str], str]

_SHOWN_LINES = 4  # of a span that runs over several lines
_SHOWN_CELLS = 150  # of a line longer than a screen is wide
_QUOTED = 40  # letters of a word said again in the place


def unpainted(text: str, role: str) -> str:
    return text


def render(diagnostic: Diagnostic, *, plain: bool = False, paint: Paint = unpainted) -> str:
    """The message as lines of text, with a newline at the end."""
    head = paint(f"{diagnostic.severity}[{diagnostic.code}]", diagnostic.severity)
    lines = [f"{head}: {one_line(diagnostic.headline)}"]
    lines += _told(diagnostic) if plain else _drawn(diagnostic, paint)
    return "\n".join(lines) + "\n"


def place(span: Span) -> str:
    """Where `span` is, in words: "line 41, at `masters`"."""
    source = span.source
    first, last = source.position(span.start).line, source.position(_last(span)).line
    if last > first:
        return f"lines {first} and {last}" if last == first + 1 else f"lines {first} to {last}"
    word, line = one_line(span.text.strip()), source.line_text(first)
    if word and span.text.strip() != line.strip():
        return f"line {first}, at `{word}`" if len(word) <= _QUOTED else f"line {first}, at `{word[:_QUOTED]}…`"
    if word or not line.strip():
        return f"line {first}"
    return f"line {first}{_beside(line, span.start - source.line_starts[first - 1])}"


def _beside(line: str, column: int) -> str:
    """Where an empty span stands in its line: a place between two words has no word of its own."""
    before, after = line[:column].split(), line[column:].split()
    if not before:
        return f", {column} spaces in" if column else ", at its beginning"
    return f", before `{visible(after[0][:_QUOTED])}`" if after else f", after `{visible(before[-1][-_QUOTED:])}`"


def _last(span: Span) -> int:
    """The last code point of a span; that of an empty one is where it stands."""
    return max(span.start, span.end - 1)


# Told, without a picture.


def _told(diagnostic: Diagnostic) -> Iterator[str]:
    span = diagnostic.span
    yield f"  {one_line(span.source.name)}, {place(span)}"
    shown = span.source.line_text(span.line).strip()
    if shown:
        yield f"  the line: {visible(shown[:_SHOWN_CELLS])}"
    if diagnostic.words:
        yield f"  here: {one_line(diagnostic.words)}"
    for mark in diagnostic.marks:
        name = "" if mark.span.source is span.source else f"{one_line(mark.span.source.name)}, "
        yield f"  also {name}{place(mark.span)}: {one_line(mark.words)}"
    for title, text in _advice(diagnostic):
        yield from _indented(f"  {title}: ", text)


def _advice(diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    for note in diagnostic.notes:
        yield "note", note
    if diagnostic.example:
        yield "for example", diagnostic.example
    for words in diagnostic.types:
        yield "type", words


def _indented(head: str, text: str) -> Iterator[str]:
    """`text` after `head`; what is to be typed may run over several lines, which stay beneath each other."""
    first, *rest = text.split("\n")
    yield head + visible(first)
    for line in rest:
        yield " " * len(head) + visible(line)


# Drawn, beneath the line.


def _drawn(diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    marks = [(mark.span, mark.words, False) for mark in diagnostic.marks]
    marks.append((diagnostic.span, diagnostic.words, True))
    width = max(len(str(span.source.position(_last(span)).line)) for span, _, _ in marks)
    bar = paint(" " * width + " |", "mark")
    home = diagnostic.span.source
    where = f"{one_line(home.name)}, {place(diagnostic.span)}" if home.text else one_line(home.name)
    yield f"{paint(' ' * width + '-->', 'mark')} {paint(where, 'place')}"
    yield bar
    if home.text:
        yield from _picture(home, [mark for mark in marks if mark[0].source is home], width, diagnostic, paint)
        yield bar
    for source in _others(diagnostic.marks, home):
        yield f"{paint(' ' * width + ':::', 'mark')} {paint(one_line(source.name), 'place')}"
        yield from _picture(source, [mark for mark in marks if mark[0].source is source], width, diagnostic, paint)
        yield bar
    for title, text in _advice(diagnostic):
        head, *rest = _indented(f"{' ' * width} = {title}: ", text)
        yield head.replace(f"= {title}:", paint(f"= {title}:", "hint"), 1)
        yield from rest


def _others(marks: Iterable[Mark], home: SourceFile) -> list[SourceFile]:
    others: list[SourceFile] = []
    for mark in marks:
        if mark.span.source is not home and mark.span.source not in others:
            others.append(mark.span.source)
    return others


def _picture(
    source: SourceFile, marks: list[tuple[Span, str, bool]], width: int, diagnostic: Diagnostic, paint: Paint
) -> Iterator[str]:
    drawn = sorted(_placed(source, marks), key=lambda item: item[0])
    for number, group in groupby(drawn, key=lambda item: item[0]):
        # The message's own place first, then the others from left to right.
        underlines = sorted((item[1] for item in group if item[1] is not None), key=lambda mark: (not mark[3], mark))
        line, shift = _window(source.line_text(number), underlines)
        yield paint(f"{number:>{width}} |", "mark") + (f" {visible(line)}" if line.strip() else "")
        for start, end, words, primary in underlines:
            rule = _underline(line, max(0, start - shift), end - shift, "^" if primary else "-")
            text = f"{rule} {one_line(words)}" if words else rule
            yield f"{paint(' ' * width + ' |', 'mark')} {paint(text, diagnostic.severity if primary else 'mark')}"


# (line, underline); an underline is (first column, last column, words, is it the message's own place), from 0.
_Underline = tuple[int, int, str, bool]


def _placed(source: SourceFile, marks: list[tuple[Span, str, bool]]) -> Iterator[tuple[int, _Underline | None]]:
    for span, words, primary in marks:
        first, last = source.position(span.start).line, source.position(_last(span)).line
        start = span.start - source.line_starts[first - 1]
        if first == last:
            yield first, (start, span.end - source.line_starts[first - 1], words, primary)
            continue
        # Several lines speak for themselves; only words need an underline to hang on.
        line = source.line_text(first)
        yield first, (start, len(line), words, primary) if words else None
        for number in range(first + 1, min(last, first + _SHOWN_LINES - 1) + 1):
            yield number, None


def _window(line: str, underlines: list[_Underline]) -> tuple[str, int]:
    """The part of a very long line that its first underline is in, and how many letters were left out before."""
    if cells(line) <= _SHOWN_CELLS:
        return line, 0
    start = max(0, (underlines[0][0] if underlines else 0) - _SHOWN_CELLS // 3)
    part = line[start : start + _SHOWN_CELLS]
    head, tail = "…" if start else "", "…" if start + _SHOWN_CELLS < len(line) else ""
    return head + part + tail, start - len(head)


def _underline(line: str, start: int, end: int, sign: str) -> str:
    before = cells(line[:start]) + max(0, start - len(line))
    return " " * before + sign * max(1, cells(line[start:end]))
