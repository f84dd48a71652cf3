"""Reading: where in a function that trusts its input each fact is taken from the dictionary.

Looking a fact up costs more than comparing it. So a fact that is asked for once is looked up right
there, which may be never; one that is asked for in several places is looked up once, in front of the
innermost statement that holds all of them. While the function is written each place has a mark, which
no literal can contain; the marks are replaced when everything is in place.

A fact that exists only sometimes is looked up where it surely exists, or behind its condition; where it
does not exist a value of its kind stands in, which nothing that counts ever reads.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from qmasdsl.codegen.expressions import Facts, bare
from qmasdsl.codegen.names import Code, Names
from qmasdsl.codegen.statements import Attempt, Block, Chain, If, Line, Loop, Statement

_MARK = re.compile("\x00([0-9]+)(s?)\x01")


@dataclass(frozen=True, slots=True)
class Source:
    """How a fact is looked up; `gate` (which may hold marks) where it exists, `resting` where it does not."""

    look_up: Code
    gate: Code | None = None
    resting: Code | None = None


class Marks(Facts):
    """Puts a mark for every fact that is read; `unread` are those read by few enough to be looked up late."""

    lazy = True

    def __init__(self, order: dict[str, int], unread: frozenset[str]) -> None:
        super().__init__({})
        self._order = order
        self._unread = unread

    def code(self, name: str, sure: bool) -> Code:
        return Code(f"\x00{self._order[name]}{'s' if sure else ''}\x01")

    def is_unread(self, name: str) -> bool:
        return name in self._unread


@dataclass(frozen=True, slots=True)
class _Place:
    """One mark: the blocks that hold it with the position in each, outermost first; not further in than
    a loop, whose body runs `again`."""

    path: tuple[tuple[int, int], ...]
    sure: bool
    again: bool


def place_reads(body: Block, sources: list[Source], names: Names) -> None:
    """Replaces every mark in `body`; fact number n is found as `sources[n]` says."""
    depth = _depths(sources)
    texts: dict[int, Code] = {}
    for level in sorted(set(depth), reverse=True):
        blocks, places = _survey(body)
        inserted: dict[int, list[tuple[int, int, Line]]] = defaultdict(list)
        for fact in sorted(places):
            if depth[fact] != level:
                continue
            source, found = sources[fact], places[fact]
            if len(found) == 1 and not found[0].again and (source.gate is None or found[0].sure):
                texts[fact] = source.look_up
                continue
            name = texts[fact] = names.new("v")
            read = source.look_up
            if source.gate is not None:
                read = Code(f"{read} if {bare(source.gate)} else {source.resting}")
            block, at = _innermost(found)
            inserted[block].append((at, fact, Line(Code(f"{name} = {read}"))))
        _replace(body, texts)
        for block, lines in inserted.items():
            for at, _, line in sorted(lines, key=lambda one: one[:2], reverse=True):
                blocks[block].insert(at, line)


def _depths(sources: list[Source]) -> list[int]:
    """0 for what always exists, more for what exists only where something of a lower depth holds."""
    depths: list[int | None] = [None] * len(sources)

    def depth(fact: int) -> int:
        known = depths[fact]
        if known is None:
            gate = sources[fact].gate
            marks = [] if gate is None else [int(number) for number, _ in _MARK.findall(gate)]
            known = depths[fact] = 0 if gate is None else 1 + max(map(depth, marks), default=0)
        return known

    return [depth(fact) for fact in range(len(sources))]


def _survey(body: Block) -> tuple[dict[int, Block], dict[int, list[_Place]]]:
    blocks: dict[int, Block] = {}
    places: dict[int, list[_Place]] = defaultdict(list)
    waiting: list[tuple[Block, tuple[tuple[int, int], ...], bool]] = [(body, (), False)]
    while waiting:
        block, above, again = waiting.pop()
        blocks[id(block)] = block
        for at, statement in enumerate(block):
            path = above if again else (*above, (id(block), at))
            for text in _texts(statement):
                for number, sure in _MARK.findall(text):
                    places[int(number)].append(_Place(path, bool(sure), again))
            for inside in _inside(statement):
                waiting.append((inside, path, again or isinstance(statement, Loop)))
    return blocks, places


def _innermost(places: list[_Place]) -> tuple[int, int]:
    """The innermost block that holds all places, and the first position in it."""
    paths = [place.path for place in places]
    level = 0
    # One step further in, as long as all stand within the same statement of the same block.
    while all(len(path) > level + 1 for path in paths) and len({path[: level + 1] for path in paths}) == 1:
        if len({path[level + 1][0] for path in paths}) > 1:
            break
        level += 1
    return paths[0][level][0], min(path[level][1] for path in paths)


def _texts(statement: Statement) -> Iterator[Code]:
    match statement:
        case Line(text):
            yield text
        case If(test):
            yield test
        case Chain(branches):
            for branch in branches:
                yield branch.test
        case Loop(_, items):
            yield items
        case Attempt():
            return


def _inside(statement: Statement) -> Iterator[Block]:
    match statement:
        case Line():
            return
        case If(_, body, orelse):
            yield body
            yield orelse
        case Chain(branches, orelse):
            for branch in branches:
                yield branch.body
            yield orelse
        case Loop(_, _, body):
            yield body
        case Attempt(body, failed):
            yield body
            yield failed


def _replace(body: Block, texts: dict[int, Code]) -> None:
    def put(text: Code) -> Code:
        return Code(_MARK.sub(lambda mark: texts.get(int(mark[1]), mark[0]), text)) if "\x00" in text else text

    waiting = [body]
    while waiting:
        for statement in waiting.pop():
            match statement:
                case Line():
                    statement.text = put(statement.text)
                case If():
                    statement.test = put(statement.test)
                case Chain(branches):
                    for branch in branches:
                        branch.test = put(branch.test)
                case Loop():
                    statement.items = put(statement.items)
                case Attempt():
                    pass
            waiting.extend(_inside(statement))
