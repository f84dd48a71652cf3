"""The pages of docs/schemes are those that the rule files make now (`make gallery` writes them)."""

from gallery import PAGES, pages


def test_every_page_is_up_to_date_and_there_is_no_other() -> None:
    made = pages()
    assert {path.name for path in PAGES.glob("*.md")} == {path.name for path in made}
    stale = [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"type: make gallery     ({', '.join(stale)})"
