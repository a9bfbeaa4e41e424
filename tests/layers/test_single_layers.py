"""Single layers against what PyTorch and Keras give for them: 895 random ones, every one accounted for."""

import json
from collections import Counter
from typing import Any

import pytest
from helpers import cost, make, read_text, total_parameters
from oracles import placements

from cnncalc import Shape
from cnncalc.layers import Layer
from cnncalc.problem import LayerError

Case = dict[str, Any]

FRAMEWORK_KINDS = {
    "Conv2d": "conv",
    "MaxPool2d": "max_pool",
    "AvgPool2d": "avg_pool",
    "AdaptiveAvgPool2d": "adaptive_avg_pool",
    "ConvTranspose2d": "transposed_conv",
    "Conv2D": "conv",
    "Conv2DTranspose": "transposed_conv",
    "DepthwiseConv2D": "depthwise_conv",
    "SeparableConv2D": "separable_conv",
    "MaxPooling2D": "max_pool",
    "AveragePooling2D": "avg_pool",
}


def cases(file: str) -> list[Case]:
    return [json.loads(line) for line in read_text("reference", file).splitlines()]


TORCH = cases("single_layers_torch.jsonl")
KERAS = cases("single_layers_keras.jsonl")


def outcome(case: Case) -> str:
    """What the framework said; each kind of error is one that was looked at."""
    error = case.get("error")
    if error is None:
        return "computed" if min(case["output_shape"]) else "cut off"
    if error.startswith(("pad should be at most half", "pad should be smaller than or equal to half")):
        return "forbidden"  # a prohibition, not arithmetic
    if error.startswith("output padding must be smaller than either stride or dilation"):
        return "output padding"
    if case["type"] == "ConvTranspose2d":
        return "cut off"  # the padding is as large as the output or larger
    nothing_fits = (
        "Kernel size can't be greater than actual input size",
        "Output size is too small",
        "Computed output size would be zero or negative",
    )
    assert any(said in error for said in nothing_fits), f"an error of another kind: {error}"
    return "refused"


def title(case: Case) -> str:
    """Type, input and arguments: what a failing test is called."""
    given = "-".join(f"{name}={value}".replace(" ", "") for name, value in case["args"].items())
    return f"{case['type']}-{'x'.join(map(str, case['input_shape']))}-{given}"


def select(every: list[Case], *outcomes: str) -> list[Any]:
    kept = [case for case in every if case["type"] in FRAMEWORK_KINDS and outcome(case) in outcomes]
    return [pytest.param(case, id=title(case)) for case in kept]


