"""Walking: what stands inside an expression, and where the things it names are declared.

Every question that needs to look through the whole of a rule set is asked here, so that a new node is
added to one closed match and not to ten. Nothing here knows what a node means; that is the
interpreter's. All walks are loops, never recursion over names, so that a long chain of defines costs
time and not the stack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records, Type

Expression = ir.Number | ir.Condition
# What is worked out elsewhere and only named here.
Verdict = ir.Passes | ir.Applies | ir.Met | ir.Eligible | ir.Comes
Reference = ir.DefineValue | ir.DefineHolds | ir.Score | Verdict


def children(node: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside `node`, in reading order."""
    match node:
        case ir.Constant() | ir.FactValue() | ir.FieldValue() | ir.DefineValue() | ir.Score() | ir.Size():
            return ()
        case ir.Truth() | ir.FactHolds() | ir.FieldHolds() | ir.DefineHolds() | ir.Reading():
            return ()
        case ir.Includes() | ir.FieldIncludes() | ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
            return ()
        case ir.Linear(terms):
            return tuple(term for _, term in terms)
        case ir.Least(items) | ir.Greatest(items):
            return items
        case ir.And(parts) | ir.Or(parts) | ir.AtLeast(_, parts):
            return parts
        case ir.Count(_, where) | ir.Total(_, _, where):
            return () if where is None else (where,)
        case ir.Completed(_, start, end):
            return start, end
        case ir.Later(start):
            return (start,)
        case ir.Each(_, _, of):
            return (of,)
        case ir.Compare(left, _, right):
            return left, right
        case ir.Among(item) | ir.OnList(item):
            return (item,)
        case ir.Not(negated):
            return (negated,)
        case _:
            assert_never(node)


def nodes(*roots: Expression) -> Iterator[Expression]:
    """Every node of `roots`, each before what is inside it."""
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def rules(part: ir.Rule | ir.Choose) -> Iterator[ir.Rule]:
    """Every rule of `part` in reading order, an `otherwise` last of its group."""
    waiting: list[ir.Rule | ir.Choose] = [part]
    while waiting:
        top = waiting.pop()
        if isinstance(top, ir.Rule):
            yield top
        else:
            waiting.extend([] if top.otherwise is None else [top.otherwise])
            waiting.extend(reversed(top.items))


def expressions(body: Expression | ir.Rule | ir.Choose) -> Iterator[Expression]:
    """The conditions and values that a rule, a group or a define is made of."""
    if not isinstance(body, ir.Rule | ir.Choose):
        yield body
        return
    for rule in rules(body):
        yield rule.guard
        yield rule.value


def limits(*given: tuple[ir.Limit, ...]) -> Iterator[ir.Condition]:
    """The conditions of `out of` and `capped at`."""
    for limit in (one for several in given for one in several):
        if limit.when is not None:
            yield limit.when


def named_facts(*roots: Expression) -> Iterator[str]:
    """The facts that stand in `roots` themselves, in reading order, with repeats."""
    for node in nodes(*roots):
        yield from own_fact(node)


def own_fact(node: Expression) -> Iterator[str]:
    """The fact that `node` itself names, if it names one."""
    match node:
        case ir.FactValue(fact) | ir.FactHolds(fact) | ir.Includes(fact) | ir.Size(fact):
            yield fact
        case ir.Count(fact) | ir.Total(fact):
            yield fact
        case _:
            pass


def roots(ruleset: ir.Ruleset) -> Iterator[tuple[str, Expression]]:
    """Every outermost expression of a rule set, with the name of what it belongs to."""
    for fact in ruleset.facts:
        yield from _present(f"fact {fact.name}", fact.gate)
    for one in ruleset.lists:
        for entry in one.entries:
            yield from _present(f"entry {one.name}.{entry.name}", entry.gate)
    for always in ruleset.always:
        yield f"always {always.text}", always.condition
    for define in ruleset.defines:
        yield from _present(f"define {define.name}", *expressions(define.body))
    for requirement in ruleset.requirements:
        yield f"requirement {requirement.name}", requirement.condition
    for test in ruleset.tests:
        yield from _of_test(test)
    for outcome in ruleset.outcomes:
        yield f"outcome {outcome.name}", outcome.condition
    if ruleset.selection is not None:
        reserves = (reserve.when for reserve in ruleset.selection.reserves)
        yield from _present("selection", ruleset.selection.rank_by, *reserves)
    for claim in ruleset.claims:
        subject = claim.condition if isinstance(claim, ir.HoldsClaim) else claim.subject
        within = claim.condition if isinstance(claim, ir.TrendClaim) else None
        yield from _present(f"claim {claim.text}", subject, within)
    for case in ruleset.cases:
        for expects in case.expects:
            root = expects.condition if isinstance(expects, ir.ExpectHolds) else expects.subject
            yield f"case {case.label}", root


