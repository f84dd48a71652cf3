"""Reading: where in a function that trusts its input each fact is taken from the dictionary.

Looking a fact up costs more than comparing it. So a fact that is asked for once is looked up right
there, which may be never; so is one that is asked for in alternatives that exclude each other. One that
may be asked for again is looked up once, in front of the innermost statement that holds all those places.
While the function is written each place has a mark, which no literal can contain; the marks are replaced
when everything is in place.

A fact that exists only sometimes is looked up where it surely exists, or behind its condition; where it
does not exist a value of its kind stands in, which nothing that counts ever reads.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from qmasdsl.codegen.expressions import Facts, bare
from qmasdsl.codegen.names import Code, Names
from qmasdsl.codegen.statements import Attempt, Block, Chain, If, Line, Loop, Statement
from qmasdsl.frozen import frozen

_MARK = re.compile("\x00([0-9]+)(s?)\x01")


@frozen
class Source:
    """How a fact is looked up, and of which Python type what is found is, if it is always of one; `gate` (which
    may hold marks) where it exists, `resting` where it does not."""

    look_up: Code
    type: Code | None = None
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


@frozen
class _Marks:
    """The marks of one fact in a statement: in its own text, in what is inside of it, and of all of them how
    many stand where the fact surely exists."""

    own: int = 0
    inside: int = 0
    sure: int = 0


def place_reads(body: Block, sources: list[Source], names: Names) -> None:
    """Replaces every mark in `body`; fact number n is found as `sources[n]` says."""
    depths = _depths(sources)
    variables: dict[int, Code] = {}
    # What exists only sometimes first: looking it up asks for other facts.
    for depth in sorted(set(depths), reverse=True):
        facts = {fact for fact, its in enumerate(depths) if its == depth}
        _Placing(sources, names, variables, facts).block(body)


@frozen
class _Placing:
    """Places the reads of `facts`, block by block from the outside."""

    sources: list[Source]
    names: Names
    variables: dict[int, Code]
    facts: set[int]

    def block(self, block: Block) -> None:
        found = [_marks(statement, self.facts) for statement in block]
        reads: list[tuple[int, Line]] = []
        texts: dict[int, dict[int, Code]] = defaultdict(dict)  # what stands for each mark, by statement
        holding: dict[int, list[int]] = defaultdict(list)
        for at, inside in enumerate(found):
            for fact in inside:
                holding[fact].append(at)
        for fact, places in sorted(holding.items()):
            source, first = self.sources[fact], block[places[0]]
            marks = found[places[0]][fact]
            sure = source.gate is None or marks.sure == marks.own + marks.inside
            if len(places) == 1 and marks.own == 0 and not isinstance(first, Loop):
                continue  # what is inside decides, each alternative for itself
            if len(places) == 1 and marks.own == 1 and not marks.inside and sure:
                texts[places[0]][fact] = source.look_up
                continue
            is_new = fact not in self.variables
            if is_new:
                self.variables[fact] = self.names.new("v")
            variable = self.variables[fact]
            read = source.look_up
            if source.gate is not None:
                read = Code(f"{read} if {bare(source.gate)} else {source.resting}")
            # Types are for compilers; a name has its type where it first stands.
            typed = f": {source.type}" if is_new and source.type is not None else ""
            reads.append((places[0], Line(Code(f"{variable}{typed} = {read}"))))
            for at in places:
                texts[at][fact] = variable
        for at, these in texts.items():
            _replace([block[at]], these)
        for statement in block:
            for below in _inside(statement):
                self.block(below)
        reads.sort(key=lambda read: read[0])  # those of one place stay in the order of the facts
        for at, line in reversed(reads):
            block.insert(at, line)


def _marks(statement: Statement, facts: set[int]) -> dict[int, _Marks]:
    """The marks of `facts` in a statement."""
    own: Counter[int] = Counter()
    inside: Counter[int] = Counter()
    sure: Counter[int] = Counter()
    waiting = [(statement, own)]
    while waiting:
        top, counter = waiting.pop()
        for text in _texts(top):
            for number, is_sure in _MARK.findall(text) if "\x00" in text else ():
                if int(number) in facts:
                    counter[int(number)] += 1
                    sure[int(number)] += bool(is_sure)
        waiting.extend((one, inside) for block in _inside(top) for one in block)
    return {fact: _Marks(own[fact], inside[fact], sure[fact]) for fact in {*own, *inside}}


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


def _replace(body: Sequence[Statement], texts: dict[int, Code]) -> None:
    def put(text: Code) -> Code:
        return Code(_MARK.sub(lambda mark: texts.get(int(mark[1]), mark[0]), text)) if "\x00" in text else text

    waiting: list[Sequence[Statement]] = [body]
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
