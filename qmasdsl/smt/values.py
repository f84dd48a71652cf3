"""The unknown applicant: a variable for each fact, within its whole domain, made when it is first read.

A `some of` fact is one truth for each value. Records are a count and as many slots as there may be records; what
stands in the slots beyond the count is not there. A fact that does not exist has a variable like any other, but
nothing that is read depends on it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.smt.session import Model
from qmasdsl.smt.terms import Terms, Truth, Whole

Held = tuple[Truth, ...]
Rests = Callable[[str, Type], ir.Encoded]  # the value of a fact or a field that nothing has read


@frozen
class Slot:
    """Room for one record: whether there is one, and its fields."""

    there: Truth
    fields: "Values"


@frozen
class Rows:
    """The records of a fact: how many, and the room for them."""

    count: Whole
    slots: tuple[Slot, ...]


class Values:
    """The values of some facts, or of the fields of a record, by name; those `given` are known already.

    The second of two persons is made from the first: all values are the same but those that are `put`.
    """

    def __init__(
        self,
        terms: Terms,
        types: Mapping[str, Type],
        given: Mapping[str, ir.Encoded],
        rests: Rests,
        prefix: str = "",
        base: "Values | None" = None,
    ) -> None:
        self.types = types
        self._terms = terms
        self._given = given
        self._rests = rests
        self._prefix = prefix
        self._base = base
        self._truths: dict[str, Truth] = {}
        self._numbers: dict[str, Whole] = {}
        self._held: dict[str, Held] = {}
        self._rows: dict[str, Rows] = {}

    def other(self) -> "Values":
        """A second person, so far the same as this one."""
        return Values(self._terms, self.types, self._given, self._rests, "other ", self)

    def truth(self, name: str) -> Truth:
        """A yes/no fact is yes."""
        if name not in self._truths:
            given = self._given.get(name)
            if self._base is not None:
                self._truths[name] = self._base.truth(name)
            else:
                self._truths[name] = self._terms.unknown(self._prefix + name) if given is None else bool(given)
        return self._truths[name]

    def number(self, name: str) -> Whole:
        """The encoded value of a number, date, moment or choice."""
        if name not in self._numbers:
            given = self._given.get(name)
            if self._base is not None:
                self._numbers[name] = self._base.number(name)
            elif isinstance(given, int):
                self._numbers[name] = self._terms.constant(given)
            else:
                self._numbers[name] = self.free(name)
        return self._numbers[name]

    def held(self, name: str) -> Held:
        """Of each value of a `some of` fact whether it is held."""
        if name not in self._held:
            given, kind = self._given.get(name), self.types[name]
            values = range(len(kind.values)) if isinstance(kind, Several) else range(0)
            if self._base is not None:
                self._held[name] = self._base.held(name)
            elif isinstance(given, frozenset):
                self._held[name] = tuple(value in given for value in values)
            else:
                self._held[name] = tuple(self._terms.unknown(f"{self._prefix}{name} {value}") for value in values)
        return self._held[name]

    def rows(self, name: str) -> Rows:
        """The records of a fact."""
        if name not in self._rows:
            self._rows[name] = self._made_rows(name) if self._base is None else self._base.rows(name)
        return self._rows[name]

    def free(self, name: str) -> Whole:
        """A number that may be any value of the fact."""
        match self.types[name]:
            case Numeric(_, least, greatest, step):
                return self._terms.number(self._prefix + name, least, greatest, step)
            case Date(least, greatest) | Moment(least, greatest):
                return self._terms.number(self._prefix + name, least, greatest)
            case Choice(values):
                return self._terms.number(self._prefix + name, 0, len(values) - 1)
            case kind:
                raise TypeError(f"{name!r} is no number: {kind!r}")

    def put_truth(self, name: str, truth: Truth) -> None:
        self._truths[name] = truth

    def put_number(self, name: str, number: Whole) -> None:
        self._numbers[name] = number

    def put_held(self, name: str, held: Held) -> None:
        self._held[name] = held

    def put_rows(self, name: str, rows: Rows) -> None:
        self._rows[name] = rows

    def made(self, name: str) -> bool:
        """Whether anything has read the fact."""
        return any(name in made for made in (self._truths, self._numbers, self._held, self._rows))

    def encoded(self, name: str, model: Model) -> ir.Encoded:
        """The value of a fact in a model, or what it rests at if nothing has read it."""
        if name in self._given:
            return self._given[name]
        if not self.made(name):
            return self._rests(name, self.types[name]) if self._base is None else self._base.encoded(name, model)
        match self.types[name]:
            case YesNo():
                return model.truth(self._truths[name])
            case Numeric() | Date() | Moment() | Choice():
                return model.number(self._numbers[name])
            case Several():
                return frozenset(value for value, truth in enumerate(self._held[name]) if model.truth(truth))
            case Records():
                rows = self._rows[name]
                return tuple(slot.fields.record(model) for slot in rows.slots[: model.number(rows.count)])
            case kind:
                assert_never(kind)

    def record(self, model: Model) -> tuple[tuple[str, int | bool | frozenset[int]], ...]:
        """All fields of a slot."""
        found = ((name, self.encoded(name, model)) for name in self.types)
        return tuple((name, value) for name, value in found if not isinstance(value, tuple))

    def _made_rows(self, name: str) -> Rows:
        given, kind = self._given.get(name), self.types[name]
        limit, fields = (kind.limit, kind.fields) if isinstance(kind, Records) else (0, ())
        types: dict[str, Type] = {field.name: field.type for field in fields}
        records: Sequence[Mapping[str, ir.Encoded]] = [{}] * limit
        if isinstance(given, tuple):
            count, records = self._terms.constant(len(given)), [dict(record) for record in given]
        else:
            count = self._terms.number(f"{self._prefix}{name}", 0, limit)
        slots = []
        for at, record in enumerate(records, 1):
            there = self._terms.at_least(count, self._terms.constant(at))
            slots.append(Slot(there, Values(self._terms, types, record, self._rests, f"{self._prefix}{name} {at} ")))
        return Rows(count, tuple(slots))
