"""The pages of docs/schemes are those that the rule files make now (`make gallery` writes them)."""

import re

from gallery import PAGES, ROOT, RULESETS, pages


def test_every_page_is_up_to_date_and_there_is_no_other() -> None:
    made = pages()
    assert {path.name for path in PAGES.glob("*.md")} == {path.name for path in made}
    stale = [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"type: make gallery     ({', '.join(stale)})"


def test_what_is_read_aloud_stands_in_the_rules() -> None:
    spaces = re.compile(r"\s+")
    rules = "\n".join(spaces.sub(" ", path.read_text(encoding="utf-8")) for path in RULESETS.rglob("*.qmas"))
    page = (ROOT / "docs/reads-aloud.md").read_text(encoding="utf-8")
    quoted = [one.replace("\\|", "|") for one in re.findall(r"`([^`]+)`", page)]
    assert len(quoted) > 20
    parts = [spaces.sub(" ", part.strip()) for one in quoted for part in one.split("…")]
    assert not [part for part in parts if part not in rules]
