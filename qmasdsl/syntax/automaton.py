"""The automaton: tokens in, nodes out, one rule of the grammar at a time.

It follows the shipped LALR table (`qmasdsl.syntax.table`) and builds nodes as rules are completed
(`qmasdsl.syntax.actions`). Whether a token can stand somewhere is tried before anything is built, so a
mistake leaves the stack as it was.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from typing import Any

from qmasdsl.diagnostics.model import Problem
from qmasdsl.frozen import slotted
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax.phrases import soft_keywords
from qmasdsl.syntax.table import Table
from qmasdsl.syntax.words import RESERVED, Token

LAYOUT = frozenset(["_NL", "_INDENT", "_DEDENT"])


@slotted
class Site:
    """Where building happens: what the actions read, and where they leave what they find."""

    source: SourceFile
    text: str
    problems: list[Problem] = field(default_factory=list)
    bracketed: set[int] = field(default_factory=set)
    reported: set[int] = field(default_factory=set)  # starts of lines of which something was said already

    respelt: dict[int, str] = field(default_factory=dict)  # where a misspelt keyword starts, and what it was taken for
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


class Automaton:
    """One parse, as far as it has come."""

    def __init__(self, table: Table, actions: Mapping[str, Action], site: Site, start: str) -> None:
        self.table = table
        self.actions = actions
        self.site = site
        self.end_state = table.ends[start]
        self.start = start
        self.states = [table.starts[start]]
        self.built: list[tuple[Any, int, int]] = []  # for each state but the first: its value, where it starts and ends
        self.last_end = 0

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
                self.states.append(action)
                if kind in LAYOUT or kind == "_BAD":
                    self.built.append((token, self.last_end, self.last_end))
                else:
                    self.built.append((token, token.start, token.end))
                    self.last_end = token.end
                return True
            self.reduce(-1 - action, token)
            if kind == "$END" and self.states[-1] == self.end_state:
                return True

    def reduce(self, number: int, token: Token) -> None:
        rule = self.table.rules[number]
        built = self.built
        if rule.length:
            children = built[-rule.length :]
            start, end = children[0][1], children[-1][2]
            del built[-rule.length :], self.states[-rule.length :]
        else:
            children = []
            start = end = token.start
        kept: list[Any] = []
        parts = rule.parts
        if not rule.action and parts and parts[0] == -1:
            # A list that grows by one: it is only ours, so it grows in place and not in quadratic time.
            kept = children[0][0]
            parts = parts[1:]
        for part in parts:
            if part is None:
                kept.append(None)
            elif part >= 0:
                kept.append(children[part][0])
            else:
                kept.extend(children[-1 - part][0])
        value: Any = kept
        if rule.action:
            value = self.actions[rule.action](self.site, kept, Span(self.site.source, start, end))
        self.states.append(self.table.states[self.states[-1]][rule.origin])
        built.append((value, start, end))

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


_SOFT = soft_keywords()
