"""What each kind keeps for its backward pass: a table beside the gradient's formula."""

from typing import Any

import pytest
from helpers import make, with_tests_of_their_own

from cnncalc.layers import CATALOGUE
from cnncalc.layers.base import SingleInput
from cnncalc.layers.facts import Kept
from cnncalc.shape import Shape

X = Shape(8, (4, 6))  # 24 positions, 192 values
VECTOR = Shape(192)

INPUT, OUTPUT, NOTHING = Kept(input=True), Kept(output=True), Kept()

KEPT: dict[str, tuple[dict[str, Any], Kept]] = {
    # dL/dw sums gradients times what the weight multiplied; dL/dx needs the weights alone
    "conv": ({"filters": 2, "kernel": 1}, INPUT),
    "depthwise_conv": ({"kernel": 1}, INPUT),
    "transposed_conv": ({"filters": 2, "kernel": 1}, INPUT),
    "locally_connected": ({"filters": 2, "kernel": 1}, INPUT),
    "dense": ({"units": 3}, INPUT),
    "layer_scale": ({}, INPUT),
    "subsample": ({"kernel": 2}, INPUT),
    "rbf": ({"units": 3}, INPUT),  # 2*(x - prototype)
    # two steps: what each reads; here 8*3 maps of 4x6 lie between them
    "separable_conv": ({"filters": 2, "kernel": 1, "multiplier": 3}, Kept(input=True, values=24 * 24)),
    # and which of the sums won
    "maxout": ({"units": 3}, Kept(input=True, marks=8 * 3)),
    # the slope follows from the output: y > 0, y*(1 - y), 1 - y**2, ...
    **{
        kind: ({}, OUTPUT)
        for kind in (
            "relu", "sigmoid", "tanh", "softmax",
        )
    },
    # so it would here, but PyTorch keeps the input, and these two never overwrite it
    "relu6": ({}, INPUT),
    "hard_sigmoid": ({}, INPUT),
    # these keep the output where they have overwritten the input
    **{kind: ({}, Kept(input=True, either=True)) for kind in ("leaky_relu", "elu", "selu")},
    # these are not monotonic, or have a slope that may be negative: y does not tell x
    **{kind: ({}, INPUT) for kind in ("gelu", "silu", "hard_swish", "prelu")},
    # (x - mean)/deviation comes again from x and the two
    "batch_norm": ({}, Kept(input=True, once=2 * 8)),  # of each channel, over the batch
    "layer_norm": ({}, Kept(input=True, values=2 * 24)),  # of each position
    "group_norm": ({"groups": 4}, Kept(input=True, values=2 * 4)),
    "instance_norm": ({}, Kept(input=True, values=2 * 8)),  # of each channel
    "local_response_norm": ({}, Kept(input=True, values=192)),  # and the denominators
    # where the largest value stood, 8 bytes each; PyTorch's pools keep what they read besides
    "max_pool": ({"kernel": 2}, Kept(input=True, marks=8 * 2 * 3 * 8)),
    "adaptive_max_pool": ({"output": 2}, Kept(input=True, marks=8 * 2 * 2 * 8)),
    "global_max_pool": ({}, Kept(input=True, marks=8 * 8)),
    "max": ({"axes": ("channels",)}, Kept(marks=8 * 24)),
    # a byte for each value, a factor for each image
    "dropout": ({}, Kept(marks=192)),
    "drop_path": ({}, Kept(values=1)),
    # the gradient is spread by place alone, but PyTorch keeps what these read
    "avg_pool": ({"kernel": 2}, INPUT),
    "adaptive_avg_pool": ({"output": 2}, INPUT),
    # the gradient is spread or moved by place alone
    "global_avg_pool": ({}, NOTHING),
    "mean": ({"axes": ("channels",)}, NOTHING),
    "upsample": ({"scale": 2}, NOTHING),
    "scale": ({"factor": 2.0}, NOTHING),
    "pad": ({"padding": 1}, NOTHING),
    "crop": ({"border": 1}, NOTHING),
    "slice": ({"stop": 3}, NOTHING),
    "channel_shuffle": ({"groups": 2}, NOTHING),
    "pixel_shuffle": ({"scale": 2}, NOTHING),
    "pixel_unshuffle": ({"scale": 2}, NOTHING),
    "permute": ({"order": ("width", "height", "channels")}, NOTHING),
    "reshape": ({"output": Shape(192)}, NOTHING),
    "flatten": ({}, NOTHING),
    "identity": ({}, NOTHING),
    "add": ({}, NOTHING),
    "average": ({}, NOTHING),
    "concat": ({}, NOTHING),
    # d(ab)/da = b; which of the inputs was the largest
    "multiply": ({}, INPUT),
    "maximum": ({}, INPUT),
    "custom": ({"output": X}, Kept(input=True, complete=False)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KEPT)
def test_a_kind_keeps_what_the_formula_of_its_gradient_needs(kind: str) -> None:
    fields, kept = KEPT[kind]
    layer = make(kind, **fields)
    x = VECTOR if kind in ("dense", "rbf", "maxout") else X
    assert layer.facts((x, x) if layer.joins else (x,)).kept == kept


def test_every_kind_says_what_training_keeps() -> None:
    assert [name for name, kind in CATALOGUE.items() if kind.kept is SingleInput.kept] == []
    assert {*KEPT} | with_tests_of_their_own() >= {*CATALOGUE}


@pytest.mark.parametrize("kind", ["dense", "layer_scale"])
def test_frozen_weights_need_no_input(kind: str) -> None:
    fields, _ = KEPT[kind]
    layer = make(kind, **fields, trainable=False)
    x = VECTOR if kind == "dense" else X
    assert layer.facts((x,)).kept == NOTHING
    assert layer.kept(x, layer.output_shape(x)) == NOTHING


def test_an_adaptive_average_of_the_whole_map_is_a_mean_and_keeps_nothing() -> None:
    layer = make("adaptive_avg_pool", output=1)
    assert layer.kept(X, layer.output_shape(X)) == NOTHING
