"""Where everything that applies adds: is a rule paid only together with another?"""

from collections.abc import Iterator
from itertools import permutations

from qmasdsl.analysis.overlaps import quoted
from qmasdsl.analysis.places import Place
from qmasdsl.analysis.problems import Implied
from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir

_MOST_RULES = 60  # every two are compared


def implied(place: Place) -> Iterator[Problem]:
    """The rules of an `all that apply` whose applicants all meet another rule of it as well."""
    for group in place.groups():
        if group.policy is ir.Policy.ALL and len(group.items) <= _MOST_RULES:
            yield from _implied(place, group)


def _implied(place: Place, group: ir.Choose) -> Iterator[Problem]:
    survey = place.survey
    rules = [item for item in group.items if isinstance(item, ir.Rule)]
    fixed = [(rule, rule.value.value) for rule in rules if isinstance(rule.value, ir.Constant)]
    said: set[int] = set()
    for (at, (rule, points)), (other_at, (other, more)) in permutations(enumerate(fixed), 2):
        mask, wider = (survey.holds(one.guard) & survey.applicants for one in (rule, other))
        everybody = wider == survey.applicants
        same = mask == wider and other_at > at
        if mask and not mask & ~wider and not everybody and not same and at not in said and rule.span is not None:
            said.add(at)
            yield Implied(span=rule.span, other=quoted(other), points=points, more=more)
