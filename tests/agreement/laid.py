"""Laying targets beside the interpreter."""

from collections.abc import Mapping, Sequence

from agreement.applicants import Applicant, as_data
from agreement.targets import Target, interpreter
from qmasdsl.ir.nodes import Ruleset


def disagreements(
    ruleset: Ruleset, everybody: Sequence[Applicant], targets: Mapping[str, Target], most: int = 3
) -> list[str]:
    """What targets say otherwise than the interpreter: who, which, and how; at most so many a target."""
    told = interpreter(ruleset, everybody)
    found: list[str] = []
    for name, target in targets.items():
        said = target(ruleset, everybody)
        assert len(said) == len(told), f"{name} has lost an applicant"
        apart = [at for at, (one, other) in enumerate(zip(told, said, strict=True)) if one != other]
        for at in apart[:most]:
            one, other = told[at], said[at]
            if one is None or other is None:
                how = f"{'refuses' if other is None else 'scores'}, the interpreter does not"
            else:
                how = ", ".join(f"{key} {other[key]} for {one[key]}" for key in one if other[key] != one[key])
            found.append(f"{name} of {ruleset.name}: {how}: {as_data(ruleset, everybody[at])}")
    return found
