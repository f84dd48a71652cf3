"""Trends: two applicants who differ in one fact, and whether the one with more of it has less of a number.

Both are made of the same variables but for what moves. What cannot change is the same for both and left out;
what can is proved part by part, because a sum of parts none of which falls does not fall. Only where a part
does fall is the whole around it asked.
"""

from collections.abc import Iterator
from functools import partial
from time import monotonic
from typing import assert_never

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Idle, Pair, Proved, Trend, Undecided
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, YesNo
from qmasdsl.ir.walk import Expression, expressions, limits, nodes, rules
from qmasdsl.smt.applicant import Applicant, Asking
from qmasdsl.smt.session import GaveUp, Model
from qmasdsl.smt.terms import Truth, Whole
from qmasdsl.smt.translation import Translation
from qmasdsl.smt.values import Rows, Slot

_SHARE = 0.25  # of the time that is left, for one part
_DEEPEST = 20  # parts within parts

Part = ir.Number | ir.Rule | ir.Choose


def trend(asking: Asking, claim: ir.TrendClaim) -> Trend:
    """A pair that shows the claim to be false; else whether it is proved, or idle for one of its facts."""
    answers: list[Trend] = []
    end = monotonic() + asking.seconds
    for name in claim.rising:
        answer: Trend = asking.settled(partial(_one_rises, asking, claim, name, end - monotonic()))
        if isinstance(answer, Pair):
            return answer
        answers.append(answer)
    undecided = next((answer for answer in answers if isinstance(answer, Undecided)), None)
    return undecided or (Idle() if Idle() in answers else Proved())


def _one_rises(asking: Asking, claim: ir.TrendClaim, name: str, seconds: float) -> Trend:
    return _Rise(asking, claim, name, seconds).answer() if name not in asking.given else Idle()


