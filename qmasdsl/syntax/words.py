"""The words of one line: names, keywords, numbers, dates, texts and signs.

A keyword is a phrase of the grammar (`at least`, `first that applies`). A phrase of several words is
always that phrase; a single word is a keyword only where the parser can use one, else a name (the parser
decides), except for the reserved words. Every regular expression here is linear, and each mistake is one
token and one problem, so that what follows on the line can still be read.
"""

import re
from dataclasses import field
from typing import NamedTuple

from qmasdsl.diagnostics.model import Problem
from qmasdsl.frozen import slotted
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax import problems
from qmasdsl.syntax.nodes import Accepted, Comment
from qmasdsl.syntax.phrases import phrases

# Never names, wherever they stand.
RESERVED = frozenset(
    [
        *("and", "or", "not", "yes", "no", "otherwise", "given", "in", "is"),
        *("when", "plus", "expect", "from", "to", "over", "under", "any", "every"),
    ]
)

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


@slotted
class Lexed:
    """All that was found in a file. `text` has the length of the source's, with wide signs made narrow."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reported: set[int] = field(default_factory=set)  # where lines start of which something was reported
    unread: list[Span] = field(default_factory=list)  # lines too long to be read

    def report(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.reported.add(self.text.rfind("\n", 0, problem.span.start) + 1)


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
    | (?P<sign>=>|==|>=|<=|!=|<>|&&|\|\||\.\.|[^\n])
    """,
    re.VERBOSE,
)
_UNIT = re.compile(r"[ \t]+(years?|months?|weeks?|days?|hours?|[A-Z]{3})(?!\w)")
_MONTHS_TOO = re.compile(r"[ \t]+[0-9]{1,4}[ \t]+months?(?!\w)")
_SCORED = re.compile(r"([+\-])[ \t]*((?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9][0-9_]*)(?:\.[0-9]+)?)(?![\w.%])")
_AFTER_MINUS = re.compile(r"[ \t]*(?:$|\n|[\"“「\[|#]|when(?!\w)|for(?!\w))")
_TAG = re.compile(r"[ \t]+([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})(?![\w-])")


class Words:
    """Reads stretches of `out.text` into `out`."""

    def __init__(self, source: SourceFile, out: Lexed) -> None:
        self.source = source
        self.text = out.text
        self.out = out
        self.add = out.tokens.append
        self.phrases = phrases()
        self.brackets = 0
        self.told: set[str] = set()  # signs of which something was said on this line
        self.comma_last = False
        self.amends = self.text.startswith("amend ") or "\namend " in self.text
        self.repealing = False

    def new_line(self) -> None:
        self.brackets = 0
        self.told.clear()

    def read(self, start: int, end: int, line_start: bool = False) -> None:
        """Add the tokens of text[start:end]."""
        text, add, at = self.text, self.add, start
        if line_start:
            self.repealing = self.amends and text.startswith("repeal ", start)
        find, single, many = _TOKEN.match, self.phrases.single, self.phrases.many
        tokens = self.out.tokens
        scored = True  # points with a sign open a line or a cell, or stand after =>, : or `plus`
        while at < end:
            if scored and text[at] in "+-" and (match := self.scored(at, end)):
                self.number(match.start(2), match.end(2), "SCORED", at)
                at = match.end()
                scored = False
                continue
            match = find(text, at, end)
            assert match is not None  # the last branch takes any letter, and `end` is the end of the line
            kind, stop = match.lastgroup, match.end()
            if kind == "space":
                at = stop
                continue
            scored = False
            if kind == "word":
                word = match.group()
                for phrase in many.get(word, ()):
                    if phrase.terminal == "_AND_SUBSTITUTE" and not self.repealing:
                        continue  # a fact may be called `substitute`
                    if (phrase_end := phrase.end(text, stop, end)) >= 0:
                        add(Token(phrase.terminal, at, phrase_end))
                        at = phrase_end
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
                scored = word == "plus"
                continue
            line_start = False
            if kind == "sign":
                sign = match.group()
                for phrase in many.get(sign, ()):
                    if (phrase_end := phrase.end(text, stop, end)) >= 0:
                        add(Token(phrase.terminal, at, phrase_end))
                        at = phrase_end
                        break
                else:
                    type_ = single.get(sign, "")
                    if not type_:
                        if sign not in self.told:
                            self.problem(problems.UnexpectedCharacter(self.span(at, stop), sign))
                        self.told.add(sign)
                    elif not self.too_deep(type_, at):
                        scored = type_ in ("_ARROW", "_COLON")
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

    def scored(self, at: int, end: int) -> re.Match[str] | None:
        """Points with their sign; a minus only where nothing is reckoned with after it."""
        match = _SCORED.match(self.text, at, end)
        plus = self.text[at] == "+"
        return match if match and (plus or _AFTER_MINUS.match(self.text, match.end())) else None

    def too_deep(self, sign: str, at: int) -> bool:
        """Counts brackets; one that opens too deep is passed over, and so is the one that closes it."""
        was = self.brackets
        if sign == "_LPAR":
            self.brackets += 1
            if was == MAX_BRACKETS and "(" not in self.told:
                self.told.add("(")
                self.problem(problems.TooDeep(self.span(at, at + 1), MAX_BRACKETS))
                self.out.unread.append(self.span(at, at + 1))
            return was >= MAX_BRACKETS
        if sign == "_RPAR":
            self.brackets = max(was - 1, 0)
            return was > MAX_BRACKETS
        return False

    def number(self, start: int, end: int, type_: str, at: int) -> int:
        """Add a number; what runs into it (`10years`, `8,5`) belongs to the mistake."""
        stop = end
        text, size = self.text, len(self.text)
        while stop < size and (
            text[stop].isalnum()
            or text[stop] == "_"
            or (text[stop] in ",." and stop + 1 < size and text[stop + 1].isdigit() and text[stop : stop + 2] != "..")
        ):
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
            more = _MONTHS_TOO.match(self.text, at, end)
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
            self.out.unread.append(self.span(start, end))

    def comment(self, start: int, end: int, own_line: bool) -> None:
        text = self.source.text[start:end].rstrip()
        self.out.comments.append(Comment(text, own_line, span=self.span(start, start + len(text))))

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def problem(self, problem: Problem) -> None:
        self.out.report(problem)
