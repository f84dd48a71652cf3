"""Claims, checked by sampling: does any applicant refute a `prove that` line of this scheme?

What is not refuted is not proved. Hypothesis draws the applicants and makes the one it reports as plain as
it can; the interpreter scores each.
"""

from hypothesis import HealthCheck, Phase, given, settings

from qmasdsl.analysis.claims import Trial
from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.population import Person, Population
from qmasdsl.analysis.reach import Reach
from qmasdsl.diagnostics.text import render
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.testing.strategies import HasRuleset, persons, ruleset_of


def check_claims(scheme: HasRuleset | ir.Ruleset, *, examples: int = 200) -> None:
    """Try every `prove that` line on `examples` applicants; AssertionError names the claim and the applicant,
    or the two, by whom it is refuted. The applicants are the same in every run."""
    names = index(ruleset_of(scheme))
    trial = Trial(Reach(Ground(names)), samples=examples // 4)
    _none_refuted(trial)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(persons(Population(names)))
    def tried(person: Person) -> None:
        trial.meet(person)
        _none_refuted(trial)

    tried()


def _none_refuted(trial: Trial) -> None:
    __tracebackhide__ = True
    for claim in trial.index.ruleset.claims:
        found = trial.refuted(claim)
        if found is not None:
            raise AssertionError(render(found.describe(), plain=True))
