"""Aims: everything that the cases of a rule set should show.

Rules: each rule counts for somebody (an `otherwise` too), each requirement is met and failed, each entry of a list
is held, each cap cuts and does not, each outcome comes and does not. Boundaries and conditions: see there.
"""

from collections.abc import Iterator
from time import monotonic

from qmasdsl.cases.boundaries import Boundaries, Conditions
from qmasdsl.cases.conditions import parts_alone
from qmasdsl.cases.counting import Worths
from qmasdsl.cases.existence import Existence
from qmasdsl.cases.goals import Aim, Goal, Kind
from qmasdsl.cases.places import Place, Places, Ruled, name_of, outside_records
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Found, Somebody, Undecided
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving.budget import DEFAULT, Budget
from qmasdsl.proving.prover import Prover
from qmasdsl.source import SourceFile, Span, stands_in

Capped = ir.Factor | ir.Section | ir.Test
_LATE = "the time was used up before it was looked into"


class Aims:
    """The aims of one rule set, or of what stands in `only` one of the files it was made from. `index` is that of the
    rule set with some numbers more, which the goals speak of."""

    def __init__(self, ruleset: ir.Ruleset, budget: Budget = DEFAULT, only: SourceFile | None = None) -> None:
        self.ruleset = ruleset
        self._worths = Worths()
        self._places = Places(index(ruleset), self._worths)
        caps = tuple(self._caps())
        self.index: Index = index(self._worths.joined_to(ruleset))
        self._prover = Prover(self.index, budget=budget)
        self._until = budget.end()
        self._values: dict[tuple[ir.Number, Conditions], frozenset[int] | None] = {}
        found = [*self._rules(), *caps, *self._limits(), *self._conditions()]
        self.all = _once([aim for aim in found if stands_in(aim.span, only)])

    def somebody(self, goal: Goal) -> Found:
        """A possible applicant who reaches a goal, and shows it best if anybody does."""
        if self.is_late:
            return Undecided(_LATE)
        if goal.best is not None:
            found = self._prover.find(goal.condition, goal.best)
            if isinstance(found, Somebody):
                return found
        return self._prover.find(goal.condition)

    @property
    def is_late(self) -> bool:
        """Whether the time to look for applicants is used up."""
        return monotonic() > self._until

    def _rules(self) -> Iterator[Aim]:
        for one in self.ruleset.lists:
            for entry in one.entries:
                yield from self._entry(one, entry)
        for ruled in self._places.rules:
            yield _counts(ruled)
        for requirement in self.ruleset.requirements:
            yield _both(
                requirement.text, f"requirement {requirement.name}", (), requirement.condition, requirement.span, _MET
            )
        for test in self.ruleset.tests:
            yield from self._test(test)
        for outcome in self.ruleset.outcomes:
            yield _both(outcome.text, f"outcome {outcome.name}", (), ir.Comes(outcome.name), outcome.span, _COMES)

    def _entry(self, one: ir.List, entry: ir.Entry) -> Iterator[Aim]:
        held = self._places.held_by(one.name, entry.name)
        if not held:
            return
        if entry.gate is None:
            goals: tuple[Goal, ...] = (Goal(f"has `{entry.name}`", ir.And(held)),)
        else:
            goals = (
                Goal(f"has `{entry.name}` and meets its `only when`", ir.And((*held, entry.gate))),
                Goal(f"has `{entry.name}` and does not meet its `only when`", ir.And((*held, ir.Not(entry.gate)))),
            )
        yield Aim(Kind.RULE, entry.name, f"list {one.name}", goals, entry.span)

    def _test(self, test: ir.Test) -> Iterator[Aim]:
        names = index(self.ruleset)
        applies = names.gates(f"{test.name}.total")
        if test.gate is not None:
            # Who would pass if it applied shows that it does not.
            passing = test.mark.condition if isinstance(test.mark, ir.PassWhen) else None
            yield _both("only when", name_of(test), (), test.gate, test.span, _APPLIES, passing)
        if isinstance(test.mark, ir.PassWhen):
            yield _both(
                test.mark.text, name_of(test), applies, test.mark.condition, test.mark.span or test.span, _PASSES
            )
        for own in test.requirements:
            yield _both(own.text, f"requirement {own.name}", applies, own.condition, own.span, _MET)
        parts: list[ir.Section | ir.Factor] = [*test.sections, *test.factors]
        for part in parts:
            if part.gate is not None:
                yield _both("only when", name_of(part), names.gates(part.name)[:-1], part.gate, part.span, _APPLIES)

    def _caps(self) -> Iterator[Aim]:
        names = index(self.ruleset)
        for test in self.ruleset.tests:
            for factor in test.factors:
                if factor.cap:
                    parts: list[ir.Number] = [self._worths.points(part) for part in factor.parts]
                    yield from _cap(factor, names.gates(factor.name), _sum(parts))
            for section in test.sections:
                inside: list[ir.Number] = [ir.Score(name) for name in names.inside(section.name)]
                before = ir.Greatest(tuple(inside)) if section.highest and inside else _sum(inside)
                yield from _cap(section, names.gates(section.name), before)
            total = f"{test.name}.total"
            if not isinstance(test.mark, ir.PassWhen):
                yield from _cap(test, names.gates(total), _sum([ir.Score(name) for name in names.inside(total)]))

    def _limits(self) -> Iterator[Aim]:
        limits = Boundaries(index(self.ruleset), self._known)
        for place in self._places.conditions:
            yield from limits.of(place)
            for node in outside_records(place.root):
                if isinstance(node, ir.Each) and node.cap is not None and node.points:
                    yield _cap_of_each(place, node, node.cap)
        for test in self.ruleset.tests:
            if isinstance(test.mark, ir.PassMark):
                yield limits.of_mark(test, test.mark.mark)

    def _conditions(self) -> Iterator[Aim]:
        existence = Existence(index(self.ruleset))
        for place in self._places.conditions:
            aim = parts_alone(place, existence)
            if aim is not None:
                yield aim

    def _known(self, points: ir.Number, around: Conditions) -> frozenset[int] | None:
        asked = (points, around)
        if asked not in self._values:
            self._values[asked] = self._prover.values(points, *around)
        return self._values[asked]