def _of_test(test: ir.Test) -> Iterator[tuple[str, Expression]]:
    yield from _present(f"test {test.name}", test.gate, *limits(test.out_of, test.cap))
    if isinstance(test.mark, ir.PassWhen):
        yield f"test {test.name}", test.mark.condition
    for requirement in test.requirements:
        yield f"requirement {requirement.name}", requirement.condition
    for section in test.sections:
        yield from _present(f"section {section.name}", section.gate, *limits(section.out_of, section.cap))
    for factor in test.factors:
        yield from _present(f"factor {factor.name}", factor.gate, *limits(factor.out_of, factor.cap))
        for inside in factor.parts:
            yield from _present(f"factor {factor.name}", *expressions(inside))


def _present(place: str, *found: Expression | None) -> Iterator[tuple[str, Expression]]:
    return ((place, one) for one in found if one is not None)


@dataclass(frozen=True, eq=False)
class Index:
    """A rule set by name: built once, read by everything that follows names."""

    ruleset: ir.Ruleset
    facts: dict[str, ir.Fact]
    lists: dict[str, dict[str, ir.Entry]]
    questions: dict[str, ir.Question]
    defines: dict[str, ir.Define]
    requirements: dict[str, ir.Requirement]
    tests: dict[str, ir.Test]
    sections: dict[str, ir.Section]
    factors: dict[str, ir.Factor]
    outcomes: dict[str, ir.Outcome]

    def test_of(self, path: str) -> ir.Test:
        """The test that `general.age` or `general.total` belongs to."""
        return self.tests[path.partition(".")[0]]

    def inside(self, path: str) -> tuple[str, ...]:
        """The sections and factors directly within a section, or at the top of `general.total`."""
        test = self.test_of(path)
        section = path if path in self.sections else None
        return tuple(
            [s.name for s in test.sections if s.within == section]
            + [f.name for f in test.factors if f.section == section]
        )

    def gates(self, path: str) -> tuple[ir.Condition, ...]:
        """Every `only when` that `path` stands under, the test's first and its own last."""
        found: list[ir.Condition | None] = []
        below: ir.Factor | ir.Section | None = self.factors.get(path) or self.sections.get(path)
        while below is not None:
            found.append(below.gate)
            above = below.section if isinstance(below, ir.Factor) else below.within
            below = None if above is None else self.sections[above]
        found.append(self.test_of(path).gate)
        return tuple(gate for gate in reversed(found) if gate is not None)

    def behind(self, reference: Reference) -> tuple[Expression, ...]:
        """The expressions that `reference` is worked out from."""
        match reference:
            case ir.DefineValue(name) | ir.DefineHolds(name):
                return tuple(expressions(self.defines[name].body))
            case ir.Score(path):
                return self._behind_score(path)
            case ir.Passes() | ir.Applies() | ir.Met() | ir.Eligible() | ir.Comes():
                return self.conjuncts(reference)
            case _:
                assert_never(reference)

    def conjuncts(self, verdict: Verdict) -> tuple[ir.Condition, ...]:
        """The conditions that must all hold for `verdict`, each read only where those before it hold."""
        match verdict:
            case ir.Passes(name):
                test = self.tests[name]
                return (ir.Applies(name), *(ir.Met(own.name) for own in test.requirements), *_mark_reached(test))
            case ir.Applies(test):
                return self.gates(f"{test}.total")
            case ir.Met(name):
                # A test's own requirement may read facts that exist only where the test applies.
                own = name.partition(".")
                gate = (ir.Applies(own[0]),) if own[1] else ()
                return (*gate, self.requirements[name].condition)
            case ir.Eligible():
                return tuple(ir.Met(requirement.name) for requirement in self.ruleset.requirements)
            case ir.Comes(name):
                return ir.Eligible(), self.outcomes[name].condition
            case _:
                assert_never(verdict)

    def _behind_score(self, path: str) -> tuple[Expression, ...]:
        gates = self.gates(path)
        factor = self.factors.get(path)
        if factor is not None:
            return (*gates, *(e for part in factor.parts for e in expressions(part)), *limits(factor.cap))
        above = self.sections.get(path) or self.test_of(path)
        if isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            return (*gates, above.mark.condition, *limits(above.cap))
        return (*gates, *(ir.Score(name) for name in self.inside(path)), *limits(above.cap))

    def type_of(self, number: ir.Number) -> Type | None:
        """The type that the values of `number` are written in; None for points and sums."""
        match number:
            case ir.FactValue(fact):
                return self.facts[fact].type
            case ir.DefineValue(define):
                return self.defines[define].type
            case ir.Least(items) | ir.Greatest(items):
                return next((type for item in items if (type := self.type_of(item)) is not None), None)
            case ir.Total(fact, field):
                return field_type(self.facts[fact].type, field)
            case ir.Later(start):
                return self.type_of(start)
            case _:
                return None

    def consulted(self, *roots: Expression) -> Iterator[Expression]:
        """Every node of `roots`, and of the conditions of the list entries they ask for."""
        seen: set[ir.OnList] = set()
        waiting = list(roots)
        while waiting:
            for node in nodes(waiting.pop()):
                yield node
                if isinstance(node, ir.OnList) and node not in seen:
                    seen.add(node)
                    gates = (self.lists[node.list][entry].gate for _, entry in node.entries)
                    waiting.extend(gate for gate in gates if gate is not None)

    def references(self, *roots: Expression) -> Iterator[Reference]:
        """What `roots` name and is worked out elsewhere, with repeats."""
        return (node for node in self.consulted(*roots) if isinstance(node, Reference))

    def facts_read(self, *roots: Expression) -> tuple[str, ...]:
        """The facts that `roots` read, also through defines, scores, tests and list entries, in the
        order in which they are declared."""
        found: set[str] = set()
        seen: set[Reference] = set()
        waiting: list[Expression] = list(roots)
        while waiting:
            for node in self.consulted(waiting.pop()):
                found.update(own_fact(node))
                if isinstance(node, Reference) and node not in seen:
                    seen.add(node)
                    waiting.extend(self.behind(node))
        return tuple(name for name in self.facts if name in found)


