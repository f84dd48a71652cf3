"""Can every requirement be met, and can it turn anybody away?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import NOBODY, Ground
from qmasdsl.analysis.problems_bounds import AlwaysMet, NeverMet
from qmasdsl.diagnostics.model import Problem


def requirements(ground: Ground) -> Iterator[Problem]:
    """The requirements that nobody meets, or everybody."""
    index = ground.index
    for requirement in index.requirements.values():
        test = requirement.name.partition(".")[0] if "." in requirement.name else None
        above = () if test is None else index.gates(f"{test}.total")
        view = ground.view([requirement.condition], above, f"requirement `{requirement.name}`")
        if requirement.span is None or view is None or view.applicants == NOBODY:
            continue
        meets = view.holds(requirement.condition)
        if meets == NOBODY:
            yield NeverMet(span=requirement.span, name=requirement.name)
        elif meets == view.applicants:
            yield AlwaysMet(span=requirement.span, name=requirement.name)
