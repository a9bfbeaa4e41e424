"""The later Inception networks and Xception against torchvision, Keras, and the figures of their papers.

TF-slim's receptive fields stand here too, with those of its other networks.
"""

from collections.abc import Callable
from functools import cache
from itertools import accumulate

import compare
import pytest
from helpers import path_below_tests

from cnncalc import LayerSummary, Summary, summarize

summary = cache(summarize)

# -- Inception v3, as torchvision has it ------------------------------------------------------------


def test_the_pools_in_the_branches_of_inception_v3_keep_or_halve_the_size() -> None:
    found = summary("inception_v3")
    branches = [layer for layer in found if layer.name.endswith(("pool/avg_pool1", "pool/max_pool1"))]
    sizes = {layer.name.partition("/")[0]: str(layer.output) for layer in branches}
    assert sizes == {
        "Mixed_5b": "35x35x192", "Mixed_5c": "35x35x256", "Mixed_5d": "35x35x288", "Mixed_6a": "17x17x288",
        "Mixed_6b": "17x17x768", "Mixed_6c": "17x17x768", "Mixed_6d": "17x17x768", "Mixed_6e": "17x17x768",
        "Mixed_7a": "8x8x768", "Mixed_7b": "8x8x1280", "Mixed_7c": "8x8x2048",
    }  # fmt: skip


def test_the_head_of_inception_v3() -> None:
    found = summary("inception_v3")
    # 768*128 + 2*128 + 25*128*768 + 2*768 + 768*1000 + 1000
    assert found.heads["aux"].parameters == 3_326_696 == 27_161_264 - 23_834_568
    assert found["aux/avg_pool1"].inputs == ["Mixed_6e/concat1"]
    assert [str(found[f"aux/{name}"].output) for name in ("avg_pool1", "conv_bn2/conv1")] == [
        "5x5x768", "1x1x768",
    ]  # fmt: skip


def test_the_head_of_inception_v3_takes_the_map_that_a_smaller_input_leaves() -> None:
    found = summarize("inception_v3", input="224x224x3")
    assert [str(found[f"aux/{name}"].output) for name in ("avg_pool1", "conv_bn2/conv1")] == [
        "3x3x768", "1x1x768",
    ]  # fmt: skip
    assert found.main_path.parameters == 23_834_568


# -- Keras -----------------------------------------------------------------------------------------


def as_written(model: str) -> dict[str, float]:
    """A place for each row of Keras' table of Inception-ResNet-v2, in the order of the model's code.

    Keras lists the layers of parallel branches in turns. Its unnamed convolutions and norms are
    numbered as they are written, so that a row without a number comes after the largest so far; the
    one average pool stands before the convolution that reads it, the last of its block.
    """
    places: dict[str, float] = {}
    largest = 0
    for row in compare.table("keras", f"{model}.csv"):
        name, _, number = row["name"].rpartition("_")
        if name in ("conv2d", "batch_normalization"):
            places[row["name"]] = int(number) + (0.25 if name != "conv2d" else 0)
            largest = max(largest, int(number))
        else:
            places[row["name"]] = 10.5 if row["type"] == "AveragePooling2D" else largest + 0.5
    return places | {"conv2d": 0, "batch_normalization": 0.25}


def shortcuts_last(model: str) -> dict[str, float]:
    """A place for each row of Keras' table of Xception: a shortcut's convolution after the pool."""
    rows = compare.table("keras", f"{model}.csv")
    return {row["name"]: i + (1.5 if row["name"].startswith("conv2d") else 0) for i, row in enumerate(rows)}


@pytest.mark.parametrize(
    ("name", "model", "settings", "places"),
    [
        ("xception", "Xception", {}, shortcuts_last),
        ("inception_resnet_v2", "InceptionResNetV2", {"bn_scale": False}, as_written),
    ],
)
def test_every_layer_is_keras(
    name: str, model: str, settings: dict[str, object], places: Callable[[str], dict[str, float]]
) -> None:
    place = places(model)
    found = summarize(name, settings=settings)
    assert not compare.keras(found, model, order=lambda row: place[row["name"]])
    rows = compare.table("keras", f"{model}.csv")
    assert found.totals.trainable == sum(int(row["trainable"]) for row in rows)
    assert found.totals.statistics == sum(int(row["non_trainable"]) for row in rows)


