"""Each classic mistake, with the number that it gives for a network written out here.

The numbers are from tests/reference/mistakes.md, where they were worked out by hand and from real material.
"""

import re
from typing import NamedTuple

import pytest
from helpers import figures, read_text

import cnncalc
from cnncalc import Summary
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.mistakes.catalogue import MISTAKES
from cnncalc.teaching.mistakes.recurrences import SLIPS


def conv(**fields: object) -> dict[str, object]:
    return {"conv": {"name": "c", "filters": 10, "kernel": 5, "padding": 2, **fields}}


CONV = figures("32x32x3", conv())
ALEXNET_CONV2 = figures("27x27x96", conv(filters=256, groups=2))
SEPARABLE = figures("28x28x32", {"separable_conv": {"name": "c", "filters": 64, "kernel": 3}})
NORM = figures("8x8x64", {"batch_norm": {"name": "c"}})
A = figures("63x63x3", conv(kernel=7, stride=2, padding=0))
B = figures("56x56x3", conv(kernel=3, stride=2, padding=1))
DILATED = figures("32x32x3", conv(kernel=3, dilation=2, padding=0))
TRANSPOSED = figures(
    "5x5x3", {"transposed_conv": {"name": "c", "filters": 8, "kernel": 3, "stride": 2, "padding": 1}}
)
STRETCHED = figures(
    "5x5x3",
    {
        "transposed_conv": {
            "name": "c",
            "filters": 8,
            "kernel": 3,
            "stride": 2,
            "padding": 1,
            "output_padding": 1,
        }
    },
)
SAME8 = figures("32x32x3", conv(kernel=8, stride=2, padding="same"))
FIXED8 = figures("32x32x3", conv(kernel=8, stride=2, padding=1))
POOL = figures("112x112x64", {"max_pool": {"name": "c", "kernel": 3, "stride": 2}})
POOL_CEIL = figures("112x112x64", {"max_pool": {"name": "c", "kernel": 3, "stride": 2, "rounding": "ceil"}})
POOL2 = figures("32x32x16", {"max_pool": {"name": "c", "kernel": 2}})
FC6 = figures("14x14x512", {"max_pool": 2}, "flatten", {"dense": {"name": "c", "units": 4096}})
IMAGE = figures("1000x1000x3", "flatten", {"dense": {"name": "c", "units": 9}})
D2L_ALEXNET = figures(
    "224x224x3",
    {"conv": {"filters": 96, "kernel": 11, "stride": 4, "padding": 1}},
    {"max_pool": {"kernel": 3, "stride": 2}},
    {"max_pool": {"kernel": 3, "stride": 2}},
    {"max_pool": {"kernel": 3, "stride": 2}},
    "flatten",
    {"dense": {"name": "c", "units": 4096}},
)
RESNET_CONV1 = figures("224x224x3", conv(filters=64, kernel=7, stride=2, padding=3))
GROUPED = figures("27x27x96", conv(filters=256, groups=2))
UP = figures("5x5x3", {"transposed_conv": {"name": "c", "filters": 8, "kernel": 3, "stride": 2}})
VGG_BLOCKS = figures(
    "224x224x3",
    *([{"conv": {"filters": 64, "kernel": 3}}] * 2),
    {"max_pool": 2},
    *([{"conv": {"filters": 128, "kernel": 3}}] * 2),
    {"max_pool": {"name": "c", "kernel": 2}},
)
RMIT = figures(
    "32x32x1",
    {"conv": {"filters": 6, "kernel": 5, "dilation": 2}},
    {"avg_pool": 2},
    {"conv": {"name": "c", "filters": 16, "kernel": 5}},
)
STACK = figures("4000x4000x1", *([conv(name=name, kernel=1024, padding=0) for name in "abc"]))
EVEN = figures("32x32x3", conv(kernel=8, padding="same"))
DATACAMP = figures("28x28x1", conv(kernel=3, padding=1), "flatten", {"dense": {"name": "d", "units": 2}})
BRANCHES = figures(
    "28x28x8",
    {
        "concat": {
            "name": "c",
            "branches": [
                [{"conv": {"filters": 8, "kernel": 3, "padding": 1}}],
                [{"conv": {"filters": 8, "kernel": 5, "padding": 2}}],
                [
                    {"max_pool": {"kernel": 7, "stride": 1, "padding": 3}},
                    {"conv": {"filters": 2, "kernel": 1}},
                ],
                "identity",
            ],
        }
    },
)
SMALL = figures("16x16x3", conv(kernel=9, padding=4), conv(name="d", kernel=9, padding=4))
VGG16 = cnncalc.summarize("vgg16")
LENET_1998 = cnncalc.summarize("lenet5_1998")
RESNET50 = cnncalc.summarize("resnet50")
PAD = figures("15x15x8", {"pad": {"name": "c", "padding": 2}})
WIDE = figures("32x48x3", conv())


