"""Generated JavaScript says what the interpreter says: of every applicant, and of facts that do not fit."""

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import TIMES
from engines.javascript import Failure
from generated import examples, rulesets
from qmasdsl.codegen.javascript import generate, scoring
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Wrong
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import index, rules
from qmasdsl.pipeline import check_text
from qmasdsl.testing.python_facts import as_python
from unit import everybody, mini
from unit.everybody import SHIPPED, shipped
from unit.javascript_modules import Given, as_data, interpreted, opened, people, spoiled, together
from unit.made_rulesets import made_ruleset

GROUP = 20  # rule sets that are asked in one process
GROUPS = range(max(1, int(TIMES)))
BOTH = [pytest.param(name, marks=pytest.mark.engine(name)) for name in ("node", "mini-racer")]
ENGINEER = mini.engineer()
on_node = pytest.mark.engine("node")


@cache
def made(group: int) -> tuple[Ruleset, ...]:
    """Rule sets of one group; the first has a label, a list and an amount of everything."""
    return (mini.RULESET, *(made_ruleset(GROUP * group + at) for at in range(GROUP)))


@cache
def texts(group: int) -> list[str]:
    return [generate(ruleset)[0] for ruleset in made(group)]


@cache
def applicants(group: int) -> list[list[Given]]:
    return [people(ruleset, 8, GROUP * group + at) for at, ruleset in enumerate(made(group))]


@cache
def valid(group: int) -> list[tuple[int, Given, Any]]:
    """Applicants of every rule set, and what the interpreter says of them."""
    found = [(at, person) for at, people in enumerate(applicants(group)) for person in people]
    assert len(found) > 6 * GROUP
    return [(at, person, interpreted(made(group)[at], person)) for at, person in found]


@cache
def spoilt(group: int) -> list[tuple[int, Given, Any]]:
    random = Random(group)
    changes: list[Given] = [{"graduate_work": "72"}, {"born": "1985-02-28"}, {"languages": ["french", "french"]}]
    changes += [{"senior_work": 100}, {"partner_has_degree": False}, {"ielts.reading": 8}, {"ielts": {"reading": 8.25}}]
    changes += [{"age": None, "lodged": None, "born": "1985-02-28"}, {"age": None, "born": "2085-02-28"}]
    # Of years out of bounds nothing follows that is always true.
    changes.append({"age": None, "born": "1901-01-01", "lodged": "2050-01-01", "senior_work": 100})
    asked = [(0, mini.engineer(**change)) for change in changes]
    asked += [(at, spoiled(people, random)) for at, people in enumerate(applicants(group)) for _ in range(16)]
    return [(at, facts, interpreted(made(group)[at], facts)) for at, facts in asked]


def ask(texts: list[str], asked: list[tuple[int, Given, Any]], folder: Path, engine: str = "node") -> None:
    with opened(together(texts), folder, engine) as program:
        told = program.ask([(at, facts) for at, facts, _ in asked])
    for (at, facts, expected), one in zip(asked, told, strict=True):
        assert one == expected, (at, facts)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("engine", BOTH)
def test_a_module_scores_everybody_as_the_interpreter_does(engine: str, group: int, tmp_path: Path) -> None:
    ask(texts(group), valid(group), tmp_path, engine)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("engine", BOTH)
def test_it_finds_the_same_wrong_with_facts_and_says_it_in_the_same_words(
    engine: str, group: int, tmp_path: Path
) -> None:
    ask(texts(group), spoilt(group), tmp_path, engine)


def test_everything_that_can_be_wrong_was_wrong_with_somebody() -> None:
    failures = [expected for _, _, expected in spoilt(0) if isinstance(expected, Failure)]
    said = [words for failure in failures for words in failure.message.split("\n")]
    for wrong in Wrong:
        sentence = re.sub(r"\\\{[a-z]+\\\}", ".*", re.escape(wrong.value))
        assert any(re.match(sentence, words) for words in said), f"{wrong}: nobody was told so"


