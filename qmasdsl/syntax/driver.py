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

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from difflib import SequenceMatcher
from typing import Any

from qmasdsl.diagnostics.model import Problem
from qmasdsl.frozen import slotted
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax import problems_grammar as problems
from qmasdsl.syntax.expected import expected_words
from qmasdsl.syntax.phrases import phrases
from qmasdsl.syntax.problems import MoreFindings
from qmasdsl.syntax.table import Table
from qmasdsl.syntax.words import RESERVED, Token

MAX_MISTAKES = 50
_LAYOUT = frozenset(["_NL", "_INDENT", "_DEDENT"])


@slotted
class Site:
    """Where building happens: what the actions read, and where they leave what they find."""

    source: SourceFile
    text: str
    problems: list[Problem] = field(default_factory=list)
    bracketed: set[int] = field(default_factory=set)
    reported: set[int] = field(default_factory=set)  # starts of lines of which something was said already

    unread: list[Span] = field(default_factory=list)  # stretches of which something could not be read
    places: set[int] = field(default_factory=set)  # where the first `counted` of the problems start
    counted: int = 0

    def told(self, start: int) -> bool:
        """Whether there is a problem already that starts here."""
        self.places.update(problem.span.start for problem in self.problems[self.counted :])
        self.counted = len(self.problems)
        return start in self.places

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    @contextmanager
    def unread_if_wrong(self, span: Span) -> Iterator[None]:
        """Counts `span` as not read if a problem is found meanwhile: nothing more is then said of it."""
        before = len(self.problems)
        yield
        if len(self.problems) > before:
            self.unread.append(span)


Action = Callable[[Site, list[Any], Span], Any]


class CellError(Exception):
    """A cell that does not parse; the words say what could have stood at `token`."""

    def __init__(self, token: Token, expected: tuple[str, ...]) -> None:
        super().__init__(token, expected)
        self.token = token
        self.expected = expected


