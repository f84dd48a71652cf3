"""Every problem has one code, a place in the catalogue and a page that explains it."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import qmasdsl
from qmasdsl.catalogue import CATALOGUE
from qmasdsl.catalogue import PROBLEMS as LISTED
from qmasdsl.diagnostics.model import Problem

PAGES = Path(__file__).parent.parent / "docs" / "errors"


def _problems(above: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for below in above.__subclasses__():
        if below.__module__.startswith("qmasdsl."):
            yield below
        yield from _problems(below)


def _everything() -> list[type[Problem]]:
    for module in pkgutil.walk_packages(qmasdsl.__path__, "qmasdsl."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    # dataclass(slots=True) makes each class twice; the one that its module holds is the one that counts.
    return [p for p in dict.fromkeys(_problems()) if getattr(inspect.getmodule(p), p.__name__, None) is p]


PROBLEMS = [problem for problem in _everything() if not inspect.isabstract(problem)]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.__name__)
def test_every_problem_is_in_the_catalogue_or_a_milder_form_of_one_that_is(problem: type[Problem]) -> None:
    assert any(above in LISTED for above in problem.__mro__)


def test_no_code_is_used_twice() -> None:
    codes = [problem.code for problem in LISTED]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("problem", LISTED, ids=lambda problem: problem.code)
def test_every_problem_has_a_page_and_a_definition(problem: type[Problem]) -> None:
    assert re.fullmatch(r"QM[0-9]{3}", problem.code)
    assert problem.__doc__
    assert not problem.__doc__.startswith(f"{problem.__name__}(")
    assert (PAGES / f"{problem.code}.md").is_file()


def test_every_page_is_of_a_problem() -> None:
    assert {page.stem for page in PAGES.glob("QM*.md")} == set(CATALOGUE)
