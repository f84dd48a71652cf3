"""Ranking: what the rules say of one applicant to the selection: a candidate, with what mark, for which reserve.

Whoever has been scored already is not scored again: results that are known, such as a total, are taken as they are,
and only what they leave open is worked out from facts. Everything is read as the interpreter reads it.
"""

from collections.abc import Container, Iterator, Mapping
from functools import cached_property

from qmasdsl.frozen import frozen
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Type
from qmasdsl.ir.unknown import Amount, Truth, Unknown
from qmasdsl.ir.walk import Expression, Index, Reference, own_fact
from qmasdsl.selection.places import CannotSelect

Known = Mapping[Reference, Truth | Amount]


@frozen
class Rank:
    """`mark` is None for whoever is not a candidate; `reserves` are the numbers of those that they qualify for."""

    mark: int | None
    reserves: tuple[int, ...] = ()

    @property
    def reserve(self) -> int:
        """The only one that they qualify for, 0 for none."""
        return sum(self.reserves)


@frozen
class Lacking:
    """What would have to be known of an applicant: names of facts, and of results given as unknown."""

    names: tuple[str, ...]


@frozen
class Needs:
    """What is to be known of an applicant: results that are there already, and facts for the rest."""

    results: tuple[Reference, ...]
    facts: tuple[str, ...]


class Ranking:
    """The selection of a rule set, asked of one applicant after the other. CannotSelect if it does not rank."""

    def __init__(self, index: Index) -> None:
        found = index.ruleset.selection
        if found is None:
            raise CannotSelect("these rules have no `selection`, so they do not say who gets a place")
        if found.outcome is None or found.rank_by is None:
            raise CannotSelect("the `selection` of these rules does not say who is ranked, and by what")
        self.index = index
        self.selection = found
        self.outcome = index.outcomes[found.outcome]
        self.rank_by: ir.Number = found.rank_by

    @property
    def type(self) -> Type | None:
        """How a mark is written; None for points."""
        return self.index.type_of(self.rank_by)

    @cached_property
    def reserves(self) -> tuple[str, ...]:
        """The condition of each reserve, in words."""
        return tuple(_plainly(self.index, reserve.when) for reserve in self.selection.reserves)

    @property
    def questions(self) -> tuple[Expression, ...]:
        """What is asked of every applicant."""
        return ir.Comes(self.outcome.name), self.rank_by, *(reserve.when for reserve in self.selection.reserves)

    def needs(self, given: Container[Reference], *questions: Expression) -> Needs:
        """What to know of an applicant to answer all questions, or these, with the results in `given` there already."""
        results: dict[Reference, None] = {}
        facts: set[str] = set()
        for node in _read(self.index, questions or self.questions, given):
            facts.update(own_fact(node))
            if isinstance(node, Reference) and node in given:
                results[node] = None
        return Needs(tuple(results), tuple(name for name in self.index.facts if name in facts))

    def rank(self, known: Known, facts: Facts) -> Rank | Lacking:
        """Of an applicant with these results and facts. Of whoever is no candidate nothing more is asked."""
        meaning = _Scored(self.index, facts, known)
        comes = meaning.holds(ir.Comes(self.outcome.name))
        if comes is False:
            return Rank(None)
        mark = meaning.number(self.rank_by)
        qualifies = [meaning.holds(reserve.when) for reserve in self.selection.reserves]
        unknown = [found for found in (comes, mark, *qualifies) if isinstance(found, Unknown)]
        if unknown:
            return Lacking(tuple(sorted(frozenset().union(*(found.facts for found in unknown)))))
        assert not isinstance(mark, Unknown)  # else it was told
        return Rank(mark, tuple(number for number, found in enumerate(qualifies, 1) if found))


def _plainly(index: Index, condition: ir.Condition) -> str:
    text = expression_text(index, condition)
    # Only the inside of another condition needs these brackets.
    return text[1:-1] if isinstance(condition, ir.And | ir.Or) else text


class _Scored(Meaning):
    """A rule set read for one applicant of whom some results are known."""

    def __init__(self, index: Index, facts: Facts, known: Known) -> None:
        super().__init__(index, facts)
        self._found.update(known)


def _read(index: Index, roots: tuple[Expression, ...], given: Container[Reference]) -> Iterator[Expression]:
    """Every node that `roots` rest on, down to the results in `given`."""
    seen: set[Reference] = set()
    waiting = list(roots)
    while waiting:
        for node in index.consulted(waiting.pop()):
            yield node
            if isinstance(node, Reference) and node not in given and node not in seen:
                seen.add(node)
                waiting.extend(index.behind(node))
