"""The parser's engine: tokens in, a tree out, and after a mistake on to the next line.

It follows the shipped LALR table (`qmasdsl.syntax.table`), builds nodes as rules are completed
(`qmasdsl.syntax.actions`), and never raises. A mistake is reported once and then mended in the least way
that lets the rest of the file be read:

  - a word close to one that could stand there is taken for it;
  - a line that is too deep is read one level further out;
  - a head without the lines it needs gets an empty block;
  - otherwise the rest of the line is passed over; if its head could end there, the lines beneath it are
    still read, else they are passed over with it.

What was passed over is kept in `skipped`, so that later passes do not complain of names declared there.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from qmasdsl.diagnostics.model import Problem
from qmasdsl.source import Span
from qmasdsl.syntax import problems_grammar as problems
from qmasdsl.syntax.automaton import LAYOUT, Action, Automaton, Site
from qmasdsl.syntax.expected import expected_words
from qmasdsl.syntax.phrases import closest_keyword, phrases, soft_keywords
from qmasdsl.syntax.problems_many import MoreFindings
from qmasdsl.syntax.table import Table
from qmasdsl.syntax.words import RESERVED, Token

MAX_MISTAKES = 50


class CellError(Exception):
    """A cell that does not parse; the words say what could have stood at `token`."""

    def __init__(self, token: Token, expected: tuple[str, ...]) -> None:
        super().__init__(token, expected)
        self.token = token
        self.expected = expected


class Driver(Automaton):
    """One parse. `recover` is False for cells, which are too small to mend."""

    def __init__(
        self, table: Table, actions: Mapping[str, Action], site: Site, start: str, *, recover: bool = True
    ) -> None:
        super().__init__(table, actions, site, start)
        self.recover = recover
        self.mistakes = 0

    def run(self, tokens: Sequence[Token]) -> Any:
        size = len(self.site.text) if self.recover else (tokens[-1].end if tokens else 0)
        queue = [*tokens, Token("$END", size, size)]
        self.queue = queue
        self.dropped: set[int] = set()
        at = 0
        while at < len(queue):
            if at in self.dropped:
                at += 1
                continue
            token = queue[at]
            if self.feed(token):
                at += 1
                continue
            if not self.recover:
                raise CellError(token, expected_words(self.acceptable()))
            at = self.mend(at)
            if at < 0:
                return None
        return self.built[0][0] if self.built else None

    # ---- mending ----

    def mend(self, at: int) -> int:
        """Report the mistake at queue[at] and give the place to go on from, or -1 to give up."""
        token = self.queue[at]
        self.mistakes += 1
        if self.mistakes > MAX_MISTAKES:
            self.site.problems.append(MoreFindings(self.span(token), MAX_MISTAKES))
            return -1
        if token.type == "_INDENT":
            return self.too_deep(at)
        if (after := self.misspelt(at)) is not None:
            return after
        if self.acceptable() == ["_INDENT"]:
            return self.too_shallow(at)
        if self.site.text.rfind("\n", 0, token.start) + 1 not in self.site.reported:
            if (after := self.go_back(at)) is not None:
                return after
            self.site.problems.append(self.complaint(at))
        return self.skip_line(at)

    def complaint(self, at: int) -> Problem:
        token = self.queue[at]
        text = self.site.text[token.start : token.end]
        acceptable = self.acceptable()
        expected = expected_words(acceptable)
        if token.type in LAYOUT or token.type == "$END":
            end = self.last_end
            return problems.UnexpectedWord(self.site.span(max(end - 1, 0), end), "", expected, ends=True)
        if text in RESERVED and "NAME" in acceptable and len(acceptable) < 20:
            return problems.ReservedWord(self.span(token), text)
        shown = text.split("\n")[0][:40]
        if "_PLUS_WORD" in acceptable and self.is_rule(at):
            rule = " ".join(self.line_of(token.start).text.split())
            return problems.RuleOutsideGroup(self.line_of(token.start), rule)
        if self.first_of_line(at) and "_NL" not in acceptable:
            return problems.LineOutOfPlace(self.span(token), shown, expected, self.head_above(token))
        return problems.UnexpectedWord(self.span(token), shown, expected)

    def is_rule(self, at: int) -> bool:
        if self.queue[at].type in ("SCORED", "_OTHERWISE"):
            return self.queue[at].type == "SCORED"
        while self.queue[at].type not in ("_NL", "$END"):
            if self.queue[at].type == "_ARROW":
                return True
            at += 1
        return False

    def misspelt_before(self, at: int) -> tuple[int, int, str] | None:
        """A keyword of which an earlier word of the line was taken for a name (`levle none < bachelor`): the
        places of its first and last word, and what was meant."""
        first = at
        while first > 0 and at - first < 4 and self.queue[first - 1].type not in LAYOUT:
            first -= 1
        best: tuple[float, int, int, str] | None = None
        for start in range(first, at):
            if self.queue[start].start in self.site.respelt:
                return None  # it was gone back to already
            words = ""
            for last in range(start, min(at + 5, len(self.queue))):
                token = self.queue[last]
                if token.type in LAYOUT:
                    break
                words = f"{words} {self.site.text[token.start : token.end]}".strip()
                score, spelling = closest_keyword(words)
                if spelling and (best is None or score > best[0]):
                    best = (score, start, last, spelling)
        return None if best is None else best[1:]

    def go_back(self, at: int) -> int | None:
        """Read the line again from a keyword that was taken for a name; None if there is none."""
        found = self.misspelt_before(at)
        if found is None:
            return None
        first, last, spelling = found
        merged = Token(_KINDS[spelling], self.queue[first].start, self.queue[last].end)
        words = " ".join(self.site.text[merged.start : merged.end].split())
        self.site.problems.append(problems.MisspeltWord(self.span(merged), words, spelling))
        # What was built from the mistaken words lies on top of the stack, beginning where they begin.
        bottom = next((k for k, (_, start, end) in enumerate(self.built) if start == merged.start < end), None)
        if bottom is not None:
            before = self.states[bottom + 1 :], self.built[bottom:]
            del self.states[bottom + 1 :], self.built[bottom:]
            if self.accepts(merged.type):
                self.site.respelt[merged.start] = spelling
                self.queue[last] = merged
                return last
            self.states += before[0]
            self.built += before[1]
        return self.skip_line(at)

    def first_of_line(self, at: int) -> bool:
        return at == 0 or self.queue[at - 1].type in LAYOUT

    def head_above(self, token: Token) -> Span | None:
        """The line that opened the block the token stands in."""
        for state, (_, start, _) in zip(reversed(self.states[1:]), reversed(self.built), strict=True):
            if self.table.symbols[state] == "_INDENT":
                return self.line_of(max(start - 1, 0))
        return None

    def line_of(self, offset: int) -> Span:
        """The last line with anything on it, up to `offset`."""
        text = self.site.text
        offset = len(text[: offset + 1].rstrip()) - 1
        start = text.rfind("\n", 0, max(offset, 0)) + 1
        end = text.find("\n", max(offset, 0))
        end = len(text) if end < 0 else end
        line = text[start:end]
        return self.site.span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))

    def too_deep(self, at: int) -> int:
        first = self.queue[at + 1]
        above = self.line_of(max(self.last_end - 1, 0))
        self.site.problems.append(problems.UnexpectedIndent(self.span(first), above))
        self.dropped.add(self.closing(at))
        return at + 1

    def too_shallow(self, at: int) -> int:
        head = self.line_of(max(self.last_end - 1, 0))
        place = self.queue[at]
        self.feed(Token("_INDENT", place.start, place.start))
        expected = expected_words(self.acceptable())
        words = " ".join(head.text.split()[:2])
        self.site.problems.append(problems.LinesMissing(head, words, expected))
        for kind in ("_BAD", "_NL", "_DEDENT"):
            self.feed(Token(kind, place.start, place.start))
        return at

    def misspelt(self, at: int) -> int | None:
        """Take a word (or a phrase of several) for the one it is close to, if there is one."""
        token = self.queue[at]
        if token.type != "NAME" and token.type not in _SOFT:
            return None
        words: list[tuple[int, str]] = []
        place = at
        while place < len(self.queue) and len(words) < 6:
            text = self.site.text[self.queue[place].start : self.queue[place].end]
            if self.queue[place].type in LAYOUT or not text.replace(" ", "").replace("_", "").isalpha():
                break
            words.append((place, text))
            place += 1
        best: tuple[float, str, str, int] | None = None
        for kind in self.acceptable():
            if kind == "NAME" or kind not in _SPELLED:
                continue
            for spelling in _SPELLED[kind]:
                if "#" in spelling:
                    continue
                joined = ""
                for taken, (_, text) in enumerate(words, start=1):
                    joined = f"{joined} {text}".strip()
                    if len(joined.split()) == len(spelling.split()):
                        score = SequenceMatcher(None, joined.lower(), spelling).ratio()
                        # A reserved word by itself is spelt as it should be; it is another mistake.
                        if joined not in RESERVED and score >= 0.75 and (best is None or score > best[0]):
                            best = (score, kind, spelling, taken)
                        break
        if best is None:
            return None
        _, kind, spelling, taken = best
        last = self.queue[words[taken - 1][0]]
        merged = Token(kind, token.start, last.end)
        found = self.site.text[merged.start : merged.end]
        self.site.problems.append(problems.MisspeltWord(self.span(merged), found, spelling))
        self.site.respelt[merged.start] = spelling
        self.queue[words[taken - 1][0]] = merged
        return words[taken - 1][0]

    def skip_line(self, at: int) -> int:
        """Pass over the rest of the line at queue[at] and, unless its head can end there, what is beneath it."""
        end = at
        while self.queue[end].type not in ("_NL", "$END"):
            end += 1
        start = self.queue[at].start
        first = at
        while first > 0 and self.queue[first - 1].type not in LAYOUT:
            first -= 1
        if self.queue[end].type == "_NL" and at != end and self.accepts("_NL") and first != at:
            self.skip_span(self.queue[first].start, end)
            return end
        opened = 0
        while not self.accepts("_BAD"):
            if len(self.states) == 1:
                return -1
            opened += self.table.symbols[self.states.pop()] == "_INDENT"
            self.built.pop()
        next_ = end + 1 if self.queue[end].type == "_NL" else end
        while next_ < len(self.queue) and self.queue[next_].type == "ROW":
            next_ += 2  # the rows of a table whose head was not read
        if next_ < len(self.queue) and self.queue[next_].type == "_INDENT":
            next_ = self.closing(next_) + 1
        while opened and next_ < len(self.queue) and self.queue[next_].type != "$END":
            kind = self.queue[next_].type
            if kind == "_INDENT":
                next_ = self.closing(next_)
            elif kind == "_DEDENT":
                opened -= next_ not in self.dropped
            next_ += 1
        self.skip_span(min(start, self.queue[first].start), next_)
        self.feed(Token("_BAD", start, start))
        self.feed(Token("_NL", start, start))
        return next_

    def skip_span(self, start: int, before: int) -> None:
        stop = self.queue[min(before, len(self.queue) - 1)].start
        self.site.unread.append(self.site.span(start, max(stop, start)))
        self.last_end = max(self.last_end, min(stop, len(self.site.text.rstrip())))

    def closing(self, at: int) -> int:
        """The place of the _DEDENT that closes the _INDENT at queue[at]."""
        depth = 0
        for place in range(at, len(self.queue)):
            kind = self.queue[place].type
            depth += (kind == "_INDENT") - (kind == "_DEDENT")
            if depth == 0:
                return place
        return len(self.queue) - 1

    def span(self, token: Token) -> Span:
        return self.site.span(token.start, token.end)


_SPELLED = phrases().spellings
_SOFT = soft_keywords()
_KINDS = {spelling: kind for kind, spellings in _SPELLED.items() for spelling in spellings}
