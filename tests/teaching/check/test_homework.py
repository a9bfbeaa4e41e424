"""Exercises of public courses, as answer sheets: right published answers pass, wrong ones are caught.

The questions, the published answers and who is right are in tests/reference/homework.yaml.
"""

import json
from typing import Any, NamedTuple

import pytest
import yaml
from helpers import figures, network, read_text, summary

import cnncalc
from cnncalc import Summary
from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.problem import SpecError
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker

EXERCISES = {one["id"]: one for one in yaml.safe_load(read_text("reference", "homework.yaml"))}


def conv(filters: int, kernel: Any, **fields: Any) -> dict[str, Any]:
    return {"conv": {"name": "c", "filters": filters, "kernel": kernel, **fields}}


def pool(kernel: int, **fields: Any) -> dict[str, Any]:
    return {"max_pool": {"name": "p", "kernel": kernel, **fields}}


def dense(units: int, name: str = "d") -> dict[str, Any]:
    return {"dense": {"name": name, "units": units}}


def named(name: str, layer: dict[str, Any]) -> dict[str, Any]:
    ((kind, fields),) = layer.items()
    return {kind: {**fields, "name": name}}


def stack(*layers: dict[str, Any], prefix: str = "l") -> list[dict[str, Any]]:
    """The layers, called l1, l2, ..."""
    return [named(f"{prefix}{i}", layer) for i, layer in enumerate(layers, 1)]


class Sheet(NamedTuple):
    """Right answers by figure; wrong ones with the code of the mistake, "" where none is named."""

    id: str
    network: Summary
    right: dict[str, str]
    wrong: tuple[tuple[str, str, str], ...] = ()
    conventions: tuple[str, ...] = ()
    layout: str = "hwc"


THREE = [conv(8, 3)] * 3
D2L_ALEXNET = stack(
    conv(96, 11, stride=4, padding=1),
    pool(3, stride=2),
    conv(256, 5, padding=2),
    pool(3, stride=2),
    conv(384, 3, padding=1),
    conv(384, 3, padding=1),
    conv(256, 3, padding=1),
    pool(3, stride=2),
)
ALEXNET_SHAPES = [
    "96x54x54",
    "96x26x26",
    "256x26x26",
    "256x12x12",
    "384x12x12",
    "384x12x12",
    "256x12x12",
    "256x5x5",
]
NIN = stack(
    conv(96, 11, stride=4),
    pool(3, stride=2),
    conv(256, 5, padding=2),
    pool(3, stride=2),
    conv(384, 3, padding=1),
    pool(3, stride=2),
    conv(10, 3, padding=1),
    {"adaptive_avg_pool": {"output": 1}},
)
NIN_SHAPES = ["96x54x54", "96x26x26", "256x26x26", "256x12x12", "384x12x12", "384x5x5", "10x5x5", "10x1x1"]
D2L_LENET = stack(
    conv(6, 5, padding=2), {"avg_pool": {"kernel": 2}}, conv(16, 5), {"avg_pool": {"kernel": 2}}
)
LENET_SHAPES = ["6x28x28", "6x14x14", "16x10x10", "16x5x5"]
BLOCK = [
    {"concat": {"branches": [[conv(10, 3, padding=1)], "identity"]}},
    {"concat": {"name": "block", "branches": [[named("c2", conv(10, 3, padding=1))], "identity"]}},
    named("transition", conv(10, 1)),
    {"avg_pool": {"name": "half", "kernel": 2}},
]
FIRE2 = [
    named("squeeze", conv(16, 1)),
    {
        "concat": {
            "name": "fire2",
            "branches": [[named("e1", conv(64, 1))], [named("e3", conv(64, 3, padding=1))]],
        }
    },
]
MBV2 = [
    named("expand", conv(384, 1, bias=False)),
    {"depthwise_conv": {"name": "dw", "kernel": 3, "padding": 1, "bias": False}},
    named("project", conv(128, 1, bias=False)),
]
SPLIT = {  # google-research/receptive_field, test 2: a stride of 2 on one path only
    "add": {
        "name": "join",
        "branches": [
            [conv(1, 5, stride=2, padding={"top": 2, "left": 2, "bottom": 1, "right": 1})],
            [{"conv": {"filters": 1, "kernel": 3}}, {"conv": {"filters": 1, "kernel": 3}}],
        ],
    }
}
T = "transposed_conv"


