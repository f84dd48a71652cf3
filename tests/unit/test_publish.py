"""A published page says what the file says, all of it, and nothing in it is markup that somebody typed."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qmasdsl.cli.main import run
from qmasdsl.ir.walk import rules
from qmasdsl.pipeline import Checked, check_path, check_text
from qmasdsl.publishing.contents import contents
from qmasdsl.publishing.html import html
from qmasdsl.publishing.markdown import markdown
from qmasdsl.publishing.page import Code, Grid, Heading, Items, Link, Page, Paragraph, Words

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "tests/generated/every_shape.qmas", ROOT / "tests/generated/crs_like.qmas", ROOT / "tests/tour.qmas"]
HOSTILE = '<script>alert(1)</script> *a* [b](javascript:c) | `d` & \\e'
EVIL = """
scheme demo "{label}"
  source "{label}" at "javascript:alert(1)"

facts
  age : whole number from 0 to 120, years "{label}"

require adult "{label}" [{cite}] : age at least 18

test t "{label}" out of 10
  pass mark 5
  factor f "{label}"
    age at least 40 => +10 "{label}"
"""


@cache
def checked_path(path: Path) -> Checked:
    return check_path(path)


def page_of(path: Path) -> Page:
    checked = checked_path(path)
    assert checked.ruleset is not None
    return contents(checked, checked.ruleset)


def plain(words: Words) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in words)


def words_of(page: Page) -> list[Words]:
    found: list[Words] = []
    for block in page:
        match block:
            case Heading(_, words) | Paragraph(words):
                found.append(words)
            case Items(items):
                found += items
            case Grid(head, rows):
                found += [*head, *(cell for row in rows for cell in row)]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_everything_with_a_label_is_on_the_page(path: Path) -> None:
    checked = checked_path(path)
    assert checked.ruleset is not None
    said = "\n".join(map(plain, words_of(page_of(path))))
    for test in checked.ruleset.tests:
        assert test.label in said
        for factor in test.factors:
            assert factor.label in said
            for part in factor.parts:
                assert all(rule.label in said for rule in rules(part))
    for one in (*checked.ruleset.facts, *checked.ruleset.requirements, *checked.ruleset.outcomes):
        assert one.label in said
    for listed in checked.ruleset.lists:
        assert all(entry.label in said for entry in listed.entries)


def test_a_table_is_printed_as_it_stands() -> None:
    grids = [block for block in page_of(ROOT / "tests/generated/crs_like.qmas") if isinstance(block, Grid)]
    ages = next(grid for grid in grids if plain(grid.head[0]) == "age")
    assert [plain(cell) for cell in ages.head] == ["age", "partner", "alone"]
    assert [plain(cell) for cell in ages.rows[3]] == ["20 to 29", "100", "110"]


def test_claims_are_listed_with_what_became_of_them() -> None:
    said = [plain(words) for words in words_of(page_of(ROOT / "tests/tour.qmas"))]
    assert "Of every applicant whose facts are as declared above, not of a sample." in said
    assert any(one.startswith("general.total from 0 to 225") for one in said)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def hostile_page() -> Page:
    text = EVIL.format(label=HOSTILE.replace('"', "'"), cite="GN 1")
    checked = check_text(text, "demo.qmas")
    assert checked.ruleset is not None, checked.diagnostics
    return contents(checked, checked.ruleset)


def test_nothing_that_somebody_typed_becomes_html() -> None:
    tags = Tags()
    tags.feed(html(hostile_page()))
    names = {name for name, _ in tags.found}
    assert not names & {"script", "img", "iframe", "object", "form", "em", "a"}
    assert not [attrs for _, attrs in tags.found if any(name.startswith("on") for name in attrs)]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html(hostile_page())


def test_nothing_that_somebody_typed_becomes_markdown() -> None:
    text = markdown(hostile_page())
    assert "<script>" not in text.replace("\\<script\\>", "")
    rows = [line for line in text.split("\n") if line.startswith("| ") and "alert" in line]
    assert rows
    # A bar that was typed does not end a cell.
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {4, 5}


def test_a_link_is_one_only_where_a_browser_would_fetch_it() -> None:
    page: Page = (Paragraph((Link("law", "https://example.org/a?b=1&c=2"), " ", Link("bad", "javascript:alert(1)"))),)
    tags = Tags()
    tags.feed(html(page))
    assert [attrs["href"] for name, attrs in tags.found if name == "a"] == ["https://example.org/a?b=1&c=2"]


def test_code_with_bars_and_backticks_stays_code() -> None:
    assert markdown((Paragraph((Code("a | b"),)),)) == "`a \\| b`\n"
    assert markdown((Paragraph((Code("a ` b"),)),)) == "``a ` b``\n"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_the_command_writes_the_page(form: str, tmp_path: Path) -> None:
    out = tmp_path / "page"
    assert run(["publish", str(ROOT / "tests/tour.qmas"), "--to", form, "-o", str(out)]) == 0
    checked = check_path(ROOT / "tests/tour.qmas")
    assert checked.ruleset is not None
    page = contents(checked, checked.ruleset)
    assert out.read_text(encoding="utf-8") == (html(page) if form == "html" else markdown(page))


def test_a_file_with_an_error_is_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.qmas").write_text('scheme a "A"\nfacts\n  x : nothing\n', encoding="utf-8")
    assert run(["publish", str(tmp_path / "bad.qmas")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing was done with these rules" in said.err
