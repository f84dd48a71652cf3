"""Suggestions: the declared word that somebody most likely meant.

A message that only says "unknown" sends its reader back to the file to search; the nearest declared
word usually ends the search. We count slips of the hand (a letter added, lost, changed, or two
swapped) and stay silent when there would be too many: a wrong guess is worse than none.
"""

from collections.abc import Iterable

_LONGEST = 128  # letters in a name; nothing longer can have been declared


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to `word`, or None if none is close enough to suggest.

    Of two that are equally close the first in `known` is taken.

    >>> nearest("edcuation", ["age", "education"])
    'education'
    >>> nearest("Master", ["bachelor", "master"])
    'master'
    >>> nearest("leading company", ["leading_company"])
    'leading_company'
    >>> nearest("profit", ["age", "education"]) is None
    True
    """
    if len(word) > _LONGEST:
        return None
    sought = _folded(word)
    best, best_slips = None, _allowed(len(sought)) + 1
    for candidate in known:
        slips = _slips(sought, _folded(candidate), best_slips - 1)
        if slips < best_slips:
            best, best_slips = candidate, slips
        if best_slips == 0:
            break
    return best


def _folded(word: str) -> str:
    """What is left when nobody minds capitals, spaces and hyphens."""
    return word.casefold().replace(" ", "_").replace("-", "_")


def _allowed(letters: int) -> int:
    """How many slips still look like one: a word of two letters is another word after one change."""
    if letters <= 2:
        return 0
    if letters <= 4:
        return 1
    return 2 if letters <= 8 else 3


def _slips(a: str, b: str, limit: int) -> int:
    """The slips that turn `a` into `b` (optimal string alignment), or limit + 1 if there are more."""
    if a == b:
        return 0
    if abs(len(a) - len(b)) > limit or len(b) > _LONGEST:
        return limit + 1
    # A slip changes at most two letters of the set (one lost, one won), so most words are dismissed here, cheaply.
    if len(set(a) ^ set(b)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(last[-1], limit + 1)
