"""Small rule files to spoil, and what is found in them."""

import os
import subprocess
import sys
from pathlib import Path

from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_text

HEAD = """\
scheme demo "Demonstration"

facts
  age  : whole number from 0 to 120, years
  a, b : yes/no

"""
SOUND = HEAD + "require adult : age at least 18 and (a or b)\n"


def found(text: str | bytes, name: str = "spoilt.qmas") -> list[tuple[str, int]]:
    """The code and line of every finding in `text`."""
    return [(one.code, one.span.line) for one in check_text(text, name).diagnostics]


def errors(text: str | bytes, name: str = "spoilt.qmas") -> list[tuple[str, int]]:
    """The code and line of every error in `text`; where there is one, there are no rules."""
    checked = check_text(text, name)
    assert (checked.ruleset is None) == bool(checked.errors)
    return [(one.code, one.span.line) for one in checked.errors]


def ruleset(text: str, name: str = "sound.qmas") -> Ruleset:
    """The rules of a text without errors."""
    checked = check_text(text, name)
    assert checked.ruleset is not None, [one.headline for one in checked.errors]
    return checked.ruleset


def qmas(folder: Path, *args: str, input: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own, as somebody types it in `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "qmasdsl", *args],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | environment,
        input=input,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
