"""The context of a check: what is known at the place being read.

One `Context` goes through the whole check. It holds what never changes (the names), what is found (types,
meanings, problems), and what changes from place to place: the member that `for each` is at, the record that
`where` looks into, the conditions known to hold, and for whom names are being read (for finding circles).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from qmasdsl.diagnostics.model import Problem
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.frozen import frozen, slotted
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Records, Several, Type
from qmasdsl.lowering.knowledge import Knowledge
from qmasdsl.lowering.lookalikes import skeleton
from qmasdsl.lowering.names import Names
from qmasdsl.lowering.terms import Amount, Dated, Family, Fixed, Held, Holding, Mistake, Picked, Rows, Term
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n

Owner = tuple[str, str]  # (sort, name): ("define", "clb"), ("factor", "general.age")
Meaning = Term | ir.Condition

_SUGGESTIONS = 100  # the nearest word is looked for this many times in one file, so that time stays linear


@frozen
class Definition:
    """What a define turned out to be: its type and, for a condition, what it says."""

    type: Type
    condition: ir.Condition | None = None


@slotted
class Types:
    """What every declaration and expression turned out to be.

    `meanings` is keyed by the identity of a syntax node and the member it is read for ("" outside `for each`).
    """

    facts: dict[str, Type] = field(default_factory=dict)
    gates: dict[str, ir.Condition] = field(default_factory=dict)
    families: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)  # name -> (kind, members)
    kinds: dict[str, Type] = field(default_factory=dict)
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)  # kinds that are a `set of`
    lists: dict[str, Several] = field(default_factory=dict)
    defines: dict[str, Definition] = field(default_factory=dict)  # in the order in which each reads those before it
    meanings: dict[tuple[int, str], Meaning] = field(default_factory=dict)
    cases: dict[int, tuple[tuple[str, ir.Encoded], ...]] = field(default_factory=dict)  # by a case's identity
    expected: dict[int, tuple[int, int]] = field(default_factory=dict)  # by an expectation's
    since: dict[str, str] = field(default_factory=dict)  # the date the data may give -> the fact worked out from it


    def condition(self, node: object, member: str = "") -> ir.Condition:
        """The condition that was kept for a node; only of a file without errors."""
        found = self.meanings[id(node), member]
        if isinstance(found, Held):
            return found.code
        assert not isinstance(found, Fixed | Amount | Dated | Picked | Holding | Rows | Family | Mistake)
        return found

    def term(self, node: object, member: str = "") -> Term:
        """The term that was kept for a node."""
        found = self.meanings[id(node), member]
        assert isinstance(found, Held | Fixed | Amount | Dated | Picked | Holding | Rows | Family | Mistake)
        return found

    def number(self, node: object, member: str = "") -> ir.Number:
        """The number, date or choice that was kept for a node."""
        found = self.term(node, member)
        assert isinstance(found, Amount | Dated | Picked)
        return found.code


@slotted
class Context:
    """What goes through a check."""

    names: Names
    types: Types
    has_always: bool = False  # not every combination of values is a possible person
    problems: list[Problem] = field(default_factory=list)
    knowledge: Knowledge = field(default_factory=Knowledge)
    member: tuple[str, str] | None = None  # (kind, member)
    record: tuple[str, Records] | None = None
    reads: set[Owner] = field(default_factory=set)  # of the owner at hand
    edges: dict[Owner, set[Owner]] = field(default_factory=dict)
    used: set[Owner] = field(default_factory=set)  # lists, kinds: what is used without being worked out
    needs: list[Owner] = field(default_factory=list)  # met before it was known; see settle.py
    settled: bool = False  # everything that has to be known beforehand is known
    terms: dict[str, Term] = field(default_factory=dict)  # of facts and defines, made once
    rules: int = 0
    cells: int = 0
    overfull: bool = False
    held: dict[Owner, ir.Condition] = field(default_factory=dict)  # requirements; tests' conditions
    gates: list[ir.Condition] = field(default_factory=list)  # of the test, section and factor at hand
    reported: set[tuple[str, int, int]] = field(default_factory=set)
    suggestions: int = 0
    of_lists: dict[tuple[str, type, bool], Choice | Several] = field(default_factory=dict)  # one type for each list
    on_lists: dict[tuple[int, str], tuple[tuple[int, str], ...]] = field(default_factory=dict)
    choices: dict[str, list[tuple[str, Choice]]] | None = None  # by their values
    held_lists: dict[tuple[str, bool, str, bool], ir.Condition] = field(default_factory=dict)
    limits_compared: int = 0
    gated: dict[str, dict[str, n.Entry]] = field(default_factory=dict)
    reading_list: str = ""  # the list whose entries' conditions are being read
    kept: list[Choice | Several] = field(default_factory=list)  # so that no identity in `indices` is used again
    indices: dict[int, dict[str, int]] = field(default_factory=dict)

    def report(self, problem: Problem) -> None:
        """Keep a problem; the same one at the same place (another member, another use) is one message."""
        key = (problem.code, problem.span.start, problem.span.end)
        if key not in self.reported:
            self.reported.add(key)
            self.problems.append(problem)

    @property
    def is_helpful(self) -> bool:
        """Is there still somebody to read suggestions? After a hundred in one file there is not."""
        return self.suggestions < _SUGGESTIONS

    def nearest(self, word: str, known: list[str]) -> str | None:
        """The known word closest to `word`; silent after a hundred, when nobody reads on."""
        self.suggestions += 1
        if self.suggestions > _SUGGESTIONS:
            return None
        # Of Chinese names difflib sees how many letters differ, a reader which look alike.
        twin = None if word.isascii() else next((name for name in known if skeleton(name) == skeleton(word)), None)
        return twin or nearest(word, known)

    def value_index(self, choice: Choice | Several) -> dict[str, int]:
        """The values of a choice by name, each with its encoding."""
        found = self.indices.get(id(choice))
        if found is None:
            found = self.indices[id(choice)] = {value.name: i for i, value in enumerate(choice.values)}
            self.kept.append(choice)
        return found

    def choices_with(self, word: str) -> list[tuple[str, Choice]]:
        """The kinds and facts that have a value `word`; those with the same type only once."""
        if self.choices is None:
            self.choices = {}
            seen: set[int] = set()
            for name, type in [*self.types.kinds.items(), *self.types.facts.items()]:
                if isinstance(type, Choice) and id(type) not in seen:
                    seen.add(id(type))
                    for value in type.values:
                        self.choices.setdefault(value.name, []).append((name, type))
        return self.choices.get(word, [])

    def gated_entries(self, block: n.ListBlock) -> dict[str, n.Entry]:
        """The entries of a list that ask for more than their name."""
        found = self.gated.get(block.name.text)
        if found is None:
            found = {entry.name.text: entry for entry in block.entries if entry.only_when is not None}
            self.gated[block.name.text] = found
        return found

    def key(self, node: object) -> tuple[int, str]:
        return (id(node), self.member[1] if self.member else "")

    def keep(self, node: object, meaning: Meaning) -> None:
        self.types.meanings[self.key(node)] = meaning

    def kept_condition(self, node: object) -> ir.Condition:
        """The condition kept for a node here; one that was never reached always holds."""
        key = self.key(node)
        return self.types.condition(node, key[1]) if key in self.types.meanings else ir.Truth(True)

    def place(self, name: str) -> Span | None:
        """Where the fact, define or question `name` (or the family of `name`) is declared."""
        return self.names.place(name.partition(".")[0])

    def field_owner(self, word: str) -> str | None:
        """The records fact that has a field `word`."""
        for name, type in self.types.facts.items():
            if isinstance(type, Records) and any(each.name == word for each in type.fields):
                return name
        return None

    @contextmanager
    def owner(self, owner: Owner) -> Iterator[None]:
        """While inside, names are read for `owner`."""
        before, self.reads = self.reads, self.edges.setdefault(owner, set())
        try:
            yield
        finally:
            self.reads = before

    @contextmanager
    def at_member(self, kind: str, member: str) -> Iterator[None]:
        before, self.member = self.member, (kind, member)
        try:
            yield
        finally:
            self.member = before
