"""The programs on docs/javascript.md run, and print what stands beneath them."""

import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from engines.node import executable
from markdown import ROOT, Block, blocks
from qmasdsl.codegen.javascript import generate
from qmasdsl.pipeline import check_text

PAGE = list(blocks(ROOT / "docs/javascript.md"))
RULES = next(block for block in PAGE if block.kind == "qmas")
PROGRAMS = [(one, told) for one, told in pairwise(PAGE) if one.kind in ("javascript", "typescript")]


@pytest.mark.engine("node")
@pytest.mark.parametrize(("program", "told"), PROGRAMS, ids=lambda block: block.file)
def test_a_program_prints_what_the_page_says(program: Block, told: Block, tmp_path: Path) -> None:
    ruleset = check_text(RULES.text, "permits.qmas").ruleset
    assert ruleset is not None
    (tmp_path / "permits.mjs").write_text(generate(ruleset)[0], "utf-8")
    assert program.file is not None
    assert told.kind == "text"
    (tmp_path / program.file).write_text(program.text, "utf-8")
    node = executable()
    assert node is not None
    run = [node, "--no-warnings", program.file]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == (told.text, "")


def test_the_page_has_programs() -> None:
    assert [program.file for program, _ in PROGRAMS] == ["score.mjs", "wrong.mjs", "page.mts"]
