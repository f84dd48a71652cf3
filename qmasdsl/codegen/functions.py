"""Functions: the bodies of `totals`, `breakdown`, `score` and of the one that finds the awards."""

from qmasdsl.codegen.awards import Awards, roots
from qmasdsl.codegen.checking import Checking, look_up, resting
from qmasdsl.codegen.expressions import Facts, Ranks, Scope, encoded, python_type
from qmasdsl.codegen.literals import literal, tuple_of
from qmasdsl.codegen.names import Code, Names
from qmasdsl.codegen.program import Plan, plan
from qmasdsl.codegen.reading import Marks, Source, place_reads
from qmasdsl.codegen.scoring import Scoring, facts_read, read_once
from qmasdsl.codegen.simplify import Simplifier
from qmasdsl.codegen.statements import Block, If, Line
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, Reference, expressions

_INT, _BOOL = "int", "bool"


@frozen
class Maker:
    """Makes the functions of one rule set."""

    index: Index
    ranks: Ranks
    numbers: dict[str, int]

    # ---- trusted input --------------------------------------------------------------------------

    def totals(self) -> Block:
        """(eligible, the total of each test or None)"""
        tests = self.index.ruleset.tests
        wanted: list[Reference] = [ir.Eligible(), *(ir.Score(f"{test.name}.total") for test in tests)]
        scope, program, body = self._trusted(wanted)
        scoring = Scoring(self.index, program, scope)
        ends = scoring.write()
        results = [scope.found[ir.Eligible()]]
        for test in tests:
            total = scope.found[ir.Score(f"{test.name}.total")]
            shared = ir.Score(f"{test.name}.total") in program.shared
            results.append(self._result(scope, test, ends, total, "int", body, in_place=not shared))
        return self._finished(scope, scoring, body, results)

    def breakdown(self) -> Block:
        """(eligible, for each test (total, passes, factors) or None)"""
        tests = self.index.ruleset.tests
        wanted: list[Reference] = [ir.Eligible()]
        for test in tests:
            wanted += [ir.Score(f"{test.name}.total"), *(ir.Score(factor.name) for factor in test.factors)]
            wanted.append(ir.Passes(test.name))
        scope, program, body = self._trusted(wanted)
        scoring = Scoring(self.index, program, scope)
        ends = scoring.write()
        results = [scope.found[ir.Eligible()]]
        for test in tests:
            factors = tuple_of(scope.found[ir.Score(factor.name)] for factor in test.factors)
            whole = tuple_of([*self._total_and_passes(scope, test), factors])
            results.append(self._result(scope, test, ends, whole, breakdown_type(test), body))
        return self._finished(scope, scoring, body, results)

    def _trusted(self, wanted: list[Reference]) -> tuple[Scope, Plan, Block]:
        program = plan(self.index, wanted)
        order = {name: at for at, name in enumerate(self.index.facts)}
        simplifier = Simplifier(self.index, program.inlined)
        marks = Marks(order, read_once(self.index, program))
        scope = Scope(self.index, simplifier, Names(), self.ranks, marks)
        return scope, program, scope.before

    def _finished(self, scope: Scope, scoring: Scoring, body: Block, results: list[Code]) -> Block:
        scoring.join_alternatives(body)
        returning(body, results)
        sources = []
        for fact in self.index.facts.values():
            gate = None if fact.gate is None else scope.condition(fact.gate)
            sources.append(Source(encoded(look_up(fact), fact.type), python_type(fact.type), gate, resting(fact.type)))
        place_reads(body, sources, scope.names)
        return body

    # ---- untrusted input ------------------------------------------------------------------------

    def score(self) -> Block:
        """Checks, then works out everything but the awards."""
        ruleset = self.index.ruleset
        wanted: list[Reference] = [ir.Met(one.name) for one in ruleset.requirements]
        wanted.append(ir.Eligible())
        for test in ruleset.tests:
            paths = [section.name for section in test.sections] + [factor.name for factor in test.factors]
            wanted += [ir.Score(f"{test.name}.total"), *map(ir.Score, paths)]
            wanted += [*(ir.Met(own.name) for own in test.requirements), ir.Passes(test.name)]
        wanted += [ir.Comes(outcome.name) for outcome in ruleset.outcomes]
        program = plan(self.index, wanted)
        names = Names()
        variables = {name: names.new("v") for name in self.index.facts}
        read = facts_read(self.index, program) | frozenset(self._kept())
        gates = [fact.gate for fact in self.index.facts.values() if fact.gate is not None]
        asked = self.index.facts_read(*gates, *(always.condition for always in ruleset.always))
        checking = Checking(self.index, self.ranks, names, variables, read | frozenset(asked))
        scope = Scope(self.index, Simplifier(self.index, program.inlined), names, self.ranks, Facts(dict(variables)))
        scope.before = body = checking.write()
        scoring = Scoring(self.index, program, scope)
        ends = scoring.write()
        tests = [self._result(scope, test, ends, self._whole(scope, test), "_Found", body) for test in ruleset.tests]
        scoring.join_alternatives(body)
        found = tuple_of(
            [
                scope.found[ir.Eligible()],
                tuple_of(scope.found[ir.Met(one.name)] for one in ruleset.requirements),
                tuple_of(tests),
                tuple_of(scope.found[ir.Comes(outcome.name)] for outcome in ruleset.outcomes),
            ]
        )
        values = tuple_of(variables[name] for name in self._kept())
        body.append(Line(Code(f"return Result({values}, {found})")))
        return body

    def awards(self) -> Block:
        """The number and the points of every rule that gives points."""
        names = Names()
        variables = {name: names.new("v") for name in self._kept()}
        program = plan(self.index, roots(self.index), outside=True)
        scope = Scope(self.index, Simplifier(self.index, program.inlined), names, self.ranks, Facts(dict(variables)))
        body: Block = [Line(Code("given: list[tuple[int, int]] = []")), Line(Code("give = given.append"))]
        scope.before = body
        if variables:
            body.append(Line(Code(f"{tuple_of(variables.values())} = values")))
        Scoring(self.index, program, scope).write()
        Awards(self.index, scope, self.numbers).write()
        scope.before.append(Line(Code("return given")))
        return body

    def _kept(self) -> tuple[str, ...]:
        """The facts that awards turn on."""
        read = set(facts_read(self.index, plan(self.index, roots(self.index), outside=True)))
        for path, factor in self.index.factors.items():
            inside = [expression for part in factor.parts for expression in expressions(part)]
            read.update(self.index.facts_read(*self.index.gates(path), *inside))
        return tuple(name for name in self.index.facts if name in read)

    # ---- what both share ------------------------------------------------------------------------

    def _total_and_passes(self, scope: Scope, test: ir.Test) -> list[Code]:
        return [scope.found[ir.Score(f"{test.name}.total")], scope.found[ir.Passes(test.name)]]

    def _whole(self, scope: Scope, test: ir.Test) -> Code:
        own = tuple_of(scope.found[ir.Met(one.name)] for one in test.requirements)
        sections = tuple_of(scope.found[ir.Score(section.name)] for section in test.sections)
        factors = tuple_of(scope.found[ir.Score(factor.name)] for factor in test.factors)
        return tuple_of([*self._total_and_passes(scope, test), own, sections, factors])

    def _result(
        self,
        scope: Scope,
        test: ir.Test,
        ends: dict[str, tuple[Block, Block]],
        whole: Code,
        type: str,
        body: Block,
        in_place: bool = False,
    ) -> Code:
        """The variable that holds `whole` where `test` applies, and None where it does not."""
        if test.gate is None or test.name not in ends:
            return whole
        applies, otherwise = ends[test.name]
        name = whole if in_place else scope.names.new("r")
        if not in_place:
            applies.append(Line(Code(f"{name} = {whole}")))
        otherwise.append(Line(Code(f"{name} = {literal(None)}")))
        body.insert(0, Line(Code(f"{name}: {type} | None")))
        return name


