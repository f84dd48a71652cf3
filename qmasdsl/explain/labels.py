"""Labels: what each named thing is called in the reader's language.

A wording table translates a label; `general.family: Family` in it translates the label of that one thing.
What has no wording keeps its English label, and what has no label its name, with spaces for underscores.
"""

from collections.abc import Iterator

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Value


class Labels:
    """The labels of one rule set in one language."""

    def __init__(self, ruleset: ir.Ruleset, language: str) -> None:
        self._texts = {key: text for one in ruleset.wordings if one.language == language for key, text in one.texts}
        self._continued = dict(_continued(ruleset.facts))

    def of(self, name: str, label: str) -> str:
        """The label of the thing called `name`."""
        own = self._texts.get(f"{name}: {label}", self._texts.get(label, label))
        return own or name.rpartition(".")[2].replace("_", " ")

    def fact(self, fact: ir.Fact) -> str:
        """A label that begins with "…" goes on from the one above it."""
        own = self.of(fact.name, fact.label)
        above = self._continued.get(fact.name)
        if above is not None and own.startswith("…"):
            start = self.fact(above)
            # Chinese puts no space between words.
            space = "" if start[-1:] >= "⺀" else " "
            return f"{start}{space}{own.lstrip('… ')}"
        member = f" ({fact.member[1].replace('_', ' ')})" if fact.member is not None and fact.label else ""
        return own + member

    def unit(self, unit: str, usual: str) -> str:
        """A unit in the words of the wording table, else in the `usual` ones."""
        return self._texts.get(unit, usual)

    def value(self, value: Value) -> str:
        return self.of(value.name, value.label)


def _continued(facts: tuple[ir.Fact, ...]) -> Iterator[tuple[str, ir.Fact]]:
    above: ir.Fact | None = None
    for fact in facts:
        if not fact.label.startswith("…"):
            above = fact
        elif above is not None:
            yield fact.name, above
