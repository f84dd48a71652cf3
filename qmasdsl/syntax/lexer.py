"""Words and layout: text in, a flat list of tokens out, never an exception.

What the eye sees is what the machine reads, so layout is decided here, a line at a time:

  - a deeper line opens a block (`_INDENT`), a shallower one closes blocks (`_DEDENT`), each logical line
    ends in `_NL`; blank lines and comments are at home anywhere;
  - a line that begins with `and`, `or` or `=>`, or that follows a comma, goes on with the line above it
    and must stand deeper;
  - beneath the head of a table, a line with `|` or TABs is one `ROW` token, at any depth; its cells are
    parsed later, each on its own (`Row.cells`);
  - an `accepted` line belongs to the line above it, at any depth, and is kept beside the tokens.

The words of a line are the business of `words`.
"""

import re

from qmasdsl.diagnostics.model import Problem
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax import problems
from qmasdsl.syntax.nodes import Accepted
from qmasdsl.syntax.problems_grammar import ContinuationNotDeeper
from qmasdsl.syntax.reading import HIDDEN
from qmasdsl.syntax.wide import WIDE, narrow
from qmasdsl.syntax.words import Lexed, Token, Words

MAX_LINE = 4096
MAX_INDENT = 32


def lex(source: SourceFile, hidden_are_spaces: bool = False) -> Lexed:
    """All the tokens of a file; hidden letters, which were told when it was read, may count as spaces."""
    return _Lexer(source, HIDDEN.sub(" ", source.text) if hidden_are_spaces else source.text).run()


def lex_cell(source: SourceFile, text: str, start: int, end: int) -> tuple[list[Token], list[Problem]]:
    """The tokens of one cell of a row, without layout; `text` is the narrow text of the whole file."""
    out = Lexed(text)
    Words(source, out).read(start, end)
    return out.tokens, out.problems


_ACCEPTED = re.compile(r"accepted(?=[ \t]+QM|[ \t]*$)")
_ACCEPTED_WHOLE = re.compile(r"accepted[ \t]+(QM[0-9]{3})[ \t]+[\"“]([^\"”\n]+)[\"”][ \t]*(?:#[^\n]*)?$")
_CONTINUES = re.compile(r"(?:(and|or)(?!\w)|&&|\|\||=>|⇒|→)")
_TABLE_HEAD = re.compile(
    r"(?:plus[ \t]+)?(?:table[ \t]+by\b|(?:first|highest)[ \t]+row[ \t]+of[ \t]+table\b"
    r"|thresholds(?=[ \t]*(?:$|[|#]|=>|by\b|\n)))"
)
_WORDING_HEAD = re.compile(r"wording[ \t]+\w")
_OTHERWISE_ROW = re.compile(r"otherwise(?!\w)(?![^\n#\"“「]*(?:=>|⇒|→))")
_TEXT = r'"[^"\n]*"?|“[^”\n]*”?|「[^」\n]*」?|#[^\n]*'
# What may hold a bar, a TAB or a hash that parts nothing.
_QUOTED = re.compile(_TEXT + r"|\[[^\]\n]*\]?")
# Text for people, in which wide signs are at home: quotes, comments, and wordings whole.
_FOR_PEOPLE = re.compile(r"^wording[ \t][^\n]*(?:\n(?:[ \t][^\n]*|[^\n|]*\|[^\n]*)?)*|" + _TEXT, re.MULTILINE)


