"""Coverage: which rules, limits and conditions the cases of a rule set show, and who would show the others.

A case covers what it is led through, whatever it expects: whether its expectations would notice a slip there is what
mutants tell. What no possible applicant can show does not count, and that is proved; without a proof it is listed.
"""

from collections import deque
from collections.abc import Iterable, Iterator

from qmasdsl.cases.aims import Aims
from qmasdsl.cases.goals import Aim, Goal, Kind
from qmasdsl.cases.run import facts_of
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.facts import Facts, check_encoded
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.interpreter.trace import Standing
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Nobody, Person, Somebody

_KEPT = 60
# Of an `only one applies`; the checker has said so.
_BEATEN = "another rule applies to the same applicants"


class Evidence:
    """One applicant, and what they show."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self._counting: frozenset[int] | None = None

    def reaches(self, goal: Goal) -> bool:
        """Whether this applicant certainly shows it."""
        if goal.rule is None:
            return self.meaning.holds(goal.condition) is True
        if self._counting is None:
            self._counting = frozenset(_counting(self.meaning))
        return id(goal.rule) in self._counting

    def shows_best(self, goal: Goal) -> bool:
        """Whether this applicant reaches it, and does so in the way that is sought."""
        return self.reaches(goal) and (goal.best is None or self.meaning.holds(goal.best) is True)


@frozen
class Lack:
    """A goal of `aim` that no case reaches: `person` would, where somebody was found (and is the `best` to show it);
    else `why` nobody was."""

    aim: Aim
    goal: Goal
    person: Person | None
    why: str = ""
    best: bool = False

    def is_shown_by(self, one: Evidence) -> bool:
        """Whether somebody else shows as much as the person who was found."""
        return one.shows_best(self.goal) if self.best else one.reaches(self.goal)


@frozen
class Coverage:
    """How many aims of each kind there are, how many are reached, and what is lacking, in reading order."""

    aims: dict[Kind, int]
    reached: dict[Kind, int]
    lacking: tuple[Lack, ...]

    def percent(self, kind: Kind) -> int:
        """How many of a hundred are reached, rounded down: 100 is all of them."""
        return self.reached[kind] * 100 // self.aims[kind] if self.aims[kind] else 100


def coverage(aims: Aims, cases: Iterable[ir.Case]) -> Coverage:
    """What `cases` show of the rule set whose `aims` these are; a case whose facts do not fit shows nothing."""
    people = (facts_of(aims.ruleset, case) for case in cases)
    return Gathering(aims, [evidence(aims, one) for one in people if not check_encoded(aims.ruleset, one)]).coverage()


def evidence(aims: Aims, facts: Facts) -> Evidence:
    """What an applicant shows."""
    return Evidence(Meaning(aims.index, facts))


class Gathering:
    """Goals held against applicants: those of the cases, then those who are found for what these leave open."""

    def __init__(self, aims: Aims, shown: list[Evidence]) -> None:
        self._aims = aims
        self._shown = shown
        # The last few: goals that one applicant reaches stand near each other.
        self._found: deque[tuple[Person, Evidence]] = deque(maxlen=_KEPT)

    def coverage(self) -> Coverage:
        aims, reached = dict.fromkeys(Kind, 0), dict.fromkeys(Kind, 0)
        lacking: list[Lack] = []
        for aim in self._aims.all:
            open_goals = [goal for goal in aim.goals if not any(one.reaches(goal) for one in self._shown)]
            lacks = [lack for goal in open_goals if (lack := self._lack(aim, goal)) is not None]
            # What nobody can show is no aim.
            if lacks or len(open_goals) < len(aim.goals):
                aims[aim.kind] += 1
                reached[aim.kind] += not lacks
                lacking += lacks
        return Coverage(aims, reached, tuple(lacking))

    def _lack(self, aim: Aim, goal: Goal) -> Lack | None:
        """Somebody who would reach `goal`; None if it is proved that nobody can."""
        for person, one in self._found:
            if one.shows_best(goal):
                return Lack(aim, goal, person, best=True)
        match self._aims.somebody(goal):
            case Somebody(person):
                one = evidence(self._aims, person)
                self._found.append((person, one))
                if not one.reaches(goal):
                    return Lack(aim, goal, None, _BEATEN)
                return Lack(aim, goal, person, best=one.shows_best(goal))
            case Nobody():
                return None
            case undecided:
                return Lack(aim, goal, None, undecided.why)


def _counting(meaning: Meaning) -> Iterator[int]:
    """The rules that certainly count; of those that give points for each of something, only where there is any."""
    names = meaning.index
    for path in names.factors:
        tally = meaning.tally(path)
        for step in tally.steps if tally.applies is True else ():
            given = isinstance(step.rule.value, ir.Constant) or (isinstance(step.worth, int) and step.worth != 0)
            if step.standing is Standing.COUNTS and given:
                yield id(step.rule)
    for define in names.defines.values():
        steps = meaning.part(define.body).steps if isinstance(define.body, ir.Choose) else ()
        yield from (id(step.rule) for step in steps if step.standing is Standing.COUNTS)
