"""What the commands print, word for word: tests/golden/NAME.txt begins with `$ qmas …`, then comes what it says.

A change of words shows here as a difference to be read. `QMASDSL_GOLDEN=write pytest tests/test_golden.py`
writes the files anew.
"""

import os
import shlex
from pathlib import Path

import pytest

from qmasdsl.cli.main import run

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_command_says_what_it_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(GOLDEN)
    monkeypatch.delenv("QMASDSL_FORMAT", raising=False)
    command, _, expected = path.read_text(encoding="utf-8").partition("\n")
    assert command.startswith("$ qmas ")
    code = run(shlex.split(command.removeprefix("$ qmas ")))
    printed = capsys.readouterr()
    said = f"{printed.out}{printed.err}exit {code}\n"
    if os.environ.get("QMASDSL_GOLDEN") == "write":
        path.write_text(f"{command}\n{said}", encoding="utf-8", newline="\n")
        return
    assert said == expected


def test_there_are_golden_files() -> None:
    assert len(FILES) >= 10
