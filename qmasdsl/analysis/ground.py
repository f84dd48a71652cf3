"""Ground: the applicants a rule set speaks of, and how a question about some of them is put.

A question is put to a view: those applicants whom the surroundings of a rule (the `only when` above it)
reach, within what is `always` true. What holds of whom is a set (`qmasdsl.proving.sets`).
"""

from collections.abc import Iterable

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person
from qmasdsl.ir.walk import Index
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.groups import Groups
from qmasdsl.proving.numbers import Edge
from qmasdsl.proving.people import People
from qmasdsl.proving.portraits import portrait
from qmasdsl.proving.prover import Prover
from qmasdsl.proving.sets import EVERYBODY, NOBODY, Sets


class Ground:
    """A rule set's applicants. `undecided` collects the names of what could not be looked into."""

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self.undecided: list[str] = []

    @property
    def index(self) -> Index:
        return self.prover.index

    def view(
        self, conditions: Iterable[ir.Condition], within: Iterable[ir.Condition] = (), name: str = ""
    ) -> "View | None":
        """Those whom all of `within` reach, to be told apart by `conditions`; None where that is too much, which
        is noted under `name`."""
        asked, around = list(conditions), list(within)
        made = self.prover.opened(lambda atlas, people: View(atlas, people, asked, around))
        if made is None and name:
            self.undecided.append(name)
        return made


class View:
    """Some applicants, and what is asked of them. `exact`: whoever is in a set can really exist."""

    def __init__(
        self, atlas: Atlas, people: People, conditions: Iterable[ir.Condition], within: Iterable[ir.Condition]
    ) -> None:
        self.atlas = atlas
        self.sets: Sets = atlas.sets
        self._people = people
        around = atlas.sets.every(atlas.holds(one) for one in within)
        levels = atlas.sets.reads(around, *(atlas.holds(one) for one in conditions))
        self.applicants = atlas.sets.both(around, people.possible(levels))
        self.exact = atlas.is_exact(levels | atlas.sets.reads(self.applicants))

    @property
    def always(self) -> tuple[int, ...]:
        """Those of whom each `always` holds, in the order of the file."""
        return self._people.always

    @property
    def anybody(self) -> bool:
        """Whether what is always true leaves anybody at all."""
        return self._people.everybody != NOBODY

    def reaching(self, number: Edge) -> int:
        """The applicants, as far as `number` tells them apart as well."""
        levels = self.atlas.numbers.reads(number) | self.sets.reads(self.applicants)
        return self.sets.both(self.applicants, self._people.possible(levels))

    def holds(self, condition: ir.Condition) -> int:
        """Those of whom `condition` holds."""
        return self.sets.both(self.atlas.holds(condition), self.applicants)

    def applies(self, part: ir.Rule | ir.Choose) -> int:
        """Those to whom a rule, or any rule of a group, applies."""
        return self.sets.both(self._applies(part), self.applicants)

    def _applies(self, part: ir.Rule | ir.Choose) -> int:
        if isinstance(part, ir.Rule):
            return self.atlas.holds(part.guard)
        return self.applicants if part.otherwise is not None else self.sets.some(map(self._applies, part.items))

    def are_all_in(self, some: int, others: int) -> bool:
        return self.sets.minus(some, others) == NOBODY

    def applicant(self, some: int) -> str:
        """An ordinary applicant of a set, with the facts that matter: "an applicant aged 51, not partner"."""
        return portrait(self.atlas, self._people, some, self.applicants)

    def person(self, some: int) -> Person:
        return self._people.ordinary(some)[1]

    def groups(self, some: int) -> tuple[str, ...]:
        """A set as conditions, the last "others"; empty where it cannot be said simply."""
        return tuple(Groups(self.atlas, self.applicants).said(some) or ())


__all__ = ["EVERYBODY", "NOBODY", "Ground", "View"]
