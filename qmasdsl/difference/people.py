"""In people: whom two versions treat differently, proved for every possible applicant.

Of every test and outcome that both have it is asked whether anybody's points or verdict differ, by how much, for
whom, and who is an ordinary example. Whoever is shown has been scored under both rule sets as they were written.
"""

from collections.abc import Iterator
from dataclasses import replace

from qmasdsl.difference.facts import Settled
from qmasdsl.difference.matching import Pairs
from qmasdsl.difference.scoring import outcome_pairs, test_pairs
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Nobody, Person, Somebody, Undecided
from qmasdsl.proving.prover import Prover
from qmasdsl.proving.together import Side as Version
from qmasdsl.proving.together import condition_of, number_of

_AMOUNTS = 6  # different changes of one total whose applicants are told
_TOLD = 3  # conditions that still are few words


@frozen
class Shown:
    """One applicant under both: the facts as each side encodes them, and the totals that each side gives, by the new
    names of the tests that apply on one of them."""

    old_facts: Facts
    new_facts: Facts
    totals: tuple[tuple[str, int, int], ...]

    def total(self, test: str) -> tuple[int, int]:
        """What a test gave, and what it gives now."""
        return next(((was, now) for name, was, now in self.totals if name == test), (0, 0))


@frozen
class Amount:
    """Those whose total changes by so many points. `groups` are conditions, the last "others" where they are too
    many; None where there are no words for them."""

    points: int
    groups: tuple[str, ...] | None


@frozen
class Points:
    """How a test's total changes. `gain` and `loss` show who gains and loses most; None if proved that nobody does.
    `amounts` are the largest changes, of `different` in all (None: not known). `applies` is the condition under which
    both versions of the test apply, where that is a single one; no group says it again."""

    test: ir.Test
    was: ir.Test
    applies: str
    gain: Shown | None
    loss: Shown | None
    amounts: tuple[Amount, ...]
    different: int | None
    undecided: str = ""

    @property
    def changes(self) -> bool:
        return self.gain is not None or self.loss is not None


@frozen
class Turn:
    """Those to whom a verdict becomes yes, or no. `shown` is None if proved that there is nobody; `totals` are the
    least and greatest that they had before."""

    shown: Shown | None
    groups: tuple[str, ...] | None = None
    totals: tuple[int, int] | None = None
    undecided: str = ""


@frozen
class Verdict:
    """Whether anybody newly passes a test, has an outcome, is eligible; and whether anybody no longer does.
    `kind` is "passes", "outcome" or "eligible"; `name` is the name in the new rules."""

    kind: str
    name: str
    old_name: str
    label: str
    gains: Turn
    losses: Turn


@frozen
class InPeople:
    """All differences between two versions. `unmatched` names tests and outcomes that only one of them has."""

    points: tuple[Points, ...]
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]
    unmatched: tuple[tuple[str, str, str], ...]

    @property
    def undecided(self) -> bool:
        return any(each.undecided for each in self.points) or any(turn.undecided for turn in self.turns)

    @property
    def differs(self) -> bool:
        """Whether somebody is known to be treated differently, or something is there for one version only."""
        changed = any(each.changes for each in self.points) or any(turn.shown for turn in self.turns)
        return changed or bool(self.unmatched)

    @property
    def turns(self) -> tuple[Turn, ...]:
        return tuple(turn for verdict in self.verdicts for turn in (verdict.gains, verdict.losses))


class NobodyIsPossible(ValueError):
    """No applicant is possible under both rule sets, so there is nobody to compare."""


class NothingInCommon(ValueError):
    """The rule sets have no test and no outcome in common."""


def in_people(settled: Settled, prover: Prover) -> InPeople:
    """Who is treated differently, asked of a prover of the joined rules. NothingInCommon and NobodyIsPossible where
    nobody can be compared."""
    return _People(settled, prover).compared()


