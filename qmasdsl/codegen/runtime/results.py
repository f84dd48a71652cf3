"""Results: what a generated `score` gives back.

The numbers and verdicts are all there when `score` returns. The dictionaries around them, and the awards
with their labels and citations, are made when somebody first asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

FORMAT = 1
SCHEME = ""
IN_FORCE: str | None = None
SOURCE_HASH = ""
_REQUIREMENTS: tuple[str, ...] = ()
_OUTCOMES: tuple[str, ...] = ()
# Name, pass mark, own requirements, sections, factors.
_TESTS: tuple[tuple[str, int | None, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = ()
# Test, key, factor, label, citation, line.
_RULES: tuple[tuple[str, str, str, str, str, int | None], ...] = ()
_awards: Callable[[tuple[Any, ...]], list[tuple[int, int]]] = list


# pasted from here


class Version:
    """Which rules these are: the day they came into force (ISO, None if unsaid) and the hash of their text."""

    __slots__ = ("from_", "hash")

    def __init__(self, from_: str | None, hash: str) -> None:
        self.from_ = from_
        self.hash = hash

    def __repr__(self) -> str:
        return f"Version(from_={self.from_!r}, hash={self.hash!r})"


class Award:
    """Points that a rule gives, before the caps above it; a rule that gives 0 is no award."""

    __slots__ = ("cite", "factor", "key", "label", "line", "points")

    def __init__(self, key: str, factor: str, points: int, label: str, cite: str, line: int | None) -> None:
        self.key = key
        self.factor = factor
        self.points = points
        self.label = label
        self.cite = cite
        self.line = line

    def as_json(self) -> dict[str, object]:
        return {
            "key": self.key,
            "factor": self.factor,
            "points": self.points,
            "label": self.label,
            "cite": self.cite,
            "line": self.line,
        }

    def __repr__(self) -> str:
        return f"Award({self.key!r}, points={self.points})"


class TestResult:
    """One test. Where it does not apply it does not pass, and its points are None."""

    __slots__ = ("_result", "applies", "factors", "name", "pass_mark", "passes", "requirements", "sections", "total")

    __test__ = False  # pytest, this is not one of yours

    def __init__(self, result: Result, at: int, found: tuple[Any, ...] | None) -> None:
        name, pass_mark, requirements, sections, factors = _TESTS[at]
        self.name = name
        self.pass_mark = pass_mark
        self._result = result
        self.applies: bool = found is not None
        if found is None:
            self.total: int | None = None
            self.passes: bool = False
            self.requirements: dict[str, bool] = dict.fromkeys(requirements, False)
            self.sections: dict[str, int | None] = dict.fromkeys(sections)
            self.factors: dict[str, int | None] = dict.fromkeys(factors)
        else:
            self.total, self.passes = found[0], found[1]
            self.requirements = dict(zip(requirements, found[2], strict=True))
            self.sections = dict(zip(sections, found[3], strict=True))
            self.factors = dict(zip(factors, found[4], strict=True))

    @property
    def awards(self) -> tuple[Award, ...]:
        """Every rule that gave points, in the order of the rule file."""
        return self._result._all_awards()[self.name]

    def as_json(self) -> dict[str, object]:
        return {
            "applies": self.applies,
            "total": self.total,
            "passes": self.passes,
            "pass_mark": self.pass_mark,
            "requirements": dict(self.requirements),
            "sections": dict(self.sections),
            "factors": dict(self.factors),
            "awards": [award.as_json() for award in self.awards],
        }

    def __repr__(self) -> str:
        return f"TestResult({self.name!r}, applies={self.applies}, total={self.total}, passes={self.passes})"


class Result:
    """What the rules say of one applicant. `outcomes` are what a service acts on.

    The names are those of the JSON form, which `as_json` gives: `eligible`, `requirements`, `tests`,
    `outcomes`, `depends_on` (empty: `score` asks for every fact).
    """

    __slots__ = ("_awarded", "_found", "_tests", "_values", "eligible")

    scheme = SCHEME

    def __init__(self, values: tuple[Any, ...], found: tuple[Any, ...]) -> None:
        self._values = values
        self._found = found
        self.eligible: bool = found[0]
        self._tests: dict[str, TestResult] | None = None
        self._awarded: dict[str, tuple[Award, ...]] | None = None

    @property
    def version(self) -> Version:
        return Version(IN_FORCE, SOURCE_HASH)

    @property
    def requirements(self) -> dict[str, bool]:
        return dict(zip(_REQUIREMENTS, self._found[1], strict=True))

    @property
    def tests(self) -> dict[str, TestResult]:
        if self._tests is None:
            found = self._found[2]
            self._tests = {test[0]: TestResult(self, at, found[at]) for at, test in enumerate(_TESTS)}
        return self._tests

    @property
    def outcomes(self) -> dict[str, bool]:
        return dict(zip(_OUTCOMES, self._found[3], strict=True))

    @property
    def depends_on(self) -> tuple[str, ...]:
        return ()

    def as_json(self) -> dict[str, object]:
        """The JSON form, version 1, in plain dictionaries and lists."""
        return {
            "format": FORMAT,
            "scheme": SCHEME,
            "version": {"from": IN_FORCE, "hash": SOURCE_HASH},
            "eligible": self.eligible,
            "requirements": self.requirements,
            "tests": {name: test.as_json() for name, test in self.tests.items()},
            "outcomes": self.outcomes,
            "depends_on": [],
        }

    def _all_awards(self) -> dict[str, tuple[Award, ...]]:
        if self._awarded is None:
            found: dict[str, list[Award]] = {test[0]: [] for test in _TESTS}
            for number, points in sorted(_awards(self._values)):
                test, key, factor, label, cite, line = _RULES[number]
                if points:
                    found[test].append(Award(key, factor, points, label, cite, line))
            self._awarded = {name: tuple(awards) for name, awards in found.items()}
        return self._awarded

    def __repr__(self) -> str:
        return f"Result(eligible={self.eligible}, outcomes={self.outcomes}, tests={list(self.tests.values())})"