class Case(NamedTuple):
    """A code, the network, the question, and the number that the mistake gives."""

    code: str
    network: Summary
    key: str
    answer: str


CASES = [
    Case("P1", CONV, "c.parameters", "260"),  # 10*(5*5 + 1)
    Case("P2", CONV, "c.parameters", "750"),  # 10*5*5*3
    Case("P3", CONV, "c.parameters", "751"),  # 10*5*5*3 + 1
    Case("P1+P2", CONV, "c.parameters", "250"),  # 10*5*5: P4
    Case("P1+P3", CONV, "c.parameters", "251"),  # 10*5*5 + 1: P5
    Case("P6", CONV, "c.parameters", "780"),  # 10*3*(5*5 + 1)
    Case("P7", CONV, "c.parameters", "76"),  # 5*5*3 + 1
    Case("P8", CONV, "c.parameters", "160"),  # 10*(5*3 + 1)
    Case("P9", CONV, "c.parameters", "778,240"),  # 10*32*32*(5*5*3 + 1)
    Case("P10", CONV, "c.parameters", "10990"),  # 10*5*5*3 + 10*32*32
    Case("P11", CONV, "c.parameters", "30730"),  # 32*32*3*10 + 10
    Case("P12", POOL2, "c.parameters", "64"),  # 2*2*16
    Case("P12", POOL2, "c.parameters", "32"),  # 2*16: LeNet-5's S2 does have them
    Case("P13", ALEXNET_CONV2, "c.parameters", "614,656"),  # 256*(5*5*96 + 1) instead of 307,456
    Case("P14", ALEXNET_CONV2, "c.parameters", "153,856"),  # 5*5*48*128 + 256
    Case("P15", SEPARABLE, "c.parameters", "352"),  # 3*3*32 + 64
    Case("P16", SEPARABLE, "c.parameters", "2432"),  # 3*3*32 + 32 + 32*64 + 64
    Case("P17", SEPARABLE, "c.parameters", "18,496"),  # 3*3*32*64 + 64
    Case("P19", LENET_1998, "C3.parameters", "2416"),  # 16*(25*6 + 1) instead of 1,516
    Case("B2", NORM, "c.parameters", "256"),  # 4*64
    Case("B3", NORM, "c.parameters", "64"),
    Case("B4", NORM, "c.parameters", "8192"),  # 2*64*8*8
    Case("B6", NORM, "c.parameters", "129"),  # 2*64 + 1
    Case("B5", RESNET50, "total.parameters", "25,583,592"),  # 25,557,032 + 26,560 filters
    Case("B2+B5", RESNET50, "total.parameters", "25,636,712"),  # Keras: + 2*26,560 running statistics
    Case("S1", A, "c.height", "28"),  # floor(56/2)
    Case("S1", B, "c.height", "27"),  # floor(55/2)
    Case("S2", A, "c.height", "57"),  # 63 - 7 + 1
    Case("S3", A, "c.height", "31"),  # floor(63/2)
    Case("S4", CONV, "c.height", "30"),  # 32 + 2 - 5 + 1
    Case("S4", CONV, "c.output", "30x30x10"),
    Case("S5", B, "c.height", "27"),  # floor((56 - 3)/2) + 1
    Case("S6", B, "c.height", "29"),  # ceil(55/2) + 1
    Case("S7", B, "c.height", "28.5"),  # (56 + 2 - 3)/2 + 1
    Case("S8", B, "c.height", "56"),
    Case("S9", EVEN, "c.height", "31"),  # p = floor(7/2) = 3: 32 + 6 - 8 + 1
    Case("S10", FIXED8, "c.height", "16"),  # SAME: ceil(32/2); with p = 1: 14
    Case("S10", SAME8, "c.height", "13"),  # VALID: floor(24/2) + 1
    Case("S10", SAME8, "c.height", "14"),  # p = 1: floor(26/2) + 1
    Case("S6", POOL, "c.height", "56"),  # ceil(109/2) + 1
    Case("S12", POOL, "c.height", "56"),  # 112/2: the same number
    Case("S11", POOL_CEIL, "c.height", "55"),  # floor(109/2) + 1
    Case("S13", POOL2, "c.height", "31"),  # 32 - 2 + 1
    Case("S14", POOL2, "c.output", "16x16x8"),  # 16/2 channels
    Case("S15", A, "c.output", "29x29x3"),
    Case("S16", A, "c.output", "29x29x30"),  # 3*10 channels
    Case("S16", PAD, "c.output", "19x19x12"),  # 8 + 2*2 channels
    Case("S17", DILATED, "c.height", "30"),  # 32 - 3 + 1
    Case("S18", DILATED, "c.height", "27"),  # 32 - 6 + 1
    Case("S19", DILATED, "c.height", "26"),  # f_eff = 3 + 2*2 = 7
    Case("S20", WIDE, "c.output", "48x32x10"),
    Case("T1", TRANSPOSED, "c.height", "3"),  # floor((5 + 2 - 3)/2) + 1
    Case("T2", TRANSPOSED, "c.height", "10"),  # 5*2
    Case("T3", TRANSPOSED, "c.height", "13"),  # 4*2 + 2 + 3
    Case("T4", TRANSPOSED, "c.height", "11"),  # 5*2 - 2 + 3
    Case("T5", STRETCHED, "c.height", "9"),  # without the 1; T6 is the same
    Case("T5", STRETCHED, "c.height", "11"),  # on both sides
    Case("F1", FC6, "c.parameters", "411,045,888"),  # 14*14*512*4096 + 4096
    Case("F2", FC6, "c.parameters", "2,101,248"),  # 512*4096 + 4096
    Case("F3", FC6, "c.parameters", "14,684,160"),  # 7*512*4096 + 4096
    Case("F4", FC6, "c.parameters", "204,800"),  # 7*7*4096 + 4096
    Case("P2", FC6, "c.parameters", "102,760,448"),  # F5: 7*7*512*4096
    Case("F6", IMAGE, "c.parameters", "9,000,009"),  # 1000*1000*9 + 9
    Case("F7", D2L_ALEXNET, "c.parameters", "14,159,872"),  # 6*6*96*4096 + 4096 instead of 5*5*96
    Case("M1", RESNET_CONV1, "c.multiplies", "236,027,904"),  # 2*118,013,952
    Case("M3", RESNET_CONV1, "c.multiplies", "236,027,904"),  # 224*112*49*3*64: the same number
    Case("M2", RESNET_CONV1, "c.multiplies", "472,055,808"),  # 224*224*49*3*64
    Case("M4", RESNET_CONV1, "c.multiplies", "118,816,768"),  # + 112*112*64
    Case("M5", RESNET_CONV1, "c.multiplies", "39,337,984"),  # 112*112*49*64
    Case("M6", RESNET_CONV1, "c.multiplies", "9408"),  # 49*3*64
    Case("P13", GROUPED, "c.multiplies", "447,897,600"),  # M7: 27*27*25*96*256
    Case("M7", SEPARABLE, "c.multiplies", "194,688"),  # 26*26*9*32
    Case("M10", RESNET_CONV1, "c.multiplies", "236,027,904"),  # 2*147 - 1 per output, and the bias
    Case("M9", RESNET50, "total.multiplies", "4,100,298,240"),  # + 11,113,984 scales of the norms
    Case("M12", UP, "c.multiplies", "26,136"),  # 11*11*9*3*8 on the output's grid
    Case("R1", VGG_BLOCKS, "c.receptive_field", "11"),  # 1 + 2 + 2 + 1 + 2 + 2 + 1
    Case("R2", VGG_BLOCKS, "c.receptive_field", "19"),  # the pools add 1*2 and 1*4
    Case("R3", VGG_BLOCKS, "c.receptive_field", "28"),  # ((5*2) + 4)*2
    Case("R3", VGG16, "pool5.receptive_field", "308"),
    Case("R3", VGG16, "fc6.receptive_field", "314"),
    Case("R4", VGG_BLOCKS, "c.receptive_field", "25"),  # 1 + 3 + 3 + 2 + 6 + 6 + 4
    Case("R5", VGG_BLOCKS, "c.receptive_field", "13"),  # 1 + 2 + 2 + 4 + 4
    Case("R6", STACK, "c.receptive_field", "3072"),  # 3*1024, instead of 3,070
    Case("R7", RMIT, "c.receptive_field", "14"),  # instead of 18
    Case("R8", STACK, "c.receptive_field", "1,073,741,824"),  # 1024**3
    Case("R9", BRANCHES, "c.receptive_field", "1"),  # the identity, instead of 7
    Case("R12", VGG_BLOCKS, "c.receptive_field", "2"),
    Case("R13", SMALL, "d.receptive_field", "16"),  # 17 pixels, more than the image has
    Case("X1", VGG16, "total.memory", "60,950,432"),  # 15,237,608 values of 4 bytes
    Case("X3", VGG16, "total.memory", "218.60 MiB"),  # torchsummary: 218.59, without the softmax
    Case("X8", VGG16, "total.memory", "25,690,112"),  # 2*224*224*64 values of 4 bytes are alive at once
    Case("X4", VGG16, "total.parameter_memory", "527.79 MB"),  # MiB
    Case("X5", CONV, "c.memory", "327,680"),  # 32*32*10*4*8
    Case("X5", CONV, "c.memory", "81,920"),  # 32*32*10*8
    Case("X6", CONV, "c.activations", "1024"),  # 32*32
    Case("M11", cnncalc.summarize("inception_block"), "total.parameters", "159.9K"),
    Case("A1", DATACAMP, "total.parameters", "15,682"),  # 28*28*10*2 + 2, without the convolution
    Case("A1", DATACAMP, "total.parameters", "100"),  # 10*(3*3 + 1), without the dense layer
    Case("A2", VGG16, "weight_layers", "21"),  # 16 and the 5 pools
]