def per_axis(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def torch_layer(case: Case) -> Layer:
    """cnncalc's layer for one of PyTorch's, from the arguments as they were given."""
    given = {name: per_axis(value) for name, value in case["args"].items()}
    if case["type"] == "AdaptiveAvgPool2d":
        return make("adaptive_avg_pool", output=given["output_size"])
    if "out_channels" in given:
        given["filters"] = given.pop("out_channels")
    if "ceil_mode" in given:
        given["rounding"] = "ceil" if given.pop("ceil_mode") else "floor"
    return make(FRAMEWORK_KINDS[case["type"]], **given)


KERAS_FIELDS = {
    "strides": "stride",
    "kernel_size": "kernel",
    "pool_size": "kernel",
    "use_bias": "bias",
    "dilation_rate": "dilation",
    "depth_multiplier": "multiplier",
}


def keras_layer(case: Case) -> Layer:
    given = {KERAS_FIELDS.get(name, name): per_axis(value) for name, value in case["args"].items()}
    if case["type"] == "Conv2DTranspose" and given["padding"] == "valid":
        given.update(keras_valid(given["kernel"], given["stride"]))
    return make(FRAMEWORK_KINDS[case["type"]], **given)


def pair(value: Any) -> tuple[int, int]:
    return value if isinstance(value, tuple) else (value, value)


def keras_valid(kernel: Any, stride: Any) -> Case:
    """Keras' `valid` of a transposed convolution: n*s + max(k - s, 0), s pixels for every input.

    The plain formula gives (n - 1)*s + k. Where the kernel is smaller than the stride, the s - k pixels
    that are missing at the end are an output padding here.
    """
    missing = (s - k for k, s in zip(pair(kernel), pair(stride), strict=True))
    return {"padding": "valid", "output_padding": tuple(max(pixels, 0) for pixels in missing)}


def chw(numbers: list[int]) -> Shape:
    return Shape(numbers[0], tuple(numbers[1:]))


def channels_last(numbers: list[int]) -> Shape:
    return Shape(numbers[-1], tuple(numbers[:-1]))


def test_every_case_is_accounted_for() -> None:
    counted = Counter((case["type"], outcome(case)) for case in TORCH + KERAS)
    assert counted == {
        ("Conv2d", "computed"): 228,
        ("Conv2d", "refused"): 17,
        ("MaxPool2d", "computed"): 121,
        ("MaxPool2d", "refused"): 9,
        ("MaxPool2d", "forbidden"): 70,
        ("AvgPool2d", "computed"): 109,
        ("AvgPool2d", "refused"): 4,
        ("AvgPool2d", "forbidden"): 37,
        ("AdaptiveAvgPool2d", "computed"): 30,
        ("ConvTranspose2d", "computed"): 49,
        ("ConvTranspose2d", "output padding"): 23,
        ("ConvTranspose2d", "cut off"): 3,
        ("Conv2D", "computed"): 60,
        ("DepthwiseConv2D", "computed"): 25,
        ("SeparableConv2D", "computed"): 19,
        ("SeparableConv2D", "refused"): 1,
        ("MaxPooling2D", "computed"): 35,
        ("AveragePooling2D", "computed"): 24,
        ("AveragePooling2D", "refused"): 1,
        ("Conv2DTranspose", "computed"): 30,
    }
    assert sum(counted.values()) == 895  # 700 + 195


def test_the_convolutions_include_same_padding_groups_and_dilation() -> None:
    layers = [torch_layer(case) for case in TORCH if case["type"] == "Conv2d"]
    assert sum(layer.padding == "same" for layer in layers) == 45
    assert sum(layer.groups > 1 for layer in layers) > 50
    assert sum(layer.dilation not in (1, (1, 1)) for layer in layers) > 50


@pytest.mark.parametrize("case", select(TORCH, "computed"))
def test_shape_parameters_and_multiplies_are_those_of_pytorch(case: Case) -> None:
    layer, x = torch_layer(case), chw(case["input_shape"])
    assert layer.output_shape(x) == chw(case["output_shape"])
    assert total_parameters(layer, x) == case["params"]
    assert cost(layer, x).multiplies == case["macs"]


def test_an_adaptive_max_pool_has_the_shape_of_the_average_pool() -> None:
    adaptive = [case for case in TORCH if case["type"] == "AdaptiveAvgPool2d"]
    for case in adaptive:
        layer, x = (
            make("adaptive_max_pool", output=per_axis(case["args"]["output_size"])),
            chw(case["input_shape"]),
        )
        assert layer.output_shape(x) == chw(case["output_shape"])
        assert total_parameters(layer, x) == 0


@pytest.mark.parametrize("case", select(TORCH, "refused"))
def test_what_pytorch_refuses_because_nothing_fits_is_an_error(case: Case) -> None:
    with pytest.raises(LayerError, match="does not fit") as caught:
        torch_layer(case).output_shape(chw(case["input_shape"]))
    assert caught.value.field == "kernel"


@pytest.mark.parametrize("case", select(TORCH, "output padding"))
def test_an_output_padding_as_large_as_the_stride_and_the_dilation_is_an_error(case: Case) -> None:
    with pytest.raises(LayerError, match="must be smaller than the stride") as caught:
        torch_layer(case).output_shape(chw(case["input_shape"]))
    assert caught.value.field == "output_padding"


@pytest.mark.parametrize("case", select(TORCH, "cut off"))
def test_a_padding_that_cuts_the_whole_map_off_is_an_error(case: Case) -> None:
    with pytest.raises(LayerError, match="cuts the whole") as caught:
        torch_layer(case).output_shape(chw(case["input_shape"]))
    assert caught.value.field == "padding"


@pytest.mark.parametrize("case", select(TORCH, "forbidden"))
def test_a_pool_padded_beyond_half_its_kernel_is_arithmetic(case: Case) -> None:
    layer, x, module = torch_layer(case), chw(case["input_shape"]), case["layer"]
    dilations = module.get("dilation", [1, 1])
    axes = zip(x.size, module["padding"], module["kernel"], module["stride"], dilations, strict=True)
    rule = "ceil" if module["ceil_mode"] else "floor"
    expected = tuple(placements(n, p, p, f, s, d, rule) for n, p, f, s, d in axes)
    assert min(expected) > 0, "padding of more than half a kernel always leaves room for it"
    assert layer.output_shape(x) == Shape(x.channels, expected)
    assert cost(layer, x).multiplies == 0


@pytest.mark.parametrize("case", select(KERAS, "computed"))
def test_shape_and_parameters_are_those_of_keras(case: Case) -> None:
    layer, x = keras_layer(case), channels_last(case["input_shape"])
    assert layer.output_shape(x) == channels_last(case["output_shape"])
    assert total_parameters(layer, x) == case["params"]


@pytest.mark.parametrize("case", select(KERAS, "refused"))
def test_what_keras_refuses_because_nothing_fits_is_an_error(case: Case) -> None:
    with pytest.raises(LayerError, match="does not fit"):
        keras_layer(case).output_shape(channels_last(case["input_shape"]))
