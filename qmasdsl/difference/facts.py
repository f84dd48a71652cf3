"""The same facts on both sides, so that both rule sets can be asked about one applicant.

A fact that has another domain now is compared where both domains agree; one that is something else now, or that
only one side has, is a fact of that side alone, which the other does not read. Everything that had to be settled
is told, because it is what the proof speaks of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qmasdsl.difference.choices import Merged, Row, long_row, merged, recoded, row_of
from qmasdsl.difference.domains import common_type, meant
from qmasdsl.difference.mapping import Mapped
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person
from qmasdsl.ir.types import Choice, Several, Type
from qmasdsl.ir.walk import Expression, Index, index
from qmasdsl.ir.words import type_words
from qmasdsl.proving.together import together

_NAMED = 8  # facts or values that are named one by one


class CannotBeCompared(ValueError):
    """What was asked makes no sense; the message says why."""


@frozen
class Side:
    """One of the two rule sets, as it was written, and what its facts are called and encoded like in the joined one."""

    index: Index
    joined: Mapping[str, str]
    merges: Mapping[str, Merged]

    def person(self, person: Person) -> dict[str, ir.Encoded]:
        """An applicant of both with the facts that this rule set knows, encoded as it encodes them."""
        found: dict[str, ir.Encoded] = {}
        for name in self.index.facts:
            if self.joined[name] in person:
                found[name] = self._own(name, person[self.joined[name]])
        # A fact may exist under the other's conditions only.
        while True:
            meaning = Meaning(self.index, found)
            shut = [name for name in found if meaning.exists(self.index.facts[name]) is False]
            if not shut:
                return found
            found = {name: value for name, value in found.items() if name not in shut}

    def _own(self, name: str, value: ir.Encoded) -> ir.Encoded:
        one = self.merges.get(name)
        if one is None:
            return value
        if isinstance(value, frozenset):
            return frozenset(own for at in value if (own := one.here[at]) is not None)
        own = one.here[value] if isinstance(value, int) else None
        assert own is not None  # nobody has a value without a name here
        return own


@frozen
class Settled:
    """Both rule sets in one, what each calls its facts, and what was settled so that they could be joined."""

    index: Index
    before: Side
    after: Side
    notes: tuple[str, ...]


class _Preparation:
    """One rule set in the making: the common names of its facts, their types, the choices that grew."""

    def __init__(self, names: Index, joined: dict[str, str]) -> None:
        self.index = names
        self.joined = joined
        self.types: dict[str, Type] = {name: fact.type for name, fact in names.facts.items()}
        self.merges: dict[str, Merged] = {}

    def choice(self, name: str) -> Choice | Several | None:
        type = self.types[name]
        return type if isinstance(type, Choice | Several) else None

    def alone(self, name: str) -> None:
        """The fact is none of the other side's, whatever it is called there."""
        self.joined[name] = f"before {name}"

    def ruleset(self) -> ir.Ruleset:
        """The rule set under the common names."""
        made = recoded(self.index, list(self.merges.values()))
        facts = (fact if fact.name in self.merges else replace(fact, type=self.types[fact.name]) for fact in made.facts)
        return with_names(replace(made, facts=tuple(facts)), self.joined)


def settled(old: Index, new: Index, renamed: Mapping[str, str]) -> Settled:
    """Both rule sets about the same facts. `renamed` maps old names of facts to new ones. CannotBeCompared."""
    new_names = renames(old, new, renamed)
    before = _Preparation(old, {name: new_names.get(name, name) for name in old.facts})
    after = _Preparation(new, {name: name for name in new.facts})
    notes = [f"`{was}` is compared with `{now}`, as you said" for was, now in renamed.items()]
    common = [(was, now) for was, now in before.joined.items() if now in new.facts]
    for was, now in common:
        if (said := _agree(before, after, was, now)) is not None:
            if was in new_names:
                raise CannotBeCompared(f"`{was}` cannot be `{now}`: {said}")
            notes.append(f"`{now}` {said}")
    notes += _grown(before, after)
    notes += _one_sided(before, after)
    joined = _joined(before.ruleset(), after.ruleset(), notes)
    known = [*_known(before), *_known(after)]
    always = (*joined.always, *(_having(joined, fact, has) for fact, has in known))
    joined = replace(joined, always=always, in_force=new.ruleset.in_force)
    if {one.text for one in old.ruleset.always} != {one.text for one in new.ruleset.always}:
        notes.append("what is `always` true differs: applicants are compared who are possible under both")
    return Settled(
        index(joined),
        Side(old, before.joined, before.merges),
        Side(new, after.joined, after.merges),
        tuple(notes),
    )


