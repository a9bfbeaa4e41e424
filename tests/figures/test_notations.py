"""Right answers are right and wrong ones wrong, however they are written; what is refused is told how to write."""

from collections import Counter
from functools import cache

import pytest
from helpers import bundled, summary
from notations import NOTATIONS

from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker

CASES = [
    (network, key, layout, verdict, text)
    for (network, key, layout), verdicts in NOTATIONS.items()
    for verdict, texts in verdicts.items()
    for text in texts.split("|")
]


@cache
def marker(network: str, layout: str) -> Marker:
    return Marker(summary(network) if "\n" in network else bundled(network), layout)


def verdict_on(mark: Mark) -> str:
    if mark.word == "unreadable":
        return "refused"
    return "remark" if mark.word == "right" and mark.remark else mark.word


@pytest.mark.parametrize(
    ("network", "key", "layout", "verdict", "text"), CASES, ids=lambda part: part if "\n" not in part else "spec"
)
def test_an_answer_is_read_as_it_is_meant(network: str, key: str, layout: str, verdict: str, text: str) -> None:
    (mark,) = marker(network, layout).mark([Claim(key, text)])
    assert isinstance(mark, Mark)
    assert verdict_on(mark) == verdict, mark
    if verdict == "refused":
        assert mark.remark.startswith("takes ")  # what would fit


def test_the_table_is_large_and_says_every_verdict() -> None:
    counts = Counter(case[3] for case in CASES)
    assert sum(counts.values()) >= 600
    assert set(counts) == {"right", "remark", "wrong", "vague", "refused"}
