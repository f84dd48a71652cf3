"""Results: what the rules say of one applicant, in sentences.

    Quality Migrant Admission Scheme, rules in force from 2018-08-28

    RESULT  General Points Test: 105 points out of 225. The pass mark is 80. PASSES, by 25.

      Age: 30 points out of 30.
      …

The reasons are the explanation's affair; here is only what came out.
"""

from collections.abc import Iterator, Mapping
from typing import assert_never

from qmasdsl.cli.labels import Labels, labels_in
from qmasdsl.cli.output import counted
from qmasdsl.interpreter.trace import Result, TestResult
from qmasdsl.ir.nodes import Factor, NoPassMark, PassMark, PassWhen, Ruleset, Section, Test


def told(ruleset: Ruleset, result: Result, language: str | None = None) -> str:
    """The result as lines of text, without a newline at the end."""
    labels = labels_in(ruleset, language)
    title = labels(ruleset.name, ruleset.title)
    lines = [f"{title}, rules in force from {result.version.from_}" if result.version.from_ else title, ""]
    lines += _eligibility(ruleset, result, labels)
    for test in ruleset.tests:
        lines += _test(test, result.tests[test.name], labels)
    lines += [
        f"{labels(outcome.name, outcome.label)}: {_verdict(result.outcomes[outcome.name])}."
        for outcome in ruleset.outcomes
    ]
    if result.depends_on:
        lines.append(f"Not known: {', '.join(result.depends_on)}.")
    return "\n".join(lines).rstrip("\n")


def _eligibility(ruleset: Ruleset, result: Result, labels: Labels) -> Iterator[str]:
    if not ruleset.requirements:
        return
    if result.eligible is False:
        failed = [r for r in ruleset.requirements if result.requirements[r.name] is False]
        for requirement in failed:
            yield f"RESULT  NOT ELIGIBLE: not met: {labels(requirement.name, requirement.label)}."
        yield "        For information only, this is what the tests would give:"
    elif result.eligible is None:
        yield "RESULT  ELIGIBILITY DEPENDS ON facts that are not known."
    else:
        number = len(ruleset.requirements)
        yield f"Requirements: {number} of {number} met."
    yield ""


def _test(test: Test, result: TestResult, labels: Labels) -> Iterator[str]:
    name = labels(test.name, test.label)
    if result.applies is False:
        yield f"RESULT  {name}: does not apply."
        yield ""
        return
    yield f"RESULT  {name}: {_points(result.total)}{_out_of(test)}. {_mark(test, result)}"
    for own in test.requirements:
        short = own.name.partition(".")[2]
        yield f"  Requirement {labels(own.name, own.label)}: {_met(result.requirements[short])}."
    if test.sections or test.factors:
        yield ""
        yield from _parts(test, result, labels)
    yield ""


def _parts(test: Test, result: TestResult, labels: Labels) -> Iterator[str]:
    """Sections with what is within them, in the order of the file; else the factors."""

    def section(part: Section, depth: int) -> Iterator[str]:
        yield _line(part, result.sections, labels, depth)
        for inner in test.sections:
            if inner.within == part.name:
                yield from section(inner, depth + 1)
        for factor in test.factors:
            if factor.section == part.name:
                yield _line(factor, result.factors, labels, depth + 1)

    for part in test.sections:
        if part.within is None:
            yield from section(part, 1)
    for factor in test.factors:
        if factor.section is None:
            yield _line(factor, result.factors, labels, 1)


def _line(part: Section | Factor, points: Mapping[str, int | None], labels: Labels, depth: int) -> str:
    short = part.name.partition(".")[2]
    return f"{'  ' * depth}{labels(part.name, part.label)}: {_points(points[short])}{_out_of(part)}."


def _out_of(part: Test | Section | Factor) -> str:
    """" out of 30", where that is one number for everybody."""
    return f" out of {part.out_of[0].points}" if len(part.out_of) == 1 and part.out_of[0].when is None else ""


def _mark(test: Test, result: TestResult) -> str:
    """The pass mark and how the total stands to it."""
    verdict = {True: "PASSES", False: "DOES NOT PASS", None: "DEPENDS on facts that are not known"}[result.passes]
    match test.mark:
        case PassMark(mark):
            if result.total is None:
                return f"The pass mark is {mark}. {verdict}."
            distance = result.total - mark
            if result.passes is True:
                return f"The pass mark is {mark}. {verdict}, {f'by {distance}' if distance else 'exactly'}."
            return f"The pass mark is {mark}. {verdict}{f', {-distance} short' if distance < 0 else ''}."
        case PassWhen() | NoPassMark():
            return f"{verdict}."
        case _:
            assert_never(test.mark)


def _points(points: int | None) -> str:
    return "points not known" if points is None else counted(points, "point")


def _verdict(verdict: bool | None) -> str:
    return {True: "yes", False: "no", None: "depends on facts that are not known"}[verdict]


def _met(verdict: bool | None) -> str:
    return {True: "met", False: "not met", None: "depends on facts that are not known"}[verdict]
