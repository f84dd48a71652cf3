"""Where everything that applies adds: is a rule paid only together with another?"""

from collections.abc import Iterator
from itertools import permutations

from qmasdsl.analysis.ground import NOBODY
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
    view = place.view
    rules = [item for item in group.items if isinstance(item, ir.Rule)]
    fixed = [(rule, rule.value.value) for rule in rules if isinstance(rule.value, ir.Constant)]
    said: set[int] = set()
    for (at, (rule, points)), (other_at, (other, more)) in permutations(enumerate(fixed), 2):
        met, wider = view.holds(rule.guard), view.holds(other.guard)
        everybody = wider == view.applicants
        same = met == wider and other_at > at
        double = met != NOBODY and view.are_all_in(met, wider) and not everybody and not same
        if double and at not in said and rule.span is not None:
            said.add(at)
            yield Implied(span=rule.span, other=quoted(other), points=points, more=more)
