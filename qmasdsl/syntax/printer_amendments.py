"""Amendments as lines.

What is changed is printed by the printers of the things themselves; here are only `add`, `repeal` and where they
stand. One thing to add stands on the line of its `add`, several stand beneath it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from qmasdsl.syntax.nodes import (
    Add,
    Always,
    Amendment,
    ChangesIn,
    Define,
    EachDraw,
    Entry,
    FactLine,
    Factor,
    Facts,
    HeadPart,
    KindLine,
    Kinds,
    ListBlock,
    Name,
    Named,
    NoPassMark,
    NoQuota,
    Outcome,
    PassMark,
    PassWhen,
    Place,
    Question,
    Quota,
    Rank,
    Repeal,
    Require,
    Section,
    Selection,
    Test,
    Thing,
    Ties,
    UseFactors,
    UseFacts,
)
from qmasdsl.syntax.printer_declarations import (
    clause_text,
    define_lines,
    facts_lines,
    kinds_lines,
    list_lines,
    question_text,
    selection_lines,
    selection_text,
)
from qmasdsl.syntax.printer_expressions import joined, label_text, names_text, quoted
from qmasdsl.syntax.printer_lines import Line
from qmasdsl.syntax.printer_rules import (
    condition_lines,
    factor_lines,
    heading_text,
    item_lines,
    require_lines,
    test_lines,
)

# The words before a name, by the sort of the thing and whether it stands at the top of the scheme.
_WORDS = {
    ("factor", False): "factor",
    ("factor", True): "shared factor",
    ("section", False): "section",
    ("requirement", False): "this test requires",
    ("requirement", True): "require",
    ("list", True): "list",
    ("question", True): "question",
    ("define", True): "define",
    ("outcome", True): "outcome",
    ("test", True): "test",
    ("selection", True): "selection",
}


def amendment_lines(amendment: Amendment) -> list[Line]:
    """`amend NAME`, its dates and sources, and a block for each place it changes."""
    lines = [Line(0, f"amend {amendment.name.text}", amendment.span)]
    lines += [Line(1, clause_text(clause), clause.span) for clause in amendment.clauses]
    return [*lines, *(line for block in amendment.blocks for line in _block_lines(block))]


def _block_lines(block: ChangesIn) -> list[Line]:
    head = joined(f"in {block.place.value}", "" if block.name is None else block.name.text)
    top = block.place is Place.SCHEME
    return [Line(1, head, block.span), *(line for change in block.changes for line in _change_lines(change, top))]


def _change_lines(change: Add | Repeal, top: bool) -> list[Line]:
    match change:
        case Add(things=(_,)):
            first, *others = _things_lines(change.things, 2, top)
            return [replace(first, text=f"add {first.text}", at=change.span), *others]
        case Add():
            return [Line(2, "add", change.span), *_things_lines(change.things, 3, top)]
        case Repeal(what=Named() as named, substitutes=()):
            return [Line(2, f"repeal {_named_text(named, top)}", change.span)]
        case Repeal(what=Named() as named):
            head = Line(2, f"repeal {_named_text(named, top)} and substitute", change.span)
            return [head, *_things_lines(change.substitutes, 3, top)]
        case Repeal():
            said = f"repeal {said_text(change.what)}"
            substitutes = "".join(f" and substitute {said_text(thing)}" for thing in change.substitutes)
            return [Line(2, said + substitutes, change.span)]
    assert_never(change)


def _named_text(named: Named, top: bool) -> str:
    return joined(_WORDS.get((named.sort, top), ""), "" if named.name is None else named.name.text)


def said_text(said: Thing | Named) -> str:
    """What is said again, which is always one line."""
    assert not isinstance(said, Named)
    (line,) = _thing_lines(said, top=True)
    return line.text


def _things_lines(things: Sequence[Thing], depth: int, top: bool) -> list[Line]:
    """The things at `depth`; entries, facts and kinds share their columns."""
    entries = [thing for thing in things if isinstance(thing, Entry)]
    facts = [thing for thing in things if isinstance(thing, FactLine)]
    kinds = [thing for thing in things if isinstance(thing, KindLine)]
    if entries:
        name = Name("", span=entries[0].span)
        return _deeper(list_lines(ListBlock(name, tuple(entries), span=name.span))[1:], depth - 1)
    if facts:
        return _deeper(facts_lines(Facts(tuple(facts), span=facts[0].span))[1:], depth - 1)
    if kinds:
        return _deeper(kinds_lines(Kinds(tuple(kinds), span=kinds[0].span))[1:], depth - 1)
    return _deeper([line for thing in things for line in _thing_lines(thing, top)], depth)


def _deeper(lines: Sequence[Line], by: int) -> list[Line]:
    return [replace(line, depth=line.depth + by) for line in lines]


def _thing_lines(thing: Thing, top: bool) -> list[Line]:
    """The lines of one thing, as if it stood at the margin."""
    match thing:
        case HeadPart():
            return [Line(0, heading_text("", thing.heading), thing.span)]
        case Quota() | NoQuota() | EachDraw() | Rank() | Ties():
            return [Line(0, selection_text(thing), thing.span)]
        case Require():
            return require_lines([thing], 0, "require" if top else "this test requires")
        case Factor():
            return factor_lines(thing, 0)
        case PassMark() | PassWhen() | NoPassMark() | Section() | UseFactors():
            return item_lines(thing, 0)
        case ListBlock():
            return list_lines(thing)
        case Question():
            return [Line(0, question_text(thing), thing.span)]
        case Define():
            return define_lines(thing)
        case Outcome():
            words = joined(f"outcome {thing.name.text}", label_text(thing.label, thing.cite), "when")
            return condition_lines(words, thing.condition, 0, thing.span)
        case Test():
            return test_lines(thing)
        case Selection():
            return selection_lines(thing)
        case Always():
            return condition_lines("always", thing.condition, 0, thing.span)
        case UseFacts():
            return [Line(0, f"use facts from {quoted(thing.path.text)} : {names_text(thing.names)}", thing.span)]
        case Entry() | FactLine() | KindLine():
            raise AssertionError("entries, facts and kinds are printed together")
    assert_never(thing)
