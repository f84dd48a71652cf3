"""The language, chapter by chapter: every program in tests/corpus has exactly the findings it says it has.

A chapter is prose with ```` ```qmas ```` blocks, each a whole file. A comment at the end of a line,
`# error: [QM203] "declared twice"` or `# warning: [QM404]`, says that a finding with this code starts on
this line and has these words in its headline. What is found and not said fails, as does what is said and
not found. A block ```` ```qmas amends ```` is a file in the folder of the page's first program, which it amends.
"""

import re
from pathlib import Path

import pytest

from markdown import Block, blocks
from qmasdsl.cases.run import run_case
from qmasdsl.pipeline import Checked, check_path, check_text

CORPUS = Path(__file__).parent / "corpus"
PROGRAMS = [block for page in sorted(CORPUS.glob("*.md")) for block in blocks(page) if block.kind == "qmas"]
SAID = re.compile(r'# (error|warning): \[(QM[0-9]{3})\](?: "([^"]*)")?')


def check(program: Block, folder: Path) -> Checked:
    """The program as a text of its own or, where it amends, as a file beside what it amends."""
    if "amends" not in program.words:
        return check_text(program.text, f"{program.page.stem}.qmas")
    first = next(one for one in PROGRAMS if one.page == program.page)
    (folder / "first.qmas").write_text(first.text, encoding="utf-8")
    (folder / "amendment.qmas").write_text(program.text, encoding="utf-8")
    return check_path(folder / "amendment.qmas")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: f"{program.page.stem}:{program.line}")
def test_a_program_has_the_findings_it_says_it_has(program: Block, tmp_path: Path) -> None:
    checked = check(program, tmp_path)
    found = sorted((one.span.line, str(one.severity), one.code) for one in checked.diagnostics)
    said = sorted(
        (number, severity, code)
        for number, line in enumerate(program.text.split("\n"), 1)
        for severity, code, _ in SAID.findall(line)
    )
    told = "\n".join(f"{one.span.line}: {one.severity}[{one.code}]: {one.headline}" for one in checked.diagnostics)
    assert found == said, f"{program.place} ({program.heading})\n{told}"
    for number, line in enumerate(program.text.split("\n"), 1):
        for _, code, words in SAID.findall(line):
            headlines = [one.headline for one in checked.diagnostics if (one.span.line, one.code) == (number, code)]
            assert any(words in headline for headline in headlines), f"{program.place}: `{words}` not in {headlines}"


@pytest.mark.parametrize(
    "program", [one for one in PROGRAMS if "\ncase " in one.text], ids=lambda one: f"{one.page.stem}:{one.line}"
)
def test_the_cases_of_a_program_come_out(program: Block, tmp_path: Path) -> None:
    ruleset = check(program, tmp_path).ruleset
    if "fails" not in program.words and ruleset is not None:
        assert [case.label for case in ruleset.cases if not run_case(ruleset, case).came_out] == []


def test_every_chapter_has_programs() -> None:
    pages = sorted(CORPUS.glob("*.md"))
    assert pages
    assert {program.page for program in PROGRAMS} == set(pages)