def sequence(length: int, *layers: Any) -> Summary:
    """Layers on a sequence of one channel."""
    return summary(json.dumps({"input": {"length": length, "channels": 1}, "layers": list(layers)}))


def shapes(names: str, texts: list[str]) -> dict[str, str]:
    return {f"{names}{i}.output": text for i, text in enumerate(texts, 1)}


def vgg16() -> Summary:
    return cnncalc.summarize("vgg16")


def alexnet() -> Summary:
    return cnncalc.summarize("alexnet")


def googlenet() -> Summary:
    return cnncalc.summarize("googlenet")


SHEETS = [
    Sheet("clawdemy-2800", figures("32x32x3", conv(100, 3)), {"c.parameters": "2,800"}),
    Sheet("clawdemy-2800", figures("32x32x3", "flatten", dense(100)), {"d.parameters": "307,300"}),
    Sheet("clawdemy-2800", figures("224x224x3", "flatten", dense(100)), {"d.parameters": "15,052,900"}),
    Sheet("cnnmc-26", figures("28x28x1", conv(1, 3)), {"c.height": "26", "c.width": "26"}),
    Sheet(
        "crucial-4800",
        figures("128x128x3", conv(64, 5, padding="same")),
        {"c.weights": "4800"},
        (("c.weights", "1600", "P1"), ("c.weights", "9600", "W3"), ("c.weights", "78,643,200", "P9")),
    ),
    Sheet(
        "cs231n-10-3-2-invalid",
        figures("10x10x1", conv(1, 3, stride=2)),
        {"c.height": "4"},
        (("c.height", "4.5", "S7"), ("c.height", "5", "S6"), ("c.height", "5", "S10")),
    ),
    Sheet("cs231n-1d-s1", sequence(5, conv(1, 3, padding=1)), {"c.length": "5"}),
    Sheet("cs231n-1d-s2", sequence(5, conv(1, 3, padding=1, stride=2)), {"c.length": "3"}),
    Sheet("cs231n-3x3-stack-rf", figures("32x32x8", *stack(*THREE)), {"l3.receptive_field": "7"}),
    Sheet("cs231n-7-3-1", figures("7x7x1", conv(1, 3)), {"c.output": "5x5"}),
    Sheet("cs231n-7-3-2", figures("7x7x1", conv(1, 3, stride=2)), {"c.output": "3x3"}),
    Sheet(
        "cs231n-alexnet-224",
        figures("224x224x3", conv(96, 11, stride=4)),
        {"c.height": "54"},
        (("c.height", "54.25", "S7"), ("c.height", "55", "S6")),
    ),
    Sheet("cs231n-fc-cifar", figures("32x32x3", "flatten", dense(1)), {"d.weights": "3072"}),
    Sheet(
        "cs231n-im2col", figures("227x227x3", conv(96, 11, stride=4)), {"c.output": "55x55x96"}
    ),  # 3025 columns
    Sheet("cs231n-neuron-5x5x3", figures("32x32x3", conv(1, 5)), {"c.weights": "75", "c.parameters": "76"}),
    Sheet("cs231n-numpy-11x11x4", figures("11x11x4", conv(1, 5, stride=2)), {"c.output": "4x4"}),
    Sheet(
        "cs231n-vgg-total-weights",
        vgg16(),
        {"total.weights": "138,344,128", "total.biases": "13,416"},
        (("total.parameters", "138,344,128", "P2"),),
    ),
    Sheet("d2l-5x3", figures("8x8x1", conv(1, "5x3", padding="2x1")), {"c.output": "8x8"}),
    Sheet("d2l-alexnet", figures("224x224x1", *D2L_ALEXNET), shapes("l", ALEXNET_SHAPES), layout="chw"),
    Sheet(
        "d2l-dense-block",
        figures("8x8x3", *BLOCK),
        {"block.output": "23x8x8", "half.output": "10x4x4"},
        layout="chw",
    ),
    Sheet(
        "d2l-fcn",
        cnncalc.summarize("resnet18", input="320x480x3"),
        {"conv5_x.output": "512x10x15"},
        layout="chw",
    ),
    Sheet(
        "d2l-lenet",
        figures("28x28x1", *D2L_LENET, "flatten", dense(120)),
        {**shapes("l", LENET_SHAPES), "flatten1.output": "400"},
        layout="chw",
    ),
    Sheet("d2l-nin", figures("224x224x1", *NIN), shapes("l", NIN_SHAPES), layout="chw"),
    Sheet(
        "d2l-padding-naming",
        figures("8x8x1", conv(1, 3, padding=1)),
        {"c.height": "8"},
        (("c.height", "7", "S4"),),
    ),
    Sheet(
        "d2l-padding-naming",
        figures("8x8x1", conv(1, 3, padding=2)),
        {"c.height": "8"},
        conventions=("total_padding",),
    ),
    Sheet(
        "d2l-transposed",
        figures("561x728x3", {T: {"name": "c", "filters": 3, "kernel": 4, "stride": 2, "padding": 1}}),
        {"c.output": "1122x1456"},
    ),
    Sheet(
        "datacamp-15782",
        figures("28x28x1", conv(10, 3, padding=1), "flatten", dense(2)),
        {"total.parameters": "15,782"},
        (("total.parameters", "15,682", "A1"), ("total.parameters", "100", "A1")),
    ),
    Sheet(
        "delf-resnet50",
        cnncalc.summarize("resnet50"),
        {"conv4_x.receptive_field": "267", "conv5_x.receptive_field": "427"},
        (("conv5_x.receptive_field", "483", ""),),
    ),
    Sheet(
        "distill-test-6",
        figures("64x64x1", named("a", conv(1, "3x5", stride=2)), named("b", conv(1, "3x1", stride=2))),
        {"b.receptive_field": "7x5", "b.jump": "4"},
        (("b.receptive_field", "5x7", "S20"),),
    ),
    Sheet(
        "dlai-w1-conv-rgb300",
        figures("300x300x3", conv(100, 5)),
        {"c.parameters": "7600"},
        (("c.parameters", "2600", "P1"), ("c.parameters", "7500", "P2"), ("c.parameters", "2501", "P1+P3")),
    ),
    Sheet(
        "dlai-w1-pad1",
        figures("31x31x32", {"pad": {"name": "c", "padding": 1}}),
        {"c.output": "33x33x32"},
        (("c.output", "33x33x33", ""), ("c.output", "32x32x32", "S4")),
    ),
    Sheet(
        "dlai-w1-pad2",
        figures("15x15x8", {"pad": {"name": "c", "padding": 2}}),
        {"c.output": "19x19x8"},
        (("c.output", "17x17x8", "S4"), ("c.output", "19x19x12", "S16")),
    ),
    Sheet(
        "dlai-w1-pool4",
        figures("128x128x12", pool(4, stride=4)),
        {"p.output": "32x32x12"},
        (("p.output", "32x32x3", "S14"), ("p.output", "64x64x12", "S12")),
    ),
    Sheet(
        "dlai-w1-same5",
        figures("121x121x32", conv(32, 5, padding=2)),
        {"c.output": "121x121x32", "c.padding": "2"},
    ),
    Sheet(
        "ds-1386506",
        figures("28x28x1", conv(64, 3), pool(2), "flatten", {"dropout": 0.5}, dense(128), dense(10, "e")),
        {
            "c.parameters": "640",
            "d.parameters": "1,384,576",
            "e.parameters": "1290",
            "total.parameters": "1,386,506",
        },
    ),
    Sheet(
        "eecs498-alexnet-conv1",
        figures("227x227x3", conv(64, 11, stride=4, padding=2)),
        {"c.height": "56", "c.memory": "784 KiB", "c.parameters": "23,296", "c.multiplies": "72,855,552"},
        (("c.flops", "72,855,552", "M1"),),
    ),
    Sheet(
        "eva-googlenet",
        googlenet(),
        {
            **{
                f"inception_{block}.receptive_field": str(r)
                for block, r in zip(
                    ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"),
                    (59, 91, 171, 235, 299, 363, 427, 587, 715),
                    strict=True,
                )
            }
        },
        (("inception_4d.receptive_field", "364", ""),),
    ),
    Sheet(
        "filo-10040",
        figures("100x100x10", conv(40, 5)),
        {"c.parameters": "10,040", "c.output": "96x96x40", "c.multiplies": "92,160,000"},
    ),
    Sheet("hse-rf-n", figures("32x32x8", *stack(*THREE)), {"l3.receptive_field": "7"}),
    Sheet(
        "hse-two-convs",
        figures("10x10x3", named("a", conv(10, 3)), named("b", conv(20, 3))),
        {"total.parameters": "2100"},
    ),
    Sheet("kaggle-rf3", figures("32x32x8", *stack(*THREE)), {"l3.receptive_field": "7"}),
    Sheet("leyaa-5", figures("10x10x1", conv(1, 3, stride=2, padding=1)), {"c.height": "5"}),
    Sheet("machinecurve-4563", figures("15x15x3", conv(7, 3)), {"c.multiplies": f"{4563 * 7:,}"}),
    Sheet("macs-3-128", figures("256x256x3", conv(128, 3, padding=1)), {"c.multiplies": "226,492,416"}),
    Sheet(
        "macs-86m",
        figures("224x224x3", conv(64, 3, padding=1)),
        {"c.multiplies": "86,704,128", "c.flops": "173,408,256"},
    ),
    Sheet(
        "macs-bias-formula",
        figures("28x28x1", conv(10, 5)),
        {"c.multiplies": "144,000"},
        (("c.multiplies", "149,760", "M4"),),
    ),  # 1,048,320/7
    Sheet(
        "macs-bias-formula",
        figures("28x28x1", conv(10, 5)),
        {"c.multiplies": "149,760"},
        conventions=("bias_as_mac",),
    ),
    Sheet("macs-mbv2-block", figures("112x112x64", *MBV2), {"total.multiplies": "968,196,096"}),
    Sheet(
        "mobilenet-t3-full",
        figures("14x14x512", conv(512, 3, padding=1, bias=False)),
        {"c.multiplies": "462M", "c.parameters": "2.36M"},
    ),
    Sheet(
        "mobilenet-t3-dw",
        figures(
            "14x14x512",
            {"separable_conv": {"name": "c", "filters": 512, "kernel": 3, "padding": 1, "bias": False}},
        ),
        {"c.multiplies": "52.3M", "c.parameters": "0.27M"},
    ),
    Sheet(
        "mobilenet-t3-alpha",
        figures(
            "14x14x384",
            {"separable_conv": {"name": "c", "filters": 384, "kernel": 3, "padding": 1, "bias": False}},
        ),
        {"c.multiplies": "29.6M", "c.parameters": "0.15M"},
    ),
    Sheet("nptel-1024", figures("1024x1024x3", conv(40, 3)), {"c.output": "1022x1022x40"}),
    Sheet("nptel-256-7-2", figures("256x256x3", conv(4, 7, stride=2)), {"c.output": "125x125x4"}),
    Sheet(
        "nptel-39",
        figures("39x39x1", *stack(conv(10, 3), conv(20, 5, stride=2), conv(40, 5, stride=2)), "flatten"),
        {"flatten1.output": "1960"},
    ),
    Sheet("nptel-4-3", figures("4x4x1", conv(1, 3)), {"c.output": "2x2"}),
    Sheet(
        "rmit-lenet-params",
        cnncalc.summarize("lenet5"),
        {"total.parameters": "61,706"},
        (("total.parameters", "60,000", ""),),
    ),
    Sheet("rmit-lenet-rf", cnncalc.summarize("lenet5"), {"C3.receptive_field": "14"}),
    Sheet(
        "scribd-222",
        figures("224x224x3", *stack(conv(20, 3), pool(2), conv(90, 3), pool(2)), "flatten"),
        {
            "l1.output": "222x222x20",
            "l1.parameters": "560",
            "l2.output": "111x111x20",
            "l3.output": "109x109x90",
            "l3.parameters": "16,290",
            "l4.output": "54x54x90",
            "flatten1.output": "262,440",
        },
        (("l4.height", "55", "S6"), ("l4.height", "54.5", "S7")),
    ),
    Sheet(
        "separable-table",
        figures("28x28x3", *stack(conv(32, 3), conv(64, 3), conv(64, 3))),
        {"l1.parameters": "896", "l2.parameters": "18,496", "l3.parameters": "36,928"},
    ),
    Sheet(
        "separable-table",
        figures("28x28x3", *stack(*({"separable_conv": {"filters": k, "kernel": 3}} for k in (32, 64, 64)))),
        {"l1.parameters": "155", "l2.parameters": "2400", "l3.parameters": "4736"},
        (("l2.parameters", "18,496", "P17"),),
    ),
    Sheet("sfd-conv33", vgg16(), {"conv3_3.receptive_field": "40"}),
    Sheet(
        "sfd-conv33",
        figures(
            "320x320x3",
            *stack(
                *[conv(8, 3, padding=1)] * 2,
                pool(2),
                *[conv(8, 3, padding=1)] * 2,
                pool(2),
                *[conv(8, 3, padding=1)] * 4,
            ),
        ),
        {"l10.receptive_field": "48"},
    ),
    Sheet(
        "so-alexnet-total",
        alexnet(),
        {"total.parameters": "62,378,344"},
        (("total.parameters", "62,377,344", "P2"),),
    ),
    Sheet(
        "so-alexnet-total",
        cnncalc.summarize("alexnet_grouped"),
        {"total.parameters": "60,965,224"},
        (("total.parameters", "62,378,344", "P13"),),
    ),
    Sheet(
        "so-bn-2048",
        figures("512", {"batch_norm": {"name": "b"}}),
        {"b.parameters": "1024", "b.statistics": "1024"},
        (("b.parameters", "2048", "B2"),),
    ),
    Sheet(
        "so-bn-2048",
        figures("512", {"batch_norm": {"name": "b"}}),
        {"b.parameters": "2048"},
        conventions=("moving_statistics",),
    ),
    *(
        Sheet(
            "so-convtranspose",
            figures("5x5x1", {T: {"name": "c", "filters": 1, "kernel": k, "stride": s, "padding": p}}),
            {"c.height": right},
            wrong,
        )
        for k, s, p, right, wrong in (
            (3, 2, 0, "11", ()),
            (3, 2, 2, "7", (("c.height", "15", "T3"),)),
            (5, 2, 0, "13", ()),
            (3, 3, 0, "15", ()),
        )
    ),
    Sheet(
        "so-separable-16",
        figures("3x3x3", {"separable_conv": {"name": "c", "filters": 1, "kernel": 2}}),
        {"c.parameters": "16"},
        (("c.parameters", "13", "P17"), ("c.parameters", "19", "P16")),
    ),
    Sheet("so-separable-16", figures("3x3x3", conv(1, 2)), {"c.parameters": "13"}),
    Sheet(
        "squeezenet-fire2",
        figures("55x55x96", *FIRE2),
        {"total.parameters": "11,920"},
        (("total.parameters", "110,592", ""),),
    ),
    Sheet(
        "textbook-576",
        figures("224x224x3", conv(64, 3, padding=1)),
        {"c.weights": "1728"},
        (("c.weights", "576", "P1"),),
    ),
    Sheet(
        "torchscan-308", vgg16(), {"pool5.receptive_field": "212"}, (("pool5.receptive_field", "308", "R3"),)
    ),
    Sheet(
        "torchsummary-vgg-mem",
        vgg16(),
        {"total.parameter_memory": "527.79 MiB"},
        (("total.memory", "218.60 MiB", "X3"), ("total.parameter_memory", "527.79 MB", "X4")),
    ),
    Sheet(
        "udacity-noshare",
        figures(
            "32x32x3",
            {"locally_connected": {"name": "c", "filters": 20, "kernel": 8, "stride": 2, "padding": 1}},
        ),
        {"c.parameters": "756,560"},
    ),
    Sheet(
        "udacity-noshare",
        figures("32x32x3", conv(20, 8, stride=2, padding=1)),
        {"c.output": "14x14x20", "c.parameters": "3860"},
        (("c.parameters", "756,560", "P9"), ("c.output", "16x16x20", "S10")),
    ),
    Sheet(
        "unicamp-4500",
        figures("256x256x3", conv(60, 5, padding=2)),
        {"c.weights": "4500"},
        (("c.parameters", "4500", "P2"),),
    ),
    Sheet(
        "unicamp-4500",
        figures("256x256x3", "flatten", dense(256 * 256 * 60)),
        {"d.weights": "773,094,113,280"},
    ),
    Sheet("vgg-27c2", figures("32x32x8", *stack(*THREE)), {"total.weights": "1728"}),  # 27*8*8
    Sheet("vgg-27c2", figures("32x32x8", conv(8, 7)), {"total.weights": "3136"}),  # 49*8*8, 81 % more
]

