"""Questions about one unknown applicant, answered with people whom the interpreter has scored.

Z3 is quick with one factor and can be lost in the sum of a hundred, even where they have nothing to do with each
other. So what is not settled soon is asked again, with the ends of every part found first and added as known.
"""

from collections.abc import Iterator, Sequence
from time import monotonic

from qmasdsl.frozen import slotted
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Found, Nobody, Person, Reach, Somebody
from qmasdsl.smt.applicant import Applicant, Asking
from qmasdsl.smt.session import GaveUp, Model
from qmasdsl.smt.terms import Whole

_SOON, _LONG = 0.1, 0.5  # of the time of a question, and seconds
_SHARE = 0.25  # of the time that is left, for one part


def find(asking: Asking, conditions: Sequence[ir.Condition]) -> Found:
    """An ordinary applicant of whom all `conditions` hold."""
    asked = Applicant(asking, asking.seconds)
    asked.session.add(*(asked.translation.holds(condition) for condition in conditions))
    try:
        model = asked.session.model(seconds=_soon(asking.seconds))
    except GaveUp:
        for path in _factors(asking, conditions):
            for sign in (1, -1):
                _add_end(asking, asked, path, sign)
        model = asked.session.model()
    return Nobody() if model is None else Somebody(_shown(asking, asked, model, conditions))


def extent(asking: Asking, number: ir.Number, conditions: Sequence[ir.Condition]) -> Reach:
    """The least and the greatest of `number`, each with an applicant."""
    end = monotonic() + asking.seconds
    low = _end(asking, number, conditions, -1, asking.seconds)
    high = None if low is None else _end(asking, number, conditions, 1, end - monotonic())
    return Nobody() if low is None or high is None else Extent(low[0], high[0], low[1], high[1])


def _end(
    asking: Asking, number: ir.Number, conditions: Sequence[ir.Condition], sign: int, seconds: float
) -> tuple[int, Person] | None:
    """The greatest (`sign` 1) or the least (-1) of `number`, and an applicant; None if there is none."""
    climb = _climbed(asking, number, conditions, sign, seconds)
    if climb is None:
        return None
    best, asked = climb.best, climb.asked
    asked.session.add(asked.terms.same(climb.whole, asked.terms.constant(best)))
    person = _shown(asking, asked, climb.model, conditions)
    reached = Meaning(asking.index, person).number(number)
    if reached != sign * best:
        raise AssertionError(f"Z3 says {sign * best}, the interpreter {reached}, of {dict(person)}")
    return sign * best, person


def _shown(asking: Asking, asked: Applicant, model: Model, conditions: Sequence[ir.Condition]) -> Person:
    calming = asked.calming(model)
    calming.calm(asked.values, [name for name in asking.free if asked.values.made(name)])
    return asking.checked(asked.person(asked.values, calming.model), conditions)


# How far a number goes


@slotted
class _Climb:
    """On the way up: the highest that somebody has reached, and what nobody can be above."""

    asked: Applicant
    whole: Whole
    model: Model
    best: int
    most: int

    def go(self, tried: int, seconds: float) -> None:
        """To the top, trying `tried` first and then by halves; no step may take longer than `seconds`."""
        terms = self.asked.terms
        while self.best < self.most:
            found = self.asked.session.model(terms.at_least(self.whole, terms.constant(tried)), seconds=seconds)
            if found is None:
                self.most = tried - 1
            else:
                self.model, self.best = found, found.number(self.whole)
            tried = (self.best + self.most + 1) // 2


def _climbed(
    asking: Asking, number: ir.Number, conditions: Sequence[ir.Condition], sign: int, seconds: float
) -> _Climb | None:
    if seconds <= 0:
        raise GaveUp
    asked = Applicant(asking, seconds)
    whole = asked.terms.linear([(sign, asked.translation.number(number))])
    asked.session.add(*(asked.translation.holds(condition) for condition in conditions))
    model = asked.session.model()
    if model is None:
        return None
    climb = _Climb(asked, whole, model, model.number(whole), whole.greatest)
    inside = _inside(asking, number)
    try:
        # What the rules can give at most is mostly what somebody gets.
        climb.go(climb.most, _soon(seconds) if inside else seconds)
    except GaveUp:
        if not inside:
            raise
        ends = [_add_end(asking, asked, path, sign) for path in inside]
        known = [end for end in ends if end is not None]
        together = sum(known) if len(known) == len(ends) else climb.most
        climb.go(min(max(together, climb.best + 1), climb.most), seconds)
    return climb


def _inside(asking: Asking, number: ir.Number) -> tuple[str, ...]:
    """The sections and factors that a total or a section is made of."""
    if not isinstance(number, ir.Score) or number.path in asking.index.factors:
        return ()
    return asking.index.inside(number.path)


def _add_end(asking: Asking, asked: Applicant, path: str, sign: int) -> int | None:
    """Tell a session how far a part of the points can go, if that can be found."""
    if (path, sign) not in asking.ends:
        try:
            climb = _climbed(asking, ir.Score(path), (), sign, asked.session.left() * _SHARE)
            asking.ends[path, sign] = None if climb is None else climb.best
        except GaveUp:
            asking.ends[path, sign] = None
    end = asking.ends[path, sign]
    if end is not None:
        part = asked.terms.linear([(sign, asked.translation.number(ir.Score(path)))])
        asked.session.add(asked.terms.at_least(asked.terms.constant(end), part))
    return end


def _factors(asking: Asking, conditions: Sequence[ir.Condition]) -> Iterator[str]:
    """The factors that `conditions` are worked out from."""
    scores = (name for name in asking.reads.names(*conditions) if isinstance(name, ir.Score))
    return (score.path for score in scores if score.path in asking.index.factors)


def _soon(seconds: float) -> float:
    """How long a sum is asked about before its parts are."""
    return min(_LONG, seconds * _SOON)
