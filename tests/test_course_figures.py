"""What courses say without a spec of their own: each number and shape, as cnncalc works it out.

With test_course_claims.py (items with a spec) and values/test_slide.py (values of pixels) these are all
items of tests/reference/course_claims.yaml that are figures; the others are named with what they are.
"""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from helpers import figures, read_text
from test_slide import ANSWERS

import cnncalc
from cnncalc import Summary, summarize
from cnncalc.layers.sliding import windows

CLAIMS: dict[str, dict[str, Any]] = {
    claim["id"]: claim
    for claim in yaml.load(
        read_text("reference", "course_claims.yaml"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    if not ("spec" in claim and "ask" in claim)
}


def conv(filters: int, kernel: Any, **fields: Any) -> dict[str, Any]:
    return {"conv": {"name": "c", "filters": filters, "kernel": kernel, **fields}}


def dense(units: int) -> dict[str, Any]:
    return {"dense": {"name": "d", "units": units}}


def pool(**fields: Any) -> dict[str, Any]:
    return {"max_pool": {"name": "p", "kernel": 2, **fields}}


RGB_PATCH = figures("6x6x3", conv(1, 3))
GREY_PATCH = figures("6x6x1", conv(1, 3))


def course_lenet() -> Summary:
    """32x32x3, 6 of 5x5, pool, 16 of 5x5, pool, 120, 84, 10."""
    return figures(
        "32x32x3",
        {"conv": {"filters": 6, "kernel": 5}},
        {"max_pool": 2},
        {"conv": {"filters": 16, "kernel": 5}},
        {"max_pool": 2},
        "flatten",
        {"dense": 120},
        {"dense": 84},
        {"dense": 10},
    )


def same_padding(kernel: int) -> int:
    (window,) = windows(cnncalc.Shape(1, (9,)), kernel, 1, "same")
    return window.before


def share_of_dense(network: Summary) -> float:
    total = network.totals.parameters
    return sum(one.parameters.total or 0 for one in network if one.kind == "dense") / total


def three_classes() -> Summary:
    """VGG-16 with a new last layer of three classes."""
    return summarize("vgg16", settings={"classes": 3})


def hwc(network: Summary) -> list[int]:
    (shape,) = network.network.inputs.values()
    return [*shape.size, shape.channels]


def kernel(name: str) -> list[int]:
    """Channels read, kernel, filters of a convolution of LeNet-5."""
    layer = summarize("lenet5")[name].node
    channels = summarize("lenet5").network.nodes[layer.inputs[0]].output.channels
    return [channels, layer.layer.kernel, layer.layer.kernel, layer.layer.filters]


INCEPTION = {
    "concat": {
        "name": "block",
        "branches": {
            "1x1": [{"conv": {"filters": 64, "kernel": 1}}],
            "3x3": [{"conv": {"filters": 128, "kernel": 3, "padding": "same"}}],
            "5x5": [{"conv": {"filters": 32, "kernel": 5, "padding": "same"}}],
        },
    }
}


def branches() -> list[int]:
    block = figures("28x28x192", INCEPTION)
    return [one.output.channels for one in block if one.kind == "conv"]


FIGURES: dict[str, Callable[[], Any]] = {
    "cs182-patch-27": lambda: RGB_PATCH["c"].parameters.weights,
    "cs182-conv64-under-2000": lambda: figures("128x128x3", conv(64, 3))["c"].parameters.weights,
    "cs182-patch-overlap": lambda: RGB_PATCH["c"].receptive_field.jump[0],
    "cs182-pool-depth": lambda: figures("8x8x5", pool())["p"].output.channels / 5,
    "cs182-lenet-input": lambda: list(summarize("lenet5").network.inputs["input"].size),
    "fau-ratio": lambda: round(
        figures("512x512x1", "flatten", dense(8))["d"].parameters.total
        / figures("512x512x1", conv(8, 5))["c"].parameters.weights,
        1,
    ),
    "fau-feature-maps": lambda: figures("6x6x1", conv(2, 3))["c"].output.channels,
    "fau-kernel-sizes": lambda: [figures("9x9x1", conv(1, f))["c"].parameters.weights for f in (3, 5, 7)],
    "ng-1000x1000-neuron": lambda: figures("1000x1000x3", "flatten", dense(1))["d"].parameters.weights,
    "ng-learned-kernel": lambda: GREY_PATCH["c"].parameters.weights,
    "ng-valid-formula": lambda: GREY_PATCH["c"].output.size[0],
    "ng-valid-p0": lambda: windows(cnncalc.Shape(1, (9,)), 3, 1, "valid")[0].before,
    "ng-same-f3": lambda: same_padding(3),
    "ng-same-f5": lambda: same_padding(5),
    "ng-same-f5-rings": lambda: same_padding(5),
    "ng-27-products": lambda: RGB_PATCH["c"].multiplies // RGB_PATCH["c"].output.values,
    "ng-channels-match": lambda: RGB_PATCH["c"].parameters.weights // (3 * 3),
    "ng-27w": lambda: RGB_PATCH["c"].parameters.weights,
    "ng-28": lambda: RGB_PATCH["c"].parameters.total,
    "ng-pool-half": lambda: figures("8x8x1", pool())["p"].output.size[0] / 8,
    "nglenet-fc400": lambda: [one.output.channels for one in course_lenet() if one.kind == "dense"][:-1],
    "nglenet-softmax-inputs": lambda: figures("84", dense(1))["d"].parameters.weights,
    "nglenet-shrinks": lambda: [
        3072,
        *(one.output.values for one in course_lenet() if one.kind != "flatten"),
    ],
    "nglenet-fc-heavy": lambda: round(share_of_dense(course_lenet()), 3),
    "nglenet-layers": lambda: [
        course_lenet().totals.weight_layers,
        course_lenet().totals.weight_layers + sum(one.kind == "max_pool" for one in course_lenet()),
    ],
    "share-input-3072": lambda: figures("32x32x3", "flatten")[0].output.channels,
    "share-nine": lambda: GREY_PATCH["c"].parameters.weights,
    "sparse-nine": lambda: GREY_PATCH["c"].receptive_field.size[0] ** 2,
    "lenet5-pool-half": lambda: summarize("lenet5")["S2"].output.size[0] / 28,
    "lenet5-two-fc": lambda: sum(one.kind == "dense" for one in summarize("lenet5")) - 1,
    "lenet5-no-padding": lambda: getattr(summarize("lenet5")["C1"].node.layer, "padding"),  # noqa: B009
    "vgg-pool-half": lambda: summarize("vgg16")["pool1"].output.size[0] / 224,
    "inception-branches": branches,
    "inception-mults-each": lambda: figures("28x28x192", conv(1, 5, padding=2))["c"].multiplies // (28 * 28),
    "inception-ten-times": lambda: round(
        figures("28x28x192", conv(32, 5, padding=2)).totals.multiplies
        / figures(
            "28x28x192", {"conv": {"filters": 16, "kernel": 1}}, conv(32, 5, padding=2)
        ).totals.multiplies,
        3,
    ),
    "inception-1x1-cheap": lambda: figures("28x28x192", conv(64, 1))["c"].multiplies,
    "transfer-1000-to-3": lambda: three_classes()[-1].output.channels,
    "transfer-frozen": lambda: [three_classes()["fc8"].parameters.total, three_classes().totals.parameters],
    "transfer-first-four": lambda: sum(
        [one.parameters.total for one in summarize("vgg16") if one.kind == "conv"][:4]
    ),
    "s3-rgb-3": lambda: figures("1x1x3", "flatten")[0].output.channels,
    "s3-2P": lambda: 2 * figures("285x350x1", "flatten")[0].output.channels,
    "s3-400GB": lambda: figures("285x350x1", "flatten", *[{"dense": 2 * 285 * 350}] * 3, {"dense": 3}).bytes(
        "parameters"
    ),
    "s3-3x3x3": lambda: figures("500x300x3", conv(1, 3))["c"].parameters.weights,
    "s3-64-neurons": lambda: figures("32x32x3", conv(64, 3))["c"].output.channels,
    "s3-no-sharing": lambda: (
        figures("32x32x3", {"locally_connected": {"name": "c", "filters": 1, "kernel": 5}})[
            "c"
        ].parameters.total
    ),
    "s3-volumes": lambda: [figures(text, "flatten")[0].output.channels for text in ("300x500x3", "32x32x3")],
    "s3-alex-input": lambda: hwc(summarize("alexnet")),
    "s3-alex-fc-share": lambda: round(share_of_dense(summarize("alexnet")), 4),
    "s4-stride2-half": lambda: figures("8x8x1", conv(1, 3, stride=2, padding=1))["c"].output.size[0] / 8,
    "s4-lenet-input": lambda: hwc(summarize("lenet5")),
    "s4-lenet-c1-kernel": lambda: kernel("C1"),
    "s4-lenet-c3-kernel": lambda: kernel("C3"),
    "s4-vgg-input": lambda: hwc(summarize("vgg16"))[:2],
    "s4-filters-channels": lambda: figures("6x6x1", conv(6, 3))["c"].output.channels,
}

STATED = {
    "resnet-5-blocks": "what a picture shows",
    "resnet-1000-layers": "the depth of a published network",
    "s4-resnet-1000": "the depth of a published network",
    "s4-margin": "a percentage of a competition",
    "transfer-1000-vectors": "a number of images",
    "inception-3d-5d": "a slip of the tongue: kernels are two-dimensional",
    "s3-fc-as-1x1": "an identity: a kernel of 1x1xC",
    "s3-keypoints": "a wish: 28 points of two coordinates",
    "s3-cat-F1": "a wish: one number",
    "s3-F1000": "a wish: a number per class",
    "s3-gps-F2": "a wish: two numbers",
    "s3-ilsvrc": "the classes of a data set",
    "s4-cat-512": "the size of a photograph",
    "s4-cat-32": "the size of a photograph",
}
"""Items that state a number which nothing is computed from."""


@pytest.mark.parametrize("name", FIGURES)
def test_an_item_of_the_course_has_its_right_value(name: str) -> None:
    assert FIGURES[name]() == CLAIMS[name]["correct"], CLAIMS[name]["why"]


def test_every_item_that_is_a_number_is_worked_out() -> None:
    numbers = {
        name
        for name, claim in CLAIMS.items()
        if claim["quantity"] not in ("property", "formula", "duration_years")
    }
    assert len(numbers) == 86
    assert numbers - set(FIGURES) - set(STATED) <= set(ANSWERS)  # of values/test_slide.py
    assert not set(FIGURES) & set(ANSWERS)
