"""Awards: the function that finds which rules gave points, run only when somebody asks.

It reads the facts that `score` kept, works the conditions out once more and notes the number of every
rule that counts with its points. Here each rule stands by itself: two rules that give the same points
are two rules.
"""

from collections.abc import Iterator

from qmasdsl.codegen.expressions import Scope, bare
from qmasdsl.codegen.groups import CHAIN, Groups, first_match
from qmasdsl.codegen.names import Code
from qmasdsl.codegen.simplify import conjuncts
from qmasdsl.codegen.statements import Block, Branch, Chain, If, Line
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, Reference, expressions, rules

_PASS = Line(Code("pass"))


def rule_numbers(ruleset: ir.Ruleset) -> dict[str, int]:
    """A number for every rule of every factor, by its key, in reading order."""
    factors = [factor for test in ruleset.tests for factor in test.factors]
    keys = [rule.key for factor in factors for part in factor.parts for rule in rules(part)]
    return {key: at for at, key in enumerate(keys)}


def roots(index: Index) -> Iterator[Reference]:
    """What the conditions and points of all factors ask for."""
    for path, factor in index.factors.items():
        inside = [expression for part in factor.parts for expression in expressions(part)]
        yield from index.references(*index.gates(path), *inside)


class Awards:
    """Writes the awards into the block at hand of a `Scope` in which all `roots` are found."""

    def __init__(self, index: Index, scope: Scope, numbers: dict[str, int]) -> None:
        self._index = index
        self._scope = scope
        self._numbers = numbers

    def write(self) -> None:
        for test in self._index.ruleset.tests:
            body = self._within(() if test.gate is None else (test.gate,), test.factors)
            if body:
                self._guarded(() if test.gate is None else (test.gate,), body)

    def _within(self, outside: tuple[ir.Condition, ...], factors: tuple[ir.Factor, ...]) -> Block:
        body: Block = []
        for factor in factors:
            gates = self._index.gates(factor.name)[len(outside) :]
            kept, self._scope.before = self._scope.before, []
            for part in factor.parts:
                self._part(part)
            written, self._scope.before = self._scope.before, kept
            if not written:
                continue
            kept, self._scope.before = self._scope.before, body
            self._guarded(gates, written)
            self._scope.before = kept
        return body

    def _guarded(self, gates: tuple[ir.Condition, ...], body: Block) -> None:
        test = self._scope.condition(ir.And(gates))
        self._scope.before.extend(body if test == "True" else [If(bare(test), body)])

    def _part(self, part: ir.Rule | ir.Choose) -> None:
        in_order = first_match(part)
        if in_order is not None:
            self._first(in_order)
        elif isinstance(part, ir.Choose):
            self._group(part)

    def _first(self, in_order: list[ir.Rule]) -> None:
        scope = self._scope
        branches = [
            Branch(bare(scope.condition(rule.guard)), self._award(rule) or [_PASS], rule.span) for rule in in_order
        ]
        while branches and branches[-1].body == [_PASS]:
            branches.pop()
        if len(branches) == 1 and branches[0].test == "True":
            scope.before.extend(branches[0].body)
            return
        if len(branches) <= CHAIN:
            scope.before.extend([Chain(branches)] if branches else [])
            return
        found = scope.names.new("x")
        scope.before.append(Line(Code(f"{found} = False")))
        for start in range(0, len(branches), CHAIN):
            piece = branches[start : start + CHAIN]
            for branch in piece:
                branch.body = [Line(Code(f"{found} = True")), *branch.body]
            scope.before.append(If(Code(f"not {found}"), [Chain(piece)]))

    def _award(self, rule: ir.Rule) -> Block:
        if rule.value == ir.Constant(0):
            return []
        points = bare(self._scope.number(rule.value, frozenset(conjuncts(rule.guard))))
        return [Line(Code(f"give(({self._numbers[rule.key]}, {points}))"), rule.span)]

    def _group(self, group: ir.Choose) -> None:
        """A group whose items have to be worked out before it is known which of them count."""
        scope = self._scope
        if group.policy is ir.Policy.ALL and group.otherwise is None:
            for item in group.items:
                self._part(item)
            return
        worth = [scope.names.new("x") for _ in group.items]
        for item, name in zip(group.items, worth, strict=True):
            Groups(scope).chosen(item, name)
        otherwise = [] if group.otherwise is None else self._award(group.otherwise)
        bodies = [self._apart(item) for item in group.items]
        match group.policy:
            case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                tests = [Code(f"{name} is not None") for name in worth]
                scope.before.append(Chain([Branch(*one) for one in zip(tests, bodies, strict=True)], otherwise))
            case ir.Policy.HIGHEST:
                best = scope.names.new("x")
                scope.before.append(Line(Code(f"{best} = None")))
                for name in worth:
                    better = Code(f"{name} is not None and ({best} is None or {name} > {best})")
                    scope.before.append(If(better, [Line(Code(f"{best} = {name}"))]))
                tests = [Code(f"{name} is not None and {name} == {best}") for name in worth]
                scope.before.append(Chain([Branch(*one) for one in zip(tests, bodies, strict=True)], otherwise))
            case ir.Policy.ALL:
                tests = [Code(f"{name} is not None") for name in worth]
                scope.before.extend(If(*one) for one in zip(tests, bodies, strict=True))
                if otherwise:
                    none = Code(" and ".join(f"{name} is None" for name in worth))
                    scope.before.append(If(none, otherwise))

    def _apart(self, item: ir.Rule | ir.Choose) -> Block:
        kept, self._scope.before = self._scope.before, []
        self._part(item)
        written, self._scope.before = self._scope.before, kept
        return written
