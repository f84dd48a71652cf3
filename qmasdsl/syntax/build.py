"""Build the parse table: Lark reads grammar/qmas.lark, this writes syntax/table.json.

Lark takes half a second to work out an LALR table; a command that checks a file should not. So the table
is worked out when the grammar changes (`make grammar`) and kept beside the parser, with the hash of the
grammar it came from. A test builds it again and compares. Lark is also what says that the grammar has no
conflict: `strict` makes it an error, where by default Lark would choose silently.

The table holds, for each rule, how its tree is made, which is Lark's own tree shaping written down:
which symbols are kept, which are spliced in (`_rule`), where an absent optional part leaves a None.
"""

import json
import re
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from lark import Lark
from lark.common import LexerConf
from lark.grammar import NonTerminal
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from qmasdsl.syntax.table import STARTS, TABLE_FILE

_KEYWORD = re.compile(r'^(_?[A-Z][A-Z_]*): ("[^"]+"(?: \| "[^"]+")*)$', re.MULTILINE)


def grammar_path() -> Path:
    """grammar/qmas.lark: in a checkout at the top, in an installed package beside it."""
    checkout = Path(__file__).parents[2] / "grammar" / "qmas.lark"
    return checkout if checkout.exists() else Path(__file__).parents[1] / "_shipped" / "grammar" / "qmas.lark"


class _NoLexer(Lexer):
    """The table needs no lexer; Lark wants one."""

    def __init__(self, conf: LexerConf) -> None:
        self.conf = conf

    def lex(self, lexer_state: Any, parser_state: Any) -> Any:
        raise NotImplementedError


def build(grammar: str) -> dict[str, Any]:
    """The parse table of `grammar` as plain data: states, rules, keywords and the grammar's hash."""
    lark = Lark(grammar, parser="lalr", lexer=_NoLexer, start=list(STARTS), maybe_placeholders=True, strict=False)
    table = lark.parser.parser._parse_table
    places = _in_walking_order(table)
    rules = list(lark.rules)
    numbers = {rule: number for number, rule in enumerate(rules)}
    states = []
    for state in places:
        row = {}
        for symbol, (action, argument) in sorted(table.states[state].items()):
            if action is not Shift and argument not in numbers:
                numbers[argument] = len(rules)
                rules.append(argument)
            row[symbol] = places[argument] if action is Shift else -1 - numbers[argument]
        states.append(row)
    return {
        "grammar": sha256(grammar.encode()).hexdigest(),
        "starts": {start: places[state] for start, state in table.start_states.items()},
        "ends": {start: places[state] for start, state in table.end_states.items()},
        "states": states,
        "rules": [_rule(rule) for rule in rules],
        "keywords": {name: re.findall(r'"([^"]+)"', spellings) for name, spellings in _KEYWORD.findall(grammar)},
    }


def _in_walking_order(table: Any) -> dict[int, int]:
    """Lark numbers its states as its sets happen to hold them; the number of each in the order in which a walk from
    the starts meets them is the same every time."""
    places: dict[int, int] = {}
    queue = [table.start_states[start] for start in STARTS]
    for state in queue:
        if state not in places:
            places[state] = len(places)
            row = sorted(table.states[state].items())
            queue.extend(argument for _, (action, argument) in row if action is Shift)
    return places


def _rule(rule: Any) -> list[Any]:
    """[origin, action, length, parts]: a part is the index of a child to keep, -1 - index of one to splice in,
    or None for an absent optional part; the action is "" where the children are to be spliced into the parent,
    "?" where a single child stands for itself."""
    parts: list[int | None] = []
    empty = list(rule.options.empty_indices)
    index = 0
    for absent in empty or [False] * len(rule.expansion):
        if absent:
            parts.append(None)
            continue
        symbol = rule.expansion[index]
        if isinstance(symbol, NonTerminal):
            parts.append(-1 - index if symbol.name.startswith("_") else index)
        elif not symbol.name.startswith("_"):
            parts.append(index)
        index += 1
    origin = str(rule.origin.name)
    action = str(rule.alias or origin)
    if origin.startswith("_") and not rule.alias:
        action = ""
    return [origin, action, len(rule.expansion), parts]


def check_conflicts(grammar: str) -> None:
    """Raise lark's GrammarError if the grammar has any conflict, of either kind."""
    conflicts: list[str] = []
    import logging

    from lark import logger

    class _Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            conflicts.append(record.getMessage())

    handler = _Collect()
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        Lark(grammar, parser="lalr", lexer=_NoLexer, start=list(STARTS), debug=True)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    shift_reduce = [message for message in conflicts if "Shift/Reduce" in message]
    if shift_reduce:
        raise SystemExit("\n".join(["the grammar has conflicts:", *shift_reduce]))


def as_text(table: dict[str, Any]) -> str:
    """The table as it is kept: JSON, the same bytes for the same grammar."""
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def main() -> None:
    grammar = grammar_path().read_text(encoding="utf-8")
    check_conflicts(grammar)
    text = as_text(build(grammar))
    Path(TABLE_FILE).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(json.loads(text)['states'])} states, {len(text):,} letters", file=sys.stderr)


if __name__ == "__main__":
    main()
