"""Every network of tests/reference/torchvision, layer by layer and in its totals."""

import glob
import os
from typing import Any

import compare
import pytest
from helpers import figures, path_below_tests
from models import MEAN, TABLES, network

SUMMARY = {row["model"]: row for row in compare.table("torchvision", "summary.csv")}


def test_every_table_of_torchvision_is_held_against_a_bundled_network() -> None:
    files = glob.glob(path_below_tests("reference", "torchvision", "*.csv"))
    names = {os.path.basename(file).removesuffix(".csv") for file in files} - {"summary"}
    assert names == {*TABLES} == {*SUMMARY}
    assert len(names) == 32


@pytest.mark.parametrize("model", TABLES)
def test_every_convolution_pool_norm_and_dense_layer_and_the_totals_are_torchvisions(model: str) -> None:
    assert not compare.torchvision(network(model), model, functional=TABLES[model].functional)


@pytest.mark.parametrize("model", sorted({*TABLES} - {"googlenet_aux", "inception_v3_noaux"}))
def test_the_totals_are_those_that_torchvision_publishes(model: str) -> None:
    found, published = network(model), SUMMARY[model]
    assert found.totals.parameters == int(published["published_params"])
    assert f"{found.main_path.multiplies / 10**9:.2f}" == f"{float(published['published_gmacs']):.2f}"


@pytest.mark.parametrize(
    ("model", "layers"),
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
def test_weight_layers_are_convolutions_and_dense_layers(model: str, layers: int) -> None:
    assert network(model).totals.weight_layers == layers


def test_alexnets_first_convolution_leaves_a_row_of_padding_out() -> None:
    # floor((224 + 2*2 - 11)/4) + 1 = floor(54.25) + 1 = 55: 54*4 + 11 = 227 of 228 rows are read
    assert str(network("alexnet")[0].output) == "55x55x64"


# -- the same network in another notation ----------------------------------------------------------------


def bottleneck(filters: int) -> list[Any]:
    """What each layer of a dense block computes."""
    one, three = {"filters": 128, "kernel": 1}, {"filters": filters, "kernel": 3, "padding": 1}
    convolutions = [{"conv": {"bias": False, **fields}} for fields in (one, three)]
    return ["batch_norm", "relu", convolutions[0], "batch_norm", "relu", convolutions[1]]


def densenet121_by_names() -> list[Any]:
    """Every layer of a block reads the outputs of all before it, each by its name."""
    stem = {"filters": 64, "kernel": 7, "stride": 2, "padding": 3, "bias": False}
    pool = {"name": "pool0", "kernel": 3, "stride": 2, "padding": 1}
    layers: list[Any] = [{"conv": stem}, "batch_norm", "relu", {"max_pool": pool}]
    last, channels = "pool0", 64
    for block, depth in enumerate((6, 12, 24, 16), 1):
        grown = [last]
        for i in range(1, depth + 1):
            if i > 1:
                layers.append({"concat": {"name": f"joined{block}.{i}", "from": list(grown)}})
            *most, growth = bottleneck(32)
            layers += [*most, {"conv": {"name": f"growth{block}.{i}", **growth["conv"]}}]
            grown.append(f"growth{block}.{i}")
        layers.append({"concat": {"from": grown}})
        channels, last = (channels + 32 * depth) // 2, f"transition{block}"
        if block < 4:
            layers += ["batch_norm", "relu", {"conv": {"filters": channels, "kernel": 1, "bias": False}}]
            layers.append({"avg_pool": {"name": last, "kernel": 2}})
    return [*layers, "batch_norm", "relu", "global_avg_pool", {"dense": 1000}]


def test_densenet121_written_out_with_every_layer_by_its_name_is_torchvisions() -> None:
    found = figures("224x224x3", *densenet121_by_names())
    assert not compare.torchvision(found, "densenet121", functional=MEAN)
    ends = [found, network("densenet121")]
    assert len({one["global_avg_pool1"].receptive_field for one in ends}) == 1
