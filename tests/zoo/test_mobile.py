"""The mobile and the scaled networks against torchvision, Keras, and the figures of their papers."""

import compare
import pytest

from cnncalc import Summary, summarize

# -- what torchvision publishes -------------------------------------------------------------------

NETWORKS = (
    "mobilenet_v2",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "shufflenet_v2_x1_0",
    "mnasnet1_0",
    "efficientnet_b0",
    "efficientnet_b3",
    "efficientnet_v2_s",
    "regnet_x_400mf",
    "regnet_y_400mf",
    "convnext_tiny",
)


def scaled(name: str, settings: dict[str, object]) -> tuple[int, str]:
    """Parameters, and billions of multiplies as torchvision's page prints them."""
    totals = summarize(name, settings=settings).totals
    return totals.parameters, f"{totals.multiplies / 10**9:.3f}"


@pytest.mark.parametrize(
    ("number", "parameters", "billions"),
    [
        (0, 5_288_548, "0.386"),
        (1, 7_794_184, "0.687"),
        (3, 12_233_232, "1.827"),
        (4, 19_341_616, "4.394"),
        (5, 30_389_784, "10.266"),
        (6, 43_040_704, "19.068"),
        (7, 66_347_960, "37.746"),
    ],
)
def test_efficientnets_have_the_published_parameters_and_multiplies(
    number: int, parameters: int, billions: str
) -> None:
    assert scaled(f"efficientnet_b{number}", {}) == (parameters, billions)


def test_efficientnet_b2_has_them_at_the_resolution_that_torchvision_gives_it() -> None:
    assert scaled("efficientnet_b2", {"resolution": 288}) == (9_109_994, "1.088")
    assert str(summarize("efficientnet_b2")["stage1/conv1"].output) == "130x130x32"  # the paper: 260 / 2


def test_an_efficientnet_is_b0_with_other_settings() -> None:
    settings = {"width": 1.2, "depth": 1.4, "resolution": 300}
    assert scaled("efficientnet_b0", settings) == (12_233_232, "1.827")  # B3


SHUFFLENET = "shufflenet_v2_x1_0"


@pytest.mark.parametrize(
    ("name", "settings", "parameters", "billions"),
    [
        (SHUFFLENET, {"widths": [24, 48, 96, 192, 1024]}, 1_366_792, "0.040"),
        (SHUFFLENET, {"widths": [24, 176, 352, 704, 1024]}, 3_503_624, "0.296"),
        (SHUFFLENET, {"widths": [24, 244, 488, 976, 2048]}, 7_393_996, "0.583"),
        ("mnasnet1_0", {"width": 0.5}, 2_218_512, "0.104"),
        ("mnasnet1_0", {"width": 0.75}, 3_170_208, "0.215"),
        ("mnasnet1_0", {"width": 1.3}, 6_282_256, "0.526"),
        ("convnext_tiny", {"depths": [3, 3, 27, 3]}, 50_223_688, "8.684"),
        (
            "convnext_tiny",
            {"depths": [3, 3, 27, 3], "widths": [128, 256, 512, 1024]},
            88_591_464,
            "15.355",
        ),
        (
            "convnext_tiny",
            {"depths": [3, 3, 27, 3], "widths": [192, 384, 768, 1536]},
            197_767_336,
            "34.361",
        ),
    ],
)
def test_siblings_that_are_not_bundled_are_a_setting_away(
    name: str, settings: dict[str, object], parameters: int, billions: str
) -> None:
    assert scaled(name, settings) == (parameters, billions)


@pytest.mark.parametrize(
    ("name", "depths", "widths", "group_width", "parameters"),
    [
        ("regnet_x_400mf", [1, 3, 7, 5], [64, 128, 288, 672], 16, 7_259_656),  # RegNetX-800MF
        ("regnet_x_400mf", [2, 4, 10, 2], [72, 168, 408, 912], 24, 9_190_136),  # RegNetX-1.6GF
        ("regnet_y_400mf", [1, 3, 8, 2], [64, 144, 320, 784], 16, 6_432_512),  # RegNetY-800MF
        ("regnet_y_400mf", [2, 6, 17, 2], [48, 120, 336, 888], 24, 11_202_430),  # RegNetY-1.6GF
    ],
)
def test_other_regnets_have_torchvisions_parameters(
    name: str, depths: list[int], widths: list[int], group_width: int, parameters: int
) -> None:
    settings = {"depths": depths, "widths": widths, "group_width": group_width}
    assert summarize(name, settings=settings).totals.parameters == parameters


def test_regnet_x_with_the_last_width_of_the_paper_has_its_parameters() -> None:
    settings = {"widths": [32, 64, 160, 384]}
    assert scaled("regnet_x_400mf", settings)[0] == 5_157_512  # "5.2 M"; torchvision rounds 392 up to 400


@pytest.mark.parametrize("name", ("mobilenet_v1", *NETWORKS))
def test_the_number_of_classes_changes_the_last_layer_alone(name: str) -> None:
    thousand, ten = summarize(name), summarize(name, settings={"classes": 10})
    last = [layer for layer in thousand if layer.kind == "dense"][-1]
    features = last.parameters.weights // 1000
    assert thousand.totals.parameters - ten.totals.parameters == 990 * (features + 1)
    assert thousand.totals.multiplies - ten.totals.multiplies == 990 * features


# -- MobileNet -------------------------------------------------------------------------------------


def test_mobilenet_is_that_of_keras_layer_by_layer() -> None:
    # a dense layer on a vector is there a 1x1 convolution on a 1x1 map: 1024*1000 + 1000
    differing = compare.keras(summarize("mobilenet_v1"), "MobileNet")
    assert differing == ["layer 55: dense1 (dense 1000, 1025000, 0) is conv_preds (conv 1000, 1025000, 0)"]


