"""A fuzzer of our own: grown networks and spoilt specs, every command, held to laws.

`python -m tests.fuzz --cases 100000 --seed 1 --jobs 2` runs it from the root of the project. Here `tests`
and its oracles are put on the path, as tests/conftest.py does for pytest.
"""

import os
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path += [
    path
    for part in ("", "cli", "layers")
    if (path := os.path.join(TESTS, part).rstrip(os.sep)) not in sys.path
]
