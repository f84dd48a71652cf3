"""In words: what two versions say differently, and what both say."""

from collections.abc import Iterator

from qmasdsl.difference.changes import Change, InWords, Same, Verb, digits
from qmasdsl.difference.declared import declared, list_pairs
from qmasdsl.difference.scoring import factor_pairs, outcome_pairs, quota_text, scoring, test_pairs
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index

_ORDER = list(Verb)


def in_words(old: Index, new: Index) -> InWords:
    """Every change, what was added first; and what stayed as it was. Cases, claims, sources and wordings are not
    rules, and are not told."""
    changes = [*scoring(old, new), *declared(old, new)]
    in_order = sorted(changes, key=lambda change: _ORDER.index(change.verb))
    return InWords(tuple(in_order), tuple(_same(old.ruleset, new.ruleset, changes)))


def _same(old: ir.Ruleset, new: ir.Ruleset, changes: list[Change]) -> Iterator[Same]:
    """What both have and nothing was said of."""
    touched = {change.name for change in changes}
    stay = [now for was, now in test_pairs(old, new) if was is not None and now is not None]
    before = {now.name: was for was, now in test_pairs(old, new) if was is not None and now is not None}
    factors = [
        now
        for test in stay
        for was, now in factor_pairs(before[test.name], test)
        if was is not None and now is not None and not _touched(now.name, touched)
    ]
    several = len({factor.name.partition(".")[0] for factor in factors}) > 1
    yield Same("factor", tuple(one.name if several else one.name.partition(".")[2] for one in factors))
    required = {one.name: one.text for one in old.requirements}
    kept = [one.name for one in new.requirements if required.get(one.name) == one.text and one.name not in touched]
    yield Same("requirement", tuple(kept))
    for test in stay:
        was = before[test.name].mark
        if was == test.mark and isinstance(test.mark, ir.PassMark):
            label = f" of {test.label or test.name}" if len(stay) > 1 and _marks(stay) > 1 else ""
            yield Same("pass mark", (f"{digits(test.mark.mark)}{label}",))
    if old.selection is not None and new.selection is not None:
        quotas = quota_text(old.selection), quota_text(new.selection)
        if quotas[0] and quotas[0] == quotas[1]:
            yield Same("quota", (quotas[1],))
    outcomes = [now.name for was, now in outcome_pairs(old, new) if was and now and now.name not in touched]
    yield Same("outcome", tuple(outcomes))
    lists = [now.name for was, now in list_pairs(old, new) if was and now and not _touched(now.name, touched)]
    yield Same("list", tuple(lists))
    known = {fact.name for fact in old.facts}
    yield Same("fact", tuple(fact.name for fact in new.facts if fact.name in known and fact.name not in touched))


def _touched(name: str, touched: set[str]) -> bool:
    """Whether something was said of the thing, of one of its rules or of one of its entries."""
    return any(one == name or one.startswith((f"{name}/", f"{name}.")) for one in touched)


def _marks(tests: list[ir.Test]) -> int:
    return sum(isinstance(test.mark, ir.PassMark) for test in tests)
