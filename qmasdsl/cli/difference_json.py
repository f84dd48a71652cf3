"""The difference between two versions as JSON, version 1 of its form."""

import json

from qmasdsl.cli.difference_words import Names, case_blocks
from qmasdsl.difference.changes import Change, InWords
from qmasdsl.difference.people import InPeople, Points, Shown, Turn, Verdict
from qmasdsl.difference.scoring import in_force_text
from qmasdsl.ir.plain import plain_facts
from qmasdsl.ir.walk import Index


def rendered(old: Index, new: Index, names: Names, words: InWords, people: InPeople) -> str:
    """The text of it, a newline at the end."""
    whole = {
        "format": 1,
        "old": _version(old, names.old),
        "new": _version(new, names.new),
        "verdict": "different" if people.differs else "undecided" if people.undecided else "same",
        "changes": [change_data(change) for change in words.changes],
        "unchanged": {same.kind.replace(" ", "_"): list(same.names) for same in words.same},
        "notes": list(people.notes),
        "not_compared": [{"kind": kind, "name": name, "only_in": side} for kind, name, side in people.unmatched],
        "tests": [_points(old, new, points) for points in people.points],
        "verdicts": [_verdict(old, new, verdict) for verdict in people.verdicts],
        "cases": list(case_blocks(old, new, people)),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _version(side: Index, file: str) -> dict[str, object]:
    ruleset = side.ruleset
    return {
        "file": file,
        "scheme": ruleset.name,
        "title": ruleset.title,
        "in_force": in_force_text(ruleset) or None,
        "hash": ruleset.source_hash,
    }


def change_data(change: Change) -> dict[str, object]:
    """One change, in words and in its parts."""
    return {
        "change": str(change.verb),
        "kind": change.kind,
        "name": change.name,
        "aspect": change.aspect or None,
        "was": change.was or None,
        "now": change.now or None,
        "text": change.words(),
    }


def _points(old: Index, new: Index, points: Points) -> dict[str, object]:
    return {
        "test": points.test.name,
        "old_test": points.was.name,
        "verdict": "undecided" if points.undecided else "different" if points.changes else "same",
        "why": points.undecided or None,
        "different_amounts": points.different,
        "amounts": [
            {"points": amount.points, "groups": None if amount.groups is None else list(amount.groups)}
            for amount in points.amounts
        ],
        "largest_gain": _shown(old, new, points.gain),
        "largest_loss": _shown(old, new, points.loss),
    }


def _verdict(old: Index, new: Index, verdict: Verdict) -> dict[str, object]:
    return {
        "kind": verdict.kind,
        "name": verdict.name,
        "old_name": verdict.old_name,
        "newly": _turn(old, new, verdict.gains),
        "no_longer": _turn(old, new, verdict.losses),
    }


def _turn(old: Index, new: Index, turn: Turn) -> dict[str, object]:
    return {
        "verdict": "undecided" if turn.undecided else "nobody" if turn.shown is None else "somebody",
        "why": turn.undecided or None,
        "groups": None if turn.groups is None else list(turn.groups),
        "points_before": None if turn.totals is None else {"least": turn.totals[0], "greatest": turn.totals[1]},
        "example": _shown(old, new, turn.shown),
    }


def _shown(old: Index, new: Index, shown: Shown | None) -> dict[str, object] | None:
    """An applicant with the facts that each of the rule sets takes."""
    if shown is None:
        return None
    return {
        "facts": plain_facts(new, shown.new_facts),
        "old_facts": plain_facts(old, shown.old_facts),
        "totals": {test: {"was": was, "now": now} for test, was, now in shown.totals},
    }
