"""`qmas test`: the cases of rule files, run.

    qmas test                           every case of every rule file below this folder
    qmas test hk.qmas --filter fintech  the cases whose label has that word (or matches 'fin*')
    qmas test rules/ --junit out.xml    for a build server as well
    qmas test hk.qmas --coverage        which rules, limits and conditions the cases show

Exit code 1: a case does not come out, or a file has an error, so that its cases cannot be run; with --fail-under
also if the cases show less than that of the rules, of the boundaries or of the conditions.
"""

import json
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import click

from qmasdsl.cases.run import CaseReport, run_case
from qmasdsl.cases.words import failure, summary
from qmasdsl.cli.config import read_config
from qmasdsl.cli.files import gather
from qmasdsl.cli.options import color_option, format_option, plain_option, rule_files, stdin_option
from qmasdsl.cli.output import colour_wanted, counted, painted, put_data, report, say, tally
from qmasdsl.diagnostics.model import Diagnostic, Severity
from qmasdsl.diagnostics.visible import visible
from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Case, Ruleset
from qmasdsl.source import SourceFile, Span


@frozen
class Measured:
    """What the cases of a file show: in lines, as data, and the lowest percentage."""

    lines: tuple[str, ...]
    document: dict[str, object]
    least: int


@frozen
class Ran:
    """A file and what came of its cases; `errors` say why they could not be run. `shown` if that was asked for."""

    source: SourceFile
    reports: tuple[CaseReport, ...]
    errors: tuple[Diagnostic, ...] = ()
    shown: Measured | None = None

    @property
    def failed(self) -> tuple[CaseReport, ...]:
        return tuple(each for each in self.reports if not each.came_out)


@click.command("test")
@rule_files
@click.option("--filter", "wanted", metavar="WORDS", help="Only cases whose label has these words, or matches them.")
@click.option("--junit", metavar="OUT", help="Write the outcome as JUnit XML too.")
@click.option("--coverage", "measured", is_flag=True, help="Say which rules, boundaries and conditions the cases show.")
@click.option(
    "--fail-under",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="With --coverage: exit with 1 if less is covered.",
)
@format_option("pretty", "concise", "json", "github")
@plain_option
@color_option
@stdin_option
def command(
    files: tuple[str, ...], wanted: str | None, junit: str | None, measured: bool, fail_under: int | None,
    form: str | None, plain: bool, color: str, stdin_filename: str,
) -> int:  # fmt: skip
    """Run the cases in FILES: files, folders, patterns, or - for standard input; without any, all below here."""
    if fail_under is not None and not measured:
        raise click.UsageError("--fail-under says how much is to be covered; type --coverage too")
    config = read_config()
    form = form or (config.format if config.format != "sarif" else "pretty")
    from qmasdsl.cli.loading import checked, own_file

    results, unread = checked(gather(files, config.exclude, stdin_filename))
    ran = []
    for result in results:
        if result.ruleset is None:
            ran.append(Ran(result.source, (), result.errors))
        else:
            cases = [case for case in result.ruleset.cases if _is_wanted(case.label, wanted)]
            reports = tuple(run_case(result.ruleset, case) for case in cases)
            as_data = form == "json"
            shown = _measured(result.ruleset, cases, own_file(result), as_data=as_data) if measured else None
            ran.append(Ran(result.source, reports, shown=shown))
    if wanted is not None and not any(each.reports or each.errors for each in ran):
        raise click.ClickException(f"no case has `{wanted}` in its label")
    if junit is not None:
        _write_junit(Path(junit), ran)
    _tell(ran, form, plain, color)
    little = any(each.shown.least < (fail_under or 0) for each in ran if each.shown is not None)
    return 2 if unread else int(little or any(each.failed or each.errors for each in ran))


def _measured(ruleset: Ruleset, cases: Sequence[Case], only: SourceFile | None, *, as_data: bool) -> Measured:
    from qmasdsl.cli.coverage import covered, document, told
    from qmasdsl.proving.budget import DEFAULT

    found = covered(ruleset, cases, DEFAULT, only, as_data=as_data)
    return Measured(tuple(told(found)), document(found), found.least)


