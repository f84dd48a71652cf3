"""The floors of the house: imports only go down, and third parties stay in their rooms (pyproject.toml)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_imports_keep_to_the_floors() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pytest_plugin_loads_neither_hypothesis_nor_the_compiler() -> None:
    program = "import sys, qmasdsl.testing.plugin; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    heavy = ("hypothesis", "lark", "qmasdsl.pipeline", "qmasdsl.syntax")
    assert [name for name in heavy if f"'{name}'" in done.stdout] == []
