"""A mistake applies to every figure that it touches; only those are paired that can be made together."""

from typing import Any

import pytest
from helpers import figures

import cnncalc
from cnncalc import Summary
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.mistakes.catalogue import MISTAKES
from cnncalc.teaching.mistakes.pairs import ABOUT, go_together


def marked(network: Summary, key: str, text: str, **how: Any) -> Mark:
    (found,) = Marker(network, **how).mark([Claim(key, text)])
    assert isinstance(found, Mark)
    return found


def codes(network: Summary, key: str, text: str) -> list[str]:
    return [cause.code for cause in marked(network, key, text).causes]


def one(kind: str, size: Any = "32x32x3", **fields: Any) -> Summary:
    return figures(size, {kind: {"name": "c", **fields}})


CONV = one("conv", filters=10, kernel=5, padding=2)
NO_BIAS = one("conv", filters=10, kernel=5, padding=2, bias=False)
DILATED = one("conv", filters=10, kernel=3, dilation=2)
BEHIND_DILATED = figures(
    "32x32x3",
    {"conv": {"filters": 4, "kernel": 3, "dilation": 2}},
    {"conv": {"name": "c", "filters": 4, "kernel": 3}},
)
THIRDS = one("conv", filters=10, kernel=3, stride=3)
EVEN = one("conv", filters=10, kernel=8, padding="same")
WIDE = one("conv", "32x20x3", filters=10, kernel=5)
SEVENS = one("conv", "63x63x3", filters=10, kernel=7, stride=2)
SEPARABLE = one("separable_conv", "28x28x32", filters=64, kernel=3)
DEPTHWISE = one("depthwise_conv", "28x28x32", kernel=3)
LOCAL = one("locally_connected", "28x28x3", filters=8, kernel=3)
FLAT = figures("28x28x8", {"max_pool": 2}, {"flatten": {"name": "c"}})
POOLED = figures("7x7x16", {"global_avg_pool": {"name": "g"}}, {"dense": {"name": "c", "units": 10}})
SEQUENCE = one("conv", {"length": 100, "channels": 4}, filters=8, kernel=9)
DOUBLING = figures(
    {"length": 4000, "channels": 1},
    *({"conv": {"name": f"c{i}", "filters": 2, "kernel": 3, "dilation": 2**i}} for i in range(9)),
)
ALEXNET = cnncalc.summarize("alexnet")


@pytest.mark.parametrize(
    ("network", "key", "text", "code"),
    [
        (DILATED, "c.receptive_field", "6", "S18"),  # 3*2 for 2*(3 - 1) + 1 = 5
        (DILATED, "c.receptive_field", "7", "S19"),  # 3 + (3 - 1)*2
        (BEHIND_DILATED, "c.receptive_field", "8", "S18"),  # 6 + (3 - 1)*1, right: 5 + 2 = 7
        (BEHIND_DILATED, "c.receptive_field", "9", "S19"),  # 7 + 2
        (DILATED, "c.receptive_field", "3", "R12"),  # f, not f_eff
        (DOUBLING, "c8.receptive_field", "1022", "R14"),  # 0 + 2*(1 + 2 + ... + 256) = 1,022, right: 1,023
        (THIRDS, "c.output", "10.67x10.67x10", "S7"),  # (32 - 3)/3 + 1 = 10.666...
        (THIRDS, "c.output", "10.7x10.7x10", "S7"),
        (THIRDS, "c.output", "10.6667x10.6667", "S7"),
        (EVEN, "c.output", "31x31x10", "S9"),  # 32 + 2*3 - 8 + 1
        (EVEN, "c.output", "33x33x10", "S9"),  # 32 + 2*4 - 8 + 1
        (SEVENS, "c.output", "28x28", "S1"),  # (63 - 7)/2
        (WIDE, "c.output", "16x28", "S20"),  # 28x16
        (ALEXNET, "conv5.output", "14x14x256", "S23"),  # floor(227/16) = 14, right: 13
        (CONV, "c.flops", "1525760", "M10"),  # 768,000 + 32*32*10*(75 - 1)
        (CONV, "c.multiplies", "1525760", "M10"),
        (NO_BIAS, "c.flops", "1525760", "M10"),
        (CONV, "c.flops", "1546240", "M4"),  # 2*768,000 + 32*32*10
        (CONV, "c.parameters", "768010", "P9"),  # 750*32*32 + 10
        (LOCAL, "c.weights", "216", "P9"),  # 3*3*3*8
        (LOCAL, "c.parameters", "146017", "P3"),  # 216*26*26 + 1
        (LOCAL, "c.parameters", "146024", "P3"),  # 216*26*26 + 8
        (LOCAL, "c.biases", "8", "P3"),
        (SEPARABLE, "c.multiplies", "12460032", "P17"),  # 3*3*32*64*26*26
        (DEPTHWISE, "c.multiplies", "6230016", "P17"),  # 3*3*32*32*26*26
        (CONV, "c.multiplies", "153600", "P8"),  # 5*3*10*32*32
        (SEQUENCE, "c.parameters", "2600", "P8"),  # 9*9*4*8 + 8
        (SEQUENCE, "c.multiplies", "238464", "P8"),  # 9*9*4*8*92
        (FLAT, "c.output", "6272", "F1"),  # 28*28*8, before the pool
        (FLAT, "c.output", "8", "F2"),
        (FLAT, "c.output", "112", "F3"),  # 14*8
        (FLAT, "c.channels", "196", "F4"),  # 14*14
        (POOLED, "c.parameters", "7850", "F8"),  # 7*7*16*10 + 10
        (POOLED, "g.output", "784", "F8"),  # 7*7*16
    ],
)
def test_a_mistake_is_named_for_each_figure_that_it_touches(
    network: Summary, key: str, text: str, code: str
) -> None:
    assert code in codes(network, key, text)


def test_a_dilation_from_0_may_be_declared_for_receptive_fields_too() -> None:
    mark = marked(DILATED, "c.receptive_field", "7", conventions=["dilation_from_0"])
    assert mark.word == "right" and "a dilation of 0" in mark.remark


def test_a_size_without_channels_needs_the_sizes_to_fit() -> None:
    assert codes(SEVENS, "c.output", "28x29") == []  # (63 - 7)/2 = 28 is forgotten on both axes or on none


def test_two_ways_of_counting_additions_are_not_made_at_once() -> None:
    assert codes(NO_BIAS, "c.multiplies", "2293760") == []  # (768,000 + 757,760)*2 - ..., no M1+M10
    assert all(cause.code != "M1+M10" for cause in marked(NO_BIAS, "c.multiplies", "3051520").causes)


def test_mistakes_about_the_same_thing_exclude_each_other() -> None:
    by_code = {mistake.code: mistake for mistake in MISTAKES}
    for several in ABOUT.values():
        known = [by_code[code] for code in several]
        assert not any(go_together(one, other) for one in known for other in known)
    assert go_together(by_code["P1"], by_code["P3"])


def test_two_mistakes_are_told_with_perhaps() -> None:
    (cause,) = marked(CONV, "c.parameters", "251").causes  # 5*5*10 + 1
    assert cause.code == "P1+P3"
    assert cause.said.startswith("perhaps the input channels are forgotten, and there is one bias")
