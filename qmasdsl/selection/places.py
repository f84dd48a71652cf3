"""Places: how many there are, and who gets one.

Candidates are taken in the order of their rank. Whoever qualifies for a reserve takes one of its places while there
is one, else an open place; everybody else takes an open place. So a reserve is a least number: those who qualify get
so many places if there are as many of them, and are not kept to it. A reserved place is given to nobody else
(docs/decisions/0009-selection.md).

A reserve goes by its number, from 1 in the order of the rules; 0 is none.
"""

from collections.abc import Sequence
from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Selection

Ahead = Sequence[int]  # how many candidates rank before somebody, by their reserve


class CannotSelect(ValueError):
    """Why there is nothing to select by, in words for people."""


class Standing(StrEnum):
    """What becomes of an applicant. On the line: the rules do not decide between them and others."""

    IN = "in"
    ON_THE_LINE = "on the line"
    OUT = "out"
    NOT_A_CANDIDATE = "not a candidate"


@frozen
class Places:
    """Places that can be given now: open ones (None: without limit), those of each reserve, and the most that are
    given in this round (None: all of them)."""

    open: int | None
    reserved: tuple[int, ...] = ()
    at_most: int | None = None

    @property
    def total(self) -> int | None:
        """How many candidates can get a place at all; None without limit."""
        every = None if self.open is None else self.open + sum(self.reserved)
        return min((one for one in (every, self.at_most) if one is not None), default=None)


def places_of(selection: Selection, quota: int | None = None) -> Places:
    """The places of a whole period, or of a draw: what the rules say, or `quota` instead of it."""
    reserved = tuple(reserve.places for reserve in selection.reserves)
    number = selection.places if quota is None else quota
    if number is None:
        if selection.each_draw:
            raise CannotSelect("the rules leave it to each draw how many places there are")
        return Places(None, reserved)
    if number < sum(reserved):
        raise CannotSelect(f"{number} places are fewer than the {sum(reserved)} that the rules reserve")
    return Places(number - sum(reserved), reserved)


def placed(places: Places, ranked: Ahead) -> int:
    """How many of the first so many candidates, counted by reserve, get a place: the same in whatever order."""
    reserved = sum(map(min, places.reserved, ranked[1:]))
    others = sum(ranked) - reserved
    number = reserved + (others if places.open is None else min(others, places.open))
    return number if places.at_most is None else min(number, places.at_most)


def gets_a_place(places: Places, ahead: Ahead, reserve: int) -> bool:
    """Whether a candidate gets a place who has exactly so many before them."""
    if places.at_most is not None and placed(places, ahead) >= places.at_most:
        return False
    if reserve and ahead[reserve] < places.reserved[reserve - 1]:
        return True
    # Those who found no reserved place left came for the open ones too.
    came = ahead[0] + sum(max(0, n - kept) for n, kept in zip(ahead[1:], places.reserved, strict=True))
    return places.open is None or came < places.open


def standing(places: Places, least: Ahead, most: Ahead, reserve: int) -> Standing:
    """What becomes of a candidate before whom at least and at most so many rank. More before somebody is never
    better for them, so the two ends say what is certain."""
    if gets_a_place(places, most, reserve):
        return Standing.IN
    return Standing.ON_THE_LINE if gets_a_place(places, least, reserve) else Standing.OUT
