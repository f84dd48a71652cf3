"""What the rules do, compared: tests, sections, factors, requirements, outcomes, the selection, the scheme itself."""

from collections.abc import Iterator
from typing import assert_never

from qmasdsl.difference.changes import Change, Subject, counted, digits, subject
from qmasdsl.difference.matching import Pairs, matched
from qmasdsl.difference.rules import condition_text, rules_compared, value_text
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, rules


def scoring(old: Index, new: Index) -> Iterator[Change]:
    yield from _scheme(old.ruleset, new.ruleset)
    for was, now in test_pairs(old.ruleset, new.ruleset):
        yield from _test(old, new, was, now)
    for outcome_was, outcome_now in outcome_pairs(old.ruleset, new.ruleset):
        yield from _outcome(outcome_was, outcome_now)
    yield from _requirements(old.ruleset.requirements, new.ruleset.requirements, "")
    yield from _selection(old, new)


def test_pairs(old: ir.Ruleset, new: ir.Ruleset) -> Pairs[ir.Test]:
    return matched(old.tests, new.tests, lambda test: test.name, lambda test: test.label)


def outcome_pairs(old: ir.Ruleset, new: ir.Ruleset) -> Pairs[ir.Outcome]:
    return matched(old.outcomes, new.outcomes, lambda one: one.name, lambda one: one.label)


def factor_pairs(was: ir.Test, now: ir.Test) -> Pairs[ir.Factor]:
    return matched(was.factors, now.factors, lambda one: _own(one.name), lambda one: one.label)


def in_force_text(ruleset: ir.Ruleset) -> str:
    """`2018-08-28`, `some day from 2022-10-19 to 2023-04-12`; "" where it is not said."""
    when = ruleset.in_force
    if when is None:
        return ""
    start = when.start.isoformat()
    return start if when.latest is None else f"some day from {start} to {when.latest.isoformat()}"


def _own(name: str) -> str:
    """The name within its test, which may have another name now."""
    return name.partition(".")[2]


def _scheme(old: ir.Ruleset, new: ir.Ruleset) -> Iterator[Change]:
    about = Subject("scheme", new.name, "")
    yield from about.renamed(f'"{old.title}"', f'"{new.title}"', "title of the scheme")
    yield from about.altered("in force from", in_force_text(old), in_force_text(new))
    yield from about.altered("version by", old.version_by or "", new.version_by or "")
    yield from about.altered("jurisdiction", old.jurisdiction, new.jurisdiction)


def _test(old: Index, new: Index, was: ir.Test | None, now: ir.Test | None) -> Iterator[Change]:
    if now is None:
        assert was is not None
        yield _titled(was).removed(f", {_size(was)}")
        return
    about = _titled(now)
    if was is None:
        yield about.added(f", {_size(now)}")
        return
    yield from about.called(was.name, now.name, was.label, now.label)
    yield from _limits(old, new, about, was, now)
    yield from _mark(about, was, now)
    for before, after in matched(was.sections, now.sections, lambda one: _own(one.name), lambda one: one.label):
        yield from _section(old, new, before, after)
    for factor, then in factor_pairs(was, now):
        yield from _factor(old, new, factor, then)
    yield from _requirements(was.requirements, now.requirements, f" of {about.title}")


def _titled(test: ir.Test) -> Subject:
    """A test goes by its label alone."""
    return Subject("test", test.name, test.label or f"test `{test.name}`")


def _size(test: ir.Test) -> str:
    if isinstance(test.mark, ir.PassWhen):
        return f"worth {counted(test.mark.worth, 'point', 'points')}"
    mark = f", pass mark {digits(test.mark.mark)}" if isinstance(test.mark, ir.PassMark) else ""
    return counted(len(test.factors), "factor", "factors") + mark


def _mark(about: Subject, was: ir.Test, now: ir.Test) -> Iterator[Change]:
    match was.mark, now.mark:
        case ir.PassMark(before), ir.PassMark(after):
            yield from about.moved("pass mark", before, after)
        case ir.PassWhen(), ir.PassWhen():
            yield from about.altered("pass when", f"`{was.mark.text}`", f"`{now.mark.text}`")
            yield from about.moved("full mark", was.mark.worth, now.mark.worth)
        case _:
            yield from about.altered("how it is passed", _how(was.mark), _how(now.mark))


def _how(mark: ir.PassMark | ir.PassWhen | ir.NoPassMark) -> str:
    match mark:
        case ir.PassMark(points):
            return f"pass mark {digits(points)}"
        case ir.PassWhen(_, worth, text):
            return f"pass when `{text}`, worth {digits(worth)}"
        case ir.NoPassMark():
            return "no pass mark"
        case _:
            assert_never(mark)


def _section(old: Index, new: Index, was: ir.Section | None, now: ir.Section | None) -> Iterator[Change]:
    section = now or was
    assert section is not None
    about = subject("section", section.name, section.label)
    if was is None:
        yield about.added(_out_of(section))
    elif now is None:
        yield about.removed(_out_of(section))
    else:
        yield from about.called(_own(was.name), _own(now.name), was.label, now.label)
        yield from _limits(old, new, about, was, now)
        yield from about.altered("within", was.within or "the test", now.within or "the test")
        yield from about.altered("how its factors combine", _highest(was), _highest(now))