class Driver:
    """One parse. `recover` is False for cells, which are too small to mend."""

    def __init__(
        self, table: Table, actions: Mapping[str, Action], site: Site, start: str, *, recover: bool = True
    ) -> None:
        self.table = table
        self.actions = actions
        self.site = site
        self.end_state = table.ends[start]
        self.start = start
        self.recover = recover
        self.states = [table.starts[start]]
        self.symbols: list[str] = []
        self.values: list[Any] = []
        self.spans: list[tuple[int, int]] = []
        self.last_end = 0
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
        return self.values[0] if self.values else None

    # ---- the automaton ----

    def feed(self, token: Token) -> bool:
        """Reduce and shift by one token; False, with the stack as it was, where it cannot stand."""
        kind = token.type
        soft = kind in _SOFT and self.site.text[token.start : token.end] not in RESERVED
        states = self.table.states
        action = states[self.states[-1]].get(kind)
        # A reduction may be a merged look-ahead: make sure before anything is built.
        if (action is None or action < 0) and not self.accepts(kind):
            if not (soft and self.accepts("NAME")):
                return False
            kind = "NAME"
            token = token._replace(type=kind)
        while True:
            action = states[self.states[-1]][kind]
            if action >= 0:
                if kind == "$END":
                    return True
                if kind in _LAYOUT or kind == "_BAD":
                    span = (self.last_end, self.last_end)
                else:
                    span = (token.start, token.end)
                    self.last_end = token.end
                self.push(action, kind, token, span)
                return True
            self.reduce(-1 - action, token)
            if kind == "$END" and self.states[-1] == self.end_state:
                return True

    def push(self, state: int, symbol: str, value: Any, span: tuple[int, int]) -> None:
        self.states.append(state)
        self.symbols.append(symbol)
        self.values.append(value)
        self.spans.append(span)

    def reduce(self, number: int, token: Token) -> None:
        rule = self.table.rules[number]
        count = rule.length
        if count:
            children = self.values[-count:]
            span = (self.spans[-count][0], self.spans[-1][1])
            del self.states[-count:], self.symbols[-count:], self.values[-count:], self.spans[-count:]
        else:
            children = []
            span = (token.start, token.start)
        kept: list[Any] = []
        parts = rule.parts
        if parts and parts[0] == -1 and not rule.action:
            # A list that grows by one: it is only ours, so it grows in place and not in quadratic time.
            kept = children[0]
            parts = parts[1:]
        for part in parts:
            if part is None:
                kept.append(None)
            elif part >= 0:
                kept.append(children[part])
            else:
                kept.extend(children[-1 - part])
        value: Any = kept
        if rule.action:
            value = self.actions[rule.action](self.site, kept, self.site.span(*span))
        self.push(self.table.states[self.states[-1]][rule.origin], rule.origin, value, span)

    def accepts(self, kind: str) -> bool:
        """Whether a token of this kind could stand next, tried on a copy of the stack."""
        states, rules = self.table.states, self.table.rules
        stack = self.states
        top = len(stack)
        extra: list[int] = []
        while True:
            state = extra[-1] if extra else stack[top - 1]
            action = states[state].get(kind)
            if action is None:
                return False
            if action >= 0:
                return True
            rule = rules[-1 - action]
            count = rule.length
            taken = min(count, len(extra))
            if taken:
                del extra[-taken:]
            top -= count - taken
            state = extra[-1] if extra else stack[top - 1]
            if kind == "$END" and rule.origin == self.start:
                return True
            extra.append(states[state][rule.origin])

    def acceptable(self) -> list[str]:
        kinds = self.table.states[self.states[-1]]
        return [kind for kind in kinds if kind == kind.upper() and self.accepts(kind)]

    # ---- mending ----

    def mend(self, at: int) -> int:
        """Report the mistake at queue[at] and give the place to go on from, or -1 to give up."""
        token = self.queue[at]
        self.mistakes += 1
        if self.mistakes > MAX_MISTAKES:
            self.site.problems.append(MoreFindings(self.span(token), MAX_MISTAKES))
            return -1
        if token.type == "AMEND":
            self.site.problems.append(problems.AmendmentsLater(self.span(token)))
            return self.skip_line(at)
        if token.type == "_INDENT":
            return self.too_deep(at)
        if (after := self.misspelt(at)) is not None:
            return after
        if self.acceptable() == ["_INDENT"]:
            return self.too_shallow(at)
        if self.site.text.rfind("\n", 0, token.start) + 1 not in self.site.reported:
            self.site.problems.append(self.complaint(at))
        return self.skip_line(at)

    def complaint(self, at: int) -> Problem:
        token = self.queue[at]
        text = self.site.text[token.start : token.end]
        acceptable = self.acceptable()
        expected = expected_words(acceptable)
        if token.type in _LAYOUT or token.type == "$END":
            end = self.last_end
            return problems.UnexpectedWord(self.site.span(max(end - 1, 0), end), "", expected, ends=True)
        if text in RESERVED and "NAME" in acceptable and len(acceptable) < 20:
            return problems.ReservedWord(self.span(token), text)
        shown = text.split("\n")[0][:40]
        if (meant := self.misspelt_before(at)) is not None:
            return meant
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

    def misspelt_before(self, at: int) -> Problem | None:
        """A keyword of which an earlier word of the line was taken for a name: `levle none < bachelor`."""
        first = at
        while first > 0 and at - first < 4 and self.queue[first - 1].type not in _LAYOUT:
            first -= 1
        for start in range(first, at):
            words = ""
            for token in self.queue[start : at + 3]:
                if token.type in _LAYOUT:
                    break
                words = f"{words} {self.site.text[token.start : token.end]}".strip()
                if spelling := _close_keyword(words):
                    place = self.site.span(self.queue[start].start, token.end)
                    return problems.MisspeltWord(place, words, spelling)
        return None

    def first_of_line(self, at: int) -> bool:
        return at == 0 or self.queue[at - 1].type in _LAYOUT

    def head_above(self, token: Token) -> Span | None:
        """The line that opened the block the token stands in."""
        for symbol, (start, _) in zip(reversed(self.symbols), reversed(self.spans), strict=True):
            if symbol == "_INDENT":
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
            if self.queue[place].type in _LAYOUT or not text.replace(" ", "").replace("_", "").isalpha():
                break
            words.append((place, text))
            place += 1
        best: tuple[float, str, str, int] | None = None
        for kind in self.acceptable():
            if kind == "NAME" or kind not in _SPELLED:
                continue
            for spelling in _SPELLED[kind]:
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
        self.queue[words[taken - 1][0]] = merged
        return words[taken - 1][0]

    def skip_line(self, at: int) -> int:
        """Pass over the rest of the line at queue[at] and, unless its head can end there, what is beneath it."""
        end = at
        while self.queue[end].type not in ("_NL", "$END"):
            end += 1
        start = self.queue[at].start
        first = at
        while first > 0 and self.queue[first - 1].type not in _LAYOUT:
            first -= 1
        if self.queue[end].type == "_NL" and at != end and self.accepts("_NL") and first != at:
            self.skip_span(self.queue[first].start, end)
            return end
        opened = 0
        while not self.accepts("_BAD"):
            if len(self.states) == 1:
                return -1
            self.states.pop()
            opened += self.symbols.pop() == "_INDENT"
            self.values.pop()
            self.spans.pop()
        next_ = end + 1 if self.queue[end].type == "_NL" else end
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
_SOFT = frozenset(kind for kind, spelled in _SPELLED.items() if any(spelling.isalpha() for spelling in spelled))


def _close_keyword(words: str) -> str | None:
    """The keyword that `words` is nearly, but not quite."""
    count = len(words.split())
    if any(words in spellings for spellings in _SPELLED.values()):
        return None
    for kind, spellings in _SPELLED.items():
        for spelling in spellings:
            close = len(spelling.split()) == count and len(words) > 4 and spelling[0].isalpha()
            if close and words != spelling and SequenceMatcher(None, words.lower(), spelling).ratio() >= 0.8:
                return None if kind == "AMEND" else spelling
    return None
