"""500 cases of the fuzzer, always the same ones. `python -m tests.fuzz` runs as many as one likes."""

import pytest

from .cases import case
from .judge import Failure, judged

SEED, PARTS, IN_EACH = 0, 10, 50


@pytest.mark.parametrize("part", range(PARTS))
def test_no_case_breaks_a_law(part: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = str(tmp_path_factory.mktemp("fuzz") / "case")
    numbers = range(part * IN_EACH, (part + 1) * IN_EACH)
    verdicts = {number: judged(case(SEED, number), folder) for number in numbers}
    broken = [f"python -m tests.fuzz --seed {SEED} --case {number}: {verdict}"
              for number, verdict in verdicts.items() if isinstance(verdict, Failure)]  # fmt: skip
    assert not broken, "\n".join(broken)
    assert sum(verdict == "held" for verdict in verdicts.values()) > IN_EACH / 2, "too many cases say nothing"