def _highest(section: ir.Section) -> str:
    return "takes the highest" if section.highest else "adds up"


def _factor(old: Index, new: Index, was: ir.Factor | None, now: ir.Factor | None) -> Iterator[Change]:
    if now is None:
        assert was is not None
        yield _factor_title(was).removed(_out_of(was) + _content(old, was))
        return
    about = _factor_title(now)
    if was is None:
        yield about.added(_out_of(now) + _content(new, now))
        return
    yield from about.called(_own(was.name), _own(now.name), was.label, now.label)
    yield from _limits(old, new, about, was, now)
    yield from about.altered("section", _own(was.section or "."), _own(now.section or "."))
    yield from rules_compared(old, new, about, was.parts, now.parts)


def _factor_title(factor: ir.Factor) -> Subject:
    return subject("factor", factor.name, factor.label)


def _out_of(part: ir.Factor | ir.Section) -> str:
    return f", out of {digits(part.out_of[0].points)}" if len(part.out_of) == 1 else ""


def _content(names: Index, factor: ir.Factor) -> str:
    several = [rule for part in factor.parts for rule in rules(part)]
    if len(several) == 1:
        return f": {value_text(names, several[0])} where `{several[0].text}`"
    return f", {len(several)} rules"


def _limits(
    old: Index, new: Index, about: Subject, was: ir.Test | ir.Section | ir.Factor, now: ir.Test | ir.Section | ir.Factor
) -> Iterator[Change]:
    """What tests, sections and factors have in common: their limits, their gate and their citation."""
    for aspect, before, after in (("out of", was.out_of, now.out_of), ("capped at", was.cap, now.cap)):
        if all(len(limits) <= 1 and all(one.when is None for one in limits) for limits in (before, after)):
            yield from about.moved(aspect, before[0].points if before else None, after[0].points if after else None)
        else:
            yield from about.altered(aspect, _limits_text(old, before), _limits_text(new, after))
    yield from about.altered("only when", condition_text(old, was.gate), condition_text(new, now.gate))
    yield from about.altered("citation", was.cite, now.cite)


def _limits_text(names: Index, limits: tuple[ir.Limit, ...]) -> str:
    said = (digits(one.points) + (f" when {condition_text(names, one.when)}" if one.when else "") for one in limits)
    return ", ".join(said)


def _requirements(
    was: tuple[ir.Requirement, ...], now: tuple[ir.Requirement, ...], whose: str
) -> Iterator[Change]:
    for before, after in matched(was, now, lambda one: one.name.rpartition(".")[2], lambda one: one.label):
        one = after or before
        assert one is not None
        about = subject("requirement", one.name, one.label)
        about = Subject(about.kind, about.name, about.title + whose)
        if before is None:
            yield about.added(f": `{one.text}`")
        elif after is None:
            yield about.removed(f": `{one.text}`")
        else:
            yield from about.called(
                before.name.rpartition(".")[2], after.name.rpartition(".")[2], before.label, after.label
            )
            yield from about.altered("", f"`{before.text}`", f"`{after.text}`")
            yield from about.altered("citation", before.cite, after.cite)


def _outcome(was: ir.Outcome | None, now: ir.Outcome | None) -> Iterator[Change]:
    outcome = now or was
    assert outcome is not None
    about = subject("outcome", outcome.name, outcome.label)
    if was is None:
        yield about.added(f": `{outcome.text}`")
    elif now is None:
        yield about.removed(f": `{outcome.text}`")
    else:
        yield from about.called(was.name, now.name, was.label, now.label)
        yield from about.altered("", f"`{was.text}`", f"`{now.text}`")


def _selection(old: Index, new: Index) -> Iterator[Change]:
    none = ir.Selection()
    was, now = old.ruleset.selection or none, new.ruleset.selection or none
    about = Subject("selection", "selection", "selection")
    if was.places is not None and now.places is not None and was.period == now.period:
        per = f"quota per {now.period}" if now.period else "quota"
        yield from about.moved(per, was.places, now.places)
    else:
        yield from about.altered("quota", quota_text(was), quota_text(now))
    yield from about.altered("reserved", _reserves(old, was), _reserves(new, now))
    yield from about.altered("rank", _rank(old, was), _rank(new, now))
    yield from about.altered("ties", _ties(was), _ties(now))


def quota_text(selection: ir.Selection) -> str:
    """`1,000 per year`; "" where there is none."""
    if selection.each_draw:
        return "places set at each draw"
    if selection.places is None:
        return ""
    return digits(selection.places) + (f" per {selection.period}" if selection.period else "")


def _reserves(names: Index, selection: ir.Selection) -> str:
    said = (f"{digits(one.places)} when {condition_text(names, one.when)}" for one in selection.reserves)
    return ", ".join(said)


def _rank(names: Index, selection: ir.Selection) -> str:
    if selection.outcome is None or selection.rank_by is None:
        return ""
    order = "highest" if selection.highest_first else "lowest"
    return f"{selection.outcome} by {condition_text(names, selection.rank_by)}, {order} first"


def _ties(selection: ir.Selection) -> str:
    if selection.outcome is None:
        return ""
    return "discretionary" if selection.ties is None else f"earlier {', '.join(selection.ties)} first"