_MET = ("meets it", "fails it")
_COMES = ("in which it comes", "in which it does not come")
_APPLIES = ("of somebody to whom it applies", "of somebody to whom it does not apply")
_PASSES = ("meets it", "does not meet it")


def _both(
    what: str,
    within: str,
    around: Conditions,
    condition: ir.Condition,
    span: Span | None,
    words: tuple[str, str],
    best: ir.Condition | None = None,
) -> Aim:
    yes = Goal(words[0], ir.And((*around, condition)))
    no = Goal(words[1], ir.And((*around, ir.Not(condition))), best=best)
    return Aim(Kind.RULE, what, within, (yes, no), span)


def _counts(ruled: Ruled) -> Aim:
    rule = ruled.counted.rule
    conditions = (*ruled.around, *ruled.counted.counts)
    words = "is decided by it"
    # Points `for each` of something are given by none of them to whoever has none.
    if ruled.gives_points and not isinstance(rule.value, ir.Constant):
        words = "is given anything by it"
        conditions = (*conditions, ir.Compare(rule.value, ir.Comparison.IS_NOT, ir.Constant(0)))
    return Aim(Kind.RULE, rule.text, ruled.within, (Goal(words, ir.And(conditions), rule),), rule.span)


def _cap(one: Capped, around: Conditions, before: ir.Number) -> Iterator[Aim]:
    earlier: tuple[ir.Condition, ...] = ()
    for limit in one.cap:
        when = (*around, *earlier, *(() if limit.when is None else (limit.when,)))
        cap = ir.Constant(limit.points)
        beyond = ir.Compare(before, ir.Comparison.MORE, cap)
        within = ir.Compare(before, ir.Comparison.AT_MOST, cap)
        some = ir.Compare(before, ir.Comparison.MORE, ir.Constant(0))
        goals = (
            Goal("loses points to it", ir.And((*when, beyond))),
            Goal("has points and loses none to it", ir.And((*when, within, some))),
        )
        yield Aim(Kind.RULE, f"capped at {limit.points}", name_of(one), goals, one.span)
        earlier = earlier if limit.when is None else (*earlier, ir.Not(limit.when))


def _cap_of_each(place: Place, node: ir.Each, cap: int) -> Aim:
    # The least number of steps that are worth more than the cap.
    over = ir.Constant(node.step * (cap // abs(node.points) + 1))
    beyond = ir.Compare(node.of, ir.Comparison.AT_LEAST, over)
    within = ir.Compare(node.of, ir.Comparison.LESS, over)
    some = ir.Compare(node.of, ir.Comparison.AT_LEAST, ir.Constant(node.step))
    goals = (
        Goal("loses points to it", place.at_the_limit(beyond)),
        Goal("has points and loses none to it", place.at_the_limit(ir.And((within, some)))),
    )
    return Aim(Kind.RULE, f"capped at {cap}", place.within, goals, place.span)


def _sum(parts: list[ir.Number]) -> ir.Number:
    return parts[0] if len(parts) == 1 else ir.Linear(tuple((1, part) for part in parts))


def _once(aims: list[Aim]) -> tuple[Aim, ...]:
    """Each aim once, and none without a goal: two rows of a table may share a limit."""
    found: dict[tuple[Kind, str, tuple[ir.Condition, ...]], Aim] = {}
    for aim in aims:
        if aim.goals:
            found.setdefault((aim.kind, aim.within, tuple(goal.condition for goal in aim.goals)), aim)
    return tuple(found.values())
