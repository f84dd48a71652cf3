"""The impact of a change as JSON, version 1 of its form. Counts are whole, and shares can be worked out from them; a
mean is given exactly, as the sum of all changes and the number of people."""

import json
from collections.abc import Mapping

from qmasdsl.impact.quota import Cut, Quota, moved
from qmasdsl.impact.report import By, Group, Ranking, Report, Version
from qmasdsl.impact.tally import Tally


def rendered(report: Report) -> str:
    """The text of it, a newline at the end."""
    rows = report.rows
    whole = {
        "format": 1,
        "old": _version(report.old),
        "new": _version(report.new),
        "table": report.table,
        "rows": {
            "read": rows.read,
            "scored_under_both": rows.both,
            "only_old": rows.only_old,
            "only_new": rows.only_new,
            "neither": rows.neither,
            "reasons": [{"rules": side, "why": why, "rows": many} for side, why, many in rows.reasons],
            "other_reasons": dict(rows.unsaid),
        },
        "notes": list(report.notes),
        "verdicts": [
            {"kind": one.kind, "name": one.name, "old_name": one.old_name, "label": one.label}
            for one in report.verdicts
        ],
        "tests": [
            {
                "name": test.name, "old_name": test.old_name, "label": test.label, "pass_mark": test.mark,
                "old_pass_mark": test.old_mark, "only_old": points.only_old, "only_new": points.only_new,
                "changes": _counts(points.changes), "totals_before": _counts(points.before),
                "totals_now": _counts(points.after),
            }
            for test, points in zip(report.tests, report.points, strict=True)
        ],
        "everybody": _tally(report, report.everybody),
        "quota": None if report.quota is None else _quota(report.quota),
        "by": [_by(report, by) for by in report.by],
        "asked_by": list(report.asked),
        "worst": None if report.worst is None else _ranking(report, report.worst),
        "best": None if report.best is None else _ranking(report, report.best),
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _version(version: Version) -> dict[str, object]:
    return {
        "file": version.file,
        "scheme": version.scheme,
        "title": version.title,
        "in_force": version.in_force or None,
        "hash": version.hash,
    }


def _tally(report: Report, tally: Tally) -> dict[str, object]:
    return {
        "people": tally.people,
        "verdicts": {
            f"{verdict.kind}:{verdict.name}" if verdict.kind != "eligible" else "eligible": {
                "before": turned.was, "now": turned.now, "newly": turned.newly, "no_longer": turned.no_longer,
            }
            for verdict, turned in zip(report.verdicts, tally.turned, strict=True)
        },
        "points": {
            test.name: {
                "people": points.people, "more": points.gain, "fewer": points.lose, "sum_of_changes": points.points,
            }
            for test, points in zip(report.tests, tally.moved, strict=True)
        },
    }  # fmt: skip


def _counts(changes: Mapping[int, int]) -> list[dict[str, int]]:
    return [{"points": points, "people": changes[points]} for points in sorted(changes) if changes[points]]


def _quota(quota: Quota) -> dict[str, object]:
    return {
        "before": _cut(quota.before),
        "now": _cut(quota.after),
        "moves": [
            {"from": str(before), "to": str(after), "people": people}
            for (before, after), people in sorted(quota.moves.items())
        ],
        "places_lost": quota.moved(True, False),
        "places_won": quota.moved(False, True),
        "qualify_for_several_reserves": quota.several_reserves,
    }


def _cut(cut: Cut) -> dict[str, object]:
    return {
        "places": cut.places,
        "candidates": cut.candidates,
        "in": cut.ins,
        "on_the_line": cut.on_the_line,
        "out": cut.outs,
        "cut_off_marks": list(cut.marks),
        "lines": [{"mark": mark, "people": people, "places": places} for mark, people, places in cut.lines],
    }


def _by(report: Report, by: By) -> dict[str, object]:
    return {
        "column": by.column,
        "fact": by.fact,
        "bands": by.how,
        "groups": [_group(report, group) for group in by.groups],
    }


def _group(report: Report, group: Group) -> dict[str, object]:
    found = {"group": group.words, "small": group.is_small} | _tally(report, group.tally)
    if group.moves is not None:
        found |= {"places_lost": moved(group.moves, True, False), "places_won": moved(group.moves, False, True)}
    if group.column in report.asked:
        found["changes"] = {
            test.name: _counts(changes) for test, changes in zip(report.tests, group.changes, strict=True)
        }
    return found


def _ranking(report: Report, ranking: Ranking) -> dict[str, object]:
    measure = ranking.measure
    about = report.verdicts[measure.at].name if measure.kind == "verdict" else (
        report.tests[measure.at].name if measure.kind == "points" else "quota"
    )  # fmt: skip
    return {
        "by": measure.kind,
        "of": about,
        "groups": [{"column": one.column} | _group(report, one) for one in ranking.groups],
        "small_numbers": [{"column": one.column} | _group(report, one) for one in ranking.small],
        "more": ranking.more,
    }
