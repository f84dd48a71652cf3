"""Places: every condition of a rule set, where it stands and when anybody reads it.

A limit of a factor is read of those to whom its test applies; a row of `thresholds` of those whom no earlier row
takes; what stands in a `where` of each record. A case that never gets there shows nothing about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from qmasdsl.cases.counting import Conditions, Counted, Part, Worths, counted
from qmasdsl.cases.existence import Existence
from qmasdsl.cases.results import Bearing, Outcome
from qmasdsl.cases.spelled import Spelling
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Expression, Index, children, nodes, roots
from qmasdsl.source import Span


@dataclass(frozen=True, eq=False)
class Place:
    """A condition (or the points of a rule) of `within`, such as `define dependants`, read of whom `around` and
    then `read` hold.

    `record` is the fact whose records it speaks of, where it is a `where`.
    """

    root: Expression
    within: str
    span: Span | None
    spelling: Spelling
    around: Conditions = ()
    read: Conditions = ()
    record: str | None = None

    def somebody(self, *conditions: ir.Condition) -> ir.Condition:
        """That the place is reached, and `conditions` hold there: of a record, if it speaks of one."""
        return ir.And((*self.around, *self.read, *self._there(conditions)))

    def at_the_limit(self, condition: ir.Condition) -> ir.Condition:
        """The same for one limit, which is worth trying whatever else is said before it."""
        return ir.And((*self.around, *self._there((condition,))))

    def _there(self, conditions: Conditions) -> Conditions:
        if self.record is None:
            return conditions
        return (ir.Compare(ir.Count(self.record, ir.And(conditions)), ir.Comparison.AT_LEAST, ir.Constant(1)),)


@dataclass(frozen=True, eq=False)
class Ruled:
    """A rule of `within` (a factor, which `gives_points`, or a define), and when it counts, of whom `around` holds."""

    counted: Counted
    within: str
    around: Conditions
    gives_points: bool


class Places:
    """The rules and conditions of one rule set, in reading order."""

    def __init__(self, index: Index, worths: Worths) -> None:
        self._index = index
        self._existence = Existence(index)
        self._spelling = Spelling(index)
        self._bearing = Bearing(index)
        self._askings = _askings(index.ruleset)
        self.rules: list[Ruled] = []
        self.conditions: list[Place] = []
        self._gather(index.ruleset, worths)

    def _gather(self, ruleset: ir.Ruleset, worths: Worths) -> None:
        for one in ruleset.lists:
            for entry in one.entries:
                held = self.held_by(one.name, entry.name)
                if entry.gate is not None and held:
                    self._add(entry.gate, f"list {one.name}", entry.span, held)
        for define in ruleset.defines:
            name = f"define {define.name}"
            if not self._bearing.on(name):
                continue  # no result reads it, so no case can show it
            if isinstance(define.body, ir.Choose):
                self._of_part(define.body, name, self._asked_for(name), worths)
            else:
                self._add(define.body, name, define.span, self._asked_for(name))
        for requirement in ruleset.requirements:
            self._add(requirement.condition, f"requirement {requirement.name}", requirement.span)
        for test in ruleset.tests:
            self._of_test(test, worths)
        for outcome in ruleset.outcomes:
            self._add(outcome.condition, f"outcome {outcome.name}", outcome.span, (ir.Eligible(),))

    def held_by(self, name: str, entry: str) -> Conditions:
        """When somebody asks whether that entry of the list is an applicant's, and it is; nothing if nobody asks."""
        found: dict[ir.Condition, None] = {}
        for item, values in self._askings.get(name, ()):
            if entry in values:
                is_it = ir.Among(item, (values[entry],))
                gates = self._existence.gates(item)
                found[ir.And((*gates, is_it)) if gates else is_it] = None
        return (*self._asked_for(f"list {name}"), _any(tuple(found))) if found else ()

    def _asked_for(self, declared: str) -> Conditions:
        """Of whom some result reads a declaration: where every test that does is for some applicants only."""
        found: dict[ir.Condition, None] = {}
        for result in self._bearing.on(declared):
            path = result.path if isinstance(result, ir.Score) else f"{_test_of(result)}.total"
            gates = self._index.gates(path) if path != ".total" else ()
            if not gates:
                return ()
            found[ir.And(gates) if len(gates) > 1 else gates[0]] = None
        return (_any(tuple(found)),) if found else ()

    def _of_test(self, test: ir.Test, worths: Worths) -> None:
        applies = self._index.gates(f"{test.name}.total")
        self._gate(test, ())
        if isinstance(test.mark, ir.PassWhen):
            self._add(test.mark.condition, f"test {test.name}", test.mark.span or test.span, applies)
        self._limits(test, applies)
        for requirement in test.requirements:
            self._add(requirement.condition, f"requirement {requirement.name}", requirement.span, applies)
        for section in test.sections:
            self._gate(section, self._index.gates(section.name)[:-1])
            self._limits(section, self._index.gates(section.name))
        for factor in test.factors:
            around = self._index.gates(factor.name)
            self._gate(factor, around[:-1])
            self._limits(factor, around)
            for part in factor.parts:
                self._of_part(part, f"score {factor.name}", around, worths)

    def _gate(self, one: ir.Test | ir.Section | ir.Factor, around: Conditions) -> None:
        if one.gate is not None:
            self._add(one.gate, name_of(one), one.span, around)

    def _limits(self, one: ir.Test | ir.Section | ir.Factor, around: Conditions) -> None:
        for limit in one.cap:
            if limit.when is not None:
                self._add(limit.when, name_of(one), one.span, around)

    def _of_part(self, part: Part, within: str, around: Conditions, worths: Worths) -> None:
        for each in counted(part, worths):
            self.rules.append(Ruled(each, within, around, within.startswith("score ")))
            self._add(each.rule.guard, within, each.rule.span, around, each.read)
            self._add(each.rule.value, within, each.rule.span, (*around, *each.read, each.rule.guard))

    def _add(
        self,
        root: Expression,
        within: str,
        span: Span | None,
        around: Conditions = (),
        read: Conditions = (),
    ) -> None:
        self.conditions.append(Place(root, within, span, self._spelling, around, read))
        for node in nodes(root):
            if isinstance(node, ir.Count | ir.Total) and node.where is not None:
                spelling = self._spelling.inside(node.fact)
                gates = self._existence.gates(node)
                self.conditions.append(Place(node.where, within, span, spelling, (*around, *gates), (), node.fact))