def _is_wanted(label: str, wanted: str | None) -> bool:
    if wanted is None:
        return True
    sought = wanted.casefold()
    return sought in label.casefold() or fnmatch(label.casefold(), sought)


def _tell(ran: Sequence[Ran], form: str, plain: bool, color: str) -> None:
    if form == "json":
        put_data(json.dumps(_document(ran), ensure_ascii=False, indent=2) + "\n")
    elif form in ("concise", "github"):
        report([found for each in ran for found in (*each.errors, *map(_as_finding, each.failed))], form)
    else:
        for each in ran:
            _tell_file(each, plain, color)


def _tell_file(ran: Ran, plain: bool, color: str) -> None:
    name = visible(ran.source.name)
    if ran.errors:
        report(ran.errors, "pretty", plain=plain, color=color)
        say(f"{name}: {tally(ran.errors)}, so its cases were not run")
        return
    if not ran.reports:
        say(f"{name}: no cases")
        _tell_coverage(ran)
        return
    for each in ran.reports:
        say(f"  {visible(summary(each))}")
    for each in ran.failed:
        say("\n" + "\n".join(visible(line) for line in failure(each).split("\n")))
    good, bad = len(ran.reports) - len(ran.failed), len(ran.failed)
    outcome = f"{good} came out as expected" + (f", {bad} did not" if bad else "")
    colour = colour_wanted(color, sys.stdout)
    role = "error" if bad else "good"
    say(f"{name}: {counted(len(ran.reports), 'case')}: {painted(outcome, role) if colour else outcome}", colour=colour)
    _tell_coverage(ran)


def _tell_coverage(ran: Ran) -> None:
    for line in () if ran.shown is None else ran.shown.lines:
        say(visible(line))


def _as_finding(each: CaseReport) -> Diagnostic:
    """A failed case in the form of a finding, for the formats that know nothing else."""
    span = each.span if each.span is not None else Span(SourceFile("", ""), 0, 0)
    details = [line.strip() for line in failure(each).split("\n")[2:]]
    return Diagnostic("case", Severity.ERROR, f'case failed: "{each.label}": {"; ".join(details)}', span)


def _document(ran: Sequence[Ran]) -> dict[str, object]:
    """The outcome for programs; keys may be added later, none is changed or removed."""
    from qmasdsl.diagnostics.json import document

    return {
        "format": 1,
        "files": [
            {
                "file": each.source.path or each.source.name,
                "errors": document(each.errors)["findings"],
                "cases": [_case(report) for report in each.reports],
            }
            | ({} if each.shown is None else {"coverage": each.shown.document})
            for each in ran
        ],
        "cases": sum(len(each.reports) for each in ran),
        "failed": sum(len(each.failed) for each in ran),
    }


def _case(each: CaseReport) -> dict[str, object]:
    return {
        "label": each.label,
        "line": None if each.span is None else each.span.line,
        "came_out": each.came_out,
        "expectations": [
            {"expects": check.expects.text, "came_out": check.came_out, "got": check.got, "needs": list(check.needs)}
            for check in each.checks
        ],
        "misfits": [misfit.words() for misfit in each.misfits],
    }


def _write_junit(path: Path, ran: Sequence[Ran]) -> None:
    from qmasdsl.cli.writing import write_atomically
    from qmasdsl.diagnostics.junit import Suite, Verdict, render

    suites = [
        Suite(
            each.source.path or each.source.name,
            tuple(
                Verdict(
                    report.label,
                    1 if report.span is None else report.span.line,
                    "" if report.came_out else summary(report).removeprefix("no").strip(),
                    failure(report),
                )
                for report in each.reports
            ),
            f"{tally(each.errors)}; its cases were not run" if each.errors else "",
        )
        for each in ran
    ]
    write_atomically(path, render(suites).encode("utf-8"))
