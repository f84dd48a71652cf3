"""Groups: rules and the way they combine, as statements that leave their points in a variable.

Most groups come down to rules of which the first that applies counts: a `highest that applies` whose
points are constants is that too, once its rules are put in order of their points. Those become nested
comparisons (see `decisions`). What is left (a table inside of a group that takes the highest, points
that depend on the applicant) is worked out item by item, `None` standing for "does not apply".
"""

import re
from collections.abc import Callable
from dataclasses import replace

from qmasdsl.codegen.decisions import Ask, Leaf, Question, Tree, decide
from qmasdsl.codegen.expressions import Scope, bare
from qmasdsl.codegen.literals import literal
from qmasdsl.codegen.names import Code
from qmasdsl.codegen.simplify import YES, conjuncts, negation
from qmasdsl.codegen.statements import Block, Branch, Chain, If, Line
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import named_facts
from qmasdsl.source import Span

FEW = 4  # steps that are told apart rather than multiplied
CHAIN = 100  # alternatives in one `elif` chain; CPython's parser gives up at some thousands
_TEST, _READ = 1.0, 5.0  # what a comparison costs, and what reading a fact for it does
_ZERO, _NONE = literal(0), literal(None)
_JOINED = re.compile(r" (and|or|if|else) |:=|^not ")
Effect = Callable[[int | None], Code]


@frozen
class Sink:
    """Where points go: set, or added to what is there."""

    name: Code
    adds: bool = False

    def take(self, value: Code, origin: ir.Rule | None) -> Block:
        if self.adds and value == _ZERO:
            return []
        span = None if origin is None else origin.span
        return [Line(Code(f"{self.name} {'+=' if self.adds else '='} {bare(value)}"), span)]


class Groups:
    """Writes the parts of factors and the bodies of defines into the block at hand of a `Scope`."""

    def __init__(self, scope: Scope, as_truth: bool = False) -> None:
        self._scope = scope
        self._as_truth = as_truth

    def part(self, part: ir.Rule | ir.Choose, sink: Sink) -> None:
        """`part` into `sink`; 0 where nothing applies."""
        if isinstance(part, ir.Choose) and part.policy is ir.Policy.ALL and part.otherwise is None:
            for at, item in enumerate(part.items):
                self.part(item, sink if sink.adds or not at else Sink(sink.name, True))
            return
        rules = first_match(part)
        if rules is not None:
            self.alternatives([few for rule in rules for few in in_steps(rule)], sink, _ZERO)
            return
        found = self._scope.names.new("x")
        self.chosen(part, found)
        self._scope.before.extend(sink.take(Code(f"({found} or 0)"), None))

    def alternatives(self, rules: list[ir.Rule], sink: Sink, nothing: Code) -> None:
        """The first of `rules` that applies into `sink`, else `nothing`."""
        scope = self._scope
        guards = [scope.simplifier.condition(rule.guard) for rule in rules]
        values = [self._value(rule, guard) for rule, guard in zip(rules, guards, strict=True)]

        def effect(rule: int | None) -> Code:
            return nothing if rule is None else values[rule]

        def same(one: int | None, other: int | None) -> bool:
            return effect(one) == effect(other)

        facts = frozenset(fact for guard in guards for fact in named_facts(guard))
        always = [condition for about, condition in scope.always if about <= facts]
        tree = decide(guards, same, self._is_whole, scope.choice_of, self._cost, always)
        if tree is not None:
            scope.before.extend(self._tree(tree, rules, effect, sink))
        else:
            self._row(rules, guards, values, sink, nothing)

    def _value(self, rule: ir.Rule, guard: ir.Condition) -> Code:
        if self._as_truth:
            assert isinstance(rule.value, ir.Constant)
            return literal(bool(rule.value.value))
        return self._scope.number(rule.value, frozenset(conjuncts(guard)))

    # ---- nested comparisons ---------------------------------------------------------------------

    def _tree(self, tree: Tree, rules: list[ir.Rule], effect: Effect, sink: Sink) -> Block:
        if isinstance(tree, Leaf):
            return sink.take(effect(tree.rule), None if tree.rule is None else rules[tree.rule])
        yes = self._tree(tree.yes, rules, effect, sink)
        no = self._tree(tree.no, rules, effect, sink)
        question = tree.question.condition
        if not yes:
            yes, no, question = no, [], negation(question)
        test = self._scope.condition(question)
        origin = _origin(tree, rules)
        # `if a: if b: …` with the same `else` is `if a and b: …`
        if len(yes) == 1 and isinstance(inner := yes[0], If) and inner.orelse == no:
            return [If(Code(f"{test} and {_operand(inner.test)}"), inner.body, no, origin)]
        return [If(bare(test), yes, no, origin)]

    def _is_whole(self, condition: ir.Condition) -> bool:
        """Whether what exists only where something else holds stands in `condition`: order matters there."""
        facts = named_facts(condition)
        return self._scope.facts.lazy and any(self._scope.index.facts[fact].gate is not None for fact in facts)

    def _cost(self, question: Question) -> float:
        unread = sum(self._scope.facts.is_unread(fact) for fact in set(named_facts(question.condition)))
        size = len(question.among or ()) > 1
        return _TEST + 0.5 * size + _READ * unread

    # ---- a row of `elif` ------------------------------------------------------------------------

    def _row(
        self, rules: list[ir.Rule], guards: list[ir.Condition], values: list[Code], sink: Sink, nothing: Code
    ) -> None:
        scope = self._scope
        tests = [bare(scope.condition(guard)) for guard in guards]
        kept = [at for at, guard in enumerate(guards) if guard != ir.Truth(False)]
        always = next((at for at in kept if guards[at] == YES), None)
        default = sink.take(nothing, None)
        if always is not None:
            kept, default = kept[: kept.index(always)], sink.take(values[always], rules[always])
        branches = [
            Branch(tests[at], sink.take(values[at], rules[at]) or [Line(Code("pass"))], rules[at].span) for at in kept
        ]
        if len(branches) <= CHAIN:
            scope.before.extend([Chain(branches, default)] if branches else default)
            return
        # A chain too long for CPython is cut into pieces; each is read only if none before it counted.
        found = scope.names.new("x")
        scope.before.append(Line(Code(f"{found} = True")))
        for start in range(0, len(branches), CHAIN):
            piece: Block = [Chain(branches[start : start + CHAIN], [Line(Code(f"{found} = False"))])]
            scope.before.extend([If(Code(f"not {found}"), piece)] if start else piece)
        if default:
            scope.before.append(If(Code(f"not {found}"), default))

    # ---- item by item ---------------------------------------------------------------------------

    def chosen(self, part: ir.Rule | ir.Choose, found: Code) -> None:
        """Sets `found` to the points of `part`, or to None where it does not apply."""
        scope = self._scope
        rules = first_match(part)
        if rules is not None:
            self.alternatives(rules, Sink(found), _NONE)
            return
        assert isinstance(part, ir.Choose)
        scope.before.append(Line(Code(f"{found} = None")))
        for at, item in enumerate(part.items):
            one = found if part.policy in (ir.Policy.FIRST, ir.Policy.ONLY_ONE) else scope.names.new("x")
            outside, scope.before = scope.before, []
            self.chosen(item, one)
            written, scope.before = scope.before, outside
            match part.policy:
                case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
                    scope.before.extend([If(Code(f"{found} is None"), written)] if at else written)
                case ir.Policy.HIGHEST:
                    better = Code(f"{one} is not None and ({found} is None or {one} > {found})")
                    scope.before.extend([*written, If(better, [Line(Code(f"{found} = {one}"))])])
                case ir.Policy.ALL:
                    more = Line(Code(f"{found} = {one} + ({found} or 0)"))
                    scope.before.extend([*written, If(Code(f"{one} is not None"), [more])])
        if part.otherwise is not None:
            rest = Sink(found).take(scope.number(part.otherwise.value), part.otherwise)
            scope.before.append(If(Code(f"{found} is None"), rest))


