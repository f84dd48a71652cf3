"""Labels: what things are called for people, in the language they asked for."""

from collections.abc import Callable

from qmasdsl.ir.nodes import Ruleset

# (dotted name, its English label) -> what to print; the name itself where there is no label.
Labels = Callable[[str, str], str]


def labels_in(ruleset: Ruleset, language: str | None) -> Labels:
    """Labels from the wording of `language`, else in English; a name without a label is shown in words."""
    texts = next((dict(wording.texts) for wording in ruleset.wordings if wording.language == language), {})

    def label(name: str, english: str) -> str:
        if not english:
            return name.rpartition(".")[2].replace("_", " ").capitalize()
        return texts.get(f"{name}: {english}", texts.get(english, english))

    return label
