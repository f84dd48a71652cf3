"""How each engine writes an expression. Three write nearly the same text, one writes JSON."""

import json
from collections.abc import Sequence
from typing import Any


class Text:
    """Expressions as in C and Python: what zen-engine, rule-engine and CEL have in common."""

    AND, OR, NOT = "and", "or", "not "
    RECORD = "record"

    def constant(self, value: bool | int | str) -> str:
        return json.dumps(value)

    def fact(self, name: str) -> str:
        return name

    def field(self, name: str) -> str:
        return f"{self.RECORD}.{name}"

    def both(self, items: Sequence[str]) -> str:
        return f"({f' {self.AND} '.join(items)})"

    def either(self, items: Sequence[str]) -> str:
        return f"({f' {self.OR} '.join(items)})"

    def opposite(self, item: str) -> str:
        return f"({self.NOT}{item})"

    def compared(self, left: str, sign: str, right: str) -> str:
        return f"({left} {sign} {right})"

    def among(self, item: str, names: Sequence[str]) -> str:
        if len(names) == 1:
            return f"({item} == {self.constant(names[0])})"
        return f"({item} in {self.listed([self.constant(name) for name in names])})"

    def differs(self, item: str, name: str) -> str:
        return f"({item} != {self.constant(name)})"

    def chosen(self, test: str, then: str, otherwise: str) -> str:
        return f"({test} ? {then} : {otherwise})"

    def added(self, items: Sequence[str]) -> str:
        return f"({' + '.join(items)})"

    def listed(self, items: Sequence[str]) -> str:
        return f"[{', '.join(items)}]"


class Zen(Text):
    RECORD = "#"

    def capped(self, points: int, times: str, cap: int) -> str:
        return f"min([{cap}, {points} * {times}])"

    def counted(self, records: str, test: str) -> str:
        return f"count({records}, {test})"


class RuleEngine(Text):
    def field(self, name: str) -> str:
        return f'{self.RECORD}["{name}"]'  # takes a third of the time of record.name

    def capped(self, points: int, times: str, cap: int) -> str:
        return f"$min([{cap}, {points} * {times}])"

    def counted(self, records: str, test: str) -> str:
        return f"[{self.RECORD} for {self.RECORD} in {records} if {test}].length"


class Cel(Text):
    AND, OR, NOT = "&&", "||", "!"

    def capped(self, points: int, times: str, cap: int) -> str:
        # CEL has neither `min` nor names for values; a list of one is the way to count only once.
        return f"[{times}].map(n, n >= {cap // points} ? {cap} : {points} * n)[0]"

    def counted(self, records: str, test: str) -> str:
        return f"{records}.filter({self.RECORD}, {test}).size()"


class JsonLogic:
    """JSONLogic: an operator and what it is done to, as JSON."""

    def constant(self, value: bool | int | str) -> Any:
        return value

    def fact(self, name: str) -> Any:
        return {"var": name}

    def field(self, name: str) -> Any:
        return {"var": name}

    def both(self, items: Sequence[Any]) -> Any:
        return {"and": list(items)}

    def either(self, items: Sequence[Any]) -> Any:
        return {"or": list(items)}

    def opposite(self, item: Any) -> Any:
        return {"!": [item]}

    def compared(self, left: Any, sign: str, right: Any) -> Any:
        return {sign: [left, right]}

    def among(self, item: Any, names: Sequence[str]) -> Any:
        return {"==": [item, names[0]]} if len(names) == 1 else {"in": [item, list(names)]}

    def differs(self, item: Any, name: str) -> Any:
        return {"!=": [item, name]}

    def chosen(self, test: Any, then: Any, otherwise: Any) -> Any:
        # `if` takes any number of tests, so a row of them is one operator.
        rest = otherwise["if"] if isinstance(otherwise, dict) and "if" in otherwise else [otherwise]
        return {"if": [test, then, *rest]}

    def added(self, items: Sequence[Any]) -> Any:
        return {"+": list(items)}

    def capped(self, points: int, times: Any, cap: int) -> Any:
        return {"min": [cap, {"*": [points, times]}]}

    def counted(self, records: str, test: Any) -> Any:
        return {"length": [{"filter": [{"var": records}, test]}]}

    def listed(self, items: Sequence[Any]) -> Any:
        return list(items)
