"""Tests that need an engine: which of them run, what becomes of them where it is absent, and the last line that tells.

`pytest` leaves the slow engines alone; `pytest --engines` runs the tests of the slow engines and no others. A test
whose engine is absent is skipped, and it fails where QMASDSL_ENGINES=require says that every engine has to be there, as
in continuous integration.
"""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from engines import MODULES, SLOW, SQL, engine
from engines.sql import SqlEngine

RAN = pytest.StashKey[set[str]]()
LEFT_OUT = pytest.StashKey[set[str]]()
ABSENT = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engines", action="store_true", help=f"run the tests of the slow engines ({', '.join(SLOW)}), and no others"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"engine(name): needs that engine, one of {', '.join(MODULES)}")
    config.stash[RAN], config.stash[LEFT_OUT], config.stash[ABSENT] = set(), set(), {}


def engines_of(item: pytest.Item) -> list[str]:
    names = [mark.args[0] for mark in item.iter_markers("engine")]
    if unknown := set(names) - set(MODULES):
        raise pytest.UsageError(f"{item.nodeid}: no engine is called {', '.join(sorted(unknown))}")
    return names


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    slow = {item: {name for name in engines_of(item) if name in SLOW} for item in items}
    wanted = [item for item in items if bool(slow[item]) == config.getoption("engines")]
    left_out = [item for item in items if bool(slow[item]) != config.getoption("engines")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = wanted
    config.stash[LEFT_OUT] = set().union(*(slow[item] for item in left_out))


def required() -> bool:
    return os.environ.get("QMASDSL_ENGINES") == "require"


@cache
def why_absent(name: str) -> str | None:
    return engine(name).available()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in engines_of(item):
        if reason := why_absent(name):
            item.config.stash[ABSENT][name] = reason
            said = f"{name} is absent: {reason}"
            if required():
                pytest.fail(said, pytrace=False)
            pytest.skip(said)


def pytest_runtest_call(item: pytest.Item) -> None:
    item.config.stash[RAN].update(engines_of(item))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker of several has run is known here when it is done."""
    told = getattr(node, "workeroutput", {}).get("engines")
    if told is not None:
        node.config.stash[RAN].update(told["ran"])
        node.config.stash[LEFT_OUT].update(told["left out"])
        node.config.stash[ABSENT].update(told["absent"])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    config = session.config
    absent = config.stash[ABSENT]
    if hasattr(config, "workeroutput"):
        ran, left_out = sorted(config.stash[RAN]), sorted(config.stash[LEFT_OUT])
        config.workeroutput["engines"] = {"ran": ran, "left out": left_out, "absent": absent}
        yield
        return
    if config.getoption("engines") and not config.option.collectonly:
        # An engine that no test asked for is not to be missed in silence.
        absent |= {name: reason for name in SLOW if (reason := why_absent(name))}
    if required() and absent:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    yield
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if (said := last_line(config)) and terminal:
        terminal.write_line(said)


def last_line(config: pytest.Config) -> str:
    """Which engines ran, which are absent, which were left out; nothing where no test was of an engine."""
    ran = [f"{name} {engine(name).version()}" for name in MODULES if name in config.stash[RAN]]
    absent = [f"{name} ({config.stash[ABSENT][name]})" for name in MODULES if name in config.stash[ABSENT]]
    left_out = [name for name in SLOW if name in config.stash[LEFT_OUT]]
    parts = [
        *(["ran " + ", ".join(ran)] if ran else []),
        *(["ABSENT " + ", ".join(absent)] if absent else []),
        *(["left to make test-engines: " + ", ".join(left_out)] if left_out and (ran or absent) else []),
    ]
    return f"engines: {'; '.join(parts)}" if parts else ""


@pytest.fixture(scope="session")
def sql_engine() -> Iterator[Callable[[str], SqlEngine]]:
    """An SQL engine by its name, started when it is first asked for and stopped after the last test."""
    with ExitStack() as until_the_end:

        @cache
        def started(name: str) -> SqlEngine:
            assert name in SQL
            opened: Callable[[], AbstractContextManager[SqlEngine]] = import_module(MODULES[name]).opened
            return until_the_end.enter_context(opened())

        yield started
