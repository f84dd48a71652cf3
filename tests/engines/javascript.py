"""What the two JavaScript engines have in common: a function of a module is asked in batches, by way of JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ANSWERING = Path(__file__).with_name("answering.mjs")


@dataclass(frozen=True)
class Failure:
    """What the function threw: the name of the error and its message."""

    name: str
    message: str


class Program(Protocol):
    def ask(self, batch: Sequence[Any]) -> list[Any]:
        """The answer to each of `batch`, in order; a `Failure` where it throws or JSON cannot carry the answer."""


def batch_text(batch: Sequence[Any]) -> str:
    """One line of ASCII."""
    return json.dumps(list(batch), allow_nan=False, separators=(",", ":"))


def told(text: str) -> list[Any]:
    return [
        Failure(*answer["failure"]) if "failure" in answer else answer["value"]
        for answer in json.loads(text, object_pairs_hook=_once)
    ]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    assert len(made) == len(pairs), f"a key stands twice: {pairs}"
    return made


def as_script(module: str) -> str:
    """An ES module as a script, for an engine that knows no modules: its exports become plain declarations.

    Raises ValueError for a module that imports, or exports otherwise than `export function` or `export const`.
    """
    script = re.sub(r"^export (?=(function|const|class)\b)", "", module, flags=re.MULTILINE)
    if left := re.search(r"^\s*(import|export)\b.*$", script, flags=re.MULTILINE):
        raise ValueError(f"not to be had without modules: {left[0].strip()}")
    return script
