"""What diagrams cannot settle is asked of the solver; without it, it is undecided and never proved."""

import pytest

from qmasdsl.analysis.claims import Refuted, verdict
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Nobody, Proved, Somebody, Undecided
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving import prover as proving
from qmasdsl.proving.budget import Budget
from qmasdsl.proving.prover import Prover
from unit.lowered import lowered

RULES = """
scheme demo "Demonstration"

facts
  salary, going_rate : money GBP a year, from 1 to 1_000_000
  young : yes/no

define well_paid as salary at least 90% of going_rate
define paid as salary at least going_rate

test t "Test" out of 30
  pass mark 20
  factor pay "Pay" out of 20
    highest that applies
      paid      => +20
      well_paid => +10
  factor young "Young" : young and not well_paid => +10

prove that t.total from 0 to 30
prove that t.young at least 10 only if not well_paid
prove that t.total from 0 to 20
prove that t.pay never falls as salary rises
"""


@pytest.fixture
def names() -> Index:
    return index(lowered(RULES))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "available", lambda: False)


def test_with_the_solver_everything_is_settled(names: Index) -> None:
    prover = Prover(names)
    assert [type(verdict(prover, claim)) for claim in names.ruleset.claims] == [Proved] * 4
    found = prover.extent(ir.Score("t.total"))
    assert isinstance(found, Extent)
    assert (found.least, found.greatest) == (0, 20)


def test_what_never_happens_is_certain_without_the_solver(names: Index, alone: None) -> None:
    both = ir.And((ir.DefineHolds("well_paid"), ir.Not(ir.DefineHolds("well_paid"))))
    assert prover_of(names).find(both) == Nobody()
    assert isinstance(verdict(prover_of(names), names.ruleset.claims[1]), Proved)


def prover_of(names: Index) -> Prover:
    return Prover(names)


def test_whoever_is_shown_without_the_solver_has_been_scored(names: Index, alone: None) -> None:
    found = prover_of(names).find(ir.Not(ir.DefineHolds("well_paid")), ir.FactHolds("young"))
    assert isinstance(found, Somebody | Undecided)
    if isinstance(found, Somebody):
        salary, rate = found.person["salary"], found.person["going_rate"]
        assert isinstance(salary, int)
        assert isinstance(rate, int)
        assert 10 * salary < 9 * rate


def test_nothing_is_called_proved_that_is_not(names: Index, alone: None) -> None:
    prover = prover_of(names)
    # Taken loosely somebody might be paid the rate, and yet not nearly the rate: 30 points.
    assert isinstance(verdict(prover, names.ruleset.claims[2]), Undecided | Refuted)
    assert isinstance(verdict(prover, names.ruleset.claims[2]), Undecided)


def test_without_time_there_is_no_verdict_but_undecided() -> None:
    facts = "\n".join(f"  n{at} : whole number from 0 to 100\n  y{at} : yes/no" for at in range(40))
    rules = "\n".join(f"      n{at} at least {at + 1} and y{(7 * at) % 40} => +{at % 7 + 1}" for at in range(40))
    head = 'test t "T"\n  pass mark 50\n  factor f "F"\n    all that apply'
    text = f'scheme d "D"\n\nfacts\n{facts}\n\n{head}\n{rules}\n'
    claim = ir.RangeClaim(ir.Score("t.total"), 0, 100, "t.total from 0 to 100")
    found = verdict(Prover(index(lowered(text)), budget=Budget(seconds=0.01)), claim)
    assert isinstance(found, Undecided)
    assert "0.01 seconds" in found.why


def test_diagrams_that_grow_too_large_are_given_up(names: Index, alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "_NODES", 1)
    found = verdict(Prover(names), names.ruleset.claims[2])
    assert isinstance(found, Undecided)
    assert found.why
