"""What the rules speak of, compared: facts, lists, defines, questions, and what is always true.

Conditions are compared as `fmt` writes them, because that is what a reader compares: `education at least bachelor`
and `education in {bachelor, master, doctorate}` are a change of words here and the same people in people.py.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from qmasdsl.difference.changes import Change, Subject, Verb, counted, listed, quoted, subject
from qmasdsl.difference.matching import Pairs, matched
from qmasdsl.difference.rules import condition_text, rules_compared
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Field, Records, Several, Type, Value
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import type_words


def declared(old: Index, new: Index) -> Iterator[Change]:
    yield from _lists(old.ruleset, new.ruleset)
    yield from _facts(old, new)
    yield from _always(old.ruleset, new.ruleset)
    yield from _questions(old.ruleset, new.ruleset)
    yield from _defines(old, new)


def list_pairs(old: ir.Ruleset, new: ir.Ruleset) -> Pairs[ir.List]:
    return matched(old.lists, new.lists, lambda one: one.name, lambda one: one.label)


def _lists(old: ir.Ruleset, new: ir.Ruleset) -> Iterator[Change]:
    for was, now in list_pairs(old, new):
        if now is None:
            assert was is not None
            yield subject("list", was.name, was.label).removed(f", {counted(len(was.entries), 'entry', 'entries')}")
            continue
        about = subject("list", now.name, now.label)
        if was is None:
            yield about.added(f", {counted(len(now.entries), 'entry', 'entries')}")
            continue
        yield from about.called(was.name, now.name, was.label, now.label)
        yield from about.altered("citation", was.cite, now.cite)
        yield from _entries(about, was, now)


def _entries(about: Subject, was: ir.List, now: ir.List) -> Iterator[Change]:
    pairs = matched(was.entries, now.entries, lambda entry: entry.name, lambda entry: entry.label)
    fresh = [entry for before, entry in pairs if before is None and entry is not None]
    gone = [entry for entry, after in pairs if after is None and entry is not None]
    for verb, several in ((Verb.ADDED, fresh), (Verb.REMOVED, gone)):
        if several:
            side = "to" if verb is Verb.ADDED else "from"
            title = f"{counted(len(several), 'entry', 'entries')} {side} {about.title}"
            yield Change(verb, "entry", about.name, title, detail=f": {listed([entry.name for entry in several])}")
    for before, after in pairs:
        if before is None or after is None:
            continue
        here = Subject("entry", f"{now.name}.{after.name}", f"`{after.name}` in {about.title}")
        yield from here.called(before.name, after.name, before.label, after.label)
        yield from here.altered("only when", before.text and f"`{before.text}`", after.text and f"`{after.text}`")
        yield from here.altered("citation", before.cite, after.cite)


def _facts(old: Index, new: Index) -> Iterator[Change]:
    """Facts; those of one group that change alike (`ielts.reading`, `ielts.writing`) are told once."""
    pairs = matched(old.ruleset.facts, new.ruleset.facts, lambda fact: fact.name, lambda fact: "")
    found: list[tuple[str, Change]] = []
    for was, now in pairs:
        fact = now or was
        assert fact is not None
        found += [(fact.member[0] if fact.member else fact.name, change) for change in _fact(old, new, was, now)]
    for (group, verb, _, _, _), alike in groupby(found, lambda each: (each[0], each[1].verb, *_sayings(each[1]))):
        several = [change for _, change in alike]
        if len(several) == 1:
            yield several[0]
        else:
            one, names = several[0], listed([change.name for change in several])
            yield Change(verb, "fact", group, f"facts {names}", one.aspect, one.was, one.now, one.detail)


def _sayings(change: Change) -> tuple[str, str, str]:
    return change.aspect, change.was, change.now


def _fact(old: Index, new: Index, was: ir.Fact | None, now: ir.Fact | None) -> Iterator[Change]:
    if now is None:
        assert was is not None
        yield _about(was).removed(f", {type_words(was.type)}")
        return
    about = _about(now)
    if was is None:
        gate = f", only when {condition_text(new, now.gate)}" if now.gate else ""
        yield about.added(f", {type_words(now.type)}{gate}")
        return
    yield from _type(about, was.type, now.type)
    yield from about.altered("only when", condition_text(old, was.gate), condition_text(new, now.gate))
    yield from about.renamed(quoted(was.label), quoted(now.label), "label")


def _about(fact: ir.Fact) -> Subject:
    return Subject("fact", fact.name, f"fact `{fact.name}`")


def _type(about: Subject, was: Type, now: Type) -> Iterator[Change]:
    if isinstance(was, Choice | Several) and isinstance(now, type(was)):
        # The values of a list are told with the list.
        if was.listed is None or was.listed != now.listed:
            yield from _values(about, was.values, now.values)
        if isinstance(was, Choice) and isinstance(now, Choice) and was.ordered != now.ordered:
            yield from about.altered("domain", _order(was), _order(now))
        yield from _value_labels(about, was.values, now.values)
    elif isinstance(was, Records) and isinstance(now, Records):
        yield from about.moved("how many there may be", was.limit, now.limit)
        yield from _fields(about, was.fields, now.fields)
    else:
        yield from about.altered("domain", type_words(was), type_words(now))


def _order(choice: Choice) -> str:
    return "a level" if choice.ordered else "a choice without an order"


def _values(about: Subject, was: Sequence[Value], now: Sequence[Value]) -> Iterator[Change]:
    names, others = [value.name for value in was], [value.name for value in now]
    fresh, gone = [name for name in others if name not in names], [name for name in names if name not in others]
    for verb, several, side in ((Verb.ADDED, fresh, "to"), (Verb.REMOVED, gone, "from")):
        if several:
            title = f"{counted(len(several), 'value', 'values')} {side} {about.title}"
            yield Change(verb, "value", about.name, title, detail=f": {listed(several)}")
    stayed, still = [n for n in names if n in others], [n for n in others if n in names]
    if stayed != still:
        yield from about.altered("order of its values", ", ".join(stayed), ", ".join(still))


def _value_labels(about: Subject, was: Sequence[Value], now: Sequence[Value]) -> Iterator[Change]:
    before = {value.name: value.label for value in was}
    for value in now:
        yield from about.renamed(
            quoted(before.get(value.name, value.label)), quoted(value.label), f"label of `{value.name}`"
        )


def _fields(about: Subject, was: Sequence[Field], now: Sequence[Field]) -> Iterator[Change]:
    for before, after in matched(was, now, lambda field: field.name, lambda field: ""):
        field = after or before
        assert field is not None
        said = ("" if before is None else type_words(before.type), "" if after is None else type_words(after.type))
        yield from about.altered(f"`{field.name}` of each", *said)
        if before is not None and after is not None:
            yield from about.renamed(quoted(before.label), quoted(after.label), f"label of `{field.name}`")


def _always(old: ir.Ruleset, new: ir.Ruleset) -> Iterator[Change]:
    was, now = [always.text for always in old.always], [always.text for always in new.always]
    yield from (Subject("always", text, f"always {text}").added() for text in now if text not in was)
    yield from (Subject("always", text, f"always {text}").removed() for text in was if text not in now)


def _questions(old: ir.Ruleset, new: ir.Ruleset) -> Iterator[Change]:
    for was, now in matched(old.questions, new.questions, lambda one: one.name, lambda one: one.label):
        question = now or was
        assert question is not None
        about = subject("question", question.name, question.label)
        if was is None:
            yield about.added(f", {_reading(question)}")
        elif now is None:
            yield about.removed(f", {_reading(question)}")
        else:
            yield from about.called(was.name, now.name, was.label, now.label)
            yield from Subject("question", now.name, about.title).altered("", _reading(was), _reading(now))


def _reading(question: ir.Question) -> str:
    return f"read as {'yes' if question.reading else 'no'}"


def _defines(old: Index, new: Index) -> Iterator[Change]:
    pairs = matched(old.ruleset.defines, new.ruleset.defines, lambda one: one.name, lambda one: one.label)
    for was, now in pairs:
        define = now or was
        assert define is not None
        about = subject("define", define.name, define.label)
        if was is None:
            yield about.added(_told(new, define))
        elif now is None:
            yield about.removed(_told(old, define))
        else:
            yield from about.called(was.name, now.name, was.label, now.label)
            if isinstance(was.body, ir.Choose) and isinstance(now.body, ir.Choose):
                yield from rules_compared(old, new, about, (was.body,), (now.body,), now.type)
            else:
                yield from about.altered("", _define_text(old, was), _define_text(new, now))


def _told(names: Index, define: ir.Define) -> str:
    return f": {_define_text(names, define)}"


def _define_text(names: Index, define: ir.Define) -> str:
    if define.text:
        return f"`{define.text}`"
    if isinstance(define.body, ir.Choose):
        return f"{define.body.policy}"
    return condition_text(names, define.body)
