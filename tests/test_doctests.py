"""The examples in docstrings say what the functions do."""

import doctest
import importlib
import pkgutil

import pytest

import qmasdsl

MODULES = [module.name for module in pkgutil.walk_packages(qmasdsl.__path__, "qmasdsl.") if "__main__" not in module.name]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_come_out(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
