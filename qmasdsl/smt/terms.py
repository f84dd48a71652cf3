"""Terms: the few forms of formula that the translation is made of, and what is known of each number.

A truth is `True`, `False` or a formula of Z3. A number carries the least and the greatest it can be, so that a
comparison with what lies outside is settled here and Z3 never sees it. Z3's own Python operators look at every
operand afresh; a rule set has thousands, so its functions are called directly.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import z3


class Formula(Protocol):
    """What is true or false to Z3."""

    def as_ast(self) -> object: ...


class Term(Formula, Protocol):
    """What is a number to Z3."""

    def get_id(self) -> int: ...


Truth = bool | Formula

_FEW = 16  # of so many multiples it is said where each begins


class Whole:
    """A whole number from `least` to `greatest`. `reaches` says when it is at least a constant, for those of
    which that is simpler to say than the number itself; their `term` is made only when it is needed."""

    __slots__ = ("_term", "greatest", "least", "reaches")

    def __init__(
        self,
        least: int,
        greatest: int,
        term: Term | Callable[[], Term],
        reaches: Callable[[int], Truth] | None = None,
    ) -> None:
        self.least = least
        self.greatest = greatest
        self.reaches = reaches
        self._term = term

    @property
    def term(self) -> Term:
        if callable(self._term):
            self._term = self._term()
        return self._term

    @property
    def is_constant(self) -> bool:
        return self.least == self.greatest


class Terms:
    """What makes formulas. `stated` are the conditions that come with them: domains and definitions."""

    def __init__(self) -> None:
        self.context = z3.Context()
        self.stated: list[Formula] = []
        self._fresh = 0
        self._ref = self.context.ref()
        self._ints = z3.IntSort(self.context)
        self._bools = z3.BoolSort(self.context)
        self._constants: dict[int, Whole] = {}
        self._truths = {truth: z3.BoolVal(truth, self.context) for truth in (False, True)}

    # Truths

    def formula(self, truth: Truth) -> Formula:
        return self._truths[truth] if isinstance(truth, bool) else truth

    def state(self, truth: Truth) -> None:
        """`truth` holds from now on."""
        if truth is not True:
            self.stated.append(self.formula(truth))

    def fresh(self, name: str) -> str:
        """A name that nothing else has."""
        self._fresh += 1
        return f"{name} #{self._fresh}"

    def unknown(self, name: str) -> Formula:
        """A truth that may be either."""
        found: Formula = z3.Const(name, self._bools)
        return found

    def every(self, truths: Iterable[Truth]) -> Truth:
        found: list[Formula] = []
        for truth in truths:
            if truth is False:
                return False
            if truth is not True:
                found.append(truth)
        if len(found) < 2:
            return found[0] if found else True
        return self._truth(self._joined(z3.Z3_mk_and, found))

    def some(self, truths: Iterable[Truth]) -> Truth:
        found: list[Formula] = []
        for truth in truths:
            if truth is True:
                return True
            if truth is not False:
                found.append(truth)
        if len(found) < 2:
            return found[0] if found else False
        return self._truth(self._joined(z3.Z3_mk_or, found))

    def negated(self, truth: Truth) -> Truth:
        if isinstance(truth, bool):
            return not truth
        return self._truth(z3.Z3_mk_not(self._ref, truth.as_ast()))

    def same_truth(self, one: Truth, other: Truth) -> Truth:
        if isinstance(one, bool):
            return other if one else self.negated(other)
        if isinstance(other, bool):
            return one if other else self.negated(one)
        return self._related(z3.Z3_mk_iff, one, other)

    def at_least_of(self, count: int, truths: Iterable[Truth]) -> Truth:
        """At least `count` of them hold."""
        found: list[Formula] = []
        for truth in truths:
            if truth is True:
                count -= 1
            elif truth is not False:
                found.append(truth)
        if count <= 0 or count > len(found):
            return count <= 0
        return self.some(found) if count == 1 else self._truth(z3.AtLeast(*found, count).as_ast())

    def named_truth(self, name: str, truth: Truth) -> Truth:
        """The same truth under a name of its own, so that it is worked out once."""
        if isinstance(truth, bool) or z3.is_const(truth):
            return truth
        found = self.unknown(name)
        self.stated.append(self._related(z3.Z3_mk_iff, found, truth))
        return found

    # Numbers

    def constant(self, value: int) -> Whole:
        if value not in self._constants:
            self._constants[value] = Whole(value, value, z3.IntVal(value, self.context))
        return self._constants[value]

    def number(self, name: str, least: int, greatest: int, size: int = 1) -> Whole:
        """A number that is `least`, or so many steps of `size` above it, up to `greatest`."""
        if least == greatest:
            return self.constant(least)
        if size > 1:
            return self.linear([(size, self.number(name, 0, (greatest - least) // size))], least)
        found = Whole(least, greatest, z3.Const(name, self._ints))
        self.stated.append(self._related(z3.Z3_mk_ge, found.term, self.constant(least).term))
        self.stated.append(self._related(z3.Z3_mk_le, found.term, self.constant(greatest).term))
        return found

    def named(self, name: str, whole: Whole) -> Whole:
        """The same number under a name of its own."""
        if whole.is_constant or whole.reaches is not None:
            return whole
        found = self.number(name, whole.least, whole.greatest)
        self.stated.append(self._related(z3.Z3_mk_eq, found.term, whole.term))
        return found

    def linear(self, terms: Sequence[tuple[int, Whole]], constant: int = 0) -> Whole:
        """`constant` and so many times each."""
        least = greatest = constant
        parts: list[Term] = []
        only: Whole | None = None
        for size, whole in terms:
            ends = size * whole.least, size * whole.greatest
            least, greatest = least + min(ends), greatest + max(ends)
            if whole.is_constant:
                constant += ends[0]
            elif size:
                only = whole if size == 1 and not parts else None
                parts.append(whole.term if size == 1 else self._times(size, whole))
        if not parts:
            return self.constant(constant)
        if only is not None and constant == 0:
            return only
        if constant:
            parts.append(self.constant(constant).term)
        return Whole(least, greatest, self._added(parts))

    def pick(self, condition: Truth, then: Whole, otherwise: Whole) -> Whole:
        """`then` where `condition` holds, else `otherwise`."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if then is otherwise:
            return then
        made = z3.Z3_mk_ite(self._ref, condition.as_ast(), then.term.as_ast(), otherwise.term.as_ast())
        least, greatest = min(then.least, otherwise.least), max(then.greatest, otherwise.greatest)
        return Whole(least, greatest, self._number(made))

    def divided(self, whole: Whole, size: int) -> Whole:
        """How many times `size` goes into it, rounded down."""
        least, greatest = whole.least // size, whole.greatest // size
        if greatest - least <= _FEW:
            begins = [self.at_least(whole, self.constant(size * at)) for at in range(least + 1, greatest + 1)]
            return self.linear([(1, self.one_if(begun)) for begun in begins], least)
        times = self.number(self.fresh("times"), least, greatest)
        self.state(self.at_least(whole, self.linear([(size, times)])))
        self.state(self.at_least(self.linear([(size, times)], size - 1), whole))
        return times

    def one_if(self, truth: Truth) -> Whole:
        return self.pick(truth, self.constant(1), self.constant(0))

    def least_of(self, items: Sequence[Whole]) -> Whole:
        found = items[0]
        for item in items[1:]:
            picked = self.pick(self.at_least(item, found), found, item)
            found = self._bounded(picked, picked.least, min(found.greatest, item.greatest))
        return found

    def greatest_of(self, items: Sequence[Whole]) -> Whole:
        found = items[0]
        for item in items[1:]:
            picked = self.pick(self.at_least(found, item), found, item)
            found = self._bounded(picked, max(found.least, item.least), picked.greatest)
        return found

    # Comparisons

    def at_least(self, left: Whole, right: Whole) -> Truth:
        if left.least >= right.greatest:
            return True
        if left.greatest < right.least:
            return False
        if right.is_constant and left.reaches is not None:
            return left.reaches(right.least)
        if left.is_constant and right.reaches is not None:
            return self.negated(right.reaches(left.least + 1))
        return self._related(z3.Z3_mk_ge, left.term, right.term)

    def more(self, left: Whole, right: Whole) -> Truth:
        return self.negated(self.at_least(right, left))

    def same(self, left: Whole, right: Whole) -> Truth:
        # Two bounds rather than an equation: bounds are what Z3's arithmetic is quick with.
        return self.every([self.at_least(left, right), self.at_least(right, left)])

    def among(self, whole: Whole, values: Iterable[int]) -> Truth:
        """The number is one of `values`, which ascend: said in as few stretches as there are."""
        stretches: list[tuple[int, int]] = []
        for value in values:
            if stretches and stretches[-1][1] == value - 1:
                stretches[-1] = (stretches[-1][0], value)
            else:
                stretches.append((value, value))
        ends = [(self.constant(first), self.constant(last)) for first, last in stretches]
        return self.some(self.every([self.at_least(whole, first), self.at_least(last, whole)]) for first, last in ends)

    # Z3's own functions

    def _bounded(self, whole: Whole, least: int, greatest: int) -> Whole:
        """The same, of which more is known."""
        return whole if (least, greatest) == (whole.least, whole.greatest) else Whole(least, greatest, whole.term)

    def _truth(self, made: object) -> Formula:
        found: Formula = z3.BoolRef(made, self.context)
        return found

    def _number(self, made: object) -> Term:
        found: Term = z3.ArithRef(made, self.context)
        return found

    def _related(self, how: Callable[..., object], left: Formula, right: Formula) -> Formula:
        return self._truth(how(self._ref, left.as_ast(), right.as_ast()))

    def _times(self, size: int, whole: Whole) -> Term:
        factors = [self.constant(size).term, whole.term]
        return self._number(self._joined(z3.Z3_mk_mul, factors))

    def _added(self, terms: list[Term]) -> Term:
        return terms[0] if len(terms) == 1 else self._number(self._joined(z3.Z3_mk_add, terms))

    def _joined(self, how: Callable[..., object], terms: Sequence[Formula]) -> object:
        array = (z3.Ast * len(terms))()
        for at, term in enumerate(terms):
            array[at] = term.as_ast()
        return how(self._ref, len(terms), array)
