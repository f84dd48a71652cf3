"""Words and layout: text in, a flat list of tokens out, never an exception.

What the eye sees is what the machine reads, so layout is decided here, a line at a time:

  - a deeper line opens a block (`_INDENT`), a shallower one closes blocks (`_DEDENT`), each logical line
    ends in `_NL`; blank lines and comments are at home anywhere;
  - a line that begins with `and`, `or` or `=>`, or that follows a comma, goes on with the line above it
    and must stand deeper;
  - beneath the head of a table, a line with `|` or TABs is one `ROW` token, at any depth; its cells are
    parsed later, each on its own (`Row.cells`);
  - an `accepted` line belongs to the line above it, at any depth, and is kept beside the tokens.

A keyword is a phrase of the grammar (`at least`, `first that applies`). A phrase of several words is
always that phrase; a single word is a keyword only where the parser can use one, else a name (the parser
decides), except for the reserved words. Every regular expression here is linear.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from qmasdsl.diagnostics.model import Problem
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax import problems
from qmasdsl.syntax.nodes import Accepted, Comment
from qmasdsl.syntax.phrases import Phrases, phrases
from qmasdsl.syntax.wide import WIDE, narrow

# Never names, wherever they stand.
RESERVED = frozenset(
    ["and", "or", "not", "yes", "no", "otherwise", "given", "in", "is", "when", "plus", "expect", "from", "to"]
    + ["over", "under"]
)

MAX_LINE = 4096
MAX_INDENT = 32
MAX_BRACKETS = 32
MAX_DIGITS = 9
MAX_PLACES = 6
MAX_NAME = 128


class Token(NamedTuple):
    """`type` is a terminal of the grammar; `cells` are the stretches of a ROW between its bars."""

    type: str
    start: int
    end: int
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Lexed:
    """All that was found in a file. `text` has the length of the source's, with wide signs made narrow."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def lex(source: SourceFile) -> Lexed:
    return _Lexer(source, phrases()).run()


def lex_cell(source: SourceFile, text: str, start: int, end: int) -> tuple[list[Token], list[Problem]]:
    """The tokens of one cell of a row, without layout; `text` is the narrow text of the whole file."""
    lexer = _Lexer(source, phrases(), text)
    lexer.words(start, end)
    return lexer.out.tokens, lexer.out.problems


# One sign, word or number at a time. INVARIANT: every branch is linear and something always matches.
_TOKEN = re.compile(
    r"""
      (?P<space>[ \t]+)
    | (?P<instant>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})(?!\w))
    | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-]))
    | (?P<longdate>[0-9]{1,2}[ ](?i:january|february|march|april|may|june|july|august|september|october|november
        |december)[ ][0-9]{4}(?!\w))
    | (?P<baddate>[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}(?![\w-]))
    | (?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9][0-9_]*)(?:\.[0-9]+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<text>"[^"\n]*"?|[“”][^”"\n]*[”"]?|「[^」\n]*」?)
    | (?P<cite>\[[^\]\n]*\]?)
    | (?P<comment>\#[^\n]*)
    | (?P<sign>=>|==|>=|<=|!=|<>|&&|\|\||\.\.|\S)
    """,
    re.VERBOSE,
)
_UNIT = re.compile(r"[ \t]+(years?|months?|weeks?|days?|hours?|[A-Z]{3})(?!\w)")
_NUMBER_NEXT = re.compile(r"[0-9][0-9_]*(?:\.[0-9]+)?")
_SCORED = re.compile(r"([+\-])[ \t]*((?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9][0-9_]*)(?:\.[0-9]+)?)(?![\w.%])")
_AFTER_MINUS = re.compile(r"[ \t]*(?:$|\n|[\"“「\[|#]|when(?!\w)|for(?!\w))")
_TAG = re.compile(r"[ \t]+([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})(?![\w-])")
_ACCEPTED = re.compile(r"accepted(?=[ \t]+QM|[ \t]*$)")
_ACCEPTED_WHOLE = re.compile(r"accepted[ \t]+(QM[0-9]{3})[ \t]+[\"“]([^\"”\n]+)[\"”][ \t]*(?:#[^\n]*)?$")
_CONTINUES = re.compile(r"(?:(and|or)(?!\w)|&&|\|\||=>|⇒|→)")
_TABLE_HEAD = re.compile(
    r"(?:plus[ \t]+)?(?:table[ \t]+by\b|(?:first|highest)[ \t]+row[ \t]+of[ \t]+table\b"
    r"|thresholds(?=[ \t]*(?:$|[|#]|=>|by\b|\n)))"
)
_WORDING_HEAD = re.compile(r"wording[ \t]+\w")
_OTHERWISE_ROW = re.compile(r"otherwise(?!\w)(?![^\n]*(?:=>|⇒|→))")
_QUOTED = re.compile(r'"[^"\n]*"?|“[^”\n]*”?|「[^」\n]*」?|#[^\n]*')


