"""The solver beside the list of everybody: the same questions, and whether the answers are the same."""

from collections.abc import Iterator
from random import Random

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Nobody, Pair, Somebody
from qmasdsl.smt.solver import Solver
from unit.enumerated import Everybody, NotRead
from unit.tiny_rulesets import Maker


def disagreements(seed: int) -> Iterator[str]:
    """What the solver says otherwise than the list, of questions about rule set number `seed`."""
    random = Random(seed)
    maker = Maker(random)
    ruleset = maker.ruleset()
    try:
        everybody = Everybody(ruleset)
        if everybody.people and random.random() < 0.3:
            one = random.choice(everybody.people).facts
            given = {name: value for name, value in one.items() if random.random() < 0.3}
            everybody = Everybody(ruleset, given)
    except NotRead:
        return
    solver = Solver(everybody.index, everybody.given)
    for asked in (found, found, found, reached, reached, moved, moved, moved):
        try:
            yield from asked(maker, everybody, solver)
        except NotRead:
            continue
        except AssertionError as problem:
            yield f"the interpreter objects: {problem}"


def found(maker: Maker, everybody: Everybody, solver: Solver) -> Iterator[str]:
    """Whether there is an applicant of whom some conditions hold."""
    conditions = [maker.condition(2) for _ in range(maker.r.randrange(3))]
    expected = everybody.of(conditions)
    match solver.find(conditions):
        case Somebody(person):
            if not everybody.has(person):
                yield f"{dict(person)} is not possible"
        case answer:
            if expected or answer != Nobody():
                yield f"{len(expected)} applicants, but {answer}: {conditions}"


def reached(maker: Maker, everybody: Everybody, solver: Solver) -> Iterator[str]:
    """The least and the greatest of a number."""
    number = ir.Score(maker.r.choice(maker.scores)) if maker.r.random() < 0.6 else maker.number(2)
    conditions = [maker.condition(1) for _ in range(maker.r.randrange(2))]
    expected = everybody.extent(number, conditions)
    match solver.extent(number, conditions):
        case Extent(least, greatest):
            if (least, greatest) != expected:
                yield f"{expected}, but {least} to {greatest}: {number}"
        case answer:
            if expected is not None or answer != Nobody():
                yield f"{expected}, but {answer}: {number}"


def moved(maker: Maker, everybody: Everybody, solver: Solver) -> Iterator[str]:
    """Whether a number never falls, or never rises."""
    claim = maker.claim()
    expected = everybody.trend(claim)
    answer = solver.trend(claim)
    if not isinstance(answer, expected):
        yield f"{expected.__name__}, but {answer}: {claim}"
    if isinstance(answer, Pair) and not everybody.is_pair(claim, answer):
        yield f"{answer} is no pair: {claim}"
