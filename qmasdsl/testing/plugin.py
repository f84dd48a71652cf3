"""The pytest plugin: every case of every rule file is a test.

`pytest rulesets/` collects `*.qmas` and `*.qmas.md`, one item a case, named by its label. A file with an
error is an error of collection that shows the same messages as `qmas check`; a case that does not come out
is a failure that shows the same report as `qmas test`.

pytest loads this module in every run of whoever has qmasdsl installed, so it imports next to nothing:
the compiler is loaded when the first rule file is collected, and Hypothesis never.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_RULE_FILES = (".qmas", ".qmas.md")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for a rule file; None for any other file."""
    if file_path.name.endswith(_RULE_FILES):
        return RuleFile.from_parent(parent, path=file_path)
    return None


class RuleFile(pytest.File):
    """A rule file: its cases, in the order in which they stand."""

    def collect(self) -> Iterator[pytest.Item]:
        # The compiler is imported here and not above: see the module's docstring.
        from qmasdsl.testing.rulefile import cases_of

        for label, line, run in cases_of(self.path):
            yield RuleCase.from_parent(self, name=label, line=line, run=run)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: object) -> str:
        return _told(excinfo) or str(super().repr_failure(excinfo))


class RuleCase(pytest.Item):
    """One case. It passes when everything it expects comes out."""

    def __init__(self, *, line: int, run: Callable[[], None], **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]  # what pytest hands to from_parent is pytest's own affair
        self._line = line
        self._run = run

    def runtest(self) -> None:
        self._run()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: object) -> str:
        return _told(excinfo) or str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self._line - 1, f"case: {self.name}"


class RulesSay(Exception):
    """Raised with the words for a person; no traceback is shown."""


def _told(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    return str(excinfo.value) if isinstance(excinfo.value, RulesSay) else ""