class _Lexer:
    def __init__(self, source: SourceFile, text: str) -> None:
        self.source = source
        self.out = Lexed(text)
        self.widths()
        self.text = self.out.text
        self.words = Words(source, self.out)
        self.add = self.out.tokens.append
        self.depths = [0]
        self.tab_reported = self.depth_reported = False
        self.content_line = 0

    # ---- lines ----

    def run(self) -> Lexed:
        text = self.text
        open_line = False  # a logical line is waiting for its _NL
        mode = ""  # "", "table" or "wording": what the lines beneath the last head are
        mode_depth = 0
        start, number, size = 0, 0, len(text)
        while start < size:
            number += 1
            end = text.find("\n", start)
            end = size if end < 0 else end
            first = start
            while first < end and text[first] in " \t":
                first += 1
            if first == end:
                start = end + 1
                continue
            if end - start > MAX_LINE:
                self.problem(problems.LineTooLong(self.span(start, start + 60), MAX_LINE))
                self.out.unread.append(self.span(start, end))
                start = end + 1
                continue
            if text[first] == "#":
                self.words.comment(first, end, own_line=True)
                start = end + 1
                continue
            if _ACCEPTED.match(text, first, end):
                self.accept(first, end)
                start = end + 1
                continue
            depth = self.depth(start, first)
            if mode and (cells := self.row(mode, mode_depth, start, first, end, depth)) is not None:
                if open_line:
                    self.add(Token("_NL", start, start))
                self.row_token(cells, first, end, mode)
                self.content_line = number
                open_line = True
                self.words.comma_last = False
                start = end + 1
                continue
            if self.stray_row(first, end, depth):
                # Its head may be misspelt: as a row it can still be read, and if not it is one mistake.
                if open_line:
                    self.add(Token("_NL", start, start))
                mode, mode_depth = "table", self.depths[-1]
                self.row_token(self.row(mode, mode_depth, start, first, end, depth) or (), first, end, mode)
                self.content_line = number
                open_line = True
                start = end + 1
                continue
            mode = ""
            continuation = open_line and self.continues(first, end, depth)
            if not continuation:
                if open_line:
                    self.add(Token("_NL", start, start))
                self.layout(start, first, depth)
                self.words.new_line()
                if _TABLE_HEAD.match(text, first, end):
                    mode, mode_depth = "table", self.depths[-1]
                elif _WORDING_HEAD.match(text, first, end):
                    mode, mode_depth = "wording", self.depths[-1]
            bar = self.bar(first, end) if mode == "table" and not continuation else -1
            if bar >= 0:
                self.words.read(first, bar, line_start=True)
                self.row_token(self.split(bar + 1, end), bar, end, "table")
                self.words.comma_last = False
            else:
                self.words.read(first, end, line_start=not continuation)
            self.content_line = number
            open_line = True
            start = end + 1
        if open_line:
            self.add(Token("_NL", size, size))
        self.out.tokens.extend(Token("_DEDENT", size, size) for _ in self.depths[1:])
        return self.out

    def widths(self) -> None:
        """Make wide signs narrow outside quotes and comments; one finding for the whole file."""
        if not WIDE.search(self.out.text):
            return
        self.out.text, found = narrow(self.out.text, _FOR_PEOPLE)
        if found:
            counts: dict[str, int] = {}
            for _, what in found:
                counts[what] = counts.get(what, 0) + 1
            where = found[0][0]
            self.out.problems.append(
                problems.ThroughWord(
                    self.span(where, where + 1), self.source.name, len(found), tuple(sorted(counts.items()))
                )
            )

    def depth(self, start: int, first: int) -> int:
        """How many columns in the line starts; a TAB goes to the next stop of 8."""
        if "\t" not in self.text[start:first]:
            return first - start
        depth = 0
        for letter in self.text[start:first]:
            depth = depth // 8 * 8 + 8 if letter == "\t" else depth + 1
        return depth

    def layout(self, start: int, first: int, depth: int) -> None:
        if "\t" in self.text[start:first] and not self.tab_reported:
            self.tab_reported = True
            self.problem(problems.TabInIndentation(self.span(start, first)))
        depths = self.depths
        if depth > depths[-1]:
            if len(depths) > MAX_INDENT:
                if not self.depth_reported:
                    self.depth_reported = True
                    self.problem(problems.TooDeep(self.span(first, first + 1), MAX_INDENT))
                return
            depths.append(depth)
            self.add(Token("_INDENT", first, first))
            return
        left = depths[-1]
        while depth < depths[-1]:
            left = depths.pop()
            self.add(Token("_DEDENT", first, first))
        if depth != depths[-1]:
            # Read as if it stood at the level further out; that it does not fit there is no second mistake.
            nearest = min((left, depths[-1]), key=lambda level: (abs(level - depth), -level))
            self.problem(problems.Misaligned(self.span(first, first + 1), depth, nearest))

    def continues(self, first: int, end: int, depth: int) -> bool:
        match = _CONTINUES.match(self.text, first, end)
        if match is None and not self.words.comma_last:
            return False
        if depth > self.depths[-1]:
            return True
        if match is None:
            return False
        self.problem(ContinuationNotDeeper(self.span(first, match.end()), match.group()))
        return True

    # ---- rows ----

    def row(
        self, mode: str, mode_depth: int, start: int, first: int, end: int, depth: int
    ) -> tuple[tuple[int, int], ...] | None:
        """The cells of the line if it is a row of the table above it."""
        if mode == "wording":
            if depth > mode_depth or "|" in self.text[first:end] or "\t" in self.text[first:end]:
                return self.split(first, end, quotes=False)
            return None
        if _TABLE_HEAD.match(self.text, first, end):
            return None
        if self.bar(first, end) >= 0:
            skip = first + 1 if self.text[first] == "|" else first
            cells = self.split(skip, end)
            return ((first, first), *cells) if skip != first else cells
        if _OTHERWISE_ROW.match(self.text, first, end) and depth > mode_depth:
            return ((first, self.code_end(first, end)),)
        if "\t" in self.text[first:end].rstrip("\t "):
            # Pasted from a spreadsheet: a TAB at the margin is a blank corner.
            return self.split(start if self.text[start] == "\t" and depth == 8 and start + 1 == first else first, end)
        return None

    def stray_row(self, first: int, end: int, depth: int) -> bool:
        """A line of cells where no table was opened, deeper than the line above it."""
        text = self.text
        if depth <= self.depths[-1] or text.startswith(("thr", "plus", "wording"), first):
            return False
        bar = self.bar(first, end)
        return bar >= 0 and text[bar : bar + 2] != "||"

    def bar(self, first: int, end: int) -> int:
        """Where the first `|` outside quotes and comments stands, or -1."""
        at = self.text.find("|", first, end)
        if at < 0:
            return -1
        for quoted in _QUOTED.finditer(self.text, first, end):
            if quoted.start() > at:
                break
            if quoted.end() > at:
                at = self.text.find("|", quoted.end(), end)
                if at < 0:
                    return -1
        return at

    def code_end(self, first: int, end: int) -> int:
        """Where a trailing comment begins, or `end`; the comment is kept."""
        for quoted in _QUOTED.finditer(self.text, first, end):
            if self.text[quoted.start()] == "#":
                self.words.comment(quoted.start(), end, own_line=False)
                end = quoted.start()
                break
        return end

    def split(self, first: int, end: int, quotes: bool = True) -> tuple[tuple[int, int], ...]:
        """The trimmed stretches between bars, or where there is no bar between TABs."""
        if quotes:
            end = self.code_end(first, end)
        bars = "|" in self.text[first:end] or (first > 0 and self.text[first - 1] == "|")
        sign = "|" if bars else "\t"
        cells, at = [], first
        hidden = [m.span() for m in _QUOTED.finditer(self.text, first, end)] if quotes else []
        block = 0  # the first stretch of `hidden` that does not end before `index`
        for index in range(first, end + 1):
            if index == end or self.text[index] == sign:
                while block < len(hidden) and hidden[block][1] <= index:
                    block += 1
                if block < len(hidden) and hidden[block][0] < index:
                    continue
                cells.append(self.trim(at, index))
                at = index + 1
        return tuple(cells)

    def trim(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] in " \t":
            start += 1
        while end > start and self.text[end - 1] in " \t":
            end -= 1
        return start, end

    def row_token(self, cells: tuple[tuple[int, int], ...], first: int, end: int, mode: str) -> None:
        self.add(Token("ROW", first, max(first, cells[-1][1]) if cells else end, cells))

    # ---- what stands beside the tokens ----

    def accept(self, first: int, end: int) -> None:
        match = _ACCEPTED_WHOLE.match(self.source.text, first, end)
        if match is None:
            self.problem(problems.AcceptedMalformed(self.span(first, end)))
            return
        if (hash_at := self.source.text.find("#", match.end(2), end)) >= 0:
            self.words.comment(hash_at, end, own_line=False)
        self.out.accepted.append(
            Accepted(match.group(1), match.group(2), self.content_line, span=self.span(first, end))
        )

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def problem(self, problem: Problem) -> None:
        self.out.report(problem)