class _People:
    def __init__(self, settled: Settled, prover: Prover) -> None:
        self._settled = settled
        self._prover = prover
        self._old, self._new = settled.before.index, settled.after.index
        self._joined = settled.index.ruleset
        tests = test_pairs(self._old.ruleset, self._new.ruleset)
        self._tests = [(was, now) for was, now in tests if was is not None and now is not None]

    def compared(self) -> InPeople:
        outcomes = outcome_pairs(self._old.ruleset, self._new.ruleset)
        if not self._tests and not any(was and now for was, now in outcomes):
            raise NothingInCommon
        if isinstance(self._prover.find(ir.Truth(True)), Nobody):
            raise NobodyIsPossible
        verdicts = [self._passes(was, now) for was, now in self._tests]
        if self._old.ruleset.requirements or self._new.ruleset.requirements:
            verdicts.append(self._verdict("eligible", ("eligible", "eligible"), "", ir.Eligible(), ir.Eligible()))
        for was, now in outcomes:
            if was is not None and now is not None:
                names, comes = (was.name, now.name), (ir.Comes(was.name), ir.Comes(now.name))
                verdicts.append(self._verdict("outcome", names, now.label, *comes))
        tests = test_pairs(self._old.ruleset, self._new.ruleset)
        return InPeople(
            tuple(self._points(was, now) for was, now in self._tests),
            tuple(verdicts),
            self._settled.notes,
            (*_unmatched("test", tests), *_unmatched("outcome", outcomes)),
        )

    def _points(self, was: ir.Test, now: ir.Test) -> Points:
        difference = ir.Linear(((1, self._total(Version.AFTER, now)), (-1, self._total(Version.BEFORE, was))))
        reach = self._prover.extent(difference)
        applies = self._applies(was, now)
        if isinstance(reach, Undecided):
            return Points(now, was, applies, None, None, (), None, reach.why)
        assert isinstance(reach, Extent)
        gain = self._changed(reach.at_greatest, now, reach.greatest) if reach.greatest > 0 else None
        loss = self._changed(reach.at_least, now, reach.least) if reach.least < 0 else None
        values = self._prover.values(difference) if gain or loss else frozenset({0})
        if values is None:
            ends = [end for end in (reach.greatest, reach.least) if end]
        else:
            ends = sorted(values - {0}, key=lambda points: (-abs(points), -points))
        told = sorted(ends[:_AMOUNTS], reverse=True)
        amounts = (Amount(points, _without(applies, self._groups(_is(difference, points)))) for points in told)
        return Points(now, was, applies, gain, loss, tuple(amounts), None if values is None else len(ends))

    def _applies(self, was: ir.Test, now: ir.Test) -> str:
        """The one simple condition under which both versions of a test apply, if it is that."""
        before = condition_of(Version.BEFORE, self._joined, ir.Applies(was.name))
        after = condition_of(Version.AFTER, self._joined, ir.Applies(now.name))
        differ = ir.Or((ir.And((before, ir.Not(after))), ir.And((after, ir.Not(before)))))
        if not isinstance(self._prover.find(differ), Nobody):
            return ""
        groups = self._groups(after)
        is_single = groups is not None and len(groups) == 1 and len(_parts(groups[0])) == 1
        return groups[0] if groups and is_single and groups != ("everybody",) else ""

    def _passes(self, was: ir.Test, now: ir.Test) -> Verdict:
        found = self._verdict("passes", (was.name, now.name), now.label, ir.Passes(was.name), ir.Passes(now.name))
        before = condition_of(Version.BEFORE, self._joined, ir.Passes(was.name))
        after = condition_of(Version.AFTER, self._joined, ir.Passes(now.name))
        total, applies = self._total(Version.BEFORE, was), self._applies(was, now)
        return replace(
            found,
            gains=self._with_totals(found.gains, applies, total, (after, ir.Not(before))),
            losses=self._with_totals(found.losses, applies, total, (before, ir.Not(after))),
        )

    def _with_totals(self, turn: Turn, applies: str, total: ir.Number, conditions: tuple[ir.Condition, ...]) -> Turn:
        if turn.shown is None:
            return turn
        reach = self._prover.extent(total, *conditions)
        totals = (reach.least, reach.greatest) if isinstance(reach, Extent) else None
        return replace(turn, groups=_without(applies, turn.groups), totals=totals)

    def _verdict(self, kind: str, names: tuple[str, str], label: str, was: ir.Condition, now: ir.Condition) -> Verdict:
        before = condition_of(Version.BEFORE, self._joined, was)
        after = condition_of(Version.AFTER, self._joined, now)
        gains = self._turn((after, ir.Not(before)), was, now, came=True)
        losses = self._turn((before, ir.Not(after)), was, now, came=False)
        return Verdict(kind, names[1], names[0], label, gains, losses)

    def _turn(self, conditions: tuple[ir.Condition, ...], was: ir.Condition, now: ir.Condition, came: bool) -> Turn:
        found = self._prover.find(*conditions)
        if isinstance(found, Undecided):
            return Turn(None, undecided=found.why)
        if isinstance(found, Nobody):
            return Turn(None)
        shown = self._replayed(self._better(conditions) or found.person)
        held = Meaning(self._old, shown.old_facts).holds(was), Meaning(self._new, shown.new_facts).holds(now)
        assert held == (not came, came), f"the interpreter differs for {dict(shown.new_facts)}"
        groups = self._groups(*conditions)
        few = groups is not None and "others" not in groups and len(groups) <= _TOLD
        return Turn(shown, groups if few else None)

    def _better(self, conditions: tuple[ir.Condition, ...]) -> Person | None:
        """Somebody who is eligible under both, or at least now, is the better example, where there is one."""
        now, then = (condition_of(side, self._joined, ir.Eligible()) for side in (Version.AFTER, Version.BEFORE))
        for eligible in ((now, then), (now,)):
            found = self._prover.find(*conditions, *eligible)
            if isinstance(found, Somebody):
                return found.person
        return None

    def _changed(self, person: Person, test: ir.Test, points: int) -> Shown:
        shown = self._replayed(person)
        was, now = shown.total(test.name)
        assert now - was == points, f"the interpreter differs for {dict(person)}"
        return shown

    def _replayed(self, person: Person) -> Shown:
        """The applicant under the rules as they were written, not as they were joined."""
        old_facts, new_facts = self._settled.before.person(person), self._settled.after.person(person)
        before, after = Meaning(self._old, old_facts), Meaning(self._new, new_facts)
        totals: list[tuple[str, int, int]] = []
        for was, now in self._tests:
            if before.holds(ir.Applies(was.name)) is False and after.holds(ir.Applies(now.name)) is False:
                continue
            points = [m.number(ir.Score(f"{test.name}.total")) for m, test in ((before, was), (after, now))]
            known = [each for each in points if isinstance(each, int)]
            assert len(known) == 2, f"a fact is missing in {dict(person)}"
            totals.append((now.name, known[0], known[1]))
        return Shown(old_facts, new_facts, tuple(totals))

    def _total(self, version: Version, test: ir.Test) -> ir.Number:
        return number_of(version, self._joined, ir.Score(f"{test.name}.total"))

    def _groups(self, *conditions: ir.Condition) -> tuple[str, ...] | None:
        found = self._prover.groups(*conditions)
        return None if found is None else tuple(found)


def _is(number: ir.Number, value: int) -> ir.Condition:
    return ir.Compare(number, ir.Comparison.IS, ir.Constant(value))


def _without(applies: str, groups: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The groups without what is true of all to whom the test applies."""
    if not applies or groups is None:
        return groups
    return tuple(" and ".join(part for part in _parts(group) if part != applies) or "everybody" for group in groups)


def _parts(group: str) -> list[str]:
    return group.split(" and ")


def _unmatched(kind: str, pairs: Pairs[ir.Test] | Pairs[ir.Outcome]) -> Iterator[tuple[str, str, str]]:
    for was, now in pairs:
        if was is None and now is not None:
            yield kind, now.label or now.name, "new"
        elif was is not None and now is None:
            yield kind, was.label or was.name, "old"
