"""Ordinary people: of all applicants that Z3 could show, one that a reader would not wonder at.

Every fact has values at which it rests: no, none, 0, a working age. Z3's first answer is calmed: as many facts as
can be are brought to rest together, then what cannot rest is brought as near to it as it will go. This
stops when its time is up; the applicant is then a little less ordinary and no less real.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from time import monotonic
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import fits
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Index, named_facts, nodes, roots
from qmasdsl.smt.session import GaveUp, Model, Session
from qmasdsl.smt.terms import Terms, Truth, Whole
from qmasdsl.smt.values import Values

_WORKING_AGES = range(25, 46)
_OLD = 65
_GROWN = 30 * 365  # days; how long before the rules came into force an ordinary applicant was born
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400_000_000  # microseconds
_TODAY = date(2025, 1, 1).toordinal()  # where a file does not say when its rules came into force


class Ordinary:
    """The values at which the facts of a rule set rest."""

    def __init__(self, index: Index) -> None:
        start = index.ruleset.in_force
        self._today = _TODAY if start is None else start.start.toordinal()
        self._births = frozenset(_counted_from(index))

    def rests(self, name: str, type: Type) -> ir.Encoded:
        """The value of a fact that does not matter."""
        match type:
            case YesNo():
                return False
            case Numeric() | Date() | Moment() | Choice():
                return self.span(name, type)[0]
            case Several():
                return frozenset()
            case Records():
                return ()
            case _:
                assert_never(type)

    def span(self, name: str, type: Numeric | Date | Moment | Choice) -> tuple[int, int]:
        """The first and the last of the values at which a fact rests."""
        match type:
            case Numeric(_, least, _, step) if _is_age(name, type):
                first = least + -(-(_WORKING_AGES.start - least) // step) * step
                return first, _WORKING_AGES.stop - 1
            case Numeric(_, least, greatest):
                rest = 0 if fits(type, 0) else greatest if greatest < 0 else least
                return rest, rest
            case Date(least, greatest):
                day = min(greatest, max(least, self._today - (_GROWN if name in self._births else 0)))
                return day, day
            case Moment(least, greatest):
                moment = min(greatest, max(least, (self._today - _EPOCH) * _DAY))
                return moment, moment
            case Choice(values, ordered):
                return (0, 0) if ordered else (len(values) - 1, len(values) - 1)
            case _:
                assert_never(type)


class Calming:
    """One answer on its way to an ordinary applicant: what it has reached is said to the session, and stays."""

    def __init__(self, terms: Terms, session: Session, ordinary: Ordinary, model: Model, seconds: float) -> None:
        self.model = model
        self._terms = terms
        self._session = session
        self._ordinary = ordinary
        self._until = monotonic() + seconds

    def calm(self, values: Values, names: Sequence[str]) -> None:
        """Bring the facts called `names` to rest, ages first."""
        with suppress(GaveUp):
            by_age = sorted(names, key=lambda name: not _is_age(name, values.types[name]))
            self._wish([self._at_rest(values, name) for name in by_age])
            for name in by_age:
                self._near(values, name)

    def lower(self, whole: Whole) -> None:
        """Bring a number as far down as it will go."""
        with suppress(GaveUp):
            self._down(whole, whole.least)

    def _at_rest(self, values: Values, name: str) -> Truth:
        terms = self._terms
        match values.types[name]:
            case YesNo():
                return terms.negated(values.truth(name))
            case Several():
                return terms.negated(terms.some(values.held(name)))
            case Records():
                return terms.same(values.rows(name).count, terms.constant(0))
            case kind:
                first, last = map(terms.constant, self._ordinary.span(name, kind))
                number = values.number(name)
                return terms.every([terms.at_least(number, first), terms.at_least(last, number)])

    def _wish(self, wishes: Sequence[Truth]) -> None:
        """Fulfil as many of `wishes` as can be, the earlier ones first: all at once, else by halves."""
        waiting = [list(wishes)]
        while waiting:
            group = waiting.pop()
            while group and self.model.truth(group[0]):
                self._session.add(group.pop(0))
            if not group:
                continue
            found = self._tried(*group)
            if found is not None:
                self.model = found
                self._session.add(*group)
            elif len(group) > 1:
                middle = len(group) // 2
                waiting += [group[middle:], group[:middle]]

    def _near(self, values: Values, name: str) -> None:
        """Bring a fact that could not rest as near to it as it will go."""
        if self.model.truth(self._at_rest(values, name)):
            return
        match values.types[name]:
            case YesNo():
                pass
            case Several():
                held = values.held(name)
                self._down(self._terms.linear([(1, self._terms.one_if(truth)) for truth in held]), 0)
            case Records():
                rows = values.rows(name)
                self._down(rows.count, 0)
                for slot in rows.slots[: self.model.number(rows.count)]:
                    self.calm(slot.fields, [field for field in slot.fields.types if slot.fields.made(field)])
            case kind:
                first, last = self._ordinary.span(name, kind)
                number = values.number(name)
                if self.model.number(number) > last:
                    self._down(number, last)
                else:
                    self._down(self._terms.linear([(-1, number)]), -first)

    def _down(self, whole: Whole, least: int) -> None:
        """Bring a number down towards `least`, from where it is."""
        high = self.model.number(whole)
        low = least
        while low < high:
            middle = (low + high) // 2
            found = self._tried(self._terms.at_least(self._terms.constant(middle), whole))
            if found is None:
                low = middle + 1
            else:
                self.model = found
                high = min(middle, self.model.number(whole))
        self._session.add(self._terms.at_least(self._terms.constant(high), whole))

    def _tried(self, *truths: Truth) -> Model | None:
        return self._session.model(*truths, seconds=self._until - monotonic())


def _is_age(name: str, type: Type) -> bool:
    """Whether a fact is how old a grown-up is: a reader looks at that first."""
    named = name == "age" or name.endswith("_age")
    return named and isinstance(type, Numeric) and type.unit == "years" and type.least <= 45 and type.greatest >= _OLD


def _counted_from(index: Index) -> Iterator[str]:
    """The facts that are days from which periods are counted."""
    if any(isinstance(fact.type, Date) for fact in index.ruleset.facts):
        for _, root in roots(index.ruleset):
            for node in nodes(root):
                if isinstance(node, ir.Completed):
                    yield from named_facts(node.start)
