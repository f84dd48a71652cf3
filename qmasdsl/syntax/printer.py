"""The printer: a rule file as `qmas fmt` writes it.

One spelling each: words for signs, two spaces a level, columns where a published table has columns, long
lines broken where the language lets them. What the tree does not hold (comments, `accepted`, single blank
lines) is put back by comments.py. What is printed reads as the same tree, and printed again stays the same.

    printer.py               the file: its blocks, and the blocks of a literate file
    printer_declarations.py  facts, kinds, lists, defines, selection, claims, cases
    printer_rules.py         tests, sections, factors, groups, rules
    printer_tables.py        tables, thresholds, wording
    printer_amendments.py    what an amendment adds and repeals
    printer_expressions.py   conditions, numbers, types
    printer_lines.py         columns, and where a long line may break
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from qmasdsl.syntax.comments import Placed, woven, woven_from_files
from qmasdsl.syntax.literate import blocks_of
from qmasdsl.syntax.nodes import (
    Always,
    Amendment,
    Case,
    Define,
    Factor,
    Facts,
    Item,
    Kinds,
    ListBlock,
    Module,
    Outcome,
    ProveHolds,
    ProveTrend,
    Question,
    Require,
    Scheme,
    Selection,
    Test,
    UseFacts,
    Wording,
)
from qmasdsl.syntax.printer_amendments import amendment_lines
from qmasdsl.syntax.printer_declarations import (
    case_lines,
    define_lines,
    facts_lines,
    kinds_lines,
    list_lines,
    question_text,
    scheme_lines,
    selection_lines,
    trend_text,
)
from qmasdsl.syntax.printer_expressions import expr_text, joined, label_text, names_text, quoted, type_text
from qmasdsl.syntax.printer_lines import Line
from qmasdsl.syntax.printer_rules import condition_lines, factor_lines, require_lines, rule_text, test_lines
from qmasdsl.syntax.printer_tables import wording_lines

__all__ = ["expr_text", "format_literate", "format_module", "format_whole", "rule_text", "type_text"]


def format_module(module: Module) -> str:
    """The module in its one spelling, ending in a newline; "" for a file with nothing in it."""
    return "".join(f"{line}\n" for line in _on_paper(_placed(module)))


def format_whole(module: Module, *notes: str) -> str:
    """A module that was made from several files, as a file of its own; `notes` are comments that it begins with."""
    pieces = woven_from_files(list(_module_lines(module.items)), module.accepted)
    head = [*(f"# {note}" for note in notes), ""] if notes else []
    return "".join(f"{line}\n" for line in [*head, *_on_paper(pieces)])


def format_literate(text: str, module: Module) -> str:
    """A literate file with its `qmas` blocks in their one spelling; prose and fences stay as they are.

    `module` was read from `text` with its prose made blank, so that lines have kept their numbers.
    """
    lines = text.split("\n")
    pieces = _placed(module)
    result: list[str] = []
    done = 0
    for start, end in blocks_of(text):
        # The pieces count lines from 1: the block's own are start + 1 to end.
        inside = [piece for piece in pieces if start < piece.line <= end]
        ending = "\r" if lines[start].endswith("\r") else ""
        result += [*lines[done:start], *(line + ending for line in _on_paper(inside))]
        done = end
    left = lines[done:] or [""]  # a last block that is never closed still ends in a newline
    return "\n".join([*result, *left])


def _placed(module: Module) -> list[Placed]:
    return woven(module, list(_module_lines(module.items)))


def _on_paper(pieces: Sequence[Placed]) -> Iterable[str]:
    for i, piece in enumerate(pieces):
        if piece.blank_before and i:
            yield ""
        yield from piece.texts


def _module_lines(items: Sequence[Item]) -> Iterable[Line]:
    """The lines of every item. A blank line goes between items, but not between neighbours of one line and
    one sort (`require`, `prove that`), where the author decides."""
    before: tuple[str, bool] | None = None
    for lines, word in _item_groups(items):
        now = (word, len(lines) == 1)
        first, *others = lines
        apart = before is not None and not (before == now and now[1])
        yield from (replace(first, apart=apart), *others)
        before = now


def _item_groups(items: Sequence[Item]) -> Iterable[tuple[list[Line], str]]:
    """The lines of each item, and the word it begins with. Requirements that follow each other are made
    together, since they share their columns."""
    for required, group in groupby(items, lambda item: isinstance(item, Require)):
        members = list(group)
        if required:
            for lines in _require_groups([item for item in members if isinstance(item, Require)]):
                yield lines, "require"
        else:
            for item in members:
                lines = _item_lines(item)
                yield lines, lines[0].text.partition(" ")[0]


def _require_groups(requirements: Sequence[Require]) -> Iterable[list[Line]]:
    lines: list[Line] = []
    for line in require_lines(requirements, 0, "require"):
        if line.depth == 0 and lines:
            yield lines
            lines = []
        lines.append(line)
    yield lines


def _item_lines(item: Item) -> list[Line]:
    match item:
        case Scheme():
            return scheme_lines(item)
        case Kinds():
            return kinds_lines(item)
        case Facts():
            return facts_lines(item)
        case ListBlock():
            return list_lines(item)
        case Define():
            return define_lines(item)
        case Test():
            return test_lines(item)
        case Factor():
            return factor_lines(item, 0)
        case Selection():
            return selection_lines(item)
        case Case():
            return case_lines(item)
        case Wording():
            return wording_lines(item)
        case Amendment():
            return amendment_lines(item)
        case Always() | Question() | Require() | Outcome() | ProveHolds() | ProveTrend() | UseFacts():
            return _statement_lines(item)
    assert_never(item)


def _statement_lines(item: Always | Question | Require | Outcome | ProveHolds | ProveTrend | UseFacts) -> list[Line]:
    match item:
        case Always():
            return condition_lines("always", item.condition, 0, item.span)
        case Question():
            return [Line(0, question_text(item), item.span)]
        case Require():
            return require_lines([item], 0, "require")
        case Outcome():
            words = joined(f"outcome {item.name.text}", label_text(item.label, item.cite), "when")
            return condition_lines(words, item.condition, 0, item.span)
        case ProveHolds():
            return condition_lines("prove that", item.claim, 0, item.span)
        case ProveTrend():
            return [Line(0, trend_text(item), item.span)]
        case UseFacts():
            return [Line(0, f"use facts from {quoted(item.path.text)} : {names_text(item.names)}", item.span)]
    assert_never(item)
