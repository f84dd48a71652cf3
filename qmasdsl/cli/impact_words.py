"""The impact of a change, told: who is compared, who newly passes or no longer does, how points change, who is hit."""

from collections.abc import Iterator

from qmasdsl.cli.output import counted
from qmasdsl.cli.paragraphs import wrapped
from qmasdsl.cli.text_tables import table_lines
from qmasdsl.impact.report import FEW, By, Ranking, Report
from qmasdsl.impact.telling import (
    Table,
    by_table,
    changes_table,
    few_words,
    from_to,
    headline,
    measure_title,
    ranking_table,
    reasons,
    rows_sentences,
    selection,
    selection_sentences,
    shown_by,
    test_sentence,
    verdict_title,
    verdicts,
)

_HOW = {
    "rules": "bands as the rules have them",
    "quantiles": "bands of about as many rows each",
    "value": "",
}


def told(report: Report) -> str:
    """The whole report, without a newline at its end."""
    blocks = [_head(report), ["Verdicts, in people", *_table(verdicts(report))], *_points(report)]
    if report.quota is not None:
        blocks.append(["Under the quota", *_table(selection(report)), *_said(selection_sentences(report))])
    if report.asked:
        blocks += [_by(report, by) for by in shown_by(report)]
    blocks += _rankings(report)
    return "\n\n".join("\n".join(block) for block in blocks)


def _head(report: Report) -> list[str]:
    lines = [
        f"{report.new.title or report.new.scheme}: what the change from {from_to(report.old, report.new)} does to "
        f"everybody in {report.table}",
        "",
        *rows_sentences(report),
        *(f"  {reason}" for reason in reasons(report)),
    ]
    return [wrapped(line) for line in (*lines, *(f"Note: {note}." for note in report.notes))]


def _points(report: Report) -> Iterator[list[str]]:
    for at, test in enumerate(report.tests):
        lines = [test.label or test.name, *_said(test_sentence(report, at))]
        if report.everybody.moved[at].gain or report.everybody.moved[at].lose:
            lines += _table(changes_table(report.points[at].changes, report.everybody.moved[at].people))
        yield lines


def _by(report: Report, by: By) -> list[str]:
    how = f" ({_HOW[by.how]})" if _HOW[by.how] else ""
    title = verdict_title(report.verdicts[headline(report)])
    return [wrapped(f"By {by.fact}: {title}{how}"), *_table(by_table(report, by))]


def _rankings(report: Report) -> Iterator[list[str]]:
    for ranking, title, nobody in (
        (report.worst, "Lose most", "Nobody loses anything that is compared here."),
        (report.best, "Gain most", "Nobody gains anything that is compared here."),
    ):
        if ranking is None:
            yield [nobody]
        elif not ranking.groups and not ranking.small:
            yield [wrapped(f"{title}: no group more than everybody ({measure_title(report, ranking.measure)})")]
        else:
            yield _ranking(report, ranking, title)
    if not report.asked:
        ranked = [group for ranking in (report.worst, report.best) if ranking for group in ranking.groups]
        columns = [group.column for group in ranked] or [by.column for by in report.by]
        if columns:
            yield [f"For everybody parted by a fact, type: --by {columns[0]}"]


def _ranking(report: Report, ranking: Ranking, title: str) -> list[str]:
    lines = [wrapped(f"{title}, of groups of {FEW} people or more: {measure_title(report, ranking.measure)}")]
    lines += _table(ranking_table(report, ranking, ranking.groups)) if ranking.groups else ["  none"]
    if ranking.small:
        lines.append(wrapped(few_words()))
        lines += _table(ranking_table(report, ranking, ranking.small))
    if ranking.more:
        lines.append(f"  And {counted(ranking.more, 'more group')}.")
    return lines


def _said(lines: Iterator[str]) -> Iterator[str]:
    return (wrapped(f"  {line}") for line in lines)


def _table(table: Table) -> list[str]:
    return table_lines(table.head, table.rows)
