"""Its presence puts this folder on the path, so that every test can import `helpers`; and the oracles too."""

import gc
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

# what the tests share lives to the end: Python need not look through all of it again and again
gc.set_threshold(100_000, 50, 50)


def pytest_collection_finish() -> None:
    """The tests themselves, and all modules, live to the end too."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """What was shared is looked through once, and not each time that pytest asks for it at the end."""
    gc.collect()
    gc.freeze()
