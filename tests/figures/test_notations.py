"""Right answers are right and wrong ones wrong, however they are written; a refusal says how to write."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from helpers import bundled, summary

from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker

TABLE = yaml.safe_load((Path(__file__).parent / "notations.yaml").read_text(encoding="utf-8"))
VERDICTS = ("right", "remark", "wrong", "vague", "refused")
CASES = [
    (asked["network"], asked["key"], asked["layout"], verdict, text)
    for asked in TABLE["questions"]
    for verdict in VERDICTS
    for text in asked.get(verdict, ())
]


@cache
def marker(network: str, layout: str) -> Marker:
    spec = TABLE["networks"][network]
    return Marker(summary(spec) if "\n" in spec else bundled(spec), layout)


def verdict_on(mark: Mark) -> str:
    if mark.word == "unreadable":
        return "refused"
    return "remark" if mark.word == "right" and mark.remark else mark.word


@pytest.mark.parametrize(("network", "key", "layout", "verdict", "text"), CASES)
def test_an_answer_is_read_as_it_is_meant(
    network: str, key: str, layout: str, verdict: str, text: str
) -> None:
    (mark,) = marker(network, layout).mark([Claim(key, text)])
    assert isinstance(mark, Mark)
    assert verdict_on(mark) == verdict, mark
    if verdict == "refused":
        assert mark.remark.startswith("expected ")  # what would fit


def test_the_table_is_large_and_says_every_verdict() -> None:
    counts = Counter(case[3] for case in CASES)
    assert sum(counts.values()) >= 600
    assert set(counts) == set(VERDICTS)