def renames(old: Index, new: Index, renamed: Mapping[str, str]) -> dict[str, str]:
    """What was said of renamed facts, a group's for each of its members. Raises CannotBeCompared."""
    found: dict[str, str] = {}
    for was, now in renamed.items():
        pairs = [(was, now)] if was in old.facts else list(_members(old, was, now))
        if not pairs:
            raise CannotBeCompared(f"the old rules have no fact `{was}`")
        found |= dict(pairs)
    for was, now in found.items():
        if now not in new.facts:
            raise CannotBeCompared(f"the new rules have no fact `{now}`")
        if now in old.facts and now not in found:
            raise CannotBeCompared(f"the old rules have a fact `{now}` of their own; `{was}` cannot be that too")
        if list(found.values()).count(now) > 1:
            raise CannotBeCompared(f"two facts of the old rules cannot both be `{now}`")
    return found


def _members(old: Index, was: str, now: str) -> Iterator[tuple[str, str]]:
    for fact in old.ruleset.facts:
        if fact.member is not None and fact.member[0] == was:
            yield fact.name, f"{now}.{fact.member[1]}"


def _agree(before: _Preparation, after: _Preparation, was: str, now: str) -> str | None:
    """Brings a fact of both to one type; what has to be said of that. Choices of one kind wait for `_grown`."""
    old, new = before.types[was], after.types[now]
    if isinstance(old, Choice | Several) and isinstance(new, Choice | Several):
        alike = type(old) is type(new) and _ordered(old) == _ordered(new)
        if alike and long_row([row_of(new), row_of(old)], _ordered(new)) is not None:
            return None
    elif (common := common_type(old, new)) is not None:
        before.types[was] = after.types[now] = common
        if meant(old) == meant(new):
            return None
        return f"was {type_words(old)} and is {type_words(new)} now: compared is {type_words(common)}"
    before.alone(was)
    return f"was {type_words(old)} and is {type_words(new)} now: these are taken for two facts"


def _ordered(type: Choice | Several) -> bool:
    return isinstance(type, Choice) and type.ordered


def _grown(before: _Preparation, after: _Preparation) -> Iterator[str]:
    """Brings every choice whose values are others now to one row, on both sides, and all facts with that row."""
    rows: dict[tuple[int, bool, Row], set[tuple[int, bool, Row]]] = {}
    common = [(was, now) for was, now in before.joined.items() if now in after.types and before.choice(was)]
    for was, now in common:
        ends = [_end(0, before.choice(was)), _end(1, after.choice(now))]
        joint = set().union(*(rows.get(end, {end}) for end in ends))
        rows |= dict.fromkeys(joint, joint)
    for side, preparation in enumerate((before, after)):
        for name in preparation.types:
            choice = preparation.choice(name)
            joint = rows.get(_end(side, choice), set()) if choice is not None else set()
            if choice is None or len({row for _, _, row in joint}) < 2:
                continue
            # The new rules' rows first, so that their order is the one that is seen.
            ends_in_order = [row for _, _, row in sorted(joint, key=lambda end: (-end[0], end[2]))]
            whole = long_row(ends_in_order, _ordered(choice))
            if whole is None:
                raise CannotBeCompared(f"the values of `{name}` are ordered in different ways; map it to another fact")
            preparation.merges[name] = merged(choice, whole, dict(_labels(before, after)))
    for was, now in common:
        if was in before.merges and now in after.merges:
            yield from _unknown(now, before.merges[was], "old")
            yield from _unknown(now, after.merges[now], "new")
        else:
            before.types[was] = after.types[now]


def _end(side: int, choice: Choice | Several | None) -> tuple[int, bool, Row]:
    assert choice is not None
    return side, isinstance(choice, Several), row_of(choice)


