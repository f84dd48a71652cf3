"""The examples in docstrings say what the functions do."""

import doctest
import importlib
import pkgutil

import pytest

import qmasdsl

FOUND = [module.name for module in pkgutil.walk_packages(qmasdsl.__path__, "qmasdsl.")]
MODULES = [name for name in FOUND if not name.endswith("__main__")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_come_out(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
