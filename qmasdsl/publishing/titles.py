"""Titles: what a thing is called, in all languages that the file has words in."""

from qmasdsl.ir import nodes as ir
from qmasdsl.syntax.nodes import Cite, Text


class Titles:
    """The labels of a rule set, English first."""

    def __init__(self, wordings: tuple[ir.Wording, ...]) -> None:
        self._texts = [dict(wording.texts) for wording in wordings]

    def of(self, name: str, label: Text | str | None) -> str:
        """The label of the thing called `name`, then its translations; its name in plain words if it has none."""
        english = label if isinstance(label, str) else "" if label is None else label.text
        if not english:
            return name.rpartition(".")[2].replace("_", " ")
        others = [texts.get(f"{name}: {english}", texts.get(english, "")) for texts in self._texts]
        return " ".join(dict.fromkeys([english, *(other for other in others if other)]))


def cited(cite: Cite | str | None) -> str:
    """A citation without its brackets."""
    return "" if cite is None else cite if isinstance(cite, str) else cite.text
