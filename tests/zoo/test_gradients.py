"""Every row of tests/reference/receptive_field.csv: the receptive fields that gradients show."""

import re
from collections import Counter

import compare
import pytest
from compare import Field, last_of
from models import network

from cnncalc import LayerSummary, Summary, summarize

ROWS = {
    (model, layer): field
    for model in dict.fromkeys(row["model"] for row in compare.table("receptive_field.csv"))
    for layer, field in compare.fields(model).items()
}

FIRES = {3: 2, 4: 3, 5: 4, 7: 5, 8: 6, 9: 7, 10: 8, 12: 9}  # torchvision's features.3 is fire2
NAMES = {
    "squeezenet1_0": {
        "features.0": "conv1",
        "features.2": "pool1",
        "features.6": "pool4",
        "features.11": "pool8",
        **{f"features.{number}": f"fire{fire}/expand" for number, fire in FIRES.items()},
    },
    "googlenet": {
        "conv1": "conv1/conv1",
        "conv2": "conv2_reduce/conv1",
        "conv3": "conv2/conv1",
        **{f"maxpool{i}": f"pool{i}" for i in (1, 2, 3, 4)},
    },
    "densenet121": {"features.conv0": "conv1", "features.pool0": "pool1"},
    "lenet5": {"conv1": "C1", "pool1": "S2", "conv2": "C3", "pool2": "S4", "conv3": "C5"},
    **{model: {"conv1": "conv1", "maxpool": "pool1"} for model in ("resnet18", "resnet34", "resnet50")},
}


def ours(model: str) -> Summary:
    """LeNet-5 is that of 1998, whose third convolution covers its map; its pools read 2x2 as well."""
    return summarize("lenet5_1998") if model == "lenet5" else network(model)


def place(model: str, name: str) -> LayerSummary:
    """Our layer for one that the table names."""
    found = ours(model)
    if model in ("alexnet", "vgg11", "vgg16"):
        rows = compare.table("torchvision", f"{model}.csv")
        theirs = [row["name"] for row in rows if row["type"] in ("Conv2d", "MaxPool2d")]
        return [layer for layer in found if layer.kind in ("conv", "max_pool")][theirs.index(name)]
    if name in NAMES[model]:
        return found[NAMES[model][name]]
    if unit := re.fullmatch(r"layer(\d)\.(\d+)", name):
        return last_of(found, f"conv{int(unit[1]) + 1}_x/unit.{unit[2]}")
    block = name.removeprefix("features.").replace("inception", "inception_").replace("dense", "dense_")
    return last_of(found, block)


def test_every_row_of_the_measured_receptive_fields_is_used() -> None:
    assert Counter(model for model, _ in ROWS) == {
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
    assert len(ROWS) == len(compare.table("receptive_field.csv")) == 127


@pytest.mark.parametrize(("model", "layer"), ROWS, ids="-".join)
def test_a_receptive_field_is_the_one_that_gradients_show(model: str, layer: str) -> None:
    assert Field.of(place(model, layer)) == ROWS[model, layer]


def test_the_dense_layer_that_lenet5_is_taught_with_sees_what_its_convolution_sees() -> None:
    found = summarize("lenet5")["F5"].receptive_field
    assert found.size == ROWS["lenet5", "conv3"].size == (32, 32)
    assert found.whole_input


@pytest.mark.parametrize(
    ("layer", "taught"), [("conv1", "C1"), ("pool1", "S2"), ("conv2", "C3"), ("pool2", "S4")]
)
def test_lenet5_as_taught_reads_as_the_measured_one(layer: str, taught: str) -> None:
    assert Field.of(summarize("lenet5")[taught]) == ROWS["lenet5", layer]
