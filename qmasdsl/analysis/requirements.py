"""Can every requirement be met, and can it turn anybody away?"""

from collections.abc import Iterator

from qmasdsl.analysis.ground import Ground
from qmasdsl.analysis.problems_bounds import AlwaysMet, NeverMet
from qmasdsl.diagnostics.model import Problem


def requirements(ground: Ground) -> Iterator[Problem]:
    """The requirements that nobody meets, or everybody."""
    index = ground.index
    for requirement in index.requirements.values():
        test = requirement.name.partition(".")[0] if "." in requirement.name else None
        above = () if test is None else index.gates(f"{test}.total")
        survey = ground.survey([requirement.condition], within=above)
        if requirement.span is None or survey is None or not survey.applicants:
            continue
        meets = survey.holds(requirement.condition) & survey.applicants
        if not meets:
            yield NeverMet(span=requirement.span, name=requirement.name)
        elif meets == survey.applicants:
            yield AlwaysMet(span=requirement.span, name=requirement.name)