def field_type(type: Type, name: str) -> Type | None:
    """The type of a record's field."""
    fields = type.fields if isinstance(type, Records) else ()
    return next((field.type for field in fields if field.name == name), None)


_LAST: list[Index] = []


def index(ruleset: ir.Ruleset) -> Index:
    """`ruleset` by name. The last one made is kept, since whoever scores one applicant will score another."""
    for kept in _LAST:
        if kept.ruleset is ruleset:
            return kept
    made = _index(ruleset)
    _LAST[:] = [made]
    return made


def _index(ruleset: ir.Ruleset) -> Index:
    own = [requirement for test in ruleset.tests for requirement in test.requirements]
    return Index(
        ruleset=ruleset,
        facts={fact.name: fact for fact in ruleset.facts},
        lists={one.name: _entries(one) for one in ruleset.lists},
        questions={question.name: question for question in ruleset.questions},
        defines={define.name: define for define in ruleset.defines},
        requirements={requirement.name: requirement for requirement in (*ruleset.requirements, *own)},
        tests={test.name: test for test in ruleset.tests},
        sections={section.name: section for test in ruleset.tests for section in test.sections},
        factors={factor.name: factor for test in ruleset.tests for factor in test.factors},
        outcomes={outcome.name: outcome for outcome in ruleset.outcomes},
    )


def _entries(one: ir.List) -> dict[str, ir.Entry]:
    return {entry.name: entry for entry in one.entries}


def _mark_reached(test: ir.Test) -> tuple[ir.Condition, ...]:
    match test.mark:
        case ir.PassMark(mark):
            return (ir.Compare(ir.Score(f"{test.name}.total"), ir.Comparison.AT_LEAST, ir.Constant(mark)),)
        case ir.PassWhen(condition):
            return (condition,)
        case ir.NoPassMark():
            return ()
        case _:
            assert_never(test.mark)
