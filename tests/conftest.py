"""Settings of every test: how much Hypothesis tries, and that it is the same in every run of `make test`.

QMASDSL_EXAMPLES multiplies every count; with more than 1 (`make test-long`) new examples are tried each time.
"""

import os

from hypothesis import settings

pytest_plugins = ["engines.plugin"]

TIMES = float(os.environ.get("QMASDSL_EXAMPLES", "1"))

# What a test finds out is not to be what another run has found out.
os.environ["QMASDSL_CACHE"] = "off"

settings.register_profile("short", deadline=None, derandomize=True, database=None)
settings.register_profile("long", deadline=None, print_blob=True)
settings.load_profile("short" if TIMES <= 1 else "long")
