"""How many examples a property test tries: its own small number, times QMASDSL_EXAMPLES.

A failure is shown as it was found. Hypothesis can look for a smaller one, which takes minutes with whole
rule sets: QMASDSL_SHRINK=1 asks for it.
"""

import os

from hypothesis import HealthCheck, Phase, settings

_SLOW_PHASES = (Phase.shrink, Phase.explain)


def examples(count: int) -> settings:
    """Settings for a property test that tries `count` examples in a short run."""
    times = float(os.environ.get("QMASDSL_EXAMPLES", "1"))
    return settings(
        max_examples=max(1, int(count * times)),
        deadline=None,
        phases=[phase for phase in Phase if phase not in _SLOW_PHASES or os.environ.get("QMASDSL_SHRINK")],
        # A whole rule set is large for Hypothesis, and making one is most of the work.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
