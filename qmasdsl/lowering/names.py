"""Names: every declaration of a file, found before anything is read.

A name may be used before the line that declares it, so the declarations are collected first; `check` then looks
words up. There are four sorts of places for names, and a name is unique within each: facts, defines and questions
(read bare); requirements and outcomes; tests, whose sections, factors and requirements are read dotted
(`general.age`); lists and kinds. We never guess: what is declared twice is a problem, and the first one counts.

Facts used from another file are collected as if they stood here, with the kinds and lists their types need.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import assert_never

from qmasdsl.diagnostics.model import Problem
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.frozen import frozen, slotted
from qmasdsl.lowering.lookalikes import skeleton
from qmasdsl.lowering.problems_names import (
    DeclaredTwice,
    FieldHidesFact,
    LooksTheSame,
    NameTaken,
    NotInUsedFile,
    SaidTwice,
    SchemeMissing,
    TwoSchemes,
    UnknownName,
)
from qmasdsl.lowering.used import Offer, offered
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n

_TAKEN = {
    "total": "all the points of the test",
    "passes": "that the test is passed",
    "applies": "that the test applies",
}


@frozen
class DeclaredFact:
    """A fact: its own name and the line it is declared on (several names may share a line)."""

    name: n.Name
    line: n.FactLine
    used_from: str = ""  # the file, where it is another


@frozen
class DeclaredTest:
    """A test and what is in it, by undotted name. A factor comes with the name of its section, "" if it has none."""

    node: n.Test
    sections: dict[str, n.Section] = field(default_factory=dict)
    factors: dict[str, tuple[n.Factor, str]] = field(default_factory=dict)
    requirements: dict[str, n.Require] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)  # a used factor's is where it is used


@frozen
class Names:
    """Every declaration, by name. What was declared twice is here once: the first."""

    facts: dict[str, DeclaredFact] = field(default_factory=dict)
    defines: dict[str, n.Define] = field(default_factory=dict)
    questions: dict[str, n.Question] = field(default_factory=dict)
    kinds: dict[str, n.KindLine] = field(default_factory=dict)
    lists: dict[str, n.ListBlock] = field(default_factory=dict)
    requirements: dict[str, n.Require] = field(default_factory=dict)
    outcomes: dict[str, n.Outcome] = field(default_factory=dict)
    tests: dict[str, DeclaredTest] = field(default_factory=dict)
    shared: dict[str, n.Factor] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)  # taken from a file that could not be read: nothing more is said
    schemes: list[n.Scheme] = field(default_factory=list)
    selections: list[n.Selection] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)  # a fact's label or its translation -> the fact's name

    @property
    def scheme(self) -> n.Scheme | None:
        return self.schemes[0] if self.schemes else None

    @property
    def selection(self) -> n.Selection | None:
        return self.selections[0] if self.selections else None

    def place(self, name: str) -> Span | None:
        """Where the fact, define or question `name` is declared."""
        if name in self.facts:
            return self.facts[name].name.span
        if name in self.defines:
            return self.defines[name].name.span
        return self.questions[name].name.span if name in self.questions else None


def resolve(module: n.Module, used: Mapping[str, n.Module]) -> tuple[Names, tuple[Problem, ...]]:
    """Every declaration of `module`; `used` holds the files it uses, by their text in `use facts from "…"`."""
    collector = _Collector(used)
    # Tests come last, because `use factors` in them takes shared factors that may stand further down.
    for item in sorted(module.items, key=lambda item: isinstance(item, n.Test)):
        collector.take(item)
    names = collector.names
    collector.problems += collector.unreadable()
    if not names.schemes:
        collector.problems.append(SchemeMissing(_first(module)))
    _collect_labels(module, names)
    collector.problems += _hidden_facts(names)
    collector.problems += _lookalikes(names)
    return names, tuple(collector.problems)


@slotted
class _Collector:
    used: Mapping[str, n.Module]
    names: Names = field(default_factory=Names)
    problems: list[Problem] = field(default_factory=list)
    bare: dict[str, tuple[str, Span]] = field(default_factory=dict)
    results: dict[str, tuple[str, Span]] = field(default_factory=dict)
    types: dict[str, tuple[str, Span]] = field(default_factory=dict)
    offers: list[tuple[n.Name, Offer, n.FactLine]] = field(default_factory=list)

    def take(self, item: n.Item) -> None:
        match item:
            case n.Facts():
                for line in item.facts:
                    for name in line.names:
                        if self._new(self.bare, name, "a fact"):
                            self.names.facts[name.text] = DeclaredFact(name, line)
            case n.Kinds():
                for kind in item.kinds:
                    if self._new(self.types, kind.name, "a kind"):
                        self.names.kinds[kind.name.text] = kind
            case n.ListBlock():
                if self._new(self.types, item.name, "a list"):
                    self.names.lists[item.name.text] = item
                self._entries(item)
            case n.Define():
                if self._new(self.bare, item.name, "a define"):
                    self.names.defines[item.name.text] = item
            case n.Question():
                if self._new(self.bare, item.name, "a question"):
                    self.names.questions[item.name.text] = item
            case n.Require():
                if self._new(self.results, item.name, "a requirement"):
                    self.names.requirements[item.name.text] = item
            case n.Outcome():
                if self._new(self.results, item.name, "an outcome"):
                    self.names.outcomes[item.name.text] = item
            case n.Factor():
                earlier = self.names.shared.get(item.name.text)
                if earlier:
                    self._twice(item.name, "a shared factor", earlier.name.span)
                self.names.shared.setdefault(item.name.text, item)
            case n.Test():
                self._test(item)
            case n.Scheme():
                if self.names.schemes:
                    self.problems.append(TwoSchemes(item.span, self.names.schemes[0].span))
                self.names.schemes.append(item)
                self._clauses(item)
            case n.Selection():
                if self.names.selections:
                    self.problems.append(SaidTwice(item.span, "the selection", self.names.selections[0].span))
                self.names.selections.append(item)
            case n.UseFacts():
                self._use(item)
            case n.Always() | n.ProveHolds() | n.ProveTrend() | n.Case() | n.Wording() | n.Amendment():
                pass
            case _:
                assert_never(item)

    def _new(self, place: dict[str, tuple[str, Span]], name: n.Name, what: str) -> bool:
        """Take note of a declaration; False, and a problem, if the name is taken."""
        if place is self.results and name.text == "eligible":
            self.problems.append(NameTaken(name.span, name.text, "that every requirement is met"))
            return False
        if name.text in place:
            self._twice(name, *place[name.text])
            return False
        place[name.text] = (what, name.span)
        return True

    def _twice(self, name: n.Name, what: str, first: Span) -> None:
        self.problems.append(DeclaredTwice(name.span, name.text, what, first))

    def _entries(self, block: n.ListBlock) -> None:
        seen: dict[str, Span] = {}
        for entry in block.entries:
            if entry.name.text in seen:
                self._twice(entry.name, f"an entry of `{block.name.text}`", seen[entry.name.text])
            seen.setdefault(entry.name.text, entry.name.span)

    def _test(self, test: n.Test) -> None:
        name = test.name
        if name.text in self.names.tests:
            self._twice(name, "a test", self.names.tests[name.text].node.name.span)
            return
        if name.text in self.bare and self._is_family(name.text):
            self._twice(name, *self.bare[name.text])
        declared = DeclaredTest(test)
        self.names.tests[name.text] = declared
        for item in test.items:
            match item:
                case n.Section():
                    if self._inside(declared, item.name, "a section"):
                        declared.sections[item.name.text] = item
                    for inner in item.items:
                        self._factor(declared, inner, item.name.text)
                case n.Factor() | n.UseFactors():
                    self._factor(declared, item, "")
                case n.Require():
                    if self._inside(declared, item.name, "a requirement"):
                        declared.requirements[item.name.text] = item
                case n.PassMark() | n.PassWhen() | n.NoPassMark():
                    pass
                case _:
                    assert_never(item)

    def _factor(self, test: DeclaredTest, item: n.Factor | n.UseFactors, section: str) -> None:
        if isinstance(item, n.Factor):
            if self._inside(test, item.name, "a factor"):
                test.factors[item.name.text] = (item, section)
            return
        for name in item.names:
            shared = self.names.shared.get(name.text)
            if shared is None:
                close = nearest(name.text, self.names.shared)
                self.problems.append(UnknownName(name.span, name.text, "shared factor", close))
            elif self._inside(test, name, "a factor"):
                test.factors[name.text] = (shared, section)

    def _inside(self, test: DeclaredTest, name: n.Name, what: str) -> bool:
        if name.text in _TAKEN:
            self.problems.append(NameTaken(name.span, name.text, _TAKEN[name.text]))
            return False
        if name.text in test.places:
            first = test.places[name.text]
            self._twice(name, f"in the test `{test.node.name.text}`", first)
            return False
        test.places[name.text] = name.span
        return True

    def _is_family(self, name: str) -> bool:
        fact, define = self.names.facts.get(name), self.names.defines.get(name)
        return bool((fact and fact.line.of_each) or (define and define.of_each))

    def _clauses(self, scheme: n.Scheme) -> None:
        seen: dict[str, Span] = {}
        for clause in scheme.clauses:
            what = _ONCE.get(type(clause))
            if what and what in seen:
                self.problems.append(SaidTwice(clause.span, what, seen[what]))
            elif what:
                seen[what] = clause.span

    def _use(self, item: n.UseFacts) -> None:
        """Facts of another file, with the kinds and lists that their types need."""
        module = self.used.get(item.path.text)
        if module is None:
            self.names.missing.update(name.text for name in item.names)
            return
        offer = offered(module, self.used)
        for name in item.names:
            line = offer.facts.get(name.text)
            if line is None:
                close = nearest(name.text, offer.facts)
                self.problems.append(NotInUsedFile(name.span, name.text, item.path.text, close))
                self.names.missing.add(name.text)
            elif self._new(self.bare, name, "a fact"):
                self.names.facts[name.text] = DeclaredFact(name, line, item.path.text)
                kinds, lists = offer.needed(line)
                for kind in kinds:
                    self.names.kinds.setdefault(kind.name.text, kind)
                for block in lists:
                    self.names.lists.setdefault(block.name.text, block)
                self.offers.append((name, offer, line))

    def unreadable(self) -> Iterator[Problem]:
        """Used facts whose own condition names facts that are not used with them."""
        for name, offer, line in self.offers:
            wanted = [word for word in offer.condition_names(line) if word not in self.bare]
            if wanted:
                file = self.names.facts[name.text].used_from
                yield NotInUsedFile(name.span, name.text, file, missing=tuple(wanted))
                self.names.missing.update(wanted)


_ONCE: dict[type, str] = {
    n.InForce: "when the scheme is in force",
    n.VersionBy: "the date that decides the version",
    n.Jurisdiction: "the jurisdiction",
    n.Replaces: "what the scheme replaces",
}


def _first(module: n.Module) -> Span:
    """The first line of the file, for what is missing altogether."""
    end = module.source.text.find("\n")
    return Span(module.source, 0, max(end, 0))


def _collect_labels(module: n.Module, names: Names) -> None:
    """Labels of facts and defines, and their translations: somebody may type those where a name is wanted."""
    english: dict[str, str] = {}
    for fact in names.facts.values():
        if fact.line.label:
            english.setdefault(fact.line.label.text, fact.name.text)
    for define in names.defines.values():
        if define.label:
            english.setdefault(define.label.text, define.name.text)
    for label, name in english.items():
        names.labels.setdefault(as_label(label), name)
    for item in module.items:
        if isinstance(item, n.Wording):
            for row in item.rows:
                if row.key in english:
                    names.labels.setdefault(as_label(row.text), english[row.key])


def as_label(words: str) -> str:
    """Words without what a name cannot have, for comparing: `Highest qualification` and `Highest_qualification`."""
    return words.casefold().replace(" ", "_")


def _hidden_facts(names: Names) -> Iterator[Problem]:
    seen: set[int] = set()
    for fact in names.facts.values():
        if id(fact.line) in seen or fact.used_from:
            continue
        seen.add(id(fact.line))
        for line in fact.line.fields:
            if line.name.text in names.facts:
                first = names.facts[line.name.text].name.span
                yield FieldHidesFact(line.name.span, line.name.text, fact.name.text, first)


def _lookalikes(names: Names) -> Iterator[Problem]:
    """Names of one sort that a reader could not tell apart."""
    bare = [fact.name for fact in names.facts.values() if not fact.used_from]
    bare += [define.name for define in names.defines.values()]
    bare += [question.name for question in names.questions.values()]
    yield from _alike(bare)
    for block in names.lists.values():
        yield from _alike(entry.name for entry in block.entries)
    for line in {id(fact.line): fact.line for fact in names.facts.values()}.values():
        yield from _alike(field_line.name for field_line in line.fields)
        if isinstance(line.type, n.OneOfType | n.LevelType | n.SomeOfType):
            yield from _alike(line.type.names)
    for kind in names.kinds.values():
        if isinstance(kind.type, n.OneOfType | n.LevelType | n.SomeOfType | n.SetType):
            yield from _alike(kind.type.names)
    for test in names.tests.values():
        yield from _alike(factor.name for factor, _ in test.factors.values())


def _alike(declared: Iterable[n.Name]) -> Iterator[Problem]:
    seen: dict[str, n.Name] = {}
    for name in declared:
        other = seen.setdefault(skeleton(name.text), name)
        if other.text != name.text:
            yield LooksTheSame(name.span, name.text, other.text, other.span)
