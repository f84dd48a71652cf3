"""Knowledge: what must hold at the place being read, and whether something follows from it.

Whether a fact that exists `only when partner` may be read is decided by what stands around the reading:
`partner and partner_has_degree` is sound, `partner_has_degree` alone is not. So the checker, as it walks, tells
this class each condition that holds (`assume`) and asks whether the fact's own condition follows (`implies`).

The reasoning is simple on purpose and never wrong when it says yes: for each fact (or define, or number) the
set of values it can still have, as ranges; and for what is not about one fact alone ("a or b"), a short search.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import field

from qmasdsl.frozen import slotted
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Type

# Ranges of whole numbers, ascending, apart: ((0, 17), (51, 120)). A condition is 1 where it holds and 0 elsewhere.
Region = tuple[tuple[int, int], ...]
FAR = 2**62
EVERYTHING: Region = ((-FAR, FAR),)
HOLDS: Region = ((1, 1),)
FAILS: Region = ((0, 0),)
EITHER: Region = ((0, 1),)

_DEPTH = 4  # defines that stand for others
_RANGES = 64  # of one subject, beyond which we stop narrowing
_CLAUSES = 48  # conditions of several alternatives that are taken into account
_STEPS = 200  # of one search
_ALL_STEPS = 100_000  # of all searches in a file
_WIDE = 200  # alternatives of one condition, beyond which it is left aside


def meet(a: Region, b: Region) -> Region:
    """The values in both."""
    found = []
    for low, high in a:
        for other_low, other_high in b:
            start, end = max(low, other_low), min(high, other_high)
            if start <= end:
                found.append((start, end))
    return tuple(sorted(found))


def outside(a: Region) -> Region:
    """The values not in `a`."""
    found, at = [], -FAR
    for low, high in a:
        if at < low:
            found.append((at, low - 1))
        at = high + 1
    if at <= FAR:
        found.append((at, FAR))
    return tuple(found)


def ranges(values: Iterable[int]) -> Region:
    """Ascending single values as ranges."""
    found: list[tuple[int, int]] = []
    for value in values:
        if found and value == found[-1][1] + 1:
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
    return tuple(found)


def type_region(type: Type | None) -> Region:
    """Every value of the type."""
    match type:
        case Numeric() | Date() | Moment():
            return ((type.least, type.greatest),)
        case Choice():
            return ((0, len(type.values) - 1),)
        case _:
            return EVERYTHING


def _nothing(name: str) -> ir.Condition | None:
    return None


def _untyped(name: str) -> Type | None:
    return None


@slotted
class Knowledge:
    """What holds here. `expand` says what a named condition (define, requirement, test's `only when`) stands for."""

    active: bool = True  # no fact of this file can fail to exist: nothing will ever be asked
    fact_type: Callable[[str], Type | None] = _untyped
    define_type: Callable[[str], Type | None] = _untyped
    expand: Callable[[ir.Condition], ir.Condition | None] = lambda condition: None
    _known: dict[object, Region] = field(default_factory=dict)
    _clauses: list[tuple[ir.Condition, bool]] = field(default_factory=list)
    _trail: list[tuple[object, Region | None]] = field(default_factory=list)
    _lists: dict[object, tuple[object, Region]] = field(default_factory=dict)
    _impossible: int = 0
    _dropped: int = 0  # what was too much to take into account: nothing is certainly possible then
    _depth: int = 0
    _steps: int = _ALL_STEPS

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is assumed inside is forgotten afterwards."""
        mark, clauses = len(self._trail), len(self._clauses)
        impossible, dropped = self._impossible, self._dropped
        try:
            yield
        finally:
            while len(self._trail) > mark:
                subject, before = self._trail.pop()
                if before is None:
                    del self._known[subject]
                else:
                    self._known[subject] = before
            del self._clauses[clauses:]
            self._impossible, self._dropped = impossible, dropped

    def assume(self, condition: ir.Condition, holds: bool = True) -> None:
        """From here on `condition` holds (or does not)."""
        if self.active:
            self._assume(condition, holds)

    def implies(self, condition: ir.Condition) -> bool:
        """Must `condition` hold here? False also means "not as far as we see"."""
        if not self.active:
            return True
        if self._value(condition) is True or self._impossible:
            return True
        with self.aside():
            self._assume(condition, False)
            return self._searched() is False

    def possible(self, conditions: Iterable[tuple[ir.Condition, bool]]) -> bool | None:
        """Can all of these be so at once, with what is known? None where this reasoning cannot say."""
        with self.aside():
            for condition, holds in conditions:
                self._assume(condition, holds)
            return self._searched()

    # Assuming.

    def _assume(self, condition: ir.Condition, holds: bool) -> None:
        match condition:
            case ir.Truth(value):
                if value is not holds:
                    self._impossible += 1
            case ir.Not(item):
                self._assume(item, not holds)
            case ir.And(items) | ir.Or(items) | ir.AtLeast(_, items) if len(items) > _WIDE:
                self._dropped += 1
            case ir.And(items) if holds:
                for item in items:
                    self._assume(item, True)
            case ir.Or(items) if not holds:
                for item in items:
                    self._assume(item, False)
            case ir.And() | ir.Or() | ir.AtLeast():
                self._assume_several(condition, holds)
            case _:
                subject, region = self._atom(condition)
                self._narrow(subject, region if holds else outside(region))
                if holds and isinstance(condition, ir.OnList):
                    self._narrow(condition.item, self._listed(condition))
                self._assume_meaning(condition, holds)

    def _listed(self, condition: ir.OnList) -> Region:
        """The values that are on the list; worked out once for each list and type."""
        key = (condition.list, len(condition.entries), condition.entries[0], condition.entries[-1])
        known = self._lists.get(key)
        if known is None or known[0] is not condition.entries:
            known = self._lists[key] = (condition.entries, ranges(index for index, _ in condition.entries))
        return known[1]

    def _assume_several(self, condition: ir.And | ir.Or | ir.AtLeast, holds: bool) -> None:
        """`a or b` known: if it is about one subject, its values are gathered; else it is kept for the search."""
        if not isinstance(condition, ir.AtLeast):
            subjects, gathered = set(), []
            for item in condition.items:
                inner, positive = (item.item, not holds) if isinstance(item, ir.Not) else (item, holds)
                if isinstance(inner, ir.And | ir.Or | ir.AtLeast | ir.Truth | ir.Not):
                    break
                subject, region = self._atom(inner)
                subjects.add(subject)
                gathered.append(region if positive else outside(region))
                if len(subjects) > 1:
                    break
            else:
                if len(subjects) == 1:
                    self._narrow(subjects.pop(), _either(gathered))
                    return
        if len(self._clauses) < _CLAUSES:
            self._clauses.append((condition, holds))
        else:
            self._dropped += 1

    def _assume_meaning(self, condition: ir.Condition, holds: bool) -> None:
        """A named condition also says what it stands for, and a test that is passed applies."""
        if holds and isinstance(condition, ir.Passes):
            self._assume(ir.Applies(condition.test), True)
        meaning = self.expand(condition)
        if meaning is None:
            return
        if self._depth >= _DEPTH:
            self._dropped += 1
            return
        self._depth += 1
        self._assume(meaning, holds)
        self._depth -= 1

    def _narrow(self, subject: object, region: Region) -> None:
        before = self._known.get(subject)
        start = self._start(subject) if before is None else before
        after = meet(start, region)
        if len(after) > max(_RANGES, len(start)):
            self._dropped += 1
            return
        if after != before:
            self._trail.append((subject, before))
            self._known[subject] = after
        if not after:
            self._impossible += 1

    def _start(self, subject: object) -> Region:
        match subject:
            case ir.FactValue(name):
                return type_region(self.fact_type(name))
            case ir.DefineValue(name):
                return type_region(self.define_type(name))
            case ir.Constant(value):
                return ((value, value),)
            case (
                ir.FieldValue() | ir.Score() | ir.Linear() | ir.Least() | ir.Greatest() | ir.Count() | ir.Total()
                | ir.Size() | ir.Completed() | ir.Later()
            ):
                return EVERYTHING
            case _:
                return EITHER

    # Asking.

    def _value(self, condition: ir.Condition) -> bool | None:
        """True or False where that is certain, None elsewhere."""
        match condition:
            case ir.Truth(value):
                return value
            case ir.Not(item):
                value_of = self._value(item)
                return None if value_of is None else not value_of
            case ir.And(items) | ir.Or(items):
                return self._joint(items, isinstance(condition, ir.Or))
            case ir.AtLeast(count, items):
                values = [self._value(item) for item in items]
                if values.count(True) >= count:
                    return True
                return False if len(values) - values.count(False) < count else None
            case _:
                value_here = self._atom_value(condition)
                if value_here is None and self._depth < _DEPTH:
                    meaning = self.expand(condition)
                    if meaning is not None:
                        self._depth += 1
                        value_here = self._value(meaning)
                        self._depth -= 1
                return value_here

    def _joint(self, items: Iterable[ir.Condition], wanted: bool) -> bool | None:
        """`or` with `wanted` True, `and` with False."""
        doubt = False
        for item in items:
            value = self._value(item)
            if value is wanted:
                return wanted
            doubt = doubt or value is None
        return None if doubt else not wanted

    def _atom_value(self, condition: ir.Condition) -> bool | None:
        subject, region = self._atom(condition)
        known = self._known.get(subject)
        if known is None:
            known = self._start(subject)
        common = meet(known, region)
        if not common:
            return False
        return True if common == known else None

    def _atom(self, condition: ir.Condition) -> tuple[object, Region]:
        """What a single condition is about, and the values for which it holds."""
        match condition:
            case ir.Compare(left, comparison, ir.Constant(value)):
                return left, _COMPARED[comparison](value)
            case ir.Among(item, values):
                return item, ranges(values)
            case ir.OnList(item, name):
                return (item, name), HOLDS  # without its entries, which may be thousands
            case _:
                return condition, HOLDS

    # Searching.

    def _searched(self) -> bool | None:
        """The answer of a search, as long as there are steps left in this file."""
        if self._steps <= 0:
            return False if self._impossible else None
        left = [_STEPS]
        found = self._search(left)
        self._steps -= _STEPS - left[0] + 1
        return found

    def _search(self, steps: list[int]) -> bool | None:
        """Is there a way to satisfy what is known with every clause? None when too long or beyond this reasoning."""
        while True:
            if self._impossible:
                return False
            open_clauses = []
            progress = doubt = False
            for condition, holds in list(self._clauses):
                steps[0] -= 1
                value = self._value(condition)
                if value is holds:
                    continue
                if value is not None:
                    return False
                if isinstance(condition, ir.AtLeast):
                    doubt = True
                    continue
                alternatives = self._alternatives(condition, holds)
                if len(alternatives) == 1:
                    self._assume(*alternatives[0])
                    progress = True
                open_clauses.append(alternatives)
            if steps[0] <= 0:
                return None
            if not progress:
                break
        if not open_clauses:
            unsure = doubt or self._dropped or not all(self._plain(subject) for subject in self._known)
            return None if unsure else True
        return self._try_each(min(open_clauses, key=len), steps)

    def _plain(self, subject: object) -> bool:
        """Is the subject free of every other? A sum is not: it hangs on the facts in it."""
        if isinstance(subject, ir.DefineHolds):
            return self.expand(subject) is not None  # what it says is known beside it
        return isinstance(subject, ir.FactValue | ir.FactHolds)

    def _try_each(self, alternatives: list[tuple[ir.Condition, bool]], steps: list[int]) -> bool | None:
        answer: bool | None = False
        for condition, holds in alternatives:
            with self.aside():
                self._assume(condition, holds)
                found = self._search(steps)
            if found is True:
                return True
            if found is None:
                answer = None
        return answer

    def _alternatives(self, condition: ir.Condition, holds: bool) -> list[tuple[ir.Condition, bool]]:
        """The ways in which a clause can be so that are not ruled out yet."""
        match condition:
            case ir.And(items) | ir.Or(items):
                return [(item, holds) for item in items if self._value(item) is not (not holds)]
            case _:
                return [(condition, holds)]


def _either(regions: list[Region]) -> Region:
    """The values in any of the regions."""
    remaining = EVERYTHING
    for region in regions:
        remaining = meet(remaining, outside(region))
    return outside(remaining)


_COMPARED: dict[ir.Comparison, Callable[[int], Region]] = {
    ir.Comparison.AT_LEAST: lambda value: ((value, FAR),),
    ir.Comparison.AT_MOST: lambda value: ((-FAR, value),),
    ir.Comparison.MORE: lambda value: ((value + 1, FAR),),
    ir.Comparison.LESS: lambda value: ((-FAR, value - 1),),
    ir.Comparison.IS: lambda value: ((value, value),),
    ir.Comparison.IS_NOT: lambda value: ((-FAR, value - 1), (value + 1, FAR)),
}
