"""Applicants at hand: those on and beside the thresholds of the rules, each population made once for all tests."""

from functools import cache
from pathlib import Path
from random import Random

from qmasdsl.ir.nodes import Encoded, Ruleset
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_path
from qmasdsl.testing.population import Population

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]
Person = dict[str, Encoded]


@cache
def shipped(path: Path) -> Ruleset:
    ruleset = check_path(path).ruleset
    assert ruleset is not None
    return ruleset


@cache
def population(ruleset: Ruleset) -> Population:
    return Population(index(ruleset))


def people(ruleset: Ruleset, count: int, seed: int) -> list[Person]:
    """Possible applicants."""
    random = Random(seed)
    made = (population(ruleset).made({}, lambda _, values: random.choice(values)) for _ in range(count))
    return [person for person in made if person is not None]


def spoiled(ruleset: Ruleset, everybody: list[Person], seed: int, share: float = 0.4) -> list[Person]:
    """The same, a `share` of them with one fact taken away, changed, or put where there is none."""
    random = Random(seed)
    values = population(ruleset).values
    found = []
    for person in everybody:
        changed = dict(person)
        name = random.choice(list(values))
        if random.random() < share:
            if name in changed and random.random() < 0.5:
                del changed[name]
            else:
                changed[name] = random.choice(values[name])
        found.append(changed)
    return found
