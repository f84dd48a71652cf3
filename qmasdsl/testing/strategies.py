"""Strategies: valid applicants of a scheme, drawn by Hypothesis.

Half of all values are drawn from both sides of the thresholds that the rules compare a fact with, the
others from its whole domain. Facts that do not exist for the applicant are left out, and what is `always`
true holds. Hypothesis shrinks towards small numbers, first levels, no and none.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, assert_never

from hypothesis import assume
from hypothesis import strategies as st

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import index
from qmasdsl.testing.population import Person, Population
from qmasdsl.testing.python_facts import as_python

_Strategies = Mapping[str, st.SearchStrategy[ir.Encoded]]


class HasRuleset(Protocol):
    """A loaded scheme: whatever has its rule set at hand."""

    @property
    def ruleset(self) -> ir.Ruleset: ...


def applicants(scheme: HasRuleset | ir.Ruleset) -> st.SearchStrategy[dict[str, object]]:
    """Possible applicants, as `scheme.score` takes them: every fact that exists is given.

    Numbers are `int`, or `Decimal` where the fact has decimal places; months are whole months; dates are
    `datetime.date`; values of a list are their names; records are a list of mappings.
    """
    ruleset = ruleset_of(scheme)
    return persons(Population(index(ruleset))).map(lambda person: as_python(ruleset, person))


def ruleset_of(scheme: HasRuleset | ir.Ruleset) -> ir.Ruleset:
    """The rule set of a scheme, or the rule set itself."""
    return scheme if isinstance(scheme, ir.Ruleset) else scheme.ruleset


def persons(population: Population) -> st.SearchStrategy[Person]:
    """The same applicants with their facts encoded, as the interpreter takes them."""
    facts = population.index.ruleset.facts
    drawn = {fact.name: _values(fact.type, population.values[fact.name]) for fact in facts}
    return _persons(population, drawn)


@st.composite
def _persons(draw: st.DrawFn, population: Population, drawn: _Strategies) -> Person:
    person = population.made({}, lambda name, _: draw(drawn[name]))
    assume(person is not None)
    assert person is not None
    return person


def _values(kind: Type, edges: Sequence[ir.Encoded]) -> st.SearchStrategy[ir.Encoded]:
    return st.sampled_from(edges) | _anything(kind)


def _anything(kind: Type) -> st.SearchStrategy[ir.Encoded]:
    match kind:
        case YesNo():
            return st.booleans()
        case Numeric(_, least, greatest, step):
            return st.integers(0, (greatest - least) // step).map(lambda steps: least + steps * step)
        case Date(least, greatest):
            return st.dates(date.fromordinal(least), date.fromordinal(greatest)).map(date.toordinal)
        case Moment(least, greatest):
            return st.integers(least, greatest)
        case Choice(values):
            return st.integers(0, len(values) - 1)
        case Several(values):
            return st.frozensets(st.integers(0, len(values) - 1))
        case Records(limit, fields):
            record = st.tuples(*(st.tuples(st.just(field.name), _anything(field.type)) for field in fields))
            return st.lists(record, max_size=min(limit, 4)).map(_frozen)
        case _:
            assert_never(kind)


def _frozen(records: list[tuple[tuple[str, ir.Encoded], ...]]) -> ir.Encoded:
    return tuple(tuple((name, value) for name, value in record if not isinstance(value, tuple)) for record in records)
