"""What a generated function has to work out, in which order, and what is worked out in place.

A function is asked for some *references* (a total, a verdict); those are worked out from others. This
finds everything that is needed, puts it in an order in which nothing is read before it is there, and
keeps what belongs to one test together, so that one `if` in the generated code skips the whole test
for whoever it does not concern. What is asked for only once and is a plain expression needs no name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import assert_never

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Expression, Index, Reference, expressions, limits, nodes, own_fact

_INLINE_NODES = 40  # an expression with more parts than this gets a name of its own


@frozen
class Plan:
    """`order`: what gets a name, each after what it reads, with the test it belongs to (None for what
    stands outside of every test). `inlined`: what is worked out where it is asked for. `shared`: what
    a test works out and something outside of the test reads. `uses`: how often each is asked for."""

    order: tuple[tuple[str | None, Reference], ...]
    inlined: frozenset[Reference]
    shared: frozenset[Reference]
    uses: Counter[Reference]


def work(index: Index, reference: Reference) -> tuple[Expression, ...]:
    """The expressions from which the generated code works `reference` out, where its test applies."""
    match reference:
        case ir.DefineValue(name) | ir.DefineHolds(name):
            return tuple(expressions(index.defines[name].body))
        case ir.Score(path):
            return _scoring(index, path)
        case ir.Passes(name):
            test = index.tests[name]
            mark = test.mark.condition if isinstance(test.mark, ir.PassWhen) else ir.Score(f"{name}.total")
            return (*(ir.Met(own.name) for own in test.requirements), mark)
        case ir.Met(name):
            return (index.requirements[name].condition,)
        case ir.Applies() | ir.Eligible() | ir.Comes():
            return index.conjuncts(reference)
        case _:
            assert_never(reference)


def own_gates(index: Index, path: str) -> tuple[ir.Condition, ...]:
    """The `only when` of a factor or section and of the sections around it, without its test's."""
    gates = index.gates(path)
    return gates if index.test_of(path).gate is None else gates[1:]


def owner(reference: Reference) -> str | None:
    """The test inside which `reference` is worked out, if it belongs to one by its nature."""
    match reference:
        case ir.Score(path) | ir.Met(path):
            return path.partition(".")[0] if "." in path else None
        case ir.Passes(test):
            return test
        case _:
            return None


def plan(index: Index, roots: Iterable[Reference], outside: bool = False) -> Plan:
    """Everything that `roots` need; `outside`: the roots are read outside of their tests."""
    needs = _Needs(index)
    for root in roots:
        needs.find(root)
    owners = needs.owners()
    order = needs.ordered(owners)
    shared = frozenset(
        below
        for reference, inside in needs.reads.items()
        for below in inside
        if owners[below] is not None and owners[reference] != owners[below]
    ) | (frozenset(needs.roots) if outside else frozenset())
    inlined = frozenset(one for one in order if one not in needs.roots and needs.is_plain(one))
    return Plan(tuple((owners[one], one) for one in order if one not in inlined), inlined, shared, needs.uses)


def _scoring(index: Index, path: str) -> tuple[Expression, ...]:
    factor = index.factors.get(path)
    if factor is not None:
        parts = (expression for part in factor.parts for expression in expressions(part))
        return (*own_gates(index, path), *parts, *limits(factor.cap))
    section = index.sections.get(path)
    if section is not None:
        return (*own_gates(index, path), *(ir.Score(name) for name in index.inside(path)), *limits(section.cap))
    test = index.test_of(path)
    if isinstance(test.mark, ir.PassWhen):
        return (test.mark.condition, *limits(test.cap))
    return (*(ir.Score(name) for name in index.inside(path)), *limits(test.cap))


@dataclass(slots=True)
class _Needs:
    """The references found so far, in an order in which each comes after what it reads."""

    index: Index
    roots: set[Reference] = field(default_factory=set)
    reads: dict[Reference, tuple[Reference, ...]] = field(default_factory=dict)
    uses: Counter[Reference] = field(default_factory=Counter)
    sizes: dict[Reference, int] = field(default_factory=dict)

    def find(self, root: Reference) -> None:
        self.roots.add(root)
        self.uses[root] += 1
        waiting: list[tuple[Reference, bool]] = [(root, False)]
        below: dict[Reference, tuple[Reference, ...]] = {}
        while waiting:
            reference, done = waiting.pop()
            if reference in self.reads:
                continue
            if done:
                self.reads[reference] = below[reference]
                continue
            parts = work(self.index, reference)
            # A fact is read where it exists, so what it exists by is known before.
            named = dict.fromkeys(name for node in self.index.consulted(*parts) for name in own_fact(node))
            gates = (self.index.facts[name].gate for name in named)
            asked = (*parts, *(gate for gate in gates if gate is not None))
            inside = tuple(one for part in asked for one in self.index.references(part))
            self.uses.update(inside)
            # A test's own things stand inside the test's `if`.
            test = owner(reference)
            below[reference] = inside if test is None else (ir.Applies(test), *inside)
            waiting.append((reference, True))
            waiting.extend((one, False) for one in reversed(below[reference]) if one not in self.reads)

    def owners(self) -> dict[Reference, str | None]:
        """A define that only one test reads is worked out inside that test."""
        users: dict[Reference, set[str | None]] = defaultdict(set)
        found: dict[Reference, str | None] = {}
        for reference in reversed(self.reads):
            found[reference] = owner(reference)
            if isinstance(reference, ir.DefineValue | ir.DefineHolds) and reference not in self.roots:
                reading = users[reference]
                found[reference] = next(iter(reading)) if len(reading) == 1 else None
            for below in self.reads[reference]:
                users[below].add(found[reference])
        return found

    def is_plain(self, reference: Reference) -> bool:
        """Whether `reference` is asked for once and can be written where it is asked for."""
        if self.uses[reference] != 1 or isinstance(reference, ir.Score | ir.Passes | ir.Applies):
            return False
        if owner(reference) is not None:
            return False
        if isinstance(reference, ir.DefineValue | ir.DefineHolds):
            body = self.index.defines[reference.define].body
            if isinstance(body, ir.Choose):
                return False
        # `order` asks for what is read first, so the sizes below are known.
        size = 0
        for node in nodes(*work(self.index, reference)):
            if isinstance(node, ir.Count | ir.Total):
                return False
            size += self.sizes.get(node, 1) if isinstance(node, Reference) else 1
        if size > _INLINE_NODES:
            return False
        self.sizes[reference] = size
        return True

    def ordered(self, owners: dict[Reference, str | None]) -> list[Reference]:
        """Kahn's order; it stays in a test while it can and enters one only when nothing else is ready."""
        rank = {reference: at for at, reference in enumerate(self.reads)}
        open_ = {reference: len(set(inside)) for reference, inside in self.reads.items()}
        readers: dict[Reference, list[Reference]] = defaultdict(list)
        for reference, inside in self.reads.items():
            for one in dict.fromkeys(inside):
                readers[one].append(reference)
        ready: dict[str | None, list[tuple[int, Reference]]] = defaultdict(list)
        for reference, count in open_.items():
            if not count:
                heappush(ready[owners[reference]], (rank[reference], reference))
        done: list[Reference] = []
        at: str | None = None
        while len(done) < len(open_):
            if not ready[at]:
                waiting = (test for test, heap in ready.items() if heap)
                at = None if ready[None] else min(waiting, key=lambda test: ready[test][0][0])
            reference = heappop(ready[at])[1]
            done.append(reference)
            for reader in readers[reference]:
                open_[reader] -= 1
                if not open_[reader]:
                    heappush(ready[owners[reader]], (rank[reader], reader))
        return done
