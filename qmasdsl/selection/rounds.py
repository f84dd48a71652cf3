"""Rounds: what is left of a quota after the rounds before.

Of those who were placed before, whoever qualifies for a reserve holds one of its places as far as these go, and the
others hold open places: so it does not matter in how many rounds, or in which order, they were placed.
"""

from collections.abc import Sequence
from dataclasses import replace

from qmasdsl.selection.places import CannotSelect, Places


def left(places: Places, placed_before: Sequence[int]) -> Places:
    """The places that are left; `placed_before` is by reserve, the first number of those who qualify for none."""
    in_reserve = [min(kept, n) for kept, n in zip(places.reserved, placed_before[1:], strict=True)]
    reserved = tuple(kept - n for kept, n in zip(places.reserved, in_reserve, strict=True))
    if places.open is None:
        return replace(places, reserved=reserved)
    in_open = sum(placed_before) - sum(in_reserve)
    if in_open > places.open:
        what = "open places" if places.reserved else "places"
        raise CannotSelect(f"{in_open:,} {what} were given before, and there are {places.open:,}")
    return replace(places, open=places.open - in_open, reserved=reserved)
