"""Residual and dense networks, GoogLeNet and Darknet against torchvision, Keras and the papers."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from compare import Field, Row, keras, last_of, torchvision

from cnncalc import Summary, load, summarize

summary = cache(summarize)


def with_depths(name: str, depths: Sequence[int], **more: Any) -> Summary:
    return summarize(name, settings={"depths": list(depths), **more})


# -- torchvision -----------------------------------------------------------------------------------

RESIDUAL = (
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "wide_resnet50_2",
)  # fmt: skip


@pytest.mark.parametrize(
    "bundled, settings, name",
    [
        ("resnet50", {"depths": [3, 4, 23, 3]}, "resnet101"),
        ("resnet101", {"depths": [3, 8, 36, 3]}, "resnet152"),
        ("resnet18", {"depths": [3, 4, 6, 3]}, "resnet34"),
        ("resnet50_paper", {"stride_first": False}, "resnet50"),
        ("resnet50", {"groups": 32, "group_width": 4}, "resnext50_32x4d"),
        ("resnext50_32x4d", {"groups": 1, "group_width": 128}, "wide_resnet50_2"),
    ],
)
def test_a_sibling_is_a_few_settings_away(bundled: str, settings: dict[str, Any], name: str) -> None:
    assert torchvision(summarize(bundled, settings=settings), name) == []


@pytest.mark.parametrize(
    "found, parameters, gmacs",  # torchvision's num_params and _ops
    [
        (summary("densenet201"), 20_013_928, "4.291"),
        (summary("densenet161"), 28_681_000, "7.728"),
        (with_depths("resnext50_32x4d", (3, 4, 23, 3), group_width=8), 88_791_336, "16.414"),
    ],
    ids=["densenet201", "densenet161", "resnext101_32x8d"],
)
def test_totals_are_those_that_torchvision_publishes(found: Summary, parameters: int, gmacs: str) -> None:
    assert found.totals.parameters == parameters
    assert f"{found.totals.multiplies / 10**9:.3f}" == gmacs


# -- Keras -----------------------------------------------------------------------------------------


def projection_last(row: Row) -> tuple[int, ...]:
    """Keras lists conv2_block1_0, the projection, and conv2_block1_3, which it is added to, in turns."""
    match = re.match(r"conv(\d)_block(\d+)_(\d)", row["name"])
    if match is None:
        return (9,) if row["name"] in ("avg_pool", "predictions") else (0,)
    stage, unit, part = map(int, match.groups())
    return stage, unit, part or 9


def test_keras_resnet50_is_keras_layer_by_layer() -> None:
    assert keras(summary("resnet50_keras"), "ResNet50", order=projection_last) == []


def test_densenet121_is_keras_layer_by_layer() -> None:
    assert keras(summary("densenet121"), "DenseNet121") == []


@pytest.mark.parametrize(
    "found, total",
    [
        (summary("resnet50_keras"), 25_636_712),
        (with_depths("resnet50_keras", (3, 4, 23, 3)), 44_707_176),
        (with_depths("resnet50_keras", (3, 8, 36, 3)), 60_419_944),
        (summary("densenet121"), 8_062_504),
        (summary("densenet169"), 14_307_880),
        (summary("densenet201"), 20_242_984),
    ],
    ids=["ResNet50", "ResNet101", "ResNet152", "DenseNet121", "DenseNet169", "DenseNet201"],
)
def test_parameters_and_running_statistics_are_the_total_that_keras_publishes(
    found: Summary, total: int
) -> None:
    assert found.totals.parameters + found.totals.statistics == total


# -- the papers ------------------------------------------------------------------------------------


def test_the_stride_in_the_first_1x1_saves_three_quarters_of_three_convolutions() -> None:
    # 1x1 on 56x56x256 -> 128, 28x28x512 -> 256, 14x14x1024 -> 512: a quarter of the positions is left
    saved = 3 * (56 * 56 * 256 * 128 - 28 * 28 * 256 * 128)
    assert summary("resnet50_paper").totals.multiplies == 4_089_184_256 - saved == 3_857_973_248
    assert summary("resnet50_paper").totals.parameters == summary("resnet50").totals.parameters


@pytest.mark.parametrize(
    "found, printed",
    [
        (summary("resnet18"), 1.8),
        (summary("resnet34"), 3.6),
        (summary("resnet50_paper"), 3.8),
        (with_depths("resnet50_paper", (3, 4, 23, 3)), 7.6),
        (with_depths("resnet50_paper", (3, 8, 36, 3)), 11.3),
    ],
    ids=["18", "34", "50", "101", "152"],
)
def test_multiplies_are_the_flops_of_the_residual_networks_table(found: Summary, printed: float) -> None:
    # it rounds 7.57 to 7.6 and 11.28 to 11.3, and cuts 3.66 and 3.86 off
    assert abs(found.totals.multiplies / 10**9 - printed) < 0.1


def test_the_units_of_resnet50_have_the_outputs_of_the_papers_table() -> None:
    ends = [last_of(summary("resnet50_paper"), f"conv{stage}_x") for stage in (2, 3, 4, 5)]
    assert [str(end.output) for end in ends] == ["56x56x256", "28x28x512", "14x14x1024", "7x7x2048"]


@pytest.mark.parametrize(
    "name, layers, projections",
    [
        ("resnet18", 18, 3),
        ("resnet34", 34, 3),
        ("resnet50", 50, 4),
        ("resnet101", 101, 4),
        ("resnet152", 152, 4),
    ],
)
def test_a_residual_network_is_called_by_its_layers_without_projections(
    name: str, layers: int, projections: int
) -> None:
    found = summary(name)
    assert found.totals.weight_layers == layers + projections
    assert sum("/projection" in layer.name and layer.kind == "conv" for layer in found) == projections


@pytest.mark.parametrize("layers", [121, 161, 169, 201])
def test_a_dense_network_is_called_by_its_layers(layers: int) -> None:
    assert summary(f"densenet{layers}").totals.weight_layers == layers


def test_densenet264_is_a_setting_away() -> None:
    found = with_depths("densenet121", (6, 12, 64, 48))
    # channels: 64 -> 256 -> 128 -> 512 -> 256 -> 2304 -> 1152 -> 2688
    ends = [last_of(found, f"dense_block{i}").output.channels for i in (1, 2, 3, 4)]
    assert ends == [256, 512, 2304, 2688]
    # a layer on c channels: 2c + 128c + 2*128 + 9*128*32 = 130c + 37,120; a transition: 2c + c*c/2
    read = [c + 32 * i for c, n in ((64, 6), (128, 12), (256, 64), (1152, 48)) for i in range(n)]
    transitions = sum(2 * c + c * c // 2 for c in ends[:3])
    stem, last = 7 * 7 * 3 * 64 + 2 * 64, 2 * 2688 + 2688 * 1000 + 1000
    assert found.totals.parameters == stem + sum(130 * c + 37_120 for c in read) + transitions + last


def test_squeeze_and_excitation_adds_two_dense_layers_to_each_unit() -> None:
    plain, found = summary("resnet50_paper").totals, summary("se_resnet50").totals
    units = {256: 3, 512: 4, 1024: 6, 2048: 3}
    weights = sum(n * 2 * c * c // 16 for c, n in units.items())
    biases = sum(n * (c // 16 + c) for c, n in units.items())
    assert (weights, biases) == (2_514_944, 16_048)
    assert found.parameters == plain.parameters + weights + biases == 28_088_024
    assert found.multiplies == plain.multiplies + weights  # each weight is used once
    assert found.weight_layers == plain.weight_layers + 2 * 16


# Darknet-53, table 1 of the YOLOv3 paper: times, then filters, kernel and output of each convolution
DARKNET = [
    (1, [(32, 3, 256), (64, 3, 128)]),
    (1, [(32, 1, 128), (64, 3, 128)]),
    (1, [(128, 3, 64)]),
    (2, [(64, 1, 64), (128, 3, 64)]),
    (1, [(256, 3, 32)]),
    (8, [(128, 1, 32), (256, 3, 32)]),
    (1, [(512, 3, 16)]),
    (8, [(256, 1, 16), (512, 3, 16)]),
    (1, [(1024, 3, 8)]),
    (4, [(512, 1, 8), (1024, 3, 8)]),
]


def test_darknet53_is_the_table_of_its_paper() -> None:
    rows = [row for times, rows in DARKNET for row in rows * times]
    convolutions = [layer for layer in summary("darknet53") if layer.kind == "conv"]
    found = [(c.output.channels, c.node.layer.kernel, c.output.size) for c in convolutions]
    assert found == [(filters, kernel, (n, n)) for filters, kernel, n in rows]
    assert len(found) == 52  # and the dense layer


def test_darknet53_has_the_parameters_that_are_published() -> None:
    found = summary("darknet53").totals
    assert found.parameters == 41_609_928
    # two for each multiply: the authors' page says 18.57 billion operations
    assert f"{2 * found.multiplies / 10**9:.2f}" == "18.57"
    assert summarize("darknet53", input="224x224x3").totals.parameters == 41_609_928


@pytest.mark.parametrize(
    "name", [*RESIDUAL, "densenet121", "googlenet_torchvision", "darknet53", "se_resnet50"]
)
def test_the_number_of_classes_is_a_variable(name: str) -> None:
    ten = summarize(name, settings={"classes": 10})
    dense = [layer for layer in ten if layer.kind == "dense" and layer.head is None][-1]
    assert dense.output.channels == 10


# -- what they say of themselves -------------------------------------------------------------------

FAMILIES = (
    *RESIDUAL, "resnet50_paper", "resnet50_keras", "se_resnet50", "densenet121", "densenet161", "densenet169",
    "densenet201", "googlenet_torchvision", "darknet53",
)  # fmt: skip


def computed(found: Summary, key: str) -> str:
    """The figure that a key of `expect` names: of the network, its main path, or a layer or block."""
    place, _, figure = key.rpartition(".")
    if place in ("", "main_path"):
        return str(int((found.main_path if place else found.totals)[figure]))
    layer = last_of(found, place) if place not in [one.name for one in found] else found[place]
    return str(layer.output) if figure == "output" else str(Field.of(layer).size[0])


@pytest.mark.parametrize("name", FAMILIES)
def test_the_figures_that_a_spec_expects_are_those_it_has(name: str) -> None:
    expected = {key: text for key, (text, _) in load(name).expect.items()}
    assert expected == {key: computed(summary(name), key) for key in expected}
    assert "parameters" in expected


# -- the comparison itself -------------------------------------------------------------------------


def test_another_layout_is_told_from_torchvisions() -> None:
    differing = torchvision(summary("resnet50_paper"), "resnet50")
    # 3 units whose first convolution and normalization are smaller; the multiplies of the 3x3 are the same
    assert len(differing) == 5 + 1 + 1
    assert differing[0].endswith(
        ": conv3_x/unit.0/add1/main/residual/conv1 (conv 28x28x128, 32768, 25690112)"
        " is layer2.0.conv1 (conv 56x56x128, 32768, 102760448)"
    )
    assert differing[5:] == ["and 1 more", "multiplies: 3857973248 is 4089184256"]


def test_layers_that_are_missing_or_too_many_are_told() -> None:
    # the last pool of torchvision's DenseNet is none of its layers
    assert "dense" in torchvision(summary("densenet121"), "densenet121")[-1]
    assert torchvision(summary("resnet34"), "resnet18")
    assert torchvision(summary("resnet18"), "resnet34")


def test_trained_parameters_and_running_statistics_are_told_from_keras() -> None:
    differing = keras(summary("resnet50"), "ResNet50", order=projection_last)  # without biases
    assert (
        differing[0] == "layer 0: conv1 (conv 112x112x64, 9408, 0) is conv1_conv (conv 112x112x64, 9472, 0)"
    )
