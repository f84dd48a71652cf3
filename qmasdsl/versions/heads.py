"""Head lines: `repeal out of 195 and substitute out of 225`, for the head of a test or section."""

from qmasdsl.source import Span
from qmasdsl.syntax.nodes import Add, Heading, HeadPart, Named, Repeal, Thing
from qmasdsl.syntax.printer_amendments import said_text
from qmasdsl.versions.edits import Ledger
from qmasdsl.versions.problems import AlreadyThere, NotAsSaid, NotThere

_NOTHING = Heading()


def is_of_head(change: Add | Repeal) -> bool:
    """Whether the change is one of the head line."""
    things: tuple[Thing | Named, ...] = change.things if isinstance(change, Add) else (change.what,)
    return any(isinstance(thing, HeadPart) for thing in things)


def changed(heading: Heading, change: Add | Repeal, place: str, at: Span, ledger: Ledger) -> Heading:
    """The heading as the change leaves it; `at` is where the head line stands."""
    if isinstance(change, Add):
        return _added(heading, change.things, place, at, ledger)
    if not isinstance(change.what, HeadPart):
        return heading
    said = change.what
    there = _same_parts(heading, said.heading)
    if there == _NOTHING:
        ledger.problems.append(NotThere(said.span, f"`{said_text(said)}`", "", place, there=at))
        return heading
    if there != said.heading:
        reads = said_text(HeadPart(there, span=at))
        ledger.problems.append(NotAsSaid(said.span, said_text(said), reads, place, at))
        return heading
    return _added(_without(heading, said.heading), change.substitutes, place, at, ledger)


def _added(heading: Heading, things: tuple[Thing, ...], place: str, at: Span, ledger: Ledger) -> Heading:
    for thing in things:
        if isinstance(thing, HeadPart):
            there = _same_parts(heading, thing.heading)
            if there != _NOTHING:
                said = said_text(HeadPart(there, span=at))
                instead = f"repeal {said} and substitute {said_text(thing)}"
                ledger.problems.append(AlreadyThere(thing.span, said, "", place, at, instead))
            else:
                heading = _joined(heading, thing.heading)
    return heading


def _same_parts(heading: Heading, part: Heading) -> Heading:
    """Of `heading` the parts that `part` has."""
    return Heading(
        heading.label if part.label else None,
        heading.cite if part.cite else None,
        heading.within if part.within else None,
        heading.highest and part.highest,
        heading.out_of if part.out_of else (),
        heading.capped if part.capped else (),
        heading.only_when if part.only_when is not None else None,
    )


def _without(heading: Heading, part: Heading) -> Heading:
    return Heading(
        None if part.label else heading.label,
        None if part.cite else heading.cite,
        None if part.within else heading.within,
        heading.highest and not part.highest,
        () if part.out_of else heading.out_of,
        () if part.capped else heading.capped,
        None if part.only_when is not None else heading.only_when,
    )


def _joined(heading: Heading, part: Heading) -> Heading:
    return Heading(
        part.label or heading.label,
        part.cite or heading.cite,
        part.within or heading.within,
        heading.highest or part.highest,
        part.out_of or heading.out_of,
        part.capped or heading.capped,
        part.only_when if part.only_when is not None else heading.only_when,
    )
