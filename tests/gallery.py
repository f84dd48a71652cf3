"""The gallery: a page of docs/schemes for each shipped rule set, as `qmas publish` writes it.

    python -m tests.gallery      writes them all (`make gallery`)

`tests/test_gallery.py` sees to it that they are up to date.
"""

from pathlib import Path

from qmasdsl.explain.quantities import first_day
from qmasdsl.pipeline import check_path
from qmasdsl.publishing.contents import contents
from qmasdsl.publishing.markdown import markdown

ROOT = Path(__file__).parents[1]
RULESETS, PAGES = ROOT / "rulesets", ROOT / "docs/schemes"
HEAD = """# Schemes

Each page is made from its rule file, word for word, by `qmas publish`: the points table as it would be printed, what
must be met, where it comes from, and what is proved of it. Whoever knows the law can review it here without reading a
rule file.

| where | scheme | in force from |
| --- | --- | --- |
"""


def pages() -> dict[Path, str]:
    """The text of every page by its path."""
    found: dict[Path, str] = {}
    rows: list[str] = []
    for path in sorted(path for form in ("*.qmas", "*.qmas.md") for path in RULESETS.rglob(form)):
        checked = check_path(path)
        assert checked.ruleset is not None, path
        ruleset = checked.ruleset
        name = "-".join(path.relative_to(RULESETS).parts).removesuffix(".md").removesuffix(".qmas") + ".md"
        found[PAGES / name] = markdown(contents(checked, ruleset))
        day = "" if ruleset.in_force is None else first_day(ruleset.in_force, "en")
        where = "invented, to learn from" if "examples" in path.parts else ruleset.jurisdiction
        rows.append(f"| {where} | [{ruleset.title}]({name}) | {day} |")
    found[PAGES / "index.md"] = HEAD + "\n".join(rows) + "\n"
    return found


def main() -> None:
    PAGES.mkdir(exist_ok=True)
    made = pages()
    for old in PAGES.glob("*.md"):
        if old not in made:
            old.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(made)} pages in {PAGES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
