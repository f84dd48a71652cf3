"""Drawing: the few ways in which a rule set leaves something to chance."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

T = TypeVar("T")


class Chooser:
    """Hypothesis's `draw` in words. Each choice shrinks towards the plainer outcome."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def number(self, least: int, greatest: int) -> int:
        return self._draw(st.integers(least, greatest))

    def maybe(self, percent: int) -> bool:
        """True in about `percent` of a hundred; shrinks to False."""
        return self._draw(st.integers(0, 99)) >= 100 - percent

    def one(self, among: Sequence[T]) -> T:
        return among[self.number(0, len(among) - 1)]

    def some(self, among: Sequence[T], least: int = 1, greatest: int | None = None) -> list[T]:
        """Some of them, in their order."""
        greatest = len(among) if greatest is None else min(greatest, len(among))
        count = self.number(least, max(least, greatest))
        left = list(range(len(among)))
        taken = sorted(left.pop(self.number(0, len(left) - 1)) for _ in range(count))
        return [among[i] for i in taken]

    def rising(self, least: int, greatest: int, count: int) -> list[int]:
        """`count` different whole numbers, ascending, as far as there are so many."""
        count = min(count, greatest - least + 1)
        return sorted(self._draw(st.sets(st.integers(least, greatest), min_size=count, max_size=count)))
