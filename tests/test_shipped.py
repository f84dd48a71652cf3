"""Every shipped rule set: free of findings, all of it proved, its cases complete, its program the same as its rules.

How many applicants each program is held against is a setting: QMASDSL_EXAMPLES=100 makes them a million.
"""

import re
from functools import cache
from pathlib import Path
from random import Random

import pytest

from conftest import TIMES
from qmasdsl.cases.aims import Aims
from qmasdsl.cases.coverage import coverage
from qmasdsl.cases.goals import Kind
from qmasdsl.cases.run import run_case
from qmasdsl.cli.loading import own_file
from qmasdsl.cli.main import run
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Proved
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import Checked, check_path
from qmasdsl.proving.budget import Budget
from qmasdsl.testing.population import Population
from qmasdsl.testing.python_facts import as_python
from unit.generated_modules import as_plain, interpreted, module_of

ROOT = Path(__file__).parents[1]
FILES = sorted(path for form in ("*.qmas", "*.qmas.md") for path in (ROOT / "rulesets").rglob(form))
# An amendment has cases for what it changes; the rest is shown by those of the text that it amends.
WHOLE_TEXTS = [path for path in FILES if not re.search(r"^amend ", path.read_text(encoding="utf-8"), re.MULTILINE)]
APPLICANTS = int(10_000 * TIMES)
WHOLE = int(300 * TIMES)  # of these the whole result is compared, with reasons and awards

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "rulesets")))


@cache
def checked(path: Path) -> Checked:
    return check_path(path)


def rules_of(path: Path) -> ir.Ruleset:
    ruleset = checked(path).ruleset
    assert ruleset is not None, checked(path).diagnostics
    return ruleset


@each_file
def test_nothing_is_found_in_it(path: Path) -> None:
    assert not [(found.span.line, found.code, found.headline) for found in checked(path).diagnostics]
    assert not checked(path).analysis.undecided


@each_file
def test_it_claims_something_and_all_of_it_is_proved(path: Path) -> None:
    proofs = checked(path).analysis.proofs
    assert proofs
    assert not [proof.claim.text for proof in proofs if not isinstance(proof.verdict, Proved)]
    assert all(hinge.decided for hinge in checked(path).analysis.hinges)


@each_file
def test_its_cases_come_out(path: Path) -> None:
    ruleset = rules_of(path)
    assert ruleset.cases
    assert not [case.label for case in ruleset.cases if not run_case(ruleset, case).came_out]


@each_file
def test_its_cases_show_every_rule_boundary_and_condition_that_stands_in_it(path: Path) -> None:
    ruleset = rules_of(path)
    found = coverage(Aims(ruleset, Budget(seconds=60), own_file(checked(path))), ruleset.cases)
    assert not [lack.goal for lack in found.lacking]
    assert all(found.percent(kind) == 100 for kind in Kind)


@each_file
def test_it_is_written_as_fmt_writes_it(path: Path) -> None:
    assert run(["fmt", "--check", str(path)]) == 0


@each_file
def test_its_program_gives_what_its_rules_give(path: Path) -> None:
    ruleset = rules_of(path)
    names, module, random = index(ruleset), module_of(ruleset), Random(2018)
    population = Population(names)
    for at in range(APPLICANTS if path in WHOLE_TEXTS else APPLICANTS // 10):
        person = population.made({}, lambda _, values: random.choice(values))
        if person is None:
            continue
        given = as_python(ruleset, person)
        if at < WHOLE:
            assert module.score(given).as_json() == interpreted(ruleset, given)
        meaning = Meaning(names, person)
        eligible, *tests = module.breakdown(as_plain(given))
        assert eligible == meaning.holds(ir.Eligible())
        for test, told in zip(ruleset.tests, tests, strict=True):
            assert (told is not None) == meaning.holds(ir.Applies(test.name))
            if told is not None:
                total, passes, factors = told
                assert total == meaning.number(ir.Score(f"{test.name}.total")), person
                assert passes == meaning.holds(ir.Passes(test.name)), person
                assert list(factors) == [meaning.number(ir.Score(factor.name)) for factor in test.factors], person
