"""The atlas says of every applicant what the interpreter says."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given

from conftest import TIMES
from generated import examples, rulesets
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import Index, index, roots
from qmasdsl.pipeline import check_path, check_text
from qmasdsl.proving.atlas import Atlas
from qmasdsl.proving.axes import Finer, NeedsFiner
from qmasdsl.proving.making import make
from qmasdsl.proving.people import People
from qmasdsl.proving.sets import TooMuch
from unit.made_rulesets import made_ruleset

ROOT = Path(__file__).parents[2]
SHIPPED = [ROOT / "tests/generated/every_shape.qmas", *sorted((ROOT / "rulesets").rglob("*.qmas"))]
PEOPLE = 12


def compared(names: Index, given: Person, random: Random) -> int:
    """Every expression of a rule set, for applicants at chance positions; how many comparisons were made."""
    finer = Finer()
    while True:
        atlas = make(names, given, finer)
        try:
            return sum(same(atlas, random, root) for _, root in roots(names.ruleset))
        except NeedsFiner:
            continue


def same(atlas: Atlas, random: Random, root: ir.Number | ir.Condition) -> int:
    try:
        made = atlas.number(root) if isinstance(root, ir.Number) else atlas.holds(root)
    except TooMuch:
        return 0
    levels = atlas.sets.reads(made) if isinstance(made, int) else atlas.numbers.reads(made)
    if not atlas.is_exact(levels):
        return 0
    people, told = People(atlas), 0
    for _ in range(PEOPLE):
        positions = {axis.level: random.randrange(len(axis.values)) for axis in atlas.axes.by_level}
        meaning = Meaning(atlas.index, people.at(positions))
        if isinstance(root, ir.Number):
            expected, found = meaning.number(root), atlas.numbers.value(made, positions)
        else:
            expected, found = meaning.holds(root), atlas.sets.has(made, positions)
        # What is read only behind a gate may ask for a fact that does not exist here.
        if not isinstance(expected, Unknown):
            assert expected == found, (root, people.at(positions))
            told += 1
    return told


def some_facts(names: Index, random: Random) -> Person:
    """Some facts of an applicant, chosen by chance."""
    atlas = make(names, {}, Finer())
    person = People(atlas).at({axis.level: random.randrange(len(axis.values)) for axis in atlas.axes.by_level})
    return {name: value for name, value in person.items() if random.random() < 0.4}


@pytest.mark.parametrize("seed", range(int(25 * TIMES)))
def test_made_up_representations_mean_the_same(seed: int) -> None:
    random, names = Random(seed), index(made_ruleset(seed))
    assert compared(names, {}, random)
    compared(names, some_facts(names, random), random)


@given(rulesets())
@examples(25)
def test_generated_rule_sets_mean_the_same(text: str) -> None:
    ruleset = check_text(text, "generated.qmas").ruleset
    assume(ruleset is not None)
    assert ruleset is not None
    random, names = Random(1), index(ruleset)
    assert compared(names, {}, random)
    compared(names, some_facts(names, random), random)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_rule_sets_mean_the_same(path: Path) -> None:
    ruleset = check_path(path).ruleset
    assert ruleset is not None
    assert compared(index(ruleset), {}, Random(1))
