"""Choices whose values are not the same in both versions, made into one choice.

A value is encoded by its place in its row, so that one value more moves the others; both rule sets are brought to
one row that has all of them. A value that the one version does not know is there what it calls `other`, if it has
that: the profession that the new list takes up was `other` before. Where there is no `other`, nobody who has the
value can be asked about, and applicants are compared who have none of those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qmasdsl.difference.mapping import Mapped
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Several, Type, Value
from qmasdsl.ir.walk import Expression, Index

_OTHER = "other"


Row = tuple[str, ...]


@frozen
class Merged:
    """A choice of one side, the long row that it was brought to, and which of its own values each of that row is
    here (None: it has no name here)."""

    own: Choice | Several
    type: Choice | Several
    here: tuple[int | None, ...]

    def places(self, value: int) -> tuple[int, ...]:
        """Which values of the long row are `value` here."""
        return tuple(at for at, own in enumerate(self.here) if own == value)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The values of the long row that are none of its own."""
        own = row_of(self.own)
        return tuple(name for name in row_of(self.type) if name not in own)

    @property
    def nameless(self) -> tuple[int, ...]:
        return tuple(at for at, own in enumerate(self.here) if own is None)


def row_of(type: Choice | Several) -> Row:
    """The names of its values, in their order."""
    return tuple(value.name for value in type.values)


def long_row(rows: Sequence[Row], ordered: bool) -> Row | None:
    """All values of `rows` in one row; None where they are ordered in different ways or have none in common."""
    whole: Row = rows[0]
    for row in rows[1:]:
        if set(whole).isdisjoint(row):
            return None
        longer = _one_order(row, whole) if ordered else (*whole, *(name for name in row if name not in whole))
        if longer is None:
            return None
        whole = longer
    return whole


def merged(type: Choice | Several, whole: Row, labels: Mapping[str, str]) -> Merged:
    """`type` brought to the long row."""
    own = row_of(type)
    values = tuple(Value(name, labels[name]) for name in whole)
    has_other = isinstance(type, Choice) and not type.ordered and own[-1] == _OTHER
    absent = len(own) - 1 if has_other else None
    here = tuple(own.index(name) if name in own else absent for name in whole)
    return Merged(type, replace(type, values=values), here)


def recoded(index: Index, merges: Sequence[Merged]) -> ir.Ruleset:
    """The rule set with the values of these choices where they stand in the long rows."""
    return _Recoding(index, merges).ruleset()


def _one_order(was: Row, now: Row) -> Row | None:
    """A row in which both orders hold, or None."""
    if [name for name in was if name in now] != [name for name in now if name in was]:
        return None
    row: list[str] = []
    rest = list(was)
    for name in now:
        if name in rest:
            row += rest[: rest.index(name)]
            rest = rest[rest.index(name) + 1 :]
        row.append(name)
    return (*row, *rest)


class _Recoding:
    def __init__(self, index: Index, merges: Sequence[Merged]) -> None:
        self._index = index
        self._merges = {_kind(one.own): one for one in merges}

    def ruleset(self) -> ir.Ruleset:
        made = Mapped(self._change, self._value).ruleset(self._index.ruleset)
        facts = tuple(replace(fact, type=self._type(fact.type)) for fact in made.facts)
        return replace(
            made, facts=facts, defines=tuple(replace(one, type=self._type(one.type)) for one in made.defines)
        )

    def _type(self, type: Type) -> Type:
        one = self._of(type)
        return type if one is None else one.type

    def _of(self, type: Type | None) -> Merged | None:
        return self._merges.get(_kind(type)) if isinstance(type, Choice | Several) else None

    def _value(self, type: Type, value: ir.Number) -> ir.Number:
        one = self._of(type)
        return value if one is None else _placed(one, value)

    def _change(self, node: Expression) -> Expression:
        match node:
            case ir.Compare(left, comparison, right):
                one = self._of(self._index.type_of(left)) or self._of(self._index.type_of(right))
                return node if one is None else _compared(one, left, comparison, right)
            case ir.Among(item, values):
                one = self._of(self._index.type_of(item))
                return node if one is None else ir.Among(item, _several(one, values))
            case ir.OnList(item, name, entries):
                one = self._of(self._index.type_of(item))
                if one is None:
                    return node
                places = sorted((at, entry) for value, entry in entries for at in one.places(value))
                return ir.OnList(item, name, tuple(places))
            case ir.Includes(fact, values):
                one = self._of(self._index.facts[fact].type)
                return node if one is None else ir.Includes(fact, _several(one, values))
            case _:
                return node


def _kind(type: Choice | Several) -> tuple[bool, Row]:
    return isinstance(type, Several), row_of(type)


def _several(one: Merged, values: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(at for value in values for at in one.places(value)))


def _placed(one: Merged, number: ir.Number) -> ir.Number:
    """A constant value where it stands in the long row; of several that are the same here, itself."""
    match number:
        case ir.Constant(value) if 0 <= value < len(one.own.values):
            return ir.Constant(row_of(one.type).index(one.own.values[value].name))
        case ir.Least(items):
            return ir.Least(tuple(_placed(one, item) for item in items))
        case ir.Greatest(items):
            return ir.Greatest(tuple(_placed(one, item) for item in items))
        case _:
            return number


def _compared(one: Merged, left: ir.Number, comparison: ir.Comparison, right: ir.Number) -> ir.Condition:
    plain = ir.Compare(_placed(one, left), comparison, _placed(one, right))
    alike = [at for value in range(len(one.own.values)) if len(one.places(value)) > 1 for at in one.places(value)]
    if not alike:
        return plain
    # Values that the one version does not tell apart are equal there. Only a choice without an order has them.
    same = ir.Or((
        ir.Compare(plain.left, ir.Comparison.IS, plain.right),
        ir.And((ir.Among(plain.left, tuple(alike)), ir.Among(plain.right, tuple(alike)))),
    ))  # fmt: skip
    if isinstance(plain.right, ir.Constant):
        same_as = tuple(alike) if plain.right.value in alike else (plain.right.value,)
        made: ir.Condition = ir.Among(plain.left, same_as)
    else:
        made = same
    return ir.Not(made) if comparison is ir.Comparison.IS_NOT else made
