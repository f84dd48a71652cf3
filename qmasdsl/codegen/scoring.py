"""Scoring: the statements that work out everything a function is asked for, test by test.

The same rules are written three times, because what is wanted differs: `totals` adds the points of
every factor straight into the total, `breakdown` keeps each factor, and `score` keeps verdicts of
requirements and outcomes as well. What each wants is its *roots*; the rest follows from `program`.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise

from qmasdsl.codegen.expressions import Scope, bare
from qmasdsl.codegen.groups import Groups, Sink
from qmasdsl.codegen.literals import literal
from qmasdsl.codegen.names import Code
from qmasdsl.codegen.program import Plan, own_gates, work
from qmasdsl.codegen.simplify import YES, conjuncts
from qmasdsl.codegen.statements import Block, If, Line
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import YesNo
from qmasdsl.ir.walk import Index, Reference, named_facts
from qmasdsl.source import Span

_ZERO = literal(0)
_NO = literal(False)


class Scoring:
    """Writes what a `Plan` asks for into one block. `ends` are the statements that close each test's part
    of it, by test, and what stands in their place where the test does not apply."""

    def __init__(self, index: Index, plan: Plan, scope: Scope) -> None:
        self._index = index
        self._plan = plan
        self._scope = scope
        self._begun: set[str] = set()
        self._gates: dict[tuple[str | None, tuple[ir.Condition, ...]], Code] = {}
        self._tests: dict[str, tuple[Block, Block]] = {}
        self._test: str | None = None
        self._decisions: list[tuple[If, ir.Condition]] = []

    def write(self) -> dict[str, tuple[Block, Block]]:
        """Writes everything; the blocks for whom a test applies and for whom it does not, by test."""
        outside = self._scope.before
        for test, reference in self._plan.order:
            if test != self._test:
                self._scope.before = outside if test is None else self._enter(test, outside)
                self._test = test
            self._one(reference)
        self._scope.before = outside
        self._scope.known = frozenset()
        return self._tests

    def _enter(self, test: str, outside: Block) -> Block:
        """The block of what is only worked out where `test` applies."""
        self._scope.before, self._scope.known = outside, frozenset()
        gate = self._index.tests[test].gate
        if gate is None:
            self._tests[test] = outside, []
            return outside
        applies = self._scope.found.get(ir.Applies(test)) or self._scope.condition(gate)
        # There is a second one for a test where another had to be worked out in between.
        decision = If(bare(applies), [], [], self._index.tests[test].span)
        outside.append(decision)
        self._decisions.append((decision, self._scope.simplifier.condition(gate)))
        self._tests[test] = inside, _ = decision.body, decision.orelse
        self._scope.known = frozenset(conjuncts(self._scope.simplifier.condition(gate)))
        return inside

    def join_alternatives(self, body: Block) -> None:
        """Tests of which an applicant can only take one, one after the other, become alternatives. Called
        when the blocks of the tests are complete."""
        for (first, gate), (second, other) in reversed(list(pairwise(self._decisions))):
            at = next(at for at, statement in enumerate(body) if statement is first)
            follows = body[at + 1 : at + 2] == [second] and body[at + 1] is second
            if follows and self._exclude(gate, other) and not any(isinstance(one, If) for one in second.orelse):
                first.body.extend(second.orelse)
                first.orelse.append(second)
                del body[at + 1]

    def _exclude(self, one: ir.Condition, other: ir.Condition) -> bool:
        """Whether two conditions ask for different values of one choice."""
        match one, other:
            case ir.Among(subject, values), ir.Among(its, others):
                return subject == its and not set(values) & set(others)
            case _:
                return False

    def _one(self, reference: Reference) -> None:
        match reference:
            case ir.DefineValue(name) | ir.DefineHolds(name):
                self._define(reference, self._index.defines[name])
            case ir.Score(path) if path in self._index.factors:
                self._factor(self._index.factors[path])
            case ir.Score(path) if path in self._index.sections:
                self._section(self._index.sections[path])
            case ir.Score():
                self._total(reference)
            case ir.Passes(test):
                self._passes(reference, self._index.tests[test])
            case ir.Applies():
                if self._plan.uses[reference]:
                    self._verdict(reference, "a", self._index.conjuncts(reference), None)
            case ir.Met(name):
                self._verdict(reference, "q", work(self._index, reference), self._index.requirements[name].span)
            case ir.Eligible():
                self._verdict(reference, "e", self._index.conjuncts(reference), None)
            case ir.Comes(name):
                self._verdict(reference, "o", self._index.conjuncts(reference), self._index.outcomes[name].span)

    # ---- verdicts and defines -------------------------------------------------------------------

    def _verdict(self, reference: Reference, letter: str, parts: Iterable[object], span: Span | None) -> None:
        conditions = tuple(part for part in parts if isinstance(part, ir.Condition))
        self._set(reference, letter, self._scope.condition(ir.And(conditions)), _NO, span)

    def _define(self, reference: Reference, define: ir.Define) -> None:
        body = define.body
        scope = self._scope
        if isinstance(body, ir.Choose):
            name = scope.names.new("d")
            Groups(scope, as_truth=isinstance(define.type, YesNo)).part(body, Sink(name))
            scope.found[reference] = name
        else:
            self._set(reference, "d", self._plain(reference, body), _ZERO, define.span)

    def _plain(self, reference: Reference, body: ir.Number | ir.Condition) -> Code:
        scope = self._scope
        if isinstance(body, ir.Count) and body.where is not None:
            where = scope.simplifier.condition(body.where)
            return scope.over(body.fact, where, None, enough(self._index, self._plan, reference))
        return scope.number(body) if isinstance(body, ir.Number) else scope.condition(body)

    def _set(self, reference: Reference, letter: str, code: Code, absent: Code, span: Span | None) -> None:
        if code.isidentifier() and code not in (_NO, literal(True)) and reference not in self._plan.shared:
            self._scope.found[reference] = code
            return
        name = self._scope.names.new(letter)
        # As a choice between two constants CPython compares faster, and it is a plain `bool` whatever was given.
        asked = not isinstance(reference, ir.DefineValue) and " " in bare(code)
        worth = f"True if {bare(code)} else False" if asked else bare(code)
        self._scope.before.append(Line(Code(f"{name} = {worth}"), span))
        self._keep(reference, name, absent)

    def _keep(self, reference: Reference, name: Code, absent: Code) -> None:
        """`name` holds `reference` from here on; `absent` where its test does not apply, if that is ever read."""
        self._scope.found[reference] = name
        if self._test is not None and self._index.tests[self._test].gate is not None and reference in self._plan.shared:
            self._tests[self._test][1].append(Line(Code(f"{name} = {absent}")))

    # ---- points ---------------------------------------------------------------------------------

    def _factor(self, factor: ir.Factor) -> None:
        scope = self._scope
        reference = ir.Score(factor.name)
        absorbed = self._is_absorbed(factor.name)
        total = f"{factor.name.partition('.')[0]}.total"
        name = self._total_name(total) if absorbed else scope.names.new("f")
        # The first to be absorbed may set the total, if nothing stands before it that could skip it.
        gates = own_gates(self._index, factor.name)
        fresh = not absorbed or (total not in self._begun and not gates)
        if absorbed and not fresh and total not in self._begun:
            scope.before.append(Line(Code(f"{name} = {_ZERO}")))
        if absorbed:
            self._begun.add(total)
        parts = factor.parts
        self._gated(gates, name, absorbed, lambda: self._parts(parts, Sink(name, not fresh), factor.cap))
        if not absorbed:
            self._keep(reference, name, _ZERO)

    def _parts(self, parts: tuple[ir.Rule | ir.Choose, ...], sink: Sink, cap: tuple[ir.Limit, ...]) -> None:
        if not parts and not sink.adds:
            self._scope.before.extend(sink.take(_ZERO, None))
        Groups(self._scope).parts(parts, sink)
        self._cap(sink.name, cap)

    def _gated(self, gates: tuple[ir.Condition, ...], name: Code, absorbed: bool, write: Callable[[], None]) -> None:
        """What `write` writes, where all of `gates` hold; else `name` is 0 (or unchanged, if absorbed)."""
        scope = self._scope
        condition = scope.simplifier.condition(ir.And(gates))
        if condition == YES:
            write()
            return
        test = self._gate(gates)
        outside, scope.before, known = scope.before, [], scope.known
        scope.known = known | frozenset(conjuncts(condition))
        write()
        inside, scope.before, scope.known = scope.before, outside, known
        otherwise: Block = [] if absorbed else [Line(Code(f"{name} = {_ZERO}"))]
        if inside:
            scope.before.append(If(bare(test), inside, otherwise))
        else:
            scope.before.extend(otherwise)

    def _gate(self, gates: tuple[ir.Condition, ...]) -> Code:
        """The gates of a section are asked for by everything inside of it, and worked out once."""
        if len(gates) == 1 and isinstance(gates[0], ir.FactHolds | ir.DefineHolds):
            return self._scope.condition(gates[0])
        key = self._test, gates
        if key not in self._gates:
            name = self._scope.names.new("g")
            code = bare(self._scope.condition(ir.And(gates)))
            self._scope.before.append(Line(Code(f"{name} = {code}")))
            self._gates[key] = name
        return self._gates[key]

    def _section(self, section: ir.Section) -> None:
        if self._is_absorbed(section.name):
            return
        scope = self._scope
        inside = self._inside(section.name)
        name = scope.names.new("s")
        worth = Code(f"max({', '.join(inside)})") if section.highest and len(inside) > 1 else sum_of(inside)

        def write() -> None:
            scope.before.append(Line(Code(f"{name} = {bare(worth)}"), section.span))
            self._cap(name, section.cap)

        self._gated(own_gates(self._index, section.name), name, False, write)
        self._keep(ir.Score(section.name), name, _ZERO)

    def _total(self, reference: ir.Score) -> None:
        test = self._index.test_of(reference.path)
        scope = self._scope
        name = self._total_name(reference.path)
        if isinstance(test.mark, ir.PassWhen):
            holds = self._mark(test, test.mark)
            worth = literal(test.mark.worth)
            scope.before.append(Line(Code(f"{name} = {worth} if {holds} else {_ZERO}"), test.mark.span))
        else:
            inside = self._inside(reference.path)
            begun = reference.path in self._begun
            if inside or not begun:
                scope.before.append(Line(Code(f"{name} {'+=' if begun else '='} {bare(sum_of(inside))}"), test.span))
        self._cap(name, test.cap)
        self._keep(reference, name, _ZERO)

    def _total_name(self, path: str) -> Code:
        return self._scope.found.setdefault(ir.Score(path), self._scope.names.new("t"))

    def _inside(self, path: str) -> list[Code]:
        """What is added up to `path`, without what was added to the total at once."""
        found: list[Code] = []
        for name in self._index.inside(path):
            if not self._is_absorbed(name):
                found.append(self._scope.found[ir.Score(name)])
            elif name in self._index.sections:
                found.extend(self._inside(name))
        return found

    def _is_absorbed(self, path: str) -> bool:
        """Whether the points of a factor or section go straight into the total: nothing else asks for them,
        and nothing on the way up cuts or chooses."""
        test = self._index.test_of(path)
        if isinstance(test.mark, ir.PassWhen) or self._plan.uses[ir.Score(f"{test.name}.total")] == 0:
            return False
        below: ir.Factor | ir.Section = self._index.factors.get(path) or self._index.sections[path]
        while True:
            if below.cap or self._plan.uses[ir.Score(below.name)] != 1:
                return False
            if isinstance(below, ir.Section) and below.highest:
                return False
            above = below.section if isinstance(below, ir.Factor) else below.within
            if above is None:
                return True
            below = self._index.sections[above]

    def _cap(self, name: Code, limits: tuple[ir.Limit, ...]) -> None:
        """Cut at the first limit whose condition holds."""
        scope = self._scope
        tests = [None if limit.when is None else bare(scope.condition(limit.when)) for limit in limits]
        block: Block = scope.before
        for limit, test in zip(limits, tests, strict=True):
            points = scope.number(ir.Constant(limit.points))
            cut: Block = [If(Code(f"{name} > {points}"), [Line(Code(f"{name} = {points}"))])]
            if test is None:
                block.extend(cut)
                return
            otherwise: Block = []
            block.append(If(test, cut, otherwise))
            block = otherwise

    def _mark(self, test: ir.Test, mark: ir.PassWhen) -> Code:
        key = test.name, (mark.condition,)
        if key not in self._gates:
            name = self._scope.names.new("m")
            code = bare(self._scope.condition(mark.condition))
            self._scope.before.append(Line(Code(f"{name} = {code}"), mark.span))
            self._gates[key] = name
        return self._gates[key]

    def _passes(self, reference: ir.Passes, test: ir.Test) -> None:
        parts = [self._scope.found[ir.Met(own.name)] for own in test.requirements]
        match test.mark:
            case ir.PassMark(mark):
                total = self._scope.found[ir.Score(f"{test.name}.total")]
                parts.append(Code(f"{total} >= {literal(mark)}"))
            case ir.PassWhen():
                parts.append(self._mark(test, test.mark))
            case ir.NoPassMark():
                parts = parts or [literal(True)]
        self._set(reference, "p", Code(" and ".join(parts)), _NO, test.span)


def sum_of(terms: list[Code]) -> Code:
    if len(terms) > 40:
        return Code(f"sum(({', '.join(terms)}))")
    return Code(" + ".join(terms)) if terms else _ZERO


def enough(index: Index, plan: Plan, reference: Reference) -> int | None:
    """From which number on it makes no difference how large a count is; None if it always may."""
    found: list[int] = []
    for _, reader in plan.order:
        for root in work(index, reader):
            for node in index.consulted(root):
                match node:
                    case ir.Each(points, step, of, cap) if of == reference and points and cap is not None:
                        found.append(step * -(-abs(cap) // abs(points)))
                    case ir.Compare(left, _, ir.Constant(bound)) if left == reference:
                        found.append(bound + 1)
                    case _:
                        pass
    return max(found) if found and len(found) == plan.uses[reference] and min(found) > 0 else None


def facts_read(index: Index, plan: Plan) -> frozenset[str]:
    """Every fact that the generated code for `plan` reads."""
    references = [reference for _, reference in plan.order] + list(plan.inlined)
    roots = [root for reference in references for root in work(index, reference)]
    roots += [gate for test, _ in plan.order if test is not None for gate in index.gates(f"{test}.total")]
    return frozenset(fact for node in index.consulted(*roots) for fact in named_facts(node))


def read_once(index: Index, plan: Plan) -> frozenset[str]:
    """The facts that only one factor or verdict reads: better looked up late."""
    counts: Counter[str] = Counter()
    for _, reference in plan.order:
        roots = [*work(index, reference)]
        found: set[str] = set()
        for root in roots:
            for node in index.consulted(root):
                found.update(named_facts(node))
        counts.update(found)
    return frozenset(fact for fact, count in counts.items() if count == 1)
