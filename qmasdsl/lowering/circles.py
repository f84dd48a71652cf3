"""Circles: what is worked out from itself, by whatever way, has no value.

The names that each define, score, verdict and gate reads were noted while it was checked. Where they lead back, the
shortest round through one place is reported, once for each knot of names. The search is a loop, never recursion, so
that a chain of ten thousand defines is only a long chain.
"""

from collections.abc import Iterator

from qmasdsl.lowering.context import Context, Owner
from qmasdsl.lowering.problems_names import Circular
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n


def report_circles(context: Context) -> None:
    """One problem for each knot of names that lead back to themselves."""
    edges = {owner: sorted(reads) for owner, reads in context.edges.items()}
    for knot in _knots(edges):
        shown = [(owner, name, place) for owner, name, place in _shown(context, _round(knot, edges))]
        if shown:
            names, places = tuple(name for _, name, _ in shown), tuple(place for _, _, place in shown)
            context.report(Circular(places[0], names, places))


def _knots(edges: dict[Owner, list[Owner]]) -> Iterator[list[Owner]]:
    """The strongly connected parts that hold a circle (Tarjan's algorithm, with a stack of our own)."""
    order: dict[Owner, int] = {}
    low: dict[Owner, int] = {}
    held: list[Owner] = []
    on: set[Owner] = set()
    for start in edges:
        if start in order:
            continue
        work: list[tuple[Owner, int]] = [(start, 0)]
        while work:
            owner, at = work.pop()
            if at == 0:
                order[owner] = low[owner] = len(order)
                held.append(owner)
                on.add(owner)
            reads = edges.get(owner, [])
            if at > 0:
                low[owner] = min(low[owner], low[reads[at - 1]])
            while at < len(reads) and reads[at] in order:
                if reads[at] in on:
                    low[owner] = min(low[owner], order[reads[at]])
                at += 1
            if at < len(reads):
                work.append((owner, at + 1))
                work.append((reads[at], 0))
                continue
            if low[owner] == order[owner]:
                knot: list[Owner] = []
                while not knot or knot[-1] != owner:
                    knot.append(held.pop())
                    on.discard(knot[-1])
                if len(knot) > 1 or owner in reads:
                    yield knot


def _round(knot: list[Owner], edges: dict[Owner, list[Owner]]) -> list[Owner]:
    """A shortest way from one name of the knot back to it."""
    inside = set(knot)
    start = min(knot, key=lambda owner: (_RANK.get(owner[0], 9), owner[1]))
    came: dict[Owner, Owner] = {}
    level = [start]
    while level:
        following: list[Owner] = []
        for owner in level:
            for read in edges.get(owner, []):
                if read == start:
                    path = [owner]
                    while path[-1] != start:
                        path.append(came[path[-1]])
                    return path[::-1]
                if read in inside and read not in came:
                    came[read] = owner
                    following.append(read)
        level = following
    return [start]


# What a reader would look at first.
_RANK = {"define": 0, "fact": 1, "factor": 2, "section": 3, "requirement": 4, "outcome": 5, "list": 6, "total": 7}


def _shown(context: Context, path: list[Owner]) -> Iterator[tuple[Owner, str, Span]]:
    """The names of a round as they are written, with their places; a gate and its section are one."""
    seen: set[str] = set()
    for owner in path:
        name, place = _place(context, owner)
        if place is not None and name not in seen:
            seen.add(name)
            yield owner, name, place


def _place(context: Context, owner: Owner) -> tuple[str, Span | None]:
    sort, name = owner
    names = context.names
    test, _, word = name.partition(".")
    match sort:
        case "define" | "fact":
            return name, names.place(name)
        case "list":
            return name, names.lists[name].name.span if name in names.lists else None
        case "outcome":
            return name, names.outcomes[name].name.span if name in names.outcomes else None
        case "requirement" if not word:
            return name, names.requirements[name].name.span if name in names.requirements else None
        case "factor" | "section" | "gate" | "requirement":
            declared = names.tests.get(test)
            return name, declared.places.get(word) if declared else None
        case "total" | "passes" | "applies":
            declared = names.tests.get(name)
            return f"{name}.{sort}", declared.node.name.span if declared else None
        case _:
            return name, None


def unread(context: Context) -> Iterator[tuple[str, str, Span]]:
    """Lists, kinds, defines, questions and shared factors that nothing uses: (what, name, place)."""
    read = {owner for reads in context.edges.values() for owner in reads} | context.used
    declared: list[tuple[str, str, str, n.Name]] = []
    declared += [("list", "list", name, block.name) for name, block in context.names.lists.items()]
    declared += [("kind", "kind", name, kind.name) for name, kind in context.names.kinds.items()]
    declared += [("define", "define", name, define.name) for name, define in context.names.defines.items()]
    declared += [("question", "question", name, question.name) for name, question in context.names.questions.items()]
    declared += [("shared", "shared factor", name, factor.name) for name, factor in context.names.shared.items()]
    for sort, what, name, place in declared:
        if (sort, name) not in read:
            yield what, name, place.span