def _labels(*preparations: _Preparation) -> Iterator[tuple[str, str]]:
    for preparation in preparations:
        for name in preparation.types:
            choice = preparation.choice(name)
            yield from ((value.name, value.label) for value in (() if choice is None else choice.values))


def _unknown(fact: str, one: Merged, rules: str) -> Iterator[str]:
    if one.unknown:
        names = _listed(one.unknown)
        if one.nameless:
            yield f"`{fact}`: the {rules} rules do not know {names}; applicants are compared who do not have it"
        else:
            yield f"`{fact}`: the {rules} rules do not know {names}; there it is `other`"


def _known(preparation: _Preparation) -> Iterator[tuple[str, Merged]]:
    """The facts, by their common names, of which not every value has a name on this side."""
    for name, one in preparation.merges.items():
        if one.nameless:
            yield preparation.joined[name], one


def _having(joined: ir.Ruleset, name: str, one: Merged) -> ir.Always:
    """Nobody who is compared has a value that one side does not know."""
    if isinstance(one.type, Several):
        has: ir.Condition = ir.Not(ir.Includes(name, one.nameless))
    else:
        known = tuple(at for at, own in enumerate(one.here) if own is not None)
        has = ir.Among(ir.FactValue(name), known)
    gate = next(fact.gate for fact in joined.facts if fact.name == name)
    return ir.Always(has if gate is None else ir.Or((ir.Not(gate), has)), "")


def _one_sided(before: _Preparation, after: _Preparation) -> Iterator[str]:
    theirs, ours = set(after.joined.values()), set(before.joined.values())
    two = {name for name, common in before.joined.items() if common == f"before {name}"}  # told already
    for joined, others, rules in ((before.joined, theirs, "old"), (after.joined, ours, "new")):
        alone = [name for name, common in joined.items() if common not in others and name not in two]
        if alone:
            yield f"only the {rules} rules know {_listed(alone)}; the other rules do not read it"


def _listed(names: Sequence[str]) -> str:
    said = ", ".join(f"`{name}`" for name in names[:_NAMED])
    return f"{said} and {len(names) - _NAMED} more" if len(names) > _NAMED else said


def _joined(old: ir.Ruleset, new: ir.Ruleset, notes: list[str]) -> ir.Ruleset:
    """Both in one. A fact that exists under different conditions is there always; who must not read it does not."""
    made = together(old, new)
    if isinstance(made, ir.Ruleset):
        return made
    gated = {one.fact for one in made if one.what == "gate"}
    strange = [one.fact for one in made if one.what != "gate"]
    if strange:
        raise CannotBeCompared(f"the fact `{strange[0]}` is not the same in both rule sets")
    notes += [f"`{name}` exists under other conditions now; it is read where it exists" for name in sorted(gated)]
    made = together(_ungated(old, gated), _ungated(new, gated))
    assert isinstance(made, ir.Ruleset)
    return made


def _ungated(ruleset: ir.Ruleset, names: set[str]) -> ir.Ruleset:
    return replace(ruleset, facts=tuple(replace(f, gate=None) if f.name in names else f for f in ruleset.facts))


def with_names(ruleset: ir.Ruleset, joined: Mapping[str, str]) -> ir.Ruleset:
    """The rule set with its facts under other names."""

    def change(node: Expression) -> Expression:
        match node:
            case ir.FactValue(fact):
                return ir.FactValue(joined[fact])
            case ir.FactHolds(fact):
                return ir.FactHolds(joined[fact])
            case ir.Size(fact):
                return ir.Size(joined[fact])
            case ir.Includes(fact, values):
                return ir.Includes(joined[fact], values)
            case ir.Count(fact, where):
                return ir.Count(joined[fact], where)
            case ir.Total(fact, field, where):
                return ir.Total(joined[fact], field, where)
            case _:
                return node

    made = Mapped(change, lambda type, value: value).ruleset(ruleset)
    facts = tuple(replace(fact, name=joined[fact.name]) for fact in made.facts)
    by = ruleset.version_by
    return replace(made, facts=facts, version_by=None if by is None else joined.get(by))
