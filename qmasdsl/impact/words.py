"""Words for numbers of people: shares and means, exact until they are written and rounded here alone."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

_HALF = Fraction(1, 2)


def percent(share: Fraction) -> str:
    """A share with one decimal; what is not nothing is never written as nothing, and what is not all never as all.

    >>> percent(Fraction(1, 8)), percent(Fraction(1, 2)), percent(Fraction(1, 10_000)), percent(Fraction(9_999, 10_000))
    ('12.5%', '50%', 'under 0.1%', 'over 99.9%')
    """
    tenths = _rounded(share * 1000)
    if share and not tenths:
        return "under 0.1%"
    if share < 1 and tenths == 1000:
        return "over 99.9%"
    return f"{_decimal(tenths, 1)}%"


def decimal(number: Fraction, places: int = 2) -> str:
    """A number with at most so many decimals, halves rounded away from nothing.

    >>> decimal(Fraction(10, 3)), decimal(Fraction(-5, 1000)), decimal(Fraction(1234567, 1)), decimal(Fraction(1, 1000))
    ('3.33', '-0.01', '1,234,567', '0')
    """
    return _decimal(_rounded(number * 10**places), places)


def _rounded(number: Fraction) -> int:
    size = int(abs(number) + _HALF)
    return size if number >= 0 else -size


def _decimal(scaled: int, places: int) -> str:
    whole, part = divmod(abs(scaled), 10**places)
    decimals = str(part).zfill(places).rstrip("0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}.{decimals}" if decimals else f"{sign}{whole:,}"


def change_words(points: int) -> str:
    """
    >>> change_words(20), change_words(-5), change_words(0)
    ('20 more', '5 fewer', 'the same')
    """
    return f"{points:,} more" if points > 0 else f"{-points:,} fewer" if points < 0 else "the same"


def mean_words(mean: Fraction | None) -> str:
    """A mean change; one that is not nothing is never written as nothing.

    >>> mean_words(Fraction(10, 3)), mean_words(Fraction(-1, 2)), mean_words(Fraction(1, 1000)), mean_words(Fraction(0))
    ('3.33 more', '0.5 fewer', 'under 0.01 more', 'the same')
    """
    if mean is None:
        return "nobody"
    if not mean:
        return "the same"
    words = decimal(abs(mean))
    return f"{'under 0.01' if words == '0' else words} {'more' if mean > 0 else 'fewer'}"


def bins(changes: Mapping[int, int], most: int) -> list[tuple[int, int, int]]:
    """How many have which change, the largest gain first, in no more than about `most` rows: single amounts where they
    are few, else stretches of a round width. No change is always a row of its own.

    >>> bins({20: 3, 0: 5, -5: 1}, 12)
    [(20, 20, 3), (0, 0, 5), (-5, -5, 1)]
    >>> bins({1: 1, 7: 1, 0: 2, -3: 4, 12: 1}, 3)
    [(11, 20, 1), (1, 10, 2), (0, 0, 2), (-10, -1, 4)]
    """
    amounts = [amount for amount, people in changes.items() if people]
    if len(amounts) <= most:
        return [(amount, amount, changes[amount]) for amount in sorted(amounts, reverse=True)]
    span = max(amounts) - min(amounts)
    width = next(size for size in _round_sizes() if span // size < most)
    found: dict[tuple[int, int], int] = {}
    for amount in amounts:
        start = -(-abs(amount) // width) * width
        ends = (0, 0) if not amount else (start - width + 1, start)
        row = ends if amount >= 0 else (-ends[1], -ends[0])
        found[row] = found.get(row, 0) + changes[amount]
    return [(low, high, found[low, high]) for low, high in sorted(found, reverse=True)]


def bin_words(low: int, high: int) -> str:
    """
    >>> bin_words(5, 5), bin_words(1, 10), bin_words(-10, -1)
    ('5 more', '1 to 10 more', '1 to 10 fewer')
    """
    if low == high:
        return change_words(low)
    return f"{low:,} to {high:,} more" if low > 0 else f"{-high:,} to {-low:,} fewer"


def _round_sizes() -> Iterator[int]:
    size = 1
    while True:
        yield from (5 * size, 10 * size, 20 * size, 25 * size)
        size *= 10
