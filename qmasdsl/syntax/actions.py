"""Which function builds the node of each rule of the grammar. A test compares this list with the grammar."""

from collections.abc import Mapping
from typing import Any

from qmasdsl.source import Span
from qmasdsl.syntax import build_amendments as amendments
from qmasdsl.syntax import build_declarations as declarations
from qmasdsl.syntax import build_expressions as expressions
from qmasdsl.syntax import build_rules as rules
from qmasdsl.syntax import build_tables as tables
from qmasdsl.syntax import build_types as types
from qmasdsl.syntax.automaton import Action, Site
from qmasdsl.syntax.build_tables import ParseCell, Tables


def actions(parse_cell: ParseCell) -> Mapping[str, Action]:
    """Rule name -> function; `parse_cell` reads one cell of a table with the parser itself."""
    with_cells = Tables(parse_cell)
    found: dict[str, Action] = {
        "module": _module,
        "bad": _bad,
        "own_requirement": declarations.require,
        "in": expressions.in_,
        "not": expressions.not_,
        "sum": expressions.sum_,
        "list": declarations.list_,
        "table": with_cells.table,
        "thresholds": with_cells.thresholds,
        "thresholds_by": with_cells.thresholds_by,
        "wording": with_cells.wording,
    }
    for room in (expressions, types, declarations, rules, tables, amendments):
        for name in _named(room):
            found.setdefault(name.rstrip("_"), getattr(room, name))
    return found


def _named(room: Any) -> list[str]:
    return [name for name, value in vars(room).items() if _is_action(name, value, room)]


def _is_action(name: str, value: Any, room: Any) -> bool:
    if name.startswith("_") or not callable(value) or getattr(value, "__module__", "") != room.__name__:
        return False
    code = getattr(value, "__code__", None)
    return code is not None and code.co_varnames[:3] == ("site", "children", "span") and code.co_argcount == 3


def _module(site: Site, children: list[Any], span: Span) -> list[Any]:
    items = [child for child in children if child is not None]
    amendments.check_alone(site, items)
    return items


def _bad(site: Site, children: list[Any], span: Span) -> None:
    return None