ELSEWHERE = {
    "distill-test-2": "test_paths_that_do_not_fit_together_are_refused",
    "distill-test-5": "test_the_same_network_is_aligned_at_9_pixels_and_not_at_8",
    "torchsummary-multi-input": "test_two_inputs_are_added",
}
"""Exercises that ask for no figure of one layer."""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
def test_a_published_answer_is_judged_as_it_should_be(sheet: Sheet) -> None:
    assert sheet.id in EXERCISES
    marker = Marker(sheet.network, sheet.layout, sheet.conventions)
    for one in marker.mark([Claim(key, text) for key, text in sheet.right.items()]):
        assert isinstance(one, Mark), one
        assert one.word == "right", one
    for key, text, code in sheet.wrong:
        (one,) = marker.mark([Claim(key, text)])
        assert isinstance(one, Mark), one
        assert one.word == "wrong", one
        codes = [cause.code for cause in one.causes]
        assert code in codes if code else not codes, (key, text, codes)


def test_every_exercise_is_here() -> None:
    assert len(EXERCISES) == 70
    assert set(EXERCISES) == {sheet.id for sheet in SHEETS} | set(ELSEWHERE)
    assert all(name in globals() for name in ELSEWHERE.values())


def test_paths_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(SpecError, match=r"joins 5x5x1 .* with 5x5x1|height and width differ"):
        figures("32x32x1", SPLIT)


@pytest.mark.parametrize(("size", "aligned"), [(9, True), (8, False)])
def test_the_same_network_is_aligned_at_9_pixels_and_not_at_8(size: int, aligned: bool) -> None:
    """`same` pads 8 pixels for stride 2 at the end only: the centres of the two paths come apart."""
    paths = {
        "add": {
            "name": "join",
            "branches": [
                [{"conv": {"filters": 1, "kernel": 1, "stride": 2, "padding": "same"}}],
                [{"conv": {"filters": 1, "kernel": 3, "stride": 2, "padding": "same"}}],
            ],
        }
    }
    field = figures(f"{size}x{size}x1", paths)["join"].receptive_field
    assert isinstance(field, ReceptiveField)
    assert field.aligned is aligned


def test_two_inputs_are_added() -> None:
    # 16*16 + 28*28 = 1,040 values of 4 bytes are 0.004 MiB; torchsummary multiplies them: 0.77
    both = network('{"inputs": {"a": "16x16x1", "b": "28x28x1"}, "layers": [{"relu": {"from": "a"}}]}')
    assert sum(shape.values for shape in both.inputs.values()) == 1040
