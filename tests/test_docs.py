"""Every code block of the documentation runs.

    ```qmas                 a whole file: it has no error
    ```qmas preamble        the same; the page's fragments after it are read together with it
    ```qmas fragment        has no error after the page's preamble
    ```qmas bad QM201       has the finding QM201
    ```python               runs, in one namespace a page, in a folder of the page's own
    ```python bad QM002     writes example.qmas, which has the finding QM002
    ```console              `$ qmas …` lines run in that folder (which also shows rulesets/); what is printed is
                            what stands beneath, a line of `…` for any lines; where nothing does, only a crash fails
    ``` … file=NAME         is also written to that folder

On a page of docs/errors the block that is not bad is the mistake put right: it must be free of that code.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from markdown import ROOT, Block, blocks
from qmasdsl.pipeline import Checked, check_path

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("README.md")])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in; what is imported from it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    # README speaks from the top of the checkout.
    (tmp_path / "rulesets").symlink_to(ROOT / "rulesets")
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_runs(page: Path, folder: Path) -> None:
    namespace: dict[str, object] = {"__name__": "docs"}
    preamble = ""
    wrong: list[str] = []
    for block in blocks(page):
        if block.kind == "qmas" and "preamble" in block.words:
            preamble = block.text
        match block.kind:
            case "qmas":
                wrong += _rules(block, preamble if "fragment" in block.words else "", folder)
            case "python":
                wrong += _python(block, namespace, folder)
            case "console":
                wrong += _console(block, folder)
            case _ if block.file:
                (folder / block.file).write_text(block.text, encoding="utf-8")
            case _:
                pass
    assert not wrong, "\n\n".join(wrong)


def _rules(block: Block, preamble: str, folder: Path) -> Iterator[str]:
    path = folder / (block.file or "example.qmas")
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{preamble}\n{block.text}" if preamble else block.text, encoding="utf-8")
    yield from _findings(block, check_path(path))


def _findings(block: Block, checked: Checked) -> Iterator[str]:
    codes = {found.code for found in checked.diagnostics}
    told = "".join(f"\n  {found.span.line}: {found.code} {found.headline}" for found in checked.diagnostics)
    if block.bad:
        if block.bad not in codes:
            yield f"{block.place}: {block.bad} was not found{told}"
    elif checked.errors:
        yield f"{block.place}: there are errors{told}"
    elif block.page.parent.name == "errors" and block.page.stem in codes:
        yield f"{block.place}: {block.page.stem} is found in what should put it right"


def _python(block: Block, namespace: dict[str, object], folder: Path) -> Iterator[str]:
    # Padded, so that a traceback names the line of the page.
    program = compile("\n" * (block.line - 1) + block.text, str(block.page), "exec")
    try:
        exec(program, namespace)
    except Exception as error:
        yield f"{block.place}: {type(error).__name__}: {error}"
        return
    if block.bad:
        yield from _findings(block, check_path(folder / "example.qmas"))


def _console(block: Block, folder: Path) -> Iterator[str]:
    for command, expected in _commands(block.text):
        printed = _run(command, folder)
        if "Traceback (most recent call last)" in printed:
            yield f"{block.place}: $ {command}\n{printed}"
        elif expected.strip() and not _fits(expected, printed):
            yield f"{block.place}: $ {command}\nexpected:\n{expected}\nprinted:\n{printed}"


def _commands(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected


def _run(command: str, folder: Path) -> str:
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": beside, "NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1"}
    quiet = subprocess.DEVNULL
    how = {"cwd": folder, "env": environment, "capture_output": True, "encoding": "utf-8", "stdin": quiet}
    done = subprocess.run(command, shell=True, check=False, **how)
    return done.stdout + done.stderr


def _fits(expected: str, printed: str) -> bool:
    lines = [line.rstrip() for line in expected.rstrip().split("\n")]
    pattern = "\n".join("(?:.*\n)*?.*" if line.strip() == "…" else re.escape(line) for line in lines)
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed.rstrip().split("\n"))) is not None