def marked(case: Case) -> Mark:
    (mark,) = Marker(case.network).mark([Claim(case.key, case.answer)])
    assert isinstance(mark, Mark), mark
    return mark


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.answer}")
def test_the_mistake_is_named(case: Case) -> None:
    mark = marked(case)
    assert mark.word == "wrong"
    assert case.code in [cause.code for cause in mark.causes]


def test_every_code_of_the_list_is_found_or_left_out_with_a_reason() -> None:
    """B and R and the others of the list: each has a number above, or a reason in the documents."""
    listed = set(re.findall(r"^\| ([PBSTFMRX]\d+) \|", read_text("reference", "mistakes.md"), re.MULTILINE))
    named = {code for case in CASES for code in case.code.split("+")}
    assert len(listed) == 93
    _, _, told = read_text("..", "docs", "reference", "mistakes.md").partition("## Not looked for")
    left_out = set(re.findall(r"^\| (\w+) \|", told, re.MULTILINE))
    assert listed - named - left_out - set(SAME_AS) == {"M8"}  # tested below: it needs a batch
    assert set(SAME_AS.values()) <= {case.code for case in CASES}


SAME_AS = {
    "P4": "P1+P2",  # channels and biases forgotten
    "P5": "P1+P3",  # channels forgotten and one bias
    "S21": "S4",  # p as the total of both sides
    "S22": "S6",  # 224 with 11/4: 54.25
    "T6": "T5",  # the remainder that a convolution drops
    "F5": "P2",  # biases of a dense layer
}
"""Codes of the list that are another's number, by the code that is told."""