def outside_records(root: Expression) -> Iterator[Expression]:
    """Every node of `root` but those in a `where`, which is a place of its own."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ir.Count | ir.Total):
            waiting.extend(reversed(children(node)))


def name_of(one: ir.Test | ir.Section | ir.Factor) -> str:
    """The name that goes with `reading` and `mutants`."""
    return f"test {one.name}" if isinstance(one, ir.Test) else f"score {one.name}"


def _askings(ruleset: ir.Ruleset) -> dict[str, list[tuple[ir.Number, dict[str, int]]]]:
    """By list: whatever is asked whether it is on it (outside of records), and the value that each entry is."""
    found: dict[str, list[tuple[ir.Number, dict[str, int]]]] = {}
    for place, root in roots(ruleset):
        for node in () if place.startswith(("case ", "claim ")) else nodes(root):
            if isinstance(node, ir.OnList) and not _of_record(node.item):
                values = {entry: value for value, entry in node.entries}
                found.setdefault(node.list, []).append((node.item, values))
    return found


def _test_of(result: Outcome) -> str:
    """The test that a verdict is about; "" for one about the whole scheme."""
    match result:
        case ir.Passes(test) | ir.Applies(test):
            return test
        case ir.Met(name) if "." in name:
            return name.partition(".")[0]
        case _:
            return ""


def _any(conditions: Conditions) -> ir.Condition:
    return conditions[0] if len(conditions) == 1 else ir.Or(conditions)


def _of_record(item: ir.Number) -> bool:
    return any(isinstance(node, ir.FieldValue) for node in nodes(item))
