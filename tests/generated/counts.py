"""How many examples a property test tries: its own small number, times QMASDSL_EXAMPLES."""

import os

from hypothesis import HealthCheck, settings


def examples(count: int) -> settings:
    """Settings for a property test that tries `count` examples in a short run."""
    times = float(os.environ.get("QMASDSL_EXAMPLES", "1"))
    return settings(
        max_examples=max(1, int(count * times)),
        deadline=None,
        # A whole rule set is large for Hypothesis, and making one is most of the work.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