def test_a_batch_that_is_not_divided_out_is_named() -> None:
    batch = cnncalc.summarize(RESNET_CONV1.network, batch=32)
    (mark,) = Marker(batch).mark([Claim("c.multiplies", f"{118_013_952 * 32:,}")])
    assert isinstance(mark, Mark)
    assert [cause.code for cause in mark.causes] == ["M8"]


def test_no_code_is_told_that_the_list_does_not_have() -> None:
    listed = set(re.findall(r"^\| ([PBSTFMRX]\d+) \|", read_text("reference", "mistakes.md"), re.MULTILINE))
    coded = {mistake.code for mistake in MISTAKES} | {slip.code for slip in SLIPS}
    assert coded <= listed


def test_two_causes_of_one_number_are_both_named() -> None:
    # 112 pixels, kernel 3, stride 2: rounding up gives 56, and so does halving
    (mark,) = Marker(POOL).mark([Claim("c.height", "56")])
    assert isinstance(mark, Mark)
    assert {cause.code for cause in mark.causes} >= {"S6", "S12"}


def test_where_nothing_fits_nothing_is_said() -> None:
    (mark,) = Marker(CONV).mark([Claim("c.parameters", "4711")])
    assert isinstance(mark, Mark)
    assert (mark.word, mark.causes) == ("wrong", ())
