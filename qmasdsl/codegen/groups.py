"""Groups: rules and the way they combine, as statements that leave their points in a variable.

Most groups come down to rules of which the first that applies counts: a `highest that applies` whose
points are constants is that too, once its rules are put in order of their points. Those become nested
comparisons (see `decisions`). What is left (a table inside of a group that takes the highest, points
that depend on the applicant) is worked out item by item, `None` standing for "does not apply".
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from qmasdsl.codegen.decisions import Ask, Asking, Leaf, Question, Tree, decide
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
Effect = Callable[[tuple[int | None, ...]], Code]


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

    def parts(self, parts: tuple[ir.Rule | ir.Choose, ...], sink: Sink) -> None:
        """The sum of `parts` into `sink`: at one go if what they come to can be decided together."""
        rows = together(parts)
        if rows is None or not self._decided(rows, sink, _ZERO):
            for at, part in enumerate(parts):
                self.part(part, sink if not at else Sink(sink.name, True))

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
        found = self._open()
        self.chosen(part, found)
        self._scope.before.extend(sink.take(Code(f"({found} or 0)"), None))

    def alternatives(self, rules: list[ir.Rule], sink: Sink, nothing: Code) -> None:
        """The first of `rules` that applies into `sink`, else `nothing`."""
        if not self._decided([rules], sink, nothing):
            self._row(rules, sink, nothing)

    def _value(self, rule: ir.Rule, guard: ir.Condition) -> Code:
        if self._as_truth:
            assert isinstance(rule.value, ir.Constant)
            return literal(bool(rule.value.value))
        return self._scope.number(rule.value, frozenset(conjuncts(guard)))

    # ---- nested comparisons ---------------------------------------------------------------------

    def _decided(self, rows: list[list[ir.Rule]], sink: Sink, nothing: Code) -> bool:
        """Writes nested comparisons that find what counts in all rows, if they do not become too many."""
        if sum(map(len, rows)) > CHAIN and len(rows) > 1:
            return False
        scope = self._scope
        guards = [[scope.simplifier.condition(rule.guard) for rule in row] for row in rows]
        if len(rows) > 1:
            # Several rows are constants, see `together`.
            worth = [[rule.value.value for rule in row if isinstance(rule.value, ir.Constant)] for row in rows]

            def effect(counts: tuple[int | None, ...]) -> Code:
                points = (row[rule] for row, rule in zip(worth, counts, strict=True) if rule is not None)
                return scope.number(ir.Constant(sum(points)))

            def same(row: int, one: int | None, other: int | None) -> bool:
                return (0 if one is None else worth[row][one]) == (0 if other is None else worth[row][other])
        else:
            values = [self._value(rule, guard) for rule, guard in zip(rows[0], guards[0], strict=True)]

            def effect(counts: tuple[int | None, ...]) -> Code:
                return nothing if counts[0] is None else values[counts[0]]

            def same(row: int, one: int | None, other: int | None) -> bool:
                return effect((one,)) == effect((other,))

        tree = decide(guards, self._asking(guards, same))
        if tree is not None:
            scope.before.extend(self._tree(tree, rows, effect, sink, scope.known))
        return tree is not None

    def _asking(self, guards: list[list[ir.Condition]], same: Callable[[int, int | None, int | None], bool]) -> Asking:
        scope = self._scope
        inside = frozenset(leaf for row in guards for guard in row for leaf in _leaves(guard))
        facts = frozenset(fact for row in guards for guard in row for fact in named_facts(guard))

        def needs(question: Question) -> tuple[ir.Condition, ...]:
            """What exists only where something holds is asked for only where that is known."""
            if not scope.facts.lazy or isinstance(question.condition, ir.And | ir.Or | ir.AtLeast):
                return ()
            gates = (scope.index.facts[fact].gate for fact in named_facts(question.condition))
            parts = (part for gate in gates if gate is not None for part in conjuncts(scope.simplifier.condition(gate)))
            return tuple(part for part in parts if part not in scope.known)

        def whole(condition: ir.Condition) -> bool:
            """Whether order matters in `condition`, and it cannot be seen from the questions of these rules."""
            leaves = (leaf for leaf in _leaves(condition))
            return any(not set(needs(Question(leaf))) <= inside for leaf in leaves)

        always = tuple(condition for about, condition in scope.always if about <= facts)
        return Asking(same, whole, scope.choice_of, needs, self._cost, always, scope.most_states)

    def _tree(
        self, tree: Tree, rows: list[list[ir.Rule]], effect: Effect, sink: Sink, known: frozenset[ir.Condition]
    ) -> Block:
        if isinstance(tree, Leaf):
            return sink.take(effect(tree.rules), _first_rule(tree, rows))
        question = tree.question.condition
        test = self._scope.condition(question, known)
        yes = self._tree(tree.yes, rows, effect, sink, known | frozenset(conjuncts(question)))
        no = self._tree(tree.no, rows, effect, sink, known | frozenset(conjuncts(negation(question))))
        if not yes:
            yes, no = no, []
            test = self._scope.condition(negation(question), known)
        origin = _origin(tree, rows)
        # `if a: if b: …` with the same `else` is `if a and b: …`
        if len(yes) == 1 and isinstance(inner := yes[0], If) and inner.orelse == no:
            return [If(Code(f"{test} and {_operand(inner.test)}"), inner.body, no, origin)]
        return [If(bare(test), yes, no, origin)]

    def _cost(self, question: Question) -> float:
        unread = sum(self._scope.facts.is_unread(fact) for fact in set(named_facts(question.condition)))
        several = isinstance(question.condition, ir.Among) and len(question.condition.values) > 1
        return _TEST + 0.5 * several + _READ * unread

    # ---- a row of `elif` ------------------------------------------------------------------------

    def _row(self, rules: list[ir.Rule], sink: Sink, nothing: Code) -> None:
        scope = self._scope
        guards = [scope.simplifier.condition(rule.guard) for rule in rules]
        values = [self._value(rule, guard) for rule, guard in zip(rules, guards, strict=True)]
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
        counts = Line(Code(f"{found} = True"))
        for start in range(0, len(branches), CHAIN):
            piece: Block = [counts, Chain(branches[start : start + CHAIN], [Line(Code(f"{found} = False"))])]
            scope.before.extend([If(Code(f"not {found}"), piece)] if start else piece)
        if default:
            scope.before.append(If(Code(f"not {found}"), default))

    # ---- item by item ---------------------------------------------------------------------------

    def _open(self) -> Code:
        """A new name for points, or None where there are none."""
        name = self._scope.names.new("x")
        self._scope.before.append(Line(Code(f"{name}: int | None")))
        return name

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
            one = found if part.policy in (ir.Policy.FIRST, ir.Policy.ONLY_ONE) else self._open()
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


def _leaves(condition: ir.Condition) -> Iterator[ir.Condition]:
    """The conditions that `and`, `or` and `not` join; each also as it stands under a `not`."""
    waiting = [condition]
    while waiting:
        top = waiting.pop()
        if isinstance(top, ir.And | ir.Or):
            waiting.extend(top.items)
        elif isinstance(top, ir.Not):
            yield top
            waiting.append(top.item)
        else:
            yield top


def _first_rule(leaf: Leaf, rows: list[list[ir.Rule]]) -> ir.Rule | None:
    return next((row[at] for row, at in zip(rows, leaf.rules, strict=True) if at is not None), None)


def _origin(tree: Tree, rows: list[list[ir.Rule]]) -> Span | None:
    """The first rule that a question helps to find."""
    waiting = [tree]
    found: list[tuple[int, int]] = []
    while waiting:
        top = waiting.pop()
        if isinstance(top, Ask):
            waiting.extend((top.yes, top.no))
        else:
            found.extend((row, at) for row, at in enumerate(top.rules) if at is not None)
    return rows[min(found)[0]][min(found)[1]].span if found else None


def together(parts: tuple[ir.Rule | ir.Choose, ...]) -> list[list[ir.Rule]] | None:
    """Rows of rules with constant points of which each row's first that applies counts and all rows are added
    up; None if `parts` are not like that, or are a single row."""
    rows: list[list[ir.Rule]] = []
    for part in parts:
        if isinstance(part, ir.Choose) and part.policy is ir.Policy.ALL and part.otherwise is None:
            inside = [first_match(item) for item in part.items]
            rows.extend(row for row in inside if row is not None)
            if None in inside:
                return None
            continue
        row = first_match(part)
        if row is None:
            return None
        rows.append(row)
    rows = [[few for rule in row for few in in_steps(rule)] for row in rows]
    constant = all(isinstance(rule.value, ir.Constant) for row in rows for rule in row)
    return rows if constant and len(rows) > 1 else None


def in_steps(rule: ir.Rule) -> list[ir.Rule]:
    """`rule`; one that gives points for each of a few steps as a rule for each number of steps."""
    each = rule.value
    if not isinstance(each, ir.Each) or not each.cap or not 0 < abs(each.cap) <= FEW * abs(each.points):
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