def returning(block: Block, results: list[Code]) -> None:
    """Ends `block` by returning `results`; where it ends in alternatives, each returns for itself, and a result
    that was set for this alone is put in its place."""
    nothing = {f"{name} = {literal(None)}": name for name in results}
    kept: Block = []
    for statement in block:
        absent = nothing.get(statement.text) if isinstance(statement, Line) else None
        if absent is None:
            kept.append(statement)
        else:
            results = [literal(None) if one == absent else one for one in results]
    last = kept[-1] if kept else None
    origin = None
    if isinstance(last, Line):
        name, _, change = last.text.partition(" ")
        sign, _, value = change.partition(" ")
        if name in results:
            value = value if sign == "=" else f"{name} + {value if value.isdecimal() else f'({value})'}"
            results = [Code(value) if one == name else one for one in results]
            origin = last.origin
            kept.pop()
    block[:] = kept
    if isinstance(last, If) and last.body and last.orelse:
        returning(last.body, results)
        returning(last.orelse, results)
    else:
        block.append(Line(Code(f"return {tuple_of(results)}"), origin))


def breakdown_type(test: ir.Test) -> str:
    factors = ", ".join([_INT] * len(test.factors)) or "()"
    return f"tuple[{_INT}, {_BOOL}, tuple[{factors}]]"
