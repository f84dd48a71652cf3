"""A source file in, a `Module` and its problems out.

The words come from the lexer, the grammar from grammar/qmas.lark by way of the shipped table, the nodes
from `actions`; `driver` is the engine. Nothing here raises: whatever the text, there is a module with all
that could be read, and a problem for each thing that could not.
"""

import gc
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qmasdsl.diagnostics.model import Problem
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax import problems
from qmasdsl.syntax.actions import actions
from qmasdsl.syntax.automaton import Site
from qmasdsl.syntax.build_expressions import quantity
from qmasdsl.syntax.driver import CellError, Driver
from qmasdsl.syntax.lexer import lex, lex_cell
from qmasdsl.syntax.nodes import Module
from qmasdsl.syntax.reading import HIDDEN
from qmasdsl.syntax.table import load_table
from qmasdsl.syntax.words import Token


def parse(source: SourceFile, known: Sequence[Problem] = ()) -> tuple[Module, tuple[Problem, ...]]:
    """The module, and every problem of text, layout and grammar in the order of the file.

    `known` is what was found when the bytes were read: hidden letters. Nothing else is said of their lines.
    """
    with _collector_at_rest():
        lexed = lex(source, hidden_are_spaces=bool(known))
        site = Site(source, lexed.text, lexed.problems, reported=lexed.reported, unread=lexed.unread)
        driver = Driver(load_table(), _ACTIONS, site, "module")
        items = driver.run(lexed.tokens) or ()
    if not lexed.tokens:
        site.problems.append(problems.NothingHere(Span(source, 0, min(1, len(source.text)))))
    site.unread.extend(problem.span for problem in known)
    module = Module(source, tuple(items), tuple(lexed.comments), tuple(lexed.accepted), tuple(site.unread))
    found = site.problems
    if known:
        starts = source.line_starts
        spoilt = {bisect_right(starts, match.start()) for match in HIDDEN.finditer(source.text)}
        found = [problem for problem in found if bisect_right(starts, problem.span.start) not in spoilt]
    return module, tuple(sorted(found, key=lambda problem: problem.span.start))


def _parse_cell(site: Site, start: str, cell: tuple[int, int]) -> object:
    tokens, found = lex_cell(site.source, site.text, *cell)
    site.problems.extend(found)
    if not tokens:
        raise CellError(Token("$END", *cell), ())
    if len(tokens) == 1 and tokens[0].type == "NUMBER" and start in ("cell_result", "cell_limit"):
        # Most cells are a number; the engine would come to the same by a longer way.
        number = quantity(site, [*tokens], site.span(*cell))
        return (number, None) if start == "cell_result" else number
    return Driver(load_table(), _ACTIONS, site, start, recover=False).run(tokens)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A parse makes a great many objects and no cycles: the collector would double its time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_ACTIONS = actions(_parse_cell)