class _Rise:
    """Two applicants, of whom the second has more of the fact called `name`."""

    def __init__(self, asking: Asking, claim: ir.TrendClaim, name: str, seconds: float) -> None:
        self._claim = claim
        self._name = name
        self._asking = asking
        self._moved = frozenset((name, *claim.together))
        self._within = list(_within(claim))
        self._less = Applicant(asking, seconds)
        self._terms = self._less.terms
        self._session = self._less.session
        self._more = self._less.values.other()
        self._distance = self._move()
        self._other = Translation(
            self._terms, asking.index, asking.reads, self._more, self._less.translation, self._moved
        )
        self._session.add(*self._both_possible())

    def answer(self) -> Trend:
        if self._session.model() is None:
            return Idle()
        sign = 1 if self._claim.falls else -1
        if self._never_falls(self._claim.subject, sign):
            return Proved()
        changing = list(self._changing(self._claim.subject, sign))
        model = self._session.model(self._goes_wrong(changing))
        if model is None:
            return Proved()
        self._session.add(self._goes_wrong(changing))
        return self._checked(self._calmed(model))

    # The move

    def _move(self) -> Whole:
        """Put what the second applicant has more of; gives how far the rising fact moves."""
        terms, values, name = self._terms, self._less.values, self._name
        kind = self._asking.index.facts[name].type
        match kind:
            case YesNo():
                self._session.add(terms.negated(values.truth(name)))
                self._more.put_truth(name, True)
                distance = terms.constant(1)
            case Several():
                distance = self._one_value_more(kind)
            case Records():
                distance = self._one_record_more()
            case _:
                more = self._more.free(name)
                self._more.put_number(name, more)
                distance = terms.linear([(1, more), (-1, values.number(name))])
                self._session.add(terms.at_least(distance, terms.constant(1)))
        for beside in self._claim.together:
            self._move_along(beside, distance)
        return distance

    def _one_value_more(self, kind: Several) -> Whole:
        terms, name = self._terms, self._name
        held = self._less.values.held(name)
        more = tuple(terms.unknown(terms.fresh(name)) for _ in kind.values)
        added = [terms.every([now, terms.negated(before)]) for before, now in zip(held, more, strict=True)]
        lost = [terms.every([before, terms.negated(now)]) for before, now in zip(held, more, strict=True)]
        one = terms.linear([(1, terms.one_if(truth)) for truth in added])
        self._session.add(terms.negated(terms.some(lost)), terms.same(one, terms.constant(1)))
        self._more.put_held(name, more)
        return terms.constant(1)

    def _one_record_more(self) -> Whole:
        terms, name = self._terms, self._name
        rows = self._less.values.rows(name)
        count = terms.linear([(1, rows.count)], 1)
        self._session.add(terms.at_least(terms.constant(len(rows.slots)), count))
        slots = [Slot(terms.at_least(count, terms.constant(at)), slot.fields) for at, slot in enumerate(rows.slots, 1)]
        self._more.put_rows(name, Rows(count, tuple(slots)))
        return terms.constant(1)

    def _move_along(self, name: str, distance: Whole) -> None:
        """A number moves by the same distance as far as it goes, all else to its end."""
        terms, before = self._terms, self._less.values
        kind = self._asking.index.facts[name].type
        match kind:
            case YesNo():
                self._more.put_truth(name, True)
                if name in self._asking.given:
                    self._session.add(before.truth(name))
            case Numeric(_, _, greatest):
                further = terms.linear([(1, before.number(name)), (1, distance)])
                self._put(name, terms.least_of([terms.constant(greatest), further]))
            case Date(_, greatest) | Moment(_, greatest):
                self._put(name, terms.constant(greatest))
            case Choice(values):
                self._put(name, terms.constant(len(values) - 1))
            case Several() | Records():
                raise GaveUp("a list or a set cannot move along with another fact")
            case _:
                assert_never(kind)

    def _put(self, name: str, moved: Whole) -> None:
        # What moves along stays in its domain and on its step, and where it is given it cannot move.
        fixed = name in self._asking.given
        value = self._less.values.number(name) if fixed else self._more.free(name)
        self._session.add(self._terms.same(value, moved))
        self._more.put_number(name, value)

    def _both_possible(self) -> Iterator[Truth]:
        index = self._asking.index
        less, more = self._less.translation, self._other
        for always in index.ruleset.always:
            yield more.holds(always.condition)
        for fact in index.ruleset.facts:
            # What moves along moves where it exists; the rising fact must.
            if fact.gate is not None and fact.name == self._name:
                yield less.holds(fact.gate)
            if fact.gate is not None and self._moves(fact.gate):
                yield self._terms.same_truth(less.holds(fact.gate), more.holds(fact.gate))
        for condition in self._within:
            yield less.holds(condition)
            yield more.holds(condition)

    def _moves(self, *read: Expression) -> bool:
        return not self._moved.isdisjoint(self._asking.reads.of(*read))

    # Proofs

    def _never_falls(self, part: Part, sign: int, depth: int = 0) -> bool:
        """Whether it is proved that no move costs any of `part` (`sign` 1), or adds any to it (-1)."""
        if not self._moves(*expressions(part)):
            return True
        inside = self._inside(part, sign) if depth < _DEEPEST else None
        if inside is not None and all(self._never_falls(one, way, depth + 1) for one, way in inside):
            return True
        if part is self._claim.subject and inside is not None:
            return False  # the whole is asked last, with all the time there is
        try:
            wrong = self._goes_wrong([(part, sign)])
            return self._session.model(wrong, seconds=self._session.left() * _SHARE) is None
        except GaveUp:
            return False

    def _inside(self, part: Part, sign: int) -> list[tuple[Part, int]] | None:
        """What `part` rises and falls with, and in which direction; None where that cannot be told."""
        index = self._asking.index
        match part:
            case ir.Linear(terms):
                return [(term, sign if size > 0 else -sign) for size, term in terms if size]
            case ir.Least(items) | ir.Greatest(items):
                return [(item, sign) for item in items]
            case ir.Each(points, _, of):
                return [(of, sign if points >= 0 else -sign)]
            case ir.DefineValue(name) if isinstance(body := index.defines[name].body, ir.Number):
                return [(body, sign)]
            case ir.Score(path):
                return self._inside_score(path, sign)
            case ir.Rule(guard, value) if not self._moves(guard):
                return [(value, sign)]
            case ir.Choose(ir.Policy.ALL, items, None):
                return [(item, sign) for item in items]
            case ir.Choose() if not self._moves(*(rule.guard for rule in rules(part))):
                return [(rule.value, sign) for rule in rules(part)]
            case _:
                return None

    def _inside_score(self, path: str, sign: int) -> list[tuple[Part, int]] | None:
        index = self._asking.index
        above = index.factors.get(path) or index.sections.get(path) or index.test_of(path)
        if self._moves(*index.gates(path), *limits(above.cap)):
            return None
        if isinstance(above, ir.Factor):
            return [(part, sign) for part in above.parts]
        if isinstance(above, ir.Test) and isinstance(above.mark, ir.PassWhen):
            return None
        return [(ir.Score(name), sign) for name in index.inside(path)]

    def _changing(self, part: ir.Number, sign: int) -> Iterator[tuple[Part, int]]:
        """The parts of a plain sum that the move can change: all others are the same for both."""
        index = self._asking.index
        waiting: list[tuple[ir.Number, int]] = [(part, sign)]
        while waiting:
            number, size = waiting.pop()
            if not self._moves(number):
                continue
            if isinstance(number, ir.Linear):
                waiting += [(term, size * by) for by, term in number.terms]
            elif isinstance(number, ir.Score) and self._is_plain_sum(number.path):
                waiting += [(ir.Score(name), size) for name in index.inside(number.path)]
            else:
                yield number, size

    def _is_plain_sum(self, path: str) -> bool:
        index = self._asking.index
        if path in index.factors:
            return False
        above = index.sections.get(path) or index.test_of(path)
        whole = not above.highest if isinstance(above, ir.Section) else not isinstance(above.mark, ir.PassWhen)
        return whole and not above.cap

    def _goes_wrong(self, parts: list[tuple[Part, int]]) -> Truth:
        """The second applicant has less of all `parts` together than the first."""
        less = self._terms.linear([(size, self._worth(self._less.translation, part)) for part, size in parts])
        more = self._terms.linear([(size, self._worth(self._other, part)) for part, size in parts])
        return self._terms.more(less, more)

    def _worth(self, translation: Translation, part: Part) -> Whole:
        if not isinstance(part, ir.Rule | ir.Choose):
            return translation.number(part)
        chosen = translation.part(part)
        return self._terms.pick(chosen.applies, chosen.worth, self._terms.constant(0))

    # The pair that is shown

    def _calmed(self, model: Model) -> Model:
        calming = self._less.calming(model)
        known = [name for name in self._asking.free if self._less.values.made(name)]
        calming.calm(self._less.values, [name for name in known if name not in self._moved])
        calming.lower(self._distance)
        calming.calm(self._less.values, [name for name in known if name in self._moved])
        calming.calm(self._more, [name for name in known if name in self._moved])
        return calming.model

    def _checked(self, model: Model) -> Pair:
        """Both applicants; the interpreter too says that the claim is false of them."""
        people = [self._less.person(values, model) for values in (self._less.values, self._more)]
        less, more = (self._asking.checked(person, self._within) for person in people)
        numbers = [Meaning(self._asking.index, person).number(self._claim.subject) for person in (less, more)]
        match numbers if self._claim.falls else numbers[::-1]:
            case [int(before), int(after)] if after < before:
                return Pair(less, more)
            case _:
                raise AssertionError(f"the interpreter gives {numbers} to {dict(less)} and {dict(more)}")


def _within(claim: ir.TrendClaim) -> Iterator[ir.Condition]:
    """What holds of both: the claim's own condition, and that the tests it speaks of apply to them."""
    if claim.condition is not None:
        yield claim.condition
    scores = (node.path for node in nodes(claim.subject) if isinstance(node, ir.Score))
    yield from (ir.Applies(test) for test in dict.fromkeys(path.partition(".")[0] for path in scores))
