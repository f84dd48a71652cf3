"""The engines that run what qmasdsl makes, for tests: started, asked and stopped in one way.

Each engine is a module with `available()`, None or why it is not there in plain words, and `version()`. The four SQL
engines have `opened()` as well, a context in which there is a `sql.SqlEngine`; the two JavaScript engines have
`program(module, name)`, a context in which there is a `javascript.Program`. Nothing of an engine is imported before it
is asked for.

A test says what it needs with `@pytest.mark.engine("postgres")`; `plugin` does the rest.
"""

from importlib import import_module
from typing import Protocol, cast

MODULES = {
    "sqlite": "engines.sqlite",
    "duckdb": "engines.duck",
    "polars": "engines.frames",
    "node": "engines.node",
    "mini-racer": "engines.embedded",
    "postgres": "engines.postgres",
    "postgres-icu": "engines.postgres_icu",
    "spark": "engines.spark",
}
# Too slow to start, or too large to install, for `make test`.
SLOW = ("postgres", "postgres-icu", "spark")
SQL = ("sqlite", "duckdb", "postgres", "spark")


class Engine(Protocol):
    def available(self) -> str | None: ...

    def version(self) -> str: ...


def engine(name: str) -> Engine:
    """The module of an engine. Raises KeyError for a name that is none of `MODULES`."""
    return cast(Engine, import_module(MODULES[name]))
