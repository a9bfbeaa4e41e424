"""Its presence puts this folder on the path, so that every test can import `helpers`; and the oracles too."""

import os
import sys

from hypothesis import HealthCheck, settings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, folder) for folder in ("layers", os.path.join("teaching", "values"))]

# the same examples in every run, and none that fails because the machine is busy
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")
