"""One possible applicant whose facts are unknown, made for one question."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person, Undecided
from qmasdsl.ir.data import fits
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import Index
from qmasdsl.smt.ordinary import Calming, Ordinary
from qmasdsl.smt.reads import Reads
from qmasdsl.smt.session import MEMORY, GaveUp, Model, Session, Z3Problem
from qmasdsl.smt.terms import Terms, Truth
from qmasdsl.smt.translation import Translation
from qmasdsl.smt.values import Values

_CALMING, _LONGEST = 0.2, 0.5  # of the time of a question, and seconds: for making applicants ordinary

Answer = TypeVar("Answer")


class Asking:
    """What all questions about a rule set share: the rules, the facts that are given, and the time for each."""

    def __init__(self, index: Index, given: Mapping[str, ir.Encoded], seconds: float) -> None:
        self.index = index
        self.given = given
        self.seconds = seconds
        self.reads = Reads(index)
        self.ordinary = Ordinary(index)
        self.types = {fact.name: fact.type for fact in index.ruleset.facts}
        self.free = tuple(name for name in index.facts if name not in given)
        self.ends: dict[tuple[str, int], int | None] = {}  # of scores: the greatest (1), less the least (-1)

    def settled(self, ask: Callable[[], Answer]) -> Answer | Undecided:
        """What `ask` finds, or why Z3 did not find it."""
        try:
            return ask()
        except GaveUp as problem:
            return Undecided(problem.why or f"no answer within {self.seconds:g} seconds")
        except Z3Problem as problem:
            return Undecided(MEMORY if "memory" in str(problem) else f"Z3 gave up: {problem}")

    def checked(self, person: Person, conditions: Sequence[ir.Condition]) -> Person:
        """`person`, of whom the interpreter too says that they are possible and that all `conditions` hold."""
        wrong = [name for name, value in person.items() if not fits(self.types[name], value)]
        meaning = Meaning(self.index, person)
        always = (one.condition for one in self.index.ruleset.always)
        differ = [condition for condition in (*always, *conditions) if meaning.holds(condition) is not True]
        if any(isinstance(meaning.holds(condition), Unknown) for condition in differ):
            raise GaveUp("it asks for a fact of somebody of whom that fact does not exist")
        if wrong or differ:
            raise AssertionError(f"Z3 and the interpreter differ on {[*wrong, *differ]} for {dict(person)}")
        return person


class Applicant:
    """A possible applicant: a variable for each fact, what the rules say of them, and the session that knows."""

    def __init__(self, asking: Asking, seconds: float) -> None:
        index = asking.index
        self._asking = asking
        self.terms = Terms()
        self.values = Values(self.terms, asking.types, asking.given, asking.ordinary.rests)
        self.translation = Translation(self.terms, index, asking.reads, self.values)
        self.session = Session(self.terms, seconds)
        self.session.add(*self._is_possible())

    def _is_possible(self) -> Iterator[Truth]:
        index = self._asking.index
        for always in index.ruleset.always:
            yield self.translation.holds(always.condition)

    def person(self, values: Values, model: Model) -> Person:
        """The facts that exist, in the order of the file. What the others would be decides nothing, not even
        which exist: a gate reads a fact only where that exists."""
        index = self._asking.index
        facts = {name: values.encoded(name, model) for name in index.facts}
        meaning = Meaning(index, facts)
        return {name: value for name, value in facts.items() if meaning.exists(index.facts[name]) is True}

    def calming(self, model: Model) -> Calming:
        """Makes the applicant of a model more ordinary, in a part of the time."""
        seconds = min(_LONGEST, self._asking.seconds * _CALMING)
        return Calming(self.terms, self.session, self._asking.ordinary, model, seconds)
