"""V8 inside this process (mini-racer): no modules, no files, no network."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.javascript import ANSWERING, Program, as_script, batch_text, told

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer


def available() -> str | None:
    return None if find_spec("py_mini_racer") else "the Python package mini-racer is not installed"


def version() -> str:
    return version_of("mini-racer")


class Held:
    def __init__(self, machine: "MiniRacer") -> None:
        self.machine = machine

    def ask(self, batch: Sequence[Any]) -> list[Any]:
        return told(self.machine.call("answeredBatch", batch_text(batch)))


@contextmanager
def program(module: Path, name: str) -> Iterator[Program]:
    """The function `name` of the ES module in the file `module`, as long as the context lasts."""
    from py_mini_racer import MiniRacer

    with closing(MiniRacer()) as machine:
        # Scripts see each other's declarations: what the module declares for itself stays its own.
        given = f"const givenModule = (() => {{\n{as_script(module.read_text('utf-8'))}\nreturn {{ {name} }};\n}})();"
        machine.eval(given)
        machine.eval(as_script(ANSWERING.read_text("utf-8")))
        said = f"answers(givenModule[{json.dumps(name)}], JSON.parse(text)).join()"
        machine.eval(f"function answeredBatch(text) {{ return `[${{{said}}}]`; }}")
        yield Held(machine)