def _operand(test: Code) -> Code:
    return Code(f"({test})") if _JOINED.search(test) else test


def _origin(tree: Tree, rules: list[ir.Rule]) -> Span | None:
    """The first rule that a question helps to find."""
    waiting, found = [tree], len(rules)
    while waiting:
        top = waiting.pop()
        if isinstance(top, Ask):
            waiting.extend((top.yes, top.no))
        elif top.rule is not None:
            found = min(found, top.rule)
    return rules[found].span if found < len(rules) else None


def in_steps(rule: ir.Rule) -> list[ir.Rule]:
    """`rule`; one that gives points for each of a few steps as a rule for each number of steps."""
    each = rule.value
    if not isinstance(each, ir.Each) or each.cap is None or not each.points or not 0 < abs(each.cap) <= FEW * abs(each.points):
        return [rule]
    size, cap = abs(each.points), abs(each.cap)
    sign = 1 if each.points > 0 else -1
    most = -(-cap // size)
    return [
        replace(
            rule,
            guard=ir.And((rule.guard, ir.Compare(each.of, ir.Comparison.AT_LEAST, ir.Constant(count * each.step)))),
            value=ir.Constant(sign * min(cap, count * size)),
        )
        for count in range(most, 0, -1)
    ] + [replace(rule, value=ir.Constant(0))]


def first_match(part: ir.Rule | ir.Choose) -> list[ir.Rule] | None:
    """Rules of which the first that applies gives the points of `part`; None if it is not like that."""
    if isinstance(part, ir.Rule):
        return [part]
    inside = [first_match(item) for item in part.items]
    rules: list[ir.Rule] = []
    for item in inside:
        if item is None:
            return None
        rules.extend(item)
    rest = [] if part.otherwise is None else [part.otherwise]
    match part.policy:
        case ir.Policy.FIRST | ir.Policy.ONLY_ONE:
            return rules + rest
        case ir.Policy.HIGHEST:
            plain = all(isinstance(item, ir.Rule) for item in part.items)
            worth = [rule.value.value for rule in rules if isinstance(rule.value, ir.Constant)]
            if not plain or len(worth) < len(rules):
                return None
            order = sorted(range(len(rules)), key=lambda at: -worth[at])
            return [rules[at] for at in order] + rest
        case ir.Policy.ALL:
            return None
