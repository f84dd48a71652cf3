"""Matching: which thing of the old rules is which of the new.

The name decides. What lost its name is the same thing still if one thing under a new name has its label; rules,
which have no name, are matched by their key, then by their label, then by their place between rules that stayed.
"""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from qmasdsl.ir import nodes as ir

Thing = TypeVar("Thing")
Pairs = list[tuple[Thing | None, Thing | None]]


def matched(
    old: Sequence[Thing], new: Sequence[Thing], name: Callable[[Thing], str], label: Callable[[Thing], str]
) -> Pairs[Thing]:
    """Each thing with its other self, or None where it has none: first in the order of the new, then what is gone."""
    partners = dict(_by(name, old, new))
    left = [one for one in old if name(one) not in partners]
    fresh = [one for one in new if name(one) not in partners.values()]
    partners |= {name(gone): name(came) for gone, came in _by_label(left, fresh, label)}
    before = {name(one): one for one in old}
    comes_from = {now: before[was] for was, now in partners.items()}
    return [
        *((comes_from.get(name(one)), one) for one in new),
        *((one, None) for one in old if name(one) not in partners),
    ]


def matched_rules(old: Sequence[ir.Rule], new: Sequence[ir.Rule]) -> Pairs[ir.Rule]:
    """The same for the rules of one factor or define."""
    pairs = matched(old, new, own_key, lambda rule: rule.label)
    return _by_place(pairs, list(old))


def own_key(rule: ir.Rule) -> str:
    """The key without its owner, which may have another name now."""
    return rule.key.partition("/")[2]


def _by(name: Callable[[Thing], str], old: Sequence[Thing], new: Sequence[Thing]) -> list[tuple[str, str]]:
    both = {name(one) for one in old} & {name(one) for one in new}
    return [(each, each) for each in both]


def _by_label(
    left: Sequence[Thing], fresh: Sequence[Thing], label: Callable[[Thing], str]
) -> list[tuple[Thing, Thing]]:
    """What only one on each side is called."""
    was, now = [label(one) for one in left], [label(one) for one in fresh]
    return [
        (left[was.index(said)], fresh[now.index(said)])
        for said in was
        if said and was.count(said) == 1 and now.count(said) == 1
    ]


def _by_place(pairs: Pairs[ir.Rule], old: list[ir.Rule]) -> Pairs[ir.Rule]:
    """Rules that stand where others stood, between the same neighbours and as many, are those others."""
    then = [own_key(rule) for rule in old]
    now = [rule for _, rule in pairs if rule is not None]
    # A rule that was found already stands under its old key, so that only strangers are left to be placed.
    known = {own_key(rule): own_key(before) for before, rule in pairs if before is not None and rule is not None}
    keys = [known.get(own_key(rule), f"new {own_key(rule)}") for rule in now]
    replaced: dict[str, ir.Rule] = {}
    for what, start, end, begin, after in SequenceMatcher(None, then, keys, autojunk=False).get_opcodes():
        strangers = set(known.values()).isdisjoint([*then[start:end], *keys[begin:after]])
        if what == "replace" and end - start == after - begin and strangers:
            replaced |= {own_key(came): gone for gone, came in zip(old[start:end], now[begin:after], strict=True)}
    gone = {own_key(rule) for rule in replaced.values()}
    placed = [(was or (replaced.get(own_key(rule)) if rule else None), rule) for was, rule in pairs]
    return [(was, rule) for was, rule in placed if rule is not None or was is None or own_key(was) not in gone]