def test_mobilenet_totals() -> None:
    totals = summarize("mobilenet_v1").totals
    assert totals.trainable == 4_231_976
    assert totals.parameters + totals.statistics == 4_253_864  # what Keras prints
    assert totals.multiplies == 568_740_352  # "569 million", tables 4 and 6
    assert totals.weight_layers == 28  # section 3.2: "MobileNet has 28 layers"


def test_mobilenet_without_normalization_has_the_parameters_that_the_paper_prints() -> None:
    mobilenet = summarize("mobilenet_v1")
    norms = sum(layer.parameters.total for layer in mobilenet if layer.kind == "batch_norm")
    assert mobilenet.totals.parameters - norms == 4_210_088  # "4.2 million"


def shares(mobilenet: Summary, figure: str) -> list[str]:
    """Table 2: what 1x1, depthwise and 3x3 convolutions and the dense layer have, in percent."""
    sums = {"pointwise": 0, "depthwise": 0, "first": 0, "dense": 0}
    for layer in mobilenet:
        kind = {"depthwise_conv": "depthwise", "dense": "dense", "conv": "pointwise"}.get(layer.kind)
        if kind:
            kind = "first" if layer.name == "conv1" else kind
            sums[kind] += layer.multiplies if figure == "multiplies" else layer.parameters.weights
    return [f"{100 * part / sum(sums.values()):.2f}" for part in sums.values()]


def test_mobilenet_shares_are_those_of_table_2() -> None:
    mobilenet = summarize("mobilenet_v1")
    assert shares(mobilenet, "multiplies") == ["94.86", "3.06", "1.91", "0.18"]  # the paper has 1.19 for 1.91
    assert shares(mobilenet, "weights") == ["74.59", "1.06", "0.02", "24.33"]


@pytest.mark.parametrize(
    ("settings", "millions", "parameters"),
    [
        ({}, 569, "4.2"),
        ({"width": 0.75}, 325, "2.6"),
        ({"width": 0.5}, 149, "1.3"),
        ({"width": 0.25}, 41, "0.5"),
        ({"resolution": 192}, 418, "4.2"),
        ({"resolution": 160}, 291, "4.2"),  # 290,675,200; the paper cuts it to 290
        ({"resolution": 128}, 186, "4.2"),
    ],
)
def test_mobilenets_of_tables_6_and_7(settings: dict[str, object], millions: int, parameters: str) -> None:
    totals = summarize("mobilenet_v1", settings=settings).totals
    assert round(totals.multiplies / 10**6) == millions
    assert f"{totals.parameters / 10**6:.1f}" == parameters


@pytest.mark.parametrize(
    ("layer", "size", "jump", "padding"),
    [
        ("conv1", 3, 2, 0),
        ("block1/pw", 7, 2, 2),
        ("block2/pw", 11, 4, 2),
        ("block3/pw", 19, 4, 6),
        ("block4/pw", 27, 8, 6),
        ("block5/pw", 43, 8, 14),
        ("block6/pw", 59, 16, 14),
        ("block7/pw", 91, 16, 30),
        ("block8/pw", 123, 16, 46),
        ("block9/pw", 155, 16, 62),
        ("block10/pw", 187, 16, 78),
        ("block11/pw", 219, 16, 94),
        ("block12/pw", 251, 32, 94),
        ("block13/pw", 315, 32, 126),
    ],
)
def test_mobilenet_receptive_fields_are_the_published_ones(
    layer: str, size: int, jump: int, padding: int
) -> None:
    # Araujo, Norris & Sim 2019, doi:10.23915/distill.00021, TF-slim's network on 224x224
    assert compare.Field.of(summarize("mobilenet_v1")[layer]) == ((size, size), jump, -padding)


# -- structure -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shortcuts"),
    [
        ("mobilenet_v2", 10),  # 17 blocks; the first of each of 7 rows changes the size or the channels
        ("mnasnet1_0", 10),  # as many rows and blocks
        ("mobilenet_v3_large", 10),  # 15 rows less 5 that do: 2, 4, 7, 11, 13; the first is 16 to 16
        ("mobilenet_v3_small", 6),  # 11 rows less 1, 2, 4, 7, 9
        ("efficientnet_b0", 9),  # 16 blocks in 7 stages
        ("efficientnet_v2_s", 35),  # 40 blocks in 6 stages; the first goes from 24 to 24
        ("regnet_x_400mf", 22),  # every block
        ("convnext_tiny", 18),
    ],
)
def test_shortcuts_join_where_stride_and_channels_allow(name: str, shortcuts: int) -> None:
    assert sum(layer.kind == "add" for layer in summarize(name)) == shortcuts


@pytest.mark.parametrize(
    ("name", "gates"),
    [("mobilenet_v3_large", 8), ("mobilenet_v3_small", 9), ("efficientnet_b0", 16), ("regnet_y_400mf", 16)],
)
def test_squeeze_and_excite_stands_where_the_table_ticks_it(name: str, gates: int) -> None:
    assert sum(layer.kind == "multiply" for layer in summarize(name)) == gates


def test_shufflenet_passes_half_of_its_channels_on_and_shuffles_every_unit() -> None:
    shufflenet = summarize(SHUFFLENET)
    assert sum(layer.kind == "channel_shuffle" for layer in shufflenet) == 16  # 4 + 8 + 4
    assert sum(layer.kind == "slice" for layer in shufflenet) == 2 * 13  # of stride 1: 3 + 7 + 3
