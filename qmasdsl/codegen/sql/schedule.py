"""Schedule: in which steps the columns of a statement are worked out.

A step reads the steps before it, so what reads another thing stands at least one step later. Columns may be taken in
blocks, so that a statement with thousands of them is long and not wide: some engines allow 1,600 columns in a step.
"""

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from qmasdsl.codegen.sql.expressions import Expressions
from qmasdsl.frozen import frozen


@frozen
class Item:
    """A column of a step: its name, the columns that it reads, and how it is printed. `raw` reads the table."""

    name: str
    reads: frozenset[str]
    made: Callable[[Expressions], exp.Expr]
    about: str = ""
    raw: bool = False


def steps_of(items: Sequence[Item], block: int) -> list[list[Item]]:
    """The items, each after all that it reads, in blocks of so many; all that read the table are in the first step."""
    steps = [[item for item in items if item.raw]]
    rest = [item for item in items if not item.raw]
    for start in range(0, len(rest), block):
        before = len(steps)
        level: dict[str, int] = {}
        for item in rest[start : start + block]:
            at = max((level[name] + 1 for name in item.reads if name in level), default=before)
            level[item.name] = at
            steps += [[]] if at == len(steps) else []
            steps[at].append(item)
    return [step for step in steps if step]


def in_order(items: Iterable[Item], early: Iterable[Item]) -> list[Item]:
    """`items` in their order, with those of `early` put in as soon as all that they read stands before them."""
    waiting = [(set(item.reads), item) for item in early]
    readers: dict[str, list[int]] = {}
    for at, (names, _) in enumerate(waiting):
        for name in names:
            readers.setdefault(name, []).append(at)
    found = [item for names, item in waiting if not names]
    for item in items:
        placed = [item]
        while placed:
            one = placed.pop()
            found.append(one)
            for at in readers.get(one.name, ()):
                names, reader = waiting[at]
                names.discard(one.name)
                if not names:
                    placed.append(reader)
    return found


def last_reads(steps: Sequence[Sequence[Item]], at_last: Iterable[str]) -> dict[str, int]:
    """The number of the last step that reads each column; what is read after all of them has their number."""
    found = {name: at for at, step in enumerate(steps) for item in step for name in item.reads}
    return found | dict.fromkeys(at_last, len(steps))