class _Lexer:
    def __init__(self, source: SourceFile, words: Phrases, text: str | None = None) -> None:
        self.source = source
        self.phrases = words
        self.text = source.text if text is None else text
        self.out = Lexed(self.text)
        self.add = self.out.tokens.append
        self.depths = [0]
        self.brackets = 0
        self.tab_reported = False
        self.comma_last = False
        self.content_line = 0

    # ---- lines ----

    def run(self) -> Lexed:
        self.widths()
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
            if text[first] == "#" :
                self.comment(first, end, own_line=True)
                start = end + 1
                continue
            if end - start > MAX_LINE:
                self.problem(problems.LineTooLong(self.span(start, start + 60), MAX_LINE))
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
                self.comma_last = False
                start = end + 1
                continue
            mode = ""
            continuation = open_line and self.continues(first, end, depth)
            if not continuation:
                if open_line:
                    self.add(Token("_NL", start, start))
                self.layout(start, first, depth)
                self.brackets = 0
                if _TABLE_HEAD.match(text, first, end):
                    mode, mode_depth = "table", self.depths[-1]
                elif _WORDING_HEAD.match(text, first, end):
                    mode, mode_depth = "wording", self.depths[-1]
            elif self.comma_last or True:
                if _TABLE_HEAD.match(text, first, end):
                    mode = ""
            bar = self.bar(first, end) if mode == "table" and not continuation else -1
            if bar >= 0:
                self.words(first, bar, line_start=True)
                self.row_token(self.split(bar + 1, end), bar, end, "table")
                self.comma_last = False
            else:
                self.words(first, end, line_start=not continuation)
            self.content_line = number
            open_line = True
            start = end + 1
        if open_line:
            self.add(Token("_NL", size, size))
        self.out.tokens.extend(Token("_DEDENT", size, size) for _ in self.depths[1:])
        return self.out

    def widths(self) -> None:
        """Make wide signs narrow outside quotes and comments; one finding for the whole file."""
        if not WIDE.search(self.text):
            return
        self.text, found = narrow(self.text, _QUOTED)
        self.out.text = self.text
        if found:
            counts: dict[str, int] = {}
            for _, what in found:
                counts[what] = counts.get(what, 0) + 1
            where = found[0][0]
            self.problem(
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
                self.problem(problems.TooDeep(self.span(first, first + 1), MAX_INDENT))
                return
            depths.append(depth)
            self.add(Token("_INDENT", first, first))
            return
        while depth < depths[-1]:
            depths.pop()
            self.add(Token("_DEDENT", first, first))
        if depth != depths[-1]:
            self.problem(problems.Misaligned(self.span(first, first + 1), depth, depths[-1]))
            depths.append(depth)
            self.add(Token("_INDENT", first, first))

    def continues(self, first: int, end: int, depth: int) -> bool:
        match = _CONTINUES.match(self.text, first, end)
        if match is None and not self.comma_last:
            return False
        if depth > self.depths[-1]:
            return True
        if match is None:
            return False
        self.problem(problems.ContinuationNotDeeper(self.span(first, match.end()), match.group()))
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
                self.comment(quoted.start(), end, own_line=False)
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
        for index in range(first, end + 1):
            if index == end or self.text[index] == sign:
                if any(low < index < high for low, high in hidden):
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

    # ---- words ----

    def words(self, start: int, end: int, line_start: bool = False) -> None:
        """Add the tokens of text[start:end]."""
        text, add, at = self.text, self.add, start
        find, single, many = _TOKEN.match, self.phrases.single, self.phrases.many
        tokens = self.out.tokens
        scored = line_start or not line_start  # a sign may open a line, a cell or stand after =>
        while at < end:
            if scored and text[at] in "+-" and (match := _SCORED.match(text, at, end)):
                if text[at] == "+" or _AFTER_MINUS.match(text, match.end()):
                    self.number(match.start(2), match.end(2), "SCORED", at)
                    at = match.end()
                    scored = False
                    continue
            match = find(text, at, end)
            if match is None:  # pragma: no cover  # \S catches all but newlines, and `end` is one
                break
            kind, stop = match.lastgroup, match.end()
            if kind == "space":
                at = stop
                continue
            scored = False
            if kind == "word":
                word = match.group()
                for pattern, type_ in many.get(word, ()):
                    if phrase := pattern.match(text, at, end):
                        add(Token(type_, at, phrase.end()))
                        at = phrase.end()
                        break
                else:
                    add(Token(single.get(word, "NAME"), at, stop))
                    at = stop
                    if word == "wording" and line_start and (tag := _TAG.match(text, at, end)):
                        add(Token("TAG", tag.start(1), tag.end(1)))
                        at = tag.end()
                    elif len(word) > MAX_NAME or not word.isascii():
                        self.name(at - len(word), stop, word)
                line_start = False
                continue
            line_start = False
            if kind == "sign":
                sign = match.group()
                for pattern, type_ in many.get(sign, ()):
                    if phrase := pattern.match(text, at, end):
                        add(Token(type_, at, phrase.end()))
                        at = phrase.end()
                        break
                else:
                    type_ = single.get(sign, "")
                    if not type_:
                        self.problem(problems.UnexpectedCharacter(self.span(at, stop), sign))
                    elif type_ == "_LPAR" and self.deep(at):
                        pass
                    else:
                        if type_ == "_RPAR" and self.brackets:
                            self.brackets -= 1
                        scored = type_ == "_ARROW"
                        add(Token(type_, at, stop))
                    at = stop
            elif kind == "number":
                at = self.number(at, stop, "NUMBER", at)
                if tokens[-1].type == "NUMBER":
                    at = self.units(tokens[-1], end)
            elif kind == "text":
                if stop - at < 2 or text[stop - 1] not in '"”」':
                    self.problem(problems.UnfinishedText(self.span(at, stop)))
                add(Token("TEXT", at, stop))
                at = stop
            elif kind == "cite":
                if text[stop - 1] != "]":
                    self.problem(problems.UnfinishedText(self.span(at, stop), bracket=True))
                add(Token("CITE", at, stop))
                at = stop
            elif kind == "comment":
                self.comment(at, end, own_line=False)
                at = end
            else:
                self.date(kind or "", at, stop)
                at = stop
        self.comma_last = bool(tokens) and tokens[-1].type == "_COMMA"

    def deep(self, at: int) -> bool:
        self.brackets += 1
        if self.brackets == MAX_BRACKETS + 1:
            self.problem(problems.TooDeep(self.span(at, at + 1), MAX_BRACKETS))
        return self.brackets > MAX_BRACKETS

    def number(self, start: int, end: int, type_: str, at: int) -> int:
        """Add a number; what runs into it (`10years`, `8,5`) belongs to the mistake."""
        stop = end
        text, size = self.text, len(self.text)
        while stop < size and (text[stop].isalnum() or text[stop] == "_"
                               or (text[stop] in ",." and stop + 1 < size and text[stop + 1].isdigit()
                                   and text[stop : stop + 2] != "..")):
            stop += 1
        written = text[start:stop]
        whole, _, places = text[start:end].replace(",", "").replace("_", "").partition(".")
        if stop != end:
            self.problem(problems.NumberMalformed(self.span(start, stop), written[:40]))
        elif len(whole) > MAX_DIGITS or len(places) > MAX_PLACES:
            self.problem(problems.NumberTooLong(self.span(start, stop), MAX_DIGITS, MAX_PLACES))
        elif (len(whole) > 1 and whole[0] == "0") or written.endswith("_") or "__" in written:
            self.problem(problems.NumberMalformed(self.span(start, stop), written[:40]))
        self.add(Token(type_, at, stop))
        return stop

    def units(self, number: Token, end: int) -> int:
        """Take the unit after a number into it, and `6 years 3 months` as one."""
        at = number.end
        if not (unit := _UNIT.match(self.text, at, end)):
            return at
        # `for 10 years of` is a unit; a currency is one only in capitals, so no name is lost.
        at = unit.end()
        if unit[1].startswith("year"):
            more = re.compile(r"[ \t]+[0-9]{1,4}[ \t]+months?(?!\w)").match(self.text, at, end)
            if more:
                at = more.end()
        self.out.tokens[-1] = Token("QUANTITY", number.start, at)
        return at

    def date(self, kind: str, start: int, end: int) -> None:
        if kind == "baddate":
            self.problem(problems.DateAmbiguous(self.span(start, end), self.text[start:end]))
            self.add(Token("DATE", start, end))
        else:
            self.add(Token("INSTANT" if kind == "instant" else "DATE", start, end))

    def name(self, start: int, end: int, word: str) -> None:
        if problem := problems.name_problem(self.span(start, end), word, MAX_NAME):
            self.problem(problem)

    # ---- what stands beside the tokens ----

    def comment(self, start: int, end: int, own_line: bool) -> None:
        text = self.source.text[start:end].rstrip()
        self.out.comments.append(Comment(text, own_line, span=self.span(start, start + len(text))))

    def accept(self, first: int, end: int) -> None:
        match = _ACCEPTED_WHOLE.match(self.source.text, first, end)
        if match is None:
            self.problem(problems.AcceptedMalformed(self.span(first, end)))
            return
        if (hash_at := self.source.text.find("#", match.end(2), end)) >= 0:
            self.comment(hash_at, end, own_line=False)
        self.out.accepted.append(
            Accepted(match.group(1), match.group(2), self.content_line, span=self.span(first, end))
        )

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def problem(self, problem: Problem) -> None:
        self.out.problems.append(problem)
