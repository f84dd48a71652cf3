"""Edits: one `add` or `repeal` at a time in one list of things, such as the entries of a list or the items of a test.

Things are addressed by their names. What has no name (a quota, a pass mark, an `always`) is said again, and must
read so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from qmasdsl.diagnostics.model import Problem
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.frozen import slotted
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer_amendments import said_text
from qmasdsl.versions.problems import AlreadyRepealed, AlreadyThere, NotAsSaid, NotThere

Key = tuple[str, str, str]  # the place, the sort of thing and its name
Node = n.Item | n.Thing

_MARKS = (n.PassMark, n.PassWhen, n.NoPassMark)
_QUOTAS = (n.Quota, n.NoQuota, n.EachDraw)
# Of each of these there is one; which words it is said with may differ.
_ONE_OF_THESE: tuple[tuple[type, ...], ...] = (_MARKS, _QUOTAS, (n.Rank,), (n.Ties,))
# The words before a name where it is repealed, by its sort, at the top of a scheme and in a test.
_AT_TOP = {"factor": "shared factor ", "requirement": "require "}
_IN_TEST = {"requirement": "this test requires "}
_BARE = ("entry", "fact", "kind")


@slotted
class Ledger:
    """What is kept from one change to the next: problems, what was removed from where, what was repealed so far."""

    gone: dict[Key, Span]
    problems: list[Problem] = field(default_factory=list)
    removed: list[Span] = field(default_factory=list)


@slotted
class Edit:
    """The `things` of one place, being changed. `place` names it in words, `at` is where it begins; `elsewhere` are
    names that are taken though they stand in no thing here, by sort and name."""

    things: list[Node]
    key: str
    place: str
    at: Span
    ledger: Ledger
    elsewhere: Mapping[tuple[str, str], Span] = field(default_factory=dict)
    hints: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def apply(self, change: n.Add | n.Repeal) -> None:
        match change:
            case n.Add():
                self.things += [thing for thing in change.things if self._is_new(thing)]
            case n.Repeal(what=n.Named() as named):
                self._by_name(named, change)
            case n.Repeal(what=said):
                assert not isinstance(said, n.Named)
                self._as_said(said, change)

    # ---- by name ----

    def _by_name(self, named: n.Named, change: n.Repeal) -> None:
        name = "" if named.name is None else named.name.text
        found = next((at for at, thing in enumerate(self.things) if (named.sort, name) in _keys(thing)), None)
        if found is None:
            self.ledger.problems.append(self._lacking(named, name))
            return
        old = self.things[found]
        before, after = _parted(old, name)
        if not before and not after:
            self.ledger.removed.append(old.span)
        del self.things[found]
        self.ledger.gone[self.key, named.sort, name] = change.span
        new = [thing for thing in change.substitutes if self._is_new(thing)]
        self.things[found:found] = [*before, *new, *after]

    def _lacking(self, named: n.Named, name: str) -> Problem:
        span = named.span if named.name is None else named.name.span
        gone = self.ledger.gone.get((self.key, named.sort, name))
        if gone is not None:
            return AlreadyRepealed(span, named.sort, name, self.place, gone)
        known = [known for thing in self.things for sort, known in _keys(thing) if sort == named.sort]
        hint = self.hints.get((named.sort, name), "")
        return NotThere(span, named.sort, name, self.place, nearest(name, known), hint, self.at)

    def _is_new(self, thing: Node) -> bool:
        """Whether none of the names of `thing` is taken; what is added again is no longer gone."""
        for sort, name in _keys(thing):
            first = self._place_of(sort, name) or self.elsewhere.get((sort, name))
            if first is not None:
                span = _span_of(thing, name)
                self.ledger.problems.append(
                    AlreadyThere(span, sort, name, self.place, first, self._instead(sort, name))
                )
                return False
            self.ledger.gone.pop((self.key, sort, name), None)
        there = self._same_kind(thing)
        if there and _is_single(thing):
            said = said_text(there[0])
            self.ledger.problems.append(
                AlreadyThere(thing.span, said, "", self.place, there[0].span, f"repeal {said} and substitute …")
            )
            return False
        return True

    def _instead(self, sort: str, name: str) -> str:
        if sort in _BARE:
            return f"repeal {name} and substitute, and the new one beneath it"
        words = (_AT_TOP if self.key == "scheme" else _IN_TEST).get(sort, f"{sort} ")
        return f"repeal {words}{name}".rstrip() + " and substitute, and the new one beneath it"

    def _place_of(self, sort: str, name: str) -> Span | None:
        return next((_span_of(thing, name) for thing in self.things if (sort, name) in _keys(thing)), None)

    # ---- by saying it again ----

    def _as_said(self, said: n.Said, change: n.Repeal) -> None:
        plain = _plain(said)
        found = next((at for at, thing in enumerate(self.things) if _plain(thing) == plain), None)
        if found is None:
            there = self._same_kind(said)
            if there:
                reads = said_text(_closest(there, said))
                problem: Problem = NotAsSaid(said.span, said_text(said), reads, self.place, _closest(there, said).span)
            else:
                problem = NotThere(said.span, f"`{said_text(said)}`", "", self.place, there=self.at)
            self.ledger.problems.append(problem)
            return
        self.ledger.removed.append(self.things[found].span)
        del self.things[found]
        new = [thing for thing in change.substitutes if self._is_new(thing)]
        self.things[found:found] = new

    def _same_kind(self, thing: Node) -> list[n.Said]:
        kinds = next((kinds for kinds in _ONE_OF_THESE if isinstance(thing, kinds)), (type(thing),))
        found = [other for other in self.things if isinstance(other, kinds)]
        return [other for other in found if isinstance(other, n.Said)]


def _closest(there: Sequence[n.Said], said: n.Said) -> n.Said:
    texts = {said_text(one): one for one in there}
    return texts[nearest(said_text(said), texts) or next(iter(texts))]


def _is_single(thing: Node) -> bool:
    return any(isinstance(thing, kinds) for kinds in _ONE_OF_THESE)


def _plain(thing: Node) -> Node:
    """A thing as it is compared: whether a list of conditions stands on one line or on several means nothing."""
    if isinstance(thing, n.Always) and isinstance(thing.condition, n.Listed):
        return replace(thing, condition=replace(thing.condition, block=False))
    return thing


def named_in(things: Iterable[Node]) -> Iterator[tuple[str, str, Span]]:
    """The sort and name of everything that can be addressed, and where it stands."""
    for thing in things:
        for sort, name in _keys(thing):
            yield sort, name, _span_of(thing, name)


def _keys(thing: Node) -> tuple[tuple[str, str], ...]:
    match thing:
        case n.Entry():
            return (("entry", thing.name.text),)
        case n.FactLine() | n.UseFacts():
            return tuple(("fact", name.text) for name in thing.names)
        case n.KindLine():
            return (("kind", thing.name.text),)
        case n.Factor():
            return (("factor", thing.name.text),)
        case n.UseFactors():
            return tuple(("factor", name.text) for name in thing.names)
        case n.Section():
            return (("section", thing.name.text),)
        case n.Require():
            return (("requirement", thing.name.text),)
        case n.ListBlock():
            return (("list", thing.name.text),)
        case n.Question():
            return (("question", thing.name.text),)
        case n.Define():
            return (("define", thing.name.text),)
        case n.Outcome():
            return (("outcome", thing.name.text),)
        case n.Test():
            return (("test", thing.name.text),)
        case n.Selection():
            return (("selection", ""),)
        case _:
            return ()


def _span_of(thing: Node, name: str) -> Span:
    """Where `name` stands in the thing that it names."""
    match thing:
        case n.FactLine() | n.UseFactors() | n.UseFacts():
            return next(one.span for one in thing.names if one.text == name)
        case (
            n.Entry()
            | n.KindLine()
            | n.Factor()
            | n.Section()
            | n.Require()
            | n.ListBlock()
            | n.Question()
            | n.Define()
            | n.Outcome()
            | n.Test()
        ):
            return thing.name.span
        case _:
            return thing.span


def _parted(thing: Node, name: str) -> tuple[list[Node], list[Node]]:
    """What is left of a thing of several names before and after one of them."""
    if not isinstance(thing, n.FactLine | n.UseFactors | n.UseFacts):
        return [], []
    at = [one.text for one in thing.names].index(name)
    parts = (thing.names[:at], thing.names[at + 1 :])
    before, after = ([replace(thing, names=names)] if names else [] for names in parts)
    return [*before], [*after]
