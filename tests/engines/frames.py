"""Polars: a library and no server, so there is nothing to start."""

from importlib.metadata import version as version_of
from importlib.util import find_spec


def available() -> str | None:
    return None if find_spec("polars") else "the Python package polars is not installed"


def version() -> str:
    return version_of("polars")
