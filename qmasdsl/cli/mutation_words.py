"""What `qmas mutate` says: how many changes were tried, and those that no case notices."""

from collections.abc import Iterator

from qmasdsl.cases.mutants import Altered
from qmasdsl.cases.mutation import Mutation, Unnoticed
from qmasdsl.cli.coverage import block, name_words, place, typed
from qmasdsl.cli.output import counted
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, index


def told(ruleset: ir.Ruleset, found: Mutation, most: int | None) -> Iterator[str]:
    """The numbers, then the changes that no case notices, at most so many cases to type."""
    names = index(ruleset)
    yield f"{ruleset.source_name}: {counted(found.tried, 'change')} tried on {counted(found.cases, 'case')}"
    if found.failed:
        yield f"  {counted(found.failed, 'case')} left aside: a case that does not come out anyway notices nothing"
    yield f"  {len(found.noticed)} noticed by a case"
    yield f"  {len(found.harmless)} make no difference to anybody (proved)"
    if found.undecided:
        yield f"  {len(found.undecided)} noticed by no case, and whether anybody would notice is undecided"
    yield f"  {found.survivors} noticed by no case"
    for group in found.unnoticed[:most]:
        yield ""
        yield from (f"  {line}" for line in _unnoticed(names, group))
    left = sum(len(group.slipped) for group in found.unnoticed[len(found.unnoticed[:most]) :])
    if left:
        yield ""
        yield f"  … and {left} more: --all shows them"
    for one in found.undecided[:most]:
        yield ""
        yield f"  {_place(one.altered)}: {one.altered.words}"
        yield f"    no case notices; whether anybody would is undecided: {one.why}"
    if most is not None and len(found.undecided) > most:
        yield f"\n  … and {len(found.undecided) - most} more that are undecided: --all shows them"


def document(ruleset: ir.Ruleset, found: Mutation) -> dict[str, object]:
    """The same for programs; keys may be added later, none is changed or removed."""
    names = index(ruleset)
    changes: list[dict[str, object]] = []
    for noticed in found.noticed:
        changes.append(_change(noticed.altered, "noticed") | {"noticed_by": noticed.by.label})
    changes += [_change(altered, "harmless") for altered in found.harmless]
    for group in found.unnoticed:
        case = block(names, group.case)
        for one in group.slipped:
            changes.append(_change(one.altered, "unnoticed") | {"was": one.was, "now": one.now, "case": case})
    changes += [_change(one.altered, "undecided") | {"why": one.why} for one in found.undecided]
    return {
        "format": 1,
        "file": ruleset.source_name,
        "cases": found.cases,
        "cases_not_tried": found.failed,
        "tried": found.tried,
        "noticed": len(found.noticed),
        "harmless": len(found.harmless),
        "unnoticed": found.survivors,
        "undecided": len(found.undecided),
        "changes": changes,
    }


def _unnoticed(names: Index, group: Unnoticed) -> Iterator[str]:
    for one in group.slipped:
        yield f"{_place(one.altered)}: {one.altered.words}"
        yield f"  the rules give {one.was}, and with the change {one.now or 'nothing certain'}"
    yield from typed(names, group.case)


def _place(altered: Altered) -> str:
    return place(altered.span, altered.name)


def _change(altered: Altered, outcome: str) -> dict[str, object]:
    line = None if altered.span is None else altered.span.line
    return {"line": line, "in": name_words(altered.name), "change": altered.words, "outcome": outcome}
