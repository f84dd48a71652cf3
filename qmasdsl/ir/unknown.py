"""Unknown: truth in three values, and sums of which a part is missing.

What is not decided names the facts it turns on. Everything here answers as soon as what is known decides,
and is never wrong: what it calls decided stays so, whatever the missing facts turn out to be.
"""

from collections.abc import Callable, Iterable

from qmasdsl.frozen import frozen


@frozen
class Unknown:
    """Not decided: it turns on these missing facts."""

    facts: frozenset[str]


Truth = bool | Unknown
Amount = int | Unknown


def every(verdicts: Iterable[Truth]) -> Truth:
    """True if each is; False as soon as one is, whatever is unknown."""
    unknown = []
    for verdict in verdicts:
        if verdict is False:
            return False
        if isinstance(verdict, Unknown):
            unknown.append(verdict)
    return missing(unknown) if unknown else True


def some(verdicts: Iterable[Truth]) -> Truth:
    """False if none is; True as soon as one is, whatever is unknown."""
    return negated(every(negated(verdict) for verdict in verdicts))


def negated(verdict: Truth) -> Truth:
    return verdict if isinstance(verdict, Unknown) else not verdict


def combined(work: Callable[[list[int]], int], amounts: Iterable[Amount]) -> Amount:
    """`work` done on the amounts, or what they miss."""
    found = list(amounts)
    whole = [amount for amount in found if not isinstance(amount, Unknown)]
    return work(whole) if len(whole) == len(found) else missing(found)


def settled(candidates: Iterable[Amount], on: Iterable[Truth]) -> Amount:
    """The one value that all candidates have, or what choosing among them turns `on`."""
    found = list(candidates)
    first = found[0]
    same = not isinstance(first, Unknown) and all(other == first for other in found)
    return first if same else missing([*on, *found])


def under(applies: Truth, amount: Amount) -> Amount:
    """`amount` where it applies, else 0."""
    if isinstance(applies, Unknown):
        return settled([0, amount], [applies])
    return amount if applies else 0


def missing(values: Iterable[Truth | Amount]) -> Unknown:
    """Everything that the unknown ones of `values` turn on."""
    return Unknown(frozenset().union(*(value.facts for value in values if isinstance(value, Unknown))))