def test_keras_numbers_the_convolutions_of_inception_resnet_v2_as_they_are_written() -> None:
    place = as_written("InceptionResNetV2")
    assert len(place) == len(compare.table("keras", "InceptionResNetV2.csv")) == 782
    assert sorted(at for name, at in place.items() if name.startswith("conv2d")) == list(range(203))
    assert place["block35_1_conv"] == 17.5  # conv2d_12 to conv2d_17 are those of its branches


# -- totals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "settings", "trainable", "total"),
    [
        ("inception_v3", {}, 23_834_568, 23_869_000),  # torchvision
        ("inception_v3", {"bn_scale": False}, 23_817_352, 23_851_784),  # Keras
        ("inception_v4", {}, 42_679_816, 42_742_984),
        ("inception_v4", {"bn_scale": False}, 42_648_232, 42_711_400),  # 31,584 scales fewer
        ("inception_resnet_v2", {}, 55_843_464, 55_904_008),
        ("inception_resnet_v2", {"bn_scale": False}, 55_813_192, 55_873_736),  # Keras
        ("xception", {}, 22_855_952, 22_910_480),  # the paper's table 3; Keras
    ],
)
def test_parameters_trained_and_with_the_running_statistics(
    name: str, settings: dict[str, object], trainable: int, total: int
) -> None:
    totals = summarize(name, settings=settings).main_path
    assert (totals.trainable, totals.parameters + totals.statistics) == (trainable, total)


def end(found: Summary, name: str) -> LayerSummary:
    """The layer of this name, or the last one of the block."""
    return [layer for layer in found if layer.name == name or layer.name.startswith(f"{name}/")][-1]


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        (
            "inception_v3",  # table 1: the sizes before and after the blocks
            {"stem1": "35x35x192", "Mixed_5d": "35x35x288", "Mixed_6e": "17x17x768", "Mixed_7a": "8x8x1280"},
        ),
        (
            "inception_v4",  # figure 9
            {
                "Mixed_5a": "35x35x384",
                "inception_a.3": "35x35x384",
                "Mixed_6a": "17x17x1024",
                "inception_b.6": "17x17x1024",
                "Mixed_7a": "8x8x1536",
                "inception_c.2": "8x8x1536",
            },
        ),
        (
            "xception",  # figure 5: 19x19x728 maps from the entry flow, 2048 features at the end
            {"block4": "19x19x728", "middle.7": "19x19x728", "block14_sepconv2": "10x10x2048"},
        ),
    ],
)
def test_the_sizes_that_the_papers_print(name: str, blocks: dict[str, str]) -> None:
    assert {block: str(end(summary(name), block).output) for block in blocks} == blocks


def test_inception_resnet_v2_with_the_number_of_blocks_of_the_paper() -> None:
    found = summarize("inception_resnet_v2", settings={"depths": [5, 10, 5]})
    blocks = {layer.name.partition("/")[0] for layer in found if layer.name.startswith("block")}
    assert len(blocks) == 20
    assert [layer.kind for layer in found if layer.name.startswith("block8.3/")][-1] == "relu"
    assert [layer.kind for layer in found if layer.name.startswith("block8.4/")][-1] == "add"


def test_what_inception_resnet_v2_adds_is_scaled_but_in_its_last_block() -> None:
    scaled = {"block35": 0, "block17": 0, "block8": 0}
    for layer in summary("inception_resnet_v2"):
        if layer.kind == "scale":
            scaled[layer.name.partition(".")[0]] += layer.operations.multiplications
            assert layer.multiplies == 0
    # 10 on 35x35x320, 20 on 17x17x1088, 9 on 8x8x2080: the last of the ten has no factor
    assert scaled == {"block35": 3_920_000, "block17": 6_288_640, "block8": 1_198_080}


