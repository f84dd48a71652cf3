"""Matching: which fact, test and outcome of the one version is which of the other, and what a table calls them.

A table has one column for a fact that both versions know. Each version reads it under that name: so its facts are
renamed to what the table calls them, and a value that only the other version knows is here what it calls `other`,
if it has that.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from math import gcd

from qmasdsl.difference.changes import listed
from qmasdsl.difference.choices import Merged, Row, long_row, merged, recoded, row_of
from qmasdsl.difference.facts import CannotBeCompared, renames, with_names
from qmasdsl.difference.scoring import outcome_pairs, test_pairs
from qmasdsl.frozen import frozen
from qmasdsl.impact.marks import with_mark
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, Value
from qmasdsl.ir.walk import Index, index


@frozen
class Verdict:
    """A yes or no that both versions give: whether somebody passes a test, has an outcome, is eligible. `kind` is
    "passes", "outcome" or "eligible"; `name` is the name in the new rules."""

    kind: str
    name: str
    old_name: str
    label: str


@frozen
class Test:
    """A test that both versions have. `mark` and `old_mark` are the pass marks, where there are such."""

    name: str
    old_name: str
    label: str
    mark: int | None
    old_mark: int | None


@frozen
class Matched:
    """Two versions made ready for one table. `old` and `new` have facts by the names of the table, and rank by a test
    of their own (`qmasdsl.impact.marks`); `facts` are those of either, by the names of the table, with the values of
    both. `notes` say what had to be settled."""

    old: ir.Ruleset
    new: ir.Ruleset
    facts: tuple[ir.Fact, ...]
    verdicts: tuple[Verdict, ...]
    tests: tuple[Test, ...]
    notes: tuple[str, ...]


def match(old: Index, new: Index, renamed: Mapping[str, str], columns: Collection[str]) -> Matched:
    """`old` and `new` for a table with `columns`. `renamed` maps old names of facts to new ones. Raises
    CannotBeCompared."""
    tests = [(was, now) for was, now in test_pairs(old.ruleset, new.ruleset) if was and now]
    outcomes = [(was, now) for was, now in outcome_pairs(old.ruleset, new.ruleset) if was and now]
    if not tests and not outcomes:
        raise CannotBeCompared("the two rule sets have no test and no outcome in common")
    new_names = renames(old, new, renamed)
    both = {was: new_names.get(was, was) for was in old.facts if new_names.get(was, was) in new.facts}
    grown_old, said_old = _grown(old, new, both, "old")
    grown_new, said_new = _grown(new, old, {now: was for was, now in both.items()}, "new")
    # A fact with two names is in the table under one of them; the new one goes before.
    named = {was: was if _is_in(was, columns) and not _is_in(now, columns) else now for was, now in both.items()}
    before = _read_as(old, grown_old, {was: named.get(was, was) for was in old.facts})
    back = {now: named[was] for was, now in both.items()}
    after = _read_as(new, grown_new, {now: back.get(now, now) for now in new.facts})
    told = [f"`{was}` is `{now}` now, as you said" for was, now in renamed.items()]
    return Matched(
        before,
        after,
        _facts(index(before), index(after)),
        tuple(_verdicts(old, new, tests, outcomes)),
        tuple(Test(now.name, was.name, now.label, _mark(now), _mark(was)) for was, now in tests),
        (*told, *said_old, *said_new, *_other(old, new, both), *_unmatched(old, new)),
    )


def _is_in(name: str, columns: Collection[str]) -> bool:
    group = name.partition(".")[0]
    return any(column in (name, group) or column.startswith(f"{name}.") for column in columns)


def _read_as(names: Index, grown: Sequence[Merged], called: Mapping[str, str]) -> ir.Ruleset:
    """The rule set with these values and these names of its facts."""
    made = with_names(recoded(index(with_mark(names.ruleset)), grown), called)
    return replace(made, facts=tuple(_own_group(fact, called) for fact in made.facts))


def _own_group(fact: ir.Fact, called: Mapping[str, str]) -> ir.Fact:
    """A fact whose group, or the day from which it is counted, is called as the fact itself is now."""
    if isinstance(fact.type, Numeric) and fact.type.since is not None:
        fact = replace(fact, type=replace(fact.type, since=called.get(fact.type.since, fact.type.since)))
    if fact.member is None:
        return fact
    group, _, member = fact.name.rpartition(".")
    return replace(fact, member=(group, member))


def _grown(own: Index, other: Index, both: Mapping[str, str], whose: str) -> tuple[list[Merged], list[str]]:
    """The choices of `own` that have more values in `other`; those are its `other`, where it has that."""
    rows: dict[Row, list[Row]] = {}
    labels: dict[str, str] = {}
    for name, their in both.items():
        mine, theirs = own.facts[name].type, other.facts[their].type
        if isinstance(mine, Choice) and isinstance(theirs, Choice):
            rows.setdefault(row_of(mine), []).append(row_of(theirs))
            labels |= {value.name: value.label for value in (*mine.values, *theirs.values)}
    grown: list[Merged] = []
    notes: list[str] = []
    for name, their in both.items():
        mine = own.facts[name].type
        if not isinstance(mine, Choice) or row_of(mine) not in rows:
            continue
        whole = long_row([*rows[row_of(mine)], row_of(mine)], mine.ordered)
        if whole is None:
            continue
        one = merged(mine, whole, labels)
        theirs = other.facts[their].type
        unknown = [value for value in row_of(theirs) if value in one.unknown] if isinstance(theirs, Choice) else []
        if unknown and not one.nameless:
            grown += [] if row_of(mine) in [row_of(known.own) for known in grown] else [one]
            notes.append(f"`{name}`: the {whose} rules do not know {listed(unknown)}; there it is `other`")
        elif unknown:
            answer = "new" if whose == "old" else "old"
            notes.append(
                f"`{name}`: the {whose} rules do not know {listed(unknown)}; who has that can be scored under the "
                f"{answer} rules only"
            )
    return grown, notes


def _other(old: Index, new: Index, both: Mapping[str, str]) -> Iterator[str]:
    """What else is not the same about the facts."""
    for was, now in both.items():
        before, after = (
            "" if gate is None else expression_text(names, gate)
            for names, gate in ((old, old.facts[was].gate), (new, new.facts[now].gate))
        )
        if before != after:
            yield f"`{now}` exists under other conditions now; who has it under one version only is scored there only"
    for alone, rules in (
        ([name for name in old.facts if name not in both], "old"),
        ([name for name in new.facts if name not in both.values()], "new"),
    ):
        if alone:
            names = listed([f"`{name}`" for name in alone])
            yield f"only the {rules} rules know {names}; the other rules do not read it"


def _unmatched(old: Index, new: Index) -> Iterator[str]:
    for kind, was, now in (
        *(("test", was, now) for was, now in test_pairs(old.ruleset, new.ruleset)),
        *(("outcome", was, now) for was, now in outcome_pairs(old.ruleset, new.ruleset)),
    ):
        one = was if now is None else now if was is None else None
        if one is not None:
            rules = "old" if now is None else "new"
            yield f'only the {rules} rules have the {kind} "{one.label or one.name}"; it is not compared'


def _verdicts(
    old: Index, new: Index, tests: list[tuple[ir.Test, ir.Test]], outcomes: list[tuple[ir.Outcome, ir.Outcome]]
) -> Iterator[Verdict]:
    """What is told first is what a service acts on."""
    yield from (Verdict("outcome", now.name, was.name, now.label) for was, now in outcomes)
    yield from (Verdict("passes", now.name, was.name, now.label) for was, now in tests)
    if old.ruleset.requirements or new.ruleset.requirements:
        yield Verdict("eligible", "eligible", "eligible", "")


def _mark(test: ir.Test) -> int | None:
    return test.mark.mark if isinstance(test.mark, ir.PassMark) else None


def _facts(old: Index, new: Index) -> tuple[ir.Fact, ...]:
    """Those of both, in the order of the new rules, then what only the old ones have."""
    shared = [
        replace(fact, type=_wide(fact.type, old.facts[fact.name].type if fact.name in old.facts else fact.type))
        for fact in new.ruleset.facts
    ]
    return (*shared, *(fact for fact in old.ruleset.facts if fact.name not in new.facts))


def _wide(new: Type, old: Type) -> Type:
    """The type with the values of both; the new one where they are not of one kind."""
    match new, old:
        case Numeric(), Numeric() if (new.form, new.places) == (old.form, old.places):
            low, high = min(new.least, old.least), max(new.greatest, old.greatest)
            return replace(new, least=low, greatest=high, step=gcd(new.step, old.step, new.least - old.least))
        case Date(), Date():
            return Date(min(new.least, old.least), max(new.greatest, old.greatest))
        case Moment(), Moment():
            return Moment(min(new.least, old.least), max(new.greatest, old.greatest))
        case Choice(), Choice():
            return replace(new, values=(*new.values, *_more(new, old)))
        case Several(), Several():
            return replace(new, values=(*new.values, *_more(new, old)))
        case Records(), Records():
            return replace(new, limit=max(new.limit, old.limit))
        case _:
            return new


def _more(new: Choice | Several, old: Choice | Several) -> Iterator[Value]:
    """The values that only the old type has."""
    names = row_of(new)
    return (one for one in old.values if one.name not in names)
