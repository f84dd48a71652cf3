"""Beside: long work shared with a second process, where the system can split one in two.

The other process is a copy of this one, with all diagrams that were made so far, and hands back answers. If it
cannot be had, or does not come back, everything is worked out here.
"""

import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def shared(work: Callable[[Item], Made], items: Sequence[Item]) -> list[Made]:
    """`work` done on each item, every second one of them in another process."""
    if len(items) < 2 or not hasattr(os, "fork"):
        return [work(item) for item in items]
    reader, writer = os.pipe()
    other = os.fork()
    if other == 0:
        _hand_over(work, items[1::2], reader, writer)
    os.close(writer)
    try:
        with open(reader, "rb") as file:
            here = [work(item) for item in items[::2]]
            data = file.read()
    finally:
        os.waitpid(other, 0)
    there: list[Made] = pickle.loads(data) if data else [work(item) for item in items[1::2]]
    found: list[Made] = []
    for at in range(len(items)):
        found.append((there if at % 2 else here)[at // 2])
    return found


def _hand_over(work: Callable[[Item], Made], items: Sequence[Item], reader: int, writer: int) -> None:
    """What the other process does; it never returns."""
    code = 1
    try:
        os.close(reader)
        data = pickle.dumps([work(item) for item in items])
        with open(writer, "wb") as file:
            file.write(data)
        code = 0
    finally:
        # Nothing of what this process would do at its end is its own to do.
        os._exit(code)
