"""Comments, `accepted` lines and blank lines: what stands beside the tree, put back among the printed lines.

A printed line knows the place in the source its words came from. That is enough: a comment goes to the
line that followed it, or that it followed, in the source.

* A comment alone on its line stays above the next line of the language, at that line's depth. Where it
  stood between the pieces of a broken line it moves above the whole.
* A comment at the end of a line stays at its end, two spaces away; of several that a broken line had, the
  last does and the others move above.
* An `accepted` line stays beneath the line it speaks of.
* One blank line of the author's is kept wherever there were any, but none straight beneath a head line.

Nothing is lost, nothing is said twice, and the order stays. Done again, nothing moves.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import field
from itertools import accumulate

from qmasdsl.frozen import frozen, slotted
from qmasdsl.source import SourceFile
from qmasdsl.syntax.nodes import Accepted, Comment, Module
from qmasdsl.syntax.printer_expressions import quoted
from qmasdsl.syntax.printer_lines import Line, broken


@frozen
class Placed:
    """A piece of the printed file: its lines on paper, and the line of the source it came from."""

    texts: tuple[str, ...]
    line: int
    depth: int
    blank_before: bool


@slotted
class _Slot:
    """A printed line, and the comments that go with it."""

    printed: Line
    own_line: int  # 0 if it has none
    above: list[Comment] = field(default_factory=list)
    beside: Comment | None = None

    def hang(self, comment: Comment) -> None:
        """Take a comment. Only the last to come may stand beside the line, or the order would change."""
        if self.beside is not None:
            self.above.append(self.beside)
        self.beside = None if comment.own_line else comment
        if comment.own_line:
            self.above.append(comment)


def woven(module: Module, lines: Sequence[Line]) -> list[Placed]:
    """The printed lines with everything of the module that is not in its tree, in reading order."""
    blank, code = _survey(module.source)
    slots = _with_accepted([_Slot(line, line.at.line if line.at else 0) for line in lines], module.accepted)
    last = _hang_comments(slots, module.comments, code)
    placed: list[Placed] = []
    for slot, start in zip(slots, _starts(slots), strict=True):
        _place_slot(placed, slot, start, blank)
    for comment in last:
        _place(placed, (_text(comment),), comment.span.line, 0, comment.span.line - 1 in blank)
    return placed


def woven_from_files(lines: Sequence[Line], accepted: Sequence[Accepted]) -> list[Placed]:
    """The printed lines of a module whose parts stand in several files, with their `accepted` lines and blank lines.
    The comments stay in those files: what they were about may be gone."""
    blanks = {line.at.source: _survey(line.at.source)[0] for line in lines if line.at is not None}
    beneath: dict[int, list[Accepted]] = {}
    for one in accepted:
        before = [
            (line.at.line, at)
            for at, line in enumerate(lines)
            if line.at is not None and line.at.source is one.span.source and line.at.line <= one.line
        ]
        if before:
            beneath.setdefault(max(before)[1], []).append(one)
    placed: list[Placed] = []
    for at, line in enumerate(lines):
        here = 0 if line.at is None else line.at.line
        blank = line.apart or (line.at is not None and here - 1 in blanks[line.at.source])
        _place(placed, tuple(broken(line)), here, line.depth, blank)
        for one in beneath.get(at, ()):
            said = Line(line.depth + 1, _accepted_text(one), one.span, solid=True)
            _place(placed, tuple(broken(said)), here, said.depth, False)
    return placed


def _accepted_text(one: Accepted) -> str:
    return f"accepted {one.code} {quoted(one.reason)}"


def _survey(source: SourceFile) -> tuple[set[int], list[int]]:
    """The numbers of the blank lines, and of those that hold more than a comment."""
    blank: set[int] = set()
    code: list[int] = []
    for number, text in enumerate(source.text.split("\n"), start=1):
        stripped = text.strip()
        if not stripped:
            blank.add(number)
        elif not stripped.startswith(("#", "＃")):
            code.append(number)
    return blank, code


def _with_accepted(slots: list[_Slot], accepted: Sequence[Accepted]) -> list[_Slot]:
    beneath: dict[int, list[_Slot]] = {}
    starts = _starts(slots)
    for line in accepted:
        at = max(bisect_right(starts, line.line) - 1, 0)
        depth = slots[at].printed.depth + 1 if slots else 0
        printed = Line(depth, _accepted_text(line), line.span, solid=True)
        beneath.setdefault(at, []).append(_Slot(printed, line.span.line))
    if not slots:
        return beneath.get(0, [])
    return [slot for at, first in enumerate(slots) for slot in (first, *beneath.get(at, ()))]


def _hang_comments(slots: list[_Slot], comments: Sequence[Comment], code: Sequence[int]) -> list[Comment]:
    """Give each comment to a printed line; what comes after the last line of the language is returned."""
    starts = _starts(slots)
    last: list[Comment] = []
    reached = 0
    for comment in comments:
        here = comment.span.line
        if comment.own_line:
            following = bisect_right(code, here)
            if following == len(code) or not slots:
                last.append(comment)
                continue
            at = bisect_left(starts, code[following])
            if at == len(starts) or starts[at] != code[following]:
                at -= 1  # it stood before a further piece of a broken line
        else:
            at = bisect_right(starts, here) - 1
        if not slots:
            last.append(comment)
            continue
        reached = max(at, reached)
        slots[reached].hang(comment)
    return last


def _starts(slots: Sequence[_Slot]) -> list[int]:
    """Where each line began in the source, never going back: what is printed in another order stays with the
    line before it."""
    return list(accumulate((slot.own_line for slot in slots), max))


def _place_slot(placed: list[Placed], slot: _Slot, start: int, blank: set[int]) -> None:
    line = slot.printed
    apart = line.apart
    for comment in slot.above:
        at = comment.span.line
        _place(placed, ("  " * line.depth + _text(comment),), at, line.depth, apart or at - 1 in blank)
        apart = False
    texts = broken(line)
    if slot.beside is not None:
        texts[-1] = f"{texts[-1]}  {_text(slot.beside)}"
    _place(placed, tuple(texts), start, line.depth, apart or slot.own_line - 1 in blank)


def _text(comment: Comment) -> str:
    # A Chinese keyboard's wide `＃` begins a comment too; everything after it is the author's.
    return f"#{comment.text[1:].rstrip()}"


def _place(placed: list[Placed], texts: tuple[str, ...], line: int, depth: int, blank: bool) -> None:
    beneath_its_head = bool(placed) and depth > placed[-1].depth
    placed.append(Placed(texts, line, depth, blank and bool(placed) and not beneath_its_head))
