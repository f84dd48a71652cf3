"""Applying an amendment: a module and what changes it, a module again.

The order of what stays is kept, what is substituted stands where the old stood, what is added stands at the end
of its block. Every node keeps its place in the file it was written in, so that a message about the amended scheme
points to the words it is about. Cases and claims of the version before are not taken over: they say what that
version does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from qmasdsl.diagnostics.model import Problem
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.frozen import frozen
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n
from qmasdsl.versions import heads
from qmasdsl.versions.edits import Edit, Key, Ledger, Node, named_in
from qmasdsl.versions.problems import AlreadyRepealed, NotThere


@frozen
class Amended:
    """The module as amended, what was wrong with the amendment, and where everything repealed so far was repealed."""

    module: n.Module
    problems: tuple[Problem, ...]
    gone: Mapping[Key, Span]


def amended(base: n.Module, amending: n.Module, gone: Mapping[Key, Span]) -> Amended:
    """`base` as the amendment in `amending` leaves it; `gone` is what amendments before it repealed."""
    work = _Work([item for item in base.items if not _says_what_it_does(item)], Ledger(dict(gone)))
    for amendment in [item for item in amending.items if isinstance(item, n.Amendment)][:1]:
        work.restart(amendment)
        for block in amendment.blocks:
            work.change(block)
    said = [item for item in amending.items if _says_what_it_does(item)]
    tables = [item for item in amending.items if isinstance(item, n.Wording)]
    items = _with_wordings([*work.items, *said], tables, frozenset(_texts(base.items)))
    removed = work.ledger.removed
    kept = [one for one in base.accepted if not any(_inside(one, span) for span in removed)]
    module = n.Module(amending.source, tuple(items), accepted=(*kept, *amending.accepted))
    return Amended(module, tuple(work.ledger.problems), work.ledger.gone)


def _says_what_it_does(item: n.Item) -> bool:
    return isinstance(item, n.Case | n.ProveHolds | n.ProveTrend)


def _inside(accepted: n.Accepted, span: Span) -> bool:
    if accepted.span.source is not span.source:
        return False
    return span.line <= accepted.line <= span.source.position(max(span.start, span.end - 1)).line


class _Work:
    """The items of the version that is being made."""

    def __init__(self, items: list[n.Item], ledger: Ledger) -> None:
        self.items = items
        self.ledger = ledger

    def restart(self, amendment: n.Amendment) -> None:
        """In force since the amendment, on the word of all the sources so far."""
        dates = tuple(clause for clause in amendment.clauses if isinstance(clause, n.InForce))[:1]
        sources = tuple(clause for clause in amendment.clauses if isinstance(clause, n.SourceLine))
        for at, item in enumerate(self.items):
            if isinstance(item, n.Scheme):
                kept = tuple(clause for clause in item.clauses if not isinstance(clause, n.InForce))
                self.items[at] = replace(item, clauses=(*dates, *kept, *sources))

    def change(self, block: n.ChangesIn) -> None:
        match block.place:
            case n.Place.FACTS:
                for change in block.changes:
                    self._in_facts(change, block)
            case n.Place.KINDS:
                for change in block.changes:
                    self._in_kinds(change, block)
            case n.Place.LIST:
                self._in_list(block)
            case n.Place.SELECTION:
                self._in_selection(block)
            case n.Place.TEST:
                self._in_test(block)
            case n.Place.SECTION:
                self._in_section(block)
            case n.Place.SCHEME:
                edit = self._edit(self.items, "scheme", "the scheme", block.span)
                for change in block.changes:
                    edit.apply(change)
                self.items = [thing for thing in edit.things if isinstance(thing, n.Item)]

    def _edit(
        self,
        things: Sequence[Node],
        key: str,
        place: str,
        at: Span,
        elsewhere: Mapping[tuple[str, str], Span] | None = None,
        hints: Mapping[tuple[str, str], str] | None = None,
    ) -> Edit:
        return Edit([*things], key, place, _head_line(at), self.ledger, elsewhere or {}, hints or {})

    # ---- facts and kinds: there may be several blocks of them ----

    def _in_facts(self, change: n.Add | n.Repeal, block: n.ChangesIn) -> None:
        everywhere: list[n.FactLine | n.UseFacts] = []
        for item in self.items:
            everywhere += item.facts if isinstance(item, n.Facts) else [item] if isinstance(item, n.UseFacts) else []
        at = self._holding(change, n.Facts)
        if isinstance(change, n.Repeal) and isinstance(change.what, n.Named) and change.what.name is not None:
            name = change.what.name.text
            using = [k for k, item in enumerate(self.items) if isinstance(item, n.UseFacts) and name in _texts_of(item)]
            if using:
                self._repeal_used(using[0], change)
                return
        if at is None:
            at = self._after_scheme()
            self.items.insert(at, n.Facts((), span=block.span))
        facts = self.items[at]
        assert isinstance(facts, n.Facts)
        taken = {(sort, known): span for sort, known, span in named_in(everywhere)}
        here = {(sort, known) for sort, known, _ in named_in(facts.facts)}
        others = {key: span for key, span in taken.items() if key not in here}
        edit = self._edit(facts.facts, "facts", "the facts", facts.span, others)
        edit.apply(change)
        lines = tuple(line for line in edit.things if isinstance(line, n.FactLine))
        self.items[at : at + 1] = [replace(facts, facts=lines)] if lines else []

    def _repeal_used(self, at: int, change: n.Repeal) -> None:
        """A fact that comes from another file is no longer used; what takes its place is a fact of the scheme."""
        edit = self._edit([self.items[at]], "facts", "the facts", self.items[at].span)
        edit.apply(n.Repeal(change.what, span=change.span))
        self.items[at : at + 1] = [item for item in edit.things if isinstance(item, n.UseFacts)]
        if change.substitutes:
            block = n.ChangesIn(n.Place.FACTS, None, (), span=change.span)
            self._in_facts(n.Add(change.substitutes, span=change.span), block)

    def _in_kinds(self, change: n.Add | n.Repeal, block: n.ChangesIn) -> None:
        at = self._holding(change, n.Kinds)
        if at is None:
            at = self._after_scheme()
            self.items.insert(at, n.Kinds((), span=block.span))
        kinds = self.items[at]
        assert isinstance(kinds, n.Kinds)
        edit = self._edit(kinds.kinds, "kinds", "the kinds", kinds.span)
        edit.apply(change)
        lines = tuple(line for line in edit.things if isinstance(line, n.KindLine))
        self.items[at : at + 1] = [replace(kinds, kinds=lines)] if lines else []

    def _holding(self, change: n.Add | n.Repeal, sort: type[n.Facts] | type[n.Kinds]) -> int | None:
        """The block of that sort that has what is repealed; else the last one; None if there is none."""
        found: int | None = None
        for at, item in enumerate(self.items):
            if isinstance(item, sort):
                found = at
                lines = item.facts if isinstance(item, n.Facts) else item.kinds
                if isinstance(change, n.Repeal) and isinstance(change.what, n.Named) and change.what.name is not None:
                    wanted = change.what.name.text
                    if any(name == wanted for _, name, _ in named_in(lines)):
                        return at
        return found

    def _after_scheme(self) -> int:
        return next((at + 1 for at, item in enumerate(self.items) if isinstance(item, n.Scheme)), 0)

    # ---- one thing by its name ----

    def _in_list(self, block: n.ChangesIn) -> None:
        at = self._named(block, n.ListBlock, "list")
        found = None if at is None else self.items[at]
        if at is not None and isinstance(found, n.ListBlock):
            name = found.name.text
            edit = self._edit(found.entries, f"list {name}", f"the list `{name}`", found.span)
            for change in block.changes:
                edit.apply(change)
            entries = tuple(thing for thing in edit.things if isinstance(thing, n.Entry))
            self.items[at] = replace(found, entries=entries)

    def _in_selection(self, block: n.ChangesIn) -> None:
        at = next((k for k, item in enumerate(self.items) if isinstance(item, n.Selection)), None)
        if at is None:
            self.ledger.problems.append(NotThere(_head_line(block.span), "selection", "", "the scheme"))
            return
        found = self.items[at]
        assert isinstance(found, n.Selection)
        edit = self._edit(found.items, "selection", "the selection", found.span)
        for change in block.changes:
            edit.apply(change)
        lines = tuple(
            thing for thing in edit.things if isinstance(thing, n.Quota | n.NoQuota | n.EachDraw | n.Rank | n.Ties)
        )
        self.items[at] = replace(found, items=lines)

    def _in_test(self, block: n.ChangesIn) -> None:
        at = self._named(block, n.Test, "test")
        if at is not None and isinstance(found := self.items[at], n.Test):
            self.items[at] = self._test(found, block)

    def _test(self, test: n.Test, block: n.ChangesIn) -> n.Test:
        name = test.name.text
        place = f"the test `{name}`"
        sections = [item for item in test.items if isinstance(item, n.Section)]
        inside = {
            (sort, known): (span, section.name.text)
            for section in sections
            for sort, known, span in named_in(section.items)
        }
        taken = {key: span for key, (span, _) in inside.items()}
        hints = {key: f"it beneath `in section {name}.{section}`" for key, (_, section) in inside.items()}
        edit = self._edit(test.items, f"test {name}", place, test.span, taken, hints)
        heading = test.heading
        for change in block.changes:
            if heads.is_of_head(change):
                heading = heads.changed(heading, change, place, _head_line(test.span), self.ledger)
            else:
                edit.apply(change)
        items = tuple(thing for thing in edit.things if isinstance(thing, n.TestItem))
        return replace(test, heading=heading, items=items)

    def _in_section(self, block: n.ChangesIn) -> None:
        at = self._named(block, n.Test, "test")
        test = None if at is None else self.items[at]
        if at is None or not isinstance(test, n.Test) or block.name is None or len(block.name.parts) != 2:
            return
        wanted, place = block.name.parts[1], f"the section `{block.name.text}`"
        names = [item.name.text for item in test.items if isinstance(item, n.Section)]
        if wanted not in names:
            problem = self._no_such(block.name, "section", wanted, f"the test `{test.name.text}`", names, test.span)
            self.ledger.problems.append(problem)
            return
        items: list[n.TestItem] = [*test.items]
        for k, section in enumerate(items):
            if isinstance(section, n.Section) and section.name.text == wanted:
                others = {(s, one): span for s, one, span in named_in(_factors_but(test, section))}
                edit = self._edit(section.items, f"section {block.name.text}", place, section.span, others)
                heading = section.heading
                for change in block.changes:
                    if heads.is_of_head(change):
                        heading = heads.changed(heading, change, place, _head_line(section.span), self.ledger)
                    else:
                        edit.apply(change)
                left = tuple(thing for thing in edit.things if isinstance(thing, n.Factor | n.UseFactors))
                items[k] = replace(section, heading=heading, items=left)
        self.items[at] = replace(test, items=tuple(items))

    def _named(self, block: n.ChangesIn, sort: type[n.ListBlock] | type[n.Test], words: str) -> int | None:
        """Where the list or test stands that the block is about; None, and a problem, if there is none."""
        if block.name is None:
            return None
        wanted = block.name.parts[0]
        names: list[str] = []
        for at, item in enumerate(self.items):
            if isinstance(item, sort):
                if item.name.text == wanted:
                    return at
                names.append(item.name.text)
        self.ledger.problems.append(self._no_such(block.name, words, wanted, "the scheme", names, None))
        return None

    def _no_such(
        self, path: n.Path, sort: str, name: str, place: str, names: Sequence[str], there: Span | None
    ) -> Problem:
        key = (place.replace("the ", "").replace("`", ""), sort, name)
        if (gone := self.ledger.gone.get(key)) is not None:
            return AlreadyRepealed(path.span, sort, name, place, gone)
        return NotThere(path.span, sort, name, place, nearest(name, names), there=there and _head_line(there))


def _factors_but(test: n.Test, section: n.Section) -> Iterator[Node]:
    for item in test.items:
        if isinstance(item, n.Section):
            yield from () if item is section else item.items


def _texts_of(used: n.UseFacts) -> list[str]:
    return [name.text for name in used.names]


def _head_line(span: Span) -> Span:
    return Span(span.source, span.start, span.start + len(span.text.split("\n")[0].rstrip()))


# ---- wordings -----------------------------------------------------------------------------------


def _with_wordings(items: Sequence[n.Item], tables: Sequence[n.Wording], before: frozenset[str]) -> list[n.Item]:
    """The items with the rows of the amendment's wordings: a row for the same words replaces the one there was.
    Rows for words that were there and are no longer are left out."""
    left = {table.language: table for table in tables}
    dropped = before - frozenset(_texts(items))
    found: list[n.Item] = []
    for item in items:
        if not isinstance(item, n.Wording):
            found.append(item)
            continue
        more = left.pop(item.language, None)
        rows = {row.key: row for row in item.rows if _worded(row.key) not in dropped}
        rows |= {row.key: row for row in more.rows} if more else {}
        found.append(replace(item, rows=tuple(rows.values())))
    return [*found, *left.values()]


def _worded(key: str) -> str:
    """The label that a row is about: that of `general.family: Family` is `Family`."""
    name, colon, label = key.partition(": ")
    return label if colon and all(part.isidentifier() for part in name.split(".")) else key


def _texts(node: object) -> Iterator[str]:
    """Every label in the nodes, wherever it stands."""
    if isinstance(node, n.Text):
        yield node.text
    elif isinstance(node, tuple | list):
        for one in node:
            yield from _texts(one)
    elif is_dataclass(node) and not isinstance(node, type) and not isinstance(node, n.Wording):
        for field in fields(node):
            if field.name != "span":
                yield from _texts(getattr(node, field.name))
