"""Rules, compared: those of a factor, or those that a define is made of.

A rule is the same rule as long as its condition reads the same; then its points may have been raised or lowered.
Of a rule whose condition was rewritten both conditions are shown.
"""

from collections.abc import Iterator, Sequence

from qmasdsl.difference.changes import Change, Subject, Verb
from qmasdsl.difference.matching import matched_rules, own_key
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Choice, Type
from qmasdsl.ir.walk import Expression, Index, rules
from qmasdsl.ir.words import value_words

Part = ir.Rule | ir.Choose


def rules_compared(
    old: Index, new: Index, owner: Subject, was: Sequence[Part], now: Sequence[Part], type: Type | None = None
) -> Iterator[Change]:
    """What changed of the rules of `owner`; `type` is that of a define's values, None for points."""
    before, after = _rules(was), _rules(now)
    pairs = matched_rules(before, after)
    for gone, came in pairs:
        if came is None:
            assert gone is not None
            yield _whole(owner, gone).removed(f": {value_text(old, gone, type)}")
        elif gone is None:
            yield _whole(owner, came).added(f": {value_text(new, came, type)}")
        else:
            yield from _rule(old, new, owner, gone, came, type)
    yield from owner.altered("how its rules combine", _policies(was), _policies(now))
    both = [(gone, came) for gone, came in pairs if gone is not None and came is not None]
    partner = {own_key(came): own_key(gone) for gone, came in both}
    yield from _arrangement(owner, _groups(was, set(partner.values()), {}), _groups(now, set(partner), partner))


def rule_title(rule: ir.Rule, owner: Subject) -> str:
    """`"Aged 40 to 44" in factor "Age"`; a rule without a label by its condition."""
    return f"{_called(rule)} in {owner.title}"


def value_text(names: Index, rule: ir.Rule, type: Type | None = None) -> str:
    """What a rule gives: `30 points`, `master`, `5 for each 1 of dependants, capped at 10`."""
    value = rule.value
    if not isinstance(value, ir.Constant):
        return expression_text(names, value).replace(" for each 1 of ", " for each of ")
    if type is None:
        return f"{value.value:,} {'point' if abs(value.value) == 1 else 'points'}"
    return _typed(type, value.value)


def condition_text(names: Index, condition: Expression | None) -> str:
    """A condition between back-ticks, without the brackets that only the inside of one needs; "" for None."""
    if condition is None:
        return ""
    text = expression_text(names, condition)
    return f"`{text[1:-1]}`" if isinstance(condition, ir.And | ir.Or) else f"`{text}`"


def _rule(
    old: Index, new: Index, owner: Subject, was: ir.Rule, now: ir.Rule, type: Type | None
) -> Iterator[Change]:
    about = Subject("rule", now.key, rule_title(now, owner))
    if was.text != now.text:
        yield from Subject("rule", now.key, _whole_title(owner, was, now)).altered(
            "condition", f"`{was.text}`", f"`{now.text}`"
        )
    if isinstance(was.value, ir.Constant) and isinstance(now.value, ir.Constant) and type is None:
        yield from about.moved("points", was.value.value, now.value.value)
    else:
        yield from about.altered("value", value_text(old, was, type), value_text(new, now, type))
    if was.label != now.label:
        yield from about.renamed(f'"{was.label}"' if was.label else "without a label", f'"{now.label}"', "label")
    yield from about.altered("citation", was.cite, now.cite)


def _whole(owner: Subject, rule: ir.Rule) -> Subject:
    said = f'"{rule.label}", `{rule.text}`,' if rule.label else f"`{rule.text}`"
    return Subject("rule", rule.key, f"rule {said} in {owner.title}")


def _whole_title(owner: Subject, was: ir.Rule, now: ir.Rule) -> str:
    return f'"{now.label}" in {owner.title}' if now.label else f"a rule in {owner.title}"


def _called(rule: ir.Rule) -> str:
    return f'"{rule.label}"' if rule.label else f"`{rule.text}`"


def _typed(type: Type, value: int) -> str:
    if isinstance(type, Choice) and not 0 <= value < len(type.values):
        return str(value)
    return value_words(type, value)


def _rules(parts: Sequence[Part]) -> list[ir.Rule]:
    return [rule for part in parts for rule in rules(part)]


def _policies(parts: Sequence[Part]) -> str:
    """How the rules combine: `highest that applies, and one rule more`."""
    groups = [part for part in parts if isinstance(part, ir.Choose)]
    return " plus ".join(f"{group.policy}" for group in groups) if any(len(_rules([g])) > 1 for g in groups) else ""


def _groups(parts: Sequence[Part], known: set[str], names: dict[str, str]) -> list[list[str]]:
    """The rules that stand together and that both versions have, by their old keys; a plain rule stands alone."""
    found = [[own_key(rule) for rule in _rules([part])] for part in parts]
    return [[names.get(key, key) for key in keys if key in known] for keys in found]


def _arrangement(owner: Subject, was: list[list[str]], now: list[list[str]]) -> Iterator[Change]:
    """Rules that stayed but stand elsewhere: in another group, or in another order."""
    before, after = [keys for keys in was if keys], [keys for keys in now if keys]
    if before == after:
        return
    if sorted(map(sorted, before)) != sorted(map(sorted, after)):
        said = [" | ".join("; ".join(keys) for keys in side) for side in (before, after)]
        yield Change(Verb.CHANGED, owner.kind, owner.name, owner.title, "which rules stand together", *said)
    elif any(len(keys) > 1 for keys in after):
        said = ["; ".join(key for keys in side for key in keys) for side in (before, after)]
        yield Change(Verb.CHANGED, owner.kind, owner.name, owner.title, "order of its rules", *said)
