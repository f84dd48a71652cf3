"""The columns in which a table holds the facts of a rule file, as `qmas show --to columns` lists them."""

import json
from collections.abc import Collection, Iterator

from qmasdsl.columns.inputs import column_of_day, columns_of
from qmasdsl.columns.nodes import Column
from qmasdsl.explain.labels import Labels
from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Fact, Ruleset
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Scalar, Several, YesNo
from qmasdsl.ir.walk import Index, index
from qmasdsl.ir.words import day_words, moment_words, number_words, type_words


@frozen
class Shown:
    """A column, what may stand in it, where it is empty ("" where it never is), and what it means."""

    column: Column
    words: str
    empty: tuple[str, ...]
    label: str


def columns_shown(ruleset: Ruleset, language: str | None, days: Collection[str] = ()) -> tuple[Shown, ...]:
    """The columns in the order of the facts. Of a fact that is the years since one of `days`, that day."""
    names, labels = index(ruleset), Labels(ruleset, language or "en")
    found: dict[str, Shown] = {}
    for fact in ruleset.facts:
        for column in _columns(names, fact, days):
            about = labels.fact(fact) if column.name == fact.name else labels.of(fact.name, column.label)
            label = about if column.label else ""
            words = _words(fact, column.name, type_words(column.type))
            found.setdefault(column.name, Shown(column, words, tuple(_empty(names, fact, column.name)), label))
    return tuple(found.values())


def lines(columns: Collection[Shown]) -> Iterator[str]:
    """One line a column."""
    for one in columns:
        label = f'  "{one.label}"' if one.label else ""
        yield f"{one.column.name}: {'; '.join((one.words, *one.empty))}{label}"


def as_json(ruleset: Ruleset, columns: Collection[Shown]) -> str:
    """The same as JSON, version 1 of its form. Numbers are text, so that no reader of JSON rounds them."""
    told = [
        {
            "name": one.column.name,
            "fact": one.column.fact,
            "stored_as": stored_as(one.column.type),
            "may_be": one.words,
            **_domain(one.column.type),
            "empty": list(one.empty),
            "label": one.label or None,
        }
        for one in columns
    ]
    whole = {"format": 1, "scheme": ruleset.name, "hash": ruleset.source_hash, "columns": told}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def stored_as(type: Scalar) -> str:
    """The type that databases have for it, by the name that most of them know."""
    match type:
        case YesNo():
            return "boolean"
        case Choice():
            return "text"
        case Date():
            return "date"
        case Moment():
            return "timestamp with time zone"
        case Numeric(_, least, greatest, _, places):
            digits = max(len(str(abs(least))), len(str(abs(greatest))), places + 1)
            return f"decimal({digits}, {places})" if places else "integer" if digits < 10 else "bigint"
        case Several():
            raise TypeError("a `some of` fact is a column for each value")


def _columns(names: Index, fact: Fact, days: Collection[str]) -> Iterator[Column]:
    day = column_of_day(names, fact)
    if day is not None and day.name in days:
        yield day
    else:
        yield from columns_of(fact)


def _words(fact: Fact, column: str, words: str) -> str:
    if isinstance(fact.type, Records) and column == fact.name:
        return f"how many there are, {words}"
    return words


def _empty(names: Index, fact: Fact, column: str) -> Iterator[str]:
    """Where a column of a fact is empty, in the words of the rules."""
    if fact.gate is not None:
        yield f"empty unless {expression_text(names, fact.gate)}"
    if isinstance(fact.type, Records) and column != fact.name:
        at = column.removeprefix(f"{fact.name}.").partition(".")[0]
        yield f"empty where {fact.name} is less than {at}"


def _domain(type: Scalar) -> dict[str, object]:
    match type:
        case Choice(values):
            return {"values": [value.name for value in values]}
        case Numeric(_, least, greatest, step, places):
            ends = {"least": least, "greatest": greatest, "step": step}
            return {name: number_words(end, places).replace("_", "") for name, end in ends.items()}
        case Date(least, greatest):
            return {"least": day_words(least), "greatest": day_words(greatest)}
        case Moment(least, greatest):
            return {"least": moment_words(least), "greatest": moment_words(greatest)}
        case YesNo() | Several():
            return {}
