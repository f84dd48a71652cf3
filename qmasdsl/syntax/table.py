"""The parse table as the parser reads it (how it is made: `qmasdsl.syntax.build`)."""

import json
import os
from functools import cache
from typing import Any

from qmasdsl.frozen import frozen

# A file, and each kind of cell of a table, which is read on its own.
STARTS = (
    "module",
    "cell_head",
    "cell_column",
    "cell_result",
    "cell_limit",
    "cell_condition",
    "cell_limit_column",
    "cell_otherwise",
)

# Paths are plain text wherever `qmas check` passes by: importing pathlib takes as long as checking thirty lines.
TABLE_FILE = os.path.join(os.path.dirname(__file__), "table.json")


@frozen
class Rule:
    """origin: the symbol it makes; action: what builds its node ("": its children join the parent's);
    length: symbols it takes; parts: see `build`."""

    origin: str
    action: str
    length: int
    parts: tuple[int | None, ...]


@frozen
class Table:
    """states[s][symbol] is the next state, or -1 - the number of the rule to reduce by; symbols[s] is the symbol
    after which the automaton is in state s (there is only ever one)."""

    grammar: str
    starts: dict[str, int]
    ends: dict[str, int]
    states: tuple[dict[str, int], ...]
    symbols: tuple[str, ...]
    rules: tuple[Rule, ...]
    keywords: dict[str, tuple[str, ...]]


@cache
def load_table() -> Table:
    return as_table(json.loads(_read(TABLE_FILE)))


def as_table(data: dict[str, Any]) -> Table:
    symbols = [""] * len(data["states"])
    for row in data["states"]:
        for symbol, state in row.items():
            if state >= 0:
                symbols[state] = symbol
    return Table(
        data["grammar"],
        data["starts"],
        data["ends"],
        tuple(data["states"]),
        tuple(symbols),
        tuple(Rule(origin, action, length, tuple(parts)) for origin, action, length, parts in data["rules"]),
        {name: tuple(spellings) for name, spellings in data["keywords"].items()},
    )


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
