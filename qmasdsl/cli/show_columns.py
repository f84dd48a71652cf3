"""The columns in which a table holds the facts of a rule file, as `qmas show --to columns` lists them."""

from collections.abc import Iterator

from qmasdsl.columns.inputs import columns_of
from qmasdsl.explain.labels import Labels
from qmasdsl.ir.nodes import Fact, Ruleset
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Records
from qmasdsl.ir.walk import Index, index
from qmasdsl.ir.words import type_words


def columns_shown(ruleset: Ruleset, language: str | None) -> Iterator[str]:
    """One line a column: its name, what may stand in it, where it is empty, what it means."""
    names, labels = index(ruleset), Labels(ruleset, language or "en")
    for fact in ruleset.facts:
        for column in columns_of(fact):
            about = labels.fact(fact) if column.name == fact.name else labels.of(fact.name, column.label)
            said = f'  "{about}"' if column.label else ""
            words = _words(fact, column.name, type_words(column.type))
            yield f"{column.name}: {words}{_empty(names, fact, column.name)}{said}"


def _words(fact: Fact, column: str, words: str) -> str:
    if isinstance(fact.type, Records) and column == fact.name:
        return f"how many there are, {words}"
    return words


def _empty(names: Index, fact: Fact, column: str) -> str:
    """Where a column of a fact is empty, in the words of the rules."""
    said = [] if fact.gate is None else [f"empty unless {expression_text(names, fact.gate)}"]
    if isinstance(fact.type, Records) and column != fact.name:
        at = column.removeprefix(f"{fact.name}.").partition(".")[0]
        said.append(f"empty where {fact.name} is less than {at}")
    return "".join(f"; {part}" for part in said)
