"""Whole networks against torchvision, layer by layer, and receptive fields against measured gradients."""

import csv
from collections import Counter
from functools import cache
from typing import NamedTuple

import families
import pytest
from helpers import hwc, path_below_tests, spec, summary

from cnncalc import LayerSummary, Shape, Summary, summarize

Row = dict[str, str]

WRITTEN = ("alexnet", "vgg11", "vgg16_bn", "squeezenet1_0")  # by hand, in specs/torchvision
GENERATED = {
    "vgg16": families.vgg16(),
    "resnet18": families.resnet((2, 2, 2, 2), bottleneck=False),
    "resnet34": families.resnet((3, 4, 6, 3), bottleneck=False),
    "resnet50": families.resnet((3, 4, 6, 3), bottleneck=True),
    "googlenet": families.googlenet(),
    "densenet121": families.densenet121(),
}
NETWORKS = (*WRITTEN, *GENERATED)

SLIDING = {"Conv2d": "conv", "MaxPool2d": "max_pool", "AvgPool2d": "avg_pool"}
KINDS = {
    **SLIDING,
    "AdaptiveAvgPool2d": "adaptive_avg_pool",
    "Linear": "dense",
    "BatchNorm2d": "batch_norm",
}


def table(*parts: str) -> list[Row]:
    with open(path_below_tests("reference", *parts), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def network(name: str) -> Summary:
    if name in WRITTEN:
        return summarize(path_below_tests("specs", "torchvision", f"{name}.yaml"))
    return summary(spec("224x224x3", GENERATED[name]))


class Line(NamedTuple):
    """What both sides state of a layer."""

    kind: str
    output: Shape
    parameters: int
    multiplies: int


def chw(text: str) -> Shape:
    channels, *size = map(int, text.split("x"))
    return Shape(channels, tuple(size))


def measured(name: str) -> list[Line]:
    rows = [row for row in table("torchvision", f"{name}.csv") if row["type"] in KINDS]
    return [
        Line(KINDS[row["type"]], chw(row["output_chw"]), int(row["params"]), int(row["macs"])) for row in rows
    ]


def worked_out(name: str) -> list[Line]:
    layers = [layer for layer in network(name) if layer.kind in KINDS.values()]
    return [Line(each.kind, each.output, each.parameters.total, each.multiplies) for each in layers]


def without(lines: list[Line], *kinds: str) -> list[Line]:
    return [line for line in lines if line.kind not in kinds]


@pytest.mark.parametrize("name", WRITTEN)
def test_every_convolution_pool_norm_and_dense_layer_is_torchvisions(name: str) -> None:
    expected, found = measured(name), worked_out(name)
    assert len(found) == len(expected)
    for number, (ours, theirs) in enumerate(zip(found, expected, strict=True)):
        assert ours == theirs, f"layer {number} of {name}"


@pytest.mark.parametrize("name", GENERATED)
def test_every_convolution_and_dense_layer_of_a_generated_spec_is_torchvisions(name: str) -> None:
    # global_avg_pool stands for an adaptive pool to 1x1; norms stand in another order in a branch
    expected = without(measured(name), "batch_norm", "adaptive_avg_pool")
    assert without(worked_out(name), "batch_norm", "adaptive_avg_pool") == expected
    norms = [line for line in measured(name) if line.kind == "batch_norm"]
    assert Counter(norms) == Counter(line for line in worked_out(name) if line.kind == "batch_norm")


@pytest.mark.parametrize("name", NETWORKS)
def test_the_totals_are_the_published_ones(name: str) -> None:
    (row,) = (row for row in table("torchvision", "summary.csv") if row["model"] == name)
    totals = network(name).totals
    assert totals.parameters == int(row["params"]) == int(row["published_params"])
    assert totals.statistics == int(row["moving_statistics"])
    assert totals.multiplies == int(row["macs"])
    assert f"{totals.multiplies / 10**9:.2f}" == f"{float(row['published_gmacs']):.2f}"
    assert totals.complete


@pytest.mark.parametrize(
    "name, layers",
    [
        ("alexnet", 8),  # 5 convolutions + 3 dense layers
        ("vgg11", 11),  # 8 + 3
        ("vgg16", 16),  # 13 + 3
        ("vgg16_bn", 16),  # normalizations are not counted
        ("squeezenet1_0", 26),  # 2 + 8 fire modules of 3
        ("resnet18", 21),  # 18 and 3 projections
        ("resnet50", 54),  # 50 and 4 projections
        ("densenet121", 121),
    ],
)
def test_weight_layers_are_convolutions_and_dense_layers(name: str, layers: int) -> None:
    assert network(name).totals.weight_layers == layers


# -- receptive fields ------------------------------------------------------------------------------------

FIRES = {3: 2, 4: 3, 5: 4, 7: 5, 8: 6, 9: 7, 10: 8, 12: 9}  # torchvision's features.3 is fire2
SQUEEZENET = {
    "features.0": "conv1",
    "features.2": "pool1",
    "features.6": "pool4",
    "features.11": "pool8",
    **{f"features.{number}": f"fire{fire}" for number, fire in FIRES.items()},
}


def place(model: str, layer: str) -> LayerSummary:
    """Our layer for one that torchvision's table names."""
    found = network(model)
    if model == "squeezenet1_0":
        return found[SQUEEZENET[layer]]
    if model in ("alexnet", "vgg11", "vgg16"):
        theirs = [row["name"] for row in table("torchvision", f"{model}.csv") if row["type"] in SLIDING]
        ours = [each for each in found if each.kind in SLIDING.values()]
        return ours[theirs.index(layer)]
    return found[layer]


def check_field(layer: LayerSummary, row: Row) -> None:
    found = layer.receptive_field
    assert found.size == (int(row["size_h"]), int(row["size_w"]))
    assert found.jump == (int(row["jump"]),) * 2
    assert found.first == (int(row["first_of_unit_0"]),) * 2


FIELDS = table("receptive_field.csv")
LENET = [row for row in FIELDS if row["model"] == "lenet5"]
OTHERS = [row for row in FIELDS if row["model"] != "lenet5"]


def test_every_row_of_the_measured_receptive_fields_is_used() -> None:
    assert Counter(row["model"] for row in FIELDS) == {
        "alexnet": 8,
        "densenet121": 9,
        "googlenet": 16,
        "lenet5": 5,
        "resnet18": 10,
        "resnet34": 18,
        "resnet50": 18,
        "squeezenet1_0": 12,
        "vgg11": 13,
        "vgg16": 18,
    }
    assert len(LENET) + len(OTHERS) == len(FIELDS) == 127


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: f"{row['model']}-{row['layer']}")
def test_a_receptive_field_is_the_one_that_gradients_show(row: Row) -> None:
    check_field(place(row["model"], row["layer"]), row)


@pytest.mark.parametrize("row", LENET, ids=lambda row: row["layer"])
def test_the_receptive_fields_of_lenet5_are_those_that_gradients_show(row: Row) -> None:
    check_field(summary(spec("32x32x1", families.lenet5()))[row["layer"]], row)


def test_the_dense_layer_that_lenet5_is_taught_with_sees_what_its_convolution_sees() -> None:
    row = next(row for row in LENET if row["layer"] == "conv3")
    found = summarize("lenet5")["F5"].receptive_field
    assert found.size == (int(row["size_h"]), int(row["size_w"])) == (32, 32)
    assert found.whole_input


def test_alexnets_first_convolution_leaves_a_row_of_padding_out() -> None:
    # floor((224 + 2*2 - 11)/4) + 1 = floor(54.25) + 1 = 55: 54*4 + 11 = 227 of 228 rows are read
    assert network("alexnet")[0].output == hwc("55x55x64")
