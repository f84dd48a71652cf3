"""Generated modules at hand: loaded, and laid beside the interpreter for one applicant."""

import re
import sys
from decimal import Decimal
from functools import cache
from random import Random
from types import ModuleType
from typing import Any

from qmasdsl.codegen.python import generate
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import FactsDoNotFit, Style, missing, read_facts
from qmasdsl.interpreter.trace import as_json
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import index
from qmasdsl.testing.population import Population
from qmasdsl.testing.python_facts import as_python

Given = dict[str, Any]


def load(text: str) -> Any:
    """The module with `text`."""
    module = ModuleType("generated_rules")
    sys.modules[module.__name__] = module
    exec(compile(text, "generated_rules.py", "exec"), module.__dict__)
    return module


@cache
def module_of(ruleset: Ruleset) -> Any:
    return load(generate(ruleset))


def people(ruleset: Ruleset, count: int, seed: int) -> list[Given]:
    """Applicants on and beside the thresholds of the rules."""
    random = Random(seed)
    population = Population(index(ruleset))
    found = (population.made({}, lambda _, values: random.choice(values)) for _ in range(count))
    return [as_python(ruleset, person) for person in found if person is not None]


def interpreted(ruleset: Ruleset, given: Given) -> Any:
    return as_json(score(ruleset, read_facts(ruleset, given, Style.PYTHON)))


def as_plain(value: Any) -> Any:
    """The same facts in the forms that the quick check knows: float for Decimal, sets for lists of names."""
    match value:
        case Decimal():
            return float(value) if value % 1 else int(value)
        case dict():
            return {name: as_plain(inner) for name, inner in value.items()}
        case list() if value and isinstance(value[0], str):
            return set(value)
        case list():
            return [as_plain(inner) for inner in value]
        case _:
            return value


def trusted(told: Any, module: Any) -> tuple[Any, Any]:
    """What `totals` and `breakdown` must say where `score` says `told`."""
    tests = [told["tests"][name] for name in module.TESTS]
    totals = (told["eligible"], *(test["total"] for test in tests))
    parts = (
        (test["total"], test["passes"], tuple(test["factors"].values())) if test["applies"] else None for test in tests
    )
    return totals, (told["eligible"], *parts)


def words_of_interpreter(ruleset: Ruleset, given: Given) -> list[str]:
    """Everything wrong with `given`, or the facts that are missing."""
    try:
        facts = read_facts(ruleset, given, Style.PYTHON)
    except FactsDoNotFit as wrong:
        return [problem.words() for problem in wrong.problems]
    return [f"`{fact.name}`{f' ({fact.label})' if fact.label else ''} is missing" for fact in missing(ruleset, facts)]


def words_of_module(module: Any, given: Given) -> list[str]:
    try:
        module.score(given)
    except module.FactsDoNotFit as wrong:
        return [problem.words() for problem in wrong.problems]
    return []


def rule_functions(text: str) -> str:
    """The part of a generated module that is made from rules: everything from its first condition on."""
    return text[re.search(r"^def (_c1|totals)\(", text, re.MULTILINE).start() :]  # type: ignore[union-attr]  # it is there
