"""The helpers of this folder are found, and their assertions explained."""

import pytest

pytest.register_assert_rewrite("reviewing")
