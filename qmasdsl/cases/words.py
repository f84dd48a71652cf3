"""What is said of a case that was run: one line where it came out, a report where it did not.

The report names what was expected and what the rules give, the lines that decide, and ends with what to
type, once for each way in which the two can be made to agree.
"""

from collections.abc import Iterator

from qmasdsl.cases.run import CaseReport, Check
from qmasdsl.interpreter.trace import Standing, Step
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.words import value_words


def summary(report: CaseReport) -> str:
    """`yes  "Fintech engineer of 34": 105, passes`, or `no` with the number of expectations that failed."""
    if report.misfits:
        return f'no   "{report.label}": the facts do not fit'
    if not report.came_out:
        failed = sum(not check.came_out for check in report.checks)
        return f'no   "{report.label}": {failed} of {len(report.checks)} expectations did not come out'
    said = [_result(report, test) for test in report.totals] + (["not eligible"] if report.eligible is False else [])
    return f'yes  "{report.label}"' + (f": {'; '.join(said)}" if said else "")


def failure(report: CaseReport) -> str:
    """The report of a case that did not come out, several lines without a newline at the end; "" if it did."""
    if report.came_out:
        return ""
    lines = [f'case failed: "{report.label}"']
    if report.span is not None:
        lines.append(f"  --> {report.span.source.name}, line {report.span.line}")
    lines += (f"  {misfit.words()}" for misfit in report.misfits)
    for check in report.checks:
        lines += () if check.came_out else _check(check)
    lines += _other_factors(report)
    lines += _types(report)
    return "\n".join(lines)


def _result(report: CaseReport, test: str) -> str:
    verdict = report.verdicts.get(test)
    words = "" if verdict is None else ", passes" if verdict else ", does not pass"
    return f"{report.totals[test]}{words}"


def _check(check: Check) -> Iterator[str]:
    if check.got is None:
        yield f"  expected {_text(check)}, which depends on facts the case does not give"
        return
    yield f"  expected {_text(check)}, the rules give {_got(check)}"
    counting = [step for step in check.steps if step.standing is Standing.COUNTS]
    for step in counting:
        yield f"     `{step.rule.text}`: {step.worth} points{_place(step)}"
    if isinstance(check.expects, ir.ExpectNumber):
        for step in check.steps:
            if step.standing is Standing.NOT_MET and step.rule.value == ir.Constant(check.expects.least):
                yield f"     {check.expects.least} needs `{step.rule.text}`{_place(step)}"


def _got(check: Check) -> str:
    if isinstance(check.expects, ir.ExpectHolds) or check.got is None:
        return "yes" if check.got else "no"
    return str(check.got) if check.expects.type is None else value_words(check.expects.type, check.got)


def _place(step: Step) -> str:
    return "" if step.rule.span is None else f" (line {step.rule.span.line})"


def _other_factors(report: CaseReport) -> Iterator[str]:
    """Where a total is not what was expected: whether the factors that were expected explain it."""
    for check in report.checks:
        test = _total_of(check)
        if test is None or check.came_out:
            continue
        inside = {name: points for name, points in report.factors.items() if name.startswith(f"{test}.")}
        said = {_path(other): other for other in report.checks if _path(other) in inside}
        off = sum(_excess(other) for other in said.values())
        wrong = sum(not other.came_out for other in said.values())
        if wrong and off == _excess(check):
            yield f"  the other {len(inside) - wrong} factors agree"
        elif inside:
            yield "  the factors give " + ", ".join(f"{name.partition('.')[2]} {n}" for name, n in inside.items())


def _types(report: CaseReport) -> Iterator[str]:
    if report.needs:
        yield f"  = type: give {', '.join(report.needs)}, or `and everything else no, none or 0`"
    wrong = [check for check in report.checks if not check.came_out and check.got is not None]
    if wrong:
        yield f"  = type: expect {', '.join(_instead(check) for check in wrong)}     if the rules are right"
        counting = (step.rule for check in wrong for step in check.steps if step.standing is Standing.COUNTS)
        lines = sorted({rule.span.line for rule in counting if rule.span is not None})
        yield f"  = or correct {_lines(lines)}     if the case is right"


def _lines(lines: list[int]) -> str:
    if not lines:
        return "the rules"
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"


def _instead(check: Check) -> str:
    """The expectation that would come out."""
    if isinstance(check.expects, ir.ExpectHolds):
        plain = _text(check).removeprefix("not ")
        return plain if check.got else f"not {plain}"
    return f"{_text(check).split()[0]} {_got(check)}"


def _text(check: Check) -> str:
    return check.expects.text.removeprefix("expect ")


def _path(check: Check) -> str | None:
    subject = check.expects.subject if isinstance(check.expects, ir.ExpectNumber) else None
    return subject.path if isinstance(subject, ir.Score) else None


def _total_of(check: Check) -> str | None:
    test, _, what = (_path(check) or "").partition(".")
    return test if what == "total" and check.got is not None else None


def _excess(check: Check) -> int:
    """How much more was expected than came out."""
    if not isinstance(check.expects, ir.ExpectNumber) or check.got is None:
        return 0
    return max(0, check.expects.least - check.got) or min(0, check.expects.greatest - check.got)