def test_xception_has_36_convolutions_a_separable_one_counted_once() -> None:
    kinds = [(layer.kind, "shortcut" in layer.name) for layer in summary("xception")]
    assert kinds.count(("separable_conv", False)) == 34
    assert kinds.count(("conv", False)) == 2
    assert kinds.count(("conv", True)) == 4  # the projections, which the paper does not count


def test_the_multiplies_of_xception_are_the_sums_of_its_two_steps() -> None:
    # 9 * 728 * 19*19 + 728 * 728 * 19*19, three times in each of the eight blocks of the middle flow
    one = 9 * 728 * 361 + 728 * 728 * 361
    found = [layer.multiplies for layer in summary("xception") if layer.name.startswith("middle")]
    assert sum(found) == 24 * one


# -- TF-slim's receptive fields --------------------------------------------------------------------

BUNDLED = {"vgg_16": "vgg16"}
WRITTEN = ("alexnet_v2", "resnet_v1_50")  # in specs/slim
LAST = {"inception_v3": "Mixed_7c", "inception_v4": "inception_c.2", "inception_resnet_v2": "conv_7b"}
MOBILENET = {"Conv2d_0": "conv1", **{f"Conv2d_{i}_pointwise": f"block{i}/pw" for i in range(1, 14)}}


def slim(network: str, side: int) -> Summary:
    """The network as TF-slim has it, on a square input."""
    name = path_below_tests("specs", "slim", f"{network}.yaml") if network in WRITTEN else None
    return summary(name or BUNDLED.get(network, network), input=f"{side}x{side}x3")


FIELDS = [
    (row, side)
    for row in compare.table("..", "specs", "slim", "receptive_fields.csv")
    for side in (224, 321)
    if row[f"padding_at_{side}"]
]


def test_every_network_of_slims_table_that_is_written_here() -> None:
    largest = {row["network"]: int(row["size"]) for row, _ in FIELDS}
    assert largest == {
        "alexnet_v2": 195,
        "vgg_16": 212,
        "mobilenet_v1": 315,
        "resnet_v1_50": 483,
        "inception_v3": 1311,
        "inception_v4": 2071,
        "inception_resnet_v2": 3039,
    }
    assert len(FIELDS) == 2 * (7 + 13 + 14 + 4) + 3


@pytest.mark.parametrize(
    ("row", "side"), FIELDS, ids=[f"{row['network']}-{row['endpoint']}-{side}" for row, side in FIELDS]
)
def test_a_receptive_field_is_the_one_that_slim_measured(row: dict[str, str], side: int) -> None:
    endpoint = row["endpoint"] or LAST[row["network"]]
    found = compare.Field.of(end(slim(row["network"], side), MOBILENET.get(endpoint, endpoint)))
    size, jump, padding = int(row["size"]), int(row["jump"]), int(row[f"padding_at_{side}"])
    assert found == ((size, size), jump, -padding)


def test_slims_resnet_has_the_parameters_of_torchvisions() -> None:
    assert slim("resnet_v1_50", 224).totals.parameters == 25_557_032


def test_slims_resnet_halves_after_its_blocks() -> None:
    found = slim("resnet_v1_50", 224)
    sizes = [str(end(found, f"block{i}").output) for i in range(1, 5)]
    assert sizes == ["28x28x256", "14x14x512", "7x7x1024", "7x7x2048"]


def test_the_receptive_field_of_inception_v3_by_hand() -> None:
    # the stem; 3 blocks with 4 of 3x3 or 5x5 at 8 pixels; the reduction; 4 blocks with two 7x7 at 16 pixels;
    # the reduction with a 7x7 and a 3x3; two blocks with two 3x3 at 32 pixels
    steps = [31, 3 * 4 * 8, 4 * 8, 4 * 12 * 16, 8 * 16, 2 * 4 * 32]
    blocks = ["stem1", "Mixed_5d", "Mixed_6a", "Mixed_6e", "Mixed_7a", "Mixed_7c"]
    found = [end(summary("inception_v3"), block).receptive_field.size[0] for block in blocks]
    assert found == list(accumulate(steps)) == [31, 127, 159, 927, 1055, 1311]