@on_node
def test_what_is_certain_although_facts_are_missing_is_said_and_nothing_else(tmp_path: Path) -> None:
    """Every condition of some rules as what is always true: said to be broken are those that the interpreter is certain
    of, and none that would hold if we knew everything."""
    claimed, asked, certain, broken = [], [], [], []
    random = Random(9)
    for at_ruleset, ruleset in enumerate(made(0)):
        parts = (part for test in ruleset.tests for factor in test.factors for part in factor.parts)
        guards = [rule.guard for part in parts for rule in rules(part)]
        always = tuple(ir.Always(guard, f"a{at}") for at, guard in enumerate(guards))
        for person in everybody.people(ruleset, 8, at_ruleset):
            known = {name: value for name, value in person.items() if random.random() < 0.8}
            sure, whole = Meaning(index(ruleset), known), Meaning(index(ruleset), person)
            certain.append({f"a{at}" for at, guard in enumerate(guards) if sure.holds(guard) is False})
            broken.append({f"a{at}" for at, guard in enumerate(guards) if whole.holds(guard) is False})
            asked.append((at_ruleset, {**as_data(ruleset, as_python(ruleset, known), random), "nobody's": 1}))
        claimed.append(replace(ruleset, always=always))
    with opened(together([generate(ruleset)[0] for ruleset in claimed]), tmp_path) as program:
        told = program.ask(asked)
    said = [set(re.findall(r"but `always (a[0-9]+)`", one.message)) for one in told]
    for facts, least, found, most in zip(asked, certain, said, broken, strict=True):
        assert least <= found <= most, facts
    assert sum(map(len, certain)) > 500


@on_node
@examples(10)
@given(rulesets(), st.integers(0, 2**32))
def test_so_it_does_for_rules_that_somebody_wrote(
    tmp_path_factory: pytest.TempPathFactory, text: str, seed: int
) -> None:
    ruleset = check_text(text, "generated.qmas").ruleset
    if ruleset is not None:
        agrees(ruleset, 5, seed, tmp_path_factory.mktemp("rules"))


@on_node
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_so_it_does_for_the_files_we_ship(path: Path, tmp_path: Path) -> None:
    assert agrees(shipped(path), int(6 * TIMES), 1, tmp_path) > 0


def agrees(ruleset: Ruleset, count: int, seed: int, folder: Path) -> int:
    found = people(ruleset, count, seed)
    random = Random(seed)
    asked = found + [spoiled(found, random) for _ in found for _ in range(2)]
    with opened(generate(ruleset)[0], folder, name="score") as program:
        for person, told in zip(asked, program.ask(asked), strict=True):
            assert told == interpreted(ruleset, person), person
    return len(found)


@on_node
def test_a_long_sheet_is_worked_out_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "_WHOLE", 0)
    monkeypatch.setattr(scoring, "_PART", 3)
    parted = [generate(ruleset)[0] for ruleset in made(0)]
    assert all("function _part2(c, w) {" in text for text in parted)
    ask(parted, valid(0)[::3], tmp_path)


@on_node
def test_the_fintech_engineer_scores_105(tmp_path: Path) -> None:
    with opened(generate(mini.RULESET)[0], tmp_path, name="score") as program:
        told = program.ask([ENGINEER, mini.engineer(age=None, born="1985-02-28"), mini.engineer(speaks_english=False)])
    assert told[0]["tests"]["general"]["total"] == told[1]["tests"]["general"]["total"] == 105
    assert told[0]["version"] == {"from": "2018-08-28", "hash": "0" * 64}
    assert told[0]["outcomes"] == {"goes_to_selection": True}
    assert [(award["factor"], award["points"]) for award in told[0]["tests"]["general"]["awards"]] == [
        ("general.age", 30),
        ("general.qualifications", 20),
        ("general.work", 15),
        ("general.talent", 30),
        ("general.language", 10),
    ]
    assert told[0]["tests"]["achievement"]["total"] is None
    assert told[2]["outcomes"] == {"goes_to_selection": False}


@pytest.mark.parametrize("wrong", Wrong)
def test_both_have_the_same_sentences(wrong: Wrong) -> None:
    text = files("qmasdsl.codegen.javascript").joinpath("runtime", "problems.mjs").read_text("utf-8")
    assert f'\nconst _{wrong.name} = "{wrong.value}";\n' in text
